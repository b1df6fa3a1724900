//! A secret that cannot be printed by accident.

use secrecy::{ExposeSecret, SecretString};

/// A password, client secret or access token; zeroed when dropped.
///
/// Debug shows a mask; there is no Display and no Serialize.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Wraps the text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(SecretString::from(text.into()))
    }

    /// Returns the text. Reviews check each use of this function.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Returns enough of the text to recognize it, but too little to use it: `T1RLAQ…`, or `…` for a short text.
    pub fn masked(&self) -> String {
        const SHOWN: usize = 6;
        const LONG_ENOUGH: usize = 20;
        let text = self.expose();
        if text.len() < LONG_ENOUGH || !text.is_ascii() {
            return "…".to_owned();
        }
        format!("{}…", &text[..SHOWN])
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(***)")
    }
}

impl AsRef<SecretString> for Secret {
    fn as_ref(&self) -> &SecretString {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_a_mask() {
        let secret = Secret::new("hunter2-hunter2-hunter2");
        assert_eq!(format!("{secret:?}"), "Secret(***)");
        assert_eq!(format!("{:?}", Some(vec![secret])), "Some([Secret(***)])");
    }

    #[test]
    fn a_mask_shows_little_of_a_long_text_and_nothing_of_a_short_one() {
        assert_eq!(Secret::new("T1RLAQLGvbv8bgEDtkUluJb1dBDQ").masked(), "T1RLAQ…");
        assert_eq!(Secret::new("short").masked(), "…");
        assert_eq!(Secret::new("ä".repeat(40)).masked(), "…");
    }
}
