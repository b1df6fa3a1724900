#!/usr/bin/env bash
# Runs the jobs of docs/recipes.md (GitHub Actions, GitLab CI, Jenkins) and the recipe for newman, against the emulator.
#
# tests/it/examples.rs and tests/scripts/examples.sh run the other recipes, like the examples of every page.
set -euo pipefail
cd "$(dirname "$0")/../.."

target=$(realpath "${CARGO_TARGET_DIR:-target}")
cargo build --locked --quiet
PATH=$target/debug:$target/newman/node_modules/.bin:$PATH

work=$(mktemp -d)
# shellcheck disable=SC2329 # the trap calls it
clean_up() {
    rm -rf "$work"
}
trap clean_up EXIT
export HOME=$work

"$target/recipes-venv/bin/python" tests/scripts/recipes.py docs/recipes.md "$work"

for job in "$work"/*.sh; do
    name=$(basename "$job" .sh)
    dir=$work/$name
    mkdir "$dir"
    cp docs/recipes/* "$dir"
    (cd "$dir" && travauth emulator -- sh -eu "$job" >"$work/$name.out" 2>&1) || {
        cat "$work/$name.out" >&2
        echo "the recipe for $name fails" >&2
        exit 1
    }
    echo "the recipe for $name works"
done
[ "$(find "$work" -name '*.sh' | wc -l)" = 4 ]
