//! A mount: one API, served at the root or below a name, with the session that obtains its tokens and sends its requests.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

use url::Url;

use super::dialect::ProxyDialect;
use super::path;
use crate::env::Env;
use crate::exit::ExitCode;
use crate::failure::{Failure, Kind, Result};
use crate::http::Driver;
use crate::http::url::same_origin;
use crate::machine::on_thread;
use crate::provider::Provider;
use crate::session::{Session, SharedCachePolicy};
use crate::settings::{NetworkFlags, Selection, Settings, SettingsFiles};

/// The shortest time between two reads of the settings while there are no credentials.
const REOPEN_PAUSE: Duration = Duration::from_secs(1);

/// The sources of the settings of a mount. They are read at the start, and again while there are no credentials.
#[derive(Clone, Debug)]
pub struct MountOpener {
    /// The runtime of the proxy.
    pub driver: Driver,
    /// `--config`
    pub config: Option<PathBuf>,
    /// `--env-file`, in the order of the command line.
    pub env_files: Vec<PathBuf>,
    /// The environment variables.
    pub env: Env,
    /// The selected provider, environment and credentials.
    pub selection: Selection,
    /// The network flags.
    pub network: NetworkFlags,
    /// The behaviour if there is no shared cache, or if it fails.
    pub shared_cache: SharedCachePolicy,
}

impl MountOpener {
    fn open(&self) -> Result<Arc<Session>> {
        let files = SettingsFiles { config: self.config.as_deref(), env_files: &self.env_files };
        let settings = Settings::load(files, &self.env)?;
        Session::open_on(&self.driver, &settings, &self.selection, &self.network, self.shared_cache)
    }
}

/// An API that the proxy serves.
pub struct Mount {
    name: String,
    base: Url,
    provider: Arc<Provider>,
    token_paths: Vec<String>,
    opener: MountOpener,
    session: RwLock<Arc<Session>>,
    state: Mutex<MountState>,
}

#[derive(Default)]
struct MountState {
    /// Why the last attempt to obtain a token failed; none if it succeeded.
    problem: Option<Failure>,
    /// Whether a source of credentials failed, in which case the settings are read again.
    is_stale: bool,
    reopened: Option<Instant>,
}

impl Mount {
    /// Opens the mount with this name; the name of the root is empty. Missing credentials are not an error.
    ///
    /// # Errors
    ///
    /// Fails when a setting is wrong.
    pub fn open(name: &str, opener: MountOpener) -> Result<Self> {
        let session = opener.open()?;
        let base = session.base_url()?;
        let provider = Arc::clone(&session.target().provider.value);
        let problem = session.credentials().err();
        Ok(Self {
            name: name.to_owned(),
            token_paths: token_paths(&session, &base),
            base,
            provider,
            opener,
            session: RwLock::new(session),
            state: Mutex::new(MountState { problem, ..MountState::default() }),
        })
    }

    /// Returns the name; empty at the root.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the base URL of the API.
    pub fn base(&self) -> &Url {
        &self.base
    }

    /// Returns the provider.
    pub fn provider(&self) -> &Arc<Provider> {
        &self.provider
    }

    /// Returns the session in use.
    pub fn session(&self) -> Arc<Session> {
        Arc::clone(&self.session.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn dialect(&self) -> ProxyDialect {
        ProxyDialect::of(&self.provider)
    }

    /// Returns whether this path below the mount is a token endpoint of the provider or of the proxy.
    pub(super) fn is_token_path(&self, path: &str) -> bool {
        let path = path::normalized(path);
        let discovered = || below_base(self.session().discovered_token_url()?.as_str(), &self.base);
        // Some servers ignore the case of a path.
        let is_path = |known: &str| known.eq_ignore_ascii_case(&path);
        path == "/-/token"
            || self.token_paths.iter().any(|known| is_path(known))
            || discovered().is_some_and(|known| is_path(&known))
    }

    /// Returns the session for a request. While there are no credentials, the settings are read again.
    ///
    /// # Errors
    ///
    /// Fails without credentials.
    pub(super) async fn session_with_credentials(self: &Arc<Self>) -> Result<Arc<Session>> {
        let session = self.session();
        let is_stale = std::mem::take(&mut self.state().is_stale);
        if session.credentials().is_ok() && !is_stale {
            return Ok(session);
        }
        if !self.may_reopen() {
            self.state().is_stale = is_stale;
            return session.credentials().map(|_| Arc::clone(&session));
        }
        let opener = self.opener.clone();
        let reopened = on_thread(move || opener.open()).await?;
        reopened.credentials()?;
        *self.session.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&reopened);
        Ok(reopened)
    }

    /// Returns whether the settings may be read again now, and stores the time if so.
    fn may_reopen(&self) -> bool {
        let mut state = self.state();
        let may = state.reopened.is_none_or(|at| at.elapsed() >= REOPEN_PAUSE);
        if may {
            state.reopened = Some(Instant::now());
        }
        may
    }

    /// Stores the reason why no token was obtained.
    pub(super) fn set_problem(&self, failure: &Failure) {
        let mut state = self.state();
        state.is_stale = failure.kind().exit_code() == ExitCode::NoCredentials;
        state.problem = Some(failure.clone());
    }

    /// Removes the stored reason, because a token was obtained.
    pub(super) fn clear_problem(&self) {
        self.state().problem = None;
    }

    pub(super) fn problem(&self) -> Option<Failure> {
        self.state().problem.clone()
    }

    /// Checks that the API is not the proxy itself, because it would forward each request to itself forever.
    pub(super) fn check_differs_from(&self, proxy: &Url) -> Result<()> {
        let is_own = |url: &Url| {
            same_origin(url, proxy)
                || (crate::http::url::is_loopback(url) && url.port_or_known_default() == proxy.port_or_known_default())
        };
        let token_url = self.session().target().token_url(&self.base)?;
        if is_own(&self.base) || is_own(&token_url) {
            return Err(Failure::new(Kind::Usage, "the base URL of the API is the proxy itself")
                .hint("choose the API's own base URL with -e or --base-url"));
        }
        Ok(())
    }

    fn state(&self) -> MutexGuard<'_, MountState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns the paths of the provider's token endpoints that are below the base URL of the API.
fn token_paths(session: &Session, base: &Url) -> Vec<String> {
    let target = session.target();
    let of_environment = target.environment_data().and_then(|environment| environment.token_url.as_deref());
    let urls = target.provider.value.endpoints.iter().map(|endpoint| &*endpoint.url).chain(of_environment);
    // Before this run discovers the endpoint, the file of an earlier run can name it.
    let discovered = session.stored_token_url().map(String::from);
    urls.chain(discovered.as_deref()).filter_map(|url| below_base(url, base)).collect()
}

/// Returns the normalized path of a URL below the base URL; none for any other URL.
fn below_base(url: &str, base: &Url) -> Option<String> {
    let path = if url.starts_with('/') {
        url.to_owned()
    } else {
        let url = Url::parse(url).ok().filter(|url| same_origin(url, base))?;
        url.path().strip_prefix(base.path().trim_end_matches('/'))?.to_owned()
    };
    Some(path::normalized(&path)).filter(|path| !path.is_empty())
}
