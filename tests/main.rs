//! All integration tests, as one binary: one link instead of a dozen.
//!
//! `support` holds the helpers of the tests, such as a sandbox and a scripted server; `it` holds the tests.
//!
//! `cfg(test)` is always true here. It makes clippy treat the helpers as test code.

#[cfg(test)]
mod it;
#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the rules for the program's files do not apply to files of the tests")]
mod support;
