//! What several commands settle in the same way: the selection, the network, the cache.

use std::path::PathBuf;

use crate::cache::{FileStore, NoStore, TokenStore};
use crate::cli::{NetworkArgs, SelectionArgs};
use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::http::{Network, Trust};
use crate::paths::{CONFIG_DIR_VARIABLE, config_dir};
use crate::target::Choice;

/// Chooses where tokens are kept.
pub const CACHE_VARIABLE: &str = "TRAVAUTH_CACHE";

/// The cache that the variables choose.
pub fn store(env: &Env) -> Result<Box<dyn TokenStore>> {
    match env.get(CACHE_VARIABLE)?.as_deref() {
        Some("none") => Ok(Box::new(NoStore)),
        None | Some("file") => Ok(config_dir(env).map_or_else(
            || {
                log::warn!("the token cache does not work: this user has no home directory; set {CONFIG_DIR_VARIABLE}");
                Box::new(NoStore) as Box<dyn TokenStore>
            },
            |dir| Box::new(FileStore::new(dir.join("tokens"))),
        )),
        Some(_) => Err(Failure::new(Kind::BadConfig, format!("the value of {CACHE_VARIABLE} is not known"))
            .hint("set it to `file` or `none`, or unset it")),
    }
}

/// What was typed to choose a target.
pub fn choice(args: &SelectionArgs) -> Choice {
    let args = args.clone();
    Choice {
        provider: args.provider,
        environment: args.environment,
        base_url: args.base_url,
        client_id: args.client_id,
        client_secret_file: args.client_secret_file,
        password_file: args.password_file,
        user_id: args.user_id,
        group: args.group,
        domain: args.domain,
        auth_version: args.auth_version,
        scope: args.scope,
        params: args.token_params,
    }
}

/// How the network is to be used.
pub fn network(args: &NetworkArgs, env: &Env) -> Network {
    let usual = Network::default();
    let path = |name: &str| env.os(name).filter(|path| !path.is_empty());
    Network {
        timeout: args.timeout.unwrap_or(usual.timeout),
        connect_timeout: args.connect_timeout.unwrap_or(usual.connect_timeout),
        retries: args.retries.unwrap_or(usual.retries),
        proxy: args.proxy.clone(),
        trust: Trust {
            ca_bundle: args.ca_bundle.clone(),
            cert_file: path("SSL_CERT_FILE").map(PathBuf::from),
            cert_dir: path("SSL_CERT_DIR"),
        },
    }
}
