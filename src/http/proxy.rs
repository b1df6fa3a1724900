//! Chooses the proxy for a request: the one that the user set, or that of the usual environment variables.

use hyper_util::client::proxy::matcher::Matcher;
use url::Url;

use super::Network;
use super::url::is_loopback;
use crate::failure::{Failure, Kind, Result};

/// The proxy for a request.
pub struct Chosen {
    /// Its address, without user name and password.
    pub shown: String,
    pub proxy: reqwest::Proxy,
}

/// Chooses the proxy for this URL; none for a direct connection. Loopback is always reached directly.
pub fn choose(network: &Network, target: &Url) -> Result<Option<Chosen>> {
    if is_loopback(target) {
        return Ok(None);
    }
    let matcher = match &network.proxy {
        Some(proxy) => {
            check(proxy)?;
            Matcher::builder().all(proxy.as_str()).no(network.no_proxy.as_str()).build()
        }
        None => Matcher::from_env(),
    };
    let Ok(uri) = target.as_str().parse::<hyper::Uri>() else {
        return Ok(None);
    };
    let Some(intercept) = matcher.intercept(&uri) else {
        return Ok(None);
    };
    let shown = intercept.uri().to_string().trim_end_matches('/').to_owned();
    let unusable = || {
        Failure::new(Kind::BadConfig, format!("the proxy {shown} cannot be used"))
            .hint("use a URL like http://proxy.example.com:3128 or socks5h://proxy.example.com:1080")
    };
    let mut url = Url::parse(&intercept.uri().to_string()).map_err(|_| unusable())?;
    if let Some((user, password)) = intercept.raw_auth() {
        let _ = url.set_username(user);
        let _ = url.set_password(Some(password));
    }
    let mut proxy = reqwest::Proxy::all(url).map_err(|_| unusable())?;
    if let Some(header) = intercept.basic_auth() {
        let mut header = header.clone();
        header.set_sensitive(true);
        proxy = proxy.custom_http_auth(header);
    }
    Ok(Some(Chosen { shown, proxy }))
}

fn check(proxy: &str) -> Result<()> {
    let scheme_is_known = match proxy.split_once("://") {
        Some((scheme, _)) => ["http", "https", "socks4", "socks4a", "socks5", "socks5h"].contains(&scheme),
        None => true,
    };
    let with_scheme = if proxy.contains("://") { proxy.to_owned() } else { format!("http://{proxy}") };
    if scheme_is_known && Url::parse(&with_scheme).is_ok_and(|url| url.has_host()) {
        return Ok(());
    }
    Err(Failure::new(Kind::BadConfig, "the URL of the proxy cannot be used")
        .because("it was set by --proxy, the config, HTTPS_PROXY or ALL_PROXY: see `travauth config show`")
        .hint("use a URL like http://proxy.example.com:3128 or socks5h://proxy.example.com:1080"))
}
