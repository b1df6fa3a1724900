//! The client itself: one exchange at a time, bounded in time and size.

use std::mem::ManuallyDrop;
use std::time::{Duration, Instant};

use hyper::body::Bytes;
use jiff::Timestamp;
use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use tokio::runtime::Runtime;
use url::Url;

use super::incoming::{Head, Incoming, Limits};
use super::trouble::Where;
use super::upload::Upload;
use super::{Network, Trouble, proxy, retry, trust, url as urls};
use crate::clock::{self, Deadline};
use crate::failure::{Failure, Kind, Result};

/// What every request calls itself.
pub const USER_AGENT: &str = concat!("travauth/", env!("CARGO_PKG_VERSION"));

/// A client for one target.
///
/// It is never dropped: dropping it would wait for what is still under way after a time-out, and the program ends anyway.
///
/// Its runtime turns on the calling thread, and only while that waits: no thread is started, and each wait has its own limit,
/// which reqwest's blocking client does not offer.
pub struct Client {
    inner: ManuallyDrop<reqwest::Client>,
    runtime: ManuallyDrop<Runtime>,
    proxy: Option<String>,
    connect_timeout: Duration,
    timeout: Duration,
}

/// A request to be sent.
#[derive(Debug)]
pub struct Outgoing {
    /// The method.
    pub method: Method,
    /// Where it goes.
    pub url: Url,
    /// Headers besides those of the client; secret values are marked sensitive.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body,
}

/// The body of a request.
#[derive(Debug)]
pub enum Body {
    /// None.
    Empty,
    /// These bytes; whoever gives them also gives their content type.
    Bytes(Bytes),
    /// A form; the trace shows its field names only.
    Form(Vec<(String, crate::secret::Secret)>),
}

/// An answer, its body read whole.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// All headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
    /// When the request was sent.
    pub sent_at: Timestamp,
    /// When the answer's head had come.
    pub answered_at: Timestamp,
}

impl Answer {
    /// A header's text; none when it is missing or not text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// What the server asks for in `Retry-After`.
    pub fn retry_after(&self) -> Option<Duration> {
        retry::retry_after(self.header("retry-after")?, self.answered_at)
    }

    /// How far the server's clock is ahead of this one (negative: behind), in seconds; none without a `Date`.
    pub fn clock_difference_seconds(&self) -> Option<i64> {
        let date = retry::http_date(self.header("date")?)?;
        Some(date.as_second() - self.answered_at.as_second())
    }
}

