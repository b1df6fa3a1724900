//! The metadata that an authorization server publishes (`OpenID Connect Discovery 1.0`, section 4, and RFC 8414).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;

use super::ClientAuth;
use crate::failure::{Failure, Kind, Result};
use crate::http::url::{is_loopback, parse_secure};
use crate::redact::escape_control;

/// The longest text of the server that a message shows, in characters.
const LONGEST_SHOWN: usize = 256;

/// The part of an authorization server's metadata that is used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerMetadata {
    /// The issuer, which must be the configured one byte for byte.
    issuer: String,
    /// The URL of the token endpoint.
    token_endpoint: String,
    /// The URL that revokes tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    revocation_endpoint: Option<String>,
    /// The ways in which clients can authenticate; none if the server does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    /// The endpoints for clients that show a certificate.
    #[serde(default)]
    mtls_endpoint_aliases: EndpointAliases,
}

/// The endpoints for clients that show a certificate (RFC 8705, section 5), where they differ from the others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct EndpointAliases {
    token_endpoint: Option<String>,
    revocation_endpoint: Option<String>,
}

/// Whether the client shows a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateUse {
    /// It shows one.
    Shown,
    /// It has none.
    None,
}

/// Returns the possible URLs of the metadata, in the order in which they are tried.
///
/// # Errors
///
/// Fails when the issuer is not a secure URL, or has a query or a fragment.
pub fn metadata_urls(issuer: &str) -> Result<[Url; 2]> {
    let url = parse_secure(issuer, "the provider's issuer")?;
    if url.query().is_some() || url.fragment().is_some() {
        return Err(Failure::new(Kind::BadUrl, "the issuer has a query or a fragment")
            .hint("write the issuer exactly as the provider's documentation does"));
    }
    let path = url.path().trim_end_matches('/').to_owned();
    let with_path = |path: String| {
        let mut url = url.clone();
        url.set_path(&path);
        url
    };
    Ok([
        with_path(format!("{path}/.well-known/openid-configuration")),
        // RFC 8414 puts the path of the issuer last.
        with_path(format!("/.well-known/oauth-authorization-server{path}")),
    ])
}

/// The reason why a response has no usable metadata.
#[derive(Debug)]
pub enum MetadataError {
    /// The response is not metadata, so the next URL is tried.
    NoMetadata(String),
    /// The metadata cannot be used.
    Unusable(Failure),
}

impl ServerMetadata {
    /// Reads the metadata of this issuer.
    ///
    /// # Errors
    ///
    /// Fails when the body is not metadata, has another issuer, or has a URL that is not secure.
    pub fn read(issuer: &str, body: &[u8]) -> Result<Self, MetadataError> {
        let no_metadata = |why: &str| MetadataError::NoMetadata(why.to_owned());
        let document: Map<String, Value> =
            serde_json::from_slice(body).map_err(|_| no_metadata("the response is not a JSON object"))?;
        let text = |name: &str| document.get(name).and_then(Value::as_str).map(str::to_owned);
        let own = text("issuer").ok_or_else(|| no_metadata("the response has no `issuer`"))?;
        if own != issuer {
            let own: String = escape_control(&own).chars().take(LONGEST_SHOWN).collect();
            let what = format!("the server's metadata is of the issuer `{own}`, and not of `{issuer}`");
            let hint = "write `issuer` exactly as the server does, if you trust that name; otherwise set `token_url`";
            return Err(MetadataError::Unusable(Failure::new(Kind::BadConfig, what).hint(hint)));
        }
        let token_endpoint =
            text("token_endpoint").ok_or_else(|| no_metadata("the response has no `token_endpoint`"))?;
        let methods = document.get("token_endpoint_auth_methods_supported").and_then(Value::as_array);
        let methods = methods.map(|names| names.iter().filter_map(Value::as_str).map(str::to_owned).collect());
        let metadata = Self {
            issuer: own,
            token_endpoint,
            revocation_endpoint: text("revocation_endpoint"),
            token_endpoint_auth_methods_supported: methods,
            mtls_endpoint_aliases: document
                .get("mtls_endpoint_aliases")
                .and_then(|aliases| EndpointAliases::deserialize(aliases).ok())
                .unwrap_or_default(),
        };
        for certificate in [CertificateUse::None, CertificateUse::Shown] {
            metadata
                .token_url(certificate)
                .and(metadata.revocation_url(certificate))
                .map_err(MetadataError::Unusable)?;
        }
        Ok(metadata)
    }

    /// Returns whether this is the metadata of this issuer.
    pub fn is_of(&self, issuer: &str) -> bool {
        self.issuer == issuer
    }

    /// Returns the URL of the token endpoint.
    ///
    /// # Errors
    ///
    /// Fails when it is not secure.
    pub fn token_url(&self, certificate: CertificateUse) -> Result<Url> {
        let alias = self.aliases(certificate).and_then(|aliases| aliases.token_endpoint.as_ref());
        self.secure(alias.unwrap_or(&self.token_endpoint), "the `token_endpoint` of the server's metadata")
    }

    /// Returns the URL that revokes tokens, if there is one.
    ///
    /// # Errors
    ///
    /// Fails when it is not secure.
    pub fn revocation_url(&self, certificate: CertificateUse) -> Result<Option<Url>> {
        let alias = self.aliases(certificate).and_then(|aliases| aliases.revocation_endpoint.as_ref());
        let url = alias.or(self.revocation_endpoint.as_ref());
        url.map(|url| self.secure(url, "the `revocation_endpoint` of the server's metadata")).transpose()
    }

