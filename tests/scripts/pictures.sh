#!/usr/bin/env bash
# Draws the pictures of the documentation again, and compares them with the files in docs/pictures.
set -euo pipefail
cd "$(dirname "$0")/../.."

docs/pictures/draw --check
