//! Reads the `Authorization` header strictly.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::HeaderMap;
use hyper::header::AUTHORIZATION;

/// Returns the credentials after this scheme. Its case must match, because both services document one spelling.
///
/// Returns `None` if the header is missing or repeated, has another scheme, or has nothing after the scheme.
pub fn with_scheme<'a>(headers: &'a HeaderMap, scheme: &str) -> Option<&'a str> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (all.next(), all.next()) else {
        return None;
    };
    let rest = value.to_str().ok()?.strip_prefix(scheme)?;
    rest.strip_prefix(' ').filter(|rest| !rest.is_empty())
}

/// Returns whether any `Authorization` header has the scheme Basic, in any case.
pub fn mentions_basic(headers: &HeaderMap) -> bool {
    headers
        .get_all(AUTHORIZATION)
        .iter()
        .any(|value| value.as_bytes().get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"basic")))
}

/// Decodes padded base64 of the standard alphabet; returns `None` for text with control characters, which are usually
/// an encoded line break.
pub fn decode(text: &str) -> Option<String> {
    let decoded = String::from_utf8(STANDARD.decode(text).ok()?).ok()?;
    (!decoded.is_empty() && !decoded.contains(char::is_control)).then_some(decoded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use hyper::header::HeaderValue;

    fn headers(values: &[&str]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for value in values {
            map.append(AUTHORIZATION, HeaderValue::from_str(value).unwrap());
        }
        map
    }

    #[test]
    fn the_scheme_is_compared_exactly() {
        let cases: [(&[&str], Option<&str>); 8] = [
            (&["Bearer abc"], Some("abc")),
            (&["Bearer  abc"], Some(" abc")),
            (&["bearer abc"], None),
            (&["Bearerabc"], None),
            (&["Bearer"], None),
            (&["Bearer "], None),
            (&["Bearer abc", "Bearer abc"], None),
            (&[], None),
        ];
        for (values, expected) in cases {
            assert_eq!(with_scheme(&headers(values), "Bearer"), expected, "{values:?}");
        }
    }

    #[test]
    fn the_scheme_basic_is_recognized_in_any_case() {
        assert!(mentions_basic(&headers(&["Bearer x", "bAsIc YTpi"])));
        assert!(!mentions_basic(&headers(&["Bear", "Bearer Basic"])));
    }

    #[test]
    fn only_padded_standard_base64_of_text_is_decoded() {
        assert_eq!(decode("YTpi").as_deref(), Some("a:b"));
        assert_eq!(decode("YT8/YQ==").as_deref(), Some("a??a"));
        for wrong in ["", "YQ", "YQ=", "YR==", "YT8_", "YT pi", "YTpi\n", "YQo=", "//8="] {
            assert_eq!(decode(wrong), None, "{wrong:?}");
        }
    }
}
