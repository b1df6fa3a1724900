# Shortcuts for daily work.

# List the shortcuts
_list:
    @just --list --unsorted

# Build the program
build:
    cargo build --locked

# Run the tests that need only Rust; arguments as for `cargo test`
test *args:
    cargo test --locked {{ args }}

# Run all tests, and install what they need
test-all:
    tests/run

# Check formatting and lints
lint:
    cargo fmt --check
    cargo clippy --locked --all-targets -- -D warnings
    tests/scripts/shellcheck.sh

# Build the documentation of the code
doc:
    RUSTDOCFLAGS='-D warnings' cargo doc --locked --no-deps

# Generate completions, manual pages and reference pages
generate:
    UPDATE=1 cargo test --locked --test it -- generated::

# Draw the pictures of the documentation
pictures:
    docs/pictures/draw

# Measure `token get` beside other programs
bench:
    benches/run

# Fuzz one target of fuzz/, or each in turn, for so many seconds; inputs that fail are kept in fuzz/artifacts
fuzz target="all" seconds="60":
    #!/usr/bin/env bash
    set -euo pipefail
    targets={{ quote(target) }}
    [ "$targets" != all ] || targets=$(cargo fuzz list)
    for target in $targets; do
        mkdir -p "fuzz/target/corpus/$target"
        # cargo-fuzz needs flags that a stable compiler has, but does not offer.
        RUSTC_BOOTSTRAP=1 cargo fuzz run "$target" "fuzz/target/corpus/$target" "fuzz/corpus/$target" -- \
            -max_total_time={{ seconds }} -timeout=20 -rss_limit_mb=3000 -detect_leaks=0
    done

# Run everything a change must pass
ci:
    .ci/run
