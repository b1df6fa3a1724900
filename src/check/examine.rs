//! The steps of one target, from its configuration to its token.

use std::fmt::Write as _;
use std::net::SocketAddr;

use url::{Host, Url};

use super::attempts::{obtain, persistently};
use super::reporter::{Found, Reporter};
use super::{Plan, Subject, api, environments};
use crate::broker::{Obtained, ProviderGrant, Source};
use crate::cache::{Key, Problem};
use crate::clock::{self, in_words, to_the_second};
use crate::failure::{Failure, Kind, Result};
use crate::http::{Network, Route, no_proxy, route};
use crate::provider::{Credentials, RequiredSecret, no_tokens};
use crate::report::{Finding, StepName};
use crate::settings::{BaseUrl, Target};
use crate::token::{DEFAULT_MARGIN, Token};

/// A server whose clock differs by more gets a warning.
const CLOCK_TOLERANCE_SECONDS: i64 = 60;

/// Takes one target through all steps, up to the first that fails.
pub(super) fn examine(subject: Subject, plan: &Plan, reporter: &Reporter) {
    let Some(target) = reporter.step(&StepName::Configuration, || configuration(subject.target)) else {
        return;
    };
    let was_rejected = examine_target(&target, plan, reporter);
    if was_rejected && plan.try_other_environments {
        environments::try_others(target, plan, reporter);
    }
}

/// Takes all further steps; whether the token endpoint rejected the credentials.
fn examine_target(target: &Target, plan: &Plan, reporter: &Reporter) -> bool {
    let (login, key) = match identity(target) {
        Ok(identity) => identity,
        Err(failure) => {
            reporter.step::<()>(&StepName::Credentials, || Err(failure.into()));
            return false;
        }
    };
    let mut grant = ProviderGrant::new(target, login, &key, &plan.network, &plan.env);
    let Some(base) = reach(target, login, &mut grant, plan, reporter) else {
        return false;
    };
    if let Some(no_tokens) = no_tokens(&target.provider.value) {
        reporter.step(&StepName::Token, || Ok((Finding::skipped(no_tokens.message()), ())));
        for name in [StepName::Lifetime, StepName::Clock] {
            reporter.step(&name, || Ok((Finding::skipped("there is no token"), ())));
        }
        reporter.step(&StepName::Api, || api::call_without_token(target, login, &base, plan));
        return false;
    }
    let store = match (plan.open_store)() {
        Ok(store) => store,
        Err(failure) => {
            reporter.step::<()>(&StepName::Token, || Err(failure.into()));
            return false;
        }
    };
    if let Some(found) = store.try_shared() {
        reporter.step(&StepName::SharedCache, || Ok((shared_cache(found), ())));
    }
    let mut was_rejected = false;
    let obtained = reporter.step(&StepName::Token, || {
        let obtained = obtain(target, &key, plan, &*store, &mut grant, None).map_err(|failure| {
            was_rejected = failure.kind() == Kind::CredentialsRejected;
            Finding::from(failure)
        })?;
        Ok((Finding::ok(from_where(&obtained)), obtained))
    });
    let Some(obtained) = obtained else {
        return was_rejected;
    };
    reporter.step(&StepName::Lifetime, || Ok((lifetime(&obtained.held.token), ())));
    reporter.step(&StepName::Clock, || Ok((clock_difference(grant.clock_difference_seconds(), obtained.source), ())));
    let again =
        |rejected: &str, grant: &mut ProviderGrant<'_>| obtain(target, &key, plan, &*store, grant, Some(rejected));
    reporter.step(&StepName::Api, || api::call(target, login, &base, plan, &obtained, &mut grant, again));
    false
}

/// The steps from the credentials to a connection; the base URL, if all went well.
fn reach(
    target: &Target,
    login: &Credentials,
    grant: &mut ProviderGrant<'_>,
    plan: &Plan,
    reporter: &Reporter,
) -> Option<Url> {
    let network = &plan.network;
    let (base, route) = reporter.step(&StepName::Credentials, || {
        grant.rehearse()?;
        let base = grant.base_url()?;
        let route = route(network, &no_proxy(&plan.env)?, &target.token_url(&base)?)?;
        Ok((Finding::ok(credentials(login)), (base, route)))
    })?;
    let knowing = |failure: Failure| Finding::from(target.with_local_knowledge(failure));
    let addresses = reporter.step(&StepName::Dns, || look_up(&route, network).map_err(knowing))?;
    let stream = reporter.step(&StepName::Tcp, || {
        let stream = persistently(network, || route.connect(&addresses, network.connect_timeout)).map_err(knowing)?;
        let peer = stream.peer_addr().map_or_else(|_| next_hop(&route), |peer| peer.to_string());
        Ok((Finding::ok(format!("connected to {peer}")), stream))
    })?;
    reporter.step(&StepName::Tls, || {
        let finding = match (&route.proxy, route.is_tls) {
            (Some(proxy), _) => Finding::skipped(format!("left to the token request, through the proxy {proxy}")),
            (None, false) => Finding::skipped("plain http to this machine"),
            (None, true) => {
                let mut stream = Some(stream);
                let version = persistently(network, || {
                    let stream = match stream.take() {
                        Some(stream) => stream,
                        None => route.connect(&addresses, network.connect_timeout)?,
                    };
                    route.handshake(stream, network, network.connect_timeout)
                })?;
                Finding::ok(format!("{version}, the certificate is trusted"))
            }
        };
        Ok((finding, ()))
    })?;
    Some(base)
}

