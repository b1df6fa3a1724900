#!/usr/bin/env bash
# Checks the Linux program for desktops: how it is linked, and that it runs with an older glibc and with all name services.
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
[[ $header == *GNU_RELRO* ]] || fail "its relocated data stays writable"
[[ $header != *RPATH* && $header != *RUNPATH* ]] || fail "it has a search path for libraries"
[ "$(readelf --section-headers "$program" | grep -c '\.symtab')" = 0 ] || fail "not stripped"
newest=$(readelf --version-info "$program" | grep -o 'GLIBC_[0-9.]*' | sort -Vu | tail -n 1)
[ "$(printf '%s\n' "$newest" GLIBC_2.17 | sort -V | tail -n 1)" = GLIBC_2.17 ] || fail "it needs $newest"
echo "position-independent, dynamic, stripped, needs $newest"

for folder in "$HOME" "$root"; do
    [ "$(grep -caF "$folder/" "$program")" = 0 ] || fail "it contains the name of a folder of the build machine: $folder"
done

survives_backtrace "$program"

# ── An older distribution, with name services that are loaded while it runs ─

make_certificates
chroot_of bullseye libnss-mdns,libnss-resolve,libnss-sss
install -m 0755 "$program" "$system/usr/bin/travauth"
install -m 0644 "$work/bundle.pem" "$system/etc/bundle.pem"
old() { chroot "$system" env HOME=/root SSL_CERT_FILE=/etc/bundle.pem "$@"; }
echo "glibc $(old getconf GNU_LIBC_VERSION | cut -d ' ' -f 2) of bullseye"
prints_token chroot "$system" /usr/bin/travauth

# When HOME is not set, glibc looks the user up, which loads `sss`.
hosts='files mdns4_minimal [NOTFOUND=return] resolve dns'
users='files sss'
with_services() { sed -E -e "s/^hosts:.*/hosts: $hosts/" -e "s/^passwd:.*/passwd: $users/" "$1"; }
# loaded FOLDER SERVICE...: fails unless the log of the loader shows that it loaded these services.
loaded() {
    local folder=$1 service
    shift
    for service in "$@"; do
        grep -q "calling init: .*libnss_$service.so.2" "$folder"/loaded.* || fail "the name service $service was not loaded"
        echo "loaded: $service"
    done
    rm "$folder"/loaded.*
}

echo 'nameserver 127.0.0.1' >"$system/etc/resolv.conf"
with_services "$system/etc/nsswitch.conf" >"$work/nsswitch.conf"
cp "$work/nsswitch.conf" "$system/etc/nsswitch.conf"
watched=(LD_DEBUG=files LD_DEBUG_OUTPUT=/tmp/loaded)
asks_provider chroot "$system" env "${watched[@]}" SSL_CERT_FILE=/etc/bundle.pem travauth
loaded "$system/tmp" mdns4_minimal resolve
prints_token chroot --userspec=12345:12345 "$system" env -u HOME -u TRAVAUTH_CONFIG_DIR "${watched[@]}" travauth
loaded "$system/tmp" sss

# ── This system with the same name services ─────────────────────────────────

mkdir "$work/services"
(cd "$work/services" && apt-get download -q=2 -o APT::Sandbox::User=root libnss-mdns libnss-resolve libnss-sss)
for package in "$work"/services/*.deb; do
    dpkg-deb --extract "$package" "$work/services"
done
find "$work/services" -name 'libnss_*.so.2' -exec cp -t "$work/services" {} +
# Another user runs the program last.
chmod 0755 "$work"
chmod 0777 "$work/services"
with_services /etc/nsswitch.conf >"$work/nsswitch.conf"
echo 'nameserver 127.0.0.1' >"$work/resolv.conf"
cat >"$work/beside-services" <<END
#!/bin/sh
mount --bind $work/nsswitch.conf /etc/nsswitch.conf && mount --bind $work/resolv.conf /etc/resolv.conf || exit 1
export SSL_CERT_FILE=$work/bundle.pem LD_LIBRARY_PATH=$work/services
exec "\$@"
END
chmod +x "$work/beside-services"
here=(unshare --mount "$work/beside-services")
watched=(LD_DEBUG=files LD_DEBUG_OUTPUT="$work/services/loaded")
asks_provider "${here[@]}" env "${watched[@]}" "$program"
loaded "$work/services" mdns4_minimal resolve
prints_token "${here[@]}" setpriv --reuid=12345 --regid=12345 --clear-groups \
    env -u HOME -u TRAVAUTH_CONFIG_DIR "${watched[@]}" "$program"
loaded "$work/services" sss
