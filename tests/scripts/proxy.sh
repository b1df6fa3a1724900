#!/usr/bin/env bash
# Runs real clients against `travauth emulator` through `travauth proxy`: the Amadeus SDKs, requests, newman, curl and
# Chromium. tests/run installs them.
set -euo pipefail
cd "$(dirname "$0")/../.."

target=$(realpath "${CARGO_TARGET_DIR:-target}")
cargo build --locked --quiet
PATH=$target/debug:$target/newman/node_modules/.bin:$PATH
NODE_PATH=$target/node-sdk/node_modules
PLAYWRIGHT=$target/playwright/
export PATH NODE_PATH PLAYWRIGHT
unset http_proxy HTTP_PROXY https_proxy HTTPS_PROXY all_proxy ALL_PROXY

work=$(mktemp -d)
running=()
# shellcheck disable=SC2329 # the trap calls it
clean_up() {
    [ ${#running[@]} = 0 ] || kill "${running[@]}" 2>/dev/null || true
    wait
    rm -rf "$work"
}
trap clean_up EXIT
export HOME=$work TRAVAUTH_CONFIG_DIR=$work/config

# Prints the first line of a file once there is one.
first_line() {
    for _ in $(seq 600); do
        [ ! -s "$1" ] || break
        sleep 0.1
    done
    head -n 1 "$1"
}

travauth emulator >"$work/emulator" 2>/dev/null &
running+=($!)
AMADEUS_BASE_URL=$(first_line "$work/emulator")
export AMADEUS_BASE_URL AMADEUS_CLIENT_ID=demo-amadeus-client-id AMADEUS_CLIENT_SECRET=demo-amadeus-client-secret
emulator=$AMADEUS_BASE_URL

# ── SDKs, unchanged ─────────────────────────────────────────────────────────

for flags in "" --tls; do
    # shellcheck disable=SC2086 # no flag is no argument
    output=$(travauth proxy -p amadeus $flags -- "$target/amadeus-sdk/bin/python" tests/scripts/amadeus_sdk.py)
    printf 'through the proxy: %s\n' "$output"
    # Without this line the script has not run, even if the exit code is 0.
    grep -q '^the SDK got ' <<<"$output"
done
output=$(travauth proxy -p amadeus --tls -- node tests/scripts/node-sdk.cjs)
printf 'through the proxy: %s\n' "$output"
for sdk in amadeus amadeus-ts; do
    grep -q "^$sdk got " <<<"$output"
done

# ── 20 processes at the same time ───────────────────────────────────────────

export TRAVAUTH_CONFIG_DIR=$work/herd
token_requests() {
    curl -sS "$emulator/-/har" | jq '[.log.entries[].request.url | select(endswith("/oauth2/token"))] | length'
}
before=$(token_requests)
# shellcheck disable=SC2016 # the command's own shell expands it
travauth proxy -p amadeus -- sh -eu -c '
    for number in $(seq 20); do
        "$1" tests/scripts/proxy/get_airlines.py &
        pids="${pids-} $!"
    done
    for pid in $pids; do wait "$pid"; done' sh "$target/recipes-venv/bin/python" >"$work/herd-output"
# Two processes can write between each other's text and line end.
[ "$(grep -o BA "$work/herd-output" | wc -l)" = 20 ]
[ "$(($(token_requests) - before))" = 1 ]
echo "20 processes with requests: one token request"

# ── newman and curl ─────────────────────────────────────────────────────────

travauth proxy -p amadeus --listen 127.0.0.1:0 --format postman >"$work/postman.json" 2>/dev/null &
running+=($!)
first_line "$work/postman.json" >/dev/null
for collection in docs/recipes/airlines.postman_collection.json tests/scripts/proxy/oauth.postman_collection.json; do
    newman run "$collection" --environment "$work/postman.json" --silent --bail
    echo "newman: $(basename "$collection")"
done

value() { jq -r --arg name "$1" '.values[] | select(.key == $name).value' "$work/postman.json"; }
base_url=$(value base_url) key=$(value client_secret)
path='/v1/reference-data/airlines?airlineCodes=BA'
form=(--data grant_type=client_credentials --data client_id=me --data-urlencode "client_secret=$key")
phantom=$(curl -sS --fail "${form[@]}" "$(value token_url)" | jq -r .access_token)
for way in "-H @$work/header" "--user me:$key" "-H Authorization:Bearer\ $phantom"; do
    printf 'Authorization: Bearer %s\n' "$key" >"$work/header"
    # shellcheck disable=SC2046 # xargs splits the words as a shell does
    printf '%s' "$way" | xargs curl -sS --fail "$base_url$path" | jq -e '.data[0].iataCode == "BA"' >/dev/null
done
curl -sS --fail "$base_url/$key$path" | jq -e '.data[0].iataCode == "BA"' >/dev/null
[ "$(curl -sS -o /dev/null -w '%{http_code}' "$base_url$path")" = 401 ]
echo "curl: four ways to show the key"

# ── Chromium ────────────────────────────────────────────────────────────────

node --test tests/scripts/proxy/
