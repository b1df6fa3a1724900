//! Chooses the proxy of a request. If one is set for the host, the request is never sent without it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper_util::client::proxy::matcher::Matcher;
use percent_encoding::percent_decode_str;
use reqwest::header::HeaderValue;
use url::Url;

use super::Network;
use super::url::is_loopback;
use crate::failure::{Failure, Kind, OrInternal as _, Result};

/// The schemes of proxies.
const SCHEMES: [&str; 6] = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];

/// The proxy for a target.
pub(super) struct ChosenProxy {
    /// Its address, without user name and password.
    pub(super) shown: String,
    /// The `Proxy-Authorization` header, if the proxy's URL has a user name.
    pub(super) authorization: Option<HeaderValue>,
    pub(super) proxy: reqwest::Proxy,
}

/// Chooses the proxy for this target; none for a direct connection. A request to loopback never uses a proxy.
///
/// # Errors
///
/// Fails when the proxy's URL cannot be used.
pub(super) fn choose(network: &Network, target: &Url) -> Result<Option<ChosenProxy>> {
    let Some(text) = network.proxy.as_ref().filter(|_| !is_loopback(target)) else { return Ok(None) };
    let address = ProxyAddress::parse(text).ok_or_else(unusable)?;
    let uri = target.as_str().parse::<hyper::Uri>().or_internal("look up the proxy for a URL")?;
    let matcher = Matcher::builder().all(address.url.as_str()).no(network.no_proxy.as_str()).build();
    if matcher.intercept(&uri).is_none() {
        // NO_PROXY lists the host.
        return if network.is_proxy_locked { Err(locked(target)) } else { Ok(None) };
    }
    let shown = address.url.as_str().trim_end_matches('/').to_owned();
    let mut url = address.url;
    let mut authorization = None;
    if let Some((user, password)) = address.credentials {
        let mut header = HeaderValue::from_str(&format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))))
            .or_internal("send the proxy's password")?;
        header.set_sensitive(true);
        authorization = Some(header);
        // For a SOCKS proxy, reqwest reads user name and password from the URL.
        url.set_username(&user).and_then(|()| url.set_password(Some(&password))).map_err(|()| unusable())?;
    }
    let mut proxy = reqwest::Proxy::all(url).map_err(|_| unusable())?;
    if let Some(header) = &authorization {
        proxy = proxy.custom_http_auth(header.clone());
    }
    Ok(Some(ChosenProxy { shown, authorization, proxy }))
}

/// Returns the failure of a request that would go around a locked proxy.
fn locked(target: &Url) -> Failure {
    let host = target.host_str().unwrap_or_default();
    Failure::new(Kind::BadConfig, format!("NO_PROXY cannot exempt {host} from the proxy"))
        .because("the system config locks the proxy")
        .hint("remove the host from NO_PROXY, or ask the administrator of this machine")
}

/// A proxy's URL, read as curl reads it: everything before the last `@` is user name and password.
struct ProxyAddress {
    /// The URL without user name and password.
    url: Url,
    credentials: Option<(String, String)>,
}

impl ProxyAddress {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
        let scheme = scheme.to_ascii_lowercase();
        if !SCHEMES.contains(&scheme.as_str()) {
            return None;
        }
        let (user_info, host) = match rest.rsplit_once('@') {
            Some((user_info, host)) => (Some(user_info), host),
            None => (None, rest),
        };
        let url = Url::parse(&format!("{scheme}://{host}")).ok()?;
        let has_extra_parts = url.query().is_some() || url.fragment().is_some() || !matches!(url.path(), "" | "/");
        if !url.has_host() || has_extra_parts {
            return None;
        }
        let decoded = |text: &str| percent_decode_str(text).decode_utf8().ok().map(std::borrow::Cow::into_owned);
        let credentials = match user_info {
            Some(user_info) => {
                let (user, password) = user_info.split_once(':').unwrap_or((user_info, ""));
                Some((decoded(user)?, decoded(password)?))
            }
            None => None,
        };
        Some(Self { url, credentials })
    }
}

fn unusable() -> Failure {
    Failure::new(Kind::BadConfig, "the URL of the proxy cannot be used")
        .because("it is set by --proxy, the config, HTTPS_PROXY or ALL_PROXY: see `travauth config show`")
        .hint("write it like http://proxy.example.com:3128 or socks5h://user:password@proxy.example.com:1080")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_read_as_curl_reads_it() {
        for (text, url, credentials) in [
            ("proxy.example:3128", Some("http://proxy.example:3128/"), None),
            ("http://p.example", Some("http://p.example/"), None),
            ("SOCKS5H://p.example:1080", Some("socks5h://p.example:1080"), None),
            ("http://me:pw@p.example:1/", Some("http://p.example:1/"), Some(("me", "pw"))),
            (r"http://CORP\user:p%40ss@127.0.0.1:9", Some("http://127.0.0.1:9/"), Some((r"CORP\user", "p@ss"))),
            ("http://user:hun@ter2@127.0.0.1:1", Some("http://127.0.0.1:1/"), Some(("user", "hun@ter2"))),
            ("http://user:a/b?c#d e@127.0.0.1:1", Some("http://127.0.0.1:1/"), Some(("user", "a/b?c#d e"))),
            ("http://user@p.example", Some("http://p.example/"), Some(("user", ""))),
            ("http://", None, None),
            ("http://p.example/path", None, None),
            ("ftp://p.example", None, None),
            ("http://p.example:port", None, None),
            ("", None, None),
        ] {
            let address = ProxyAddress::parse(text);
            assert_eq!(address.as_ref().map(|address| address.url.as_str()), url, "{text}");
            let found = address.and_then(|address| address.credentials);
            let found = found.as_ref().map(|(user, password)| (user.as_str(), password.as_str()));
            assert_eq!(found, credentials, "{text}");
        }
    }

    #[test]
    fn a_named_proxy_is_used_or_is_an_error() {
        let target = Url::parse("https://api.example.com").unwrap();
        let network = |proxy: &str, no_proxy: &str| Network {
            proxy: Some(proxy.to_owned()),
            no_proxy: no_proxy.to_owned(),
            ..Network::default()
        };
        for (proxy, no_proxy, shown) in [
            (r"http://CORP\user:p%40ss@127.0.0.1:9", "", Some("http://127.0.0.1:9")),
            ("http://user:pass word@127.0.0.1:9", "other.example", Some("http://127.0.0.1:9")),
            ("http://127.0.0.1:9", "example.com", None),
        ] {
            let chosen = choose(&network(proxy, no_proxy), &target).unwrap();
            assert_eq!(chosen.as_ref().map(|chosen| chosen.shown.as_str()), shown, "{proxy}");
        }
        let Err(failure) = choose(&network("http://hun@ter2@", ""), &target) else { panic!("it is used") };
        assert!(!failure.message().contains("hun") && !failure.message().contains("ter2"), "{failure}");
    }
}