fn configuration(target: Result<Target>) -> Found<Target> {
    let target = target?;
    let place = match &target.base_url {
        BaseUrl::Url(_) => format!(" at {}", target.base_url.shown().unwrap_or_default()),
        BaseUrl::Emulator => String::new(),
    };
    let finding = Finding::ok(format!(
        "{} {} ({}){place}",
        target.provider.value.name, target.environment.value, target.environment.origin
    ));
    Ok((finding, target))
}

fn identity(target: &Target) -> Result<(&Credentials, Key)> {
    let login = target.credentials.as_ref().map_err(Clone::clone)?;
    Ok((login, target.key(login)?))
}

fn credentials(login: &Credentials) -> String {
    let mut text = format!("{} ({})", login.client_id.value, login.client_id.origin);
    for (name, part) in login.secrets() {
        if let RequiredSecret::Known(setting) = part {
            // Writing to a string cannot fail.
            let _ = write!(text, ", {name} from {}", setting.origin);
        }
    }
    text
}

fn look_up(route: &Route, network: &Network) -> Result<(Finding, Vec<SocketAddr>), Failure> {
    let addresses = persistently(network, || route.look_up(network.connect_timeout))?;
    let finding = match &route.host {
        Host::Domain(name) => {
            let shown: Vec<String> = addresses.iter().take(4).map(|address| address.ip().to_string()).collect();
            let more = if addresses.len() > shown.len() { ", …" } else { "" };
            Finding::ok(format!("{name} is {}{more}", shown.join(", ")))
        }
        address => Finding::skipped(format!("{address} is an address")),
    };
    Ok((finding, addresses))
}

fn next_hop(route: &Route) -> String {
    route.proxy.clone().unwrap_or_else(|| route.server.clone())
}

/// The cache that machines share is never what credentials are judged by.
fn shared_cache(found: Result<String, Problem>) -> Finding {
    match found {
        Ok(place) => Finding::ok(format!("{place} can be read and written")),
        Err(problem) => Finding::warn(
            problem.to_string(),
            "without it each machine makes its own token; docs/fleet.md says what it needs",
        ),
    }
}

fn from_where(obtained: &Obtained) -> String {
    match obtained.source {
        Source::Network => "a new token from the provider".to_owned(),
        Source::Cache => format!("from the cache, obtained {}", to_the_second(obtained.held.token.obtained_at)),
    }
}

fn lifetime(token: &Token) -> Finding {
    let left = token.left(clock::now());
    let until = token.expires_at.map_or_else(String::new, |time| format!(", until {}", to_the_second(time)));
    match token.lifetime() {
        Some(lifetime) if lifetime >= DEFAULT_MARGIN => {
            Finding::ok(format!("valid for {} more{until}", in_words(left)))
        }
        Some(lifetime) if !lifetime.is_zero() => Finding::warn(
            format!("valid for {} more{until}: its whole lifetime is {}", in_words(left), in_words(lifetime)),
            "so short a lifetime makes many token requests; ask the provider whether it is meant",
        ),
        _ => Finding::warn(
            "the provider sent no lifetime with it",
            "without one every use asks for a new token; check that the base URL leads to the token endpoint itself",
        ),
    }
}

fn clock_difference(seconds: Option<i64>, source: Source) -> Finding {
    match (seconds, source) {
        (None, Source::Cache) => Finding::skipped("the token came without an answer of the server"),
        (None, Source::Network) => Finding::skipped("the server did not say what time it has"),
        (Some(seconds), _) => {
            let span = in_words(std::time::Duration::from_secs(seconds.unsigned_abs()));
            if seconds.abs() <= CLOCK_TOLERANCE_SECONDS {
                return Finding::ok(format!("within {span} of the server's"));
            }
            let direction = if seconds > 0 { "behind" } else { "ahead of" };
            Finding::warn(
                format!("this machine's clock is {span} {direction} the server's"),
                "set this machine's clock: tokens seem to expire at another time than they do",
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Outcome;
    use crate::secret::Secret;

    #[test]
    fn a_lifetime_is_judged_by_its_length() {
        let now = clock::now();
        for (seconds, outcome) in [
            (Some(1799), Outcome::Ok),
            (Some(60), Outcome::Ok),
            (Some(59), Outcome::Warn),
            (Some(0), Outcome::Warn),
            (None, Outcome::Warn),
        ] {
            let token = Token {
                access_token: Secret::new("t"),
                scope: None,
                obtained_at: now,
                expires_at: seconds.map(|seconds| clock::plus_seconds(now, seconds)),
                extra: serde_json::Map::new(),
            };
            assert_eq!(lifetime(&token).outcome, outcome, "{seconds:?}");
        }
    }

    #[test]
    fn clocks_may_differ_a_little() {
        for (seconds, source, outcome, part) in [
            (Some(0), Source::Network, Outcome::Ok, "within 0 s"),
            (Some(-60), Source::Network, Outcome::Ok, "within 1 min"),
            (Some(61), Source::Network, Outcome::Warn, "1 min 1 s behind"),
            (Some(-3600), Source::Network, Outcome::Warn, "1 h ahead of"),
            (None, Source::Network, Outcome::Skipped, "did not say"),
            (None, Source::Cache, Outcome::Skipped, "without an answer"),
        ] {
            let finding = clock_difference(seconds, source);
            assert_eq!(finding.outcome, outcome, "{seconds:?}");
            assert!(finding.detail.contains(part), "{}", finding.detail);
        }
    }
}
