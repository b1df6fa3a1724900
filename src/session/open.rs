//! Opens sessions and caches from settings.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use toml::Spanned;

use super::Session;
use crate::cache::redis::{
    Address, CertificateReader, PasswordReference, PasswordSource, RedisRoute, RedisStore, SentinelRoute, TlsFiles,
};
use crate::cache::{FileStore, TokenCache};
use crate::config::SecretReference;
use crate::credentials::{PlaceholderPolicy, referenced};
use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::http::{CertificateFiles, Driver, Trust};
use crate::machine::ThisMachine;
use crate::origin::Origin;
use crate::paths::{CONFIG_DIR_VARIABLE, config_dir};
use crate::secret::Secret;
use crate::settings::{CACHE_VARIABLE, CacheLocation, NetworkFlags, Selection, Settings};
use crate::user_file;

/// The size limit of a certificate file in bytes.
const LARGEST_CERTIFICATE_BYTES: usize = 256 << 10;

/// The behaviour if there is no shared cache, or if it fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SharedCachePolicy {
    /// The local cache is used alone.
    Optional,
    /// The command works without a shared cache, but fails if the configured one does not work.
    WorkingIfConfigured,
    /// The command fails: `--require-shared-cache`.
    Required,
}

impl Session {
    /// Opens a session with the target that the settings select.
    ///
    /// # Errors
    ///
    /// Fails when a setting is wrong; missing credentials fail later, when they are needed.
    pub fn open(
        settings: &Settings,
        selection: &Selection,
        flags: &NetworkFlags,
        shared_cache: SharedCachePolicy,
    ) -> Result<Arc<Self>> {
        Self::open_on(&Driver::default(), settings, selection, flags, shared_cache)
    }

    /// Opens a session that shares the runtime of this driver.
    ///
    /// # Errors
    ///
    /// Fails as [`Self::open`] does.
    pub fn open_on(
        driver: &Driver,
        settings: &Settings,
        selection: &Selection,
        flags: &NetworkFlags,
        shared_cache: SharedCachePolicy,
    ) -> Result<Arc<Self>> {
        let target = settings.target(selection)?;
        let network = settings.network(flags, Some(&target))?;
        let cache = open_cache(settings, &network.trust(), shared_cache)?;
        Ok(Arc::new(Self::new(target, &network, cache).with_driver(driver)))
    }
}

impl TokenCache {
    /// Creates a cache that stores nothing.
    pub fn off() -> Self {
        Self::new(ThisMachine::default(), None, None, false)
    }
}

/// Opens the cache that the settings choose. The connection to a shared cache is opened when it is first needed.
///
/// # Errors
///
/// Fails when the setting is wrong, and when a shared cache is required and none is set.
pub fn open_cache(settings: &Settings, trust: &Trust, shared_cache: SharedCachePolicy) -> Result<TokenCache> {
    let env = settings.env();
    let location = settings.cache()?;
    let shared = match location.value {
        CacheLocation::Files | CacheLocation::None if shared_cache == SharedCachePolicy::Required => {
            return Err(Failure::new(Kind::Usage, "--require-shared-cache is set, but no shared cache is configured")
                .hint(format!("set {CACHE_VARIABLE} to a URL like rediss://cache.example.com:6379/0")));
        }
        CacheLocation::None => return Ok(TokenCache::off()),
        CacheLocation::Files => None,
        CacheLocation::Shared(address) => Some(open_redis(*address, &location.origin, settings, trust)?),
    };
    Ok(TokenCache::new(ThisMachine::default(), files(env), shared, shared_cache != SharedCachePolicy::Optional))
}

fn files(env: &Env) -> Option<FileStore> {
    let dir = config_dir(env);
    if dir.is_none() {
        log::warn!("tokens are not cached: this user has no home directory; set {CONFIG_DIR_VARIABLE}");
    }
    dir.map(|dir| FileStore::new(dir.join("tokens")))
}

