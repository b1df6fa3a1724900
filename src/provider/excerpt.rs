//! Describes a response body of unknown format. JSON is never quoted, because any of its fields can be a token.

use serde_json::Value;

use crate::redact::Redactor;

/// The most field names that are listed.
const MAX_NAMES: usize = 8;
/// The longest field name that is shown, in characters. A longer one can be a token itself.
const LONGEST_NAME: usize = 40;

/// Describes the body in a few words, or quotes it if it is plain text.
pub(super) fn describe(body: &[u8], redactor: &Redactor) -> String {
    let text = String::from_utf8_lossy(body);
    let text = text.trim();
    let lower = text.to_ascii_lowercase();
    match text.as_bytes().first() {
        None => String::new(),
        Some(b'<') if lower.contains("<html") || lower.starts_with("<!doctype") => "a web page".to_owned(),
        Some(b'<') => "XML without a known error".to_owned(),
        Some(b'{' | b'[' | b'"') => describe_json(text, redactor),
        Some(_) if lower.contains("token=") => "text with a token".to_owned(),
        Some(_) => redactor.line(text),
    }
}

fn describe_json(text: &str, redactor: &Redactor) -> String {
    match serde_json::from_str(text) {
        Ok(Value::Object(fields)) => {
            let names = fields.keys().cloned().collect::<Vec<_>>();
            match list(&names, redactor) {
                names if names.is_empty() => String::new(),
                names => format!("JSON with {names}"),
            }
        }
        Ok(_) => "JSON without a known error".to_owned(),
        Err(_) => "JSON that is damaged or cut short".to_owned(),
    }
}

/// Lists names of fields: "the fields `a`, `b`".
pub(super) fn list(names: &[String], redactor: &Redactor) -> String {
    let shown: Vec<String> = names
        .iter()
        .filter(|name| name.chars().count() <= LONGEST_NAME)
        .take(MAX_NAMES)
        .map(|name| format!("`{}`", redactor.line(name)))
        .collect();
    let more = if shown.len() < names.len() { ", …" } else { "" };
    match shown.as_slice() {
        [] => String::new(),
        [one] => format!("the field {one}{more}"),
        several => format!("the fields {}{more}", several.join(", ")),
    }
}

/// Returns the paths of all texts in a document that can be a token, such as `data.token`, the likeliest first.
pub(super) fn token_candidates(document: &Value) -> Vec<String> {
    const DEEPEST: usize = 3;
    const SHORTEST_TOKEN: usize = 8;
    fn collect(value: &Value, path: &str, depth: usize, found: &mut Vec<String>) {
        let Value::Object(fields) = value else { return };
        for (name, value) in fields.iter().filter(|(name, _)| name.chars().count() <= LONGEST_NAME) {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            match value {
                Value::String(text) if text.len() >= SHORTEST_TOKEN => found.push(path),
                Value::Object(_) if depth < DEEPEST => collect(value, &path, depth + 1, found),
                _ => {}
            }
        }
    }
    let mut found = Vec::new();
    collect(document, "", 1, &mut found);
    let rank = |path: &str| {
        let name = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase().replace(['_', '-'], "");
        match name.as_str() {
            "accesstoken" => 0,
            "token" | "jwt" | "bearer" | "authtoken" | "jwttoken" => 1,
            name if name.contains("token") && !name.contains("refresh") && !name.contains("type") => 2,
            _ => 3,
        }
    };
    found.retain(|path| rank(path) < 3);
    found.sort_by_key(|path| rank(path));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;
    use serde_json::json;

    #[test]
    fn a_body_of_unknown_format_is_described_without_its_values() {
        let redactor = Redactor::new([&Secret::new("the-secret")]);
        for (body, expected) in [
            ("", ""),
            (" \n", ""),
            ("<!DOCTYPE html><p>", "a web page"),
            ("<html>x", "a web page"),
            ("<a>secret</a>", "XML without a known error"),
            (r#"{"access_token":"t","refresh_token":"r"}"#, "JSON with the fields `access_token`, `refresh_token`"),
            (r#"{"the-secret":1}"#, "JSON with the field `***`"),
            (r#"{"access_token":"t"#, "JSON that is damaged or cut short"),
            ("{}", ""),
            ("[\"token\"]", "JSON without a known error"),
            ("\"token\"", "JSON without a known error"),
            ("access_token=t&expires=5", "text with a token"),
            ("out of order", "out of order"),
        ] {
            assert_eq!(describe(body.as_bytes(), &redactor), expected, "{body}");
        }
    }

    #[test]
    fn the_likeliest_field_of_a_token_comes_first() {
        let document = json!({
            "id": "0123456789", "token_type": "0123456789", "data": {"token": "0123456789", "ttl": 5},
            "accessToken": "0123456789", "refreshToken": "0123456789", "short_token": "x",
        });
        assert_eq!(token_candidates(&document), ["accessToken", "data.token"]);
    }
}
