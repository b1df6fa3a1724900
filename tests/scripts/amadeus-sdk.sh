#!/usr/bin/env bash
# Runs the official Amadeus SDK for Python against the emulator. tests/run installs the SDK.
set -euo pipefail
cd "$(dirname "$0")/../.."

target=${CARGO_TARGET_DIR:-target}
cargo build --locked --quiet

# Python honours proxy variables also for loopback.
unset http_proxy HTTP_PROXY https_proxy HTTPS_PROXY all_proxy ALL_PROXY
for flags in "" --tls; do
    # shellcheck disable=SC2086 # no flag is no argument
    said=$("$target/debug/travauth" emulator $flags -- "$target/amadeus-sdk/bin/python" tests/scripts/amadeus_sdk.py)
    printf '%s\n' "$said"
    # Success that says nothing means that the SDK was never started.
    grep -q '^the SDK got ' <<<"$said"
done
