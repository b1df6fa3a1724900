//! A line of a batch is a request with the written values, or a mistake whose message has no control character.
//!
//! A general JSON parser reads the expected values.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::Value;
use travauth::call::batch::{BatchId, BatchRequest, parse_batch_line};
use travauth::failure::Kind;
use travauth::redact::has_unsafe_characters;

fuzz_target!(|line: &[u8]| match parse_batch_line(line) {
    Ok(request) => check_request(line, &request),
    Err(broken) => {
        assert_eq!(broken.failure.kind(), Kind::Usage);
        let shown = format!("{}; {}", broken.failure, broken.failure.hint_line().unwrap_or_default());
        assert!(!has_unsafe_characters(&shown), "{shown:?}");
    }
});

/// Checks that the request has the values of the line, and that another line with the same values is the same request.
fn check_request(line: &[u8], request: &BatchRequest) {
    // The general parser reads fewer numbers and levels.
    let Ok(value) = serde_json::from_slice::<Value>(line) else { return };
    assert_eq!(value["path"].as_str(), Some(&*request.path));
    assert_eq!(value.get("method").and_then(Value::as_str), request.method.as_deref());
    match &request.id {
        Some(BatchId::Text(text)) => assert_eq!(value["id"].as_str(), Some(text.as_str())),
        Some(BatchId::Number(number)) => assert_eq!(serde_json::from_str::<Value>(number).ok().as_ref(), Some(&value["id"])),
        None => assert!(value.get("id").is_none_or(Value::is_null)),
    }
    match (value.get("body"), &request.body) {
        (Some(Value::String(text)), Some(body)) => assert_eq!(text, body),
        (Some(json), Some(body)) => assert_eq!(serde_json::from_str::<Value>(body).ok().as_ref(), Some(json)),
        (json, body) => assert!(json.is_none_or(Value::is_null) && body.is_none(), "{body:?}"),
    }
    for (name, values) in &request.headers {
        assert!(!["authorization", "host"].contains(&name.to_ascii_lowercase().as_str()), "{name:?}");
        assert!(values.iter().all(|value| !value.trim().is_empty()), "{name:?}");
    }
    assert_eq!(parse_batch_line(written(request).as_bytes()).ok().as_ref(), Some(request));
    let spaced = [b" \t", line, b" \r\n"].concat();
    assert_eq!(parse_batch_line(&spaced).ok().as_ref(), Some(request));
}

/// Writes a request as a line.
fn written(request: &BatchRequest) -> String {
    let json = |text: &str| Value::from(text).to_string();
    let mut members = vec![format!("\"path\":{}", json(&request.path))];
    match &request.id {
        Some(BatchId::Text(text)) => members.push(format!("\"id\":{}", json(text))),
        Some(BatchId::Number(number)) => members.push(format!("\"id\":{number}")),
        None => {}
    }
    members.extend(request.method.iter().map(|method| format!("\"method\":{}", json(method))));
    members.extend(request.body.iter().map(|body| format!("\"body\":{}", json(body))));
    // An object can have a member several times.
    let query = request.query.iter().map(|(name, value)| format!("{}:{}", json(name), json(value)));
    members.push(format!("\"query\":{{{}}}", query.collect::<Vec<_>>().join(",")));
    let headers = request.headers.iter().map(|(name, values)| format!("{}:{}", json(name), Value::from(values.clone())));
    members.push(format!("\"headers\":{{{}}}", headers.collect::<Vec<_>>().join(",")));
    format!("{{{}}}", members.join(","))
}
