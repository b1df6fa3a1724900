#!/usr/bin/env bash
# Checks the manual pages with mandoc, which prints each mistake and fails. tests/run installs mandoc.
set -euo pipefail
cd "$(dirname "$0")/../.."
mandoc -T lint docs/man/*.1
for page in docs/man/*.1; do
    for section in NAME SYNOPSIS DESCRIPTION OPTIONS "EXIT STATUS" ENVIRONMENT FILES EXAMPLES "SEE ALSO"; do
        grep -qx ".SH \"$section\"" "$page" || { echo "$page has no section $section" >&2 && exit 1; }
    done
done
