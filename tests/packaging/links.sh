#!/usr/bin/env bash
# Checks the links of all pages: files and headings exist, and addresses of the project are those that Cargo.toml names.
set -euo pipefail
cd "$(dirname "$0")/../.."

# shellcheck source=tests/packaging/common.sh
. tests/packaging/common.sh

git ls-files -z "*.md" | python3 tests/packaging/links.py || fail "a link is wrong"
