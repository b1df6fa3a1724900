//! Formats the address of `proxy` as a URL, variables, JSON, or a Postman environment.

use std::path::Path;

use serde_json::{Map, Value, json};

use crate::cli::ProxyFormat;
use crate::output;
use crate::proxy::{Proxy, client_variables, mount_url};

/// Returns the address in this format; `authority` is the file with the proxy's CA certificate.
pub(super) fn address(format: ProxyFormat, proxy: &Proxy, authority: Option<&Path>) -> String {
    match format {
        ProxyFormat::Url => format!("{}\n", url_with_key(proxy)),
        ProxyFormat::Env => {
            let mut variables = client_variables(proxy);
            if let Some(file) = authority {
                variables.push(("NODE_EXTRA_CA_CERTS".to_owned(), file.display().to_string()));
            }
            variables.iter().map(|(name, value)| format!("export {name}={}\n", output::sh(value))).collect()
        }
        ProxyFormat::Json => format!("{}\n", json(proxy, authority)),
        ProxyFormat::Postman => format!("{:#}\n", postman(proxy)),
    }
}

/// Returns the base URL, with the key as its first path segment if requests need a key.
pub(super) fn url_with_key(proxy: &Proxy) -> String {
    let key = proxy.key().map(|key| key.secret().expose().to_owned()).unwrap_or_default();
    mount_url(proxy.base_url(), &key)
}

fn has_root(proxy: &Proxy) -> bool {
    proxy.mounts().iter().any(|mount| mount.name().is_empty())
}

fn json(proxy: &Proxy, authority: Option<&Path>) -> Value {
    let base_url = url_with_key(proxy);
    let named = proxy.mounts().iter().filter(|mount| !mount.name().is_empty());
    let mounts: Map<String, Value> =
        named.map(|mount| (mount.name().to_owned(), mount_url(&base_url, mount.name()).into())).collect();
    json!({
        "base_url": base_url,
        "listen": proxy.listeners().shown(),
        "key": proxy.key().map(|key| key.secret().expose()),
        "mounts": mounts,
        "token_url": has_root(proxy).then(|| format!("{}/-/token", proxy.base_url())),
        "ca_file": authority.map(|file| file.display().to_string()),
    })
}

/// Builds a Postman environment. Its `token` is the key, which collections send as their bearer token.
fn postman(proxy: &Proxy) -> Value {
    let key = proxy.key().map(|key| key.secret().expose()).unwrap_or_default();
    let value =
        |name: &str, value: &str, kind: &str| json!({"key": name, "value": value, "type": kind, "enabled": true});
    let mut values = vec![value("token", key, "secret"), value("client_id", "travauth", "default")];
    values.push(value("client_secret", key, "secret"));
    for mount in proxy.mounts() {
        let prefix = if mount.name().is_empty() { String::new() } else { format!("{}_", mount.name()) };
        let base_url = mount_url(proxy.base_url(), mount.name());
        values.push(value(&format!("{prefix}base_url"), &base_url, "default"));
        values.push(value(&format!("{prefix}token_url"), &format!("{base_url}/-/token"), "default"));
    }
    json!({"name": "travauth proxy", "values": values, "_postman_variable_scope": "environment"})
}
