#!/usr/bin/env bash
# Checks install.sh with a file server on loopback: installation, upgrade, a wrong checksum, a broken download. Runs the commands
# of the pages that install or delete the program.
set -euo pipefail
cd "$(dirname "$0")/../.."

# shellcheck source=tests/packaging/common.sh
. tests/packaging/common.sh

installer=$dist/install.sh
shellcheck "$installer"
name=travauth-$version-$target.tar.gz
site=$work/site/v$version
mkdir -p "$site"
cp "$dist/$name" "$dist/SHA256SUMS" "$site/"

serve_files "$work/site"
url=$files_url

prefix="$work/a prefix with ü"
for shell in dash bash "busybox sh"; do
    command -v "${shell%% *}" >/dev/null || continue
    rm -rf "$prefix"
    # shellcheck disable=SC2086 # a shell with its argument
    exits 0 $shell "$installer" --base-url "$url" --prefix "$prefix"
    grep -q "installed travauth $version as $prefix/bin/travauth" "$work/output" || fail "the output is: $(cat "$work/output")"
    grep -q 'is not in PATH' "$work/output" || fail "the output does not mention PATH"
    same "travauth $version" "$("$prefix/bin/travauth" --version)" "travauth --version"
    echo "installed by $shell"
done
prints_token "$prefix/bin/travauth"
for file in man/man1/travauth.1 bash-completion/completions/travauth zsh/site-functions/_travauth \
    fish/vendor_completions.d/travauth.fish doc/travauth/THIRD-PARTY-NOTICES.txt; do
    [ -s "$prefix/share/$file" ] || fail "it did not install share/$file"
done

# An upgrade replaces a program that is running.
"$prefix/bin/travauth" exec -p sabre -e emulator -- sleep 60 &
running=$!
exits 0 sh "$installer" --base-url "$url" --prefix "$prefix" --version "v$version"
kill "$running"
prints_token "$prefix/bin/travauth"

# The default prefix is in PATH, so there is no message about PATH.
exits 0 env HOME="$work/home" PATH="$work/home/.local/bin:$PATH" sh "$installer" --base-url "$url/"
grep -q 'is not in PATH' "$work/output" && fail "the output says that PATH lacks the prefix"
[ -x "$work/home/.local/bin/travauth" ] || fail "it did not install into ~/.local"

# ── The commands of the pages ───────────────────────────────────────────────

# example PAGE TEXT: prints the block of shell code of a page that contains this text.
example() {
    python3 - "$root/docs/$1" "$2" <<'END'
import pathlib, re, sys
blocks = re.findall(r"^```sh\n(.*?)^```", pathlib.Path(sys.argv[1]).read_text(), re.M | re.S)
(found,) = [block for block in blocks if sys.argv[2] in block]
print(found)
END
}

code=$(example install.md dist/install.sh)
(cd "$root" && exits 0 env HOME="$work/reader" sh -euc "${code//https:\/\/files.example\/travauth/$url}")
prints_token "$work/reader/.local/bin/travauth"
exits 0 env HOME="$work/reader" sh -euc "$(example install.md 'rm -f bin/travauth')"
same "" "$(find "$work/reader/.local" -not -type d)" "files that are left after uninstalling"

code=$(example ci.md 'sha256sum --check')
[[ $code == *"travauth-$version-x86_64-unknown-linux-gnu"* ]] || fail "docs/ci.md has another version"
code=${code//travauth-$version-x86_64-unknown-linux-gnu/${name%.tar.gz}}
checksum=$(sed -n "s/  $name\$//p" "$dist/SHA256SUMS")
mkdir "$work/job"
(cd "$work/job" && exits 0 env FILES="$url/v$version" SHA256="$checksum" sh -euc "$code && travauth --version")
grep -q "^travauth $version$" "$work/output" || fail "a job does not find the program: $(cat "$work/output")"
echo "installed and deleted as the pages say"

# Only wget is installed, not curl.
mkdir "$work/bin"
for program in sh uname ldd grep mktemp sed sha256sum tar gzip mkdir cp chmod mv rm cat wget env bash; do
    ln -s "$(command -v "$program")" "$work/bin/$program"
done
rm -rf "$prefix"
exits 0 env PATH="$work/bin" sh "$installer" --base-url "$url" --prefix "$prefix"
prints_token "$prefix/bin/travauth"
echo "installed by wget"

# ── Releases that must not be installed ─────────────────────────────────────

# refuses WORDS ARGUMENT...: the installer fails with these words, and installs nothing.
refuses() {
    local words=$1
    shift
    rm -rf "$prefix"
    exits 1 sh "$installer" --prefix "$prefix" "$@"
    grep -q -- "$words" "$work/output" || fail "the output lacks \"$words\": $(cat "$work/output")"
    [ ! -e "$prefix" ] || fail "it installed something: $words"
    echo "refused: $words"
}

sed "s/^[0-9a-f]*\(  $name\)\$/$(printf '0%.0s' {1..64})\1/" "$dist/SHA256SUMS" >"$site/SHA256SUMS"
refuses "checksum of $name is wrong" --base-url "$url"
grep -v "  $name\$" "$dist/SHA256SUMS" >"$site/SHA256SUMS"
refuses "has no line for $name" --base-url "$url"
cp "$dist/SHA256SUMS" "$site/"
head -c 1000000 "$dist/$name" >"$site/$name"
refuses "checksum of $name is wrong" --base-url "$url"
rm "$site/$name"
refuses "cannot download" --base-url "$url"
refuses "cannot download" --base-url "$url" --version 9.9.9
refuses "not a version" --base-url "$url" --version ../..
refuses "not an https address" --base-url "http://downloads.example"
refuses "not an https address" --base-url "ftp://127.0.0.1"
refuses "requires a value" --version
refuses "unknown argument" --no-such-flag
