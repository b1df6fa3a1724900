//! Builds the API request from the command line and the provider's data, without I/O, so that a test can compare every
//! byte.

use reqwest::Method;
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use url::Url;

use super::method;
use super::path::resolve;
use crate::failure::{Failure, Kind, Result};
use crate::http::url::{same_origin, shown_origin};
use crate::provider::Provider;
use crate::session::ApiRequest;

/// A request as the user typed it.
#[derive(Clone, Debug, Default)]
pub(crate) struct TypedRequest {
    /// The method, if one was given.
    pub(crate) method: Option<String>,
    /// A path on the base URL, or a complete URL.
    pub(crate) path: String,
    /// `Name: value`; `Name:` removes a header that the provider adds.
    pub(crate) headers: Vec<String>,
    /// Pairs to add to the query.
    pub(crate) query: Vec<(String, String)>,
    /// Whether there is a body.
    pub(crate) has_body: bool,
    /// Whether a response compressed with gzip is accepted.
    pub(crate) compressed: bool,
    /// Whether no token is sent.
    pub(crate) no_auth: bool,
}

/// Builds the request.
///
/// # Errors
///
/// Fails when a header, the method or the path is invalid, and when the token would go to another origin.
pub(crate) fn build_request(typed: &TypedRequest, provider: &Provider, base: &Url) -> Result<ApiRequest> {
    let mut url = resolve(base, &typed.path)?;
    let is_same_origin = same_origin(&url, base);
    if !is_same_origin && !typed.no_auth {
        return Err(Failure::new(
            Kind::BadUrl,
            format!("the token for {} must not be sent to {}", shown_origin(base), shown_origin(&url)),
        )
        .hint(
            "use a path without a host, choose another base URL with -e or --base-url, or send no token with --no-auth",
        ));
    }
    if !typed.query.is_empty() {
        url.query_pairs_mut().extend_pairs(&typed.query);
    }
    let default = if typed.has_body { Method::POST } else { Method::GET };
    let method = typed.method.as_deref().map_or(Ok(default), method::parse)?;
    if typed.has_body && method::is_bodyless(&method) {
        return Err(Failure::new(Kind::Usage, format!("a {method} request has no body"))
            .hint("leave the method out (a body makes it POST), or put the values into the query with --query"));
    }
    let (mut user_headers, removed) = headers(&typed.headers, typed.no_auth)?;
    let mut added = HeaderMap::new();
    if is_same_origin {
        added.insert(header::ACCEPT, header_value("accept", &provider.api.accept)?);
        if typed.has_body {
            added.insert(header::CONTENT_TYPE, header_value("content-type", &provider.api.content_type)?);
        }
        if method == Method::POST && post_only_reads(provider, base, &url) {
            added.insert(HeaderName::from_static("x-http-method-override"), HeaderValue::from_static("GET"));
        }
    }
    for name in &removed {
        added.remove(name);
    }
    if typed.compressed && !user_headers.contains_key(header::ACCEPT_ENCODING) {
        user_headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
    }
    Ok(ApiRequest { method, url, user_headers, default_headers: added })
}

/// Returns whether a POST to this path only reads data, according to the provider's data.
fn post_only_reads(provider: &Provider, base: &Url, url: &Url) -> bool {
    let path = url.path().strip_prefix(base.path().trim_end_matches('/')).unwrap_or_default();
    provider.api.reads_by_post(path)
}

/// Returns the user's headers, and the names of the headers to remove.
fn headers(lines: &[String], no_auth: bool) -> Result<(HeaderMap, Vec<HeaderName>)> {
    let mut user_headers = HeaderMap::new();
    let mut removed = Vec::new();
    for line in lines {
        let invalid = |what: &str, hint: &str| {
            let name = line.split(':').next().unwrap_or_default();
            let name = crate::redact::escape_control(name);
            Err(Failure::new(Kind::Usage, format!("the header `{name}` {what}")).hint(hint))
        };
        let Some((name, value)) = line.split_once(':') else {
            return invalid("has no colon", "write it like 'Name: value'");
        };
        let name = header_name(name.trim())?;
        let value = value.trim();
        match name {
            header::AUTHORIZATION if !no_auth => {
                return invalid("is set by travauth", "with --no-auth you can set it yourself");
            }
            header::HOST | header::CONTENT_LENGTH | header::TRANSFER_ENCODING | header::CONNECTION => {
                return invalid("is set by travauth", "leave it out");
            }
            header::PROXY_AUTHORIZATION => {
                return invalid(
                    "would go to the API, not to the proxy",
                    "put the proxy's user name and password into the URL of --proxy",
                );
            }
            _ if value.is_empty() => removed.push(name),
            _ => {
                let mut value = header_value(name.as_str(), value)?;
                value.set_sensitive(true);
                user_headers.append(name, value);
            }
        }
    }
    Ok((user_headers, removed))
}

fn header_name(name: &str) -> Result<HeaderName> {
    HeaderName::from_bytes(name.as_bytes()).map_err(|_| {
        let name = crate::redact::escape_control(name);
        Failure::new(Kind::Usage, format!("`{name}` cannot be the name of a header"))
            .hint("a name has letters, digits and hyphens: 'Accept-Language: de'")
    })
}

