//! Masks the secrets in targets, headers and bodies before an exchange is stored.

use std::borrow::Cow;

use hyper::HeaderMap;
use hyper::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderValue};

use super::capture::{Capture, MARGIN, SHOWN};
use super::decode::{DecodedContent, decode};
use super::mask_body::{MASK, mask_body};
use super::message::{Header, Message, MessageContent};
use super::names::{is_secret_header, is_secret_member};
use crate::redact::Redactor;

/// The longest header value that is stored whole, in bytes.
const LONGEST_VALUE: usize = 4 << 10;
/// The most bytes of headers that are stored of one message.
const ALL_HEADERS: usize = 32 << 10;
/// The longest path and query that are stored whole, in bytes.
const LONGEST_TARGET: usize = 4 << 10;

/// Masks every query value, every path segment after the name of a secret, and every secret that the redactor knows.
pub(super) fn mask_target(target: &str, redactor: &Redactor) -> String {
    let (path, query) = target.split_once('?').map_or((target, None), |(path, query)| (path, Some(query)));
    let mut masked = String::with_capacity(target.len());
    let mut after_secret_name = false;
    for (number, segment) in path.split('/').enumerate() {
        if number > 0 {
            masked.push('/');
        }
        masked.push_str(if after_secret_name && !segment.is_empty() { MASK } else { segment });
        after_secret_name = is_secret_member(segment);
    }
    if let Some(query) = query {
        masked.push('?');
        masked.push_str(&mask_query(query));
    }
    shortened(redactor.mask(&masked), LONGEST_TARGET)
}

/// Masks the values of a query, and each parameter without `=`, which could itself be a value.
fn mask_query(query: &str) -> String {
    let mask_pair = |pair: &str| match pair.split_once('=') {
        Some((name, "")) => format!("{name}="),
        Some((name, _)) => format!("{name}={MASK}"),
        None if pair.is_empty() => String::new(),
        None => MASK.to_owned(),
    };
    query.split('&').map(mask_pair).collect::<Vec<_>>().join("&")
}

/// Masks a message's headers and its body.
pub(super) fn mask_message(headers: &HeaderMap, body: &Capture, redactor: &Redactor) -> Message {
    let (masked_headers, more_headers) = mask_headers(headers, redactor);
    let text = |name| headers.get(name).map(text_of).unwrap_or_default();
    let content_type = text(CONTENT_TYPE);
    let (content, is_cut) = match decode(body, &text(CONTENT_ENCODING), &content_type) {
        DecodedContent::Empty => (MessageContent::Empty, false),
        DecodedContent::Binary => (MessageContent::Binary, false),
        DecodedContent::Encoded(encoding) => (MessageContent::Encoded(shortened(encoding, 64)), false),
        DecodedContent::Text { text, cut } => {
            let mut masked = redactor.mask(&mask_body(&text, &content_type));
            // A secret that is cut off is not recognized. It is within the margin at the end, which is not shown.
            let shown = if cut { masked.len().saturating_sub(MARGIN).min(SHOWN) } else { SHOWN };
            let is_cut = cut || masked.len() > shown;
            truncate(&mut masked, shown);
            (MessageContent::Text(masked.into()), is_cut)
        }
    };
    Message { headers: masked_headers, more_headers, content, is_cut, bytes: body.total() }
}

fn mask_headers(headers: &HeaderMap, redactor: &Redactor) -> (Vec<Header>, usize) {
    let mut masked = Vec::with_capacity(headers.len());
    let mut bytes = 0;
    for (name, value) in headers {
        let value = shortened(mask_value(name.as_str(), &text_of(value), redactor), LONGEST_VALUE);
        bytes += name.as_str().len() + value.len();
        if bytes > ALL_HEADERS {
            break;
        }
        masked.push(Header { name: redactor.mask(name.as_str()).into(), value: value.into() });
    }
    let more = headers.len() - masked.len();
    (masked, more)
}

fn mask_value(name: &str, value: &str, redactor: &Redactor) -> String {
    if !is_secret_header(name) {
        return redactor.mask(&mask_urls(value));
    }
    // The scheme stays, since it shows which kind of credentials was sent.
    let scheme = value.split_once(' ').map(|(scheme, _)| scheme);
    match scheme.filter(|scheme| ["basic", "bearer", "digest"].contains(&&*scheme.to_ascii_lowercase())) {
        Some(scheme) => format!("{scheme} {MASK}"),
        None => MASK.to_owned(),
    }
}

/// Masks the query values of the URLs in a header such as `Location`, `Link` or `Referer`.
fn mask_urls(value: &str) -> Cow<'_, str> {
    let Some((before, mut rest)) = value.split_once('?') else { return Cow::Borrowed(value) };
    let mut masked = before.to_owned();
    loop {
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | '"' | '#' | ',')).unwrap_or(rest.len());
        let (query, after) = rest.split_at(end);
        masked.push('?');
        masked.push_str(&if query.contains('=') { mask_query(query) } else { query.to_owned() });
        let Some((between, next)) = after.split_once('?') else {
            masked.push_str(after);
            return Cow::Owned(masked);
        };
        masked.push_str(between);
        rest = next;
    }
}

/// Decodes a header's value as UTF-8, or as Latin-1 if it is not valid UTF-8.
fn text_of(value: &HeaderValue) -> Cow<'_, str> {
    let latin1 = |_| value.as_bytes().iter().copied().map(char::from).collect();
    std::str::from_utf8(value.as_bytes()).map_or_else(latin1, Cow::Borrowed)
}

/// Cuts off a text that is longer than `longest` bytes, and marks the cut with an ellipsis.
pub(super) fn shortened(mut text: String, longest: usize) -> String {
    if text.len() > longest {
        truncate(&mut text, longest);
        text.push('…');
    }
    text
}

