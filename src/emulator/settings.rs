//! What handlers need to know of the running emulator.

use std::path::PathBuf;

/// The part of the emulator's state that answers depend on.
#[derive(Debug, Clone, Default)]
pub struct EmulatorSettings {
    /// Where clients reach this emulator, without a trailing slash.
    pub base_url: String,
    /// Lifetime of every access token in seconds, instead of each provider's own.
    pub expires_in: Option<u64>,
    /// A directory of answers that come before the built-in ones.
    pub data: Option<PathBuf>,
}