    fn aliases(&self, certificate: CertificateUse) -> Option<&EndpointAliases> {
        (certificate == CertificateUse::Shown).then_some(&self.mtls_endpoint_aliases)
    }

    /// Parses a URL. Plain http is only for an issuer on this machine.
    fn secure(&self, url: &str, origin: &str) -> Result<Url> {
        let url = parse_secure(url, origin)?;
        let is_local = Url::parse(&self.issuer).is_ok_and(|issuer| is_loopback(&issuer));
        if url.scheme() == "https" || is_local {
            return Ok(url);
        }
        Err(Failure::new(Kind::InsecureUrl, format!("the URL from {origin} is plain http"))
            .hint("ask the provider, or set `token_url`"))
    }

    /// Returns the way in which the client authenticates: HTTP Basic if the server supports it, otherwise id and secret in the
    /// body.
    ///
    /// # Errors
    ///
    /// Fails when the server supports neither.
    pub fn client_auth(&self) -> Result<ClientAuth> {
        let Some(names) = &self.token_endpoint_auth_methods_supported else {
            // The default of RFC 8414, section 2.
            return Ok(ClientAuth::Basic);
        };
        let supported = |way: &ClientAuth| names.iter().any(|name| name == way.name());
        [ClientAuth::Basic, ClientAuth::Post].into_iter().find(supported).ok_or_else(|| {
            let names: String = escape_control(&names.join(", ")).chars().take(LONGEST_SHOWN).collect();
            Failure::new(Kind::BadConfig, "the server does not accept a client secret as such")
                .because(format!("its metadata names these ways of client authentication: {names}"))
                .hint("set `client_auth` of the provider to one of them")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_metadata_has_two_addresses() {
        for (issuer, expected) in [
            (
                "https://acme.example",
                [
                    "https://acme.example/.well-known/openid-configuration",
                    "https://acme.example/.well-known/oauth-authorization-server",
                ],
            ),
            (
                "https://acme.example/a/b/",
                [
                    "https://acme.example/a/b/.well-known/openid-configuration",
                    "https://acme.example/.well-known/oauth-authorization-server/a/b",
                ],
            ),
        ] {
            assert_eq!(metadata_urls(issuer).unwrap().map(String::from), expected);
        }
        for issuer in ["https://acme.example/?a=b", "https://acme.example/#a", "http://acme.example", "acme"] {
            metadata_urls(issuer).unwrap_err();
        }
    }

    #[test]
    fn metadata_of_another_issuer_or_without_tls_is_rejected() {
        let read = |issuer: &str, endpoint: &str| {
            let body = format!(r#"{{"issuer":"{issuer}","token_endpoint":"{endpoint}"}}"#);
            ServerMetadata::read("https://acme.example/", body.as_bytes())
        };
        assert!(read("https://acme.example/", "https://auth.acme.example/t").is_ok());
        for (issuer, endpoint) in [
            ("https://acme.example", "https://auth.acme.example/t"),
            ("https://ACME.example/", "https://auth.acme.example/t"),
            ("https://acme.example/", "http://auth.acme.example/t"),
            ("https://acme.example/", "http://127.0.0.1/t"),
        ] {
            assert!(matches!(read(issuer, endpoint), Err(MetadataError::Unusable(_))), "{issuer} {endpoint}");
        }
        for body in ["", "[]", "<html>", "{}", r#"{"issuer":"https://acme.example/"}"#] {
            let outcome = ServerMetadata::read("https://acme.example/", body.as_bytes());
            assert!(matches!(outcome, Err(MetadataError::NoMetadata(_))), "{body}");
        }
    }

    #[test]
    fn a_client_with_a_certificate_uses_the_endpoints_for_it() {
        let body = r#"{"issuer":"https://a.example","token_endpoint":"https://a.example/t",
            "revocation_endpoint":"https://a.example/r","mtls_endpoint_aliases":{"token_endpoint":"https://mtls.a.example/t"}}"#;
        let metadata = ServerMetadata::read("https://a.example", body.as_bytes()).unwrap();
        for (certificate, host) in [(CertificateUse::None, "a.example"), (CertificateUse::Shown, "mtls.a.example")] {
            assert_eq!(metadata.token_url(certificate).unwrap().host_str(), Some(host));
            let revocation = metadata.revocation_url(certificate).unwrap().unwrap();
            assert_eq!(revocation.as_str(), "https://a.example/r");
        }
        let insecure = body.replace("https://mtls", "http://mtls");
        assert!(ServerMetadata::read("https://a.example", insecure.as_bytes()).is_err());
    }

    #[test]
    fn basic_precedes_the_body() {
        for (methods, expected) in [
            ("", Some(ClientAuth::Basic)),
            (
                r#","token_endpoint_auth_methods_supported":["client_secret_post","client_secret_basic"]"#,
                Some(ClientAuth::Basic),
            ),
            (
                r#","token_endpoint_auth_methods_supported":["private_key_jwt","client_secret_post"]"#,
                Some(ClientAuth::Post),
            ),
            (r#","token_endpoint_auth_methods_supported":["private_key_jwt"]"#, None),
        ] {
            let body = format!(r#"{{"issuer":"https://a.example","token_endpoint":"https://a.example/t"{methods}}}"#);
            let metadata = ServerMetadata::read("https://a.example", body.as_bytes()).unwrap();
            assert_eq!(metadata.client_auth().ok(), expected, "{methods}");
        }
    }
}
