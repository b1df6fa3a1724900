//! The HTTP client: sends a request and returns the response before its body has arrived.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use hyper::body::Bytes;
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HeaderMap};
use url::Url;

use super::client_certificate::{CertificateResolver, CertificateSource};
use super::response::{FullResponse, Response, ResponseHead};
use super::transport_error::Hop;
use super::upload::Upload;
use super::url::host_and_port;
use super::{Network, TransportError, proxy, proxy_rejection, trace, trust};
use crate::clock::{self, Deadline};
use crate::failure::{Failure, Kind, OrInternal as _, Result};
use crate::redact::Redactor;
use crate::secret::Secret;

/// The `User-Agent` of every request.
pub const USER_AGENT: &str = concat!("travauth/", env!("CARGO_PKG_VERSION"));

/// The one HTTP client of a run.
pub struct Client {
    network: Network,
    connectors: Mutex<Vec<Connector>>,
}

/// A pool of connections of the same kind.
#[derive(Clone)]
struct Connector {
    kind: ConnectionKind,
    pool: reqwest::Client,
    certificate: Arc<CertificateResolver>,
}

/// The settings that decide how a connection is made.
#[derive(Clone, PartialEq, Eq)]
struct ConnectionKind {
    /// The proxy's address, without user name and password.
    proxy: Option<String>,
    /// Whether the certificate of the server or of the proxy must be checked.
    needs_trust: bool,
    /// The version of the client certificate, if connections present it.
    certificate: Option<String>,
}

/// A request.
#[derive(Debug)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The URL.
    pub url: Url,
    /// The headers, except those that the client adds; secret values are marked sensitive.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body,
    /// Whether the server may see the client certificate.
    pub shows_certificate: bool,
}

/// The most headers of a response. hyper's default is 100, and some servers send more.
const MAX_HEADERS: usize = 1000;

/// The body of a request.
#[derive(Debug)]
pub enum Body {
    /// No body.
    Empty,
    /// These bytes; the headers name their content type.
    Bytes(Bytes),
    /// A form; the log shows only its field names.
    Form(Vec<(String, Secret)>),
    /// A JSON document; the log shows only the names of its fields.
    Json {
        /// The document.
        text: Secret,
        /// The names of its fields.
        names: Vec<String>,
    },
}

/// How long an exchange may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The time limit from the end of the request to the response headers.
    pub head: Duration,
    /// The longest pause within the body of the request or of the response.
    pub silence: Duration,
    /// The deadline of the whole response; none for no limit.
    pub whole: Option<Deadline>,
}

impl Client {
    /// Creates a client. Nothing is read or connected yet.
    pub fn new(network: Network) -> Self {
        Self { network, connectors: Mutex::default() }
    }

    /// Returns the network settings.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// Prepares connections to this URL, for example reads the trusted certificates, so that the next request is sent at once.
    ///
    /// # Errors
    ///
    /// Fails when the proxy or the certificates cannot be used.
    pub fn prepare(&self, url: &Url, shows_certificate: bool) -> Result<()> {
        self.connector(url, shows_certificate).map(drop)
    }

    /// Sends a request and returns when the response headers have arrived. If there is an `upload`, it is sent instead of the
    /// request's body.
    ///
    /// # Errors
    ///
    /// Fails when no response arrives: there is no connection, it breaks, or a time limit expires.
    pub async fn send(
        &self,
        request: &Request,
        upload: Option<Upload>,
        limits: Limits,
        redactor: &Redactor,
    ) -> Result<Response, TransportError> {
        let host = host_and_port(&request.url);
        trace::request(request, redactor);
        let (Connector { pool, certificate, .. }, proxy) = self.connector(&request.url, request.shows_certificate)?;
        let hop = Hop {
            host,
            proxy,
            // Messages show the limit that the user set, not the time that is left.
            limit: limits.head.max(self.network.timeout),
            connect_limit: self.network.connect_timeout,
        };
        let sent_at = clock::now();
        let builder = pool.request(request.method.clone(), request.url.clone()).headers(request.headers.clone());
        let progress = upload.as_ref().map(Upload::progress);
        let builder = match (upload, &request.body) {
            (Some(upload), _) => builder.body(reqwest::Body::wrap(upload)),
            (None, Body::Empty) => builder,
            (None, Body::Bytes(bytes)) => builder.body(bytes.clone()),
            (None, Body::Form(fields)) => {
                let fields = fields.iter().map(|(name, value)| (name.as_str(), value.expose()));
                let text = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
                builder.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(text)
            }
            (None, Body::Json { text, .. }) => {
                builder.header(CONTENT_TYPE, "application/json").body(text.expose().to_owned())
            }
        };
        let started = Instant::now();
        let mut sending = std::pin::pin!(builder.send());
        let response = loop {
            let due = progress.as_ref().map_or(started + limits.head, |progress| progress.due(limits));
            match tokio::time::timeout_at(due.into(), &mut sending).await {
                Ok(Ok(response)) => break response,
                Ok(Err(error)) => {
                    let is_untrusted = TransportError::is_untrusted_server(&error);
                    let error = TransportError::from_reqwest(&error, &hop);
                    // An untrusted server is the cause of the error, even if it also asked for a client certificate.
                    let error = if is_untrusted { error } else { certificate.explain(error, &hop.host) };
                    return Err(self.with_proxy_rejection(error, &request.url).await);
                }
                // More of the body was sent in the meantime, so the exchange has not timed out.
                Err(_) if progress.as_ref().is_some_and(|progress| progress.due(limits) > Instant::now()) => {}
                Err(_) => {
                    let is_sending = progress.as_ref().is_some_and(|progress| !progress.is_finished());
                    return Err(if is_sending {
                        TransportError::upload_stalled(&hop, limits.silence)
                    } else {
                        TransportError::timed_out(&hop)
                    });
                }
            }
        };
        let limits = match &progress {
            // The time for the response begins when the request has been sent.
            Some(progress) => Limits { whole: limits.whole.map(|_| Deadline::at(progress.due(limits))), ..limits },
            None => limits,
        };
        trace::headers("<", response.headers(), redactor);
        let mut head = ResponseHead::new(&response, sent_at, clock::now());
        head.lacked_certificate = certificate.lacks_certificate();
        Ok(Response::new(response, head, hop, limits))
    }

