//! The storage of tokens.

use std::path::PathBuf;

use super::Settings;
use crate::cache::redis::{self, Address, PasswordReference, RedisRoute, TlsFiles};
use crate::config::{CacheTable, SecretReference};
use crate::credentials::first_variable;
use crate::failure::{Failure, Kind, Result};
use crate::origin::{Origin, Setting};

/// The variable that selects the storage of tokens.
pub const CACHE_VARIABLE: &str = "TRAVAUTH_CACHE";

/// The storage of tokens.
#[derive(Clone, Debug)]
pub enum CacheLocation {
    /// Files in the config dir.
    Files,
    /// No storage.
    None,
    /// Files, and a cache that several machines share.
    Shared(Box<Address>),
}

impl std::fmt::Display for CacheLocation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Files => f.write_str("file"),
            Self::None => f.write_str("none"),
            Self::Shared(address) => f.write_str(&address.shown()),
        }
    }
}

impl Settings {
    /// Returns the variables that hold secrets of the shared cache, including the variable with its URL.
    pub(super) fn cache_secret_variables(&self) -> Result<Vec<String>> {
        let secrets = self.config.cache_tables().flat_map(CacheTable::secrets_with_positions);
        let configured = secrets.filter_map(|(_, secret)| secret.variable());
        let mut names: Vec<String> = configured.map(str::to_owned).collect();
        let by_variable = first_variable([CACHE_VARIABLE], self.env())?;
        let by_config = self.config.first(|file| file.cache.url.clone());
        for Setting { value, origin } in [by_variable, by_config].into_iter().flatten() {
            if !redis::is_redis(&value) {
                continue;
            }
            let address = Address::parse(&value, &origin.to_string())?;
            let of_sentinel = match address.route {
                RedisRoute::Sentinel(sentinel) => sentinel.password,
                RedisRoute::Network { .. } | RedisRoute::Socket(_) => PasswordReference::None,
            };
            for password in [address.password, of_sentinel] {
                names.extend(match (password, &origin) {
                    (PasswordReference::Variable(name), _) => Some(name),
                    (PasswordReference::Url(_), Origin::Variable(name)) => Some(name.clone()),
                    _ => None,
                });
            }
        }
        Ok(names)
    }

    /// Parses the URL of a shared cache. The keys of `[cache]` apply only to a URL of the config.
    fn cache_address(&self, url: &str, origin: &Origin) -> Result<Address> {
        let mut address = Address::parse(url, &origin.to_string())?;
        if origin.is_config() {
            let files = &mut address.tls_files;
            let in_config_dir = |path: PathBuf| self.config.dir_of(origin).join(path);
            let first = |key: fn(&CacheTable) -> Option<PathBuf>| self.config.cache_tables().find_map(key);
            files.ca_bundle = files.ca_bundle.take().map(in_config_dir).or_else(|| first(CacheTable::ca_bundle));
            files.client_cert = files.client_cert.take().map(in_config_dir).or_else(|| first(CacheTable::client_cert));
            files.client_key = match files.client_key.take() {
                Some(SecretReference::File(path)) => Some(SecretReference::File(in_config_dir(path))),
                _ => self.config.cache_tables().find_map(CacheTable::client_key),
            };
        }
        let files = &address.tls_files;
        let wrong = |what: &str, hint: &str| Failure::new(Kind::BadConfig, what).hint(hint);
        if !address.uses_tls() && *files != TlsFiles::default() {
            return Err(wrong(
                "ca_bundle, client_cert and client_key of the shared cache need TLS",
                "begin its URL with rediss:// or rediss+sentinel://",
            ));
        }
        if files.client_key.is_some() && files.client_cert.is_none() {
            return Err(wrong(
                "the shared cache has a client_key, but no client_cert",
                "set client_cert to the PEM file with the certificate of this key",
            ));
        }
        Ok(address)
    }

    /// Returns the storage of tokens from the variable, or else from `[cache]`. The default is files.
    ///
    /// # Errors
    ///
    /// Fails when the value is unknown, its URL cannot be read, or the system config does not allow it.
    pub fn cache(&self) -> Result<Setting<CacheLocation>> {
        let configured = || self.config.first(|file| file.cache.url.clone());
        let chosen = first_variable([CACHE_VARIABLE], self.env())?.or_else(configured);
        let chosen = self.apply_lock(&["cache", "url"], chosen, |file| file.cache.url.clone())?;
        let Some(Setting { value, origin }) = chosen else {
            return Ok(Setting::new(CacheLocation::Files, Origin::Default));
        };
        let location = match value.as_str() {
            "file" => CacheLocation::Files,
            "none" => CacheLocation::None,
            url if redis::is_redis(url) => {
                let address = self.cache_address(url, &origin)?;
                self.require_allowed_cache(&address)?;
                CacheLocation::Shared(Box::new(address))
            }
            // The value may hold a password, so it is not shown.
            _ => {
                let origin_name = if origin.is_config() { "`url` in [cache] of the config" } else { CACHE_VARIABLE };
                return Err(Failure::new(Kind::BadConfig, format!("the value of {origin_name} is not known")).hint(
                    "set it to `file`, `none`, or a URL like rediss://cache.example.com:6379/0, or leave it out",
                ));
            }
        };
        Ok(Setting::new(location, origin))
    }
}
