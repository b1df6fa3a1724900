#!/usr/bin/env bash
# Runs the Amadeus SDKs for Node against the emulator. tests/run installs them.
set -euo pipefail
cd "$(dirname "$0")/../.."

target=${CARGO_TARGET_DIR:-target}
cargo build --locked --quiet
NODE_PATH=$(realpath "$target/node-sdk/node_modules")
export NODE_PATH

output=$("$target/debug/travauth" emulator --tls -- node tests/scripts/node-sdk.cjs)
printf '%s\n' "$output"
# The script prints a line for each SDK.
for sdk in amadeus amadeus-ts; do
    grep -q "^$sdk got " <<<"$output"
done

# Without the CA, Node rejects the certificate. This shows that Node checked it above.
if refused=$("$target/debug/travauth" emulator --tls -- env -u NODE_EXTRA_CA_CERTS node tests/scripts/node-sdk.cjs 2>&1); then
    echo "the certificate was accepted without its CA" >&2
    exit 1
fi
grep -q NetworkError <<<"$refused"
