//! Checks which URLs are allowed, and joins a base URL and a path.

use url::{Host, Url};

use crate::failure::{Failure, Kind, Result};

/// Parses a base URL: https, or http to this machine; no query, no user name, no API version at its end.
///
/// `origin` names the flag, variable or setting, for messages. A path is kept without its last slash.
pub fn parse_base(text: &str, origin: &str) -> Result<Url> {
    let mut url = parse_secure(text, origin)?;
    if url.query().is_some() || url.fragment().is_some() {
        url.set_query(None);
        url.set_fragment(None);
        return Err(unusable(origin, "has a query or a fragment", &shown(&url)));
    }
    let path = url.path().trim_end_matches('/').to_owned();
    let (before, last) = path.rsplit_once('/').unwrap_or(("", &path));
    if is_version(last) {
        let last = last.to_owned();
        url.set_path(before);
        return Err(unusable(
            origin,
            &format!("ends in the version `{last}`, which belongs to the path"),
            &shown(&url),
        ));
    }
    url.set_path(&path);
    Ok(url)
}

/// Parses a URL that secrets may be sent to: https, or http to this machine; no user name.
pub fn parse_secure(text: &str, origin: &str) -> Result<Url> {
    let text = text.trim();
    let url = match Url::parse(text) {
        // This is checked first, because the hints below repeat the URL.
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            return Err(Failure::new(Kind::BadUrl, format!("the URL from {origin} holds a user name or password"))
                .hint("leave it out: credentials have flags, variables and files of their own"));
        }
        Ok(url) if url.has_host() => url,
        _ if let Some(better) = with_scheme(text) => {
            return Err(Failure::new(Kind::BadUrl, format!("the URL from {origin} has no scheme"))
                .hint(format!("use {}", shown(&better))));
        }
        Ok(_) | Err(_) => {
            return Err(Failure::new(Kind::BadUrl, format!("the URL from {origin} cannot be read"))
                .hint("use a URL like https://api.example.com"));
        }
    };
    match url.scheme() {
        "https" => {}
        "http" if is_loopback(&url) => {}
        "http" => {
            let mut safe = url.clone();
            // Changing http to https cannot fail.
            let _ = safe.set_scheme("https");
            return Err(Failure::new(
                Kind::InsecureUrl,
                format!("the URL from {origin} is plain http, which would show the secrets to the network"),
            )
            .hint(format!("use {} (plain http is for this machine only: localhost, 127.0.0.1, [::1])", shown(&safe))));
        }
        other => {
            return Err(
                Failure::new(Kind::BadUrl, format!("the URL from {origin} has the scheme `{other}`")).hint("use https")
            );
        }
    }
    Ok(url)
}

/// Returns the https URL that a text without a scheme means, without user name and password.
fn with_scheme(text: &str) -> Option<Url> {
    let text = Some(text).filter(|text| !text.contains("://"))?;
    Url::parse(&format!("https://{}", without_user_info(text))).ok().filter(Url::has_host)
}

/// Returns whether the URL's host is this machine.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name.eq_ignore_ascii_case("localhost")
        }
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => {
            address.is_loopback() || address.to_ipv4_mapped().is_some_and(|address| address.is_loopback())
        }
        None => false,
    }
}

/// Appends a path, which may have a query, to the path of the base URL.
pub fn join(base: &Url, path: &str) -> Result<Url> {
    let text = format!("{}/{}", base.as_str().trim_end_matches('/'), path.trim_start_matches('/'));
    Url::parse(&text).map_err(|error| {
        Failure::new(Kind::BadUrl, "the base URL and the path do not form a valid URL").because(error.to_string())
    })
}

/// Returns the URL for messages: without the slash of an empty path.
pub fn shown(url: &Url) -> String {
    url.as_str().trim_end_matches('/').to_owned()
}

/// Returns whether both have the same scheme, host and port. A missing port is the scheme's default one.
pub fn same_origin(one: &Url, other: &Url) -> bool {
    one.scheme() == other.scheme()
        && one.host() == other.host()
        && one.port_or_known_default() == other.port_or_known_default()
}

/// Returns the origin as text, such as `https://api.example.com`.
pub fn shown_origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

/// Returns the host, and the port if it is not the scheme's default one.
pub fn host_and_port(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Removes user name and password: everything between the scheme and the last `@`, even if the text is not a URL.
pub fn without_user_info(text: &str) -> String {
    let is_scheme = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) if is_scheme(scheme) => (&text[..scheme.len() + "://".len()], rest),
        _ => ("", text),
    };
    rest.rsplit_once('@').map_or_else(|| text.to_owned(), |(_, host)| format!("{scheme}{host}"))
}

