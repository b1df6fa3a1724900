//! Sends a request to an API: repeats it, replaces a token that the API no longer accepts, follows redirects.

use std::sync::Arc;
use std::time::Duration;

use hyper::body::Bytes;
use reqwest::Method;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use url::Url;

use super::fetch::clock_difference;
use super::token_in_use::RequestToken;
use super::{ApiRequest, Content, Session};
use crate::clock::Deadline;
use crate::failure::{Failure, Kind, OrInternal as _, Result};
use crate::http::retry::{Attempt, Retry, RetryLimits, repeat};
use crate::http::url::{parse_secure, same_origin, shown_origin};
use crate::http::{Body, FullResponse, Limits, Request, Response, ResponseHead, TransportError, decoded_start};
use crate::provider::{ErrorDialect, ErrorFields, ErrorResponse, Provider, judge_api, judge_api_success};
use crate::redact::Redactor;
use crate::secret::Secret;

/// The longest pause within the body of the request or of the response.
const SILENCE: Duration = Duration::from_secs(30);
/// The most bytes of an error response that are read to explain it.
const LARGEST_ERROR_BYTES: usize = 1 << 20;
/// The most redirects that are followed.
const MAX_REDIRECTS: u32 = 10;

/// The rules for sending a request.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "the rules are independent of each other")]
pub struct SendRules {
    /// Whether the token and the headers of provider and profile are left out.
    pub anonymous: bool,
    /// Whether the time limit includes the response body.
    pub bounds_body: bool,
    /// Whether redirects are followed.
    pub follow: bool,
    /// Whether a request that changes something may be repeated.
    pub retry_unsafe: bool,
    /// Whether a response is returned without a retry, whatever its status is. A 401 still renews the token.
    pub keep_status: bool,
    /// Whether an error response is returned before its body is read, with a failure that contains only its status.
    pub unexplained: bool,
    /// Whether other requests run on the same thread, so that waiting for a turn must not block it.
    pub shares_thread: bool,
    /// Whether the requests of the session wait for their turns one after another. Only the wait of the first one in the line
    /// counts as its wait for a turn, so that many requests of one run do not exceed the longest wait.
    pub queues: bool,
    /// The shortest time for which the token must still be valid; none for the profile's setting or the default margin.
    pub min_valid: Option<Duration>,
}

/// A response of an API.
pub struct ApiResponse {
    /// The response. Its body is neither read nor decompressed yet.
    pub response: Response,
    /// The URL that returned it, after redirects.
    pub url: Url,
    /// The error that the response reports; none for a success.
    pub failure: Option<Failure>,
    /// Whether that error means that the credentials are not valid.
    pub rejects_credentials: bool,
    /// How often the request was sent, and how long it waited.
    pub effort: SendEffort,
}

/// How often a request was sent, and how long it waited for its turns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SendEffort {
    /// The number of times that it was sent.
    pub attempts: u32,
    /// The time that it waited for its turns.
    pub waited: Duration,
}

/// One request of a chain of redirects.
struct Leg {
    method: Method,
    url: Url,
    has_body: bool,
    is_redirect: bool,
}

/// The next step after an exchange.
enum ExchangeOutcome {
    /// Return the response.
    Return(Box<ApiResponse>),
    /// Replace this token, which the API does not accept.
    Unauthorized(RequestToken, Box<ApiResponse>),
    /// Follow the redirect to this URL.
    Redirect(Url, Box<ApiResponse>),
}

