//! The parts of `[providers.NAME]` that describe the token request and its response. Built-in providers use these types too.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::secret_reference::PathOrReference;
use super::values::Text;

/// The signed assertion with which the client authenticates.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct AssertionKeys {
    /// The algorithm; without it the default of the key.
    pub algorithm: Option<AssertionAlgorithm>,
    /// The audience; without it the token URL.
    pub audience: Option<Text>,
    /// The id of the key, which the header of the assertion names.
    pub kid: Option<Text>,
    /// The private key.
    pub private_key: Option<Spanned<PathOrReference>>,
}

impl AssertionKeys {
    /// No settings.
    pub const NONE: Self = Self { algorithm: None, audience: None, kid: None, private_key: None };
}

/// The algorithm of an assertion's signature (RFC 7518, section 3.1, and RFC 8037).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum AssertionAlgorithm {
    /// RSA with PKCS #1 padding.
    #[serde(rename = "RS256")]
    Rs256,
    /// RSA with PSS padding.
    #[serde(rename = "PS256")]
    Ps256,
    /// ECDSA on P-256.
    #[serde(rename = "ES256")]
    Es256,
    /// Ed25519.
    #[serde(rename = "EdDSA")]
    EdDsa,
}

impl AssertionAlgorithm {
    /// All algorithms; the first one that a key can use is its default.
    pub const ALL: [Self; 4] = [Self::Rs256, Self::Ps256, Self::Es256, Self::EdDsa];

    /// Returns the name in the assertion's header.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
        }
    }
}

/// The format of the token request's body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyFormat {
    /// A form, as in RFC 6749; the default.
    #[default]
    Form,
    /// A JSON object. A dot in a field's name separates the names of nested objects.
    Json,
    /// No body: the request is a GET, and its headers contain the credentials.
    None,
}

/// The names of the token request's fields; a field with an empty name is left out.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct RequestFields {
    /// The field with the grant.
    pub grant_type: Text,
    /// The field with the client id.
    pub client_id: Text,
    /// The field with the client secret.
    pub client_secret: Text,
    /// The field with the user name.
    pub username: Text,
    /// The field with the password.
    pub password: Text,
    /// The field with the refresh token.
    pub refresh_token: Text,
    /// The field with the scope.
    pub scope: Text,
}

impl RequestFields {
    /// The field names of RFC 6749.
    pub const STANDARD: Self = Self {
        grant_type: Cow::Borrowed("grant_type"),
        client_id: Cow::Borrowed("client_id"),
        client_secret: Cow::Borrowed("client_secret"),
        username: Cow::Borrowed("username"),
        password: Cow::Borrowed("password"),
        refresh_token: Cow::Borrowed("refresh_token"),
        scope: Cow::Borrowed("scope"),
    };
}

impl Default for RequestFields {
    fn default() -> Self {
        Self::STANDARD
    }
}

/// The fields of the token endpoint's response. A dot separates the names of nested objects.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct ResponseFields {
    /// The field with the token.
    pub token: Text,
    /// The field with the lifetime, in seconds unless `lifetime_unit` says otherwise.
    pub expires_in: Text,
    /// The field with the time of expiry: a date, or seconds or milliseconds since 1970.
    pub expires_at: Option<Text>,
    /// The field with the time that a token is valid after its last use, in the unit of `lifetime_unit`.
    pub idle_lifetime: Option<Text>,
    /// The field with the new refresh token, if the server replaces the old one.
    pub refresh_token: Text,
    /// The field with the scope.
    pub scope: Text,
}

impl ResponseFields {
    /// The fields of RFC 6749, section 5.1.
    pub const STANDARD: Self = Self {
        token: Cow::Borrowed("access_token"),
        expires_in: Cow::Borrowed("expires_in"),
        expires_at: None,
        idle_lifetime: None,
        refresh_token: Cow::Borrowed("refresh_token"),
        scope: Cow::Borrowed("scope"),
    };
}

impl Default for ResponseFields {
    fn default() -> Self {
        Self::STANDARD
    }
}

