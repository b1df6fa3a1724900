#!/usr/bin/env bash
# Tests the inspector's page in Chromium, with the traffic of examples/inspector. tests/run installs Chromium and Playwright.
set -euo pipefail
cd "$(dirname "$0")/../.."

target=$(realpath "${CARGO_TARGET_DIR:-target}")
cargo build --locked --quiet --example inspector

unset http_proxy HTTP_PROXY https_proxy HTTPS_PROXY all_proxy ALL_PROXY
export INSPECTOR=$target/debug/examples/inspector PLAYWRIGHT=$target/playwright/
node --test tests/scripts/inspector/
