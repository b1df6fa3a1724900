//! Builds the token request of a provider, without I/O, so that a test can compare every byte.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue};
use secrecy::ExposeSecret as _;
use url::Url;

use super::{ClientAuth, Grant, TokenEndpoint, Username};
use crate::failure::{Failure, Kind, OrInternal as _, Result};
use crate::http::{Body, Request};
use crate::redact::Redactor;
use crate::sabre_id::{self, SabreId};
use crate::secret::Secret;

/// The values that go into a token request.
#[derive(Debug)]
pub struct TokenRequestInput<'a> {
    /// The client id; for Sabre v2 the whole `V1:…` string.
    pub client_id: &'a str,
    /// The user name, if the grant needs one.
    pub username: Option<&'a str>,
    /// The client secret, if the endpoint needs one.
    pub client_secret: Option<&'a Secret>,
    /// The password, if the endpoint needs one.
    pub password: Option<&'a Secret>,
    /// The scope to request.
    pub scope: Option<&'a str>,
    /// Extra form fields.
    pub params: &'a [(String, String)],
}

/// A token request, and the redactor for its secrets.
#[derive(Debug)]
pub struct TokenRequest {
    /// The request.
    pub request: Request,
    /// The redactor for its secrets, also in their encoded forms.
    pub redactor: Redactor,
}

/// Builds a token request.
pub fn token_request(endpoint: &TokenEndpoint, url: Url, input: &TokenRequestInput<'_>) -> Result<TokenRequest> {
    let mut redactor = Redactor::new(input.client_secret.into_iter().chain(input.password));
    let mut form = vec![field("grant_type", endpoint.grant.as_str())];
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json, */*;q=0.5"));
    let missing = |what: &str| Failure::new(Kind::Internal, format!("the token request lacks the {what}"));
    match endpoint.client_auth {
        ClientAuth::Post => {
            form.push(field("client_id", input.client_id));
            let secret = input.client_secret.ok_or_else(|| missing("client secret"))?;
            form.push(("client_secret".to_owned(), secret.clone()));
        }
        ClientAuth::None => {
            // A public client may have no id.
            if !input.client_id.is_empty() {
                form.push(field("client_id", input.client_id));
            }
        }
        ClientAuth::Basic => {
            let secret = input.client_secret.ok_or_else(|| missing("client secret"))?;
            let encoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            let encoded_secret = Secret::new(encoded(secret.expose()));
            let credential = format!("{}:{}", encoded(input.client_id), encoded_secret.expose());
            redactor.add(&encoded_secret);
            headers.insert(AUTHORIZATION, basic(&Secret::new(STANDARD.encode(credential)), &mut redactor)?);
        }
        ClientAuth::BasicUnencoded => {
            let secret = input.client_secret.ok_or_else(|| missing("client secret"))?;
            let credential = Secret::new(STANDARD.encode(format!("{}:{}", input.client_id, secret.expose())));
            headers.insert(AUTHORIZATION, basic(&credential, &mut redactor)?);
        }
        ClientAuth::Sabre => {
            let password = input.password.ok_or_else(|| missing("password"))?;
            let id = SabreId::from_client_id(input.client_id).map_err(|error| malformed_id(&error))?;
            let credential = sabre_id::credential(&id, password.as_ref())
                .map_err(|error| Failure::new(Kind::MalformedCredential, error.to_string()).hint(error.hint()))?;
            headers.insert(AUTHORIZATION, basic(&Secret::new(credential.expose_secret()), &mut redactor)?);
        }
    }
    if endpoint.grant == Grant::Password {
        form.push(field("username", input.username.ok_or_else(|| missing("user name"))?));
        form.push(("password".to_owned(), input.password.ok_or_else(|| missing("password"))?.clone()));
    }
    if let Some(scope) = input.scope {
        form.push(field("scope", scope));
    }
    let is_replaced = |name: &str| input.params.iter().any(|(other, _)| other == name);
    let fixed = endpoint.params.iter().filter(|(name, _)| !is_replaced(name));
    form.extend(fixed.map(|(name, value)| field(name, value)));
    form.extend(input.params.iter().map(|(name, value)| field(name, value)));
    for (name, value) in endpoint.headers.iter() {
        let (name, value) = super::headers::parse_header(name, value)?;
        headers.insert(name, value);
    }
    Ok(TokenRequest { request: Request { method: Method::POST, url, headers, body: Body::Form(form) }, redactor })
}

/// Builds the user name of the password grant.
pub fn username(style: Username, user_id: &str, group: &str, domain: &str) -> String {
    match style {
        Username::UserId => user_id.to_owned(),
        Username::SabreTriple => format!("{user_id}-{group}-{domain}"),
    }
}

/// Returns the failure of a malformed Sabre id.
pub fn malformed_id(error: &sabre_id::IdError) -> Failure {
    Failure::new(Kind::MalformedCredential, error.to_string()).hint(error.hint())
}

fn field(name: &str, value: &str) -> (String, Secret) {
    (name.to_owned(), Secret::new(value))
}

fn basic(credential: &Secret, redactor: &mut Redactor) -> Result<HeaderValue> {
    redactor.add(credential);
    let mut value =
        HeaderValue::from_str(&format!("Basic {}", credential.expose())).or_internal("send the credentials")?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;
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
            scope: None,
            params: &[],
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
            scope: None,
            params: &[],
        };
        let url = Url::parse("http://127.0.0.1/token").unwrap();
        let request = token_request(&builtin::SABRE.endpoints[1], url, &input).unwrap();
        let shown = format!("{request:?}");
        assert!(!shown.contains("the-"), "{shown}");
        assert!(!shown.contains(&STANDARD.encode("id:the-client-secret")), "{shown}");
    }
}
