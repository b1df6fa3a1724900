#!/usr/bin/env bash
# Checks the program of the container image: it is static and position-independent, and runs in an empty folder.
#
# I12: a program that is linked with `-C target-feature=+crt-static` starts, and requests a token.
set -euo pipefail
cd "$(dirname "$0")/../.."

# shellcheck source=tests/packaging/common.sh
. tests/packaging/common.sh

program=target/packaging/staged/travauth-static
at_most $((10 * 1024 * 1024)) "$program"
survives_backtrace "$program"
header=$(readelf --file-header --dynamic --program-headers "$program")
[[ $header == *"DYN ("* && $header == *"NOW PIE"* ]] || fail "not position-independent"
[[ $header != *INTERP* && $header != *NEEDED* ]] || fail "not static"

empty=$work/empty
mkdir "$empty"
cp "$program" "$empty/travauth"
same ./travauth "$(cd "$empty" && find . -type f)" "what the folder holds"
prints_token chroot "$empty" /travauth

make_certificates
mkdir -p "$empty/etc/ssl/certs"
cp "$work/bundle.pem" "$empty/etc/ssl/certs/ca-certificates.crt"
echo 'nameserver 127.0.0.1' >"$empty/etc/resolv.conf"
asks_provider chroot "$empty" /travauth
