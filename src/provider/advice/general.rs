//! What any provider may answer. Source: RFC 6749, section 5.2, RFC 6750, section 3.1, and RFC 9110.

use super::{API, Advice, FIX_REQUEST, TOKEN};
use crate::failure::Kind;

pub(super) const ROWS: &[Advice] = &[
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
    // All providers, the APIs.
    Advice {
        status: Some(401),
        code: Some("invalid_token"),
        meaning: "the API rejects the access token",
        advice: "a new one was tried already if one could be had; check the environment (-e)",
        ..API
    },
    Advice {
        status: Some(400),
        meaning: "the API cannot use the request as it is",
        advice: "the answer says what is wrong with it; `--dry-run` shows what is sent",
        ..API
    },
    Advice {
        status: Some(401),
        meaning: "the API takes the request for unauthenticated",
        advice: "check the environment (-e) and what the account may do; `token get --refresh` gets a new token",
        ..API
    },
    Advice {
        status: Some(403),
        meaning: "the API forbids the request",
        advice: "the token is known but does not allow this: ask the provider what the account may do",
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
        meaning: "the API does not take this method here",
        advice: "check the method: a body makes it POST unless -X says otherwise",
        ..API
    },
    Advice {
        status: Some(406),
        meaning: "the API has no answer of the accepted kind",
        advice: "check the `Accept` header (-H)",
        ..API
    },
    Advice { status: Some(408), meaning: "the API waited too long for the request", advice: "try again", ..API },
    Advice {
        status: Some(409),
        meaning: "the request contradicts what the API holds",
        advice: "read it anew, then try again",
        ..API
    },
    Advice {
        status: Some(410),
        meaning: "what was at this path is gone for good",
        advice: "look for its successor in the provider's documentation",
        ..API
    },
    Advice { status: Some(413), meaning: "the body is too large for the API", advice: "send less at once", ..API },
    Advice {
        status: Some(415),
        meaning: "the API does not take a body of this kind",
        advice: "check the `Content-Type` header (-H)",
        ..API
    },
    Advice {
        status: Some(422),
        meaning: "the API understands the request and cannot act on it",
        advice: "the answer says which values are wrong",
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
    Advice { status: Some(4), meaning: "the API refuses the request", advice: "the answer may say why", ..API },
    Advice {
        status: Some(501),
        kind: Kind::ApiServerError,
        meaning: "the API does not do this at all",
        advice: "check the method and the path",
        ..API
    },
    Advice {
        status: Some(502),
        kind: Kind::ApiServerError,
        retryable: true,
        meaning: "a gateway got no good answer from the API behind it",
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
        meaning: "the API had an error of its own",
        advice: "try again later",
        ..API
    },
];
