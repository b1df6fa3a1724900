//! The last step: one harmless API call, which shows that the API takes the token.

use reqwest::Method;
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue};
use url::Url;

use super::attempts::persistently;
use super::reporter::Found;
use super::{Plan, Probe};
use crate::broker::{Obtained, ProviderGrant, Source};
use crate::clock;
use crate::failure::{Failure, Kind, Result};
use crate::http::url::join;
use crate::http::{Answer, Body, Client, Outgoing, no_proxy};
use crate::provider::{ApiHeaders, Credentials, Provider, judge_api};
use crate::redact::Redactor;
use crate::report::{Finding, Outcome};
use crate::settings::Target;

/// More than this is not read of the answer.
const LARGEST_ANSWER_BYTES: usize = 1 << 20;

/// Calls the API. A cached token that it rejects is replaced once, by `again`.
pub(super) fn call(
    target: &Target,
    login: &Credentials,
    base: &Url,
    plan: &Plan,
    obtained: &Obtained,
    grant: &mut ProviderGrant<'_>,
    again: impl FnOnce(&str, &mut ProviderGrant<'_>) -> Result<Obtained>,
) -> Found<()> {
    let paths = match paths(target, plan) {
        Ok(paths) => paths,
        Err(finding) => return Ok((finding, ())),
    };
    let mut finding = first_welcome(target, &paths, base, plan, &pass(target, login, plan, obtained, grant)?);
    if finding.outcome == Outcome::Fail && obtained.source == Source::Cache {
        log::info!("the API rejects the cached token; getting another");
        let fresh = again(&obtained.held.id, grant)?;
        finding = first_welcome(target, &paths, base, plan, &pass(target, login, plan, &fresh, grant)?);
    }
    if finding.outcome == Outcome::Fail { Err(finding) } else { Ok((finding, ())) }
}

/// Calls the API of a provider without tokens, with the credentials themselves or a signature.
pub(super) fn call_without_token(target: &Target, login: &Credentials, base: &Url, plan: &Plan) -> Found<()> {
    // Without it nothing at all would have been checked, which must not look like a success.
    let paths = paths(target, plan).map_err(|finding| {
        let what = format!("nothing was checked: the API call is {}", finding.detail);
        Finding::from(Failure::new(Kind::Usage, what).hint("name a harmless call with `--probe PATH`"))
    })?;
    let finding = first_welcome(target, &paths, base, plan, &target.api_headers(login, &plan.env, clock::now())?);
    if finding.outcome == Outcome::Fail { Err(finding) } else { Ok((finding, ())) }
}

/// The paths to try, or why there are none.
fn paths<'p>(target: &'p Target, plan: &'p Plan) -> Result<Vec<&'p str>, Finding> {
    let paths: Vec<&str> = match &plan.probe {
        Probe::None => return Err(Finding::skipped("not wanted (--no-probe)")),
        Probe::Path(path) => vec![path],
        Probe::Usual => target.provider.value.probes.iter().map(|path| &**path).collect(),
    };
    if paths.is_empty() {
        return Err(Finding::skipped("not known for this provider; name a harmless one with --probe PATH"));
    }
    Ok(paths)
}

/// What lets a request in: the token, and the headers of provider and profile.
fn pass(
    target: &Target,
    login: &Credentials,
    plan: &Plan,
    obtained: &Obtained,
    grant: &ProviderGrant<'_>,
) -> Result<ApiHeaders> {
    let token = &obtained.held.token.access_token;
    let mut pass = target.api_headers(login, &plan.env, clock::now())?;
    let mut bearer = HeaderValue::from_str(&format!("Bearer {}", token.expose()))
        .map_err(|error| Failure::from(anyhow::Error::new(error)))?;
    bearer.set_sensitive(true);
    pass.headers.insert(AUTHORIZATION, bearer);
    for secret in grant.secrets().chain([token]) {
        pass.redactor.add(secret);
    }
    Ok(pass)
}

/// Calls the first path; the next one only where the account may not use it.
fn first_welcome(target: &Target, paths: &[&str], base: &Url, plan: &Plan, pass: &ApiHeaders) -> Finding {
    let mut first = None;
    for path in paths {
        let answer = match get(&target.provider.value, base, path, pass, plan) {
            Ok(answer) => answer,
            Err(failure) => return Finding::mere_warning(&failure),
        };
        let finding = judge(&target.provider.value, path, &answer, &pass.redactor);
        if !matches!(answer.status, 403 | 404) {
            return finding;
        }
        first.get_or_insert(finding);
    }
    first.unwrap_or_else(|| Finding::skipped("there is no API call to make"))
}

fn get(provider: &Provider, base: &Url, path: &str, pass: &ApiHeaders, plan: &Plan) -> Result<Answer> {
    let url = join(base, path)?;
    let accept =
        HeaderValue::from_str(&provider.api.accept).map_err(|error| Failure::from(anyhow::Error::new(error)))?;
    let mut headers = HeaderMap::from_iter([(ACCEPT, accept)]);
    headers.extend(pass.headers.clone());
    let client = Client::new(&plan.network, &no_proxy(&plan.env)?, &url)?;
    let outgoing = Outgoing { method: Method::GET, url, headers, body: Body::Empty };
    persistently(&plan.network, || client.exchange(&outgoing, plan.network.timeout, LARGEST_ANSWER_BYTES))
}

/// What an answer says of what was sent: only a 401 says anything against it.
fn judge(provider: &Provider, path: &str, answer: &Answer, redactor: &Redactor) -> Finding {
    let status = answer.status;
    match status {
        200..=299 => return Finding::ok(format!("GET {path}: HTTP {status}, {} bytes", answer.body.len())),
        300..=399 => {
            return Finding::warn(
                format!("GET {path}: the API answers with a redirect: HTTP {status}"),
                "check the base URL, and the path if you gave --probe",
            );
        }
        _ => {}
    }
    let failure = judge_api(provider, answer, redactor).failure;
    let (outcome, kind) = match status {
        401 => (Outcome::Fail, Kind::CredentialsRejected),
        _ => (Outcome::Warn, failure.kind()),
    };
    let finding = Finding::from(&failure);
    Finding { outcome, detail: format!("GET {path}: {}", finding.detail), kind: Some(kind), ..finding }
}
