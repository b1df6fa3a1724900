//! The last step: one harmless API call, which shows that the API takes the token.

use reqwest::Method;
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue};
use url::Url;

use super::attempts::persistently;
use super::reporter::Found;
use super::{Plan, Probe};
use crate::broker::{Obtained, ProviderGrant, Source};
use crate::failure::{Failure, Kind, Result};
use crate::http::url::join;
use crate::http::{Answer, Body, Client, Outgoing, no_proxy};
use crate::provider::advice::{Endpoint, look_up};
use crate::provider::{ErrorBody, Provider};
use crate::redact::Redactor;
use crate::report::{Finding, Outcome};
use crate::secret::Secret;
use crate::target::Target;

/// More than this is not read of the answer.
const LARGEST_ANSWER_BYTES: usize = 1 << 20;

/// Calls the API. A cached token that it rejects is replaced once, by `again`.
pub(super) fn call(
    target: &Target,
    base: &Url,
    plan: &Plan,
    obtained: &Obtained,
    grant: &mut ProviderGrant<'_>,
    again: impl FnOnce(&str, &mut ProviderGrant<'_>) -> Result<Obtained>,
) -> Found<()> {
    let provider = target.provider.value;
    let paths: Vec<&str> = match &plan.probe {
        Probe::None => return Ok((Finding::skipped("not wanted (--no-probe)"), ())),
        Probe::Path(path) => vec![path],
        Probe::Usual => provider.probes.iter().map(|path| &**path).collect(),
    };
    if paths.is_empty() {
        return Ok((
            Finding::skipped("no harmless API call is known for this provider; name one with --probe PATH"),
            (),
        ));
    }
    let mut finding = first_welcome(provider, &paths, base, plan, obtained, grant);
    if finding.outcome == Outcome::Fail && obtained.source == Source::Cache {
        log::info!("the API rejects the cached token; getting another");
        let fresh = again(&obtained.held.id, grant)?;
        finding = first_welcome(provider, &paths, base, plan, &fresh, grant);
    }
    if finding.outcome == Outcome::Fail { Err(finding) } else { Ok((finding, ())) }
}

/// Calls the first path; the next one only where the account may not use it.
fn first_welcome(
    provider: &Provider,
    paths: &[&str],
    base: &Url,
    plan: &Plan,
    obtained: &Obtained,
    grant: &ProviderGrant<'_>,
) -> Finding {
    let token = &obtained.held.token.access_token;
    let redactor = Redactor::new(grant.secrets().chain([token]));
    let mut first = None;
    for path in paths {
        let answer = match get(base, path, token, plan) {
            Ok(answer) => answer,
            Err(failure) => return Finding::mere_warning(&failure),
        };
        let finding = judge(provider, path, &answer, &redactor);
        if !matches!(answer.status, 403 | 404) {
            return finding;
        }
        first.get_or_insert(finding);
    }
    first.unwrap_or_else(|| Finding::skipped("there is no API call to make"))
}

fn get(base: &Url, path: &str, token: &Secret, plan: &Plan) -> Result<Answer> {
    let url = join(base, path)?;
    let mut bearer = HeaderValue::from_str(&format!("Bearer {}", token.expose()))
        .map_err(|error| Failure::from(anyhow::Error::new(error)))?;
    bearer.set_sensitive(true);
    let accept = HeaderValue::from_static("application/vnd.amadeus+json, application/json, */*;q=0.5");
    let headers = HeaderMap::from_iter([(AUTHORIZATION, bearer), (ACCEPT, accept)]);
    let client = Client::new(&plan.network, &no_proxy(&plan.env)?, &url)?;
    let outgoing = Outgoing { method: Method::GET, url, headers, body: Body::Empty };
    persistently(&plan.network, || client.exchange(&outgoing, plan.network.timeout, LARGEST_ANSWER_BYTES))
}

/// What an answer says of the token: only a 401 says anything against it.
fn judge(provider: &Provider, path: &str, answer: &Answer, redactor: &Redactor) -> Finding {
    let status = answer.status;
    if (200..300).contains(&status) {
        return Finding::ok(format!("GET {path}: HTTP {status}, {} bytes", answer.body.len()));
    }
    let body = ErrorBody::read(&answer.body);
    let row = look_up(&provider.dialect, Endpoint::Api, status, &body);
    let own_words: Vec<String> = [&body.code, &body.error, &body.words]
        .into_iter()
        .flatten()
        .map(|text| redactor.line(text))
        .filter(|text| !text.is_empty())
        .collect();
    let (meaning, advice) = match (row, status) {
        (Some(row), _) => (row.meaning, row.advice),
        (None, 401) => ("the API rejects the token", "check that the base URL is that of the token's environment"),
        (None, 300..=399) => {
            ("the API answers with a redirect", "check the base URL, and the path if you gave --probe")
        }
        (None, 429) => ("too many requests", "try again later"),
        (None, 500..) => ("the API has an error", "try again later"),
        (None, _) => {
            ("the API refuses the call", "the token was obtained all the same; another path can be named with --probe")
        }
    };
    let mut detail = format!("GET {path}: {meaning}: HTTP {status}");
    for words in own_words {
        detail.push_str(", ");
        detail.push_str(&words);
    }
    let (outcome, kind) = match status {
        401 => (Outcome::Fail, Kind::CredentialsRejected),
        _ => (Outcome::Warn, row.map_or(Kind::BadAnswer, |row| row.kind)),
    };
    Finding { outcome, detail, advice: Some(advice.to_owned()).filter(|advice| !advice.is_empty()), kind: Some(kind) }
}
