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

# Measure `token get` beside other programs
bench:
    benches/run

# Run everything a change must pass
ci:
    .ci/run
