//! One line of a batch: a request as a JSON object.

use std::fmt;

use reqwest::header::{AUTHORIZATION, HOST, HeaderName};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::id::BatchId;
use crate::failure::{Failure, Kind, Result};
use crate::redact::{SHOWN_CHARACTERS, escape_control, safe_line};

/// One request of a batch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BatchRequest {
    /// The id, which the output repeats.
    pub id: Option<BatchId>,
    /// The method; none for GET, or POST with a body.
    pub method: Option<String>,
    /// A path on the base URL, or a complete URL.
    pub path: String,
    /// The pairs of the query.
    pub query: Vec<(String, String)>,
    /// The names of the headers, each with its values; without a value, the header is not sent.
    pub headers: Vec<(String, Vec<String>)>,
    /// The body: JSON as it was written, or the characters of a string.
    pub body: Option<String>,
}

/// A line that describes no request.
#[derive(Debug)]
pub struct BrokenLine {
    /// The id, if it can be read.
    pub id: Option<BatchId>,
    /// The reason.
    pub failure: Failure,
}

/// The members of a line.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LineMembers<'l> {
    #[serde(borrow)]
    id: Option<&'l RawValue>,
    method: Option<String>,
    path: String,
    #[serde(borrow, default)]
    query: Option<Members<'l>>,
    #[serde(borrow, default)]
    headers: Option<Members<'l>>,
    #[serde(borrow)]
    body: Option<&'l RawValue>,
}

/// The id of a line. Other members are ignored, because they can be invalid.
#[derive(Deserialize)]
struct IdMember<'l> {
    #[serde(borrow)]
    id: Option<&'l RawValue>,
}

/// The members of a JSON object in their order.
#[derive(Default)]
struct Members<'l>(Vec<(String, &'l RawValue)>);

/// Parses one line of a batch, with or without a line break at its end.
///
/// # Errors
///
/// Fails when the line is not a JSON object with these members and no others. The failure does not name the line.
pub fn parse_batch_line(line: &[u8]) -> Result<BatchRequest, Box<BrokenLine>> {
    parse(line).map_err(|failure| Box::new(BrokenLine { id: id_of(line), failure }))
}

fn parse(line: &[u8]) -> Result<BatchRequest> {
    let text = std::str::from_utf8(line).map_err(|_| wrong("the line is not UTF-8 text"))?;
    if !text.trim_start().starts_with('{') {
        return Err(wrong("the line is not a JSON object").hint("write a line like {\"id\":1,\"path\":\"/v1/…\"}"));
    }
    let members: LineMembers<'_> = serde_json::from_str(text).map_err(|error| not_a_request(&error))?;
    let headers = members.headers.unwrap_or_default().0;
    Ok(BatchRequest {
        id: members.id.map(BatchId::parse).transpose()?.flatten(),
        method: members.method,
        path: members.path,
        query: query(members.query.unwrap_or_default().0)?,
        headers: headers.into_iter().map(|(name, value)| header(name, value)).collect::<Result<_>>()?,
        body: members.body.map(body).transpose()?,
    })
}

/// Returns the id of a line that cannot be parsed.
fn id_of(line: &[u8]) -> Option<BatchId> {
    // A list would be parsed as the members in their order.
    let object = line.trim_ascii_start().strip_prefix(b"{").map(|_| line)?;
    let member: IdMember<'_> = serde_json::from_slice(object).ok()?;
    BatchId::parse(member.id?).ok()?
}

/// Turns the members of `query` into pairs. The values of a list become several pairs.
fn query(members: Vec<(String, &RawValue)>) -> Result<Vec<(String, String)>> {
    let mut pairs = Vec::new();
    for (name, value) in members {
        for value in items(value)? {
            match text_of(value) {
                Ok(Some(text)) => pairs.push((name.clone(), text)),
                Ok(None) => {}
                Err(()) => {
                    let what =
                        format!("the value of `{}` in `query` is not a string or a number", escape_control(&name));
                    return Err(wrong(&what).hint("a value is a string, a number, true, false, or a list of them"));
                }
            }
        }
    }
    Ok(pairs)
}

fn header(name: String, value: &RawValue) -> Result<(String, Vec<String>)> {
    let invalid = |why: &str| wrong(&format!("the header `{}` {why}", escape_control(&name)));
    let known = HeaderName::from_bytes(name.as_bytes());
    let known = known.map_err(|_| invalid("has a name that no header can have"))?;
    if known == AUTHORIZATION || known == HOST || known.as_str().starts_with("proxy-") {
        return Err(invalid("cannot be set by a line").hint("leave it out, because travauth sets it"));
    }
    let mut values = Vec::new();
    for value in items(value)? {
        match text_of(value) {
            Ok(text) => values.extend(text.filter(|text| !text.trim().is_empty())),
            Err(()) => return Err(invalid("is not a string").hint("a value is a string, or a list of strings")),
        }
    }
    Ok((name, values))
}

/// Returns the body: the characters of a string, or any other JSON as it was written.
fn body(value: &RawValue) -> Result<String> {
    let json = value.get();
    if json.starts_with('"') {
        serde_json::from_str(json).map_err(|error| not_a_request(&error))
    } else {
        Ok(json.to_owned())
    }
}

