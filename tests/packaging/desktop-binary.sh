#!/usr/bin/env bash
# The Linux program for desktops: how it is linked, and that it runs on an older glibc and beside every name service.
set -euo pipefail
cd "$(dirname "$0")/../.."

# shellcheck source=tests/packaging/common.sh
. tests/packaging/common.sh

program=$(unpacked_archive)/travauth

# ── How it is linked ────────────────────────────────────────────────────────

at_most $((9 * 1024 * 1024)) "$program"
header=$(readelf --file-header --dynamic --program-headers "$program")
[[ $header == *"DYN ("* && $header == *"Flags: NOW PIE"* ]] || fail "not position-independent, or bound lazily"
[[ $header == *INTERP* && $header == *libc.so.6* ]] || fail "not dynamic"
[[ $header == *GNU_RELRO* ]] || fail "its table of addresses stays writable"
[[ $header != *RPATH* && $header != *RUNPATH* ]] || fail "it looks for libraries in a folder of its own"
[ "$(readelf --section-headers "$program" | grep -c '\.symtab')" = 0 ] || fail "not stripped"
newest=$(readelf --version-info "$program" | grep -o 'GLIBC_[0-9.]*' | sort -Vu | tail -n 1)
[ "$(printf '%s\n' "$newest" GLIBC_2.17 | sort -V | tail -n 1)" = GLIBC_2.17 ] || fail "it needs $newest"
echo "position-independent, dynamic, stripped, needs $newest"

for folder in "$HOME" "$root"; do
    [ "$(grep -caF "$folder/" "$program")" = 0 ] || fail "it names a folder of the machine that built it: $folder"
done

# ── An older distribution, with name services that are loaded while it runs ─

make_certificates
chroot_of bullseye libnss-mdns,libnss-resolve,libnss-sss
install -m 0755 "$program" "$system/usr/bin/travauth"
install -m 0644 "$work/bundle.pem" "$system/etc/bundle.pem"
old() { chroot "$system" env HOME=/root SSL_CERT_FILE=/etc/bundle.pem "$@"; }
old ldd --version | head -n 1
old true
prints_token chroot "$system" /usr/bin/travauth

echo 'nameserver 127.0.0.1' >"$system/etc/resolv.conf"
services='files mdns4_minimal [NOTFOUND=return] resolve sss dns'
sed -i "s/^hosts:.*/hosts: $services/" "$system/etc/nsswitch.conf"
asks_provider chroot "$system" env SSL_CERT_FILE=/etc/bundle.pem LD_DEBUG=files LD_DEBUG_OUTPUT=/tmp/loaded travauth
for service in mdns4_minimal resolve sss; do
    grep -q "libnss_$service.so.2" "$system"/tmp/loaded.* || fail "the name service $service was not loaded"
done

# ── This system, with the same name services laid over its own settings ─────

mkdir "$work/services"
(cd "$work/services" && apt-get download -q=2 libnss-mdns libnss-resolve libnss-sss)
for package in "$work"/services/*.deb; do
    dpkg-deb --extract "$package" "$work/services"
done
sed "s/^hosts:.*/hosts: $services/" /etc/nsswitch.conf >"$work/nsswitch.conf"
echo 'nameserver 127.0.0.1' >"$work/resolv.conf"
cat >"$work/beside-services" <<END
#!/bin/sh
mount --bind $work/nsswitch.conf /etc/nsswitch.conf && mount --bind $work/resolv.conf /etc/resolv.conf || exit 1
export SSL_CERT_FILE=$work/bundle.pem LD_DEBUG=files LD_DEBUG_OUTPUT=$work/loaded
export LD_LIBRARY_PATH=$(dirname "$(find "$work/services" -name 'libnss_sss.so.2')")
exec $program "\$@"
END
chmod +x "$work/beside-services"
asks_provider unshare --mount "$work/beside-services"
for service in mdns4_minimal resolve sss; do
    grep -q "calling init: .*libnss_$service.so.2" "$work"/loaded.* || fail "the name service $service was not loaded"
done
