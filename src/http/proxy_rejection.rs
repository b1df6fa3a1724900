//! Finds out why an HTTP proxy rejected a connection. The HTTP library does not return the proxy's response, so the
//! request to the proxy is sent once more.

use std::io::{Read as _, Write as _};
use std::time::Duration;

use reqwest::header::HeaderValue;
use url::Url;

use super::dial::{self, Socket, TimedStream};
use super::url::host_and_port;
use crate::clock::Deadline;
use crate::failure::Failure;
use crate::redact::safe_line;

/// The most bytes of the proxy's response that are read.
const LARGEST_HEAD_BYTES: u64 = 16 << 10;
/// The longest text of the proxy that is shown, in characters.
const LONGEST_SHOWN: usize = 128;

/// The response of a proxy that rejected a CONNECT.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ProxyRejection {
    status_line: String,
    status: u16,
    /// The schemes of `Proxy-Authenticate`.
    schemes: Vec<String>,
}

/// Sends a CONNECT to an HTTP proxy. Returns none if the proxy accepts it this time, sends no response, or is of
/// another kind.
pub(super) fn request_again(
    proxy: &Url,
    server: &Url,
    authorization: Option<&HeaderValue>,
    limit: Duration,
) -> Option<ProxyRejection> {
    if proxy.scheme() != "http" {
        return None;
    }
    let deadline = Deadline::after(limit);
    let addresses = dial::look_up(proxy.host_str()?, proxy.port_or_known_default()?, deadline.left()).ok()?;
    let socket = Socket::Tcp(dial::connect(&addresses, deadline.left()).ok()?);
    let mut stream = TimedStream { socket, deadline };
    let host = format!("{}:{}", server.host_str()?, server.port_or_known_default()?);
    let mut request = format!("CONNECT {host} HTTP/1.1\r\nHost: {host}\r\n").into_bytes();
    if let Some(authorization) = authorization {
        request.extend_from_slice(b"Proxy-Authorization: ");
        request.extend_from_slice(authorization.as_bytes());
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(b"\r\n");
    stream.write_all(&request).ok()?;
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && (head.len() as u64) < LARGEST_HEAD_BYTES && stream.read(&mut byte).ok()? > 0 {
        head.push(byte[0]);
    }
    parse(&String::from_utf8_lossy(&head))
}

fn parse(head: &str) -> Option<ProxyRejection> {
    let (first, rest) = head.split_once("\r\n")?;
    let mut words = first.splitn(3, ' ');
    let status: u16 = words.next().filter(|version| version.starts_with("HTTP/")).and(words.next())?.parse().ok()?;
    if status < 300 {
        return None;
    }
    let reason = words.next().unwrap_or_default();
    let schemes = rest.lines().filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        let scheme = value.split_whitespace().next()?;
        name.eq_ignore_ascii_case("proxy-authenticate").then(|| safe_line(scheme, LONGEST_SHOWN))
    });
    Some(ProxyRejection {
        status_line: safe_line(format!("HTTP {status} {reason}").trim(), LONGEST_SHOWN),
        status,
        schemes: schemes.collect(),
    })
}

impl ProxyRejection {
    /// Adds the proxy's response and a hint to the failure.
    pub(super) fn explain(&self, failure: Failure, proxy: &Url) -> Failure {
        let name = host_and_port(proxy);
        let offers_basic = self.schemes.iter().any(|scheme| scheme.eq_ignore_ascii_case("basic"));
        match self.status {
            407 if self.schemes.is_empty() || offers_basic => failure
                .because(format!("{name} returned {}", self.status_line))
                .only_hint("check the proxy's user name and password in --proxy or HTTPS_PROXY"),
            407 => failure
                .because(format!("{name} returned {} and accepts {} only", self.status_line, self.schemes.join(", ")))
                .only_hint("travauth can log in to a proxy with Basic only: run a local proxy that speaks the other scheme, such as px or cntlm, and name that one"),
            _ => failure
                .because(format!("{name} returned {}", self.status_line))
                .only_hint("the proxy does not allow this host: ask its administrator, or list the host in NO_PROXY if it can be reached directly"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Kind;

    #[test]
    fn a_rejection_names_status_and_schemes() {
        let proxy = Url::parse("http://proxy.example:3128").unwrap();
        for (head, why, hint) in [
            ("HTTP/1.1 403 Forbidden\r\n\r\n", "proxy.example:3128 returned HTTP 403 Forbidden", "does not allow"),
            ("HTTP/1.0 407 Auth\r\nProxy-Authenticate: Basic realm=x\r\n\r\n", "returned HTTP 407 Auth", "password"),
            (
                "HTTP/1.1 407 Auth\r\nproxy-authenticate: NTLM\r\nProxy-Authenticate: Negotiate\r\n\r\n",
                "accepts NTLM, Negotiate only",
                "Basic only",
            ),
            ("HTTP/1.1 502 \u{1b}[31m\r\n\r\n", "HTTP 502 \\u{1b}[31m", "does not allow"),
        ] {
            let failure = Failure::new(Kind::ProxyFailed, "x");
            let failure = parse(head).unwrap().explain(failure, &proxy);
            assert!(failure.message().contains(why), "{failure}");
            assert!(failure.hint_line().unwrap().contains(hint), "{failure:?}");
        }
        for head in ["HTTP/1.1 200 OK\r\n\r\n", "SSH-2.0-x\r\n\r\n", ""] {
            assert_eq!(parse(head), None, "{head}");
        }
    }
}
