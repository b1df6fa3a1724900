//! Masks the values of secret members in JSON, secret fields in forms and secret elements in XML.
//!
//! A body may be cut off or invalid, so no parser is used: each function searches for secret names and replaces the
//! values after them.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memmem};
use percent_encoding::percent_decode_str;

use super::names::{is_secret_field, is_secret_member};

/// The text that replaces a secret.
pub const MASK: &str = "***";

/// Masks the values of secret names in a body; `content_type` is the header's value, or empty.
pub fn mask_body<'t>(text: &'t str, content_type: &str) -> Cow<'t, str> {
    let media_type = content_type.to_ascii_lowercase();
    if media_type.contains("x-www-form-urlencoded") || looks_like_form(text) {
        return Cow::Owned(mask_form(text));
    }
    let mut masked = mask_members(text);
    if memchr(b'<', masked.as_bytes()).is_some() {
        masked = replace(masked, mask_elements);
    }
    if media_type.contains("multipart/") {
        masked = replace(masked, mask_parts);
    }
    masked
}

/// Applies a masking function to text that may be borrowed, and copies only what changes.
fn replace(text: Cow<'_, str>, mask: impl Fn(&str) -> Option<String>) -> Cow<'_, str> {
    match mask(&text) {
        Some(masked) => Cow::Owned(masked),
        None => text,
    }
}

/// Returns whether a body starts like a form, even if its content type does not say so.
fn looks_like_form(text: &str) -> bool {
    let first = text.split('&').next().unwrap_or_default();
    let Some((name, value)) = first.split_once('=') else { return false };
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"._-%[]".contains(&byte);
    !name.is_empty() && name.bytes().all(is_name) && !value.contains(['<', '"', ' ', '\n'])
}

fn mask_form(text: &str) -> String {
    let mask_pair = |pair: &str| match pair.split_once('=') {
        Some((name, _)) if is_secret_field(&percent_decode_str(name).decode_utf8_lossy()) => format!("{name}={MASK}"),
        _ => pair.to_owned(),
    };
    text.split('&').map(mask_pair).collect::<Vec<_>>().join("&")
}

/// The longest quoted string that is checked as a name, in bytes; it bounds the work for a text full of quotes.
const LONGEST_NAME: usize = 128;

/// Masks the values of secret members in JSON, and in JSON within other text.
///
/// Every quote is tried as the start of a name, because a single quote in the other text would otherwise swap the start
/// and the end of every string after it.
fn mask_members(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut masked = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(quote) = memchr(b'"', &bytes[at..]).map(|found| at + found) {
        at = quote + 1;
        // JSON within a JSON string has its quotes escaped.
        let escaped = quote > 0 && bytes[quote - 1] == b'\\';
        let Some(end) = name_end(bytes, quote, escaped) else { continue };
        let colon = skip_space(bytes, end);
        if bytes.get(colon) != Some(&b':') || !is_secret_member(&unescaped(&text[quote..end])) {
            continue;
        }
        let value = skip_space(bytes, colon + 1);
        let after = if escaped { escaped_value_end(bytes, value) } else { value_end(bytes, value) };
        if after > value {
            masked.push_str(&text[copied..value]);
            masked.push_str(if escaped { "\\\"***\\\"" } else { "\"***\"" });
            copied = after;
        }
        at = after.max(colon + 1);
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    masked.push_str(&text[copied..]);
    Cow::Owned(masked)
}

/// Returns the end of the name that starts with the quote at `quote`, if it is within [`LONGEST_NAME`].
fn name_end(bytes: &[u8], quote: usize, escaped: bool) -> Option<usize> {
    let searched = &bytes[..bytes.len().min(quote + LONGEST_NAME)];
    if escaped {
        let end = quote + 1 + memchr(b'"', &searched[quote + 1..])?;
        return searched[..end].ends_with(b"\\").then_some(end + 1);
    }
    let end = string_end(searched, quote);
    (searched[end - 1] == b'"' && end > quote + 1).then_some(end)
}

/// Decodes a quoted name: removes its quotes and its escapes.
fn unescaped(quoted: &str) -> Cow<'_, str> {
    let inner = quoted.trim_matches('"').trim_end_matches('\\');
    if !inner.contains('\\') {
        return Cow::Borrowed(inner);
    }
    serde_json::from_str(quoted).map_or(Cow::Borrowed(inner), Cow::Owned)
}

fn skip_space(bytes: &[u8], from: usize) -> usize {
    from + bytes[from..].iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

/// Returns the index after the string that starts with the quote at `quote`: after its closing quote, or at the end of
/// the text if the string is cut off.
fn string_end(bytes: &[u8], quote: usize) -> usize {
    let mut at = quote + 1;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr2(b'"', b'\\', rest)) {
        if bytes[at + found] == b'"' {
            return at + found + 1;
        }
        at += found + 2;
    }
    bytes.len()
}

/// Returns the index after the value at `from`; for `null`, `true` and `false`, which are not secrets, it is `from`.
fn value_end(bytes: &[u8], from: usize) -> usize {
    match bytes.get(from) {
        Some(b'"') => string_end(bytes, from),
        Some(b'{' | b'[') => {
            let mut depth = 0_usize;
            let mut at = from;
            while let Some(byte) = bytes.get(at) {
                match byte {
                    b'"' => {
                        at = string_end(bytes, at);
                        continue;
                    }
                    b'{' | b'[' => depth += 1,
                    b'}' | b']' if depth == 1 => return at + 1,
                    b'}' | b']' => depth -= 1,
                    _ => {}
                }
                at += 1;
            }
            bytes.len()
        }
        Some(b'0'..=b'9' | b'-') => {
            let digits = bytes[from..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte));
            from + digits.count()
        }
        _ => from,
    }
}

