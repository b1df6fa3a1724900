//! What several commands settle in the same way: the selection, the network, the cache.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use crate::broker::Wish;
use crate::cache::Key;
use crate::cli::{NetworkArgs, SelectionArgs};
use crate::config::Config;
use crate::emulator::{Behaviour, Running};
use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::http::{Network, Trust};
use crate::target::{Choice, Place, Target};

/// What was typed to choose a target.
pub fn choice(args: &SelectionArgs) -> Choice {
    let args = args.clone();
    Choice {
        provider: args.provider,
        profile: args.profile,
        config: args.config,
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

/// What is asked of the broker for this target; the profile in force may say how long a token must be valid.
pub fn wish(target: &Target, key: &Key, min_valid: Option<Duration>, timeout: Duration) -> Wish {
    Wish {
        key: key.clone(),
        environment: target.environment.value.clone(),
        base_url: target.base_url(),
        min_valid: min_valid.or(target.min_valid.as_ref().map(|setting| setting.value)),
        refresh: false,
        offline: false,
        rejected: None,
        timeout,
    }
}

/// The base URL to talk to; the emulator, where it is that, runs until it is dropped.
pub fn place(target: &Target) -> Result<(Url, Option<Running>)> {
    match &target.place {
        Place::Url(url) => Ok((url.clone(), None)),
        Place::Emulator => {
            let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
            let running = Running::start(listen, Behaviour::default())
                .map_err(|error| Failure::new(Kind::LocalIo, "the emulator cannot be started").because(error))?;
            let url = Url::parse(&running.base_url()).map_err(|error| Failure::from(anyhow::Error::new(error)))?;
            Ok((url, Some(running)))
        }
    }
}

/// The config file that the selection names, or the user's.
pub fn config(args: &SelectionArgs, env: &Env) -> Result<Config> {
    Config::load(args.config.as_deref(), env)
}

/// How the network is to be used: as the flags say, the profile in force, or the config's `[network]`.
pub fn network(args: &NetworkArgs, config: &Config, target: Option<&Target>, env: &Env) -> Network {
    let usual = Network::default();
    let config = config.network();
    let of_profile = target.and_then(|target| target.timeout.as_ref()).map(|timeout| timeout.value);
    let path = |name: &str| env.os(name).filter(|path| !path.is_empty());
    Network {
        timeout: args.timeout.or(of_profile).or(config.timeout).unwrap_or(usual.timeout),
        connect_timeout: args.connect_timeout.or(config.connect_timeout).unwrap_or(usual.connect_timeout),
        retries: args.retries.or(config.retries).unwrap_or(usual.retries),
        proxy: args.proxy.clone().or(config.proxy),
        trust: Trust {
            ca_bundle: args.ca_bundle.clone().or(config.ca_bundle),
            cert_file: path("SSL_CERT_FILE").map(PathBuf::from),
            cert_dir: path("SSL_CERT_DIR"),
        },
    }
}
