//! Builds the token request of a provider, without I/O, so that a test can compare every byte.

use reqwest::Method;
use url::Url;

use super::client_authentication::missing;
use super::fill::{PlaceholderValues, TokenTexts};
use super::headers::sensitive_header;
use super::request_parts::{AddedFields, RequestParts, TokenRequest, TokenRequestInput};
use super::{BodyFormat, Credentials, Grant, Provider, TokenEndpoint, Username};
use crate::failure::Result;
use crate::secret::Secret;

/// Fills in the extra fields and headers of a token endpoint, without those whose group or domain is not set.
///
/// # Errors
///
/// Fails when a secret in them cannot be read, or when the value of a header is not valid.
pub fn added_fields(
    provider: &Provider,
    credentials: &Credentials,
    secrets: [Option<&Secret>; 2],
    texts: &TokenTexts,
    unix_seconds: i64,
) -> Result<AddedFields> {
    let values = PlaceholderValues { provider, credentials, secrets, token: None, unix_seconds };
    let mut added = AddedFields::default();
    for (name, sources) in &texts.params {
        for source in sources {
            if let Some(text) = values.fill(source, &mut added.redactor)? {
                added.params.push((name.to_string(), text));
            }
        }
    }
    for (name, source) in &texts.headers {
        if let Some(text) = values.fill(source, &mut added.redactor)? {
            let (name, value) = sensitive_header(name, &text)?;
            added.headers.insert(name, value);
        }
    }
    Ok(added)
}

/// Builds a token request.
pub fn token_request(endpoint: &TokenEndpoint, url: Url, input: &TokenRequestInput<'_>) -> Result<TokenRequest> {
    let names = &endpoint.fields;
    let mut parts = RequestParts::new(input);
    parts.fields.add(&names.grant_type, Secret::new(endpoint.grant.as_str()));
    parts.authenticate(endpoint, input, &url)?;
    let fields = &mut parts.fields;
    if endpoint.grant == Grant::Password {
        fields.add(&names.username, Secret::new(input.username.ok_or_else(|| missing("user name"))?));
        fields.add(&names.password, input.password.ok_or_else(|| missing("password"))?.clone());
    }
    if endpoint.grant == Grant::RefreshToken {
        fields.add(&names.refresh_token, input.refresh_token.ok_or_else(|| missing("refresh token"))?.clone());
    }
    if let Some(scope) = input.scope {
        fields.add(&names.scope, Secret::new(scope));
    }
    let is_replaced = |name: &str| {
        input.params.iter().any(|(other, _)| other == name) || (input.scope.is_some() && name == names.scope)
    };
    for (name, value) in input.added.params.iter().filter(|(name, _)| !is_replaced(name)) {
        fields.add(name, value.clone());
    }
    for (name, value) in input.params {
        fields.add(name, Secret::new(value));
    }
    let method = if endpoint.body == BodyFormat::None { Method::GET } else { Method::POST };
    parts.into_request(method, url, endpoint.body, input)
}

/// Builds the user name of the password grant.
pub fn username(style: Username, user_id: &str, group: &str, domain: &str) -> String {
    match style {
        Username::UserId => user_id.to_owned(),
        Username::SabreTriple => format!("{user_id}-{group}-{domain}"),
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use reqwest::header::AUTHORIZATION;

    use super::*;
    use crate::http::Body;
    use crate::provider::builtin;

    fn built(
        provider: &crate::provider::Provider,
        version: usize,
        input: &TokenRequestInput<'_>,
    ) -> (Option<String>, String) {
        let url = Url::parse("http://127.0.0.1/token").unwrap();
        let request = token_request(&provider.endpoints[version], url, input).unwrap();
        let header = request.request.headers.get(AUTHORIZATION).map(|value| value.to_str().unwrap().to_owned());
        let Body::Form(form) = request.request.body else { panic!("no form") };
        let pairs = form.iter().map(|(name, value)| (name.as_str(), value.expose()));
        (header, url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish())
    }

    #[test]
    fn each_endpoint_gets_exactly_its_form() {
        let secret = Secret::new("s: +/=&%ü");
        let password = Secret::new("12345");
        let input = TokenRequestInput {
            client_id: "id",
            username: None,
            client_secret: Some(&secret),
            password: Some(&password),
            refresh_token: None,
            scope: None,
            params: &[],
            added: &AddedFields::default(),
            private_key: None,
            unix_seconds: 0,
        };
        let params = [("guest_office_id".to_owned(), "NCE1A0955".to_owned())];
        assert_eq!(
            built(&builtin::AMADEUS, 0, &TokenRequestInput { scope: Some("a b"), params: &params, ..input }),
            (
                None,
                "grant_type=client_credentials&client_id=id&client_secret=s%3A+%2B%2F%3D%26%25%C3%BC&scope=a+b&guest_office_id=NCE1A0955"
                    .to_owned()
            )
        );
        assert_eq!(
            built(&builtin::SABRE, 0, &TokenRequestInput { client_id: "V1:userid:group:domain", ..input }),
            (
                Some("Basic VmpFNmRYTmxjbWxrT21keWIzVndPbVJ2YldGcGJnPT06TVRJek5EVT0=".to_owned()),
                "grant_type=client_credentials".to_owned()
            )
        );
        assert_eq!(
            built(&builtin::SABRE, 1, &TokenRequestInput { username: Some("7971-7TZA-AA"), ..input }),
            (
                Some("Basic aWQ6czogKy89JiXDvA==".to_owned()),
                "grant_type=password&username=7971-7TZA-AA&password=12345".to_owned()
            )
        );
    }

    #[test]
    fn the_debug_output_of_a_request_shows_no_secret() {
        let secret = Secret::new("the-client-secret");
        let password = Secret::new("the-password");
        let input = TokenRequestInput {
            client_id: "id",
            username: Some("u-g-d"),
            client_secret: Some(&secret),
            password: Some(&password),
            refresh_token: None,
            scope: None,
            params: &[],
            added: &AddedFields::default(),
            private_key: None,
            unix_seconds: 0,
        };
        let url = Url::parse("http://127.0.0.1/token").unwrap();
        let request = token_request(&builtin::SABRE.endpoints[1], url, &input).unwrap();
        let shown = format!("{request:?}");
        assert!(!shown.contains("the-"), "{shown}");
        assert!(!shown.contains(&STANDARD.encode("id:the-client-secret")), "{shown}");
    }
}
