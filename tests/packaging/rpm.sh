#!/usr/bin/env bash
# Checks the RPM package: with rpmlint, its files, its requirements, and that rpm installs and erases it.
set -euo pipefail
cd "$(dirname "$0")/../.."

# shellcheck source=tests/packaging/common.sh
. tests/packaging/common.sh

package=$(echo "$dist"/travauth-"$version"-1.*.rpm)
rpmlint --config tests/packaging/rpmlint.toml "$package" >"$work/lint" || true
grep -q ' 0 errors, 0 warnings' "$work/lint" || fail "rpmlint found something: $(cat "$work/lint")"
echo "rpmlint: clean"

# Debian's rpm warns that Debian has another package manager.
rpm() { command rpm "$@" 2> >(grep -v 'RPM should not be used directly\|assuming you know what' >&2); }
rpm --query --package --list "$package" >"$work/list"
for file in bin/travauth share/man/man1/travauth.1.gz share/bash-completion/completions/travauth \
    share/zsh/site-functions/_travauth share/fish/vendor_completions.d/travauth.fish \
    share/licenses/travauth/LICENSE-MIT share/licenses/travauth/THIRD-PARTY-NOTICES.txt; do
    grep -qx "/usr/$file" "$work/list" || fail "the package lacks /usr/$file"
done
rpm --query --package --requires "$package" >"$work/requires"
grep -q 'libc.so.6(GLIBC_2.17)(64bit)' "$work/requires" || fail "it does not require glibc 2.17"
[ "$(grep -c 'GLIBC_2\.\(1[89]\|[2-9][0-9]\)' "$work/requires")" = 0 ] || fail "it needs a newer glibc"

# This system has no database of RPM packages, so rpm must ignore what the package requires.
mkdir "$work/system"
rpm --root "$work/system" --install --nodeps --ignorearch "$package"
same "travauth $version" "$("$work/system/usr/bin/travauth" --version)" "travauth --version"
prints_token "$work/system/usr/bin/travauth"
rpm --root "$work/system" --verify --nodeps travauth || fail "installed files differ from the package"
rpm --root "$work/system" --erase travauth
same "" "$(find "$work/system/usr" -name '*travauth*')" "what is left after the package was erased"
