//! From what was typed, or what a link says, to a URL.

use url::Url;

use crate::failure::{Failure, Kind, Result};
use crate::http::url::{join, parse_secure};

/// The URL that a path on the base URL, or a whole URL, means.
///
/// A path stays on the base URL's origin whatever it holds; spaces and the like are percent-encoded, a `%` that encodes
/// nothing is refused, for it could mean itself or be the half of something.
pub fn resolve(base: &Url, typed: &str) -> Result<Url> {
    check(typed)?;
    refuse_windows_path(typed)?;
    if is_absolute(typed) { parse_secure(typed, "the command line") } else { join(base, typed) }
}

/// The URL on the base URL that a page's link means, whatever host the link names.
///
/// A link that already starts with the base URL's path is not given that path twice.
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
    // Before the first slash or question mark, or else it is a part of the path or the query.
    typed.find("://").is_some_and(|at| !typed[..at].contains(['/', '?', '#']))
}

/// Git Bash and MSYS2 turn an argument that begins with a slash into a path of Windows before the program starts.
fn refuse_windows_path(typed: &str) -> Result<()> {
    if !matches!(typed.as_bytes(), [drive, b':', b'/' | b'\\', ..] if drive.is_ascii_alphabetic()) {
        return Ok(());
    }
    let what = "the path is a path of Windows: Git Bash rewrites an argument that begins with `/`";
    Err(Failure::new(Kind::BadUrl, what)
        .hint("omit the first slash (`v1/reference-data/airlines`), or set MSYS_NO_PATHCONV=1"))
}

fn check(typed: &str) -> Result<()> {
    let refused = |what: &str, hint: &str| Err(Failure::new(Kind::BadUrl, format!("the path {what}")).hint(hint));
    if typed.trim().is_empty() {
        return refused("is empty", "give it like /v1/reference-data/airlines");
    }
    if typed.chars().any(char::is_control) {
        return refused("holds a control character (a line break?)", "write it without, or percent-encoded");
    }
    if typed.contains('#') {
        return refused("has a `#`, and what follows it would never be sent", "write a `#` that is meant as %23");
    }
    let bytes = typed.as_bytes();
    let is_half = |at: usize| {
        let encoded = bytes.get(at + 1..at + 3);
        !encoded.is_some_and(|pair| pair.iter().all(u8::is_ascii_hexdigit))
    };
    if let Some((at, _)) = typed.match_indices('%').find(|(at, _)| is_half(*at)) {
        let what = format!("has a `%` that encodes nothing at position {}", typed[..at].chars().count() + 1);
        return refused(&what, "write a `%` that is meant as %25; --query encodes by itself");
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
    fn what_cannot_be_meant_is_refused() {
        for (typed, hint) in [
            ("", "give it like"),
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
    fn a_link_is_placed_on_the_base() {
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
