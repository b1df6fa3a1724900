#!/usr/bin/env bash
# Checks the npm packages with npm install, npm ci and npx and a registry on loopback, and exit codes and signals.
set -euo pipefail
cd "$(dirname "$0")/../.."

# shellcheck source=tests/packaging/common.sh
. tests/packaging/common.sh

mkdir "$work/app"
export npm_config_cache=$work/cache npm_config_update_notifier=false npm_config_userconfig=$blank/npmrc
echo '{"name":"app","version":"1.0.0","private":true}' >"$work/app/package.json"

# The packages of other platforms, which other machines build, are empty here. npm must leave them out.
mkdir "$work/packages" "$work/empty"
for platform in darwin-arm64 darwin-x64 linux-arm64 linux-x64 win32-x64; do
    cargo metadata --locked --no-deps --format-version 1 | python3 packaging/npm/packages.py "$platform" >"$work/empty/package.json"
    npm pack --silent --pack-destination "$work/packages" "$work/empty" >/dev/null
done
cp "$dist"/travauth-"$version".tgz "$dist"/travauth-*-"$version".tgz "$work/packages/"

registry=(python3 "$root/tests/packaging/registry.py" "$work/packages")
with_registry() { (cd "$work/app" && "${registry[@]}" "$@"); }

with_registry npm install --silent --ignore-scripts "travauth@$version"
[ -d "$work/app/node_modules/travauth" ] || fail "npm install did not install it"
rm -rf "$work/app/node_modules"
with_registry npm ci --silent --ignore-scripts
same 1 "$(find "$work"/app/node_modules -maxdepth 1 -name 'travauth-*' | wc -l)" "the number of platforms installed"
grep -rq '"\(pre\|post\)\?install"' "$work"/app/node_modules/travauth*/package.json && fail "a package has an install script"
prints_token env -C "$work/app" npx --offline travauth
cmp "$work"/app/node_modules/travauth-*/bin/travauth "$(unpacked_archive)/travauth" || fail "npm has another program than the archive"

mkdir "$work/elsewhere"
cp "$work/app/package.json" "$work/elsewhere/"
token=$(cd "$work/elsewhere" && "${registry[@]}" \
    npx --yes --ignore-scripts "travauth@$version" token get -p sabre -e emulator)
[[ $token == T1RL* ]] || fail "npx printed \"$token\""
echo "npx fetches and runs it"

# Installs the files directly, as in docs/install.md.
mkdir "$work/no-packages"
npm_config_prefix=$work/global python3 "$root/tests/packaging/registry.py" "$work/no-packages" \
    npm install --global --silent --ignore-scripts "$dist"/travauth-linux-*.tgz "$dist/travauth-$version.tgz"
prints_token "$work/global/bin/travauth"

# ── Exit codes, arguments, input and signals are passed on ──────────────────

program=$work/app/node_modules/.bin/travauth
exits 2 "$program" token get --no-such-flag
exits 9 "$program" token get -p amadeus
exits 42 "$program" exec -p sabre -e emulator -- sh -c 'exit 42'
# shellcheck disable=SC2016 # the inner shell expands it
same "a b" "$("$program" exec -p sabre -e emulator -- sh -c 'echo "$1"' sh 'a b')" "an argument with a space"
same from-input "$(echo from-input | "$program" exec -p sabre -e emulator -- cat)" "standard input"

# The command handles the signal, and its exit code is passed on.
for signal in TERM HUP; do
    : >"$work/ready"
    setsid "$program" exec -p sabre -e emulator -- \
        bash -c "trap 'exit 77' $signal; echo ready; for _ in {1..200}; do sleep 0.05; done; exit 1" >"$work/ready" 2>&1 </dev/null &
    shim=$!
    until grep -q ready "$work/ready"; do
        kill -0 "$shim" || fail "the shim ended early: $(cat "$work/ready")"
        sleep 0.05
    done
    kill -s "$signal" "$shim"
    code=0
    wait "$shim" || code=$?
    echo "SIG$signal: exit code $code"
    [ "$code" = 77 ] || fail "SIG$signal did not reach the command"
done
# If a signal ends the program, the same signal ends the shim.
code=0
# shellcheck disable=SC2016 # the inner shell expands it
(exec "$program" exec -p sabre -e emulator -- sh -c 'kill -KILL $PPID; sleep 5') || code=$?
same 137 "$code" "the exit code after SIGKILL"

# ── The package for this platform is missing ────────────────────────────────

rm -rf "$work"/app/node_modules/travauth-*
exits 1 "$program" --version
grep -q 'install again without --omit=optional' "$work/output" || fail "no advice: $(cat "$work/output")"
