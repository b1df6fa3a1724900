#!/usr/bin/env bash
# Runs the examples in README.md and docs/, including those that need other programs, such as curl.
set -euo pipefail
cd "$(dirname "$0")/../.."
# A recipe needs the Python package requests, which is in this environment.
PATH=$(realpath "${CARGO_TARGET_DIR:-target}")/recipes-venv/bin:$PATH
cargo test --locked --test it -- --ignored examples::
