# shellcheck shell=bash disable=SC2034 # the scripts that source this file use the variables
# Shared by all proofs: paths, a temporary folder that is removed at the end, and checks that report what failed.

root=$(git rev-parse --show-toplevel)
dist=$root/dist
# Tools and debootstrapped systems are kept between two runs.
kept=$root/target/packaging-tests
version=$(sed -n 's/^version = "\(.*\)"$/\1/p' "$root/Cargo.toml" | head -n 1)
target=$(rustc -vV | sed -n 's/^host: //p')
architecture=$(dpkg --print-architecture)
mkdir -p "$kept"

work=$(mktemp -d)
cleanups=()
clean_up() {
    local index
    for ((index = ${#cleanups[@]} - 1; index >= 0; index--)); do
        eval "${cleanups[index]}" || true
    done
    rm -rf --one-file-system "$work"
}
trap clean_up EXIT
# at_end COMMAND: runs the command when the proof ends, in reverse order.
at_end() { cleanups+=("$1"); }

# The caller's settings must have no effect.
for name in $(compgen -e | grep -E '^(AMADEUS|SABRE|TRAVAUTH)_|^SSL_CERT_|^(https?|all|no)_proxy$|^(HTTPS?|ALL|NO)_PROXY$|^RUST_LOG$' || true); do
    unset "$name"
done
blank=$work/home
mkdir "$blank"
export TRAVAUTH_CONFIG_DIR=$blank/config

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

# same EXPECTED FOUND WHAT: fails unless both values are the same.
same() { [ "$1" = "$2" ] || fail "$3: \"$2\" instead of \"$1\""; }

# exits CODE COMMAND...: fails unless the command has this exit code. Its output goes to $work/output.
exits() {
    local wanted=$1 found=0
    shift
    "$@" >"$work/output" 2>&1 || found=$?
    [ "$found" = "$wanted" ] || fail "exit code $found instead of $wanted: $* $(cat "$work/output")"
}

# prints_token COMMAND...: fails unless the command, which runs travauth, prints a token of the emulator.
prints_token() {
    local token
    token=$("$@" token get --provider sabre --environment emulator) || fail "no token from $*"
    [[ $token =~ ^T1RL[!-~]+$ ]] || fail "$* printed \"$token\" instead of a token"
    echo "printed a token of ${#token} bytes"
}

# survives_backtrace PROGRAM: fails unless an error has its own exit code while RUST_BACKTRACE asks for a backtrace.
survives_backtrace() {
    mkdir -p "$TRAVAUTH_CONFIG_DIR/secrets/stuck.password/file"
    printf '[profiles.stuck]\nprovider = "sabre"\nuser_id = "1"\ngroup = "2"\npassword = { file = "secrets/stuck.password" }\n' \
        >"$TRAVAUTH_CONFIG_DIR/config.toml"
    RUST_BACKTRACE=1 exits 1 "$1" logout stuck
    grep --quiet "stuck.password cannot be deleted" "$work/output" || fail "another error: $(cat "$work/output")"
    rm -r "$TRAVAUTH_CONFIG_DIR"
    echo "survived RUST_BACKTRACE"
}

# at_most BYTES FILE: fails if the file is larger.
at_most() {
    local size
    size=$(stat -c %s "$2")
    [ "$size" -le "$1" ] || fail "$(basename "$2") has $size bytes, more than $1"
    echo "$(basename "$2"): $size bytes, of at most $1"
}

# unpacked_archive: unpacks the archive for this machine, and prints its folder.
unpacked_archive() {
    tar -xzf "$dist/travauth-$version-$target.tar.gz" -C "$work"
    echo "$work/travauth-$version-$target"
}

# chroot_of SUITE [PACKAGES]: sets `system` to a fresh copy of a debootstrapped Debian with these packages.
chroot_of() {
    local suite=$1 include=${2:-} tar=$kept/$1.tar
    if [ ! -e "$tar" ]; then
        debootstrap --variant=minbase ${include:+--include="$include"} "$suite" "$work/bootstrap" \
            >"$kept/$suite.log" 2>&1 || fail "debootstrap of $suite: $(tail -n 3 "$kept/$suite.log")"
        tar -C "$work/bootstrap" -cf "$tar.new" .
        rm -rf --one-file-system "$work/bootstrap"
        mv "$tar.new" "$tar"
    fi
    system=$work/$suite
    mkdir "$system"
    tar -C "$system" -xf "$tar"
}

# make_certificates: creates a certificate for api.provider.example, and $work/bundle.pem with its authority and the system's.
make_certificates() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj '/CN=travauth test authority' \
        -addext basicConstraints=critical,CA:TRUE -keyout "$work/ca.key" -out "$work/ca.pem" 2>/dev/null
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj '/CN=api.provider.example' \
        -keyout "$work/provider.key" -out "$work/provider.csr" 2>/dev/null
    openssl x509 -req -in "$work/provider.csr" -CA "$work/ca.pem" -CAkey "$work/ca.key" -CAcreateserial -days 2 \
        -extfile <(echo 'subjectAltName=DNS:api.provider.example') -out "$work/provider.pem" 2>/dev/null
    cat /etc/ssl/certs/ca-certificates.crt "$work/ca.pem" >"$work/bundle.pem"
}

# beside_provider COMMAND...: runs the command in a network namespace that contains only the provider.
beside_provider() {
    unshare --net -- sh -c 'ip link set lo up && exec "$@"' sh \
        python3 "$root/tests/packaging/provider.py" "$work/provider.pem" "$work/provider.key" "$@"
}

# asks_provider COMMAND...: fails unless the command, which runs travauth, prints a token of https://api.provider.example.
asks_provider() {
    local token
    token=$(AMADEUS_CLIENT_ID=me AMADEUS_CLIENT_SECRET=secret-of-the-test beside_provider \
        "$@" token get --provider amadeus --base-url https://api.provider.example --no-cache) || fail "no token from $*"
    same token-from-the-provider "$token" "$*"
    echo "resolved the name of a host, verified its certificate and got a token"
}

# serve_files FOLDER: starts a file server on loopback that runs until the proof ends, and sets `files_url` to its URL.
serve_files() {
    local port server
    mkfifo "$work/port"
    python3 -u - "$1" >"$work/port" <<'END' &
import functools, http.server, sys

class Files(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Files, directory=sys.argv[1]))
print(server.server_port)
server.serve_forever()
END
    server=$!
    at_end "kill $server"
    read -r port <"$work/port"
    files_url=http://127.0.0.1:$port
}
