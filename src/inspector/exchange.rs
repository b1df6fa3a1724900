//! One request and its response: a draft with its secrets, and the masked exchange that is stored.

use std::time::Duration;

use hyper::http::request::Parts;
use hyper::{HeaderMap, Version};
use jiff::Timestamp;
use serde::Serialize;

use super::capture::Capture;
use super::mask::{mask_message, mask_target, shortened};
use super::message::Message;
use crate::redact::Redactor;

/// The longest text of a failure or an explanation that is stored whole, in bytes.
const LONGEST_TEXT: usize = 2 << 10;

/// An exchange that is not masked yet; [`Inspector::record`](super::Inspector::record) masks it.
#[derive(Clone)]
pub struct Draft {
    /// When the request's head was complete.
    pub started: Timestamp,
    /// The name of the mount, empty at the root.
    pub mount: String,
    /// The method as sent.
    pub method: String,
    /// Path and query as sent, without the path segment that holds the server's key.
    pub target: String,
    /// `HTTP/1.0`, `HTTP/1.1`.
    pub version: &'static str,
    /// The status of the response, if there was one.
    pub status: Option<u16>,
    /// How long the parts of the exchange took.
    pub times: Times,
    /// How many times the request was sent to the upstream.
    pub tries: u32,
    /// The client's process id, if the connection shows it.
    pub pid: Option<u32>,
    /// The request's headers.
    pub request_headers: HeaderMap,
    /// The request's body.
    pub request_body: Capture,
    /// The response's headers.
    pub response_headers: HeaderMap,
    /// The response's body.
    pub response_body: Capture,
    /// Why the response is missing or incomplete.
    pub failure: Option<String>,
    /// The meaning of an error.
    pub explanation: Option<Explanation>,
}

/// How long the parts of an exchange took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Times {
    /// The wait for the rate limit.
    pub waited: Duration,
    /// From the start to the response's head; `None` without a response.
    pub head: Option<Duration>,
    /// From the start to the last byte of the response.
    pub total: Duration,
}

/// The meaning of an error, for the user.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct Explanation {
    /// The error in one line.
    pub title: String,
    /// Steps that can fix the error, one in each line.
    pub advice: Vec<String>,
}

impl Explanation {
    /// Masks the secrets that the redactor knows.
    pub(super) fn masked(&self, redactor: &Redactor) -> Self {
        let short = |text: &String| shortened(redactor.mask(text), LONGEST_TEXT);
        Self { title: short(&self.title), advice: self.advice.iter().map(short).collect() }
    }
}

/// A text to copy: the request as a command.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct CopyText {
    /// The kind of command: `curl`, `travauth call`.
    pub label: String,
    /// The text.
    pub text: String,
}

/// Returns the body of a request, and the headers that say how to read it, as options of curl and of `travauth call`.
pub fn body_options(exchange: &Exchange) -> String {
    let Some(body) = exchange.request.text().filter(|body| !body.is_empty()) else { return String::new() };
    let headers = ["Content-Type", "X-HTTP-Method-Override"].into_iter().filter_map(|name| {
        let value = exchange.request.header(&name.to_ascii_lowercase())?;
        Some(format!(" -H {}", shell_words::quote(&format!("{name}: {value}"))))
    });
    format!("{} --data {}", headers.collect::<String>(), shell_words::quote(body))
}

impl Draft {
    /// Creates the draft of a request that has no response yet.
    pub fn new(started: Timestamp, head: &Parts) -> Self {
        Self {
            started,
            mount: String::new(),
            method: head.method.to_string(),
            target: head.uri.path_and_query().map_or("/", |target| target.as_str()).to_owned(),
            version: if head.version == Version::HTTP_10 { "HTTP/1.0" } else { "HTTP/1.1" },
            status: None,
            times: Times::default(),
            tries: 1,
            pid: None,
            request_headers: head.headers.clone(),
            request_body: Capture::new(),
            response_headers: HeaderMap::new(),
            response_body: Capture::new(),
            failure: None,
            explanation: None,
        }
    }

    /// Masks the secrets, and shortens long texts.
    pub(super) fn mask(self, redactor: &Redactor) -> Exchange {
        Exchange {
            id: 0,
            started: self.started,
            mount: self.mount,
            method: shortened(redactor.mask(&self.method), 64),
            target: mask_target(&self.target, redactor),
            version: self.version,
            status: self.status,
            times: self.times,
            tries: self.tries,
            pid: self.pid,
            request: mask_message(&self.request_headers, &self.request_body, redactor),
            response: mask_message(&self.response_headers, &self.response_body, redactor),
            failure: self.failure.map(|text| shortened(redactor.mask(&text), LONGEST_TEXT)),
            explanation: self.explanation.map(|explanation| explanation.masked(redactor)),
        }
    }
}

// Omits the parts that may contain secrets.
impl std::fmt::Debug for Draft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Draft").field("method", &self.method).field("status", &self.status).finish_non_exhaustive()
    }
}

