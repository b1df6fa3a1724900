#!/usr/bin/env bash
# Runs the examples in README.md and docs/ that need other programs than travauth, such as curl.
set -euo pipefail
cd "$(dirname "$0")/../.."
# The Python of the recipes has requests.
PATH=$(realpath "${CARGO_TARGET_DIR:-target}")/recipes-venv/bin:$PATH
cargo test --locked --test it -- --ignored examples::
