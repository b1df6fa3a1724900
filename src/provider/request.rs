//! Builds the token request of a provider, without I/O, so that a test can compare every byte.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Method;
use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue};
use secrecy::ExposeSecret as _;
use serde_json::{Map, Value};
use url::Url;

use super::assertion::{ASSERTION_TYPE, AssertionKey, signed_assertion};
use super::fill::{PlaceholderValues, TokenTexts};
use super::headers::sensitive_header;
use super::json_fields::add_text;
use super::{BodyFormat, ClientAuth, Credentials, Grant, Provider, TokenEndpoint, Username};
use crate::failure::{Failure, Kind, OrInternal as _, Result};
use crate::http::{Body, Request};
use crate::redact::{Redactor, escape_control};
use crate::sabre_id::{self, SabreId};
use crate::secret::Secret;

/// The values of a token request.
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
    /// Extra fields of the profile and the command line, which replace the endpoint's own of the same name.
    pub params: &'a [(String, String)],
    /// Extra fields and headers of the endpoint.
    pub added: &'a AddedFields,
    /// The private key that signs the assertion, if the endpoint needs one, and its id.
    pub private_key: Option<(&'a Secret, Option<&'a str>)>,
    /// The current time, in seconds since 1970.
    pub unix_seconds: i64,
}

/// The extra fields and headers of a token endpoint, filled in.
#[derive(Clone, Debug, Default)]
pub struct AddedFields {
    /// The fields.
    pub params: Vec<(String, Secret)>,
    /// The headers.
    pub headers: HeaderMap,
    /// The redactor for their secrets.
    pub redactor: Redactor,
}

