#!/usr/bin/env bash
# Draws the pictures of the documentation again, and compares them with the files in docs/pictures. Repeats the recorded session,
# and compares its text with the recording.
set -euo pipefail
cd "$(dirname "$0")/../.."

docs/pictures/draw --check
cargo build --locked --quiet
docs/pictures/record --check "${CARGO_TARGET_DIR:-target}/debug/travauth"