    /// Sends a request and reads the whole response, decompressed, of at most `largest` bytes, within `limit`.
    ///
    /// # Errors
    ///
    /// Fails when no response arrives, or when it is cut short or too large.
    pub async fn fetch(
        &self,
        request: &Request,
        limit: Duration,
        largest: usize,
        redactor: &Redactor,
    ) -> Result<FullResponse, TransportError> {
        let started = Instant::now();
        let host = host_and_port(&request.url);
        let limits = Limits { head: limit, silence: limit, whole: Some(Deadline::after(limit)) };
        let mut response = self.send(request, None, limits, redactor).await?.decoded();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            body.extend_from_slice(&chunk);
            if body.len() > largest {
                let what = format!("the response from {host} is larger than {largest} bytes");
                return Err(TransportError {
                    failure: Failure::new(Kind::ResponseTooLarge, what)
                        .http_status(response.head().status)
                        .hint("check the base URL: a token response has only a few hundred bytes"),
                    retryable: false,
                });
            }
        }
        let head = response.into_head();
        log::info!("HTTP {}, {} bytes in {} ms", head.status, body.len(), started.elapsed().as_millis());
        Ok(FullResponse { head, body })
    }

    /// Adds the proxy's response to an error of the proxy.
    async fn with_proxy_rejection(&self, error: TransportError, server: &Url) -> TransportError {
        let Ok(Some(chosen)) = proxy::choose(&self.network, server) else { return error };
        let Ok(address) = Url::parse(&chosen.shown) else { return error };
        if error.failure.kind() != Kind::ProxyFailed {
            return error;
        }
        let (proxy_url, server, limit) = (address.clone(), server.clone(), self.network.connect_timeout);
        let request = move || proxy_rejection::request_again(&proxy_url, &server, chosen.authorization.as_ref(), limit);
        match tokio::task::spawn_blocking(request).await {
            Ok(Some(rejection)) => {
                TransportError { failure: rejection.explain(error.failure, &address), retryable: false }
            }
            Ok(None) | Err(_) => error,
        }
    }

    /// Returns the pool of connections for this URL, and the address of its proxy.
    fn connector(&self, url: &Url, shows_certificate: bool) -> Result<(Connector, Option<String>)> {
        let chosen = proxy::choose(&self.network, url)?;
        let shown = chosen.as_ref().map(|chosen| chosen.shown.clone());
        let source =
            self.network.client_certificate.as_deref().filter(|_| shows_certificate && url.scheme() == "https");
        if source.is_some() && shown.as_ref().is_some_and(|shown| shown.starts_with("https")) {
            return Err(Failure::new(Kind::Usage, "a client certificate cannot be used with an https proxy")
                .because("the proxy could ask for the certificate too")
                .hint("name a proxy with http:// or socks5://, or reach the server directly (NO_PROXY)"));
        }
        let kind = ConnectionKind {
            certificate: source.map(CertificateSource::version),
            needs_trust: url.scheme() == "https" || shown.as_ref().is_some_and(|shown| shown.starts_with("https")),
            proxy: shown.clone(),
        };
        let mut connectors = self.connectors.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(connector) = connectors.iter().find(|connector| connector.kind == kind) {
            return Ok((connector.clone(), shown));
        }
        let certificate = Arc::new(CertificateResolver::new(source)?);
        let tls = if kind.needs_trust {
            trust::tls_config_with(&self.network.trust, Arc::clone(&certificate))?
        } else {
            trust::tls_config_without_trust()?
        };
        #[expect(clippy::disallowed_methods, reason = "the one place that builds HTTP clients")]
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .http1_only()
            .http1_max_headers(MAX_HEADERS)
            .user_agent(USER_AGENT)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .connect_timeout(self.network.connect_timeout)
            .dns_resolver(std::sync::Arc::new(super::dns::SystemResolver))
            .no_proxy();
        if let Some(chosen) = chosen {
            log::info!("using the proxy {}", chosen.shown);
            builder = builder.proxy(chosen.proxy);
        }
        let pool = builder.build().or_internal("build the HTTP client")?;
        let connector = Connector { kind, pool, certificate };
        connectors.push(connector.clone());
        Ok((connector, shown))
    }
}
