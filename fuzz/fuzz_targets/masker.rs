//! Checks that masked text shows no secret, in any spelling or encoding.
//!
//! The input has four parts, separated by NUL: the secret, the text before it, the text after it, and pairs of bytes that
//! choose its spelling.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[expect(dead_code, reason = "the tests use all of it")]
#[path = "../../tests/support/finder.rs"]
mod finder;
#[path = "../../tests/support/masking.rs"]
mod masking;
#[path = "../../tests/support/spellings.rs"]
mod spellings;

const LONGEST_SECRET: usize = 40;

fuzz_target!(|input: &[u8]| {
    let mut parts = input.splitn(4, |byte| *byte == 0);
    let mut text = || String::from_utf8_lossy(parts.next().unwrap_or_default()).into_owned();
    let (secret, before, after) = (text(), text(), text());
    let secret: String = secret.chars().take(LONGEST_SECRET).collect();
    if secret.is_empty() {
        return;
    }
    let choices = parts.next().unwrap_or_default();
    let choose = || {
        let mut choices =
            choices.chunks(2).map(|pair| pair.iter().fold(0, |number, byte| number << 8 | usize::from(*byte)));
        move |count: usize| choices.next().unwrap_or_default() % count
    };
    masking::check(&secret, &before, &after, &mut choose());
    masking::check_extent(&secret, &mut choose());
});
