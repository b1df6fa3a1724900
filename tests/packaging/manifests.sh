#!/usr/bin/env bash
# Checks the files for other package managers: the formula for Homebrew, the manifests for scoop and winget, the flake for Nix.
set -euo pipefail
cd "$(dirname "$0")/../.."

# shellcheck source=tests/packaging/common.sh
. tests/packaging/common.sh

# Other machines build the archives of other systems. Only their checksums matter here, so their content is made up.
mkdir "$work/dist"
for target in aarch64-apple-darwin x86_64-apple-darwin aarch64-unknown-linux-gnu x86_64-unknown-linux-gnu; do
    echo "$target" >"$work/dist/travauth-$version-$target.tar.gz"
done
exits 1 python3 packaging/manifests.py packaging/manifests "$work/dist" "$version" https://forge.example/travauth "$work/out"
grep -q "x86_64-pc-windows-msvc is not in" "$work/output" || fail "the error does not name the missing archive"
echo windows >"$work/dist/travauth-$version-x86_64-pc-windows-msvc.zip"
python3 packaging/manifests.py packaging/manifests "$work/dist" "$version" https://forge.example/travauth "$work/out"

[ "$(grep -r '@[A-Z]' "$work/out" | wc -l)" = 0 ] || fail "a value was not filled in"
ruby -c "$work/out/travauth.rb" >/dev/null
for target in aarch64-apple-darwin x86_64-unknown-linux-gnu; do
    sum=$(sha256sum <"$work/dist/travauth-$version-$target.tar.gz" | cut -d ' ' -f 1)
    grep -A 1 "/travauth-$version-$target.tar.gz\"" "$work/out/travauth.rb" | grep -q "sha256 \"$sum\"" || fail "wrong checksum of $target"
done

if [ ! -x "$kept/zizmor/bin/python" ]; then
    python3 -m venv "$kept/zizmor"
    "$kept/zizmor/bin/pip" install --quiet --disable-pip-version-check zizmor==1.32.0 PyYAML==6.0.3
fi
"$kept/zizmor/bin/python" - "$work/out" "$version" <<'END'
import hashlib, json, pathlib, sys
import yaml

out, version = pathlib.Path(sys.argv[1]), sys.argv[2]
windows = hashlib.sha256(b"windows\n").hexdigest()
url = f"https://forge.example/travauth/releases/download/v{version}/travauth-{version}-x86_64-pc-windows-msvc.zip"

scoop = json.loads((out / "travauth.json").read_text())["architecture"]["64bit"]
assert (scoop["url"], scoop["hash"]) == (url, windows), scoop

kinds = {}
for path in (out / "winget").iterdir():
    manifest = yaml.safe_load(path.read_text())
    assert manifest["PackageIdentifier"] == "travauth.travauth" and str(manifest["PackageVersion"]) == version, path
    kinds[manifest["ManifestType"]] = manifest
assert set(kinds) == {"version", "installer", "defaultLocale"}, kinds.keys()
(installer,) = kinds["installer"]["Installers"]
assert (installer["InstallerUrl"], installer["InstallerSha256"]) == (url, windows), installer
print("formula, scoop and winget manifests are whole")
END

nix-instantiate --parse packaging/nix/flake.nix >/dev/null 2>"$work/nix" || fail "the flake is not Nix: $(cat "$work/nix")"
echo "the flake is Nix"
