//! The errors of Sabre. Source: Sabre's authentication guide and the error tables of its API references.

use super::Advice;
use crate::failure::Kind;

const TOKEN: Advice = Advice { provider: Some("sabre"), ..super::TOKEN };
const API: Advice = Advice { provider: Some("sabre"), ..super::API };

const INTERNAL_ERROR: Advice = Advice {
    status: Some(500),
    code: Some("…INTERNAL_PROCESSING_ERROR"),
    kind: Kind::ServerError,
    retryable: true,
    meaning: "Sabre had an internal error",
    advice: "try again later",
    ..TOKEN
};
const GATEWAY_CONNECTION: Advice = Advice {
    status: Some(500),
    code: Some("…PROVIDER_CONNECTION_ERROR"),
    kind: Kind::ServerError,
    retryable: true,
    meaning: "Sabre's gateway did not reach the service behind it",
    advice: "try again later",
    ..TOKEN
};

pub(super) const ROWS: &[Advice] = &[
    // The token endpoint. The message distinguishes a wrong encoding from wrong values.
    Advice {
        status: Some(401),
        words: Some("credentials are missing or the syntax is not correct"),
        kind: Kind::CredentialsRejected,
        meaning: "Sabre cannot read the credentials: their ENCODING is wrong, so the values were not checked",
        advice: "check that the user id, group and password are plain text, not encoded already, and that `--auth-version` \
                 fits your account (2: EPR and PCC; 3: also the client id and secret of an application)",
        ..TOKEN
    },
    Advice {
        status: Some(401),
        words: Some("wrong clientid or clientsecret"),
        kind: Kind::CredentialsRejected,
        may_be_elsewhere: true,
        meaning: "Sabre read the credentials and rejected their VALUES",
        advice: "check the password (was it changed?), the user id, the group (PCC) and the domain; credentials of cert do \
                 not work in production, or the other way round (-e)",
        ..TOKEN
    },
    Advice {
        status: Some(4),
        code: Some("invalid_client"),
        kind: Kind::CredentialsRejected,
        may_be_elsewhere: true,
        meaning: "Sabre rejected the credentials without giving a reason",
        advice: "either a value is wrong (password, user id, group, domain, environment), or the account's pool of tokens is \
                 exhausted: if the same credentials worked a moment ago, wait a few minutes",
        ..TOKEN
    },
    Advice {
        code: Some("unsupported_grant_type"),
        kind: Kind::RefusedRequest,
        meaning: "Sabre does not accept the grant type or the form of the request",
        advice: "check `--auth-version` (2 takes client_credentials, 3 takes password) and any --token-param",
        ..TOKEN
    },
    Advice {
        status: Some(429),
        code: Some("ERR.2SG.GATEWAY.REQUEST_THROTTLED"),
        kind: Kind::RateLimited,
        retryable: true,
        meaning: "too many token requests to Sabre at once",
        advice: "wait at least half a second between requests, and let all processes share one cache",
        ..TOKEN
    },
    INTERNAL_ERROR,
    Advice {
        status: Some(500),
        code: Some("ERR.2SG.GATEWAY.TIMEOUT"),
        kind: Kind::ServerError,
        retryable: true,
        meaning: "Sabre's gateway waited too long for the service behind it",
        advice: "try again later",
        ..TOKEN
    },
    GATEWAY_CONNECTION,
    // The APIs.
    Advice {
        status: Some(401),
        code: Some("ERR.2SG.SEC.INVALID_CREDENTIALS"),
        meaning: "the access token has expired at Sabre, or is not valid in this environment",
        advice: "a new one was already tried if possible; check the environment (-e) and this machine's clock",
        ..API
    },
    Advice {
        status: Some(401),
        code: Some("ERR.2SG.SEC.MISSING_CREDENTIALS"),
        meaning: "Sabre found no bearer token in the request",
        advice: "with --no-auth this is expected; otherwise check whether a proxy removes the header `Authorization`",
        ..API
    },
    Advice {
        status: Some(403),
        code: Some("ERR.2SG.SEC.NOT_AUTHORIZED"),
        meaning: "the token is valid, but the account is not entitled to this service at Sabre",
        advice: "ask your Sabre account manager for it; a new token does not help",
        ..API
    },
    Advice {
        status: Some(403),
        code: Some("ERR.2SG.CLIENT.SERVICE_UNKNOWN"),
        meaning: "Sabre has no service at this path, or not in this version",
        advice: "check the path and its version; the account is not the reason",
        ..API
    },
    Advice {
        status: Some(404),
        code: Some("WARN.RAF.APPLICATION"),
        meaning: "Sabre has no data for this request",
        advice: "the path is right: change the parameters",
        ..API
    },
    Advice {
        status: Some(429),
        code: Some("ERR.2SG.GATEWAY.REQUEST_THROTTLED"),
        kind: Kind::RateLimited,
        retryable: true,
        meaning: "too many requests to Sabre at once",
        advice: "wait at least half a second between requests",
        ..API
    },
    INTERNAL_ERROR.of_api(Kind::ApiServerError),
    Advice {
        status: Some(500),
        code: Some("ERR.2SG.GATEWAY.TIMEOUT"),
        kind: Kind::ApiServerError,
        retryable: true,
        meaning: "Sabre's gateway waited too long for the service behind it",
        advice: "try again later, or ask for less at once",
        ..API
    },
    GATEWAY_CONNECTION.of_api(Kind::ApiServerError),
];

/// Errors that are known by their status alone. The OAuth names take precedence over these rows.
pub(super) const ROWS_WITHOUT_CODE: &[Advice] = &[Advice {
    status: Some(400),
    kind: Kind::RefusedRequest,
    meaning: "Sabre does not accept the grant type or the form of the request",
    advice: "check `--auth-version` (2 takes client_credentials, 3 takes password) and any --token-param",
    ..TOKEN
}];
