#!/usr/bin/env bash
# Checks that the same commit and tools give the same bytes: builds dist/ once more, in another folder.
set -euo pipefail
cd "$(dirname "$0")/../.."

# shellcheck source=tests/packaging/common.sh
. tests/packaging/common.sh

clone="$work/another place/travauth"
git -c advice.detachedHead=false clone --quiet --no-local --depth 1 "file://$root" "$clone"
same "$(git rev-parse HEAD)" "$(git -C "$clone" rev-parse HEAD)" "the commit of the clone"
mkdir -p "$clone/target/packaging"
cp -a target/packaging/tools "$clone/target/packaging/"
# Umask, time zone and locale differ from those of the first build.
(umask 077 && cd "$clone" && TZ=Asia/Tokyo LANG=de_DE.UTF-8 packaging/release >"$work/log" 2>&1) || fail "the release script: $(tail "$work/log")"
diff "$dist/SHA256SUMS" "$clone/dist/SHA256SUMS" || fail "these files differ from those of the first build"
echo "the same bytes: $(wc -l <"$dist/SHA256SUMS") files"