impl Session {
    /// Sends the request and returns the final response.
    ///
    /// # Errors
    ///
    /// Fails when no token can be obtained, when no response arrives, and when a redirect must not be followed. A
    /// response with an error status is not an error here: see [`ApiResponse::failure`].
    pub async fn send(
        self: &Arc<Self>,
        request: &ApiRequest,
        content: &mut Content,
        rules: SendRules,
    ) -> Result<ApiResponse> {
        let mut leg = Leg {
            method: request.method.clone(),
            url: request.url.clone(),
            has_body: !content.is_empty(),
            is_redirect: false,
        };
        let mut redirects = 0;
        let mut effort = SendEffort::default();
        let mut has_renewed = false;
        // Obtaining a token has its own time limit, so the time limit of the request starts after that.
        let mut token = self.token_for(rules, None).await?;
        let mut deadline = Deadline::after(self.client.network().timeout);
        loop {
            let outcome = self.exchange(request, &leg, content, rules, token.as_ref(), deadline, &mut effort).await?;
            match outcome {
                ExchangeOutcome::Return(received) => {
                    if let Some(token) = &token {
                        self.mark_as_working(token, rules.shares_thread).await;
                    }
                    return Ok(ApiResponse { effort, ..*received });
                }
                ExchangeOutcome::Unauthorized(rejected, received) => {
                    if has_renewed {
                        self.pause_renewals();
                        return Ok(ApiResponse { effort, ..*received });
                    }
                    if !self.is_worth_renewing(&rejected) {
                        return Ok(ApiResponse { effort, ..*received });
                    }
                    if !content.is_available() {
                        return Ok(not_repeated(ApiResponse { effort, ..*received }));
                    }
                    log::info!("the API does not accept the token; requesting a new one");
                    self.reject_token(&rejected);
                    token = self.token_for(rules, Some(rejected.id)).await?;
                    has_renewed = true;
                    deadline = Deadline::after(self.client.network().timeout);
                }
                ExchangeOutcome::Redirect(url, received) => {
                    redirects += 1;
                    match next_leg(request, &leg, &url, received.response.head().status, content)? {
                        Some(_) if redirects > MAX_REDIRECTS => return Err(too_many_redirects(&leg.url)),
                        Some(next) => leg = next,
                        None => return Ok(ApiResponse { effort, ..*received }),
                    }
                }
            }
        }
    }

    /// Sends one request, repeats it if that can help, and judges the response. Counts attempts and waits.
    #[expect(clippy::too_many_arguments, reason = "they are the parts of one exchange")]
    async fn exchange(
        self: &Arc<Self>,
        request: &ApiRequest,
        leg: &Leg,
        content: &mut Content,
        rules: SendRules,
        token: Option<&RequestToken>,
        deadline: Deadline,
        effort: &mut SendEffort,
    ) -> Result<ExchangeOutcome> {
        let may_repeat = request.is_safe() || rules.retry_unsafe;
        let limits = self.client.network().retry_limits();
        let limits = if may_repeat { limits } else { RetryLimits { retries: 0, ..limits } };
        repeat(limits, deadline, async |deadline| {
            let outcome = self.attempt(request, leg, content, rules, token, deadline, effort).await;
            let retry = match &outcome {
                Ok((_, retry)) => retry.clone(),
                Err(error) => error.retryable.then(|| Retry { reason: error.failure.to_string(), ..Retry::default() }),
            };
            Attempt {
                outcome: outcome
                    .map(|(step, _)| step)
                    .map_err(|error| self.target.with_unreachable_hint(error.failure)),
                retry: retry.filter(|_| content.is_available()),
            }
        })
        .await
    }

    /// Returns a hint if a wrong clock can be the reason why the API rejects a signed request, because the signature contains
    /// the time.
    pub fn clock_breaks_signature(&self, head: &ResponseHead) -> Option<String> {
        let is_signed = self.target.provider.value.signature.is_some() && matches!(head.status, 401 | 403);
        let difference = head.clock_difference_seconds().filter(|_| is_signed).and_then(clock_difference)?;
        Some(format!("{difference}, and the signature of a request contains the time: set the clock"))
    }

