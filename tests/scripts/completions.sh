#!/usr/bin/env bash
# Loads every completion script in its shell, and completes `travauth to` and names of a config.
#
# Debian has neither PowerShell nor Nushell, so their scripts are not loaded here.
set -euo pipefail
scripts=$(realpath "$(dirname "$0")")/completions
cd "$scripts/../../../completions"

(cd .. && cargo build --locked --quiet)
PATH=$(realpath "${CARGO_TARGET_DIR:-../target}/debug"):$PATH

# The home is empty, so that the user's configuration has no effect.
home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export HOME=$home XDG_CONFIG_HOME=$home XDG_DATA_HOME=$home XDG_STATE_HOME=$home XDG_CACHE_HOME=$home XDG_RUNTIME_DIR=$home

# Prints the candidates of a script, one on each line.
# shellcheck disable=SC2016 # the dollars are for the shell that is being run
ask() {
    case $1 in
        travauth.bash)
            timeout 60 bash --norc -c 'source "$1"
                COMP_WORDS=(travauth to) COMP_CWORD=1
                completer=$(complete -p travauth | grep -oE -- "-F [^ ]+") # the registered function
                "${completer#-F }" travauth to travauth
                printf "%s\n" "${COMPREPLY[@]}"' bash "$1"
            ;;
        travauth.fish)
            timeout 60 fish --no-config -c 'source $argv[1]; and complete -C "travauth to"' "$1"
            ;;
        _travauth) timeout 60 zsh -f "$scripts/ask.zsh" "$PWD/$1" ;;
        travauth.elv) timeout 60 elvish -norc "$scripts/ask.elv" "$1" ;;
    esac
}

asked=0
for file in *; do
    case $file in
        travauth.bash | travauth.fish | _travauth | travauth.elv)
            candidates=$(ask "$file")
            if ! grep -qE '^token\b' <<<"$candidates"; then
                printf '%s: no "token" among the candidates:\n%s\n' "$file" "$candidates" >&2
                exit 1
            fi
            echo "$file completes"
            asked=$((asked + 1))
            ;;
        _travauth.ps1 | travauth.nu)
            grep -q token "$file"
            echo "$file exists; its shell is not installed"
            ;;
        *)
            echo "$file: its shell is not known" >&2
            exit 1
            ;;
    esac
done
if [ "$asked" != 4 ]; then
    echo "there are $asked of 4 completion scripts: bash, fish, zsh, elvish" >&2
    exit 1
fi

# The names in a config, in the three shells whose scripts complete them.
export TRAVAUTH_CONFIG_DIR=$home/names
mkdir "$TRAVAUTH_CONFIG_DIR"
cat >"$TRAVAUTH_CONFIG_DIR/config.toml" <<'END'
[providers.acme]
token_url = "https://auth.acme.example/token"
[providers.acme.environments]
live = "https://api.acme.example"
[profiles.my-acme]
provider = "acme"
END

# Prints the last word of a line after its completion.
# shellcheck disable=SC2016 # the dollars are for the shell that is being run
complete_last() {
    case $1 in
        bash)
            timeout 60 bash --norc -c 'source travauth.bash
                read -ra COMP_WORDS <<<"$1"
                COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
                completer=$(complete -p travauth | grep -oE -- "-F [^ ]+")
                "${completer#-F }" travauth "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
                printf "%s\n" "${COMPREPLY[@]}"' bash "$2"
            ;;
        fish) timeout 60 fish --no-config -c 'source travauth.fish; and complete -C $argv[1]' "$2" ;;
        zsh) timeout 60 zsh -f "$scripts/ask.zsh" "$PWD/_travauth" "$2" ;;
    esac
}
for shell in bash fish zsh; do
    for line in "token get -P my=my-acme" "token get -p acm=acme" "token get -p acme -e li=live" "providers show acm=acme"; do
        found=$(complete_last "$shell" "travauth ${line%=*}")
        if [ "$found" != "${line#*=}" ]; then
            printf '%s: "%s" is completed to "%s"\n' "$shell" "${line%=*}" "$found" >&2
            exit 1
        fi
    done
    echo "$shell completes the names of the config"
done

# The examples of the help, each in its shell.
mkdir -p "$home/zsh" "$home/.config/fish/completions"
examples=$(COLUMNS=80 travauth completions --help | sed '1,/^Examples:$/d; s/^  //')
ran=0
while read -r example; do
    # shellcheck disable=SC2016 # the dollars are for the shell that is being run
    case $example in
        *" bash"*) timeout 60 bash --norc -euc 'eval "$1"; complete -p travauth' bash "$example" ;;
        *" fish"*) timeout 60 fish --no-config -c 'eval $argv[1]; and complete -C "travauth to"' "$example" ;;
        *" zsh"*)
            timeout 60 zsh -fc 'fpath=($HOME/zsh $fpath); eval "$1" && autoload -Uz compinit && compinit -D &&
                test "$_comps[travauth]" = _travauth' zsh "$example"
            ;;
        *) false ;;
    esac >/dev/null || { echo "this example does not work: $example" >&2 && exit 1; }
    ran=$((ran + 1))
done <<<"$examples"
if [ "$ran" != 3 ]; then
    echo "$ran of 3 examples of the help ran: bash, fish, zsh" >&2
    exit 1
fi
echo "the examples of the help work"
