#!/usr/bin/env bash
# Checks the Debian package with lintian, then installs, upgrades and purges it in a system of an older release.
set -euo pipefail
cd "$(dirname "$0")/../.."

# shellcheck source=tests/packaging/common.sh
. tests/packaging/common.sh

package=$dist/travauth_$version-1_$architecture.deb
lintian --allow-root --fail-on error,warning,info --info "$package" ||
    fail "lintian found something"
echo "lintian: clean"

chroot_of bullseye libnss-mdns,libnss-resolve,libnss-sss
mount --bind /dev "$system/dev" 2>/dev/null && at_end "umount '$system/dev'"
in_system() { chroot "$system" env HOME=/root TRAVAUTH_CACHE=none DEBIAN_FRONTEND=noninteractive PATH="$PATH:/usr/sbin:/sbin" "$@"; }
listing() { (cd "$system" && find . -xdev -path ./var/lib/dpkg -prune -o -path ./var/log -prune -o -path ./root/.config -prune -o -print | sort); }

listing >"$work/before"
cp "$package" "$system/new.deb"

# An older version of the same package, to upgrade from.
dpkg-deb --raw-extract "$package" "$work/old"
sed -i "s/^Version: .*/Version: 0.0.1-1/" "$work/old/DEBIAN/control"
dpkg-deb --root-owner-group --build "$work/old" "$system/old.deb" >/dev/null

# shellcheck disable=SC2016 # dpkg-query fills it in
installed_version() { in_system dpkg-query --show --showformat='${Version}' travauth; }
in_system dpkg --install /old.deb >/dev/null
same 0.0.1-1 "$(installed_version)" "the version before the upgrade"
in_system dpkg --install /new.deb >/dev/null
same "$version-1" "$(installed_version)" "the version after it"
same "travauth $version" "$(in_system travauth --version)" "travauth --version"
prints_token in_system travauth
dpkg-deb --contents "$package" >"$work/contents"
for file in bash-completion/completions/travauth zsh/vendor-completions/_travauth fish/vendor_completions.d/travauth.fish \
    man/man1/travauth-token-get.1.gz doc/travauth/copyright; do
    grep -q "/usr/share/$file\$" "$work/contents" || fail "the package lacks $file"
done
# Small systems leave out manual pages and documentation.
in_system dpkg --verify travauth >"$work/verified" || true
grep -v '/usr/share/\(man\|doc\)/' "$work/verified" | grep . && fail "installed files differ from the package"

in_system dpkg --purge travauth >/dev/null
rm "$system/new.deb" "$system/old.deb"
listing >"$work/after"
diff "$work/before" "$work/after" || fail "the purge left something"
echo "installed, upgraded and purged"