fn unusable(origin: &str, why: &str, better: &str) -> Failure {
    Failure::new(Kind::BadUrl, format!("the base URL from {origin} {why}")).hint(format!("use {better}"))
}

fn is_version(segment: &str) -> bool {
    segment.strip_prefix(['v', 'V']).is_some_and(|rest| {
        !rest.is_empty()
            && rest.chars().all(|c| c.is_ascii_digit() || c == '.')
            && rest.starts_with(|c: char| c.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_urls_are_accepted_or_rejected_with_a_correction() {
        for (given, outcome) in [
            ("https://api.example.com", Ok("https://api.example.com/")),
            ("https://api.example.com/", Ok("https://api.example.com/")),
            (" https://api.example.com/base/ ", Ok("https://api.example.com/base")),
            ("http://127.0.0.1:8080", Ok("http://127.0.0.1:8080/")),
            ("http://localhost:1", Ok("http://localhost:1/")),
            ("http://[::1]:1", Ok("http://[::1]:1/")),
            ("https://api.example.com/very", Ok("https://api.example.com/very")),
            ("http://api.example.com", Err("use https://api.example.com (")),
            ("http://127.0.0.1.example.com", Err("use https://127.0.0.1.example.com (")),
            ("api.example.com", Err("use https://api.example.com")),
            ("api.example.com:8443", Err("use https://api.example.com:8443")),
            ("https://api.example.com/v1", Err("use https://api.example.com")),
            ("https://api.example.com/x/v2.1/", Err("use https://api.example.com/x")),
            ("https://api.example.com?x=1", Err("use https://api.example.com")),
            ("https://me:pw@api.example.com", Err("leave it out")),
            ("http://me:pw@api.example.com", Err("leave it out")),
            ("me@api.example.com", Err("use https://api.example.com")),
            ("api\t.example.com/a\u{7}b", Err("use https://api.example.com/a%07b")),
            ("ftp://api.example.com", Err("use https")),
            ("https://", Err("use a URL like")),
            ("", Err("use a URL like")),
            ("not a url", Err("use a URL like")),
        ] {
            match (parse_base(given, "--base-url"), outcome) {
                (Ok(url), Ok(expected)) => assert_eq!(url.as_str(), expected),
                (Err(failure), Err(hint)) => {
                    let advice = failure.hint_line().unwrap();
                    assert!(advice.starts_with(hint), "{given}: {advice}");
                    assert!(!format!("{failure:?}").contains("pw"), "{given}");
                }
                (other, _) => panic!("{given}: {other:?}"),
            }
        }
    }

    #[test]
    fn user_name_and_password_are_removed_even_if_the_text_is_not_a_url() {
        for (text, cut) in [
            ("http://proxy.example:3128", "http://proxy.example:3128"),
            ("http://me:pw@proxy.example:3128/", "http://proxy.example:3128/"),
            ("http://me:p@w@proxy.example", "http://proxy.example"),
            ("http://me:p#w/p?w@proxy.example", "http://proxy.example"),
            ("me:pw@proxy.example:1", "proxy.example:1"),
            ("me:p://w@proxy.example:1", "proxy.example:1"),
            (r"http://CORP\me:pw@proxy.example", "http://proxy.example"),
            ("proxy.example:1", "proxy.example:1"),
            ("", ""),
        ] {
            assert_eq!(without_user_info(text), cut, "{text}");
        }
    }

    #[test]
    fn a_path_is_appended_to_the_base_path() {
        for (base, path, joined) in [
            ("https://a.example", "/v1/x?y=1", "https://a.example/v1/x?y=1"),
            ("https://a.example/base", "v1/x", "https://a.example/base/v1/x"),
        ] {
            assert_eq!(join(&parse_base(base, "test").unwrap(), path).unwrap().as_str(), joined);
        }
    }

    #[test]
    fn scheme_host_and_port_make_an_origin() {
        for (one, other, same) in [
            ("https://a.example/x", "https://a.example:443/y?z", true),
            ("https://A.EXAMPLE", "https://a.example", true),
            ("http://127.0.0.1:80", "http://127.0.0.1", true),
            ("https://a.example", "http://a.example", false),
            ("https://a.example", "https://a.example:8443", false),
            ("https://a.example", "https://b.example", false),
            ("https://a.example", "https://a.example.evil.example", false),
            ("https://a.example", "https://a.example@evil.example", false),
            ("http://127.0.0.1:8080", "http://localhost:8080", false),
            ("http://127.0.0.1:8080", "http://[::1]:8080", false),
            ("https://a.example", "https://a.example.", false),
        ] {
            assert_eq!(same_origin(&Url::parse(one).unwrap(), &Url::parse(other).unwrap()), same, "{one} {other}");
        }
    }
}