    /// Sends one request. Returns the next step, and the retry if one can help.
    #[expect(clippy::too_many_arguments, reason = "they are the parts of one exchange")]
    async fn attempt(
        self: &Arc<Self>,
        request: &ApiRequest,
        leg: &Leg,
        content: &mut Content,
        rules: SendRules,
        token: Option<&RequestToken>,
        deadline: &mut Deadline,
        effort: &mut SendEffort,
    ) -> Result<(ExchangeOutcome, Option<Retry>), TransportError> {
        let is_same_origin = same_origin(&request.url, &leg.url);
        let takes_turns = is_same_origin && !rules.anonymous;
        let shows_certificate = !rules.anonymous && !leg.is_redirect && same_origin(&self.base_url()?, &leg.url);
        if takes_turns {
            self.client.prepare(&leg.url, shows_certificate)?;
            // The time limit is for the server, so it does not include the wait for a turn.
            let waited = self.wait_for_turn(rules).await?;
            effort.waited += waited;
            *deadline = deadline.later_by(waited);
        }
        effort.attempts += 1;
        let mut headers = request.headers_for(&leg.url);
        let mut redactor = self.redactor();
        if is_same_origin && !rules.anonymous {
            self.add_credentials(request, token.map(|token| &token.secret), &mut headers, &mut redactor)?;
        }
        let (body, upload) = if leg.has_body { content.take()? } else { (Body::Empty, None) };
        if !leg.has_body {
            headers.remove(CONTENT_TYPE);
        }
        let usually_has_body = matches!(leg.method, Method::POST | Method::PUT | Method::PATCH);
        if let (Body::Empty, None, true) = (&body, &upload, usually_has_body) {
            // Servers that expect a body want its length even if it is empty.
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        let outgoing = Request { method: leg.method.clone(), url: leg.url.clone(), headers, body, shows_certificate };
        let limits = Limits { head: deadline.left(), silence: SILENCE, whole: rules.bounds_body.then_some(*deadline) };
        let mut response = self.client.send(&outgoing, upload, limits, &redactor).await?;
        let head = response.head().clone();
        log::info!("HTTP {}", head.status);
        let url = leg.url.clone();
        let provider = &self.target.provider.value;
        let may_report_error = head.status >= 400 || can_report_error(provider, &head);
        let start = if may_report_error && !rules.unexplained {
            response.peek(LARGEST_ERROR_BYTES).await?
        } else {
            Bytes::new()
        };
        let body = decoded_start(&head, &start, LARGEST_ERROR_BYTES);
        let judged = FullResponse { head, body };
        let error = match judged.head.status {
            400.. => Some(judge_api(provider, &judged, &redactor)),
            _ if may_report_error => judge_api_success(provider, &judged, &redactor),
            _ => None,
        };
        let Some(ErrorResponse { failure, retryable, rejects_credentials, .. }) = error else {
            let target = location(&judged.head, &url).filter(|_| rules.follow);
            let received = Box::new(ApiResponse {
                response,
                url,
                failure: None,
                rejects_credentials: false,
                effort: SendEffort::default(),
            });
            return Ok(match target {
                Some(target) => (ExchangeOutcome::Redirect(target, received), None),
                None => (ExchangeOutcome::Return(received), None),
            });
        };
        let failure = match self.clock_breaks_signature(&judged.head) {
            Some(clock) => failure.only_hint(clock),
            None => failure,
        };
        if takes_turns && failure.kind() == Kind::RateLimited {
            self.pause_turns(&judged.head, rules.shares_thread).await?;
        }
        let retry = retryable.then(|| Retry {
            reason: failure.to_string(),
            retry_after: judged.head.retry_after(),
            min_wait: if judged.head.status == 429 { self.throttle_wait() } else { Duration::ZERO },
        });
        let received = Box::new(ApiResponse {
            response,
            url,
            failure: Some(failure),
            rejects_credentials,
            effort: SendEffort::default(),
        });
        if let Some(token) = token.filter(|_| judged.head.status == 401 && is_same_origin) {
            return Ok((ExchangeOutcome::Unauthorized(token.clone(), received), None));
        }
        Ok((ExchangeOutcome::Return(received), retry.filter(|_| !rules.keep_status)))
    }

    /// Adds the headers of provider and profile, and the token.
    fn add_credentials(
        &self,
        request: &ApiRequest,
        token: Option<&Secret>,
        headers: &mut HeaderMap,
        redactor: &mut Redactor,
    ) -> Result<()> {
        let added = self.api_headers(token)?;
        for (name, value) in added.headers.iter().filter(|(name, _)| !request.is_set_by_user(name)) {
            headers.insert(name, value.clone());
        }
        redactor.learn(&added.redactor);
        // Each request has a new signature, which is soon worthless, so the session does not keep it.
        if self.target.provider.value.signature.is_none() {
            self.state().redactor.learn(&added.redactor);
        }
        if let Some(token) = token {
            redactor.add(token);
            let (name, value) = self.target.token_header(token)?;
            let name = HeaderName::from_bytes(name.as_bytes()).or_internal("send the token")?;
            let mut value = HeaderValue::from_str(value.expose()).or_internal("send the token")?;
            value.set_sensitive(true);
            headers.insert(name, value);
        }
        Ok(())
    }
}

/// Returns whether a successful response can report an error in its body: as a SOAP fault in XML, or in the provider's
/// error fields in JSON.
fn can_report_error(provider: &Provider, head: &ResponseHead) -> bool {
    let content_type = head.header("content-type").unwrap_or_default().to_ascii_lowercase();
    let is_success = (200..300).contains(&head.status);
    let is_soap = provider.dialect == ErrorDialect::Soap.name();
    let has_fields = provider.errors != ErrorFields::NONE && content_type.contains("json");
    is_success && (is_soap || content_type.contains("xml") || has_fields)
}

/// Returns the next request of a redirect; none if the redirect is not followed.
fn next_leg(request: &ApiRequest, current: &Leg, url: &Url, status: u16, content: &Content) -> Result<Option<Leg>> {
    let url = parse_secure(url.as_str(), "a redirect")
        .map_err(|failure| Failure::new(Kind::UnexpectedRedirect, failure.message()).http_status(status))?;
    let turns_to_get = match status {
        303 => current.method != Method::HEAD,
        301 | 302 => current.method == Method::POST,
        _ => false,
    };
    let leg = if turns_to_get {
        Leg { method: Method::GET, url, has_body: false, is_redirect: true }
    } else {
        Leg { method: current.method.clone(), url, has_body: current.has_body, is_redirect: true }
    };
    if !same_origin(&request.url, &leg.url) {
        if leg.has_body {
            log::warn!(
                "the redirect to {} is not followed, because the body is for {} only",
                shown_origin(&leg.url),
                shown_origin(&request.url)
            );
            return Ok(None);
        }
        log::info!("redirected to {}, which gets no token", shown_origin(&leg.url));
    }
    if leg.has_body && !content.is_available() {
        log::warn!("the redirect is not followed, because the body is too long to be sent twice");
        return Ok(None);
    }
    Ok(Some(leg))
}

/// Returns the URL that a redirect leads to; none for any other response.
pub fn location(head: &ResponseHead, url: &Url) -> Option<Url> {
    if !is_redirect(head.status) {
        return None;
    }
    url.join(head.header("location")?).ok()
}

/// Returns whether the status is that of a redirect.
pub fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

fn not_repeated(mut received: ApiResponse) -> ApiResponse {
    received.failure = received.failure.map(|failure| {
        failure.hint(
            "the request was not sent again with a new token, because its body is a stream longer than 8 MiB: send it \
             from a file, or run the command again",
        )
    });
    received
}

fn too_many_redirects(url: &Url) -> Failure {
    let what = format!("more than {MAX_REDIRECTS} redirects, the last one from {}", shown_origin(url));
    Failure::new(Kind::UnexpectedRedirect, what).hint("leave out --follow to see the first one")
}
