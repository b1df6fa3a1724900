//! Sends a request until there is an answer to show: repeats what may be repeated, renews a dead token once, follows
//! redirects.

use std::time::Duration;

use hyper::body::Bytes;
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue};
use url::Url;

use super::origin::{same_origin, shown_origin};
use super::{Bearer, Content, Prepared, method};
use crate::clock::{Deadline, in_words};
use crate::failure::{Failure, Kind, Result};
use crate::http::retry::{Attempt, wait};
use crate::http::url::parse_secure;
use crate::http::{Answer, Body, Client, Head, Incoming, Limits, Network, Outgoing, Trouble};
use crate::provider::{ApiHeaders, Provider, Refused, judge_api};
use crate::redact::Redactor;

/// How long an answer's body may be silent.
const SILENCE: Duration = Duration::from_secs(30);
/// How much of an error's body is read to find out what it says.
const LARGEST_ERROR_BYTES: usize = 1 << 20;
/// More redirects than this lead nowhere.
const MOST_REDIRECTS: u32 = 10;

/// How requests are sent.
#[derive(Clone, Debug)]
pub struct Rules {
    /// How the network is used.
    pub network: Network,
    /// The text of `NO_PROXY`.
    pub no_proxy: String,
    /// Whether the time limit bounds the body too.
    pub bounds_body: bool,
    /// Whether redirects are followed.
    pub follow: bool,
    /// Whether a request that changes something may be sent again.
    pub retry_unsafe: bool,
    /// What to say when the host cannot be reached, where that is to be expected.
    pub unreachable_hint: Option<String>,
}

/// Sends requests, over one connection where they go to one origin.
pub struct Session<'a> {
    provider: &'a Provider,
    rules: Rules,
    credentials: Credentials<'a>,
    client: Option<(Url, &'static Client)>,
}

/// What shows the API who asks; it goes to one origin.
#[derive(Default)]
pub struct Credentials<'a> {
    /// The token.
    pub bearer: Option<Bearer<'a>>,
    /// Makes the headers that provider and profile add; for each request anew, since a signature holds for a moment.
    pub headers: Option<Box<dyn Fn() -> Result<ApiHeaders> + 'a>>,
}

/// An answer that is there to be shown.
pub struct Reply {
    /// The head.
    pub head: Head,
    /// Where it came from, after redirects.
    pub url: Url,
    /// What the answer says went wrong; none for a good one.
    pub failure: Option<Failure>,
    /// What was read of the body already.
    start: Vec<u8>,
    incoming: Option<Incoming<'static>>,
}

impl Reply {
    /// The next piece of the body; none at its end.
    pub fn chunk(&mut self) -> Result<Option<Bytes>> {
        if !self.start.is_empty() {
            return Ok(Some(std::mem::take(&mut self.start).into()));
        }
        let Some(incoming) = &mut self.incoming else {
            return Ok(None);
        };
        let chunk = incoming.chunk().map_err(|trouble| trouble.failure)?;
        if chunk.is_none() {
            self.incoming = None;
        }
        Ok(chunk)
    }
}

/// What is known when one answer has come.
enum Step {
    Show(Box<Reply>),
    /// The token is dead; the answer in case that no other can be had.
    Renew(Box<Reply>),
    /// It may pass; the answer in case that it does not.
    Again(Box<Reply>, Option<Duration>),
    Redirect(Url, Box<Reply>),
}

impl<'a> Session<'a> {
    /// Without credentials none are sent.
    pub fn new(provider: &'a Provider, rules: Rules, credentials: Credentials<'a>) -> Self {
        Self { provider, rules, credentials, client: None }
    }

