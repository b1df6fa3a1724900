//! Sends a request to an API until there is a response to show: repeats it, replaces a token that the API no longer takes,
//! follows redirects.

use std::sync::Arc;
use std::time::Duration;

use reqwest::Method;
use reqwest::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue};
use url::Url;

use super::{ApiRequest, Content, Session};
use crate::clock::Deadline;
use crate::failure::{Failure, Kind, OrInternal as _, Result};
use crate::http::retry::{Again, Attempt, repeat};
use crate::http::url::{parse_secure, same_origin, shown_origin};
use crate::http::{Body, FullResponse, Limits, Request, Response, ResponseHead, TransportError, decoded_start};
use crate::provider::{Rejection, judge_api};
use crate::redact::Redactor;
use crate::secret::Secret;

/// How long either body may be silent.
const SILENCE: Duration = Duration::from_secs(30);
/// How much of an error's body is read to find out what it says.
const LARGEST_ERROR_BYTES: usize = 1 << 20;
/// The most redirects that are followed.
const MOST_REDIRECTS: u32 = 10;

/// How requests are sent.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a rule of its own")]
pub struct SendRules {
    /// Whether the token and the headers of provider and profile are left out.
    pub anonymous: bool,
    /// Whether the time limit bounds the body too.
    pub bounds_body: bool,
    /// Whether redirects are followed.
    pub follow: bool,
    /// Whether a request that changes something may be repeated.
    pub retry_unsafe: bool,
    /// How long the token must be valid at least; none for the default margin.
    pub min_valid: Option<Duration>,
}

/// A response of an API.
pub struct ApiResponse {
    /// The response, its body not yet read and as it was sent.
    pub response: Response,
    /// Where it came from, after redirects.
    pub url: Url,
    /// What the response says went wrong; none for a good one.
    pub failure: Option<Failure>,
}

/// One request on the way of redirects.
struct Leg {
    method: Method,
    url: Url,
    with_body: bool,
}

/// What one exchange says about what to do next.
enum ExchangeOutcome {
    Show(Box<ApiResponse>),
    /// The API does not take the token.
    Unauthorized(Box<ApiResponse>),
    Redirect(Url, Box<ApiResponse>),
}

impl Session {
    /// Sends the request and returns the first response that is to be shown.
    ///
    /// # Errors
    ///
    /// Fails when no token can be had, when no response comes, and when a redirect must not be followed. A response with
    /// an error status is no error here: see [`ApiResponse::failure`].
    pub async fn send(
        self: &Arc<Self>,
        request: &ApiRequest,
        content: &mut Content,
        rules: SendRules,
    ) -> Result<ApiResponse> {
        let mut leg = Leg { method: request.method.clone(), url: request.url.clone(), with_body: !content.is_empty() };
        let mut redirects = 0;
        let mut has_renewed = false;
        // The token step has its own time limit, so the token is there before the clock starts.
        let mut token = self.token_for(rules, None).await?;
        let mut deadline = Deadline::after(self.client.network().timeout);
        loop {
            match self.exchange(request, &leg, content, rules, token.as_ref(), deadline).await? {
                ExchangeOutcome::Show(shown) => {
                    self.note_that_the_token_works();
                    return Ok(*shown);
                }
                ExchangeOutcome::Unauthorized(shown) => {
                    if has_renewed || !self.is_worth_renewing() {
                        return Ok(*shown);
                    }
                    if !content.is_available() {
                        return Ok(not_repeated(*shown));
                    }
                    log::info!("the API does not take the cached token; getting a new one");
                    token = self.token_for(rules, self.reject_token()).await?;
                    has_renewed = true;
                    deadline = Deadline::after(self.client.network().timeout);
                }
                ExchangeOutcome::Redirect(url, shown) => {
                    redirects += 1;
                    match next_leg(request, &leg, &url, shown.response.head().status, content)? {
                        Some(_) if redirects > MOST_REDIRECTS => return Err(too_many_redirects(&leg.url)),
                        Some(next) => leg = next,
                        None => return Ok(*shown),
                    }
                }
            }
        }
    }

    /// Sends one request, repeats it where that can help, and judges the response.
    async fn exchange(
        &self,
        request: &ApiRequest,
        leg: &Leg,
        content: &mut Content,
        rules: SendRules,
        token: Option<&Secret>,
        deadline: Deadline,
    ) -> Result<ExchangeOutcome> {
        let may_repeat = request.is_safe() || rules.retry_unsafe;
        let retries = if may_repeat { self.client.network().retries } else { 0 };
        repeat(retries, deadline, async || {
            let outcome = self.attempt(request, leg, content, rules, token, deadline).await;
            let again = match &outcome {
                Ok((_, again)) => again.clone(),
                Err(error) => error.retryable.then(|| Again { reason: error.failure.to_string(), ..Again::default() }),
            };
            Attempt {
                outcome: outcome
                    .map(|(step, _)| step)
                    .map_err(|error| self.target.with_unreachable_hint(error.failure)),
                again: again.filter(|_| content.is_available()),
            }
        })
        .await
    }

