#!/usr/bin/env bash
# Every link of every page leads to a file, and to a heading of it, that exist; and no page makes up an address of the project.
set -euo pipefail
cd "$(dirname "$0")/../.."

# shellcheck source=tests/packaging/common.sh
. tests/packaging/common.sh

git ls-files -z "*.md" | python3 tests/packaging/links.py || fail "a link is wrong"