fn header_value(name: &str, value: &str) -> Result<HeaderValue> {
    HeaderValue::from_str(value).map_err(|_| {
        Failure::new(
            Kind::Usage,
            format!("the value of the header `{name}` contains a control character (a line break?)"),
        )
        .hint("a header is one line")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::builtin::{AMADEUS, SABRE};

    fn typed(path: &str) -> TypedRequest {
        TypedRequest { path: path.to_owned(), ..TypedRequest::default() }
    }

    fn base() -> Url {
        Url::parse("https://api.example").unwrap()
    }

    fn shown(headers: &HeaderMap) -> String {
        let mut lines: Vec<_> =
            headers.iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect();
        lines.sort();
        lines.join("\n")
    }

    #[test]
    fn the_provider_adds_its_headers_unless_the_user_sets_them() {
        let accept = "accept: application/vnd.amadeus+json, application/json";
        let post = |path: &str, headers: &[&str]| TypedRequest {
            has_body: true,
            headers: headers.iter().map(|&header| header.to_owned()).collect(),
            ..typed(path)
        };
        for (typed, expected) in [
            (typed("/v1/x"), accept.to_owned()),
            (post("/v1/x", &[]), format!("{accept}\ncontent-type: application/vnd.amadeus+json")),
            (
                post("/v2/shopping/flight-offers", &[]),
                format!("{accept}\ncontent-type: application/vnd.amadeus+json\nx-http-method-override: GET"),
            ),
            (
                post("/v2/shopping/flight-offers", &["x-http-method-override: PUT", "Accept: */*", "Content-Type:"]),
                "accept: */*\nx-http-method-override: PUT".to_owned(),
            ),
            (
                TypedRequest { method: Some("DELETE".to_owned()), ..typed("/v2/shopping/flight-offers") },
                accept.to_owned(),
            ),
        ] {
            let prepared = build_request(&typed, &AMADEUS, &base()).unwrap();
            assert_eq!(shown(&prepared.headers_for(&prepared.url)), expected, "{typed:?}");
        }
        for path in AMADEUS.api.post_reads.iter() {
            let base = Url::parse("https://api.example/gateway").unwrap();
            let prepared = build_request(&post(path, &[]), &AMADEUS, &base).unwrap();
            assert!(prepared.default_headers.contains_key("x-http-method-override"), "{path}");
        }
    }

    #[test]
    fn the_method_follows_the_body_unless_it_is_given() {
        for (method, has_body, expected) in [
            (None, false, Ok(Method::GET)),
            (None, true, Ok(Method::POST)),
            (Some("put"), true, Ok(Method::PUT)),
            (Some("DELETE"), false, Ok(Method::DELETE)),
            (Some("delete"), true, Ok(Method::DELETE)),
            (Some("GET"), true, Err("--query")),
            (Some("GTE"), false, Err("GET")),
            (Some("FETCH"), false, Err("there are")),
            (Some("CONNECT"), false, Err("there are")),
            (Some("G ET"), false, Err("GET")),
            (Some(""), false, Err("there are")),
        ] {
            let typed = TypedRequest { method: method.map(str::to_owned), has_body, ..typed("/x") };
            match (build_request(&typed, &SABRE, &base()), expected) {
                (Ok(prepared), Ok(expected)) => assert_eq!(prepared.method, expected),
                (Err(failure), Err(hint)) => assert!(failure.hint_line().unwrap().contains(hint), "{failure:?}"),
                (other, _) => panic!("{method:?}: {other:?}"),
            }
        }
    }

    #[test]
    fn invalid_headers_are_errors() {
        for (header, part) in [
            ("no colon", "no colon"),
            ("Name: a\nEvil: b", "control character"),
            ("Na me: a", "name of a header"),
            (": a", "name of a header"),
            ("authorization: Bearer x", "set by travauth"),
            ("Host: evil.example", "set by travauth"),
            ("Content-Length: 5", "set by travauth"),
            ("Proxy-Authorization: Basic x", "not to the proxy"),
        ] {
            let typed = TypedRequest { headers: vec![header.to_owned()], ..typed("/x") };
            let failure = build_request(&typed, &SABRE, &base()).unwrap_err();
            assert!(failure.message().contains(part), "{header}: {failure}");
            assert_eq!(failure.kind(), Kind::Usage);
        }
        let typed = TypedRequest { headers: vec!["Authorization: Basic x".to_owned()], no_auth: true, ..typed("/x") };
        assert!(build_request(&typed, &SABRE, &base()).unwrap().user_headers.contains_key("authorization"));
    }

    #[test]
    fn another_origin_gets_neither_the_providers_headers_nor_private_ones() {
        let headers = ["Authorization: Basic x", "Cookie: a", "X-Key: b", "Accept-Language: de"];
        let typed = TypedRequest { headers: headers.map(str::to_owned).to_vec(), no_auth: true, ..typed("/x") };
        let prepared = build_request(&typed, &AMADEUS, &base()).unwrap();
        let elsewhere = Url::parse("https://elsewhere.example/x").unwrap();
        assert_eq!(shown(&prepared.headers_for(&elsewhere)), "accept-language: de");

        let to_other_origin = TypedRequest { path: "https://elsewhere.example/x".to_owned(), ..typed };
        let prepared = build_request(&to_other_origin, &AMADEUS, &base()).unwrap();
        assert!(prepared.default_headers.is_empty());
        let failure =
            build_request(&TypedRequest { no_auth: false, headers: vec![], ..to_other_origin }, &AMADEUS, &base())
                .unwrap_err();
        assert_eq!(failure.kind(), Kind::BadUrl);
        assert!(failure.message().contains("https://elsewhere.example"));
    }

    #[test]
    fn pairs_are_added_to_the_query() {
        let pairs = [("page[offset]", "10"), ("q", "a b&c=ü"), ("q", "")];
        let query = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let prepared = build_request(&TypedRequest { query, ..typed("/x?a=1") }, &AMADEUS, &base()).unwrap();
        assert_eq!(prepared.url.as_str(), "https://api.example/x?a=1&page%5Boffset%5D=10&q=a+b%26c%3D%C3%BC&q=");
    }
}
