#!/usr/bin/env bash
# Builds the pages as HTML, as `just docs` does, and uses their search in Chromium. tests/run installs Chromium and Playwright.
set -euo pipefail
cd "$(dirname "$0")/../.."

cargo test --locked --quiet --test it -- docs_site:: >/dev/null
PLAYWRIGHT=$(realpath "${CARGO_TARGET_DIR:-target}")/playwright/
SITE=$(realpath target/docs-site)
export PLAYWRIGHT SITE
node --test tests/scripts/docs-site/