/// The OAuth 2.0 grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Grant {
    /// Client credentials (RFC 6749, section 4.4); the default.
    ClientCredentials,
    /// User name and password (RFC 6749, section 4.3).
    Password,
    /// A refresh token (RFC 6749, section 6).
    RefreshToken,
    /// No token: each API request carries the credentials or a signature.
    None,
}

impl Grant {
    /// Returns the grant's name: the `grant_type` of the token request, or `none`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ClientCredentials => "client_credentials",
            Self::Password => "password",
            Self::RefreshToken => "refresh_token",
            Self::None => "none",
        }
    }
}

/// The way to send client id and client secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum ClientAuth {
    /// HTTP Basic with form-encoded id and secret (RFC 6749, section 2.3.1); the default.
    #[serde(rename = "client_secret_basic")]
    Basic,
    /// Id and secret as form fields (RFC 6749, section 2.3.1).
    #[serde(rename = "client_secret_post")]
    Post,
    /// HTTP Basic with id and secret unencoded, for servers that do not decode them.
    #[serde(rename = "basic_unencoded")]
    BasicUnencoded,
    /// Sabre v2's Basic: `base64(base64(id):base64(secret))`, with `password` as the secret.
    #[serde(rename = "sabre")]
    Sabre,
    /// An assertion signed with a private key (RFC 7523, section 2.2).
    #[serde(rename = "private_key_jwt")]
    PrivateKeyJwt,
    /// An assertion signed with the client secret (RFC 7523, section 2.2).
    #[serde(rename = "client_secret_jwt")]
    ClientSecretJwt,
    /// The client certificate of TLS, and the id in the form (RFC 8705, section 2.1.2).
    #[serde(rename = "tls_client_auth")]
    Tls,
    /// The id alone as a form field, for public clients.
    #[serde(rename = "none")]
    None,
    /// HTTP Basic or form fields, as the issuer's metadata says.
    #[serde(skip)]
    Discovered,
}

impl ClientAuth {
    /// Returns the name in the config file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Basic => "client_secret_basic",
            Self::Post => "client_secret_post",
            Self::BasicUnencoded => "basic_unencoded",
            Self::Sabre => "sabre",
            Self::PrivateKeyJwt => "private_key_jwt",
            Self::ClientSecretJwt => "client_secret_jwt",
            Self::Tls => "tls_client_auth",
            Self::None => "none",
            Self::Discovered => "discovered",
        }
    }

    /// Returns whether the issuer's metadata decides.
    pub fn is_discovered(&self) -> bool {
        *self == Self::Discovered
    }

    /// Returns how client id and client secret are sent, in words.
    pub const fn description(self) -> &'static str {
        match self {
            Self::Basic => "HTTP Basic, id and secret form-encoded first",
            Self::Post => "id and secret in the body",
            Self::BasicUnencoded => "HTTP Basic without form-encoding",
            Self::Sabre => "Sabre's encoding",
            Self::PrivateKeyJwt => "an assertion signed with a private key",
            Self::ClientSecretJwt => "an assertion signed with the client secret",
            Self::Tls => "the client certificate",
            Self::None => "the id alone",
            Self::Discovered => "id and secret, as the issuer's metadata says",
        }
    }
}

/// The form of the user name of the password grant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Username {
    /// The user id; the default.
    #[default]
    UserId,
    /// Sabre's `user-group-domain`.
    SabreTriple,
}

/// The unit of a lifetime in a token response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LifetimeUnit {
    /// A thousandth of a second.
    Milliseconds,
    /// A second, as in RFC 6749.
    Seconds,
    /// 60 seconds.
    Minutes,
    /// 3600 seconds.
    Hours,
}

impl LifetimeUnit {
    /// Returns the length of the unit in seconds.
    pub const fn seconds(self) -> f64 {
        match self {
            Self::Milliseconds => 0.001,
            Self::Seconds => 1.0,
            Self::Minutes => 60.0,
            Self::Hours => 3600.0,
        }
    }
}
