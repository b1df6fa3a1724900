# Completes names of providers, profiles and environments, which travauth prints.
_travauth_names() {
    local -a names
    names=(${(f)"$(travauth __complete $1 -- ${words[2,CURRENT-1]} 2>/dev/null)"})
    shift
    compadd "$@" -a names
}
_travauth_providers() { _travauth_names providers "$@" }
_travauth_profiles() { _travauth_names profiles "$@" }
_travauth_environments() { _travauth_names environments "$@" }

