# Types a line and a tab, and prints the last word of the completed line.
# Usage: zsh -f ask.zsh SCRIPT [LINE]    (default: `travauth tok`)
#
# zsh completes only in its line editor, so this starts a zsh on a pseudo-terminal.
zmodload zsh/zpty

# Reads the output of the inner shell until it matches a pattern.
until_seen() {
    local part
    seen=
    while [[ $seen != *$~1* ]]; do
        zpty -r shell part || return 1
        seen+=$part
    done
}

# The terminal echoes the typed commands. The empty quotes in them prevent that the echo matches a pattern below.
zpty shell zsh -f -i
zpty -w shell "unsetopt PROMPT_SP; PROMPT=; stty columns 200"
zpty -w shell "autoload -U compinit && compinit -u -D; source ${(q)1}; compdef _travauth travauth"
# This function passes `__complete` on to the program, and prints the arguments of any other call.
zpty -w shell "travauth() { [[ \$1 == __complete ]] && { command travauth \$@; return }; print -r -- arg''uments: \$* end; }; print re''ady"
until_seen ready || exit 1
zpty -w shell "${2:-travauth tok}"$'\t'
until_seen 'arguments: * end' || exit 1
print -r -- ${${${seen##*arguments: }% end*}##* }
zpty -d shell
