//! Random numbers from the operating system.

use ring::rand::SecureRandom as _;

/// Returns 64 random bits.
pub fn random_u64() -> u64 {
    let mut bytes = [0; 8];
    match ring::rand::SystemRandom::new().fill(&mut bytes) {
        Ok(()) => u64::from_be_bytes(bytes),
        // The bits only have to differ from call to call, so a weaker source is enough if the system's fails.
        Err(_) => fastrand::u64(..),
    }
}

/// Converts random bits to a fraction, at least 0 and less than 1.
pub fn fraction(random: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "an f64 holds 53 bits exactly")]
    let [numerator, denominator] = [random >> 11, 1 << 53].map(|bits: u64| bits as f64);
    numerator / denominator
}