    /// Sends the request, and returns the first answer that is to be shown.
    pub fn send(&mut self, request: &Prepared, content: &mut Content) -> Result<Reply> {
        let mut at = Leg { method: request.method.clone(), url: request.url.clone(), with_body: !content.is_empty() };
        let mut redirects = 0;
        let mut has_renewed = false;
        let may_repeat = method::is_safe(&request.method) || self.rules.retry_unsafe;
        let mut number = 1;
        // Got before the clock starts: the token step has a clock of its own.
        self.warm_up()?;
        let mut deadline = Deadline::after(self.rules.network.timeout);
        loop {
            let (failed, least) = match self.once(request, &at, content, deadline) {
                Ok(Step::Show(reply)) => return Ok(*reply),
                Ok(Step::Renew(reply)) => {
                    if has_renewed || !content.is_there() {
                        return Ok(if has_renewed { *reply } else { not_repeated(*reply) });
                    }
                    log::info!("the API rejects the token; getting another one");
                    self.renew()?;
                    has_renewed = true;
                    deadline = Deadline::after(self.rules.network.timeout);
                    continue;
                }
                Ok(Step::Redirect(url, reply)) => {
                    redirects += 1;
                    match next_leg(request, &at, &url, reply.head.status, content)? {
                        Some(_) if redirects > MOST_REDIRECTS => return Err(too_many_redirects(&at.url)),
                        Some(next) => at = next,
                        None => return Ok(*reply),
                    }
                    continue;
                }
                Ok(Step::Again(reply, least)) => (Ok(reply), least),
                Err(trouble) if trouble.retryable => (Err(trouble.failure), None),
                Err(trouble) => return Err(self.with_local_knowledge(trouble.failure)),
            };
            let is_throttled = matches!(&failed, Ok(reply) if reply.head.status == 429);
            let attempt = Attempt {
                number,
                retries: self.rules.network.retries,
                retryable: may_repeat && content.is_there(),
                retry_after: least,
                least_wait: Duration::from_millis(if is_throttled { self.provider.throttle_wait_ms } else { 0 }),
                left: deadline.left(),
            };
            let Some(pause) = wait(attempt, fastrand::f64()) else {
                return failed.map(|reply| *reply).map_err(|failure| self.with_local_knowledge(failure));
            };
            let why = match &failed {
                Ok(reply) => reply.failure.as_ref().map(ToString::to_string).unwrap_or_default(),
                Err(failure) => failure.to_string(),
            };
            log::info!("{why}; trying again in {}", in_words(pause));
            std::thread::sleep(pause);
            number += 1;
        }
    }

    fn warm_up(&mut self) -> Result<()> {
        self.credentials.bearer.as_mut().map_or(Ok(()), |bearer| bearer.token().map(drop))
    }

    fn renew(&mut self) -> Result<()> {
        if let Some(bearer) = &mut self.credentials.bearer {
            bearer.reject();
        }
        self.warm_up()
    }

    /// One request and its answer.
    fn once(
        &mut self,
        request: &Prepared,
        at: &Leg,
        content: &mut Content,
        deadline: Deadline,
    ) -> Result<Step, Trouble> {
        let final_word = |failure| Trouble { failure, retryable: false };
        let client = self.client(&at.url).map_err(final_word)?;
        let is_home = same_origin(&request.url, &at.url);
        let mut headers = request.headers_for(&at.url);
        let mut redactor = Redactor::default();
        if is_home && let Some(make) = &self.credentials.headers {
            let made = make().map_err(final_word)?;
            redactor = made.redactor;
            for (name, value) in made.headers.iter().filter(|(name, _)| !request.is_own(name)) {
                headers.insert(name, value.clone());
            }
        }
        if is_home && let Some(bearer) = &mut self.credentials.bearer {
            headers.insert(AUTHORIZATION, bearer.header().map_err(final_word)?);
            redactor.add(bearer.token().map_err(final_word)?);
        }
        let (body, upload) = if at.with_body { content.take().map_err(final_word)? } else { (Body::Empty, None) };
        if !at.with_body {
            headers.remove(CONTENT_TYPE);
        }
        if let (Body::Empty, None, true) = (&body, &upload, method::wants_body(&at.method)) {
            // Servers that expect a body wait for the length of an empty one too.
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        let outgoing = Outgoing { method: at.method.clone(), url: at.url.clone(), headers, body };
        let limits =
            Limits { head: deadline.left(), silence: SILENCE, whole: self.rules.bounds_body.then_some(deadline) };
        let mut incoming = client.open(&outgoing, upload, limits)?;
        let head = incoming.head().clone();
        log::info!("HTTP {}", head.status);
        let url = at.url.clone();
        if head.status < 400 {
            let target = location(&head, &url).filter(|_| self.rules.follow && is_redirect(head.status));
            let reply = Reply { head, url, failure: None, start: Vec::new(), incoming: Some(incoming) };
            return Ok(match target {
                Some(target) => Step::Redirect(target, Box::new(reply)),
                None => Step::Show(Box::new(reply)),
            });
        }
        let start = beginning(&mut incoming)?;
        let answer = answer(&head, start);
        let Refused { failure, retryable, token_is_dead, .. } = judge_api(self.provider, &answer, &redactor);
        let retry_after = head.retry_after();
        let reply = Reply { head, url, failure: Some(failure), start: answer.body, incoming: Some(incoming) };
        let reply = Box::new(reply);
        Ok(match (token_is_dead && is_home && self.credentials.bearer.is_some(), retryable) {
            (true, _) => Step::Renew(reply),
            (false, true) => Step::Again(reply, retry_after),
            (false, false) => Step::Show(reply),
        })
    }

    /// The client for this origin. One per origin is made at most, and it lives as long as the program.
    fn client(&mut self, url: &Url) -> Result<&'static Client> {
        match &self.client {
            Some((origin, client)) if same_origin(origin, url) => Ok(client),
            _ => {
                let client = Client::new(&self.rules.network, &self.rules.no_proxy, url)?;
                let client: &'static Client = Box::leak(Box::new(client));
                self.client = Some((url.clone(), client));
                Ok(client)
            }
        }
    }

