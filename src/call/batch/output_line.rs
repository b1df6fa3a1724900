//! The lines that a batch prints: a response or an error as one line of JSON.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::id::BatchId;
use crate::failure::Failure;
use crate::http::ResponseHead;

/// The body of a response, as a line shows it.
#[derive(Clone, Copy, Debug)]
pub(super) enum ShownBody<'b> {
    /// The bytes that were received.
    Received(&'b [u8]),
    /// The results of a jq expression, each as JSON.
    Filtered(&'b [String]),
    /// Not shown.
    Omitted,
}

/// Returns the line of a response.
pub(super) fn response_line(id: Option<&BatchId>, head: &ResponseHead, body: ShownBody<'_>) -> Vec<u8> {
    let mut line = line_start(id);
    // Writing to a string cannot fail, here and below.
    let _ = write!(line, r#","status":{},"headers":{}"#, head.status, headers(head));
    match body {
        ShownBody::Received(bytes) => push_body(&mut line, head.header("content-type"), bytes),
        ShownBody::Filtered([]) => line.push_str(r#","body":null"#),
        ShownBody::Filtered([result]) => drop(write!(line, r#","body":{result}"#)),
        ShownBody::Filtered(results) => drop(write!(line, r#","body":[{}]"#, results.join(","))),
        ShownBody::Omitted => {}
    }
    line.push_str("}\n");
    line.into_bytes()
}

/// Returns the line of a request that has no response.
pub(super) fn error_line(id: Option<&BatchId>, failure: &Failure) -> Vec<u8> {
    let error = failure.to_json()["error"].take();
    format!("{},\"error\":{error}}}\n", line_start(id)).into_bytes()
}

fn line_start(id: Option<&BatchId>) -> String {
    format!(r#"{{"id":{}"#, id.map_or_else(|| "null".to_owned(), BatchId::to_json))
}

/// Returns the headers: each name with its value, or with a list if there are several.
fn headers(head: &ResponseHead) -> Value {
    let mut headers = Map::new();
    for name in head.headers.keys() {
        let values = head.headers.get_all(name).iter();
        let mut values: Vec<Value> =
            values.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned().into()).collect();
        let value = if values.len() == 1 { values.remove(0) } else { Value::Array(values) };
        headers.insert(name.as_str().to_owned(), value);
    }
    Value::Object(headers)
}

/// Adds the body: JSON as it was received, other text as a string, and bytes in base64.
fn push_body(line: &mut String, content_type: Option<&str>, bytes: &[u8]) {
    match std::str::from_utf8(bytes) {
        Ok("") => line.push_str(r#","body":null"#),
        Ok(text) => {
            line.push_str(r#","body":"#);
            match as_json(content_type, text) {
                Some(json) => line.push_str(&json),
                None => line.push_str(&Value::from(text).to_string()),
            }
        }
        Err(_) => drop(write!(line, r#","body_base64":"{}""#, STANDARD.encode(bytes))),
    }
}

/// Returns the text as JSON on one line, if it is JSON. A text such as `1` or `true` counts as JSON only if the content type
/// is JSON.
fn as_json(content_type: Option<&str>, text: &str) -> Option<String> {
    let is_json_type = content_type.is_none_or(|content_type| content_type.to_ascii_lowercase().contains("json"));
    if !is_json_type && !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let json: &RawValue = serde_json::from_str(text).ok()?;
    let json = json.get();
    Some(if json.contains(['\n', '\r']) { without_white_space(json) } else { json.to_owned() })
}

/// Removes the white space outside the strings of JSON.
fn without_white_space(json: &str) -> String {
    let mut is_in_string = false;
    let mut is_escaped = false;
    let is_kept = |c: &char| {
        if is_in_string {
            is_in_string = is_escaped || *c != '"';
            is_escaped = *c == '\\' && !is_escaped;
            return true;
        }
        is_in_string = *c == '"';
        !c.is_ascii_whitespace()
    };
    json.chars().filter(is_kept).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::Kind;
    use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

    fn head(headers: &[(&'static str, &'static str)]) -> ResponseHead {
        let headers =
            headers.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name, value);
        }
        ResponseHead {
            status: 200,
            reason: String::new(),
            headers: map,
            sent_at: crate::clock::now(),
            received_at: crate::clock::now(),
            lacked_certificate: false,
        }
    }

    fn line(content_type: &'static str, body: &[u8]) -> String {
        let line = response_line(None, &head(&[("content-type", content_type)]), ShownBody::Received(body));
        let line = String::from_utf8(line).unwrap();
        let document: Value = serde_json::from_str(&line).unwrap();
        assert_eq!((document["id"].clone(), document["status"].clone()), (Value::Null, 200.into()));
        assert_eq!(line.find('\n'), Some(line.len() - 1), "{line}");
        line.split_once("},").unwrap().1.trim_end().to_owned()
    }

    #[test]
    fn a_body_is_json_or_text_or_base64() {
        for (content_type, body, expected) in [
            (
                "application/json",
                r#"{"n": 1.10,"a":12345678901234567890123}"#,
                r#""body":{"n": 1.10,"a":12345678901234567890123}}"#,
            ),
            ("application/json", "{\n  \"a b\\\" \\\\\": [ 1.10,\r\n 2e5 ]\n}\n", r#""body":{"a b\" \\":[1.10,2e5]}}"#),
            ("application/vnd.api+json", " 1.0 ", r#""body":1.0}"#),
            ("application/json", "{cut", r#""body":"{cut"}"#),
            ("text/html", "<a>\n\u{1}", r#""body":"<a>\n\u0001"}"#),
            ("text/plain", "1", r#""body":"1"}"#),
            ("text/plain", "[1]", r#""body":[1]}"#),
            ("application/json", "", r#""body":null}"#),
        ] {
            assert_eq!(line(content_type, body.as_bytes()), expected, "{body}");
        }
        assert_eq!(line("image/png", b"\x89PNG\xff"), r#""body_base64":"iVBOR/8="}"#);
    }

    #[test]
    fn a_line_has_the_id_and_the_headers() {
        let headers = [("set-cookie", "a=1"), ("content-type", "text/plain"), ("set-cookie", "b=\"2\"")];
        let id = BatchId::Text("é\"1".to_owned());
        let results = ["1".to_owned(), r#""a""#.to_owned()];
        let text = |body| String::from_utf8(response_line(Some(&id), &head(&headers), body)).unwrap();
        let start =
            r#"{"id":"é\"1","status":200,"headers":{"set-cookie":["a=1","b=\"2\""],"content-type":"text/plain"}"#;
        assert_eq!(text(ShownBody::Omitted), format!("{start}}}\n"));
        assert_eq!(text(ShownBody::Filtered(&[])), format!("{start},\"body\":null}}\n"));
        assert_eq!(text(ShownBody::Filtered(&results[..1])), format!("{start},\"body\":1}}\n"));
        assert_eq!(text(ShownBody::Filtered(&results)), format!("{start},\"body\":[1,\"a\"]}}\n"));
        let failure = Failure::new(Kind::TimedOut, "too slow").hint("try again");
        let line = error_line(Some(&BatchId::Number("1.50".to_owned())), &failure);
        let line = String::from_utf8(line).unwrap();
        assert!(
            line.starts_with(r#"{"id":1.50,"error":{"code":"timed-out","exit_code":6,"message":"too slow""#),
            "{line}"
        );
        assert!(line.ends_with("}}\n"));
    }
}