impl Client {
    /// A client for this target. `no_proxy` is the variable's text.
    pub fn new(network: &Network, no_proxy: &str, target: &Url) -> Result<Self> {
        let chosen = proxy::choose(network, no_proxy, target)?;
        let needs_trust =
            target.scheme() == "https" || chosen.as_ref().is_some_and(|chosen| chosen.shown.starts_with("https"));
        let tls = if needs_trust { trust::tls_config(&network.trust)? } else { trust::tls_config_without_trust()? };
        #[expect(clippy::disallowed_methods, reason = "this is the one place")]
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .http1_only()
            .user_agent(USER_AGENT)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(network.connect_timeout)
            .dns_resolver(std::sync::Arc::new(super::dns::SystemResolver))
            .no_proxy();
        let proxy = chosen.map(|chosen| {
            log::info!("through the proxy {}", chosen.shown);
            (chosen.shown, chosen.proxy)
        });
        let proxy = match proxy {
            Some((shown, proxy)) => {
                builder = builder.proxy(proxy);
                Some(shown)
            }
            None => None,
        };
        let inner = builder.build().map_err(|error| Failure::from(anyhow::Error::new(error)))?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Failure::from(anyhow::Error::new(error)))?;
        Ok(Self {
            inner: ManuallyDrop::new(inner),
            runtime: ManuallyDrop::new(runtime),
            proxy,
            connect_timeout: network.connect_timeout,
            timeout: network.timeout,
        })
    }

    /// Sends one request and reads its whole answer, of at most `largest` bytes, within `limit`.
    pub fn exchange(&self, outgoing: &Outgoing, limit: Duration, largest: usize) -> Result<Answer, Trouble> {
        let started = Instant::now();
        let limits = Limits { head: limit, silence: limit, whole: Some(Deadline::after(limit)) };
        let mut incoming = self.open(outgoing, None, limits)?;
        let mut body = Vec::new();
        while let Some(chunk) = incoming.chunk()? {
            body.extend_from_slice(&chunk);
            if body.len() > largest {
                break;
            }
        }
        let Head { status, headers, sent_at, answered_at, .. } = incoming.into_head();
        log::info!("HTTP {status}, {} bytes in {} ms", body.len(), started.elapsed().as_millis());
        if body.len() > largest {
            let what = format!("the answer of {} is larger than {largest} bytes", host_and_port(&outgoing.url));
            return Err(Trouble {
                failure: Failure::new(Kind::AnswerTooLarge, what)
                    .http_status(status)
                    .hint("is the base URL right? A token endpoint answers in a few hundred bytes"),
                retryable: false,
            });
        }
        Ok(Answer { status, headers, body, sent_at, answered_at })
    }

    /// Sends one request, with this body in place of the request's own, and returns when the head of the answer has come.
    pub fn open(&self, outgoing: &Outgoing, upload: Option<Upload>, limits: Limits) -> Result<Incoming<'_>, Trouble> {
        let host = host_and_port(&outgoing.url);
        trace_request(outgoing);
        let sent_at = clock::now();
        let request = match upload {
            Some(upload) => self.request(outgoing).body(reqwest::Body::wrap(upload)),
            None => self.request(outgoing),
        };
        let limit = limits.head.min(limits.whole.map_or(Duration::MAX, Deadline::left));
        let place = self.place(&host, limit);
        let response = self
            .runtime
            .block_on(async { tokio::time::timeout(limit, request.send()).await })
            .map_err(|_| Trouble::timed_out(place))?
            .map_err(|error| Trouble::from_reqwest(&error, place))?;
        trace_headers("<", response.headers());
        let head = Head::new(&response, sent_at, clock::now());
        Ok(Incoming::new(self, response, head, host, limits))
    }

    pub(super) fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    pub(super) fn place<'a>(&'a self, host: &'a str, limit: Duration) -> Where<'a> {
        // What is left of the limit decides, and the limit that the user knows is told.
        let limit = limit.max(self.timeout);
        Where { host, proxy: self.proxy.as_deref(), limit, connect_limit: self.connect_timeout }
    }

    fn request(&self, outgoing: &Outgoing) -> reqwest::RequestBuilder {
        let request =
            self.inner.request(outgoing.method.clone(), outgoing.url.clone()).headers(outgoing.headers.clone());
        match &outgoing.body {
            Body::Empty => request,
            Body::Bytes(bytes) => request.body(bytes.clone()),
            Body::Form(fields) => {
                let fields = fields.iter().map(|(name, value)| (name.as_str(), value.expose()));
                let text = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
                request.header(reqwest::header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(text)
            }
        }
    }
}

/// Host, and port where it is not the scheme's own.
pub fn host_and_port(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn trace_request(outgoing: &Outgoing) {
    log::info!("{} {}", outgoing.method, urls::shown(&outgoing.url));
    trace_headers(">", &outgoing.headers);
    if let Body::Form(fields) = &outgoing.body {
        let names: Vec<_> = fields.iter().map(|(name, _)| format!("{name}=***")).collect();
        log::debug!("> form: {}", names.join("&"));
    }
}

/// A server may echo a secret in any header, so an answer's values are shown only where they are known to be harmless.
fn trace_headers(mark: &str, headers: &HeaderMap) {
    const HARMLESS: [&str; 13] = [
        "accept",
        "age",
        "allow",
        "cache-control",
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "date",
        "retry-after",
        "server",
        "transfer-encoding",
        "x-http-method-override",
    ];
    if !log::log_enabled!(log::Level::Debug) {
        return;
    }
    let shown = |name: &HeaderName, value: &HeaderValue| {
        let text = value.to_str().ok().filter(|_| !value.is_sensitive() && HARMLESS.contains(&name.as_str()));
        text.map_or_else(|| "***".to_owned(), crate::redact::escape_control)
    };
    for (name, value) in headers {
        log::debug!("{mark} {name}: {}", shown(name, value));
    }
}
