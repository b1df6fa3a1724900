//! Exports the stored exchanges, which are already masked, as an HTTP Archive (HAR 1.2).
//!
//! Masking cannot recognize personal data in bodies; the archive's comment warns of it.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use hyper::StatusCode;
use hyper::body::Bytes;
use serde_json::{Value, json};

use super::exchange::{Exchange, millis};
use super::mask_body::MASK;
use super::message::{Message, MessageContent};

const COMMENT: &str = "Secret headers, query values and tokens are masked. Bodies may hold personal data.";

/// Iterates over the chunks of an archive; an exchange is serialized only when its chunk is read.
#[derive(Debug)]
pub struct Har {
    base_url: String,
    remaining: VecDeque<Arc<Exchange>>,
    state: HarState,
}

#[derive(Debug, PartialEq, Eq)]
enum HarState {
    Head,
    FirstEntry,
    Entries,
    End,
}

impl Har {
    /// Creates an archive of these exchanges; their URLs start with the base URL.
    pub fn new(base_url: &str, exchanges: Vec<Arc<Exchange>>) -> Self {
        Self { base_url: base_url.trim_end_matches('/').to_owned(), remaining: exchanges.into(), state: HarState::Head }
    }
}

impl Iterator for Har {
    type Item = Bytes;

    fn next(&mut self) -> Option<Bytes> {
        let chunk = match self.state {
            HarState::Head => {
                self.state = HarState::FirstEntry;
                let creator = json!({"name": "travauth", "version": env!("CARGO_PKG_VERSION")});
                let comment = Value::from(COMMENT);
                format!(r#"{{"log":{{"version":"1.2","creator":{creator},"comment":{comment},"entries":["#)
            }
            HarState::End => return None,
            HarState::FirstEntry | HarState::Entries => {
                if let Some(exchange) = self.remaining.pop_front() {
                    let separator = if self.state == HarState::FirstEntry { "\n" } else { ",\n" };
                    self.state = HarState::Entries;
                    format!("{separator}{}", entry(&self.base_url, &exchange))
                } else {
                    self.state = HarState::End;
                    "\n]}}\n".to_owned()
                }
            }
        };
        Some(Bytes::from(chunk))
    }
}

fn entry(base_url: &str, exchange: &Exchange) -> Value {
    let mut entry = json!({
        "startedDateTime": exchange.started.to_string(),
        "time": millis(exchange.times.total),
        "request": request(base_url, exchange),
        "response": response(exchange),
        "cache": {},
        "timings": timings(exchange),
    });
    let notes = [
        exchange.failure.clone(),
        exchange.explanation.as_ref().map(|explanation| explanation.title.clone()),
        (exchange.tries > 1).then(|| format!("sent {} times", exchange.tries)),
    ];
    let notes: Vec<String> = notes.into_iter().flatten().collect();
    if !notes.is_empty() {
        entry["comment"] = notes.join("; ").into();
    }
    entry
}

fn request(base_url: &str, exchange: &Exchange) -> Value {
    let message = &exchange.request;
    let query = exchange.target.split_once('?').map_or("", |(_, query)| query);
    let query: Vec<Value> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            json!({"name": name, "value": value})
        })
        .collect();
    let mut request = json!({
        "method": exchange.method,
        "url": format!("{base_url}{}", exchange.target),
        "httpVersion": exchange.version,
        "cookies": [],
        "headers": headers(message),
        "queryString": query,
        "headersSize": -1,
        "bodySize": message.bytes,
    });
    if message.bytes > 0 {
        request["postData"] = json!({
            "mimeType": message.header("content-type").unwrap_or_default(),
            "params": [],
            "text": message.text().unwrap_or_default(),
        });
        comment(&mut request["postData"], message);
    }
    request
}

fn response(exchange: &Exchange) -> Value {
    let message = &exchange.response;
    let status = exchange.status.unwrap_or_default();
    let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or_default();
    let mut content = json!({
        "size": message.bytes,
        "mimeType": message.header("content-type").unwrap_or_default(),
    });
    if let Some(text) = message.text() {
        content["text"] = text.into();
    }
    comment(&mut content, message);
    json!({
        "status": status,
        "statusText": reason,
        "httpVersion": exchange.version,
        "cookies": [],
        "headers": headers(message),
        "content": content,
        "redirectURL": message.header("location").unwrap_or_default(),
        "headersSize": -1,
        "bodySize": message.bytes,
    })
}

/// Adds a comment that explains why a body is missing, cut off or masked.
fn comment(part: &mut Value, message: &Message) {
    let comment = match &message.content {
        MessageContent::Binary => "not stored: binary data".to_owned(),
        MessageContent::Encoded(encoding) => format!("not stored: unsupported content encoding {encoding}"),
        MessageContent::Text(_) if message.is_cut => "only the beginning was stored".to_owned(),
        MessageContent::Text(text) if text.contains(MASK) => "secrets are masked".to_owned(),
        MessageContent::Text(_) | MessageContent::Empty => return,
    };
    part["comment"] = comment.into();
}

