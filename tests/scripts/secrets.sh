#!/usr/bin/env bash
# Reads a secret from pass, gpg and secret-tool with the recipes of docs/secrets.md. tests/run installs these programs.
set -euo pipefail
cd "$(dirname "$0")/../.."

target=$(realpath "${CARGO_TARGET_DIR:-target}")
cargo build --locked --quiet
travauth=$target/debug/travauth

home=$(mktemp -d)
emulator=
finish() {
    [ -z "$emulator" ] || kill "$emulator" 2>/dev/null || true
    gpgconf --kill all 2>/dev/null || true
    rm -rf "$home"
}
trap finish EXIT
unset http_proxy HTTP_PROXY https_proxy HTTPS_PROXY all_proxy ALL_PROXY
export HOME=$home XDG_CONFIG_HOME=$home/.config XDG_DATA_HOME=$home/.local/share XDG_RUNTIME_DIR=$home/run
export GNUPGHOME=$home/gnupg PASSWORD_STORE_DIR=$home/store TRAVAUTH_CONFIG_DIR=$home/config
mkdir -m 700 "$XDG_RUNTIME_DIR" "$GNUPGHOME" "$TRAVAUTH_CONFIG_DIR"

# The emulator accepts one user with one password.
coproc "$travauth" emulator
emulator=$COPROC_PID
read -r url <&"${COPROC[0]}"
demo() { "$travauth" emulator -- printenv "SABRE_$1"; }
secret=$(demo PASSWORD) user=$(demo USER_ID) group=$(demo GROUP) domain=$(demo DOMAIN)

# recipe PROGRAM: prints the first recipe of docs/secrets.md for this program.
recipe() {
    sed -n "s/^password = \({ command = \[\"$1\".*\)/\1/p" docs/secrets.md | head -n 1
}

configure() {
    local recipe
    recipe=$(recipe "$1")
    if [ -z "$recipe" ]; then
        echo "docs/secrets.md has no recipe that begins with $1" >&2
        exit 1
    fi
    cat >"$TRAVAUTH_CONFIG_DIR/config.toml" <<END
[profiles.it]
provider = "sabre"
base_url = "$url"
user_id = "$user"
group = "$group"
domain = "$domain"
password = $recipe
END
}

check() {
    configure "$1"
    "$travauth" token get -P it --refresh >"$home/token"
    [ "$(wc -c <"$home/token")" -gt 20 ]
    echo "$1: got the secret with $(recipe "$1")"
}

# The key has no passphrase, because the test cannot type one.
gpg --batch --quiet --passphrase '' --quick-generate-key 'tests@travauth.example' default default never

pass init tests@travauth.example >/dev/null
pass insert --multiline sabre/cert <<<"$secret" >/dev/null
check pass

gpg --batch --quiet --encrypt --recipient tests@travauth.example --output "$TRAVAUTH_CONFIG_DIR/sabre.gpg" <<<"$secret"
check gpg

export travauth home url user group domain secret TRAVAUTH_CONFIG_DIR
export -f check configure recipe
# A separate session has its own keyring, which the password on standard input unlocks.
# shellcheck disable=SC2016 # the dollars are for the shell that is being run
dbus-run-session -- bash -euo pipefail -c '
    printf keyring-password | gnome-keyring-daemon --unlock --components=secrets >/dev/null
    printf %s "$secret" | secret-tool store --label="Sabre cert" service travauth account sabre-cert
    check secret-tool
' 2>"$home/dbus.err" || { cat "$home/dbus.err" >&2; exit 1; }

# A missing secret has exit code 9, and the error shows the message of pass.
pass rm --force sabre/cert >/dev/null
configure pass
code=0
"$travauth" token get -P it --refresh 2>"$home/err" || code=$?
[ $code = 9 ]
grep -q 'printed no secret.*sabre/cert is not in the password store' "$home/err"
echo "pass: exit 9 for a missing secret, with the message of pass"
