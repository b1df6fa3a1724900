# shellcheck shell=bash
# Shared by all measurements: an empty home, functions that measure, a TLS server and its certificates.

work=$(mktemp -d)
server=
cleanup() {
    [ -z "$server" ] || kill "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap cleanup EXIT

# The user's own settings must have no effect.
for name in $(compgen -e | grep -E '^(AMADEUS|SABRE|TRAVAUTH)_|^SSL_CERT_|^(https?|all|no)_proxy$|^(HTTPS?|ALL|NO)_PROXY$|^RUST_LOG$' || true); do
    unset "$name"
done
export HOME=$work TRAVAUTH_CONFIG_DIR=$work/config
export AMADEUS_CLIENT_ID=me AMADEUS_CLIENT_SECRET=a-secret-to-measure-with

# ── The tools ───────────────────────────────────────────────────────────────

# Prints the number of instructions that a command executes in all its threads.
instructions() {
    valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>"$work/callgrind" >"$work/output" || {
        cat "$work/callgrind" >&2
        return 1
    }
    sed -n 's/^.*Collected : //p' "$work/callgrind"
}

# times RUNS COMMAND...: prints the mean time of each command in milliseconds, one on each line, from one run of hyperfine.
times() {
    hyperfine --shell=none --warmup 5 --runs "$1" --export-json "$work/times.json" "${@:2}" >/dev/null 2>&1 || {
        echo "benches/run: hyperfine failed on: ${*:2}" >&2
        return 1
    }
    jq -r '.results[].mean * 1000 | tostring' "$work/times.json"
}

# Prints the peak of a command's resident memory in KiB. The kernel reports it only while the command runs, so this polls.
memory() {
    local current peak=0
    "$@" >/dev/null &
    while current=$(sed -n 's/^VmHWM:[[:space:]]*\([0-9]*\).*/\1/p' "/proc/$!/status" 2>/dev/null) && [ -n "$current" ]; do
        peak=$current
        sleep 0.01
    done
    wait $!
    echo "$peak"
}

# row NAME VALUE BASELINE UNIT: prints the value and its ratio to the baseline.
row() {
    awk -v name="$1" -v value="$2" -v baseline="$3" -v unit="$4" 'BEGIN {
        shown = unit == "ms" ? sprintf("%.2f ms", value) : sprintf("%.0f k", value / 1000)
        printf "  %-34s %14s %9.2fx\n", name, shown, value / baseline
    }'
}

title() { printf '\n%s\n' "$*"; }

# ── The server and its certificates ─────────────────────────────────────────

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj '/CN=travauth bench authority' \
    -addext basicConstraints=critical,CA:TRUE -keyout "$work/ca.key" -out "$work/ca.pem" 2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj '/CN=127.0.0.1' \
    -keyout "$work/server.key" -out "$work/server.csr" 2>/dev/null
openssl x509 -req -in "$work/server.csr" -CA "$work/ca.pem" -CAkey "$work/ca.key" -CAcreateserial -days 2 \
    -extfile <(echo 'subjectAltName=IP:127.0.0.1') -out "$work/server.pem" 2>/dev/null

system_bundle=
for bundle in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem /etc/ssl/cert.pem; do
    if [ -e "$bundle" ]; then
        system_bundle=$bundle
        break
    fi
done
if [ -z "$system_bundle" ]; then
    echo "benches/run: this system has no bundle of certificates (Debian: apt-get install ca-certificates)" >&2
    exit 1
fi
cat "$system_bundle" "$work/ca.pem" >"$work/bundle.pem"
export SSL_CERT_FILE=$work/bundle.pem

benches/bench-server "$work/server.pem" "$work/server.key" >"$work/port" &
server=$!
for _ in $(seq 100); do
    [ -s "$work/port" ] && break
    sleep 0.1
done
# shellcheck disable=SC2034 # the scripts that source this file use it
url=https://127.0.0.1:$(cat "$work/port")
