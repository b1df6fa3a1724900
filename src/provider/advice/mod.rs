//! The table of errors, with meanings and advice, for `token get`, `call`, `check`, `explain` and docs/errors.md.
//!
//! Sources: the providers' guides, specifications and SDKs; for the rows of all providers, RFCs and the SOAP standard.

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

/// The kind of endpoint that returned an error.
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
    /// The name of the provider or of an [`ErrorDialect`](super::ErrorDialect); none if the row is for all providers.
    pub provider: Option<&'static str>,
    /// The kind of endpoint that returned the error.
    pub endpoint: Endpoint,
    /// The HTTP status, or only its first digit; none matches every status.
    pub status: Option<u16>,
    /// The code, number or OAuth name. A leading or trailing `…` matches any text. None matches every error.
    pub code: Option<&'static str>,
    /// A part of the provider's message, in lower case; none matches every message.
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
    /// The advice for a provider without access tokens; empty if `advice` applies there too.
    pub advice_without_tokens: &'static str,
}

impl Advice {
    /// Returns a copy of this row for API responses.
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

/// Returns the first row that matches a response; none if no row does.
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

/// The common parts of the rows for token endpoints.
pub(super) const TOKEN: Advice = Advice {
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
