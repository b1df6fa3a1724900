#!/usr/bin/env bash
# Runs the Amadeus SDKs for Node against the emulator. tests/run installs them.
set -euo pipefail
cd "$(dirname "$0")/../.."

target=${CARGO_TARGET_DIR:-target}
cargo build --locked --quiet
NODE_PATH=$(realpath "$target/node-sdk/node_modules")
export NODE_PATH

said=$("$target/debug/travauth" emulator --tls -- node tests/scripts/node-sdk.cjs)
printf '%s\n' "$said"
# Success that says nothing means that an SDK was never started.
for sdk in amadeus amadeus-ts; do
    grep -q "^$sdk got " <<<"$said"
done

# Without its CA the certificate is refused, so the success above is not due to checks that are off.
if refused=$("$target/debug/travauth" emulator --tls -- env -u NODE_EXTRA_CA_CERTS node tests/scripts/node-sdk.cjs 2>&1); then
    echo "the certificate was accepted without its CA" >&2
    exit 1
fi
grep -q NetworkError <<<"$refused"
