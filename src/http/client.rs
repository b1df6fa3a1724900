//! The client itself: one exchange at a time, bounded in time and size.

use std::io::Read as _;
use std::mem::ManuallyDrop;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use url::Url;

use super::trouble::Where;
use super::{Network, Trouble, proxy, retry, trust, url as urls};
use crate::clock;
use crate::failure::{Failure, Kind, Result};

/// What every request calls itself.
pub const USER_AGENT: &str = concat!("travauth/", env!("CARGO_PKG_VERSION"));

/// A client for one target.
///
/// It is never dropped: dropping it would wait for what is still under way after a time-out, and the program ends anyway.
pub struct Client {
    inner: ManuallyDrop<reqwest::blocking::Client>,
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
        let mut builder = reqwest::blocking::Client::builder()
            .tls_backend_preconfigured(tls)
            .http1_only()
            .user_agent(USER_AGENT)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .timeout(None)
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
        Ok(Self {
            inner: ManuallyDrop::new(inner),
            proxy,
            connect_timeout: network.connect_timeout,
            timeout: network.timeout,
        })
    }

    /// Sends one request and reads its whole answer, of at most `largest` bytes, within `limit`.
    pub fn exchange(&self, outgoing: &Outgoing, limit: Duration, largest: usize) -> Result<Answer, Trouble> {
        let host = host_and_port(&outgoing.url);
        // What is left of the limit decides, and the limit that the user knows is told.
        let (limit_told, connect_limit) = (self.timeout.max(limit), self.connect_timeout);
        let place = Where { host: &host, proxy: self.proxy.as_deref(), limit: limit_told, connect_limit };
        let failed = |error: &reqwest::Error| Trouble::from_reqwest(error, place);
        trace_request(outgoing);
        let started = Instant::now();
        let sent_at = clock::now();
        let response = self.request(outgoing).timeout(limit).send().map_err(|error| failed(&error))?;
        let answered_at = clock::now();
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let mut body = Vec::new();
        let read = response.take(largest as u64 + 1).read_to_end(&mut body);
        log::info!("HTTP {status}, {} bytes in {} ms", body.len(), started.elapsed().as_millis());
        trace_headers("<", &headers);
        if let Err(error) = read {
            return Err(match error.get_ref().and_then(|inner| inner.downcast_ref::<reqwest::Error>()) {
                Some(inner) => failed(inner),
                None => Trouble {
                    failure: Failure::new(Kind::ConnectionLost, format!("the answer of {host} was cut short"))
                        .because(error)
                        .http_status(status),
                    retryable: true,
                },
            });
        }
        if body.len() > largest {
            let what = format!("the answer of {host} is larger than {largest} bytes");
            return Err(Trouble {
                failure: Failure::new(Kind::AnswerTooLarge, what)
                    .http_status(status)
                    .hint("is the base URL right? A token endpoint answers in a few hundred bytes"),
                retryable: false,
            });
        }
        Ok(Answer { status, headers, body, sent_at, answered_at })
    }

    fn request(&self, outgoing: &Outgoing) -> reqwest::blocking::RequestBuilder {
        let request =
            self.inner.request(outgoing.method.clone(), outgoing.url.clone()).headers(outgoing.headers.clone());
        match &outgoing.body {
            Body::Empty => request,
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