    /// One request and its response, and how to repeat it if that can help.
    async fn attempt(
        &self,
        request: &ApiRequest,
        leg: &Leg,
        content: &mut Content,
        rules: SendRules,
        token: Option<&Secret>,
        deadline: Deadline,
    ) -> Result<(ExchangeOutcome, Option<Again>), TransportError> {
        let is_home = same_origin(&request.url, &leg.url);
        let mut headers = request.headers_for(&leg.url);
        let mut redactor = self.redactor();
        if is_home && !rules.anonymous {
            self.add_credentials(request, token, &mut headers, &mut redactor)?;
        }
        let (body, upload) = if leg.with_body { content.take()? } else { (Body::Empty, None) };
        if !leg.with_body {
            headers.remove(CONTENT_TYPE);
        }
        let usually_has_body = matches!(leg.method, Method::POST | Method::PUT | Method::PATCH);
        if let (Body::Empty, None, true) = (&body, &upload, usually_has_body) {
            // Servers that expect a body wait for the length of an empty one too.
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        let outgoing = Request { method: leg.method.clone(), url: leg.url.clone(), headers, body };
        let limits = Limits { head: deadline.left(), silence: SILENCE, whole: rules.bounds_body.then_some(deadline) };
        let mut response = self.client.send(&outgoing, upload, limits).await?;
        let head = response.head().clone();
        log::info!("HTTP {}", head.status);
        let url = leg.url.clone();
        if head.status < 400 {
            let target = location(&head, &url).filter(|_| rules.follow);
            let shown = Box::new(ApiResponse { response, url, failure: None });
            return Ok(match target {
                Some(target) => (ExchangeOutcome::Redirect(target, shown), None),
                None => (ExchangeOutcome::Show(shown), None),
            });
        }
        let start = response.peek(LARGEST_ERROR_BYTES).await?;
        let body = decoded_start(&head, &start, LARGEST_ERROR_BYTES);
        let judged = FullResponse { head, body };
        let Rejection { failure, retryable, .. } = judge_api(&self.target.provider.value, &judged, &redactor);
        let again = retryable.then(|| Again {
            reason: failure.to_string(),
            retry_after: judged.head.retry_after(),
            least_wait: if judged.head.status == 429 { self.throttle_wait() } else { Duration::ZERO },
        });
        let shown = Box::new(ApiResponse { response, url, failure: Some(failure) });
        if judged.head.status == 401 && is_home && token.is_some() {
            return Ok((ExchangeOutcome::Unauthorized(shown), None));
        }
        Ok((ExchangeOutcome::Show(shown), again))
    }

    /// Adds the headers of provider and profile, and the token.
    fn add_credentials(
        &self,
        request: &ApiRequest,
        token: Option<&Secret>,
        headers: &mut HeaderMap,
        redactor: &mut Redactor,
    ) -> Result<()> {
        let made = self.api_headers()?;
        for (name, value) in made.headers.iter().filter(|(name, _)| !request.is_own(name)) {
            headers.insert(name, value.clone());
        }
        redactor.learn(&made.redactor);
        if let Some(token) = token {
            headers.insert(AUTHORIZATION, bearer(token)?);
            redactor.add(token);
        }
        Ok(())
    }
}

/// The `Authorization` header of a token.
fn bearer(token: &Secret) -> Result<HeaderValue> {
    let mut value = HeaderValue::from_str(&format!("Bearer {}", token.expose())).or_internal("send the token")?;
    value.set_sensitive(true);
    Ok(value)
}

/// Where a redirect leads; none when it is not followed after all.
fn next_leg(request: &ApiRequest, at: &Leg, url: &Url, status: u16, content: &Content) -> Result<Option<Leg>> {
    let url = parse_secure(url.as_str(), "a redirect")
        .map_err(|failure| Failure::new(Kind::UnexpectedRedirect, failure.message()).http_status(status))?;
    let turns_to_get = match status {
        303 => at.method != Method::HEAD,
        301 | 302 => at.method == Method::POST,
        _ => false,
    };
    let leg = if turns_to_get {
        Leg { method: Method::GET, url, with_body: false }
    } else {
        Leg { method: at.method.clone(), url, with_body: at.with_body }
    };
    if !same_origin(&request.url, &leg.url) {
        if leg.with_body {
            log::warn!(
                "the redirect to {} is not followed: the body is for {}",
                shown_origin(&leg.url),
                shown_origin(&request.url)
            );
            return Ok(None);
        }
        log::info!("redirected to {}, which gets no token", shown_origin(&leg.url));
    }
    if leg.with_body && !content.is_available() {
        log::warn!("the redirect is not followed: the body was too long to keep and is used up");
        return Ok(None);
    }
    Ok(Some(leg))
}

/// Where a response leads, if it is a redirect.
pub fn location(head: &ResponseHead, url: &Url) -> Option<Url> {
    if !is_redirect(head.status) {
        return None;
    }
    url.join(head.header("location")?).ok()
}

/// Whether the status sends the client elsewhere.
pub fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

fn not_repeated(mut shown: ApiResponse) -> ApiResponse {
    shown.failure = shown.failure.map(|failure| {
        failure.hint(
            "the request was not sent again with a new token, because its body came from a stream and is longer than \
             8 MiB: send it from a file, or run it again",
        )
    });
    shown
}

fn too_many_redirects(url: &Url) -> Failure {
    let what = format!("more than {MOST_REDIRECTS} redirects, the last one from {}", shown_origin(url));
    Failure::new(Kind::UnexpectedRedirect, what).hint("leave out --follow to see the first one")
}
