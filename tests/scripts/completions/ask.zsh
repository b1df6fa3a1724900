# zsh completes only in its line editor: this gives it one, on a terminal of its own.
# Usage: zsh -f ask.zsh SCRIPT [LINE]; prints what the line, `travauth tok` if none is given, and a tab become: the last word.
zmodload zsh/zpty

# Reads what the inner shell prints until it matches a pattern.
until_seen() {
    local part
    seen=
    while [[ $seen != *$~1* ]]; do
        zpty -r shell part || return 1
        seen+=$part
    done
}

# The empty quotes keep what is typed, which the terminal echoes, from looking like what it prints.
zpty shell zsh -f -i
zpty -w shell "unsetopt PROMPT_SP; PROMPT=; stty columns 200"
zpty -w shell "autoload -U compinit && compinit -u -D; source ${(q)1}; compdef _travauth travauth"
# Asked for names, the program answers; else it tells its arguments.
zpty -w shell "travauth() { [[ \$1 == __complete ]] && { command travauth \$@; return }; print -r -- arg''uments: \$* end; }; print re''ady"
until_seen ready || exit 1
zpty -w shell "${2:-travauth tok}"$'\t'
until_seen 'arguments: * end' || exit 1
print -r -- ${${${seen##*arguments: }% end*}##* }
zpty -d shell