fn headers(message: &Message) -> Vec<Value> {
    message.headers.iter().map(|header| json!({"name": &*header.name, "value": &*header.value})).collect()
}

/// Splits the time into `blocked` (the wait for the rate limit), `wait` (until the response's head) and `receive`.
fn timings(exchange: &Exchange) -> Value {
    let times = exchange.times;
    let head = times.head.unwrap_or(times.total).min(times.total);
    let waited = times.waited.min(head);
    json!({
        "blocked": if waited == Duration::ZERO { -1.0 } else { millis(waited) },
        "dns": -1,
        "connect": -1,
        "ssl": -1,
        "send": 0,
        "wait": millis(head.saturating_sub(waited)),
        "receive": millis(times.total.saturating_sub(head)),
    })
}

#[cfg(test)]
mod tests {
    use super::super::exchange::tests::draft;
    use super::*;
    use crate::redact::Redactor;

    fn archive(exchanges: Vec<Exchange>) -> Value {
        let exchanges = exchanges.into_iter().map(Arc::new).collect();
        let text: Vec<u8> = Har::new("http://127.0.0.1:8900/", exchanges).flatten().collect();
        serde_json::from_slice(&text).unwrap()
    }

    #[test]
    fn archives_of_no_one_and_several_exchanges_are_valid() {
        assert_eq!(archive(vec![])["log"]["entries"], json!([]));
        let exchange = || draft("/a").mask(&Redactor::default());
        for count in 1..4 {
            let archive = archive((0..count).map(|_| exchange()).collect());
            assert_eq!(archive["log"]["entries"].as_array().unwrap().len(), count);
            assert_eq!(archive["log"]["version"], "1.2");
            assert!(archive["log"]["comment"].as_str().unwrap().contains("personal data"));
        }
    }

    #[test]
    fn an_entry_is_complete_and_has_no_secret() {
        let mut draft = draft("/v1/token?x=s3cret&y=");
        draft.method = "POST".to_owned();
        draft.tries = 2;
        draft.status = Some(401);
        draft.times.waited = Duration::from_millis(5);
        draft.times.head = Some(Duration::from_millis(40));
        draft.request_headers.insert("authorization", "Basic s3cret".parse().unwrap());
        draft.request_headers.insert("content-type", "application/x-www-form-urlencoded".parse().unwrap());
        draft.request_body.push(b"grant_type=client_credentials&client_secret=s3cret");
        draft.response_headers.insert("set-cookie", "a=s3cret".parse().unwrap());
        draft.response_headers.insert("content-type", "application/json".parse().unwrap());
        draft.response_body.push(br#"{"access_token":"s3cret","expires_in":1799}"#);
        let archive = archive(vec![draft.mask(&Redactor::default())]);
        assert!(!archive.to_string().contains("s3cret"), "{archive:#}");

        let entry = &archive["log"]["entries"][0];
        assert_eq!(entry["startedDateTime"], "2025-11-24T16:00:00.123Z");
        assert_eq!(entry["request"]["url"], "http://127.0.0.1:8900/v1/token?x=***&y=");
        assert_eq!(entry["request"]["queryString"], json!([{"name": "x", "value": "***"}, {"name": "y", "value": ""}]));
        assert_eq!(entry["request"]["postData"]["text"], "grant_type=client_credentials&client_secret=***");
        assert_eq!(entry["response"]["statusText"], "Unauthorized");
        assert_eq!(entry["response"]["content"]["text"], r#"{"access_token":"***","expires_in":1799}"#);
        assert_eq!(entry["comment"], "sent 2 times");
        let timings = &entry["timings"];
        assert_eq!(
            (timings["blocked"].as_f64(), timings["wait"].as_f64(), timings["receive"].as_f64()),
            (Some(5.0), Some(35.0), Some(5.68))
        );
        let sum: f64 = ["blocked", "send", "wait", "receive"].iter().filter_map(|name| timings[name].as_f64()).sum();
        assert!((sum - entry["time"].as_f64().unwrap()).abs() < 0.02);
    }

    #[test]
    fn a_comment_explains_a_body_that_was_not_stored() {
        let mut draft = draft("/a");
        draft.status = None;
        draft.failure = Some("the upstream went away".to_owned());
        draft.response_body.push(b"\0");
        let archive = archive(vec![draft.mask(&Redactor::default())]);
        let entry = &archive["log"]["entries"][0];
        assert_eq!(entry["response"]["status"], 0);
        assert_eq!(entry["response"]["content"]["comment"], "not stored: binary data");
        assert_eq!(entry["comment"], "the upstream went away");
    }
}
