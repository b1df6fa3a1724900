//! Checks the path of a request, and splits it into its parts.

use percent_encoding::percent_decode_str;

/// How many times a path is decoded to check it, because some servers decode twice.
const MAX_DECODINGS: usize = 4;

/// Checks that every server reads the path in the same way, and that it cannot leave the base URL.
///
/// # Errors
///
/// Returns what is wrong with the path.
pub(super) fn check(path: &str) -> Result<(), &'static str> {
    if !path.starts_with('/') {
        return Err("the path does not begin with a slash");
    }
    if path.starts_with("//") {
        return Err("the path begins with two slashes");
    }
    if !has_valid_escapes(path) {
        return Err("the path has a `%` that encodes nothing");
    }
    let mut decoded = path.as_bytes().to_vec();
    for round in 0..MAX_DECODINGS {
        if decoded.contains(&b'\\') || decoded.iter().any(u8::is_ascii_control) {
            return Err("the path has a backslash or a control character");
        }
        if round > 0 && count(&decoded, b'/') != count(path.as_bytes(), b'/') {
            return Err("the path has an encoded slash");
        }
        if decoded.split(|byte| *byte == b'/').any(is_parent) {
            return Err("the path has a segment `..`");
        }
        let next: Vec<u8> = percent_encoding::percent_decode(&decoded).collect();
        if next == decoded {
            return Ok(());
        }
        decoded = next;
    }
    Err("the path is percent-encoded too many times")
}

fn has_valid_escapes(path: &str) -> bool {
    path.split('%').skip(1).all(|after| {
        let digits = after.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    })
}

fn count(bytes: &[u8], wanted: u8) -> usize {
    memchr::memchr_iter(wanted, bytes).count()
}

/// Returns whether a segment is `..`. A part after a semicolon does not count, because some servers ignore it.
fn is_parent(segment: &[u8]) -> bool {
    segment.split(|byte| *byte == b';').next() == Some(b"..")
}

/// Returns the path of a request target, without its query.
pub(super) fn of(target: &str) -> &str {
    target.split('?').next().unwrap_or(target)
}

/// Splits off the first segment: `/a/b?c` becomes `a` and `/b?c`, `/a` becomes `a` and `/`.
pub(super) fn first_segment(target: &str) -> (&str, String) {
    let rest = target.strip_prefix('/').unwrap_or(target);
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (segment, rest) = rest.split_at(end);
    (segment, if rest.starts_with('/') { rest.to_owned() } else { format!("/{rest}") })
}

/// Returns the path for a comparison with known paths, as a lenient server may read it: decoded, without parameters after
/// a semicolon, without spaces around segments, without segments that are empty or `.`, and without a final slash.
pub(super) fn normalized(path: &str) -> String {
    let decoded = percent_decode_str(path).decode_utf8_lossy();
    let segments = decoded.split('/').map(|segment| segment.split(';').next().unwrap_or(segment).trim());
    segments.filter(|segment| !matches!(*segment, "" | ".")).map(|segment| format!("/{segment}")).collect()
}

/// Returns whether the path belongs to the proxy itself, however its first segment is encoded.
pub(super) fn is_reserved(path: &str) -> bool {
    let path = normalized(path);
    path == "/-" || path.starts_with("/-/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_servers_read_differently_are_errors() {
        for path in ["/", "/v1/a", "/v1/a%20b", "/a/.b/..c/...", "/%C3%BC", "/v1/100%25", "/a//b", "/a;b=1", "/a%3Fb"] {
            assert_eq!(check(path), Ok(()), "{path}");
        }
        for path in [
            "*",
            "",
            "v1",
            "//evil.example/x",
            "/a\\b",
            "/a%5Cb",
            "/a%5cb",
            "/a%255cb",
            "/a%00",
            "/a%2500",
            "/a%0Ab",
            "/a%2Fb",
            "/a%2fb",
            "/a%252Fb",
            "/..",
            "/a/../b",
            "/a/%2e%2e/b",
            "/a/%2E./b",
            "/a/%252e%252e/b",
            "/a/..;x/b",
            "/%25252525252e",
            "/a%",
            "/a%2",
            "/a%zz",
            "/a%+1",
        ] {
            assert!(check(path).is_err(), "{path}");
        }
    }

    #[test]
    fn the_first_segment_is_split_off() {
        for (target, segment, rest) in [
            ("/a/b?c=d/e", "a", "/b?c=d/e"),
            ("/a", "a", "/"),
            ("/a/", "a", "/"),
            ("/a?b=/c", "a", "/?b=/c"),
            ("/", "", "/"),
            ("/a//b", "a", "//b"),
        ] {
            assert_eq!(first_segment(target), (segment, rest.to_owned()), "{target}");
        }
    }

    #[test]
    fn known_paths_are_recognized_however_they_are_written() {
        for path in [
            "/v2/auth/token",
            "/v2/auth/token/",
            "/v2//auth/token",
            "/v2/%61uth/toke%6E",
            "/v2/./auth/%2E/token/.",
            "/v2;a=b/auth/;/token;c",
            "/v2/auth/token%20",
        ] {
            assert_eq!(normalized(path), "/v2/auth/token", "{path}");
        }
        for (path, expected) in [
            ("/-/token", true),
            ("/-", true),
            ("/%2D/token", true),
            ("/./-;x/har", true),
            ("/-x", false),
            ("/v1/-/", false),
            ("/", false),
        ] {
            assert_eq!(is_reserved(path), expected, "{path}");
        }
    }
}
