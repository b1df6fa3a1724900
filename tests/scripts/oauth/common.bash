# Functions for the scripts that get tokens from OAuth 2.0 servers of other projects. tests/run installs the servers.
# shellcheck disable=SC2034 # the scripts use the variables

target=$(realpath "${CARGO_TARGET_DIR:-target}")
packages=$target/oauth-servers
python=$packages/python/bin/python
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

user=alice password='pass word+ü'
post='client_auth = "client_secret_post"'
unencoded='client_auth = "basic_unencoded"'

fail() {
    [ ! -s "$home/err" ] || cat "$home/err" >&2
    printf '%s\n' "$*" >&2
    exit 1
}

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
    fail "$2 does not start"
}

# Adds a provider and its profile to the config: NAME TOKEN_URL CLIENT_ID SECRET [MORE LINES OF THE PROVIDER [OF THE PROFILE]]
profile() {
    printf '%s' "$4" >"$TRAVAUTH_CONFIG_DIR/$1.secret"
    printf '%s' "$password" >"$TRAVAUTH_CONFIG_DIR/password"
    cat >>"$TRAVAUTH_CONFIG_DIR/config.toml" <<END
[providers.$1]
token_url = "$2"
${5-}
[profiles.$1]
provider = "$1"
base_url = "$url"
client_id = "$3"
client_secret = { file = "$1.secret" }
user_id = "$user"
password = { file = "password" }
${6-}

END
}

# token PROFILE [FLAG...]: checks that there is a token, and that it is cached.
token() {
    local token
    token=$("$travauth" token get -P "$@" 2>"$home/err") || fail "$1: no token"
    [ ${#token} -ge 20 ] || fail "$1: the token is $token"
    [ "$("$travauth" token get -P "$@")" = "$token" ] || fail "$1: the token is not cached"
}

# wrong_secret PROFILE EXIT_CODE [FLAG...]: checks the exit code of a wrong secret.
wrong_secret() {
    local code=0 secret=$TRAVAUTH_CONFIG_DIR/$1.secret
    [ "$(cat "$secret")" = wrong ] || cp "$secret" "$home/right"
    printf wrong >"$secret"
    "$travauth" token get -P "$1" "${@:3}" >"$home/out" 2>"$home/err" || code=$?
    if [ $code != "$2" ] || [ -s "$home/out" ]; then
        fail "$1: exit $code for a wrong secret, not $2"
    fi
}

# The number of token requests that the server has received.
count() {
    curl --silent --fail "$url/count"
}

# check_server PROFILE [EXIT_CODE [FLAG...]]: checks a token, one request for a wrong secret, and one new token after a
# revocation.
check_server() {
    local name=$1 code=${2-3} before
    token "$name" "${@:3}"

    wrong_secret "$name" "$code" "${@:3}"
    before=$(count)
    wrong_secret "$name" "$code" "${@:3}"
    [ "$(count)" = "$before" ] || fail "$name: a rejected secret was sent again"
    grep -q 'repeated for .* without asking again' "$home/err" || fail "$name: no cooldown"
    cp "$home/right" "$TRAVAUTH_CONFIG_DIR/$name.secret"

    "$travauth" call -P "$name" "${@:3}" --silent /api/things 2>"$home/err" || fail "$name: the API rejects the token"
    before=$(count)
    curl --silent --fail --request POST --output "$home/out" "$url/forget"
    "$travauth" call -P "$name" "${@:3}" --silent /api/things 2>"$home/err" || fail "$name: no new token"
    [ "$(count)" = $((before + 1)) ] || fail "$name: $(($(count) - before)) requests for a revoked token"
    echo "$name: a token, exit $code and one request for a wrong secret, a revoked token renewed once"
}
