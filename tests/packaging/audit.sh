#!/usr/bin/env bash
# Checks the list of crates inside both programs, the bill of materials, and the notices, against Cargo.lock.
set -euo pipefail
cd "$(dirname "$0")/../.."

# shellcheck source=tests/packaging/common.sh
. tests/packaging/common.sh

if [ ! -x "$kept/bin/rust-audit-info" ]; then
    cargo install --quiet --debug --locked --root "$kept" rust-audit-info@0.5.4
fi

folder=$(unpacked_archive)
for program in "$folder/travauth" target/packaging/staged/travauth-static; do
    "$kept/bin/rust-audit-info" "$program" >"$work/audit.json" || fail "$program has no list of crates"
    python3 - "$work/audit.json" Cargo.lock <<'END' || fail "the list in $program is wrong"
import json, re, sys
listed = {(one["name"], one["version"]) for one in json.load(open(sys.argv[1]))["packages"]}
locked = set(re.findall(r'^name = "(.*)"\nversion = "(.*)"$', open(sys.argv[2]).read(), re.MULTILINE))
names = {name for name, _ in listed}
assert listed <= locked, listed - locked
assert {"travauth", "rustls", "ring", "reqwest"} <= names, names
assert "proptest" not in names, "a crate of the tests"
print(f"{len(listed)} crates are listed in the program")
END
done

python3 - "$folder/travauth.cdx.json" "$folder/THIRD-PARTY-NOTICES.txt" Cargo.lock <<'END'
import json, re, sys
bill = json.load(open(sys.argv[1]))
assert bill["bomFormat"] == "CycloneDX", bill["bomFormat"]
components = {(one["name"], one["version"]): one for one in bill["components"]}
assert all(one.get("licenses") and one.get("hashes") for one in components.values()), "no licence or no hash"
assert "/" not in bill["metadata"]["component"]["bom-ref"].replace("travauth", ""), bill["metadata"]["component"]["bom-ref"]
notices = open(sys.argv[2]).read()
head = notices.partition("=" * 80)[0]
noticed = set(re.findall(r"^  (\S+) (\S+): ", head, re.MULTILINE))
locked = set(re.findall(r'^name = "(.*)"\nversion = "(.*)"$', open(sys.argv[3]).read(), re.MULTILINE))
assert noticed <= set(components) | locked, noticed - locked
assert {"ring", "rustls", "serde"} <= {name for name, _ in noticed}
for name, version in noticed:
    assert re.search(rf"^The licence of .*\b{re.escape(name)} {re.escape(version)}\b", notices, re.MULTILINE), name
assert "Copyright notices for The Rust Standard Library" in notices
print(f"{len(components)} components in the bill of materials, {len(noticed)} crates with their licences")
END
