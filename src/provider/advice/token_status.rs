//! Error responses of token endpoints that are known by their status alone. Source: RFC 6749, section 5.2, and RFC 9110.

use super::{Advice, TOKEN};
use crate::failure::Kind;

/// Rate limits and server errors. These statuses take precedence over an OAuth name in the body.
pub(super) const SERVER_AND_RATE: &[Advice] = &[
    Advice {
        status: Some(429),
        kind: Kind::RateLimited,
        retryable: true,
        meaning: "too many requests",
        advice: "wait, and let all processes share one cache",
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
];

/// All other statuses.
pub(super) const OTHERS: &[Advice] = &[
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
        status: Some(3),
        kind: Kind::UnexpectedRedirect,
        meaning: "the token endpoint responded with a redirect, which is never followed with credentials",
        advice: "check the base URL: the address it redirects to may be the right one",
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
];