/// Returns the items of a list, or the value itself if it is not a list.
fn items(value: &RawValue) -> Result<Vec<&RawValue>> {
    if value.get().starts_with('[') {
        serde_json::from_str(value.get()).map_err(|error| not_a_request(&error))
    } else {
        Ok(vec![value])
    }
}

/// Returns a string, a number, true or false as text; none for null. Fails for a list or an object.
fn text_of(value: &RawValue) -> Result<Option<String>, ()> {
    let json = value.get();
    match json.as_bytes().first() {
        Some(b'"') => serde_json::from_str(json).map(Some).map_err(|_| ()),
        Some(b'[' | b'{') => Err(()),
        _ if json == "null" => Ok(None),
        _ => Ok(Some(json.to_owned())),
    }
}

fn not_a_request(error: &serde_json::Error) -> Failure {
    let text = error.to_string();
    // The parser sees each line by itself, and would always say `line 1`.
    let why = match text.rsplit_once(" at line ") {
        Some((why, _)) => format!("{why} at column {}", error.column()),
        None => text,
    };
    wrong("the line is not a request").because(safe_line(&why, SHOWN_CHARACTERS))
}

fn wrong(what: &str) -> Failure {
    Failure::new(Kind::Usage, what)
}

impl<'de: 'l, 'l> Deserialize<'de> for Members<'l> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;

        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(MembersVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_becomes_a_request() {
        let line = r#"{"id":"a","method":"post","path":"/x","query":{"n":1.10,"q":["a b",true,null],"z":null},
            "headers":{"Accept":"*/*","X-List":["1","2"],"Content-Type":null},"body":{"n": 1.10,"n":2}}"#;
        let request = parse_batch_line(line.as_bytes()).unwrap();
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            request,
            BatchRequest {
                id: Some(BatchId::Text("a".to_owned())),
                method: Some("post".to_owned()),
                path: "/x".to_owned(),
                query: vec![pair("n", "1.10"), pair("q", "a b"), pair("q", "true")],
                headers: vec![
                    ("Accept".to_owned(), vec!["*/*".to_owned()]),
                    ("X-List".to_owned(), vec!["1".to_owned(), "2".to_owned()]),
                    ("Content-Type".to_owned(), vec![]),
                ],
                body: Some(r#"{"n": 1.10,"n":2}"#.to_owned()),
            }
        );
        let request = parse_batch_line(b"{\"path\":\"/x\",\"body\":\"<a>\\u00e9@file\"}\r\n").unwrap();
        assert_eq!(request.body.as_deref(), Some("<a>é@file"));
        assert_eq!(
            request,
            BatchRequest { path: "/x".to_owned(), body: request.body.clone(), ..BatchRequest::default() }
        );
        let nulls = br#"{"id":null,"method":null,"path":"/","query":null,"headers":null,"body":null}"#;
        assert_eq!(parse_batch_line(nulls).unwrap(), BatchRequest { path: "/".to_owned(), ..BatchRequest::default() });
    }

    #[test]
    fn a_broken_line_is_an_error_with_its_id() {
        for (line, part, id) in [
            (&b""[..], "not a JSON object", None),
            (b"[1]", "not a JSON object", None),
            (b"\xff", "UTF-8", None),
            (br#"{"path":"/x""#, "EOF while parsing an object at column", None),
            (br#"{"path":"/x"} {}"#, "trailing characters at column", None),
            (br#"{"id":7}"#, "missing field `path`", Some("7")),
            (br#"{"id":7,"path":5}"#, "expected a string", Some("7")),
            (br#"{"id":7,"path":"/","pth":1}"#, "unknown field `pth`", Some("7")),
            (br#"{"id":7,"path":"/","path":"/"}"#, "duplicate field `path`", Some("7")),
            (br#"{"id":[],"path":"/"}"#, "`id` is not a string or a number", None),
            (br#"{"id":7,"path":"/","query":[]}"#, "expected an object", Some("7")),
            (br#"{"id":7,"path":"/","query":{"a":{}}}"#, "`a` in `query`", Some("7")),
            (br#"{"id":7,"path":"/","query":{"a":[[]]}}"#, "`a` in `query`", Some("7")),
            (br#"{"id":7,"path":"/","headers":{"a":{}}}"#, "`a` is not a string", Some("7")),
            (br#"{"id":7,"path":"/","headers":{"a b":""}}"#, "`a b` has a name", Some("7")),
            (br#"{"id":7,"path":"/","headers":{"authorization":"x"}}"#, "cannot be set by a line", Some("7")),
            (br#"{"id":7,"path":"/","headers":{"Host":null}}"#, "cannot be set by a line", Some("7")),
            (br#"{"id":7,"path":"/","headers":{"Proxy-Thing":"x"}}"#, "cannot be set by a line", Some("7")),
        ] {
            let broken = parse_batch_line(line).unwrap_err();
            let shown = String::from_utf8_lossy(line);
            assert!(broken.failure.message().contains(part), "{shown}: {}", broken.failure);
            assert_eq!(broken.id, id.map(|id| BatchId::Number(id.to_owned())), "{shown}");
            assert_eq!(broken.failure.kind(), Kind::Usage);
        }
    }
}
