//! Error responses of APIs that are known by their status alone. Source: RFC 9110.

use super::{API, Advice};
use crate::failure::Kind;

pub(super) const ROWS: &[Advice] = &[
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
        advice_without_tokens: "check the credentials, the environment (-e) and what the account may do",
        ..API
    },
    Advice {
        status: Some(403),
        meaning: "the API forbids the request",
        advice: "the token is accepted but does not allow this: ask the provider what the account may do",
        advice_without_tokens: "check the credentials, and ask the provider what the account may do",
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
