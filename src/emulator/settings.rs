//! The settings that handlers read.

use std::path::PathBuf;

/// The settings of a running emulator that affect its responses.
#[derive(Debug, Clone, Default)]
pub struct EmulatorSettings {
    /// The base URL for clients, without a trailing slash.
    pub base_url: String,
    /// Lifetime of every access token in seconds; `None` uses the provider's documented lifetime.
    pub expires_in: Option<u64>,
    /// A directory of response files, which replace the built-in responses.
    pub data: Option<PathBuf>,
}
