//! Made-up values that are the same in every run.

/// Returns a number below `bound` that depends only on the text, and is the same in every version of the emulator.
pub fn pick(text: &str, bound: u64) -> u64 {
    // This is FNV-1a, followed by a step that mixes its low bits better.
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    (hash ^ (hash >> 29)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(31) % bound.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_spread_and_never_change() {
        assert_eq!(["", "BA", "BA1"].map(|text| pick(text, 1000)), [89, 714, 721]);
        assert_eq!(pick("BA", 0), 0);
        let mut counts = [0; 10];
        for number in 0..1000 {
            counts[usize::try_from(pick(&format!("flight {number}"), 10)).unwrap()] += 1;
        }
        assert!(counts.iter().all(|count| (60..140).contains(count)), "{counts:?}");
    }
}
