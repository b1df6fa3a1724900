//! Tries rejected credentials with the other ways of client authentication. Each failed try counts against the account, so
//! this happens only when the user asks for it.

use super::Plan;
use super::reporter::Reporter;
use crate::failure::{Failure, Kind, Result};
use crate::provider::ClientAuth;
use crate::report::{Finding, StepName};
use crate::session::{Session, TokenOptions};
use crate::settings::Target;

/// The ways to try, in this order.
const WAYS: [ClientAuth; 3] = [ClientAuth::Basic, ClientAuth::BasicUnencoded, ClientAuth::Post];

/// Tries one way after the other with one request each, up to the first that works, a rate limit, or a locked account.
///
/// `rejected` is the session whose credentials were rejected.
pub(super) fn try_others(rejected: &Session, plan: &Plan, reporter: &Reporter) {
    let target = rejected.target();
    let provider = &target.provider.value;
    if provider.is_built_in() {
        let why = format!("not tried, because {} is built in and its authentication is known", provider.title);
        reporter.step(&StepName::ClientAuth(None), || Ok((Finding::skipped(why), ())));
        return;
    }
    let configured = rejected.client_auth();
    if !WAYS.contains(&configured) {
        let why = format!("not tried, because `client_auth = \"{}\"` has no alternative", configured.name());
        reporter.step(&StepName::ClientAuth(None), || Ok((Finding::skipped(why), ())));
        return;
    }
    let mut tried = vec![configured];
    for way in WAYS {
        let is_equal = |other: &ClientAuth| *other == way || rejected.sends_the_same(*other, way).unwrap_or(false);
        if tried.iter().any(is_equal) {
            continue;
        }
        tried.push(way);
        let next = reporter.step(&StepName::ClientAuth(Some(way.name())), || Ok(try_way(target, way, plan)));
        if next != Some(Next::Continue) {
            return;
        }
    }
}

/// Whether another way may be tried.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Continue,
    Stop,
}

fn try_way(target: &Target, way: ClientAuth, plan: &Plan) -> (Finding, Next) {
    match token(target, way, plan) {
        Ok(()) => {
            let mut finding = Finding::ok(format!("the server accepts {}", way.description()));
            let provider = &target.provider.value.name;
            finding.hints.push(format!("add `client_auth = \"{}\"` to [providers.{provider}]", way.name()));
            (finding, Next::Stop)
        }
        Err(failure) => {
            let may_continue = failure.kind() == Kind::CredentialsRejected && !is_locked(&failure);
            let mut finding = Finding::as_warning(&failure);
            finding.detail = format!("{}; this try counts as a failed one", finding.detail);
            if failure.kind() == Kind::CredentialsRejected {
                finding.hints.clear();
            }
            (finding, if may_continue { Next::Continue } else { Next::Stop })
        }
    }
}

/// Sends one token request with this way of client authentication.
fn token(target: &Target, way: ClientAuth, plan: &Plan) -> Result<()> {
    let mut network = plan.settings.network(&plan.network, Some(target))?;
    network.retries.value = 0;
    let mut target = target.clone();
    target.endpoint.client_auth = way;
    let session = plan.session_with(target, &network)?;
    session.token(&TokenOptions { refresh: true, ..TokenOptions::default() }).map(drop)
}

/// Returns whether the server says that the account is locked, so that another try would make it worse.
fn is_locked(failure: &Failure) -> bool {
    let message = failure.message().to_lowercase();
    failure.status() == Some(423)
        || ["locked", "lockout", "too many", "suspended"].iter().any(|word| message.contains(word))
}
