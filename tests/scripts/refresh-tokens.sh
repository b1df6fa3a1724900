#!/usr/bin/env bash
# Uses refresh tokens at servers that replace them with each use: Django OAuth Toolkit, @node-oauth/oauth2-server and aioauth. Then
# kills a process at each of its steps with a refresh token. tests/run installs the servers.
set -euo pipefail
cd "$(dirname "$0")/../.."
# shellcheck source=tests/scripts/oauth/common.bash
. tests/scripts/oauth/common.bash

secret='s3cret: +/&=%25 "~'
mkdir -m 700 "$TRAVAUTH_CONFIG_DIR/secrets"

# The file with the refresh token of a profile.
file() {
    printf '%s/secrets/%s.refresh_token' "$TRAVAUTH_CONFIG_DIR" "$1"
}

# ask TOKEN_URL CLIENT_ID FIELD...: sends a token request, and prints status and body.
ask() {
    local field fields=()
    for field in "client_id=$2" "client_secret=$secret" "${@:3}"; do
        fields+=(--data-urlencode "$field")
    done
    curl --silent --write-out '%{http_code}' "${fields[@]}" "$1"
}

# authorize PROFILE TOKEN_URL CLIENT_ID: stores a refresh token, as after the authorization by a user.
authorize() {
    ask "$2" "$3" grant_type=password "username=$user" "password=$password" |
        sed -n 's/.*"refresh_token": *"\([^"]*\)".*/\1/p' >"$(file "$1")"
    chmod 600 "$(file "$1")"
    [ -s "$(file "$1")" ] || fail "$1: the server sends no refresh token"
}

# check PROFILE TOKEN_URL CLIENT_ID [MORE LINES OF THE PROVIDER]
check() {
    local first second
    profile "$1" "$2" "$3" "$secret" "grant = \"refresh_token\"
${4-}" "refresh_token = { file = \"secrets/$1.refresh_token\" }"
    authorize "$1" "$2" "$3"
    first=$(cat "$(file "$1")")
    token "$1"
    second=$(cat "$(file "$1")")
    [ "$second" != "$first" ] || fail "$1: the new refresh token was not stored"
    [ "$(stat -c %a "$(file "$1")")" = 600 ] || fail "$1: others can read the refresh token"
    case $(ask "$2" "$3" grant_type=refresh_token "refresh_token=$first") in
        *40[01]) ;;
        *) fail "$1: the server still accepts the old refresh token" ;;
    esac
    # Some servers revoke the new token too when an old one is used.
    authorize "$1" "$2" "$3"
    local process processes=()
    for _ in $(seq 8); do
        "$travauth" token get -P "$1" --no-cache >/dev/null 2>"$home/err" &
        processes+=($!)
    done
    for process in "${processes[@]}"; do
        wait "$process" || fail "$1: one of 8 processes at the same time failed"
    done
    [ ! -e "$(file "$1").sent" ] || fail "$1: the mark is still there"
    echo "$1: each refresh token was used once, and the new one stored"
}

start "$python" tests/scripts/oauth/django_server.py me "$secret" "$user" "$password"
check django "$url/o/token/" me-password

start "$python" tests/scripts/oauth/aioauth_server.py me "$secret" "$user" "$password"
check aioauth "$url/token" me "$unencoded"

start node tests/scripts/oauth/node_oauth.mjs "$packages/node" me "$secret"
check node-oauth "$url/token" me "$unencoded"

# killed CALL NUMBER: kills a run when it begins this system call for the NUMBERth time.
killed() {
    # The braces redirect the shell's own message about the signal too.
    if {
        strace --follow-forks --output=/dev/null --trace="$1" --inject="$1:signal=KILL:when=$2" \
            "$travauth" token get -P node-oauth --refresh
    } >"$home/out" 2>"$home/err"; then
        fail "$1 $2: the process was not killed"
    fi
    [ ! -s "$home/out" ] || fail "$1 $2: a token was printed"
}

# continues STEP: the next run gets a token without a warning.
continues() {
    "$travauth" token get -P node-oauth --refresh >"$home/out" 2>"$home/err" || fail "$1: the next run fails"
    [ ! -s "$home/err" ] || fail "$1: the next run warns"
    echo "killed $1: the next run gets a token"
}

authorize node-oauth "$url/token" me
before=$(count)
killed fsync 1
killed /^rename 1
[ "$(count)" = "$before" ] || fail "the refresh token was sent before it was marked"
continues "before the request"

for step in fsync /^rename; do
    authorize node-oauth "$url/token" me
    before=$(cat "$(file node-oauth)")
    killed $step 2
    [ "$(cat "$(file node-oauth)")" = "$before" ] || fail "$step: the file has changed"
    code=0
    "$travauth" token get -P node-oauth --refresh >"$home/out" 2>"$home/err" || code=$?
    [ $code = 3 ] || fail "$step: exit $code for a refresh token that the server has replaced, not 3"
    grep -q 'ended before it stored the response' "$home/err" || fail "$step: the kill is not named"
    echo "killed at ${step//[!a-z]/} between response and store: the next run names it"
done

authorize node-oauth "$url/token" me
before=$(cat "$(file node-oauth)")
killed /^unlink 4
[ "$(cat "$(file node-oauth)")" != "$before" ] || fail "the new refresh token was not stored"
[ -e "$(file node-oauth).sent" ] || fail "this was not the removal of the mark"
continues "before the mark was removed"

for step in fsync /^rename; do
    killed $step 3
    [ ! -e "$(file node-oauth).sent" ] || fail "$step: the mark is still there"
    continues "at ${step//[!a-z]/} of the cache entry"
done
