//! Where tokens are kept.

use crate::cache::redis::{self, Address};
use crate::config::Config;
use crate::env::Env;
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

/// Settles where tokens are kept: by the variable, else by `[cache]`, else in files.
///
/// # Errors
///
/// The value names no cache, or its URL cannot be read.
pub fn cache_location(config: &Config, env: &Env) -> Result<Setting<CacheLocation>> {
    let chosen = match env.get(CACHE_VARIABLE)? {
        Some(text) => Setting::new(text, Origin::Variable(CACHE_VARIABLE.to_owned())),
        None => match &config.cache().url {
            Some(url) => Setting::new(url.clone(), Origin::Config),
            None => return Ok(Setting::new(CacheLocation::Files, Origin::Default)),
        },
    };
    let location = match chosen.value.as_str() {
        "file" => CacheLocation::Files,
        "none" => CacheLocation::None,
        url if redis::is_redis(url) => CacheLocation::Shared(Address::parse(url, &chosen.origin.to_string())?),
        _ => return Err(unknown(&chosen.origin)),
    };
    Ok(Setting::new(location, chosen.origin))
}

/// The failure of a value that names no cache. It does not show the value, which may hold a password.
fn unknown(origin: &Origin) -> Failure {
    let place = match origin {
        Origin::Variable(name) => name,
        _ => "`url` in [cache] of the config",
    };
    Failure::new(Kind::BadConfig, format!("the value of {place} is not known"))
        .hint("set it to `file`, `none`, or a URL like rediss://cache.example.com:6379/0, or leave it out")
}
