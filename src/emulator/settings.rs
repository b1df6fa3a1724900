//! The settings that handlers read.

use std::path::PathBuf;

/// The settings of a running emulator on which responses depend.
#[derive(Debug, Clone, Default)]
pub struct EmulatorSettings {
    /// The base URL for clients, without a trailing slash.
    pub base_url: String,
    /// Lifetime of every access token in seconds, instead of the provider's own.
    pub expires_in: Option<u64>,
    /// A directory of response files, which are used before the built-in responses.
    pub data: Option<PathBuf>,
}