fn open_redis(address: Address, origin: &Origin, settings: &Settings, trust: &Trust) -> Result<RedisStore> {
    let config = settings.config();
    let is_exposed = origin.is_config() && address.is_exposed();
    let configured = config.cache_tables().find_map(|cache| cache.password.as_ref());
    let password = password_source(&address.password, configured, "password", origin, settings)?;
    let has_warned = AtomicBool::new(false);
    let password: PasswordSource = Box::new(move || {
        if is_exposed && !has_warned.swap(true, Ordering::Relaxed) {
            log::warn!("the shared cache is plain redis:// to another machine: the network can read its tokens");
        }
        password()
    });
    let sentinel_password = match &address.route {
        RedisRoute::Sentinel(SentinelRoute { password, .. }) => {
            let configured = config.cache_tables().find_map(|cache| cache.sentinel_password.as_ref());
            password_source(password, configured, "sentinel_password", origin, settings)?
        }
        RedisRoute::Network { .. } | RedisRoute::Socket(_) => Box::new(|| Ok(None)),
    };
    let files = address.tls_files.clone();
    let trust = match files.ca_bundle.clone() {
        Some(bundle) => Trust { ca_bundle: Some(bundle), ..Trust::default() },
        None => trust.clone(),
    };
    let certificate = certificate_source(files, settings);
    let store = RedisStore::new(address, password, trust).with_allowed_hosts(config.allowed_hosts().cloned());
    Ok(store.with_sentinel_password(sentinel_password).with_client_certificate(certificate))
}

/// Returns the source of a password of the shared cache. The password is read when it is needed.
///
/// `configured` is the secret reference that `[cache]` holds under `key`. It is used only if the URL is from the config
/// too, and does not name a password itself.
fn password_source(
    password: &PasswordReference,
    configured: Option<&Spanned<SecretReference>>,
    key: &str,
    origin: &Origin,
    settings: &Settings,
) -> Result<PasswordSource> {
    let config = settings.config();
    let is_configured = origin.is_config();
    let reference = match password {
        PasswordReference::Url(_) if is_configured => {
            let what = "the URL of the shared cache (from the config file) holds a password";
            return Err(Failure::new(Kind::BadConfig, what).hint(format!(
                "leave it out, and add a line like `{key} = {{ env = \"REDIS_PASSWORD\" }}` to [cache]"
            )));
        }
        PasswordReference::Url(secret) => {
            let secret = secret.clone();
            return Ok(Box::new(move || Ok(Some(secret.clone()))));
        }
        PasswordReference::Variable(name) => Some(SecretReference::Variable(name.clone())),
        PasswordReference::File(path) if is_configured => Some(SecretReference::File(config.dir_of(origin).join(path))),
        PasswordReference::File(path) => Some(SecretReference::File(path.clone())),
        PasswordReference::None => configured.map(|reference| reference.get_ref().clone()).filter(|_| is_configured),
    };
    let source = reference.map(|reference| referenced(&reference, settings.variables(), PlaceholderPolicy::Allow));
    Ok(Box::new(move || source.as_ref().map_or(Ok(None), |source| source.find())))
}

/// Returns the source of the client certificate for the shared cache. The certificate is read when it is needed.
fn certificate_source(files: TlsFiles, settings: &Settings) -> CertificateReader {
    let Some(path) = files.client_cert else { return Box::new(|| Ok(None)) };
    let key = files.client_key.map(|reference| referenced(&reference, settings.variables(), PlaceholderPolicy::Allow));
    Box::new(move || {
        let origin = format!("the file {}", path.display());
        let pem = user_file::read(&path, LARGEST_CERTIFICATE_BYTES).map_err(|error| {
            let what = format!("the client certificate cannot be read from {origin}");
            Failure::new(Kind::CredentialSourceFailed, what).because(error)
        })?;
        let (key, key_name) = match &key {
            Some(source) => {
                let Some(key) = source.find()? else { return Ok(None) };
                (key, source.name())
            }
            // Without a separate key, the key is in the certificate's file.
            None => (Secret::new(String::from_utf8_lossy(&pem.bytes)), origin.clone()),
        };
        Ok(Some(CertificateFiles { certificate: pem.bytes, key, certificate_name: origin, key_name }))
    })
}
