//! The storage of tokens.

use super::Settings;
use crate::cache::redis::{self, Address, PasswordFrom};
use crate::credentials::first_variable;
use crate::failure::{Failure, Kind, Result};
use crate::origin::{Origin, Setting};

/// Selects the storage of tokens.
pub const CACHE_VARIABLE: &str = "TRAVAUTH_CACHE";

/// The storage of tokens.
#[derive(Clone, Debug)]
pub enum CacheLocation {
    /// Files in the config dir.
    Files,
    /// None.
    None,
    /// Files, and a cache that several machines share.
    Shared(Address),
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
    /// Returns the variables that hold the password of a shared cache, the variable with its URL included.
    pub(super) fn cache_secret_variables(&self) -> Result<Vec<String>> {
        let passwords = self.config.cache_tables().filter_map(|cache| cache.password.as_ref());
        let configured = passwords.filter_map(|reference| reference.get_ref().variable());
        let mut names: Vec<String> = configured.map(str::to_owned).collect();
        let by_variable = first_variable([CACHE_VARIABLE], self.env())?;
        let by_config = self.config.first(|file| file.cache.url.clone());
        for Setting { value, origin } in [by_variable, by_config].into_iter().flatten() {
            if !redis::is_redis(&value) {
                continue;
            }
            names.extend(match (Address::parse(&value, &origin.to_string())?.password, origin) {
                (PasswordFrom::Variable(name), _) | (PasswordFrom::Url(_), Origin::Variable(name)) => Some(name),
                _ => None,
            });
        }
        Ok(names)
    }

    /// Returns the storage of tokens: that of the variable, else that of `[cache]`, else files.
    ///
    /// # Errors
    ///
    /// Fails when the value is unknown, its URL cannot be read, or the system config does not allow it.
    pub fn cache(&self) -> Result<Setting<CacheLocation>> {
        let configured = || self.config.first(|file| file.cache.url.clone());
        let chosen = first_variable([CACHE_VARIABLE], self.env())?.or_else(configured);
        let chosen = self.apply_lock("cache.url", chosen, |file| file.cache.url.clone())?;
        let Some(Setting { value, origin }) = chosen else {
            return Ok(Setting::new(CacheLocation::Files, Origin::Default));
        };
        let location = match value.as_str() {
            "file" => CacheLocation::Files,
            "none" => CacheLocation::None,
            url if redis::is_redis(url) => {
                let address = Address::parse(url, &origin.to_string())?;
                self.require_allowed_cache(&address)?;
                CacheLocation::Shared(address)
            }
            // The value may hold a password, so it is not shown.
            _ => {
                let place = if origin.is_config() { "`url` in [cache] of the config" } else { CACHE_VARIABLE };
                return Err(Failure::new(Kind::BadConfig, format!("the value of {place} is not known")).hint(
                    "set it to `file`, `none`, or a URL like rediss://cache.example.com:6379/0, or leave it out",
                ));
            }
        };
        Ok(Setting::new(location, origin))
    }
}
