//! What an error means and what to do about it: one table for `token get`, `call`, `check` and docs/errors.md.
//!
//! Source of the rows: the providers' guides, specifications and SDKs, and RFC 6749 section 5.2 for those of all providers.

use super::ErrorBody;
use crate::failure::Kind;

/// Who answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// The token endpoint.
    Token,
    /// Any other.
    Api,
}

/// One row: an answer by which it is known, its meaning, and the advice.
#[derive(Clone, Copy, Debug)]
pub struct Advice {
    /// The provider's name; none for all.
    pub provider: Option<&'static str>,
    /// Who answers so.
    pub endpoint: Endpoint,
    /// The HTTP status; none for any.
    pub status: Option<u16>,
    /// The code, number or OAuth name; a leading `…` stands for any beginning; none for any.
    pub code: Option<&'static str>,
    /// A part of the words, in lower case; none for any.
    pub words: Option<&'static str>,
    /// The kind of failure, and so the exit code.
    pub kind: Kind,
    /// Whether sending it again may help.
    pub retryable: bool,
    /// Whether the API says that the token, not the request, is at fault.
    pub token_is_dead: bool,
    /// Whether the same credentials may be right in another environment.
    pub may_be_elsewhere: bool,
    /// What happened, as a short main clause.
    pub meaning: &'static str,
    /// What to do; empty when there is nothing to add.
    pub advice: &'static str,
}

/// All rows, the particular before the general.
pub fn rows() -> impl Iterator<Item = &'static Advice> {
    ROWS.iter()
}

