//! Captures the first bytes of a body while it is forwarded.

/// How much of a body the page shows, in bytes.
pub const SHOWN: usize = 64 << 10;
/// How many bytes are captured beyond the shown part, because a secret across its end is recognized only if it is
/// whole.
pub const MARGIN: usize = 16 << 10;

/// Counts a body's bytes and stores the first of them.
#[derive(Clone, Default)]
pub struct Capture {
    start: Vec<u8>,
    total: u64,
}

impl Capture {
    /// Creates the capture of an empty body.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the next part of the body.
    pub fn push(&mut self, part: &[u8]) {
        self.total += part.len() as u64;
        let room = (SHOWN + MARGIN).saturating_sub(self.start.len());
        self.start.extend_from_slice(&part[..part.len().min(room)]);
    }

    /// Counts bytes without storing them.
    pub fn count(&mut self, bytes: u64) {
        self.total += bytes;
    }

    /// Returns the size of the body so far, in bytes.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Returns the captured first bytes of the body, still encoded as they were sent.
    pub fn start(&self) -> &[u8] {
        &self.start
    }

    /// Returns whether the body has more bytes than were captured.
    pub(super) fn is_cut(&self) -> bool {
        self.total > self.start.len() as u64
    }
}

impl From<&[u8]> for Capture {
    fn from(body: &[u8]) -> Self {
        let mut capture = Self::new();
        capture.push(body);
        capture
    }
}

// Omits the bytes, which may contain a secret.
impl std::fmt::Debug for Capture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Capture({} bytes)", self.total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_are_stored_and_all_are_counted() {
        let mut capture = Capture::new();
        for _ in 0..100 {
            capture.push(&[b'x'; 1 << 10]);
        }
        capture.count(5);
        assert_eq!(capture.total(), (100 << 10) + 5);
        assert_eq!(capture.start().len(), SHOWN + MARGIN);
        assert!(capture.is_cut());
        assert!(!Capture::from(&b"short"[..]).is_cut());
    }

    #[test]
    fn debug_does_not_show_the_body() {
        assert_eq!(format!("{:?}", Capture::from(&b"secret"[..])), "Capture(6 bytes)");
    }
}
