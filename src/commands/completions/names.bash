
# Completes names of providers, profiles and environments, which travauth prints.
_travauth_names() {
    local previous=${COMP_WORDS[COMP_CWORD-1]} current=${COMP_WORDS[COMP_CWORD]} what
    # bash splits --flag=value into three words.
    [[ $previous == "=" ]] && previous=${COMP_WORDS[COMP_CWORD-2]}
    [[ $current == "=" ]] && current=
    case $previous in
        -p | --provider) what=providers ;;
        -P | --profile) what=profiles ;;
        -e | --environment) what=environments ;;
        show) [[ " ${COMP_WORDS[*]} " == *" providers show "* && $current != -* ]] && what=providers ;;
    esac
    [[ -n $what ]] || return 1
    local names name
    names=$(travauth __complete "$what" -- "${COMP_WORDS[@]:1:COMP_CWORD-1}" 2>/dev/null)
    COMPREPLY=()
    while IFS= read -r name; do
        [[ -n $name && $name == "$current"* ]] && COMPREPLY+=("$name")
    done <<<"$names"
    return 0
}

_travauth_or_names() {
    _travauth_names || _travauth "$@"
}

complete -F _travauth_or_names -o bashdefault -o default travauth