/// The row for an answer with an error status: the first that fits; none for a status that is no error.
pub fn look_up(provider: &str, endpoint: Endpoint, status: u16, body: &ErrorBody) -> Option<&'static Advice> {
    let words = body.words.as_deref().unwrap_or_default().to_lowercase();
    rows().find(|row| {
        row.provider.is_none_or(|name| name == provider)
            && row.endpoint == endpoint
            && row.status.is_none_or(|own| own == status || (own < 10 && own == status / 100))
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
    kind: Kind::BadAnswer,
    retryable: false,
    token_is_dead: false,
    may_be_elsewhere: false,
    meaning: "",
    advice: "",
};
const AMADEUS: Advice = Advice { provider: Some("amadeus"), ..TOKEN };
const SABRE: Advice = Advice { provider: Some("sabre"), ..TOKEN };

const AMADEUS_KEYS: &str = "check AMADEUS_CLIENT_ID and AMADEUS_CLIENT_SECRET for typing errors and spaces; keys of one environment do not work in another (-e)";
const FIX_REQUEST: &str =
    "if you gave --scope or --token-param, check them; else please report it with the output of `-vv`";

/// All rows, the particular before the general. A status below 10 stands for its whole hundred.
const ROWS: &[Advice] = &[
    // Amadeus, token endpoint. 38187 stands for several errors: `error` decides.
    Advice {
        status: Some(400),
        code: Some("unsupported_grant_type"),
        kind: Kind::RefusedRequest,
        meaning: "Amadeus does not know this grant type (38187)",
        advice: FIX_REQUEST,
        ..AMADEUS
    },
    Advice {
        status: Some(401),
        code: Some("39683"),
        kind: Kind::CredentialsRejected,
        meaning: "the Amadeus API key has been revoked",
        advice: "make a new key in your Amadeus workspace, or ask your Amadeus contact; trying again does not help",
        ..AMADEUS
    },
    Advice {
        status: Some(401),
        code: Some("39686"),
        kind: Kind::CredentialsRejected,
        meaning: "the Amadeus API key is not valid",
        advice: "look for spaces and missing characters in AMADEUS_CLIENT_ID; trying again does not help",
        ..AMADEUS
    },
    Advice {
        status: Some(401),
        code: Some("38187"),
        kind: Kind::CredentialsRejected,
        may_be_elsewhere: true,
        meaning: "Amadeus rejected the client id or the client secret",
        advice: AMADEUS_KEYS,
        ..AMADEUS
    },
    Advice {
        code: Some("invalid_client"),
        kind: Kind::CredentialsRejected,
        may_be_elsewhere: true,
        meaning: "Amadeus rejected the client id or the client secret",
        advice: AMADEUS_KEYS,
        ..AMADEUS
    },
    Advice {
        status: Some(403),
        code: Some("38197"),
        kind: Kind::Forbidden,
        meaning: "Amadeus forbids the request: plain http, or no permission",
        advice: "this is not about the credentials: check that the base URL is https, and ask your Amadeus contact what the key may do",
        ..AMADEUS
    },
    Advice {
        status: Some(404),
        code: Some("38196"),
        kind: Kind::NoTokenEndpoint,
        meaning: "Amadeus has no token endpoint at this URL",
        advice: "check the base URL: it must end before /v1",
        ..AMADEUS
    },
    Advice {
        status: Some(429),
        code: Some("38195"),
        kind: Kind::QuotaExhausted,
        meaning: "the monthly quota at Amadeus is used up",
        advice: "trying again is useless until next month; ask Amadeus for a higher quota",
        ..AMADEUS
    },
    Advice {
        status: Some(429),
        code: Some("38194"),
        kind: Kind::RateLimited,
        retryable: true,
        meaning: "too many requests at once for Amadeus",
        advice: "the limit is 10 requests/s in test and 40 in production; wait a little and let one cache serve all processes",
        ..AMADEUS
    },
    Advice {
        status: Some(500),
        code: Some("38189"),
        kind: Kind::ServerError,
        retryable: true,
        meaning: "Amadeus had an internal error",
        advice: "try again later",
        ..AMADEUS
    },
    Advice {
        status: Some(500),
        code: Some("141"),
        kind: Kind::ServerError,
        retryable: true,
        meaning: "Amadeus had a system error",
        advice: "try again later",
        ..AMADEUS
    },
    // Sabre, token endpoint: the words tell a wrong encoding from wrong values.
    Advice {
        status: Some(401),
        words: Some("credentials are missing or the syntax is not correct"),
        kind: Kind::CredentialsRejected,
        meaning: "Sabre cannot read the credentials: their ENCODING is wrong, the values were not even looked at",
        advice: "check that the user id, group and password are plain text, not encoded already, and that `--auth-version` is \
                 that of your account (2: EPR and PCC, 3: an application's client id and secret besides)",
        ..SABRE
    },
    Advice {
        status: Some(401),
        words: Some("wrong clientid or clientsecret"),
        kind: Kind::CredentialsRejected,
        may_be_elsewhere: true,
        meaning: "Sabre read the credentials and rejected their VALUES",
        advice: "check the password (was it changed?), the user id, the group (PCC) and the domain; credentials of cert do \
                 not work in production, nor the other way round (-e)",
        ..SABRE
    },
    Advice {
        status: Some(401),
        code: Some("invalid_client"),
        kind: Kind::CredentialsRejected,
        may_be_elsewhere: true,
        meaning: "Sabre rejected the credentials without a reason",
        advice: "either a value is wrong (password, user id, group, domain, environment), or the account's pool of tokens is \
                 exhausted: if the same credentials worked a moment ago, wait some minutes",
        ..SABRE
    },
    Advice {
        status: Some(400),
        kind: Kind::RefusedRequest,
        meaning: "Sabre does not accept the grant type or the form of the request",
        advice: "check `--auth-version` (2 takes client_credentials, 3 takes password) and any --token-param",
        ..SABRE
    },
    Advice {
        status: Some(429),
        code: Some("ERR.2SG.GATEWAY.REQUEST_THROTTLED"),
        kind: Kind::RateLimited,
        retryable: true,
        meaning: "too many token requests at once for Sabre",
        advice: "wait at least half a second between requests and let one cache serve all processes",
        ..SABRE
    },
    Advice {
        status: Some(500),
        code: Some("…INTERNAL_PROCESSING_ERROR"),
        kind: Kind::ServerError,
        retryable: true,
        meaning: "Sabre had an internal error",
        advice: "try again later",
        ..SABRE
    },
    Advice {
        status: Some(500),
        code: Some("ERR.2SG.GATEWAY.TIMEOUT"),
        kind: Kind::ServerError,
        retryable: true,
        meaning: "Sabre's gateway waited too long for the service behind it",
        advice: "try again later",
        ..SABRE
    },
    Advice {
        status: Some(500),
        code: Some("…PROVIDER_CONNECTION_ERROR"),
        kind: Kind::ServerError,
        retryable: true,
        meaning: "Sabre's gateway did not reach the service behind it",
        advice: "try again later",
        ..SABRE
    },
    // All providers, token endpoint: the statuses that decide by themselves.
    Advice {
        status: Some(401),
        kind: Kind::CredentialsRejected,
        may_be_elsewhere: true,
        meaning: "the credentials were rejected",
        advice: "check the client id, the secret, and that they belong to this environment",
        ..TOKEN
    },
    Advice {
        status: Some(404),
        kind: Kind::NoTokenEndpoint,
        meaning: "there is no token endpoint at this URL",
        advice: "check the base URL; a version such as /v1 does not belong to it",
        ..TOKEN
    },
    Advice {
        status: Some(405),
        kind: Kind::NoTokenEndpoint,
        meaning: "the URL does not take token requests (POST)",
        advice: "check the base URL; a version such as /v1 does not belong to it",
        ..TOKEN
    },
    Advice {
        status: Some(408),
        kind: Kind::ServerError,
        meaning: "the server waited too long for the request",
        advice: "try again",
        ..TOKEN
    },
    Advice {
        status: Some(429),
        kind: Kind::RateLimited,
        retryable: true,
        meaning: "too many requests",
        advice: "wait, and let one cache serve all processes",
        ..TOKEN
    },
    Advice {
        status: Some(3),
        kind: Kind::UnexpectedRedirect,
        meaning: "the token endpoint answered with a redirect, which is never followed with credentials",
        advice: "check the base URL: the address it redirects to may be the right one",
        ..TOKEN
    },
    Advice {
        status: Some(502),
        kind: Kind::ServerError,
        retryable: true,
        meaning: "a gateway got no good answer from the server behind it",
        advice: "try again later",
        ..TOKEN
    },
    Advice {
        status: Some(503),
        kind: Kind::ServerError,
        retryable: true,
        meaning: "the service is unavailable",
        advice: "try again later",
        ..TOKEN
    },
    Advice {
        status: Some(504),
        kind: Kind::ServerError,
        retryable: true,
        meaning: "a gateway waited too long for the server behind it",
        advice: "try again later",
        ..TOKEN
    },
    Advice {
        status: Some(5),
        kind: Kind::ServerError,
        meaning: "the server had an error",
        advice: "try again later",
        ..TOKEN
    },
    // All providers, token endpoint: the errors of RFC 6749, section 5.2.
    Advice {
        code: Some("invalid_client"),
        kind: Kind::CredentialsRejected,
        may_be_elsewhere: true,
        meaning: "the client id or the client secret was rejected",
        advice: "check both, and that they belong to this environment",
        ..TOKEN
    },
    Advice {
        code: Some("invalid_grant"),
        kind: Kind::CredentialsRejected,
        may_be_elsewhere: true,
        meaning: "the user name or the password was rejected",
        advice: "check both, and that they belong to this environment",
        ..TOKEN
    },
    Advice {
        code: Some("unauthorized_client"),
        kind: Kind::CredentialsRejected,
        meaning: "this client may not use this grant",
        advice: "ask the provider to allow it for the client id",
        ..TOKEN
    },
    Advice {
        code: Some("access_denied"),
        kind: Kind::CredentialsRejected,
        meaning: "access was denied to these credentials",
        advice: "ask the provider what the account may do",
        ..TOKEN
    },
    Advice {
        code: Some("invalid_request"),
        kind: Kind::RefusedRequest,
        meaning: "the form of the token request was refused",
        advice: FIX_REQUEST,
        ..TOKEN
    },
    Advice {
        code: Some("unsupported_grant_type"),
        kind: Kind::RefusedRequest,
        meaning: "the grant type is not supported here",
        advice: FIX_REQUEST,
        ..TOKEN
    },
    Advice {
        code: Some("invalid_scope"),
        kind: Kind::RefusedRequest,
        meaning: "the scope was refused",
        advice: "check --scope: ask the provider which scopes the client has",
        ..TOKEN
    },
    Advice {
        status: Some(403),
        kind: Kind::Forbidden,
        meaning: "the server forbids the request, and does not say that the credentials are the reason",
        advice: "a firewall, a proxy or a list of allowed addresses may be in between; check the base URL",
        ..TOKEN
    },
    Advice {
        status: Some(4),
        kind: Kind::BadAnswer,
        meaning: "the answer makes no sense for a token endpoint",
        advice: "check the base URL",
        ..TOKEN
    },
];
