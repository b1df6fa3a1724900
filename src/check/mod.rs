//! The smoke test: checks all targets at the same time, each in steps, from its configuration to a harmless API call.

mod api;
mod client_auth;
mod environments;
mod examine;
mod reporter;
mod side_by_side;

pub use reporter::Event;
pub use side_by_side::run;

use std::sync::Arc;
use std::time::Duration;

use crate::broker::{self, Obtained};
use crate::clock;
use crate::failure::Result;
use crate::session::{Session, SharedCachePolicy, TokenOptions};
use crate::settings::{NetworkFlags, NetworkSettings, Settings, Target};

/// A target to be checked.
#[derive(Debug)]
pub struct CheckTarget {
    /// The name of the target on the command line or in the config.
    pub label: String,
    /// The provider's name, if it is known although the configuration is wrong.
    pub provider: Option<String>,
    /// The target with its final settings, or the error in its configuration.
    pub target: Result<Target>,
}

/// The API call at the end of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Probe {
    /// The first call in the provider's data that the account may use.
    Usual,
    /// A GET of this path.
    Path(String),
    /// No API call.
    None,
}

/// The options for all targets.
#[expect(clippy::struct_excessive_bools, reason = "the options are independent of each other")]
pub struct Plan {
    /// The settings, which all targets share.
    pub settings: Settings,
    /// The network flags.
    pub network: NetworkFlags,
    /// The time limit of the whole check.
    pub timeout: Duration,
    /// The behaviour if there is no shared cache, or if it fails.
    pub shared_cache: SharedCachePolicy,
    /// The API call at the end.
    pub probe: Probe,
    /// Whether the check may use a cached token instead of a new one.
    pub cached: bool,
    /// Whether a cooldown is ignored.
    pub refresh: bool,
    /// Whether rejected credentials are tried in the provider's other environments.
    pub try_other_environments: bool,
    /// Whether rejected credentials are tried with other ways of client authentication.
    pub try_auth: bool,
}

impl Plan {
    /// Opens a session with its own cache and connections, because each target has its own thread.
    fn session(&self, target: Target) -> Result<Arc<Session>> {
        let network = self.settings.network(&self.network, Some(&target))?;
        self.session_with(target, &network)
    }

    /// Opens a session with these network settings.
    fn session_with(&self, target: Target, network: &NetworkSettings) -> Result<Arc<Session>> {
        let cache = crate::session::open_cache(&self.settings, &network.trust(), self.shared_cache)?;
        Ok(Arc::new(Session::new(target, network, cache)))
    }

    /// Obtains a token: a new one if `refresh` is set or `cached` is not. Without `refresh`, this fails during a cooldown.
    fn token(&self, session: &Session) -> Result<Obtained> {
        if !self.refresh {
            let wanted = session.requirements(&TokenOptions::default())?;
            let check = session.request_check()?;
            for entry in session.load_entries(&wanted.key)? {
                if let Some(failure) = broker::active_cooldown(entry.as_ref(), &wanted, check, clock::now()) {
                    return Err(failure);
                }
            }
        }
        session.token(&TokenOptions { refresh: self.refresh || !self.cached, ..TokenOptions::default() })
    }
}
