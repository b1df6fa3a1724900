//! The meanings of errors, and advice: one table for `token get`, `call`, `check`, `explain` and docs/errors.md.
//!
//! Sources of the rows: the providers' guides, specifications and SDKs, and the OAuth RFCs for those of all providers.

mod amadeus;
mod api_status;
mod explain;
mod mashery;
mod oauth;
mod sabre;
mod soap;
mod token_status;

pub use explain::{explain, nearest_codes};

use super::ErrorBody;
use crate::failure::Kind;

/// The endpoint that responds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// The token endpoint.
    Token,
    /// An API.
    Api,
}

/// A row of the table: the error responses that it matches, their meaning, and advice.
#[derive(Clone, Copy, Debug)]
pub struct Advice {
    /// The name of the provider or of an [`ErrorFormat`](super::ErrorFormat); none if the row is for all providers.
    pub provider: Option<&'static str>,
    /// The endpoint that responds.
    pub endpoint: Endpoint,
    /// The HTTP status, or only its first digit; none for any.
    pub status: Option<u16>,
    /// The code, number or OAuth name; a leading or trailing `…` matches any beginning or end; none for any.
    pub code: Option<&'static str>,
    /// A part of the provider's message, in lower case; none for any.
    pub words: Option<&'static str>,
    /// The kind of failure, and so the exit code.
    pub kind: Kind,
    /// Whether sending the request again may help.
    pub retryable: bool,
    /// Whether the same credentials may be right in another environment.
    pub may_be_elsewhere: bool,
    /// Whether the response means that the credentials are not valid; none if the kind or the status 401 decides.
    pub rejects_credentials: Option<bool>,
    /// The meaning, as a short main clause.
    pub meaning: &'static str,
    /// The advice; empty when there is none.
    pub advice: &'static str,
    /// The advice for a provider without access tokens; empty if it is the same.
    pub advice_without_tokens: &'static str,
}

impl Advice {
    /// Returns the same row for the APIs.
    const fn of_api(self, kind: Kind) -> Self {
        Self { endpoint: Endpoint::Api, kind, ..self }
    }
}

/// Returns all rows, the specific ones before the general ones.
pub fn rows() -> impl Iterator<Item = &'static Advice> {
    [
        amadeus::ROWS,
        sabre::ROWS,
        mashery::ROWS,
        soap::ROWS,
        token_status::SERVER_AND_RATE,
        oauth::TOKEN_ROWS,
        sabre::ROWS_WITHOUT_CODE,
        token_status::OTHERS,
        oauth::API_ROWS,
        api_status::ROWS,
    ]
    .into_iter()
    .flatten()
}

/// Returns the first row that matches a response; none for a status that is no error.
pub fn look_up(provider: &str, endpoint: Endpoint, status: u16, body: &ErrorBody) -> Option<&'static Advice> {
    let words = body.words.as_deref().unwrap_or_default().to_lowercase();
    rows().find(|row| {
        row.provider.is_none_or(|name| name == provider || body.format.is_some_and(|format| format.name() == name))
            && row.endpoint == endpoint
            && row.status.is_none_or(|wanted| wanted == status || (wanted < 10 && wanted == status / 100))
            && row.code.is_none_or(|code| body.is_called(code))
            && row.words.is_none_or(|part| words.contains(part))
    })
}

const TOKEN: Advice = Advice {
    provider: None,
    endpoint: Endpoint::Token,
    status: None,
    code: None,
    words: None,
    kind: Kind::BadResponse,
    retryable: false,
    may_be_elsewhere: false,
    rejects_credentials: None,
    meaning: "",
    advice: "",
    advice_without_tokens: "",
};
const API: Advice = Advice { endpoint: Endpoint::Api, kind: Kind::ApiClientError, ..TOKEN };

const FIX_REQUEST: &str =
    "if you gave --scope or --token-param, check them; otherwise please report this with the output of `-vv`";