    fn with_local_knowledge(&self, failure: Failure) -> Failure {
        match (failure.kind(), &self.rules.unreachable_hint) {
            (Kind::DnsFailed | Kind::ConnectFailed | Kind::TimedOut, Some(hint)) => failure.hint(hint),
            _ => failure,
        }
    }
}

/// One request on the way of redirects.
struct Leg {
    method: Method,
    url: Url,
    with_body: bool,
}

/// Where a redirect leads; none when it is not followed after all.
fn next_leg(request: &Prepared, at: &Leg, url: &Url, status: u16, content: &Content) -> Result<Option<Leg>> {
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
                "the redirect to {} is not followed: the body belongs to {}",
                shown_origin(&leg.url),
                shown_origin(&request.url)
            );
            return Ok(None);
        }
        log::info!("redirected to {}: the token stays behind", shown_origin(&leg.url));
    }
    if leg.with_body && !content.is_there() {
        log::warn!("the redirect is not followed: the body is gone, for it was too long to keep");
        return Ok(None);
    }
    Ok(Some(leg))
}

/// Whether the status sends the client elsewhere.
fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// Where an answer leads, if it is a redirect.
pub fn location(head: &Head, url: &Url) -> Option<Url> {
    if !is_redirect(head.status) {
        return None;
    }
    url.join(head.header("location")?).ok()
}

/// As much of an error's body as is looked at.
fn beginning(incoming: &mut Incoming<'_>) -> Result<Vec<u8>, Trouble> {
    let mut start = Vec::new();
    while start.len() < LARGEST_ERROR_BYTES
        && let Some(chunk) = incoming.chunk()?
    {
        start.extend_from_slice(&chunk);
    }
    Ok(start)
}

fn answer(head: &Head, body: Vec<u8>) -> Answer {
    let headers: HeaderMap = head.headers.clone();
    Answer { status: head.status, headers, body, sent_at: head.sent_at, answered_at: head.answered_at }
}

fn not_repeated(mut reply: Reply) -> Reply {
    reply.failure = reply.failure.map(|failure| {
        let advice = failure.advice().map_or_else(String::new, |advice| format!("{advice}; "));
        failure.hint(format!(
            "{advice}the request was not sent again with a new token, for its body is longer than 8 MiB and came from a \
             stream: send it from a file, or run it again"
        ))
    });
    reply
}

fn too_many_redirects(url: &Url) -> Failure {
    let what = format!("more than {MOST_REDIRECTS} redirects, the last one from {}", shown_origin(url));
    Failure::new(Kind::UnexpectedRedirect, what).hint("leave --follow out to see the first one")
}
