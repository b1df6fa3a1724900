#!/usr/bin/env bash
# Kills a writer of the cache at each of its steps, and makes each step fail. After that, the old token must be whole in the
# cache, and at most one temporary file may be left, which the next writer replaces. A failed step causes one warning and no
# error.
set -euo pipefail
cd "$(dirname "$0")/../.."

target=${CARGO_TARGET_DIR:-target}
cargo build --locked --quiet
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export HOME=$work TRAVAUTH_CONFIG_DIR=$work/config
tokens=$TRAVAUTH_CONFIG_DIR/tokens
get=("$target/debug/travauth" token get -p sabre -e emulator)

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

files() {
    find "$tokens" -name "$1" | wc -l
}

# traced CALL FAULT: runs a refresh under strace, which injects the fault into the first system call of this name.
traced() {
    strace --follow-forks --output=/dev/null --trace="$1" --inject="$1:$2:when=1" "${get[@]}" --refresh
}

steps=0
for step in fsync /^rename; do
    rm -rf "$TRAVAUTH_CONFIG_DIR"
    old=$("${get[@]}")

    traced "$step" signal=KILL >"$work/out" 2>"$work/err" && fail "$step: the process was not killed"
    [ ! -s "$work/out" ] || fail "$step: a token was printed before it was stored"
    [ "$(files '*.tmp')" -le 1 ] || fail "$step: there is more than one temporary file"
    now=$("${get[@]}" --offline)
    # strace sends the signal before the call does anything, so the old token is still there.
    [ "$now" = "$old" ] || fail "$step: the old token is gone"
    "${get[@]}" --refresh >/dev/null
    [ "$(files '*.tmp')" = 0 ] || fail "$step: the temporary file is still there"
    echo "killed at ${step//[!a-z]/}: the cache is whole"

    old=$("${get[@]}" --offline)
    new=$(traced "$step" error=EIO 2>"$work/err") || fail "$step: the run failed because the step did"
    case $new in
        "" | "$old") fail "$step: there is no new token" ;;
    esac
    [ "$(grep -c '^warning: the token cache does not work: ' "$work/err")" = 1 ] || fail "$step: $(cat "$work/err")"
    [ "$(wc -l <"$work/err")" = 1 ] || fail "$step: $(cat "$work/err")"
    [ "$("${get[@]}" --offline)" = "$old" ] || fail "$step: the old token is gone"
    [ "$(files '*.tmp')" = 0 ] || fail "$step: the temporary file is still there"
    echo "failed at ${step//[!a-z]/}: there was one warning, and the token was printed"
    steps=$((steps + 1))
done
[ "$steps" = 2 ]
