//! The steps of one target, from its configuration to its token.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;

use url::Host;

use super::reporter::{Reporter, StepResult};
use super::{CheckTarget, Plan, Probe, api, client_auth, environments};
use crate::broker::{Obtained, TokenOrigin};
use crate::cache::CacheError;
use crate::clock::{self, Deadline, in_words, to_the_second};
use crate::failure::{Failure, Kind, Result};
use crate::http::retry::{Attempt, repeat};
use crate::http::url::shown;
use crate::http::{Route, TransportError, route};
use crate::provider::{Credentials, RequiredSecret, SecretName, no_tokens};
use crate::report::{Finding, StepName};
use crate::session::{Session, TokenOptions};
use crate::settings::{BaseUrl, Target};
use crate::token::{DEFAULT_MARGIN, Token};

/// The largest difference between the server's clock and this machine's that gets no warning.
const CLOCK_TOLERANCE_SECONDS: i64 = 60;

/// Runs the steps of one target, up to the first that fails.
pub(super) fn examine(target: CheckTarget, plan: &Plan, reporter: &Reporter) {
    let Some(target) = reporter.step(&StepName::Configuration, || configuration(target.target, plan)) else {
        return;
    };
    // Only the cache's settings can fail here, so the token step reports the failure.
    let session = match plan.session(target) {
        Ok(session) => session,
        Err(failure) => {
            reporter.step::<()>(&StepName::Token, || Err(failure.into()));
            return;
        }
    };
    let was_rejected = examine_session(&session, plan, reporter);
    if was_rejected && plan.try_auth {
        client_auth::try_others(&session, plan, reporter);
    }
    if was_rejected && plan.try_other_environments {
        environments::try_others(session.target(), plan, reporter);
    }
}

/// Runs the steps after the configuration, and returns whether the token endpoint rejected the credentials.
fn examine_session(session: &Arc<Session>, plan: &Plan, reporter: &Reporter) -> bool {
    if connect_to_server(session, reporter).is_none() {
        return false;
    }
    if let Some(no_tokens) = no_tokens(&session.target().provider.value) {
        reporter.step(&StepName::Token, || Ok((Finding::skipped(no_tokens.message()), ())));
        for name in [StepName::Lifetime, StepName::Clock] {
            reporter.step(&name, || Ok((Finding::skipped("there is no token"), ())));
        }
        reporter.step(&StepName::Api, || api::call(session, plan));
        return false;
    }
    // Without credentials there is no key; the token step reports that.
    if let Ok(wanted) = session.requirements(&TokenOptions::default())
        && let Some(outcome) = session.cache().try_out_shared(&wanted.key)
    {
        reporter.step(&StepName::SharedCache, || Ok((shared_cache(outcome), ())));
    }
    let mut was_rejected = false;
    let obtained = reporter.step(&StepName::Token, || {
        let obtained = plan.token(session).map_err(|failure| {
            was_rejected = failure.kind() == Kind::CredentialsRejected;
            Finding::from(failure)
        })?;
        Ok((Finding::ok(origin_of(&obtained)), obtained))
    });
    let Some(obtained) = obtained else {
        return was_rejected;
    };
    reporter.step(&StepName::Lifetime, || Ok((lifetime(&obtained.cached.token), ())));
    reporter.step(&StepName::Clock, || Ok((clock_difference(session.clock_difference_seconds(), obtained.origin), ())));
    reporter.step(&StepName::Api, || api::call(session, plan));
    false
}

