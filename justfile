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

# Fuzz a target of fuzz/, such as `masker`, for this many seconds; fuzz/artifacts keeps inputs that fail
fuzz target seconds="60":
    mkdir -p fuzz/target/corpus/{{ target }}
    # cargo-fuzz needs unstable compiler flags, which RUSTC_BOOTSTRAP enables in a stable compiler.
    RUSTC_BOOTSTRAP=1 cargo fuzz run {{ target }} fuzz/target/corpus/{{ target }} fuzz/corpus/{{ target }} -- -max_total_time={{ seconds }}

# Run everything a change must pass
ci:
    .ci/run
