//! Opens sessions and caches from settings.

use std::sync::Arc;

use super::Session;
use crate::cache::redis::{Address, PasswordFrom, PasswordSource, RedisStore};
use crate::cache::{FileStore, TokenCache};
use crate::config::SecretReference;
use crate::credentials::{PlaceholderPolicy, referenced};
use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::http::Trust;
use crate::machine::ThisMachine;
use crate::origin::Origin;
use crate::paths::{CONFIG_DIR_VARIABLE, config_dir};
use crate::settings::{CACHE_VARIABLE, CacheLocation, NetworkFlags, Selection, Settings};

/// Whether the shared cache must work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The local cache is enough.
    Optional,
    /// If one is configured, it must work.
    Working,
    /// One must be configured, and it must work: `--require-shared-cache`.
    Required,
}

impl Session {
    /// Opens a session with the target that the settings select.
    ///
    /// # Errors
    ///
    /// Fails when a setting is wrong; missing credentials fail later, when they are needed.
    pub fn open(settings: &Settings, selection: &Selection, flags: &NetworkFlags, need: Need) -> Result<Arc<Self>> {
        let target = settings.target(selection)?;
        let network = settings.network(flags, Some(&target))?;
        let cache = open_cache(settings, &network.trust(), need)?;
        Ok(Arc::new(Self::new(target, &network, cache)))
    }
}

impl TokenCache {
    /// Creates a cache that stores nothing.
    pub fn off() -> Self {
        Self::new(ThisMachine::default(), None, None, false)
    }
}

/// Opens the cache that the settings choose. A shared one is connected when it is first needed.
///
/// # Errors
///
/// Fails when the setting is wrong, and when a shared cache is required and none is set.
pub fn open_cache(settings: &Settings, trust: &Trust, need: Need) -> Result<TokenCache> {
    let env = settings.env();
    let location = settings.cache()?;
    let shared = match location.value {
        CacheLocation::Files | CacheLocation::None if need == Need::Required => {
            return Err(Failure::new(Kind::Usage, "--require-shared-cache is set, but no shared cache is configured")
                .hint(format!("set {CACHE_VARIABLE} to a URL like rediss://cache.example.com:6379/0")));
        }
        CacheLocation::None => return Ok(TokenCache::off()),
        CacheLocation::Files => None,
        CacheLocation::Shared(address) => {
            let password = password_source(&address, &location.origin, settings)?;
            Some(RedisStore::new(address, password, trust.clone()))
        }
    };
    Ok(TokenCache::new(ThisMachine::default(), files(env), shared, need != Need::Optional))
}

fn files(env: &Env) -> Option<FileStore> {
    let dir = config_dir(env);
    if dir.is_none() {
        log::warn!("tokens are not cached: this user has no home directory; set {CONFIG_DIR_VARIABLE}");
    }
    dir.map(|dir| FileStore::new(dir.join("tokens")))
}

/// Returns the source of the shared cache's password, which is read when it is needed.
fn password_source(address: &Address, origin: &Origin, settings: &Settings) -> Result<PasswordSource> {
    let config = settings.config();
    let is_configured = origin.is_config();
    let reference = match &address.password {
        PasswordFrom::Url(_) if is_configured => {
            let what = "the URL of the shared cache (from the config file) holds a password";
            return Err(Failure::new(Kind::BadConfig, what)
                .hint("leave it out, and add a line like `password = { env = \"REDIS_PASSWORD\" }` to [cache]"));
        }
        PasswordFrom::Url(secret) => {
            let secret = secret.clone();
            return Ok(Box::new(move || Ok(Some(secret.clone()))));
        }
        PasswordFrom::Variable(name) => Some(SecretReference::Variable(name.clone())),
        PasswordFrom::File(path) if is_configured => Some(SecretReference::File(config.dir_of(origin).join(path))),
        PasswordFrom::File(path) => Some(SecretReference::File(path.clone())),
        PasswordFrom::Nowhere => config.cache_password().filter(|_| is_configured).cloned(),
    };
    let is_exposed = is_configured && address.is_exposed();
    let source = reference.map(|reference| referenced(&reference, settings.variables(), PlaceholderPolicy::Allow));
    Ok(Box::new(move || {
        if is_exposed {
            log::warn!("the shared cache is plain redis:// to another machine: the network can read its tokens");
        }
        source.as_ref().map_or(Ok(None), |source| source.find())
    }))
}