/// Runs the steps from the credentials to the connection, and returns none if one of them failed.
fn connect_to_server(session: &Session, reporter: &Reporter) -> Option<()> {
    let network = session.network();
    let route = reporter.step(&StepName::Credentials, || {
        session.rehearse_token_request()?;
        let route = route(network, &session.token_url()?)?;
        Ok((Finding::ok(credentials(session.credentials()?)), route))
    })?;
    let with_hint = |failure: Failure| Finding::from(session.target().with_unreachable_hint(failure));
    let addresses = reporter.step(&StepName::Dns, || look_up(session, &route).map_err(with_hint))?;
    let stream = reporter.step(&StepName::Tcp, || {
        let connect = || route.connect(&addresses, network.connect_timeout);
        let stream = with_retries(session, connect).map_err(with_hint)?;
        let peer = stream.peer_addr().map_or_else(|_| next_hop(&route), |peer| peer.to_string());
        Ok((Finding::ok(format!("connected to {peer}")), stream))
    })?;
    reporter.step(&StepName::Tls, || {
        let finding = match (&route.proxy, route.is_tls) {
            (Some(proxy), _) => Finding::skipped(format!("part of the token request, through the proxy {proxy}")),
            (None, false) => Finding::skipped("plain http to this machine"),
            (None, true) => {
                let mut stream = Some(stream);
                let version = with_retries(session, || {
                    let stream = match stream.take() {
                        Some(stream) => stream,
                        None => route.connect(&addresses, network.connect_timeout)?,
                    };
                    route.handshake(stream, network)
                })?;
                Finding::ok(format!("{version}, the certificate is trusted"))
            }
        };
        Ok((finding, ()))
    })
}

/// Repeats a failed step if that can help, at most as often as the network settings allow.
fn with_retries<T>(session: &Session, mut step: impl FnMut() -> Result<T, TransportError>) -> Result<T> {
    let network = session.network();
    let deadline = Deadline::after(network.timeout);
    session.run(repeat(network.retry_limits(), deadline, async |_| Attempt::from(step())))?
}

fn configuration(target: Result<Target>, plan: &Plan) -> StepResult<Target> {
    let target = target?;
    let rate = plan.settings.network(&plan.network, Some(&target))?.rate_of(&target);
    let rate = rate.map_or_else(String::new, |rate| format!(", at most {} ({})", rate.value, rate.origin));
    let base_url = match &target.base_url {
        BaseUrl::Url(_) => format!(" at {}", target.base_url.shown().unwrap_or_default()),
        BaseUrl::Emulator => String::new(),
        // Without an API call only the URL of the token endpoint is needed.
        BaseUrl::Unknown if plan.probe == Probe::None => {
            format!(", token URL {}", shown(&target.absolute_token_url()?))
        }
        BaseUrl::Unknown => return Err(target.unknown_base_url().into()),
    };
    let finding = Finding::ok(format!(
        "{} {} ({}){base_url}{rate}",
        target.provider.value.name, target.environment.value, target.environment.origin
    ));
    Ok((finding, target))
}

fn credentials(credentials: &Credentials) -> String {
    let mut text = format!("{} ({})", credentials.client_id.value, credentials.client_id.origin);
    for name in SecretName::ALL {
        if let RequiredSecret::Known(setting) = credentials.secret(name) {
            // Writing to a string cannot fail.
            let _ = write!(text, ", {name} from {}", setting.origin);
        }
    }
    text
}

fn look_up(session: &Session, route: &Route) -> Result<(Finding, Vec<SocketAddr>)> {
    let addresses = with_retries(session, || route.look_up(session.network().connect_timeout))?;
    let finding = match &route.host {
        Host::Domain(name) => {
            let shown: Vec<String> = addresses.iter().take(4).map(|address| address.ip().to_string()).collect();
            let more = if addresses.len() > shown.len() { ", …" } else { "" };
            Finding::ok(format!("{name} is {}{more}", shown.join(", ")))
        }
        address => Finding::skipped(format!("{address} is an IP address")),
    };
    Ok((finding, addresses))
}

fn next_hop(route: &Route) -> String {
    route.proxy.clone().unwrap_or_else(|| route.server.clone())
}

