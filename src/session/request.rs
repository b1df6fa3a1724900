//! A request to an API, without its token and its body.

use reqwest::Method;
use reqwest::header::{self, HeaderMap, HeaderName};
use url::Url;

use crate::http::url::same_origin;

/// A request to an API, without its token and its body.
#[derive(Clone, Debug)]
pub struct ApiRequest {
    /// The method.
    pub method: Method,
    /// The URL.
    pub url: Url,
    /// The headers that the user set. They replace those of provider and profile.
    pub user_headers: HeaderMap,
    /// Headers that travauth adds. Headers of provider and profile replace them, and other origins than the base URL's do not
    /// get them.
    pub default_headers: HeaderMap,
}

impl ApiRequest {
    /// Returns whether the user set this header.
    pub fn is_set_by_user(&self, name: &HeaderName) -> bool {
        self.user_headers.contains_key(name)
    }

    /// Returns the headers for a request to this URL. For another origin, the default headers and all headers that can contain
    /// a secret are left out.
    pub fn headers_for(&self, url: &Url) -> HeaderMap {
        let is_same_origin = same_origin(&self.url, url);
        let mut headers = if is_same_origin { self.default_headers.clone() } else { HeaderMap::new() };
        for name in self.user_headers.keys().filter(|name| is_same_origin || is_never_secret(name)) {
            headers.remove(name);
            for value in self.user_headers.get_all(name) {
                headers.append(name, value.clone());
            }
        }
        headers
    }

    /// Returns whether the request only reads (RFC 9110, section 9.2.1), so that it can be sent again without harm.
    pub fn is_safe(&self) -> bool {
        self.method.is_safe()
    }
}

fn is_never_secret(name: &HeaderName) -> bool {
    [
        header::ACCEPT,
        header::ACCEPT_LANGUAGE,
        header::ACCEPT_ENCODING,
        header::RANGE,
        header::USER_AGENT,
        header::IF_NONE_MATCH,
        header::IF_MODIFIED_SINCE,
    ]
    .contains(name)
}
