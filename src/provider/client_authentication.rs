//! Adds the client's credentials to a request: as fields, as the header `Authorization`, or as a signed assertion.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use secrecy::ExposeSecret as _;
use url::Url;

use super::assertion::{ASSERTION_TYPE, AssertionKey, signed_assertion};
use super::request_parts::{RequestParts, TokenRequestInput};
use super::{ClientAuth, TokenEndpoint};
use crate::failure::{Failure, Kind, OrInternal as _, Result};
use crate::sabre_id::{self, IdError, SabreId};
use crate::secret::Secret;

impl RequestParts {
    /// Adds the client's credentials. The default audience of an assertion is `token_url`.
    pub(super) fn authenticate(
        &mut self,
        endpoint: &TokenEndpoint,
        input: &TokenRequestInput<'_>,
        token_url: &Url,
    ) -> Result<()> {
        let names = &endpoint.fields;
        let client_secret = || input.client_secret.ok_or_else(|| missing("client secret"));
        match endpoint.client_auth {
            ClientAuth::Post => {
                self.fields.add(&names.client_id, Secret::new(input.client_id));
                self.fields.add(&names.client_secret, client_secret()?.clone());
            }
            ClientAuth::None | ClientAuth::Tls => {
                // A public client may have no id.
                if !input.client_id.is_empty() {
                    self.fields.add(&names.client_id, Secret::new(input.client_id));
                }
            }
            // Without metadata, as in a rehearsal, Basic is the default.
            ClientAuth::Basic | ClientAuth::Discovered => {
                let encoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
                let encoded_secret = Secret::new(encoded(client_secret()?.expose()));
                let credential = format!("{}:{}", encoded(input.client_id), encoded_secret.expose());
                self.redactor.add(&encoded_secret);
                self.add_basic(&Secret::new(STANDARD.encode(credential)))?;
            }
            ClientAuth::BasicUnencoded => {
                let credential = format!("{}:{}", input.client_id, client_secret()?.expose());
                self.add_basic(&Secret::new(STANDARD.encode(credential)))?;
            }
            ClientAuth::PrivateKeyJwt => {
                let (key, kid) = input.private_key.ok_or_else(|| missing("private key"))?;
                self.add_assertion(endpoint, &AssertionKey::Private(key.clone()), kid, input, token_url)?;
            }
            ClientAuth::ClientSecretJwt => {
                let key = AssertionKey::Secret(client_secret()?.clone());
                let kid = input.private_key.and_then(|(_, kid)| kid);
                self.add_assertion(endpoint, &key, kid, input, token_url)?;
            }
            ClientAuth::Sabre => {
                let password = input.password.ok_or_else(|| missing("password"))?;
                let id = SabreId::from_client_id(input.client_id).map_err(|error| malformed_id(&error))?;
                let credential = sabre_id::credential(&id, password.as_ref())
                    .map_err(|error| Failure::new(Kind::MalformedCredential, error.to_string()).hint(error.hint()))?;
                self.add_basic(&Secret::new(credential.expose_secret()))?;
            }
        }
        Ok(())
    }

    fn add_assertion(
        &mut self,
        endpoint: &TokenEndpoint,
        key: &AssertionKey,
        kid: Option<&str>,
        input: &TokenRequestInput<'_>,
        token_url: &Url,
    ) -> Result<()> {
        let mut keys = endpoint.assertion.clone();
        keys.kid = kid.map(|kid| kid.to_owned().into()).or(keys.kid);
        let assertion = signed_assertion(key, &keys, input.client_id, token_url, input.unix_seconds)?;
        self.redactor.add(&assertion);
        self.fields.add(&endpoint.fields.client_id, Secret::new(input.client_id));
        self.fields.add("client_assertion_type", Secret::new(ASSERTION_TYPE));
        self.fields.add("client_assertion", assertion);
        Ok(())
    }

    fn add_basic(&mut self, credential: &Secret) -> Result<()> {
        self.redactor.add(credential);
        let mut value =
            HeaderValue::from_str(&format!("Basic {}", credential.expose())).or_internal("send the credentials")?;
        value.set_sensitive(true);
        self.headers.insert(AUTHORIZATION, value);
        Ok(())
    }
}

/// Returns the failure of a request that lacks a value, which only a bug can cause.
pub(super) fn missing(what: &str) -> Failure {
    Failure::new(Kind::Internal, format!("the token request lacks the {what}"))
}

/// Returns the failure of a malformed Sabre id.
pub fn malformed_id(error: &IdError) -> Failure {
    Failure::new(Kind::MalformedCredential, error.to_string()).hint(error.hint())
}
