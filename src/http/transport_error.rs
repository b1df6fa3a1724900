//! The errors of a request that gets no response: each names the step that failed, and the host.

use std::error::Error as StdError;
use std::io;
use std::time::Duration;

use super::client_certificate::MISSING_HINT;
use super::dns::LookupFailed;
use crate::clock::in_words;
use crate::failure::{Failure, Kind};

/// A request that got no response, or a response that was cut short.
#[derive(Debug)]
pub struct TransportError {
    /// The failure that the user sees.
    pub failure: Failure,
    /// Whether another attempt can help.
    pub retryable: bool,
}

impl From<Failure> for TransportError {
    fn from(failure: Failure) -> Self {
        Self { failure, retryable: false }
    }
}

/// The server of a request and the proxy on the way, for messages.
#[derive(Clone, Debug)]
pub(super) struct Hop {
    /// Host and port of the server.
    pub(super) host: String,
    /// The proxy on the way; none for a direct connection.
    pub(super) proxy: Option<String>,
    /// The time limit that was set.
    pub(super) limit: Duration,
    /// The time limit of the connection.
    pub(super) connect_limit: Duration,
}

impl TransportError {
    /// Creates the error of a server that does not respond in time.
    pub(super) fn timed_out(hop: &Hop) -> Self {
        let what = format!("{} did not respond within {}", hop.host, in_words(hop.limit));
        Failure::new(Kind::TimedOut, what).hint("try again, or allow more time with --timeout DURATION").into()
    }

    /// Creates the error of an upload whose source or server stalls.
    pub(super) fn upload_stalled(hop: &Hop, silence: Duration) -> Self {
        let what = format!("nothing could be sent to {} for {}", hop.host, in_words(silence.min(hop.limit)));
        Failure::new(Kind::TimedOut, what)
            .because("the upload stalled")
            .hint("check the source of the body, or allow more time with --timeout DURATION")
            .into()
    }

    /// Returns whether the server's certificate was rejected.
    pub(super) fn is_untrusted_server(error: &reqwest::Error) -> bool {
        matches!(find(error), Some(rustls::Error::InvalidCertificate(_)))
    }

    /// Converts an error of the HTTP library.
    pub(super) fn from_reqwest(error: &reqwest::Error, hop: &Hop) -> Self {
        let (host, proxy) = (hop.host.as_str(), hop.proxy.as_deref());
        if let Some(lookup) = find::<LookupFailed>(error) {
            return lookup_failed(host, proxy, &lookup.0);
        }
        if let Some(tls) = find::<rustls::Error>(error) {
            return Self { failure: tls_failure(tls, host), retryable: false };
        }
        if error.is_timeout() || find::<io::Error>(error).is_some_and(|io| io.kind() == io::ErrorKind::TimedOut) {
            return if error.is_connect() {
                connect_timed_out(host, hop.connect_limit.min(hop.limit))
            } else {
                Self::timed_out(hop)
            };
        }
        let reason = innermost(error);
        if error.is_connect() {
            return connect_failed(host, proxy, &reason);
        }
        if error.is_builder() {
            let failure = Failure::new(Kind::BadUrl, format!("the URL for {host} cannot be sent"))
                .because(reason)
                .hint("shorten the path or the query: a URL can have at most 65,534 characters");
            return Self { failure, retryable: false };
        }
        let failure = Failure::new(
            Kind::ConnectionLost,
            format!("the connection to {host} ended before the response was complete"),
        )
        .because(reason)
        .hint("try again");
        Self { failure, retryable: true }
    }
}

/// Creates the error of a host name that cannot be resolved, of the server or of the proxy.
pub(super) fn lookup_failed(host: &str, proxy: Option<&str>, why: &dyn std::fmt::Display) -> TransportError {
    let failure = match proxy {
        Some(proxy) => Failure::new(Kind::DnsFailed, format!("the host name of the proxy {proxy} cannot be resolved"))
            .hint("check the proxy's address: it is from --proxy, HTTPS_PROXY, ALL_PROXY or the config file"),
        None => Failure::new(Kind::DnsFailed, format!("the host name of {host} cannot be resolved"))
            .hint("check the name, the network connection and the DNS settings"),
    };
    TransportError { failure: failure.because(why), retryable: true }
}

