#!/usr/bin/env bash
# Hands tokens on through other programs: each shell evaluates its assignments, curl reads its configuration.
#
# The token holds every character that some quoting gets wrong. Debian has no PowerShell: it is asked where it is there.
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
# A blank home, and nobody's own proxy.
export HOME=$work XDG_CONFIG_HOME=$work TRAVAUTH_CONFIG_DIR=$work/config
unset http_proxy HTTP_PROXY https_proxy HTTPS_PROXY all_proxy ALL_PROXY

# shellcheck disable=SC1003,SC2016 # nothing is to be expanded: it is the token
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
        printf '%s: not the token, but %s\n' "$1" "$2" >&2
        exit 1
    fi
    echo "$1 gets the token"
}

same plain "$("${get[@]}")"
# shellcheck disable=SC2016 # the dollars are for the shell that is being run
for shell in sh bash zsh; do
    same "$shell" "$("$shell" -c 'eval "$("$@" --format env)"; printenv TRAVAUTH_TOKEN' "$shell" "${get[@]}")"
    same "$shell, by the provider's name" \
        "$("$shell" -c 'eval "$("$@" --format env)"; printenv AMADEUS_ACCESS_TOKEN' "$shell" "${get[@]}")"
done
# shellcheck disable=SC2016
same fish "$(fish --no-config -c '$argv --format env --shell fish | source; printenv TRAVAUTH_TOKEN' -- "${get[@]}")"
if command -v pwsh >/dev/null; then
    # shellcheck disable=SC2016
    same powershell "$(pwsh -NoProfile -Command \
        "& '$travauth' token get -p amadeus --format env --shell powershell | Out-String | Invoke-Expression
        [Console]::Out.Write(\$env:TRAVAUTH_TOKEN)")"
fi

# The server answers any GET with the Authorization header it got.
same 'curl -K' "$("${get[@]}" --format curl | curl --silent --fail -K - "$AMADEUS_BASE_URL/echo" | sed 's/^Bearer //')"
same 'curl -H' "$(curl --silent --fail -H "$("${get[@]}" --format header)" "$AMADEUS_BASE_URL/echo" | sed 's/^Bearer //')"
