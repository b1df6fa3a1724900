//! The errors of any provider. Source: RFC 6749, section 5.2, RFC 6750, section 3.1, and RFC 9110.

use super::{API, Advice, FIX_REQUEST, TOKEN};
use crate::failure::Kind;

pub(super) const ROWS: &[Advice] = &[
    // The token endpoint: statuses that need no code.
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
        meaning: "the URL does not accept token requests (POST)",
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
        advice: "wait, and let all processes share one cache",
        ..TOKEN
    },
    Advice {
        status: Some(3),
        kind: Kind::UnexpectedRedirect,
        meaning: "the token endpoint responded with a redirect, which is never followed with credentials",
        advice: "check the base URL: the address it redirects to may be the right one",
        ..TOKEN
    },
    Advice {
        status: Some(502),
        kind: Kind::ServerError,
        retryable: true,
        meaning: "a gateway got no valid response from the server behind it",
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
    // The token endpoint: the errors of RFC 6749, section 5.2.
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
        meaning: "the token request was rejected as invalid",
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
        meaning: "the scope was rejected",
        advice: "check --scope: ask the provider which scopes the client has",
        ..TOKEN
    },
    Advice {
        status: Some(403),
        kind: Kind::Forbidden,
        meaning: "the server forbids the request, without naming the credentials as the reason",
        advice: "check the base URL, and whether a firewall, a proxy or a list of allowed addresses blocks the request",
        ..TOKEN
    },
    Advice {
        status: Some(4),
        kind: Kind::BadResponse,
        meaning: "the response is not that of a token endpoint",
        advice: "check the base URL",
        ..TOKEN
    },
    // The APIs.
    Advice {
        status: Some(401),
        code: Some("invalid_token"),
        meaning: "the API rejects the access token",
        advice: "a new one was already tried if possible; check the environment (-e)",
        ..API
    },
    Advice {
        status: Some(400),
        meaning: "the API rejects the request as invalid",
        advice: "the response says what is wrong with it; `--dry-run` shows the request",
        ..API
    },
    Advice {
        status: Some(401),
        meaning: "the API does not accept the request as authenticated",
        advice: "check the environment (-e) and what the account may do; `token get --refresh` gets a new token",
        ..API
    },
    Advice {
        status: Some(403),
        meaning: "the API forbids the request",
        advice: "the token is accepted but does not allow this: ask the provider what the account may do",
        ..API
    },
    Advice {
        status: Some(404),
        meaning: "the API has nothing at this path",
        advice: "check the path and its version, and the base URL",
        ..API
    },
    Advice {
        status: Some(405),
        meaning: "the API does not support this method at this path",
        advice: "check the method: a body makes it POST unless -X says otherwise",
        ..API
    },
    Advice {
        status: Some(406),
        meaning: "the API has no response of an accepted type",
        advice: "check the `Accept` header (-H)",
        ..API
    },
    Advice { status: Some(408), meaning: "the API waited too long for the request", advice: "try again", ..API },
    Advice {
        status: Some(409),
        meaning: "the request conflicts with the current data of the API",
        advice: "read the current data, then try again",
        ..API
    },
    Advice {
        status: Some(410),
        meaning: "the resource at this path was removed for good",
        advice: "look for its successor in the provider's documentation",
        ..API
    },
    Advice { status: Some(413), meaning: "the body is too large for the API", advice: "send less at once", ..API },
    Advice {
        status: Some(415),
        meaning: "the API does not accept a body of this type",
        advice: "check the `Content-Type` header (-H)",
        ..API
    },
    Advice {
        status: Some(422),
        meaning: "the API understands the request but cannot process it",
        advice: "the response says which values are wrong",
        ..API
    },
    Advice {
        status: Some(429),
        kind: Kind::RateLimited,
        retryable: true,
        meaning: "too many requests",
        advice: "wait before the next one",
        ..API
    },
    Advice { status: Some(4), meaning: "the API rejects the request", advice: "the response may say why", ..API },
    Advice {
        status: Some(501),
        kind: Kind::ApiServerError,
        meaning: "the API does not support this request",
        advice: "check the method and the path",
        ..API
    },
    Advice {
        status: Some(502),
        kind: Kind::ApiServerError,
        retryable: true,
        meaning: "a gateway got no valid response from the API behind it",
        advice: "try again later",
        ..API
    },
    Advice {
        status: Some(503),
        kind: Kind::ApiServerError,
        retryable: true,
        meaning: "the API is unavailable",
        advice: "try again later",
        ..API
    },
    Advice {
        status: Some(504),
        kind: Kind::ApiServerError,
        retryable: true,
        meaning: "a gateway waited too long for the API behind it",
        advice: "try again later, or ask for less at once",
        ..API
    },
    Advice {
        status: Some(5),
        kind: Kind::ApiServerError,
        meaning: "the API had an internal error",
        advice: "try again later",
        ..API
    },
];
