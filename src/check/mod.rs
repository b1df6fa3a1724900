//! The smoke test: every target's way from its configuration to a harmless API call, in steps, side by side.

mod api;
mod attempts;
mod environments;
mod examine;
mod reporter;
mod side_by_side;

pub use reporter::Event;
pub use side_by_side::run;

use crate::cache::TokenStore;
use crate::env::Env;
use crate::failure::Result;
use crate::http::Network;
use crate::settings::Target;

/// What is to be examined.
#[derive(Debug)]
pub struct Subject {
    /// What it was called on the command line or in the config.
    pub label: String,
    /// The provider's name, as far as it is known when the configuration is not.
    pub provider: Option<String>,
    /// Where to talk and as whom, or why that could not be settled.
    pub target: Result<Target>,
}

/// Which API call is made at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Probe {
    /// The provider's own.
    Usual,
    /// This path.
    Path(String),
    /// None.
    None,
}

/// Opens the token cache, once a target: stores need not be shared between threads.
pub type OpenStore = Box<dyn Fn() -> Result<Box<dyn TokenStore>> + Send + Sync>;

/// How all subjects are examined.
pub struct Plan {
    /// How the network is used; its time limit bounds the whole check.
    pub network: Network,
    /// The variables.
    pub env: Env,
    /// The token cache.
    pub open_store: OpenStore,
    /// The API call.
    pub probe: Probe,
    /// Whether a cached token will do.
    pub cached: bool,
    /// Whether a cooldown is ignored.
    pub refresh: bool,
    /// Whether rejected credentials are tried in the provider's other environments.
    pub try_other_environments: bool,
}