/// Creates the error of a connection that was refused or failed.
pub(super) fn connect_failed(host: &str, proxy: Option<&str>, why: &dyn std::fmt::Display) -> TransportError {
    let failure = match proxy {
        Some(proxy) => Failure::new(Kind::ProxyFailed, format!("{host} cannot be reached through the proxy {proxy}"))
            .hint("check the proxy's address, user name and password, which are from --proxy, HTTPS_PROXY, ALL_PROXY or the config file; NO_PROXY lists hosts to reach directly"),
        None => Failure::new(Kind::ConnectFailed, format!("no connection to {host}"))
            .hint("check that the host and port are right and that no firewall is in between"),
    };
    TransportError { failure: failure.because(why), retryable: true }
}

/// Creates the error of a connection that took too long, name lookup and handshake included.
pub(super) fn connect_timed_out(host: &str, limit: Duration) -> TransportError {
    let failure = Failure::new(Kind::TimedOut, format!("no connection to {host} within {}", in_words(limit)))
        .hint("try again, or allow more time with --connect-timeout DURATION");
    TransportError { failure, retryable: false }
}

/// Returns the TLS error inside an I/O error.
pub(super) fn rustls_error(error: &io::Error) -> Option<&rustls::Error> {
    find(error)
}

/// Explains why the handshake failed.
pub(super) fn tls_failure(error: &rustls::Error, host: &str) -> Failure {
    use rustls::{AlertDescription, CertificateError as Certificate};
    let failure = Failure::new(Kind::TlsFailed, format!("no secure connection to {host}"));
    if let rustls::Error::AlertReceived(AlertDescription::CertificateRequired) = error {
        return Failure::new(Kind::TlsFailed, format!("{host} demands a client certificate")).hint(MISSING_HINT);
    }
    let rustls::Error::InvalidCertificate(problem) = error else {
        return failure
            .because(error)
            .hint("check that the port serves https, and that no firewall or proxy breaks TLS");
    };
    match problem {
        // A bad signature: an authority with the same name is trusted, but did not sign the certificate.
        Certificate::UnknownIssuer | Certificate::BadSignature => failure.because("its certificate is from an authority that is not trusted").hint(
            "in a company network with an inspecting proxy, name a file of the company's certificates with --add-ca FILE",
        ),
        Certificate::Expired | Certificate::ExpiredContext { .. } => {
            failure.because("its certificate has expired").hint("check this machine's clock; if it is right, the server's owner must renew the certificate")
        }
        Certificate::NotValidYet | Certificate::NotValidYetContext { .. } => {
            failure.because("its certificate is not valid yet").hint("check this machine's clock")
        }
        Certificate::NotValidForName | Certificate::NotValidForNameContext { .. } => {
            failure.because("its certificate is for another host").hint("check the host name in the base URL")
        }
        other if format!("{other:?}").contains("CaUsedAsEndEntity") => failure
            .because("its certificate is a CA certificate (a self-signed one?), not a server's")
            .hint("give the server a certificate that is not a CA's (basicConstraints CA:FALSE)"),
        other => {
            // The library's message contains whole keys, so only the name of the error is shown.
            let debug = format!("{other:?}");
            let name = debug.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            failure
                .because(format!("its certificate was rejected ({name})"))
                .hint("name the right certificates with --ca-bundle FILE")
        }
    }
}

/// Finds the first error of this type in the chain, also inside I/O errors.
fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(current) = next {
        if let Some(found) = current.downcast_ref::<T>() {
            return Some(found);
        }
        let inner = current.downcast_ref::<io::Error>().and_then(|io| io.get_ref());
        next = match inner {
            Some(inner) => Some(inner as &(dyn StdError + 'static)),
            None => current.source(),
        };
    }
    None
}

/// Returns the message of the innermost error, which is the most specific one.
fn innermost(error: &(dyn StdError + 'static)) -> String {
    let mut current = error;
    while let Some(source) = current.source() {
        current = source;
    }
    current.to_string()
}
