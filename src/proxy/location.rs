//! Rewrites redirects within the API to redirects within the proxy.

use url::Url;

use crate::http::url::same_origin;

/// Returns the value of `Location` for the client. A URL below the base URL becomes a path on the proxy; others are
/// unchanged.
///
/// `prefix` was removed from the start of the request's path, such as `/KEY/sabre`; it can be empty.
pub(super) fn rewrite(location: &str, requested: &Url, base: &Url, prefix: &str) -> String {
    let Ok(target) = requested.join(location) else { return location.to_owned() };
    let base_path = base.path().trim_end_matches('/');
    let rest = target.path().strip_prefix(base_path).filter(|rest| rest.is_empty() || rest.starts_with('/'));
    let Some(rest) = rest.filter(|_| same_origin(&target, base)) else { return location.to_owned() };
    let mut local = format!("{prefix}{}", if rest.is_empty() { "/" } else { rest });
    // A browser would read the text after two slashes as a host.
    if local.starts_with("//") {
        local.insert_str(0, "/.");
    }
    for (mark, part) in [('?', target.query()), ('#', target.fragment())] {
        if let Some(part) = part {
            local.push(mark);
            local.push_str(part);
        }
    }
    local
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_on_the_base_url_becomes_a_path_of_the_proxy() {
        for (base, location, prefix, expected) in [
            ("https://a.example", "https://a.example/v2/x?y=1#z", "", "/v2/x?y=1#z"),
            ("https://a.example", "/v2/x", "/KEY/sabre", "/KEY/sabre/v2/x"),
            ("https://a.example", "other", "/KEY", "/KEY/v1/other"),
            ("https://a.example", "https://a.example", "/sabre", "/sabre/"),
            ("https://a.example", "https://b.example/v2/x", "/KEY", "https://b.example/v2/x"),
            ("https://a.example", "//b.example/v2/x", "", "//b.example/v2/x"),
            ("https://a.example", "http://a.example/v2/x", "", "http://a.example/v2/x"),
            ("https://a.example/base", "/base/v2/x", "", "/v2/x"),
            ("https://a.example/base", "/base2/x", "", "/base2/x"),
            ("https://a.example/base", "/x", "", "/x"),
            ("https://a.example", "https://a.example//evil.example/x", "", "/.//evil.example/x"),
            ("https://a.example", "http://[", "", "http://["),
        ] {
            let base = Url::parse(base).unwrap();
            let requested = Url::parse(&format!("{}/v1/a", base.as_str().trim_end_matches('/'))).unwrap();
            assert_eq!(rewrite(location, &requested, &base, prefix), expected, "{base} {location}");
        }
    }
}
