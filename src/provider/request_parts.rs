//! The values and the parts of requests to a token endpoint and to a revocation endpoint.

use reqwest::Method;
use reqwest::header::{ACCEPT, HeaderMap, HeaderValue};
use serde_json::{Map, Value};
use url::Url;

use super::BodyFormat;
use super::json_fields::add_text;
use crate::failure::{Failure, Kind, Result};
use crate::http::{Body, Request};
use crate::redact::{Redactor, escape_control};
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
    /// The refresh token, if the grant uses one.
    pub refresh_token: Option<&'a Secret>,
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

/// The parts of a request that is being built.
pub(super) struct RequestParts {
    pub(super) fields: Fields,
    pub(super) headers: HeaderMap,
    pub(super) redactor: Redactor,
}

impl RequestParts {
    /// Begins a request without fields.
    pub(super) fn new(input: &TokenRequestInput<'_>) -> Self {
        let mut redactor =
            Redactor::new(input.client_secret.into_iter().chain(input.password).chain(input.refresh_token));
        redactor.learn(&input.added.redactor);
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json, */*;q=0.5"));
        Self { fields: Fields::default(), headers, redactor }
    }

    /// Builds the request. The endpoint's extra headers replace the usual ones.
    pub(super) fn into_request(
        mut self,
        method: Method,
        url: Url,
        format: BodyFormat,
        input: &TokenRequestInput<'_>,
    ) -> Result<TokenRequest> {
        self.headers.extend(input.added.headers.clone());
        let (headers, redactor) = (self.headers, self.redactor);
        let body = self.fields.into_body(format)?;
        Ok(TokenRequest { request: Request { method, url, headers, body, shows_certificate: true }, redactor })
    }
}

/// The fields of a request, in the order in which they are sent.
#[derive(Default)]
pub(super) struct Fields(Vec<(String, Secret)>);

impl Fields {
    /// Adds a field, unless its name is empty.
    pub(super) fn add(&mut self, name: &str, value: Secret) {
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
