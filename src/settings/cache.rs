//! Where tokens are kept.

use std::path::PathBuf;

use toml::Spanned;

use super::Settings;
use crate::cache::redis::{self, Address, PasswordFrom, RedisRoute, TlsFiles};
use crate::config::SecretReference;
use crate::credentials::first_variable;
use crate::failure::{Failure, Kind, Result};
use crate::origin::{Origin, Setting};

/// Chooses where tokens are kept.
pub const CACHE_VARIABLE: &str = "TRAVAUTH_CACHE";

/// Where tokens are kept.
#[derive(Clone, Debug)]
pub enum CacheLocation {
    /// In files in the config dir.
    Files,
    /// Not at all.
    None,
    /// In files, and in a cache that several machines share.
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
    /// The variables that hold the secrets of a shared cache, the variable with its URL included.
    pub(super) fn cache_secret_variables(&self) -> Result<Vec<String>> {
        let configured = self.config.cache().secrets_with_positions().filter_map(|(_, secret)| secret.variable());
        let mut names: Vec<String> = configured.map(str::to_owned).collect();
        let by_variable = first_variable([CACHE_VARIABLE], &self.env)?;
        let by_config = self.config.cache().url.clone().map(|url| Setting::new(url, Origin::Config));
        for Setting { value, origin } in [by_variable, by_config].into_iter().flatten() {
            if !redis::is_redis(&value) {
                continue;
            }
            let address = Address::parse(&value, &origin.to_string())?;
            let of_sentinel = match address.route {
                RedisRoute::Sentinel(sentinel) => sentinel.password,
                RedisRoute::Network { .. } | RedisRoute::Socket(_) => PasswordFrom::Nowhere,
            };
            for password in [address.password, of_sentinel] {
                names.extend(match (password, &origin) {
                    (PasswordFrom::Variable(name), _) => Some(name),
                    (PasswordFrom::Url(_), Origin::Variable(name)) => Some(name.clone()),
                    _ => None,
                });
            }
        }
        Ok(names)
    }

    /// Reads the URL of a shared cache. A URL of the config has the certificates of `[cache]` too.
    fn cache_address(&self, url: &str, origin: &Origin) -> Result<Address> {
        let mut address = Address::parse(url, &origin.to_string())?;
        if *origin == Origin::Config {
            let (table, files) = (self.config.cache(), &mut address.tls_files);
            let in_config_dir = |path: PathBuf| self.config.dir().join(path);
            let configured = |path: &Option<Spanned<PathBuf>>| path.as_ref().map(|path| path.get_ref().clone());
            files.ca_bundle = files.ca_bundle.take().map(in_config_dir).or_else(|| configured(&table.ca_bundle));
            files.client_cert = files.client_cert.take().map(in_config_dir).or_else(|| configured(&table.client_cert));
            files.client_key = match files.client_key.take() {
                Some(SecretReference::File(path)) => Some(SecretReference::File(in_config_dir(path))),
                _ => table.client_key.as_ref().map(|key| key.get_ref().0.clone()),
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

    /// Where tokens are kept: by the variable, else by `[cache]`, else in files.
    ///
    /// # Errors
    ///
    /// The value names no cache, or its URL cannot be read.
    pub fn cache(&self) -> Result<Setting<CacheLocation>> {
        let configured = || Some(Setting::new(self.config.cache().url.clone()?, Origin::Config));
        let Some(Setting { value, origin }) = first_variable([CACHE_VARIABLE], &self.env)?.or_else(configured) else {
            return Ok(Setting::new(CacheLocation::Files, Origin::Default));
        };
        let location = match value.as_str() {
            "file" => CacheLocation::Files,
            "none" => CacheLocation::None,
            url if redis::is_redis(url) => CacheLocation::Shared(Box::new(self.cache_address(url, &origin)?)),
            // The value may hold a password, so it is not shown.
            _ => {
                let place = if origin == Origin::Config { "`url` in [cache] of the config" } else { CACHE_VARIABLE };
                return Err(Failure::new(Kind::BadConfig, format!("the value of {place} is not known")).hint(
                    "set it to `file`, `none`, or a URL like rediss://cache.example.com:6379/0, or leave it out",
                ));
            }
        };
        Ok(Setting::new(location, origin))
    }
}
