#!/usr/bin/env bash
# Checks the archive: its content, its size, and that SHA256SUMS lists everything that is published.
set -euo pipefail
cd "$(dirname "$0")/../.."

# shellcheck source=tests/packaging/common.sh
. tests/packaging/common.sh

(cd "$dist" && sha256sum --check --quiet SHA256SUMS) || fail "a checksum is wrong"
same "$(cd "$dist" && printf '%s\n' * | grep -v '^SHA256SUMS$' | sort)" "$(cut -d ' ' -f 3- "$dist/SHA256SUMS" | sort)" \
    "the files that SHA256SUMS lists"

at_most 4500000 "$dist/travauth-$version-$target.tar.gz"
folder=$(unpacked_archive)
for file in LICENSE-APACHE LICENSE-MIT THIRD-PARTY-NOTICES.txt README.md CHANGELOG.md travauth.cdx.json; do
    [ -s "$folder/$file" ] || fail "$file is missing"
done
diff -r docs/man "$folder/man"
diff -r completions "$folder/completions"
man --warnings --local-file "$folder/man/travauth-token-get.1" 2>"$work/warnings" | grep -q -- --min-valid || fail "the page is not readable"
[ ! -s "$work/warnings" ] || fail "the page has mistakes: $(cat "$work/warnings")"
same root/root "$(tar --list --verbose --file "$dist/travauth-$version-$target.tar.gz" | awk '{ print $2 == "0/0" ? "root/root" : $2 }' | sort -u)" \
    "the owner of the files"

same "travauth $version" "$("$folder/travauth" --version)" "travauth --version"
same "$(git rev-parse HEAD)" "$("$folder/travauth" version --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["commit"])')" \
    "the commit that the program names"
prints_token "$folder/travauth"
