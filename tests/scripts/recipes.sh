#!/usr/bin/env bash
# Runs the recipes of the pages that tests/it/examples.rs does not run, against the emulator: the jobs of CI systems, services, and
# the recipes for login, env files, containers, shared caches, keyrings and newman.
set -euo pipefail
cd "$(dirname "$0")/../.."

target=$(realpath "${CARGO_TARGET_DIR:-target}")
cargo build --locked --quiet
export PYTHONDONTWRITEBYTECODE=1
PATH=$target/debug:$target/newman/node_modules/.bin:$PATH
travauth emulator -- "$target/recipes-venv/bin/python" tests/scripts/recipes/run.py \
    README.md SECURITY.md docs/*.md