/// A token request, and the redactor for its secrets.
#[derive(Debug)]
pub struct TokenRequest {
    /// The request.
    pub request: Request,
    /// The redactor for its secrets, also in their encoded forms.
    pub redactor: Redactor,
}

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
    let mut redactor = Redactor::new(input.client_secret.into_iter().chain(input.password));
    redactor.learn(&input.added.redactor);
    let names = &endpoint.fields;
    let mut fields = Fields::default();
    fields.add(&names.grant_type, Secret::new(endpoint.grant.as_str()));
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json, */*;q=0.5"));
    authenticate(endpoint, input, &mut fields, &mut headers, &mut redactor)?;
    if let Some(key) = assertion_key(endpoint, input)? {
        let mut keys = endpoint.assertion.clone();
        let kid = input.private_key.and_then(|(_, kid)| kid);
        keys.kid = kid.map(|kid| kid.to_owned().into()).or(keys.kid);
        let assertion = signed_assertion(&key, &keys, input.client_id, &url, input.unix_seconds)?;
        redactor.add(&assertion);
        fields.add(&names.client_id, Secret::new(input.client_id));
        fields.add("client_assertion_type", Secret::new(ASSERTION_TYPE));
        fields.add("client_assertion", assertion);
    }
    if endpoint.grant == Grant::Password {
        fields.add(&names.username, Secret::new(input.username.ok_or_else(|| missing("user name"))?));
        fields.add(&names.password, input.password.ok_or_else(|| missing("password"))?.clone());
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
    headers.extend(input.added.headers.clone());
    let body = fields.into_body(endpoint.body)?;
    let method = if endpoint.body == BodyFormat::None { Method::GET } else { Method::POST };
    Ok(TokenRequest { request: Request { method, url, headers, body, shows_certificate: true }, redactor })
}

/// Returns the key that signs the assertion; none if the client authenticates in another way.
fn assertion_key(endpoint: &TokenEndpoint, input: &TokenRequestInput<'_>) -> Result<Option<AssertionKey>> {
    Ok(match endpoint.client_auth {
        ClientAuth::PrivateKeyJwt => {
            let (key, _) = input.private_key.ok_or_else(|| missing("private key"))?;
            Some(AssertionKey::Private(key.clone()))
        }
        ClientAuth::ClientSecretJwt => {
            Some(AssertionKey::Secret(input.client_secret.ok_or_else(|| missing("client secret"))?.clone()))
        }
        _ => None,
    })
}

/// Adds the client's credentials: fields, or the header `Authorization`.
fn authenticate(
    endpoint: &TokenEndpoint,
    input: &TokenRequestInput<'_>,
    fields: &mut Fields,
    headers: &mut HeaderMap,
    redactor: &mut Redactor,
) -> Result<()> {
    let names = &endpoint.fields;
    let client_secret = || input.client_secret.ok_or_else(|| missing("client secret"));
    match endpoint.client_auth {
        ClientAuth::Post => {
            fields.add(&names.client_id, Secret::new(input.client_id));
            fields.add(&names.client_secret, client_secret()?.clone());
        }
        ClientAuth::None | ClientAuth::Tls => {
            // A public client may have no id.
            if !input.client_id.is_empty() {
                fields.add(&names.client_id, Secret::new(input.client_id));
            }
        }
        ClientAuth::Basic => {
            let encoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
            let encoded_secret = Secret::new(encoded(client_secret()?.expose()));
            let credential = format!("{}:{}", encoded(input.client_id), encoded_secret.expose());
            redactor.add(&encoded_secret);
            headers.insert(AUTHORIZATION, basic(&Secret::new(STANDARD.encode(credential)), redactor)?);
        }
        ClientAuth::BasicUnencoded => {
            let credential = format!("{}:{}", input.client_id, client_secret()?.expose());
            headers.insert(AUTHORIZATION, basic(&Secret::new(STANDARD.encode(credential)), redactor)?);
        }
        // `token_request` adds the assertion.
        ClientAuth::PrivateKeyJwt | ClientAuth::ClientSecretJwt => {}
        ClientAuth::Sabre => {
            let password = input.password.ok_or_else(|| missing("password"))?;
            let id = SabreId::from_client_id(input.client_id).map_err(|error| malformed_id(&error))?;
            let credential = sabre_id::credential(&id, password.as_ref())
                .map_err(|error| Failure::new(Kind::MalformedCredential, error.to_string()).hint(error.hint()))?;
            headers.insert(AUTHORIZATION, basic(&Secret::new(credential.expose_secret()), redactor)?);
        }
    }
    Ok(())
}

/// The fields of a token request, in the order in which they are sent.
#[derive(Default)]
struct Fields(Vec<(String, Secret)>);

impl Fields {
    /// Adds a field, unless its name is empty.
    fn add(&mut self, name: &str, value: Secret) {
        if !name.is_empty() {
            self.0.push((name.to_owned(), value));
        }
    }

    fn into_body(self, format: BodyFormat) -> Result<Body> {
        match (format, self.0.first()) {
            (BodyFormat::Form, _) => return Ok(Body::Form(self.0)),
            (BodyFormat::None, None) => return Ok(Body::Empty),
            (BodyFormat::None, Some((name, _))) => {
                let what = format!("the token request has no body for the field `{}`", escape_control(name));
                return Err(Failure::new(Kind::BadConfig, what)
                    .hint("give the field an empty name in `request`, or put its value into `token_headers`"));
            }
            (BodyFormat::Json, _) => {}
        }
        let mut document = Map::new();
        for (name, value) in &self.0 {
            add_text(&mut document, name, value.expose()).ok_or_else(|| {
                let what =
                    format!("the field `{}` of the token request is both a text and an object", escape_control(name));
                Failure::new(Kind::BadConfig, what).hint("check the names in `request` and `params` of the provider")
            })?;
        }
        let names = self.0.into_iter().map(|(name, _)| name).collect();
        Ok(Body::Json { text: Secret::new(Value::Object(document).to_string()), names })
    }
}

fn missing(what: &str) -> Failure {
    Failure::new(Kind::Internal, format!("the token request lacks the {what}"))
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
