//! Random numbers from the operating system.

use ring::rand::SecureRandom as _;

/// 64 random bits.
pub fn random_u64() -> u64 {
    let mut bytes = [0; 8];
    match ring::rand::SystemRandom::new().fill(&mut bytes) {
        Ok(()) => u64::from_be_bytes(bytes),
        // Without the system's source an id only has to differ from other ids, which this does.
        Err(_) => fastrand::u64(..),
    }
}

/// A random fraction, at least 0 and less than 1.
pub fn fraction(random: u64) -> f64 {
    // 53 bits are what an f64 holds exactly.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    let [numerator, denominator] = [random >> 11, 1 << 53].map(|bits: u64| bits as f64);
    numerator / denominator
}
