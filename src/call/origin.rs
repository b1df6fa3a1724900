//! One origin gets the token: scheme, host and port.

use url::Url;

/// Whether both have the same scheme, host and port, the scheme's own port being the same as none.
pub fn same_origin(one: &Url, other: &Url) -> bool {
    one.scheme() == other.scheme()
        && one.host() == other.host()
        && one.port_or_known_default() == other.port_or_known_default()
}

/// The origin as a person writes it.
pub fn shown_origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

#[cfg(test)]
mod tests {
    use super::*;

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
