//! The beginning of a body, kept while the body streams by.

/// How much of a body the page shows, in bytes.
pub const SHOWN: usize = 64 << 10;
/// How much more is kept than is shown: a secret that reaches over the edge can only be recognised whole.
pub const MARGIN: usize = 16 << 10;

/// Counts a body's bytes and keeps its beginning.
#[derive(Clone, Default)]
pub struct Capture {
    kept: Vec<u8>,
    total: u64,
}

impl Capture {
    /// An empty body so far.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes note of the next part of the body.
    pub fn push(&mut self, part: &[u8]) {
        self.total += part.len() as u64;
        let room = (SHOWN + MARGIN).saturating_sub(self.kept.len());
        self.kept.extend_from_slice(&part[..part.len().min(room)]);
    }

    /// Counts bytes without keeping them.
    pub fn count(&mut self, bytes: u64) {
        self.total += bytes;
    }

    /// How many bytes went by.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The beginning of the body, as it was on the wire.
    pub fn kept(&self) -> &[u8] {
        &self.kept
    }

    /// Returns whether the body has more bytes than were kept.
    pub(super) fn is_cut(&self) -> bool {
        self.total > self.kept.len() as u64
    }
}

impl From<&[u8]> for Capture {
    fn from(body: &[u8]) -> Self {
        let mut capture = Self::new();
        capture.push(body);
        capture
    }
}

// The bytes may hold a secret.
impl std::fmt::Debug for Capture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Capture({} bytes)", self.total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_is_kept_and_all_is_counted() {
        let mut capture = Capture::new();
        for _ in 0..100 {
            capture.push(&[b'x'; 1 << 10]);
        }
        capture.count(5);
        assert_eq!(capture.total(), (100 << 10) + 5);
        assert_eq!(capture.kept().len(), SHOWN + MARGIN);
        assert!(capture.is_cut());
        assert!(!Capture::from(&b"short"[..]).is_cut());
    }

    #[test]
    fn debug_does_not_show_the_body() {
        assert_eq!(format!("{:?}", Capture::from(&b"secret"[..])), "Capture(6 bytes)");
    }
}
