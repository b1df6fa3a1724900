#!/usr/bin/env bash
# Checks the .crate: it builds in a clean folder, as for `cargo install`, and lacks files that only this repository needs.
set -euo pipefail
cd "$(dirname "$0")/../.."

# shellcheck source=tests/packaging/common.sh
. tests/packaging/common.sh

tar -xzf "$dist/travauth-$version.crate" -C "$work"
folder=$work/travauth-$version
for file in Cargo.lock LICENSE-APACHE LICENSE-MIT README.md src/main.rs; do
    [ -s "$folder/$file" ] || fail "the crate lacks $file"
done
for file in .ci .github benches packaging tests pyproject.toml THIRD-PARTY-NOTICES.txt; do
    [ ! -e "$folder/$file" ] || fail "the crate holds $file"
done
# An unoptimized build shows that no file is missing. A release build would take minutes.
CARGO_TARGET_DIR=$kept/target cargo install --quiet --debug --locked --path "$folder" --root "$work/root"
same "travauth $version" "$("$work/root/bin/travauth" --version)" "travauth --version"
prints_token "$work/root/bin/travauth"

# The template for cargo-binstall must give the name of the archive.
python3 - Cargo.toml "$version" "$target" "$dist" <<'END'
import pathlib, re, sys
manifest, version, target, dist = sys.argv[1:]
text = pathlib.Path(manifest).read_text()
section = text.partition("[package.metadata.binstall]")[2].partition("\n[")[0]
values = dict(re.findall(r'^([\w-]+) = "(.*)"$', section, re.MULTILINE))
facts = {"repo": "REPO", "name": "travauth", "version": version, "target": target, "bin": "travauth", "binary-ext": ""}
filled = {key: re.sub(r"{ ([\w-]+) }", lambda match: facts[match[1]], value) for key, value in values.items()}
assert filled["pkg-url"].startswith(f"REPO/releases/download/v{version}/"), filled
archive = pathlib.Path(dist, filled["pkg-url"].rpartition("/")[2])
assert archive.exists(), f"the release has no {archive.name}"
import tarfile
assert filled["bin-dir"] in tarfile.open(archive).getnames(), filled["bin-dir"]
print(f"cargo-binstall: {archive.name}, {filled['bin-dir']}")
END
