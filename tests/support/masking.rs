//! The properties of every masked text, for the tests and the fuzzer.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use travauth::redact::Redactor;
use travauth::secret::Secret;

use super::finder::{Finder, Graph, single_bytes};

const MASK: &str = "***";

/// Writes the secret in the way that `choose` chooses, which is given how many there are at each step, and checks that it
/// cannot be seen in the masked text.
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
            assert!(finder.found_in(part.as_bytes()).is_empty(), "{secret:?} in {text:?} is seen in {masked:?}");
        }
    }
}

/// Writes the secret alone between two characters that belong to no escape, and checks that nothing else is masked.
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
        // The end of one character reads as the beginning of the next one, as in `&#48` before a 0.
        return;
    }
    let masked = redactor.mask(&text);
    assert_eq!(masked, "⟨***⟩", "{secret:?} written as {written:?}");
}

/// The secret amid base64, hex or a list of numbers.
fn encoded(secret: &str, choose: &mut dyn FnMut(usize) -> usize) -> String {
    let bytes = if choose(2) == 0 { secret.as_bytes().to_vec() } else { single_bytes(secret) };
    let neighbors = ["", ":", "u:", "me:"].map(str::as_bytes);
    let amid = [neighbors[choose(4)], &bytes, neighbors[choose(4)]].concat();
    let list = |separator: &str| amid.iter().map(u8::to_string).collect::<Vec<_>>().join(separator);
    match choose(6) {
        0 => STANDARD.encode(amid),
        1 => URL_SAFE_NO_PAD.encode(amid),
        2 => STANDARD.encode(STANDARD.encode(amid)),
        3 => amid.iter().map(|byte| format!("{byte:02x}")).collect(),
        4 => list(", "),
        _ => list(" "),
    }
}
