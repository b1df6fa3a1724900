//! The last step: one harmless API call, which shows that the API accepts the token.

use std::sync::Arc;

use reqwest::Method;
use reqwest::header::{ACCEPT, HeaderMap, HeaderValue};

use super::reporter::StepResult;
use super::{Plan, Probe};
use crate::call::BodyReader;
use crate::failure::{Failure, Kind, OrInternal as _, Result};
use crate::http::url::join;
use crate::provider::Grant;
use crate::report::{Finding, StepOutcome};
use crate::session::{ApiRequest, Content, SendRules, Session};
use crate::settings::Target;

/// The largest response that is read.
const LARGEST_RESPONSE_BYTES: u64 = 1 << 20;

/// Calls the API, with a token if the provider has tokens.
pub(super) fn call(session: &Arc<Session>, plan: &Plan) -> StepResult<()> {
    let finding = match paths(session.target(), plan) {
        Ok(paths) => first_allowed(session, &paths)?,
        // Without a token and without an API call nothing was checked, so the step fails.
        Err(finding) if session.target().endpoint.grant == Grant::None => {
            let what = format!("nothing was checked: the API call is {}", finding.detail);
            return Err(Failure::new(Kind::Usage, what).hint("name a harmless call with `--probe PATH`").into());
        }
        Err(finding) => finding,
    };
    if finding.outcome == StepOutcome::Fail { Err(finding) } else { Ok((finding, ())) }
}

/// Returns the paths to try, or the reason why there are none.
fn paths<'p>(target: &'p Target, plan: &'p Plan) -> Result<Vec<&'p str>, Finding> {
    let paths: Vec<&str> = match &plan.probe {
        Probe::None => return Err(Finding::skipped("turned off (--no-probe)")),
        Probe::Path(path) => vec![path],
        Probe::Usual => target.provider.value.probes.iter().map(|path| &**path).collect(),
    };
    if paths.is_empty() {
        return Err(Finding::skipped("not known for this provider; name a harmless one with --probe PATH"));
    }
    Ok(paths)
}

/// Calls the paths in order, and returns the finding of the first whose status is neither 403 nor 404. If there is none,
/// returns the finding of the first path.
fn first_allowed(session: &Arc<Session>, paths: &[&str]) -> Result<Finding, Finding> {
    let mut first = None;
    for path in paths {
        let (status, finding) = match get(session, path) {
            Ok(found) => found,
            Err(CallError::Token(failure)) => return Err(failure.into()),
            Err(CallError::Api(failure)) => return Ok(Finding::as_warning(&failure)),
        };
        if !matches!(status, 403 | 404) {
            return Ok(finding);
        }
        first.get_or_insert(finding);
    }
    Ok(first.unwrap_or_else(|| Finding::skipped("there is no API call to make")))
}

/// The reason why there is no response.
enum CallError {
    /// The token was rejected, and no other could be obtained.
    Token(Failure),
    /// The API could not be reached, which says nothing about the credentials.
    Api(Failure),
}

/// Calls one path, and returns the status and the finding. The finding is a failure only if the API rejects the credentials
/// for another reason than a wrong clock; other errors are warnings.
fn get(session: &Arc<Session>, path: &str) -> Result<(u16, Finding), CallError> {
    let request = request(session, path).map_err(CallError::Api)?;
    let sent = session
        .run(async { session.send(&request, &mut Content::Empty, SendRules::default()).await })
        .map_err(CallError::Api)?;
    let received =
        sent.map_err(|failure| if session.has_token() { CallError::Api(failure) } else { CallError::Token(failure) })?;
    let status = received.response.head().status;
    let is_clock_wrong = session.clock_breaks_signature(received.response.head()).is_some();
    let finding = match (status, received.failure) {
        (300..=399, _) => Finding::warn(
            format!("GET {path}: the API responds with a redirect: HTTP {status}"),
            "check the base URL, and the path if you gave --probe",
        ),
        (_, None) => {
            let mut reader =
                BodyReader::new(received.response, Some(LARGEST_RESPONSE_BYTES), false).map_err(CallError::Api)?;
            let mut count = 0;
            while let Some(chunk) = session.run(reader.next_chunk()).flatten().map_err(CallError::Api)? {
                count += chunk.len();
            }
            Finding::ok(format!("GET {path}: HTTP {status}, {count} bytes"))
        }
        (_, Some(failure)) => {
            let (outcome, kind) = if received.rejects_credentials && !is_clock_wrong {
                (StepOutcome::Fail, Kind::CredentialsRejected)
            } else {
                (StepOutcome::Warn, failure.kind())
            };
            let reason = Finding::from(&failure);
            Finding { outcome, detail: format!("GET {path}: {}", reason.detail), kind: Some(kind), ..reason }
        }
    };
    Ok((status, finding))
}

fn request(session: &Session, path: &str) -> Result<ApiRequest> {
    let url = join(&session.base_url()?, path)?;
    let accept = &session.target().provider.value.api.accept;
    let accept = HeaderValue::from_str(accept).or_internal("set the header Accept")?;
    let added = HeaderMap::from_iter([(ACCEPT, accept)]);
    Ok(ApiRequest { method: Method::GET, url, user_headers: HeaderMap::new(), default_headers: added })
}
