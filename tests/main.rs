//! All integration tests, as one binary: one link instead of a dozen.
//!
//! `support` is what tests stand on (a sandboxed program, a scripted server); `it` holds the tests.
//!
//! The modules say `cfg(test)`, which is always true here, so that clippy takes the helpers for test code too.

#[cfg(test)]
mod it;
#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the rules for the program's files do not bind the tests' own")]
mod support;
