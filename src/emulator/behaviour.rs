//! The user's settings of an emulator.

use std::path::PathBuf;
use std::time::Duration;

use super::fault::Fault;
use super::rate::Rate;
use super::tls::Tls;

/// The settings of an emulator. With the default settings it responds at once, without faults, with the documented
/// lifetimes.
#[derive(Debug, Clone, Default)]
pub struct Behaviour {
    /// Lifetime of every access token in seconds; `None` uses the provider's documented lifetime.
    pub expires_in: Option<u64>,
    /// Delay of each response.
    pub latency: Duration,
    /// Failures on demand. If several have the same path, the first one that is not used up applies.
    pub faults: Vec<Fault>,
    /// How fast each account may send API requests; `None` sets no limit.
    pub rate: Option<Rate>,
    /// A directory of response files, which replace the built-in responses.
    pub data: Option<PathBuf>,
    /// The certificate for https; `None` serves http.
    pub tls: Option<Tls>,
    /// Whether the inspector page is served, if only this machine can reach the emulator.
    pub inspects: bool,
}
