#!/usr/bin/env bash
# Checks the wheel with pip and uvx, and the source distribution with pip.
set -euo pipefail
cd "$(dirname "$0")/../.."

# shellcheck source=tests/packaging/common.sh
. tests/packaging/common.sh

wheel=$(echo "$dist"/travauth-"$version"-*.whl)
at_most 4500000 "$wheel"
[[ $wheel == *manylinux_2_17_* ]] || fail "the wheel is for another system: $wheel"

python3 -m venv "$work/venv"
start=$(date +%s%N)
"$work/venv/bin/pip" install --quiet --disable-pip-version-check --no-index "$wheel"
# The first command of the README, with the program that pip installed.
"$work/venv/bin/travauth" token get --provider sabre --environment emulator >"$work/token"
end=$(date +%s%N)
[[ $(cat "$work/token") == T1RL* ]] || fail "no token from the wheel"
echo "from pip install to the first token: $(((end - start) / 1000000)) ms"
cmp "$work/venv/bin/travauth" "$(unpacked_archive)/travauth" || fail "the wheel has another program than the archive"

info=$(echo "$work"/venv/lib/python3*/site-packages/travauth-"$version".dist-info)
for file in licenses/{LICENSE-APACHE,LICENSE-MIT,THIRD-PARTY-NOTICES.txt} sboms/travauth.cdx.json; do
    [ -s "$info/$file" ] || fail "the wheel lacks $file"
done
same travauth.cdx.json "$(ls "$info/sboms")" "the bills of materials in the wheel"
"$work/venv/bin/pip" uninstall --quiet --yes travauth
[ ! -e "$work/venv/bin/travauth" ] || fail "pip uninstall left the program"

if [ ! -x "$kept/uv/bin/uvx" ]; then
    python3 -m venv "$kept/uv"
    "$kept/uv/bin/pip" install --quiet --disable-pip-version-check uv
fi
prints_token "$kept/uv/bin/uvx" --quiet --no-index --from "$wheel" travauth

# An unoptimized build from source shows that no file is missing. A release build would take minutes.
python3 -m venv "$work/source"
CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    CARGO_TARGET_DIR=$kept/target \
    "$work/source/bin/pip" install --quiet --disable-pip-version-check "$dist/travauth-$version.tar.gz"
prints_token "$work/source/bin/travauth"
