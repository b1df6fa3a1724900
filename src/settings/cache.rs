//! Where tokens are kept.

use super::Settings;
use crate::cache::redis::{self, Address};
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
