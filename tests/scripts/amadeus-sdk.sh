#!/usr/bin/env bash
# Runs the official Amadeus SDK for Python against the emulator. tests/run installs the SDK.
set -euo pipefail
cd "$(dirname "$0")/../.."

target=${CARGO_TARGET_DIR:-target}
cargo build --locked --quiet

# Python uses the proxy variables for loopback too.
unset http_proxy HTTP_PROXY https_proxy HTTPS_PROXY all_proxy ALL_PROXY
for flags in "" --tls; do
    # shellcheck disable=SC2086 # without a flag there must be no argument
    output=$("$target/debug/travauth" emulator $flags -- "$target/amadeus-sdk/bin/python" tests/scripts/amadeus_sdk.py)
    printf '%s\n' "$output"
    # The script prints this line at its end.
    grep -q '^the SDK got ' <<<"$output"
done