/// A masked exchange.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The number of the exchange, counted from 1.
    pub id: u64,
    /// When the request's head was complete.
    pub started: Timestamp,
    /// The name of the mount, empty at the root.
    pub mount: String,
    /// The method.
    pub method: String,
    /// The path, and the query with its values masked.
    pub target: String,
    /// `HTTP/1.0`, `HTTP/1.1`.
    pub version: &'static str,
    /// The status of the response, if there was one.
    pub status: Option<u16>,
    /// How long the parts of the exchange took.
    pub times: Times,
    /// How many times the request was sent to the upstream.
    pub tries: u32,
    /// The client's process id, if the connection shows it.
    pub pid: Option<u32>,
    /// The request's headers and body.
    pub request: Message,
    /// The response's headers and body.
    pub response: Message,
    /// Why the response is missing or incomplete.
    pub failure: Option<String>,
    /// The meaning of an error.
    pub explanation: Option<Explanation>,
}

impl Exchange {
    /// Returns roughly how much memory the exchange takes, in bytes.
    pub(super) fn size(&self) -> usize {
        let explanation = self.explanation.as_ref().map_or(0, |explanation| {
            explanation.title.len() + explanation.advice.iter().map(String::len).sum::<usize>()
        });
        size_of::<Self>()
            + self.mount.len()
            + self.method.len()
            + self.target.len()
            + self.failure.as_ref().map_or(0, String::len)
            + explanation
            + self.request.size()
            + self.response.size()
    }

    /// Returns the values that the page's list shows.
    pub(super) fn row(&self) -> Row<'_> {
        Row {
            id: self.id,
            at: self.started.as_millisecond(),
            method: &self.method,
            target: &self.target,
            status: self.status,
            millis: millis(self.times.total),
            waited: millis(self.times.waited),
            sent: self.request.bytes,
            received: self.response.bytes,
            tries: self.tries,
            agent: self.request.header("user-agent").unwrap_or_default(),
            pid: self.pid,
            failed: self.failure.is_some(),
        }
    }

    /// Returns the whole exchange, together with the texts to copy.
    pub(super) fn detail<'e>(&'e self, copy: &'e [CopyText]) -> Detail<'e> {
        Detail {
            row: self.row(),
            mount: &self.mount,
            version: self.version,
            head: self.times.head.map(millis),
            failure: self.failure.as_deref(),
            explanation: self.explanation.as_ref(),
            copy,
            request: &self.request,
            response: &self.response,
        }
    }
}

/// A row of the page's list, as it is sent to the page.
#[derive(Serialize)]
pub(super) struct Row<'e> {
    id: u64,
    /// Milliseconds since 1970.
    at: i64,
    method: &'e str,
    target: &'e str,
    status: Option<u16>,
    millis: f64,
    waited: f64,
    sent: u64,
    received: u64,
    tries: u32,
    agent: &'e str,
    pid: Option<u32>,
    failed: bool,
}

/// A whole exchange, as it is sent to the page.
#[derive(Serialize)]
pub(super) struct Detail<'e> {
    #[serde(flatten)]
    row: Row<'e>,
    mount: &'e str,
    version: &'e str,
    head: Option<f64>,
    failure: Option<&'e str>,
    explanation: Option<&'e Explanation>,
    copy: &'e [CopyText],
    request: &'e Message,
    response: &'e Message,
}

/// Converts a duration to milliseconds with two decimals.
pub(super) fn millis(span: Duration) -> f64 {
    (span.as_secs_f64() * 100_000.0).round() / 100.0
}

#[cfg(test)]
pub(super) mod tests {
    use hyper::Request;
    use serde_json::json;

    use super::*;
    use crate::secret::Secret;

    /// Creates the draft of a request to this target, with a response of status 200.
    pub(crate) fn draft(target: &str) -> Draft {
        let request = Request::builder().uri(target).header("user-agent", "curl/8.5").body(()).unwrap();
        let mut draft = Draft::new(Timestamp::from_millisecond(1_764_000_000_123).unwrap(), &request.into_parts().0);
        draft.status = Some(200);
        draft.times.total = Duration::from_micros(45_678);
        draft
    }

    #[test]
    fn every_part_of_a_draft_is_masked() {
        let secret = "s3cret-of-the-test";
        let mut draft = draft(&format!("/a/{secret}?x={secret}"));
        draft.method = format!("GET{secret}");
        draft.failure = Some(format!("because of {secret}"));
        draft.explanation =
            Some(Explanation { title: format!("a {secret}"), advice: vec![format!("change {secret}")] });
        for headers in [&mut draft.request_headers, &mut draft.response_headers] {
            headers.insert("x-echo", secret.parse().unwrap());
        }
        draft.request_body.push(secret.as_bytes());
        draft.response_body.push(secret.as_bytes());
        assert!(!format!("{draft:?}").contains("/a/"));

        let exchange = draft.mask(&Redactor::new([&Secret::new(secret)]));
        assert!(!format!("{exchange:?}").contains(secret), "{exchange:?}");
    }

    #[test]
    fn rows_and_details_have_the_fields_that_the_page_reads() {
        let mut exchange = draft("/v1/a?x=1").mask(&Redactor::default());
        exchange.id = 7;
        assert_eq!(
            serde_json::to_value(exchange.row()).unwrap(),
            json!({
                "id": 7, "at": 1_764_000_000_123_i64, "method": "GET", "target": "/v1/a?x=***", "status": 200,
                "millis": 45.68, "waited": 0.0, "sent": 0, "received": 0, "tries": 1, "agent": "curl/8.5",
                "pid": null, "failed": false,
            })
        );
        let detail = serde_json::to_value(exchange.detail(&[])).unwrap();
        assert_eq!(detail["request"]["headers"], json!([["user-agent", "curl/8.5"]]));
        assert_eq!(detail["response"]["kind"], "empty");
    }
}
