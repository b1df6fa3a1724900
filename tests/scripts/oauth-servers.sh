#!/usr/bin/env bash
# Gets tokens from OAuth 2.0 servers of other projects, each described only by a [providers.NAME] table: Authlib and Django
# OAuth Toolkit in Python, and oidc-provider in JavaScript. tests/run installs them.
set -euo pipefail
cd "$(dirname "$0")/../.."

target=$(realpath "${CARGO_TARGET_DIR:-target}")
packages=$target/oauth-servers
cargo build --locked --quiet
travauth=$target/debug/travauth

home=$(mktemp -d)
servers=()
finish() {
    [ ${#servers[@]} = 0 ] || kill "${servers[@]}" 2>/dev/null || true
    rm -rf "$home"
}
trap finish EXIT
unset http_proxy HTTP_PROXY https_proxy HTTPS_PROXY all_proxy ALL_PROXY
export HOME=$home TRAVAUTH_CONFIG_DIR=$home/config
mkdir "$TRAVAUTH_CONFIG_DIR"

# Authlib does not decode form-encoded credentials, so its secret has no character that would be encoded.
plain_secret='plain-Secret.of_the~test' odd_secret='s3cret: +/&=%25 "~'
user=alice password='pass word+ü'

# Starts a server and sets $url to its base URL.
start() {
    local out=$home/server.out
    : >"$out"
    "$@" >"$out" 2>"$home/server.err" &
    servers+=($!)
    for _ in $(seq 600); do
        url=$(grep -m 1 '^http' "$out") && return
        kill -0 "${servers[-1]}" 2>/dev/null || break
        sleep 0.1
    done
    cat "$home/server.err" >&2
    echo "$2 does not start" >&2
    exit 1
}

# Adds a provider and its profile to the config: NAME TOKEN_URL CLIENT_ID SECRET [MORE LINES OF THE PROVIDER]
profile() {
    printf '%s' "$4" >"$TRAVAUTH_CONFIG_DIR/$1.secret"
    printf '%s' "$password" >"$TRAVAUTH_CONFIG_DIR/password"
    cat >>"$TRAVAUTH_CONFIG_DIR/config.toml" <<END
[providers.$1]
token_url = "$2"
${5-}
[profiles.$1]
provider = "$1"
base_url = "${2%%/o*}"
client_id = "$3"
client_secret = { file = "$1.secret" }
user_id = "$user"
password = { file = "password" }

END
}

# check PROFILE [FLAG...]: checks that there is a token, that it is cached, and that a wrong secret has exit code 3.
check() {
    local token code=0
    token=$("$travauth" token get -P "$1" "${@:2}")
    [ ${#token} -ge 20 ]
    [ "$("$travauth" token get -P "$1" "${@:2}")" = "$token" ]
    printf wrong >"$home/wrong"
    cp "$TRAVAUTH_CONFIG_DIR/$1.secret" "$home/right"
    printf wrong >"$TRAVAUTH_CONFIG_DIR/$1.secret"
    "$travauth" token get -P "$1" "${@:2}" >"$home/out" 2>"$home/err" || code=$?
    mv "$home/right" "$TRAVAUTH_CONFIG_DIR/$1.secret"
    if [ $code != 3 ] || [ -s "$home/out" ]; then
        cat "$home/err" >&2
        echo "$1: exit $code for a wrong secret, not 3" >&2
        exit 1
    fi
    echo "$1: a token, and exit 3 for a wrong secret"
}

post='client_auth = "client_secret_post"'

start "$packages/python/bin/python" tests/scripts/oauth/authlib_server.py me "$plain_secret" "$user" "$password"
profile authlib "$url/oauth/token" me "$plain_secret"
profile authlib-post "$url/oauth/token" me "$plain_secret" "$post"
profile authlib-password "$url/oauth/token" me "$plain_secret" 'grant = "password"'

start "$packages/python/bin/python" tests/scripts/oauth/django_server.py me "$odd_secret" "$user" "$password"
profile django "$url/o/token/" me "$odd_secret"
profile django-post "$url/o/token/" me "$odd_secret" "$post"
profile django-password "$url/o/token/" me-password "$odd_secret" 'grant = "password"'

start node tests/scripts/oauth/oidc_provider.mjs "$packages/node" me "$odd_secret"
profile oidc "$url/token" me-basic "$odd_secret"
profile oidc-post "$url/token" me-post "$odd_secret" "$post"

"$travauth" config validate
for name in authlib authlib-post authlib-password django django-post django-password oidc oidc-post; do
    check $name
    check $name --scope flights
done
