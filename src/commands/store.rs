//! Opens the cache that was chosen.

use crate::cache::redis::{Address, PasswordFrom, PasswordSource, RedisStore};
use crate::cache::{FileStore, Layered, NoStore, TokenStore};
use crate::cli::NetworkArgs;
use crate::config::{Config, SecretReference};
use crate::credentials::referenced;
use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::origin::Origin;
use crate::paths::{CONFIG_DIR_VARIABLE, config_dir};
use crate::settings::{CACHE_VARIABLE, CacheLocation, cache_location, network_settings};

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
    let location = cache_location(config, env)?;
    match location.value {
        CacheLocation::Files | CacheLocation::None if need == Need::Required => {
            Err(Failure::new(Kind::Usage, "--require-shared-cache was given, and there is no shared cache")
                .hint(format!("set {CACHE_VARIABLE} to a URL like rediss://cache.example.com:6379/0")))
        }
        CacheLocation::Files => Ok(files(env)),
        CacheLocation::None => Ok(Box::new(NoStore)),
        CacheLocation::Shared(address) => {
            let trust = network_settings(&args.flags(), None, config.network(), env)?.trust();
            let (address, password) = password(address, &location.origin, config, env)?;
            let far = RedisStore::new(address, password, trust);
            Ok(Box::new(Layered::new(files(env), far, need != Need::Optional)))
        }
    }
}

fn files(env: &Env) -> Box<dyn TokenStore> {
    if let Some(dir) = config_dir(env) {
        return Box::new(FileStore::new(dir.join("tokens")));
    }
    log::warn!("the token cache does not work: this user has no home directory; set {CONFIG_DIR_VARIABLE}");
    Box::new(NoStore)
}

/// The address, and how its password is found once it is needed.
fn password(address: Address, origin: &Origin, config: &Config, env: &Env) -> Result<(Address, PasswordSource)> {
    let is_configured = *origin == Origin::Config;
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
        PasswordFrom::Variable(name) => Some(SecretReference::Variable(name.clone())),
        PasswordFrom::File(path) if is_configured => Some(SecretReference::File(config.dir().join(path))),
        PasswordFrom::File(path) => Some(SecretReference::File(path.clone())),
        PasswordFrom::Nowhere => config.cache().password.clone().filter(|_| is_configured),
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