/// Returns the index after the value at `from` in JSON within a JSON string, where every quote is escaped once.
fn escaped_value_end(bytes: &[u8], from: usize) -> usize {
    if !bytes[from..].starts_with(b"\\\"") {
        return if bytes.get(from) == Some(&b'"') { from } else { value_end(bytes, from) };
    }
    let mut at = from + 2;
    while let Some(quote) = memchr(b'"', &bytes[at..]).map(|found| at + found) {
        match bytes[from + 2..quote].iter().rev().take_while(|byte| **byte == b'\\').count() {
            // The outer string ends here.
            0 => return quote,
            1 => return quote + 1,
            _ => at = quote + 1,
        }
    }
    bytes.len()
}

/// Masks the contents of XML elements with secret names, as in SOAP's security header, and their attributes.
fn mask_elements(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut masked = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(open) = memchr(b'<', &bytes[at..]).map(|found| at + found) {
        at = open + 1;
        let is_name = |byte: &&u8| byte.is_ascii_alphanumeric() || b":._-".contains(byte);
        let name = &text[at..at + bytes[at..].iter().take_while(is_name).count()];
        let end = memchr(b'>', &bytes[at..]).map_or(bytes.len(), |found| at + found);
        let tag = &text[at + name.len()..end];
        let (content, closing) = (bytes.len().min(end + 1), format!("</{name}"));
        let is_secret = is_secret_member(name) && !tag.ends_with('/');
        let after = match is_secret.then(|| memmem::find(&bytes[content..], closing.as_bytes())) {
            None => content,
            Some(found) => found.map_or(bytes.len(), |found| content + found),
        };
        if let Some(attributes) = mask_attributes(tag) {
            masked.push_str(&text[copied..at + name.len()]);
            masked.push_str(&attributes);
            copied = end;
        }
        if after > content && is_secret {
            masked.push_str(&text[copied..content]);
            masked.push_str(MASK);
            copied = after;
        }
        at = after;
    }
    (copied > 0).then(|| masked + &text[copied..])
}

/// Masks the values of secret attributes in `name="value"` pairs.
fn mask_attributes(tag: &str) -> Option<String> {
    let mut masked = String::new();
    let mut rest = tag;
    let mut found_any = false;
    while let Some((before, value)) = rest.split_once('=') {
        let name = before.trim_end().rsplit(|c: char| c.is_whitespace() || c == '"' || c == '\'').next();
        let quote = value.trim_start().chars().next().filter(|quote| matches!(quote, '"' | '\''));
        masked.push_str(before);
        masked.push('=');
        rest = value;
        if let (Some(name), Some(quote)) = (name, quote)
            && let Some((_, after)) = value.trim_start()[1..].split_once(quote)
        {
            if is_secret_member(name) {
                masked.extend([quote.to_string().as_str(), MASK, &quote.to_string()]);
                found_any = true;
            } else {
                masked.push_str(&value[..value.len() - after.len()]);
            }
            rest = after;
        }
    }
    found_any.then(|| masked + rest)
}

