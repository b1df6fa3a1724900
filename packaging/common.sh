# shellcheck shell=bash disable=SC2034 # the scripts that source this file use the variables
# Shared by the release scripts. The working directory is the root of the repository.

case $(uname -s) in
    Linux) os=linux ;;
    Darwin) os=macos ;;
    MINGW* | MSYS*) os=windows ;;
    *)
        echo "packaging: cannot build on $(uname -s)" >&2
        exit 1
        ;;
esac

# Native programs on Windows do not know the paths of its bash, such as /d/a/travauth.
root=$PWD
if [ "$os" = windows ]; then
    root=$(pwd -W)
fi
dist=$root/dist
work=$root/target/packaging
source=$work/source
tools=$work/tools
staged=$work/staged

# The folder for programs in a Python environment has another name on Windows.
bin=bin exe=
if [ "$os" = windows ]; then
    bin=Scripts exe=.exe
fi
tools_path=$PWD/target/packaging/tools
export PATH=$tools_path/python/$bin:$tools_path/bin:$PATH

version=$(sed -n 's/^version = "\(.*\)"$/\1/p' Cargo.toml | head -n 1)
commit=$(git rev-parse HEAD)

# The target can be set to cross-build between the two processors of macOS.
target=${TRAVAUTH_TARGET:-$(rustc -vV | sed -n 's/^host: //p')}

# All files get the time of the commit, so that the same commit gives the same bytes.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
export LC_ALL=C TZ=UTC
umask 022

step() {
    printf '\n==== %s (at %d s)\n' "$*" "$SECONDS"
    "$@"
}

# manifest KEY: prints a value of the [package] table of Cargo.toml, or nothing if the key is absent.
manifest() {
    sed -n "/^\[package\]/,/^\[/s/^$1 = \"\(.*\)\"\$/\1/p" Cargo.toml
}

# archive_name: prints the name of the archive for this target, without its extension.
archive_name() {
    printf 'travauth-%s-%s' "$version" "$target"
}
