//! Checks the properties of masked text, for the tests and the fuzzer.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use travauth::redact::Redactor;
use travauth::secret::Secret;

use super::finder::{Finder, Graph, in_utf16, single_bytes};

const MASK: &str = "***";

/// Writes the secret in a chosen spelling between two texts, and checks that the masked text does not show it.
///
/// `choose` gets the number of possible choices and returns one of them.
pub fn check(secret: &str, before: &str, after: &str, choose: &mut dyn FnMut(usize) -> usize) {
    let finder = Finder::new([secret]);
    // The finder also finds base64 that lacks its last bits, which is not masked.
    if [before, after].iter().any(|around| !finder.found_in(around.as_bytes()).is_empty()) {
        return;
    }
    let redactor = Redactor::new([&Secret::new(secret)]);
    let written = if choose(4) == 0 {
        encoded(secret, choose)
    } else {
        let graphs = Graph::all(secret);
        graphs[choose(graphs.len())].written(&mut *choose)
    };
    let text = format!("{before}{written}{after}");
    let masked = redactor.mask(&text);
    assert_eq!(redactor.mask(&masked), masked, "{secret:?} in {text:?}, masked twice");
    if !secret.contains('*') {
        for part in masked.split(MASK) {
            assert!(finder.found_in(part.as_bytes()).is_empty(), "{secret:?} in {text:?} is visible in {masked:?}");
        }
    }
}

/// Writes the secret between two characters that are in no escape, and checks that only the secret is masked.
pub fn check_extent(secret: &str, choose: &mut dyn FnMut(usize) -> usize) {
    if secret.contains(['⟨', '⟩', '*']) {
        return;
    }
    let redactor = Redactor::new([&Secret::new(secret)]);
    let graphs = Graph::all(secret);
    let graph = &graphs[choose(graphs.len())];
    let written = graph.written(choose);
    let text = format!("⟨{written}⟩");
    if !graph.is_in(text.as_bytes()) {
        // The spelling is ambiguous: `&#48` followed by 0 is read as `&#480`.
        return;
    }
    let masked = redactor.mask(&text);
    assert_eq!(masked, "⟨***⟩", "{secret:?} written as {written:?}");
}

/// Encodes the secret together with other bytes, as base64, hex, a list of numbers, or as the bytes of UTF-16.
fn encoded(secret: &str, choose: &mut dyn FnMut(usize) -> usize) -> String {
    let [little, big] = in_utf16(secret);
    let bytes = [secret.as_bytes().to_vec(), single_bytes(secret), little, big][choose(4)].clone();
    let neighbors = ["", ":", "u:", "me:"].map(str::as_bytes);
    let amid = [neighbors[choose(4)], &bytes, neighbors[choose(4)]].concat();
    let list = |separator: &str| amid.iter().map(u8::to_string).collect::<Vec<_>>().join(separator);
    match choose(7) {
        0 => STANDARD.encode(amid),
        1 => URL_SAFE_NO_PAD.encode(amid),
        2 => STANDARD.encode(STANDARD.encode(amid)),
        3 => amid.iter().map(|byte| format!("{byte:02x}")).collect(),
        4 => list(", "),
        5 => String::from_utf8_lossy(&amid).into_owned(),
        _ => list(" "),
    }
}