/// Returns the finding about the shared cache. A failure is a warning, because it says nothing about the credentials.
fn shared_cache(outcome: Result<String, CacheError>) -> Finding {
    match outcome {
        Ok(location) => Finding::ok(format!("{location} can be read and written")),
        Err(error) => Finding::warn(
            error.to_string(),
            "without it each machine gets its own token; docs/fleet.md lists what it needs",
        ),
    }
}

fn origin_of(obtained: &Obtained) -> String {
    match obtained.origin {
        TokenOrigin::Network => "a new token from the provider".to_owned(),
        TokenOrigin::Cache => format!("from the cache, obtained {}", to_the_second(obtained.cached.token.obtained_at)),
    }
}

fn lifetime(token: &Token) -> Finding {
    let left = token.left(clock::now());
    let until = token.expires_at.map_or_else(String::new, |time| format!(", until {}", to_the_second(time)));
    let finding = match token.lifetime() {
        Some(lifetime) if lifetime >= DEFAULT_MARGIN => {
            Finding::ok(format!("valid for {} more{until}", in_words(left)))
        }
        Some(lifetime) if !lifetime.is_zero() => Finding::warn(
            format!("valid for {} more{until}: its whole lifetime is {}", in_words(left), in_words(lifetime)),
            "such a short lifetime causes many token requests; ask the provider whether it is intended",
        ),
        _ => Finding::warn(
            "the provider sent no lifetime with the token",
            "without a lifetime, every use requests a new token; check that the base URL leads to the token endpoint itself",
        ),
    };
    Finding { expires_at: token.expires_at, ..finding }
}

fn clock_difference(seconds: Option<i64>, origin: TokenOrigin) -> Finding {
    match (seconds, origin) {
        (None, TokenOrigin::Cache) => Finding::skipped("the token is from the cache"),
        (None, TokenOrigin::Network) => Finding::skipped("the server sent no date"),
        (Some(seconds), _) => {
            let span = in_words(std::time::Duration::from_secs(seconds.unsigned_abs()));
            if seconds.abs() <= CLOCK_TOLERANCE_SECONDS {
                return Finding::ok(format!("within {span} of the server's clock"));
            }
            let direction = if seconds > 0 { "behind" } else { "ahead of" };
            Finding::warn(
                format!("this machine's clock is {span} {direction} the server's"),
                "set this machine's clock: tokens expire earlier or later than they seem to",
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::StepOutcome;
    use crate::secret::Secret;

    #[test]
    fn a_short_or_missing_lifetime_gets_a_warning() {
        let now = clock::now();
        for (seconds, outcome) in [
            (Some(1799), StepOutcome::Ok),
            (Some(60), StepOutcome::Ok),
            (Some(59), StepOutcome::Warn),
            (Some(0), StepOutcome::Warn),
            (None, StepOutcome::Warn),
        ] {
            let token = Token {
                access_token: Secret::new("t"),
                scope: None,
                obtained_at: now,
                expires_at: seconds.map(|seconds| clock::plus_seconds(now, seconds)),
                idle: None,
                extra: serde_json::Map::new(),
            };
            assert_eq!(lifetime(&token).outcome, outcome, "{seconds:?}");
        }
    }

    #[test]
    fn a_large_clock_difference_gets_a_warning() {
        for (seconds, origin, outcome, part) in [
            (Some(0), TokenOrigin::Network, StepOutcome::Ok, "within 0 s"),
            (Some(-60), TokenOrigin::Network, StepOutcome::Ok, "within 1 min"),
            (Some(61), TokenOrigin::Network, StepOutcome::Warn, "1 min 1 s behind"),
            (Some(-3600), TokenOrigin::Network, StepOutcome::Warn, "1 h ahead of"),
            (None, TokenOrigin::Network, StepOutcome::Skipped, "no date"),
            (None, TokenOrigin::Cache, StepOutcome::Skipped, "from the cache"),
        ] {
            let finding = clock_difference(seconds, origin);
            assert_eq!(finding.outcome, outcome, "{seconds:?}");
            assert!(finding.detail.contains(part), "{}", finding.detail);
        }
    }
}
