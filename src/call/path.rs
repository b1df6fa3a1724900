//! Turns a typed path, or a link in a response, into a URL.

use url::Url;

use crate::failure::{Failure, Kind, Result};
use crate::http::url::{join, parse_secure};

/// Turns a path on the base URL, or a complete URL, into a URL.
///
/// A path never leaves the base URL's origin. Spaces and other characters that a URL cannot contain are
/// percent-encoded. A `%` that encodes nothing is an error, because it could be a literal `%` or a mistyped code.
pub fn resolve(base: &Url, typed: &str) -> Result<Url> {
    check(typed)?;
    reject_windows_path(typed)?;
    if is_absolute(typed) { parse_secure(typed, "the command line") } else { join(base, typed) }
}

/// Turns the link to a page into a URL on the base URL's host, even if the link names another host.
///
/// A link that already starts with the base URL's path does not get that path twice.
pub fn on_base(base: &Url, current: &Url, link: &str) -> Option<Url> {
    let link = current.join(link).ok()?;
    let prefix = base.path().trim_end_matches('/');
    let has_prefix = link.path().strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let path = if has_prefix { link.path().to_owned() } else { format!("{prefix}{}", link.path()) };
    let mut url = base.clone();
    url.set_path(&path);
    url.set_query(link.query());
    Some(url)
}

fn is_absolute(typed: &str) -> bool {
    // A `://` after a slash, a question mark or a `#` is part of the path or the query.
    typed.find("://").is_some_and(|at| !typed[..at].contains(['/', '?', '#']))
}

/// Rejects a Windows path: Git Bash and MSYS2 turn an argument that begins with a slash into one.
fn reject_windows_path(typed: &str) -> Result<()> {
    if !matches!(typed.as_bytes(), [drive, b':', b'/' | b'\\', ..] if drive.is_ascii_alphabetic()) {
        return Ok(());
    }
    let what = "the path is a Windows path: Git Bash rewrites an argument that begins with `/`";
    Err(Failure::new(Kind::BadUrl, what)
        .hint("omit the first slash (`v1/reference-data/airlines`), or set MSYS_NO_PATHCONV=1"))
}

fn check(typed: &str) -> Result<()> {
    let invalid = |what: &str, hint: &str| Err(Failure::new(Kind::BadUrl, format!("the path {what}")).hint(hint));
    if typed.trim().is_empty() {
        return invalid("is empty", "use a path like /v1/reference-data/airlines");
    }
    if typed.chars().any(char::is_control) {
        return invalid("contains a control character (a line break?)", "remove it, or write it percent-encoded");
    }
    if typed.contains('#') {
        return invalid("has a `#`, and the part after it would never be sent", "write %23 for a literal `#`");
    }
    let bytes = typed.as_bytes();
    let encodes_nothing = |at: usize| {
        let encoded = bytes.get(at + 1..at + 3);
        !encoded.is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit))
    };
    if let Some((at, _)) = typed.match_indices('%').find(|(at, _)| encodes_nothing(*at)) {
        let what = format!("has a `%` that encodes nothing at position {}", typed[..at].chars().count() + 1);
        return invalid(&what, "write %25 for a literal `%`; --query encodes its values itself");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn a_path_never_leaves_the_origin() {
        for (typed, expected) in [
            ("/v1/x", "https://a.example/v1/x"),
            ("v1/x?y=1", "https://a.example/v1/x?y=1"),
            ("//evil.example/x", "https://a.example/evil.example/x"),
            ("\\\\evil.example\\x", "https://a.example///evil.example/x"),
            ("/\\evil.example", "https://a.example//evil.example"),
            ("@evil.example", "https://a.example/@evil.example"),
            (":8080/x", "https://a.example/:8080/x"),
            ("/../../v1/x", "https://a.example/v1/x"),
            ("/v1/%2e%2e/v2", "https://a.example/v2"),
            ("/with space/ü", "https://a.example/with%20space/%C3%BC"),
            ("/v1/x?to=https://b.example", "https://a.example/v1/x?to=https://b.example"),
            ("/v1/x?page[limit]=1", "https://a.example/v1/x?page[limit]=1"),
            ("/v1/%41%2F", "https://a.example/v1/%41%2F"),
        ] {
            assert_eq!(resolve(&base("https://a.example"), typed).unwrap().as_str(), expected, "{typed}");
        }
        let url = resolve(&base("https://a.example/base"), "/../../x").unwrap();
        assert_eq!(url.as_str(), "https://a.example/x");
    }

    #[test]
    fn paths_that_cannot_be_used_are_errors() {
        for (typed, hint) in [
            ("", "use a path like"),
            ("/100%", "%25"),
            ("/a%2", "%25"),
            ("/a%zz", "%25"),
            ("/a?b=5%", "%25"),
            ("/a\nb", "percent-encoded"),
            ("/a\tb", "percent-encoded"),
            ("/a#b", "%23"),
            ("http://b.example/x", "use https"),
            ("ftp://b.example/x", "use https"),
            ("C:/Program Files/Git/v1/x", "omit the first slash"),
            ("d:\\msys64\\v1\\x", "omit the first slash"),
        ] {
            let failure = resolve(&base("https://a.example"), typed).unwrap_err();
            assert!(failure.hint_line().unwrap().contains(hint), "{typed:?}: {failure}");
        }
    }

    #[test]
    fn a_link_becomes_a_url_on_the_base_url() {
        for (base_url, link, expected) in [
            (
                "https://a.example",
                "https://other.example/v1/x?page%5Boffset%5D=10",
                "https://a.example/v1/x?page%5Boffset%5D=10",
            ),
            ("https://a.example/base", "https://other.example/v1/x", "https://a.example/base/v1/x"),
            ("https://a.example/base", "https://a.example/base/v1/x?p=2", "https://a.example/base/v1/x?p=2"),
            ("https://a.example/base", "/base2/x", "https://a.example/base/base2/x"),
            ("https://a.example/base", "?p=2", "https://a.example/base/v1/x?p=2"),
            ("https://a.example", "http://user:pw@evil.example:99/v1/x", "https://a.example/v1/x"),
        ] {
            let base = base(base_url);
            let current = join(&base, "/v1/x?p=1").unwrap();
            assert_eq!(on_base(&base, &current, link).unwrap().as_str(), expected, "{link}");
        }
    }
}
