//! How an emulator departs from the well-behaved service.

use std::path::PathBuf;
use std::time::Duration;

use super::fault::Fault;
use super::rate::Rate;
use super::tls::Tls;

/// The emulator's settings; the default answers at once, truthfully, with the documented lifetimes.
#[derive(Debug, Clone, Default)]
pub struct Behaviour {
    /// Lifetime of every access token in seconds, instead of each provider's own.
    pub expires_in: Option<u64>,
    /// Wait before each answer.
    pub latency: Duration,
    /// Failures on demand; of several for one path the first that is not used up is answered.
    pub faults: Vec<Fault>,
    /// How fast each account may send API requests; none is no limit.
    pub rate: Option<Rate>,
    /// A directory of answers that come before the built-in ones.
    pub data: Option<PathBuf>,
    /// Speaks https with this certificate; none speaks plain http.
    pub tls: Option<Tls>,
}
