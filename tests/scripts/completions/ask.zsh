# zsh completes only in its line editor: this gives it one, on a terminal of its own.
# Usage: zsh -f ask.zsh SCRIPT; prints what the line `travauth tok` and a tab become.
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
zpty -w shell "travauth() { print -r -- arg''uments: \$* end; }; print re''ady"
until_seen ready || exit 1
zpty -w shell $'travauth tok\t'
until_seen 'arguments: * end' || exit 1
print -r -- ${${seen##*arguments: }%% *}
zpty -d shell
