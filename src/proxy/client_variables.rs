//! The environment variables that point SDKs, and travauth itself, to the proxy.

use url::Url;

use super::{Mount, Proxy};
use crate::provider::{CredentialVariables, Provider, Text, Username};
use crate::variables::{Variable, variable};

/// The variables that `proxy` sets for its command, and that `--format env` prints.
pub const CLIENT_VARIABLES: [Variable; 5] = [
    variable(
        "AMADEUS_…, SABRE_…",
        "The variables of the provider, here those of Amadeus and Sabre: the base URL, host and port are those of the proxy, \
         secrets and the token (`…_ACCESS_TOKEN`) are its key, and ids are those of the account.",
    ),
    variable("TRAVAUTH_PROVIDER", "The provider; not set with `--mount`."),
    variable("TRAVAUTH_TOKEN", "The key of the proxy; not set with `--mount`."),
    variable("TRAVAUTH_BASE_URL", "The URL of the proxy with the key in it; not set with `--mount`."),
    variable("TRAVAUTH_CACHE", "`none`, because the key is of no use after the end of the proxy."),
];

/// The client id for clients of a mount without credentials.
const PLACEHOLDER_ID: &str = "travauth";
/// Variables of travauth that a client must not inherit, because they could select another target or token than the proxy.
const TRAVAUTH_VARIABLES: [&str; 6] = [
    "TRAVAUTH_PROVIDER",
    "TRAVAUTH_ENVIRONMENT",
    "TRAVAUTH_PROFILE",
    "TRAVAUTH_TOKEN",
    "TRAVAUTH_TOKEN_EXPIRES_AT",
    "TRAVAUTH_HEADERS",
];

/// Variables to set for a client, in order; the values include the key.
pub type ClientVariables = Vec<(String, String)>;

/// Returns the variables that a client of this proxy needs. If several mounts have the same provider, its variables point
/// to the first of them.
pub fn client_variables(proxy: &Proxy) -> ClientVariables {
    let mut variables = ClientVariables::new();
    for mount in proxy.mounts() {
        for (name, value) in variables_of_mount(proxy, mount) {
            if !variables.iter().any(|(other, _)| *other == name) {
                variables.push((name, value));
            }
        }
    }
    variables
}

/// Returns the names of the variables that a client must not inherit, because it could bypass the proxy with them.
pub fn replaced_variables(providers: &[&Provider]) -> Vec<String> {
    let of_credentials = |variables: &CredentialVariables| -> Vec<Text> { variables.names().cloned().collect() };
    let mut names: Vec<String> = TRAVAUTH_VARIABLES.map(str::to_owned).to_vec();
    for provider in providers {
        let variables = &provider.variables;
        let single = [&variables.base_url, &variables.environment, &variables.auth_version].into_iter().flatten();
        names.extend(single.map(ToString::to_string));
        if let Some(host) = &variables.host {
            names.extend([&host.host, &host.port, &host.ssl].map(ToString::to_string));
        }
        let credentials = provider.endpoints.iter().flat_map(|endpoint| endpoint.variables.iter());
        names.extend(credentials.flat_map(of_credentials).map(|name| name.to_string()));
        names.push(provider.token_variable());
    }
    names
}

fn variables_of_mount(proxy: &Proxy, mount: &Mount) -> ClientVariables {
    let (session, provider) = (mount.session(), mount.provider());
    let endpoint = &session.target().endpoint;
    let key = proxy.signing_key().secret().expose();
    let base_url = mount_url(proxy.base_url(), mount.name());
    let mut variables = ClientVariables::new();
    let mut set = |name: &str, value: &str| variables.push((name.to_owned(), value.to_owned()));
    if let Some(name) = &provider.variables.base_url {
        set(name, &base_url);
    }
    if let (Some(names), Ok(url), true) = (&provider.variables.host, Url::parse(&base_url), mount.name().is_empty()) {
        let is_tls = url.scheme() == "https";
        set(&names.host, url.host_str().unwrap_or_default());
        set(&names.port, &url.port_or_known_default().unwrap_or_default().to_string());
        // The SDKs read any text, even `false`, as true.
        set(&names.ssl, if is_tls { "true" } else { "" });
    }
    if let (Some(name), Some(version)) = (&provider.variables.auth_version, &endpoint.version) {
        set(name, version);
    }
    if let Some(names) = endpoint.variables.first() {
        let credentials = session.credentials().ok();
        let id = credentials.map_or(PLACEHOLDER_ID, |credentials| &credentials.client_id.value);
        if let Some(name) = names.client_id.first() {
            set(name, id);
        }
        let username = credentials.and_then(|credentials| credentials.username.as_deref()).unwrap_or_default();
        let parts: Vec<&str> = match endpoint.username {
            Username::SabreTriple => username.rsplitn(3, '-').collect(),
            Username::UserId => vec![username],
        };
        let user_names = [names.domain.first(), names.group.first(), names.user_id.first()];
        let user_names = user_names.into_iter().skip(3 - parts.len());
        for (name, part) in user_names.zip(parts).filter(|(_, part)| !part.is_empty()) {
            if let Some(name) = name {
                set(name, part);
            }
        }
        for name in names.client_secret.first().into_iter().chain(names.password.first()) {
            set(name, key);
        }
    }
    set(&provider.token_variable(), key);
    if mount.name().is_empty() {
        set("TRAVAUTH_PROVIDER", &provider.name);
        set("TRAVAUTH_TOKEN", key);
        set("TRAVAUTH_BASE_URL", &mount_url(&base_url, key));
    }
    // Phantom tokens are of no use after the proxy ends, so the client does not cache them.
    set("TRAVAUTH_CACHE", "none");
    variables
}

/// Appends a path segment, the name of a mount or the key, to a base URL.
pub fn mount_url(base_url: &str, segment: &str) -> String {
    if segment.is_empty() { base_url.to_owned() } else { format!("{base_url}/{segment}") }
}
