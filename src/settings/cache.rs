//! Where tokens are kept.

use super::Settings;
use crate::cache::redis::{self, Address, PasswordFrom};
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
    /// The variables that hold the password of a shared cache, the variable with its URL included.
    pub(super) fn cache_secret_variables(&self) -> Result<Vec<String>> {
        let configured = self.config.cache().password.as_ref().and_then(|reference| reference.get_ref().variable());
        let mut names: Vec<String> = configured.map(str::to_owned).into_iter().collect();
        let by_variable = first_variable([CACHE_VARIABLE], self.env())?;
        let by_config = self.config.cache().url.clone().map(|url| Setting::new(url, Origin::Config));
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

    /// Where tokens are kept: by the variable, else by `[cache]`, else in files.
    ///
    /// # Errors
    ///
    /// The value names no cache, or its URL cannot be read.
    pub fn cache(&self) -> Result<Setting<CacheLocation>> {
        let configured = || Some(Setting::new(self.config.cache().url.clone()?, Origin::Config));
        let Some(Setting { value, origin }) = first_variable([CACHE_VARIABLE], self.env())?.or_else(configured) else {
            return Ok(Setting::new(CacheLocation::Files, Origin::Default));
        };
        let location = match value.as_str() {
            "file" => CacheLocation::Files,
            "none" => CacheLocation::None,
            url if redis::is_redis(url) => CacheLocation::Shared(Address::parse(url, &origin.to_string())?),
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