fn truncate(text: &mut String, longest: usize) {
    text.truncate(text.floor_char_boundary(longest));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    fn without_secrets() -> Redactor {
        Redactor::default()
    }

    fn message(pairs: &[(&str, &str)], body: &[u8], redactor: &Redactor) -> Message {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            let name = hyper::header::HeaderName::from_bytes(name.as_bytes()).unwrap();
            headers.append(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        mask_message(&headers, &Capture::from(body), redactor)
    }

    fn text(message: &Message) -> &str {
        match &message.content {
            MessageContent::Text(text) => text,
            other => panic!("no text: {other:?}"),
        }
    }

    #[test]
    fn query_values_and_path_segments_after_a_secret_name_are_masked() {
        for (target, masked) in [
            ("/v1/a", "/v1/a"),
            ("/v1/a?origin=PAR&max=", "/v1/a?origin=***&max="),
            ("/v1/a?lonely&&x=1=2", "/v1/a?***&&x=***"),
            ("/v1/a?", "/v1/a?"),
            ("/v1/security/oauth2/token/s3cret", "/v1/security/oauth2/token/***"),
            ("/v1/security/oauth2/token/", "/v1/security/oauth2/token/"),
        ] {
            assert_eq!(mask_target(target, &without_secrets()), masked);
        }
        let known = Redactor::new([&Secret::new("s3cret-of-the-test")]);
        assert_eq!(mask_target("/a/s3cret-of-the-test/b", &known), "/a/***/b");
        assert_eq!(
            mask_target(&format!("/{}", "x".repeat(10_000)), &without_secrets()).len(),
            LONGEST_TARGET + '…'.len_utf8()
        );
    }

    #[test]
    fn only_the_scheme_of_a_secret_header_is_not_masked() {
        let redactor = Redactor::new([&Secret::new("s3cret-of-the-test")]);
        let message = message(
            &[
                ("authorization", "Bearer s3cret"),
                ("x-api-key", "s3cret"),
                ("set-cookie", "a=s3cret; Path=/"),
                ("set-cookie", "basic s3cret"),
                ("x-echo", "is s3cret-of-the-test"),
                ("location", "https://a.test/x?code=s3cret&state=1#frag"),
                ("link", "<https://a.test/?page=2>; rel=\"next\", <https://a.test/?page=9>; rel=\"last\""),
                ("accept", "*/*"),
                ("x-s3cret-of-the-test", "in the name"),
                ("x-question", "why?"),
            ],
            b"",
            &redactor,
        );
        let shown: Vec<(&str, &str)> = message.headers.iter().map(|header| (&*header.name, &*header.value)).collect();
        assert_eq!(
            shown,
            [
                ("authorization", "Bearer ***"),
                ("x-api-key", "***"),
                ("set-cookie", "***"),
                ("set-cookie", "basic ***"),
                ("x-echo", "is ***"),
                ("location", "https://a.test/x?code=***&state=***#frag"),
                ("link", "<https://a.test/?page=***>; rel=\"next\", <https://a.test/?page=***>; rel=\"last\""),
                ("accept", "*/*"),
                ("x-***", "in the name"),
                ("x-question", "why?"),
            ]
        );
    }

    #[test]
    fn a_header_with_many_question_marks_is_masked() {
        assert_eq!(mask_urls(&"? ?a=b ".repeat(20_000)), "? ?a=*** ".repeat(20_000));
    }

    #[test]
    fn the_size_of_stored_headers_is_bounded() {
        let long = "x".repeat(10_000);
        let pairs: Vec<(&str, &str)> = (0..20).map(|_| ("x-long", long.as_str())).collect();
        let message = message(&pairs, b"", &without_secrets());
        assert_eq!((message.headers.len(), message.more_headers), (7, 13));
        assert!(message.headers[0].value.ends_with('…'));
    }

    #[test]
    fn a_secret_across_the_end_of_the_shown_part_is_masked() {
        let redactor = Redactor::new([&Secret::new("s3cret-of-the-test")]);
        for (before, after) in [(SHOWN - 5, 100), (SHOWN - 5, 1 << 20), (SHOWN + MARGIN - 5, 100), (SHOWN - 30, 0)] {
            let body = format!("{}s3cret-of-the-test{}", "x".repeat(before), "y".repeat(after));
            let message = message(&[], body.as_bytes(), &redactor);
            assert!(!text(&message).contains("s3"), "{before} {after}");
            assert!(text(&message).len() <= SHOWN);
            assert_eq!(message.is_cut, after > 0, "{before} {after}");
            assert_eq!(message.bytes, body.len() as u64);
        }
    }

    #[test]
    fn a_token_that_is_cut_off_is_not_shown_when_masks_shorten_the_text() {
        let token = "t".repeat(500);
        let redactor = Redactor::new([&Secret::new(token.clone())]);
        // The masks shorten the text so much that the last token, which is cut off, moves into the first SHOWN bytes.
        let body = format!("{token},").repeat(240);
        let message = message(&[], body.as_bytes(), &redactor);
        assert!(!text(&message).contains('t'), "{}", text(&message));
    }

    #[test]
    fn bodies_that_cannot_be_masked_are_not_stored() {
        assert_eq!(message(&[], b"\0\x01", &without_secrets()).content, MessageContent::Binary);
        assert_eq!(
            message(&[("content-encoding", "br")], b"x", &without_secrets()).content,
            MessageContent::Encoded("br".to_owned())
        );
        let form =
            message(&[("content-type", "application/x-www-form-urlencoded")], b"code=s3cret&a=1", &without_secrets());
        assert_eq!(text(&form), "code=***&a=1");
    }
}
