#!/usr/bin/env bash
# Checks that shells and curl read a token unchanged from the output formats of `token get`.
#
# The token has every character that is hard to quote. PowerShell is tested only if it is installed, because Debian has no
# package for it.
set -euo pipefail
cd "$(dirname "$0")/../.."

target=${CARGO_TARGET_DIR:-target}
cargo build --locked --quiet
travauth=$(realpath "$target/debug/travauth")

work=$(mktemp -d)
server=
# shellcheck disable=SC2329 # the trap calls it
clean_up() {
    [ -z "$server" ] || kill "$server"
    rm -rf "$work"
}
trap clean_up EXIT
# The home is empty, and no proxy of the user is used.
export HOME=$work XDG_CONFIG_HOME=$work TRAVAUTH_CONFIG_DIR=$work/config
unset http_proxy HTTP_PROXY https_proxy HTTPS_PROXY all_proxy ALL_PROXY

# shellcheck disable=SC1003,SC2016 # the token must not be expanded
token='!"#$%&'\''()*+,-./09:;<=>?@AZ[\]^_`az{|}~$HOME`id`$(id)%PATH%\n\'\'
export TOKEN=$token

mkfifo "$work/port"
python3 tests/scripts/token_server.py >"$work/port" &
server=$!
read -r port <"$work/port"

export AMADEUS_BASE_URL=http://127.0.0.1:$port AMADEUS_CLIENT_ID=id AMADEUS_CLIENT_SECRET=secret
get=("$travauth" token get -p amadeus)

same() {
    if [ "$2" != "$token" ]; then
        printf '%s: %s is not the token\n' "$1" "$2" >&2
        exit 1
    fi
    echo "$1 gets the token"
}

same plain "$("${get[@]}")"
# shellcheck disable=SC2016 # the dollars are for the shell that is being run
for shell in sh bash zsh; do
    recipe='vars=$("$@" --format env) && eval "$vars"'
    same "$shell" "$("$shell" -c "$recipe"'; printenv TRAVAUTH_TOKEN' "$shell" "${get[@]}")"
    same "$shell, the provider's variable" "$("$shell" -c "$recipe"'; printenv AMADEUS_ACCESS_TOKEN' "$shell" "${get[@]}")"
    # Without a token the recipe fails, and on two lines it ends a script with `set -e`.
    for script in "$recipe" "set -e; ${recipe/ && /; }; echo continued"; do
        if "$shell" -c "$script" "$shell" "${get[@]}" --environment no-such 2>/dev/null >"$work/out" || [ -s "$work/out" ]; then
            echo "$shell: without a token this does not fail: $script" >&2
            exit 1
        fi
    done
    echo "$shell fails without a token"
done
# shellcheck disable=SC2016
same fish "$(fish --no-config -c '$argv --format env --shell fish | source; printenv TRAVAUTH_TOKEN' -- "${get[@]}")"
if command -v pwsh >/dev/null; then
    # shellcheck disable=SC2016
    same powershell "$(pwsh -NoProfile -Command \
        "& '$travauth' token get -p amadeus --format env --shell powershell | Out-String | Invoke-Expression
        [Console]::Out.Write(\$env:TRAVAUTH_TOKEN)")"
fi

# The server responds to any GET with its Authorization header.
same 'curl -K' "$("${get[@]}" --format curl | curl --silent --fail -K - "$AMADEUS_BASE_URL/echo" | sed 's/^Bearer //')"
same 'curl -H' "$(curl --silent --fail -H "$("${get[@]}" --format header)" "$AMADEUS_BASE_URL/echo" | sed 's/^Bearer //')"
