//! Starts several commands in the same way: the token that they ask for, the server that they talk to.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use url::Url;

use crate::broker::Wish;
use crate::cache::Key;
use crate::emulator::{Behaviour, Running};
use crate::failure::{Failure, Kind, Result};
use crate::settings::{BaseUrl, Target};

/// What is asked of the broker for this target; the profile in force may say how long a token must be valid.
pub fn wish(target: &Target, key: &Key, min_valid: Option<Duration>, timeout: Duration) -> Wish {
    Wish {
        key: key.clone(),
        environment: target.environment.value.clone(),
        base_url: target.base_url.shown(),
        min_valid: min_valid.or(target.min_valid.as_ref().map(|setting| setting.value)),
        refresh: false,
        offline: false,
        rejected: None,
        timeout,
    }
}

/// The base URL to talk to; the emulator, where it is that, runs until it is dropped.
pub fn base_url(target: &Target) -> Result<(Url, Option<Running>)> {
    match &target.base_url {
        BaseUrl::Url(url) => Ok((url.clone(), None)),
        BaseUrl::Emulator => {
            let listen = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
            let running = Running::start(listen, Behaviour::default())
                .map_err(|error| Failure::new(Kind::LocalIo, "the emulator cannot be started").because(error))?;
            let url = Url::parse(&running.base_url()).map_err(|error| Failure::from(anyhow::Error::new(error)))?;
            Ok((url, Some(running)))
        }
    }
}
