#!/usr/bin/env bash
# Gets tokens from five more OAuth 2.0 servers of other projects: Glewlwyd in C, aioauth in Python, and @node-oauth/oauth2-server,
# oauth2orize and @jmondi/oauth2-server in JavaScript. Each is tried with Basic and with the form, with a wrong secret, and with
# a revoked token. tests/run installs them.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=tests/scripts/oauth/common.bash
. tests/scripts/oauth/common.bash

secret='s3cret: +/&=%25 "~'
# oauth2orize's Basic and @jmondi/oauth2-server cut a secret at its colon.
without_colon='s3cret +/&=%25 "~'
plain='plain-Secret.of_the_test'

js() {
    start node "tests/scripts/oauth/$1.mjs" "$packages/node" me "$2"
}

js node_oauth "$secret"
profile node-oauth "$url/token" me "$secret" "$unencoded"
profile node-oauth-post "$url/token" me "$secret" "$post"
check_server node-oauth
check_server node-oauth-post
# This server does not decode form-encoded credentials, and --try-auth finds that out.
profile node-oauth-unknown "$url/token" me "$secret"
code=0
"$travauth" token get -P node-oauth-unknown 2>"$home/err" || code=$?
if [ $code != 3 ] || ! grep -q basic_unencoded "$home/err"; then
    fail "node-oauth-unknown: exit $code, or no hint at basic_unencoded"
fi
"$travauth" check -P node-oauth-unknown --try-auth --no-probe >"$home/out" 2>"$home/err" || true
grep -q 'add .client_auth = "basic_unencoded"' "$home/out" || fail "node-oauth-unknown: $(cat "$home/out")"

js oauth2orize "$without_colon"
profile oauth2orize "$url/token" me "$without_colon" "$unencoded"
profile oauth2orize-post "$url/token" me "$without_colon" "$post"
check_server oauth2orize
check_server oauth2orize-post

js jmondi "$without_colon"
profile jmondi "$url/token" me "$without_colon" "$unencoded"
profile jmondi-post "$url/token" me "$without_colon" "$post"
check_server jmondi
check_server jmondi-post
token jmondi --scope flights

start "$python" tests/scripts/oauth/aioauth_server.py me "$secret" "$user" "$password"
profile aioauth "$url/token" me "$secret" "$unencoded"
profile aioauth-post "$url/token" me "$secret" "$post"
profile aioauth-password "$url/token" me "$secret" "$unencoded
grant = \"password\""
check_server aioauth
check_server aioauth-post
token aioauth-password

# Form-encoding does not change this secret, so HTTP Basic is the same with and without it.
start "$python" tests/scripts/oauth/aioauth_server.py me "$plain" "$user" "$password"
profile aioauth-plain "$url/token" me "$plain"
check_server aioauth-plain

# Glewlwyd takes the secret in HTTP Basic alone, and rejects a wrong one with 403 and an empty body.
mkdir "$home/glewlwyd"
start "$python" tests/scripts/oauth/glewlwyd_server.py "$home/glewlwyd" me "$secret"
profile glewlwyd "$url/token" me "$secret" "$unencoded
revocation_url = \"$url/revoke\"" 'scope = ["flights"]'
"$travauth" config validate
check_server glewlwyd 6
token=$("$travauth" token get -P glewlwyd)
"$travauth" logout glewlwyd --revoke --keep-profile >"$home/out"
grep -q 'revoked the access token' "$home/out" || fail "glewlwyd: $(cat "$home/out")"
status=$(curl --silent --output "$home/out" --write-out '%{http_code}' --header "Authorization: Bearer $token" "$url/api/things")
[ "$status" = 401 ] || fail "glewlwyd: HTTP $status for the token that logout revoked"