/// Masks the contents of secret fields in multipart forms.
fn mask_parts(text: &str) -> Option<String> {
    let mut masked = String::new();
    let mut rest = text;
    let mut found_any = false;
    while let Some(start) = rest.find("name=\"") {
        let from_name = &rest[start + 6..];
        let name = from_name.split('"').next().unwrap_or_default();
        let body = ["\r\n\r\n", "\n\n"].iter().filter_map(|gap| Some(from_name.find(gap)? + gap.len())).min();
        let (true, Some(body)) = (is_secret_field(name), body) else {
            masked.push_str(&rest[..start + 6]);
            rest = from_name;
            continue;
        };
        masked.push_str(&rest[..start + 6 + body]);
        masked.push_str(MASK);
        found_any = true;
        let value = &from_name[body..];
        rest = value
            .find("\n--")
            .map_or("", |end| value[..end].strip_suffix('\r').map_or(&value[end..], |_| &value[end - 1..]));
    }
    found_any.then(|| masked + rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn json(text: &str) -> String {
        mask_body(text, "application/json").into_owned()
    }

    #[test]
    fn secret_members_are_masked_for_every_kind_of_value() {
        assert_eq!(
            json(r#"{"access_token":"s3cret","token_type":"Bearer","expires_in":1799}"#),
            r#"{"access_token":"***","token_type":"Bearer","expires_in":1799}"#
        );
        assert_eq!(json(r#"{ "password" : "a\"b\\" , "x" : 1 }"#), r#"{ "password" : "***" , "x" : 1 }"#);
        assert_eq!(json(r#"{"pin_secret":1234,"x":[1]}"#), r#"{"pin_secret":"***","x":[1]}"#);
        assert_eq!(json(r#"{"token":{"a":"}","b":["s3cret"]},"x":1}"#), r#"{"token":"***","x":1}"#);
        assert_eq!(json(r#"{"access_token":null,"x":1}"#), r#"{"access_token":null,"x":1}"#);
        assert_eq!(json(r#"{"access\u005ftoken":"s3cret"}"#), r#"{"access\u005ftoken":"***"}"#);
        assert_eq!(json("data: {\"id_token\": \"s3cret\"}\n\n"), "data: {\"id_token\": \"***\"}\n\n");
        assert_eq!(json(r#"a 5" screen: {"id_token":"s3cret"}"#), r#"a 5" screen: {"id_token":"***"}"#);
        assert_eq!(
            json(r#"{"sent":"{\"id_token\": \"s3c\\\"ret\",\"x\":1}"}"#),
            r#"{"sent":"{\"id_token\": \"***\",\"x\":1}"}"#
        );
    }

    #[test]
    fn a_secret_that_is_cut_off_is_masked() {
        assert_eq!(json(r#"{"x":1,"access_token":"s3cr"#), r#"{"x":1,"access_token":"***""#);
        assert_eq!(json(r#"{"access_token":["s3cr"#), r#"{"access_token":"***""#);
        assert_eq!(json(r#"{"access_token":"#), r#"{"access_token":"#);
        assert_eq!(mask_body("<Password>s3cr", "text/xml"), "<Password>***");
    }

    #[test]
    fn form_fields_are_masked_with_and_without_a_content_type() {
        let form = "grant_type=client_credentials&client_id=me&client_secret=s3cret&client%5Fassertion=s3cret";
        let masked = "grant_type=client_credentials&client_id=me&client_secret=***&client%5Fassertion=***";
        assert_eq!(mask_body(form, "application/x-www-form-urlencoded; charset=utf-8"), masked);
        assert_eq!(mask_body(form, ""), masked);
        assert_eq!(mask_body("a = b", ""), "a = b");
    }

    #[test]
    fn elements_and_attributes_of_xml_are_masked() {
        let xml = r#"<s:Header><wsse:Username Password="s3cret" Id='7'>me</wsse:Username><wsse:Password Type="t">s3cret</wsse:Password><Token/></s:Header>"#;
        let masked = r#"<s:Header><wsse:Username Password="***" Id='7'>me</wsse:Username><wsse:Password Type="t">***</wsse:Password><Token/></s:Header>"#;
        assert_eq!(mask_body(xml, "text/xml"), masked);
    }

    #[test]
    fn parts_of_multipart_forms_are_masked() {
        let form = "--b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\ns3cret\r\n--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n--b--";
        let masked = mask_body(form, "multipart/form-data; boundary=b").into_owned();
        assert_eq!(masked, form.replace("s3cret", "***"));
    }

    #[test]
    fn text_without_secrets_is_not_copied() {
        for text in ["", "plain text", r#"{"data":[{"price":"1.10"}]}"#, "<p>hello</p>"] {
            assert!(matches!(mask_body(text, "text/plain"), Cow::Borrowed(same) if same == text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_secret_is_masked_wherever_the_body_is_cut_off(secret in "s3cret[a-z\\\\]{0,10}", before in ".{0,20}", cut in 0..200_usize) {
            let body = serde_json::json!({"x": before, "access_token": secret, "y": "<b>"}).to_string();
            let mut end = cut.min(body.len());
            while !body.is_char_boundary(end) {
                end -= 1;
            }
            prop_assume!(!before.contains("s3cret"));
            prop_assert!(!json(&body[..end]).contains("s3cret"));
        }

        #[test]
        fn masking_any_text_does_not_panic(text in "[<>\"'=&{}:\\[\\]\\\\/ a-z\u{e4}]{0,80}|(<Token|name=\"pin\"|\"token\":|\n--|\r\n\r\n|>|\u{20ac}){0,20}") {
            for content_type in ["application/json", "multipart/form-data", "application/x-www-form-urlencoded", ""] {
                let _ = mask_body(&text, content_type);
            }
        }
    }
}
