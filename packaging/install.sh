#!/bin/sh
# Installs travauth for the current user, without root: sh install.sh --help
#
# It downloads the archive of a release over https, compares it with SHA256SUMS, and copies its files below a prefix. It
# changes nothing else, such as a shell profile.
set -eu

default_base_url=@BASE_URL@
default_version=@VERSION@

usage() {
    cat <<'END'
Installs travauth for the current user.

Usage: install.sh [--version VERSION] [--prefix DIR] [--base-url URL]

  --version VERSION  the release to install (default: the version of this script)
  --prefix DIR       where to install: DIR/bin, DIR/share (default: ~/.local)
  --base-url URL     the URL of the releases; files are below URL/vVERSION; http only for this machine
END
}

fail() {
    echo "install.sh: $*" >&2
    exit 1
}

# value_of NAME VALUE...: sets `value` to the value of an option.
value_of() {
    value=${2:-}
    [ -n "$value" ] || fail "$1 requires a value"
}

version=$default_version
base_url=$default_base_url
prefix=
while [ $# -gt 0 ]; do
    case $1 in
        --version)
            value_of "$@"
            version=$value
            shift
            ;;
        --prefix)
            value_of "$@"
            prefix=$value
            shift
            ;;
        --base-url)
            value_of "$@"
            base_url=$value
            shift
            ;;
        -h | --help)
            usage
            exit 0
            ;;
        *) fail "unknown argument $1; see --help" ;;
    esac
    shift
done
version=${version#v}
case $version in
    '' | *[!0-9A-Za-z.+-]*) fail "not a version: $version" ;;
esac
base_url=${base_url%/}/v$version
if [ -z "$prefix" ]; then
    [ -n "${HOME:-}" ] || fail "HOME is not set: pass --prefix DIR"
    prefix=$HOME/.local
fi

# ── The platform ────────────────────────────────────────────────────────────

# The program requires glibc 2.17 or newer, which every maintained distribution with glibc has.
glibc_is_missing() {
    ! ldd --version 2>&1 | grep -qiE 'glibc|gnu libc'
}

case $(uname -s) in
    Linux)
        if glibc_is_missing; then
            fail "this system's C library is not glibc: build travauth with cargo"
        fi
        system=unknown-linux-gnu
        ;;
    Darwin) system=apple-darwin ;;
    *) fail "there is no archive for $(uname -s); on Windows use scoop, winget or npm" ;;
esac
case $(uname -m) in
    x86_64 | amd64) processor=x86_64 ;;
    aarch64 | arm64) processor=aarch64 ;;
    *) fail "there is no archive for the processor $(uname -m): build travauth with cargo" ;;
esac
name=travauth-$version-$processor-$system

# ── The download ────────────────────────────────────────────────────────────

case $base_url in
    https://*) protocol='=https' ;;
    http://127.0.0.1:* | http://localhost:*) protocol='=http' ;;
    *) fail "not an https address: $base_url; pass the URL of the releases with --base-url" ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# download FILE: downloads a file of the release into the work folder.
download() {
    if command -v curl >/dev/null; then
        curl --fail --silent --show-error --location --proto "$protocol" --retry 3 --output "$work/$1" "$base_url/$1" ||
            fail "cannot download $base_url/$1"
    elif command -v wget >/dev/null; then
        # wget has no option for a list of allowed protocols.
        set -- "$1" "$base_url/$1"
        if [ "$protocol" = '=https' ]; then
            wget --quiet --https-only --output-document "$work/$1" "$2" || fail "cannot download $2"
        else
            wget --quiet --output-document "$work/$1" "$2" || fail "cannot download $2"
        fi
    else
        fail "curl or wget is needed"
    fi
}

download SHA256SUMS
download "$name.tar.gz"

# ── The checksum ────────────────────────────────────────────────────────────

wanted=$(sed -n "s/^\([0-9a-f]\{64\}\)  $name\.tar\.gz\$/\1/p" "$work/SHA256SUMS")
[ -n "$wanted" ] || fail "SHA256SUMS has no line for $name.tar.gz: nothing was installed"
if command -v sha256sum >/dev/null; then
    found=$(sha256sum "$work/$name.tar.gz")
elif command -v shasum >/dev/null; then
    found=$(shasum -a 256 "$work/$name.tar.gz")
else
    fail "sha256sum or shasum is needed to check the download"
fi
[ "${found%% *}" = "$wanted" ] || fail "the checksum of $name.tar.gz is wrong: nothing was installed"

# ── The installation ────────────────────────────────────────────────────────

tar -xzf "$work/$name.tar.gz" -C "$work"
from=$work/$name
share=$prefix/share
mkdir -p "$prefix/bin" "$share/man/man1" "$share/bash-completion/completions" "$share/zsh/site-functions" \
    "$share/fish/vendor_completions.d" "$share/doc/travauth"

# A running program can be replaced, but not overwritten.
cp "$from/travauth" "$prefix/bin/.travauth.new"
chmod 0755 "$prefix/bin/.travauth.new"
mv -f "$prefix/bin/.travauth.new" "$prefix/bin/travauth"

cp "$from"/man/*.1 "$share/man/man1/"
cp "$from/completions/travauth.bash" "$share/bash-completion/completions/travauth"
cp "$from/completions/_travauth" "$share/zsh/site-functions/_travauth"
cp "$from/completions/travauth.fish" "$share/fish/vendor_completions.d/travauth.fish"
cp "$from/LICENSE-APACHE" "$from/LICENSE-MIT" "$from/THIRD-PARTY-NOTICES.txt" "$share/doc/travauth/"

echo "installed $("$prefix/bin/travauth" --version) as $prefix/bin/travauth"
case :${PATH:-}: in
    *:"$prefix/bin":*) ;;
    *) echo "$prefix/bin is not in PATH: add it to your shell's profile" ;;
esac
