//! Opens the cache that was chosen.

use super::setup;
use crate::cache::redis::{self, Address, PasswordFrom, PasswordSource, RedisStore};
use crate::cache::{FileStore, Layered, NoStore, TokenStore};
use crate::cli::NetworkArgs;
use crate::config::{Config, Origin, SecretReference, Setting};
use crate::credentials::referenced;
use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::paths::{CONFIG_DIR_VARIABLE, config_dir};

/// Chooses where tokens are kept.
pub const CACHE_VARIABLE: &str = "TRAVAUTH_CACHE";

/// How much the cache that machines share is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Without it, this machine's own will do.
    Optional,
    /// If there is one, it must work.
    Working,
    /// There must be one, and it must work: `--require-shared-cache`.
    Required,
}

/// What chooses the cache: the variable, else the config's `[cache]`; none for the usual one.
pub fn choice(config: &Config, env: &Env) -> Result<Option<Setting<String>>> {
    if let Some(choice) = env.get(CACHE_VARIABLE)? {
        return Ok(Some(Setting::new(choice, Origin::Variable(CACHE_VARIABLE.to_owned()))));
    }
    Ok(config.cache_url().map(|url| Setting::new(url.to_owned(), Origin::Config)))
}

/// The cache for a command that gets tokens.
pub fn open(config: &Config, args: &NetworkArgs, env: &Env) -> Result<Box<dyn TokenStore>> {
    let need = if args.require_shared_cache { Need::Required } else { Need::Optional };
    open_with(need, config, args, env)
}

/// The cache for a command whose business it is.
pub fn open_itself(need: Need, config: &Config, env: &Env) -> Result<Box<dyn TokenStore>> {
    open_with(need, config, &NetworkArgs::default(), env)
}

fn open_with(need: Need, config: &Config, args: &NetworkArgs, env: &Env) -> Result<Box<dyn TokenStore>> {
    let choice = choice(config, env)?;
    let text = choice.as_ref().map_or("file", |choice| choice.value.as_str());
    if need == Need::Required && ["file", "none"].contains(&text) {
        return Err(Failure::new(Kind::Usage, "--require-shared-cache was given, and there is no shared cache")
            .hint(format!("set {CACHE_VARIABLE} to a URL like rediss://cache.example.com:6379/0")));
    }
    match (text, &choice) {
        ("none", _) => Ok(Box::new(NoStore)),
        (text, Some(choice)) if redis::is_redis(text) => {
            let trust = setup::network(args, config, None, env).trust;
            let (address, password) = address(choice, config, env)?;
            let far = RedisStore::new(address, password, trust);
            Ok(Box::new(Layered::new(files(env), far, need != Need::Optional)))
        }
        ("file", _) => Ok(files(env)),
        _ => Err(unknown(choice.map(|choice| choice.origin))),
    }
}

/// A value that names no cache; it is not repeated, for it may hold a password.
pub(super) fn unknown(origin: Option<Origin>) -> Failure {
    let place = match origin {
        Some(Origin::Variable(name)) => name,
        _ => "`url` in [cache] of the config".to_owned(),
    };
    Failure::new(Kind::BadConfig, format!("the value of {place} is not known"))
        .hint("set it to `file`, `none`, or a URL like rediss://cache.example.com:6379/0, or leave it out")
}

fn files(env: &Env) -> Box<dyn TokenStore> {
    if let Some(dir) = config_dir(env) {
        return Box::new(FileStore::new(dir.join("tokens")));
    }
    log::warn!("the token cache does not work: this user has no home directory; set {CONFIG_DIR_VARIABLE}");
    Box::new(NoStore)
}

/// The address, and how its password is found once it is needed.
fn address(choice: &Setting<String>, config: &Config, env: &Env) -> Result<(Address, PasswordSource)> {
    let address = Address::parse(&choice.value, &choice.origin.to_string())?;
    let is_configured = choice.origin == Origin::Config;
    let reference = match &address.password {
        PasswordFrom::Url(_) if is_configured => {
            let what = "the URL of the shared cache (from the config file) holds a password";
            return Err(Failure::new(Kind::BadConfig, what)
                .hint("leave it out, and add a line like `password = { env = \"REDIS_PASSWORD\" }` to [cache]"));
        }
        PasswordFrom::Url(secret) => {
            let secret = secret.clone();
            return Ok((address, Box::new(move || Ok(Some(secret.clone())))));
        }
        PasswordFrom::Variable(name) => Some(SecretReference::Variable(name.clone().into())),
        PasswordFrom::File(path) if is_configured => Some(SecretReference::File(config.dir().join(path))),
        PasswordFrom::File(path) => Some(SecretReference::File(path.clone())),
        PasswordFrom::Nowhere => config.cache_password().filter(|_| is_configured),
    };
    let is_exposed = is_configured && address.is_exposed();
    let source = reference.map(|reference| referenced(&reference, env));
    let find = move || {
        if is_exposed {
            log::warn!("the shared cache is plain redis:// to another machine: the network can read its tokens");
        }
        source.as_ref().map_or(Ok(None), |source| source.find())
    };
    Ok((address, Box::new(find)))
}
