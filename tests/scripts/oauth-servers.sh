#!/usr/bin/env bash
# Gets tokens from OAuth 2.0 servers of other projects, each described only by a [providers.NAME] table: Authlib and Django
# OAuth Toolkit in Python, and oidc-provider in JavaScript, which also verifies assertions and demands client certificates.
# tests/run installs them.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=tests/scripts/oauth/common.bash
. tests/scripts/oauth/common.bash

# Authlib does not decode form-encoded credentials, so its secret has no character that would be encoded.
plain_secret='plain-Secret.of_the~test' odd_secret='s3cret: +/&=%25 "~'
# As long as a key of HS256 must be.
long_secret='s3cret: +/&=%25 "~ of more than 32 bytes'

# check PROFILE [FLAG...]: checks that there is a token, that it is cached, and that a wrong secret has exit code 3.
check() {
    token "$@"
    wrong_secret "$1" 3 "${@:2}"
    cp "$home/right" "$TRAVAUTH_CONFIG_DIR/$1.secret"
    echo "$1: a token, and exit 3 for a wrong secret"
}

start "$python" tests/scripts/oauth/authlib_server.py me "$plain_secret" "$user" "$password"
profile authlib "$url/oauth/token" me "$plain_secret"
profile authlib-post "$url/oauth/token" me "$plain_secret" "$post"
profile authlib-password "$url/oauth/token" me "$plain_secret" 'grant = "password"'

start "$python" tests/scripts/oauth/django_server.py me "$odd_secret" "$user" "$password"
profile django "$url/o/token/" me "$odd_secret"
profile django-post "$url/o/token/" me "$odd_secret" "$post"
profile django-password "$url/o/token/" me-password "$odd_secret" 'grant = "password"'

start node tests/scripts/oauth/oidc_provider.mjs "$packages/node" me "$odd_secret"
profile oidc "$url/token" me-basic "$odd_secret"
profile oidc-post "$url/token" me-post "$odd_secret" "$post"
profile oidc-issuer "" me-basic "$odd_secret"
sed -i "s#^token_url = \"\"#issuer = \"$url\"#" "$TRAVAUTH_CONFIG_DIR/config.toml"

"$travauth" config validate
for name in authlib authlib-post authlib-password django django-post django-password oidc oidc-post oidc-issuer; do
    check $name
    check $name --scope flights
done
"$travauth" logout oidc-issuer --revoke --keep-profile | grep -q 'revoked the access token'
echo "oidc-issuer: the metadata names the endpoints, and the token is revoked"

# A server that demands a client certificate.
certificates=$home/certificates
mkdir "$certificates"
(
    cd "$certificates"
    openssl req -x509 -newkey rsa:2048 -noenc -keyout ca.key -out ca.pem -subj /CN=authority -days 2
    for name in server client; do
        openssl req -new -newkey rsa:2048 -noenc -keyout $name.key -out $name.csr -subj /CN=me
        openssl x509 -req -in $name.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out $name.pem -days 2 \
            -extfile <(echo "subjectAltName = IP:127.0.0.1")
    done
    chmod 600 ./*.key
) >/dev/null 2>&1
with_certificate="add_ca = \"$certificates/ca.pem\"
client_cert = \"$certificates/client.pem\"
client_key = \"$certificates/client.key\""

start node tests/scripts/oauth/oidc_provider.mjs "$packages/node" me "$long_secret" "$certificates"
profile mtls-tls "$url/token" me-tls unused 'client_auth = "tls_client_auth"' "$with_certificate"
profile mtls-key-jwt "$url/token" me-key-jwt unused 'client_auth = "private_key_jwt"' "$with_certificate
private_key = \"$certificates/client.key\"
kid = \"key-1\""
profile mtls-secret-jwt "$url/token" me-secret-jwt "$long_secret" 'client_auth = "client_secret_jwt"' "$with_certificate"
profile mtls-basic "$url/token" me-basic "$long_secret" "" "$with_certificate"
profile mtls-none "$url/token" me-basic "$long_secret" "" "add_ca = \"$certificates/ca.pem\""
for name in mtls-tls mtls-key-jwt mtls-secret-jwt mtls-basic; do
    token $name
    echo "$name: a token from a server that demands a certificate"
done
code=0
"$travauth" token get -P mtls-none >"$home/out" 2>"$home/err" || code=$?
[ $code = 6 ] || fail "mtls-none: exit $code without a certificate, not 6"
grep -q 'demands a client certificate' "$home/err" || fail "mtls-none: the error does not name the certificate"
echo "mtls-none: exit 6 without a certificate"
