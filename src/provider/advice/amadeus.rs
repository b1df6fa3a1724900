//! The errors of Amadeus. Source: the guide's page on common errors, the SDKs, and public threads.

use super::{Advice, FIX_REQUEST};
use crate::failure::Kind;

const TOKEN: Advice = Advice { provider: Some("amadeus"), ..super::TOKEN };
const API: Advice = Advice { provider: Some("amadeus"), ..super::API };

const AMADEUS_KEYS: &str = "check the client id and the client secret for typing errors and spaces; keys of one environment do not work in another (-e)";

const KEY_REVOKED: Advice = Advice {
    status: Some(401),
    code: Some("39683"),
    kind: Kind::CredentialsRejected,
    meaning: "the Amadeus API key has been revoked",
    advice: "create a new key in your Amadeus workspace, or ask your Amadeus contact; trying again does not help",
    ..TOKEN
};
const KEY_INVALID: Advice = Advice {
    status: Some(401),
    code: Some("39686"),
    kind: Kind::CredentialsRejected,
    meaning: "the Amadeus API key is not valid",
    advice: "look for spaces and missing characters in the client id; trying again does not help",
    ..TOKEN
};
const QUOTA: Advice = Advice {
    status: Some(429),
    code: Some("38195"),
    kind: Kind::QuotaExhausted,
    meaning: "the monthly quota at Amadeus is used up",
    advice: "trying again does not help until next month; ask Amadeus for a higher quota",
    ..TOKEN
};
const INTERNAL_ERROR: Advice = Advice {
    status: Some(500),
    code: Some("38189"),
    kind: Kind::ServerError,
    retryable: true,
    meaning: "Amadeus had an internal error",
    advice: "try again later",
    ..TOKEN
};
const SYSTEM_ERROR: Advice = Advice {
    status: Some(500),
    code: Some("141"),
    kind: Kind::ServerError,
    retryable: true,
    meaning: "Amadeus had a system error",
    advice: "try again later",
    ..TOKEN
};

pub(super) const ROWS: &[Advice] = &[
    // The token endpoint. Several errors have the code 38187, so this row matches the OAuth name.
    Advice {
        status: Some(400),
        code: Some("unsupported_grant_type"),
        kind: Kind::RefusedRequest,
        meaning: "Amadeus does not support this grant type (38187)",
        advice: FIX_REQUEST,
        ..TOKEN
    },
    KEY_REVOKED,
    KEY_INVALID,
    Advice {
        status: Some(401),
        code: Some("38187"),
        kind: Kind::CredentialsRejected,
        may_be_elsewhere: true,
        meaning: "Amadeus rejected the client id or the client secret",
        advice: AMADEUS_KEYS,
        ..TOKEN
    },
    Advice {
        code: Some("invalid_client"),
        kind: Kind::CredentialsRejected,
        may_be_elsewhere: true,
        meaning: "Amadeus rejected the client id or the client secret",
        advice: AMADEUS_KEYS,
        ..TOKEN
    },
    Advice {
        status: Some(403),
        code: Some("access_denied"),
        kind: Kind::CredentialsRejected,
        meaning: "Amadeus denies access to these credentials",
        advice: "ask your Amadeus contact what the key may do",
        ..TOKEN
    },
    Advice {
        status: Some(403),
        code: Some("38197"),
        kind: Kind::Forbidden,
        meaning: "Amadeus forbids the request: plain http, or no permission",
        advice: "the credentials are not the reason: check that the base URL is https, and ask your Amadeus contact what the key may do",
        ..TOKEN
    },
    Advice {
        status: Some(404),
        code: Some("38196"),
        kind: Kind::NoTokenEndpoint,
        meaning: "Amadeus has no token endpoint at this URL",
        advice: "check the base URL: it must end before /v1",
        ..TOKEN
    },
    QUOTA,
    Advice {
        status: Some(429),
        code: Some("38194"),
        kind: Kind::RateLimited,
        retryable: true,
        meaning: "too many requests to Amadeus at once",
        advice: "the limit is 10 requests/s in test and 40 in production; wait a little, and let all processes share one cache",
        ..TOKEN
    },
    INTERNAL_ERROR,
    SYSTEM_ERROR,
    // The APIs.
    Advice {
        status: Some(400),
        code: Some("32171"),
        meaning: "a required parameter is missing",
        advice: "add it with --query NAME=VALUE; check-in links need `airlineCode` (formerly `airline`)",
        ..API
    },
    Advice {
        status: Some(400),
        code: Some("477"),
        meaning: "the format of a value is wrong",
        advice: "look at `source` in the response, which names the parameter or the part of the body",
        ..API
    },
    Advice {
        status: Some(401),
        code: Some("38190"),
        meaning: "Amadeus does not know the access token",
        advice: "check that the environment (-e) belongs to the same account; a new token was already tried if possible",
        ..API
    },
    Advice {
        status: Some(401),
        code: Some("38192"),
        meaning: "the access token has expired at Amadeus",
        advice: "a new one was already tried if possible; check this machine's clock",
        ..API
    },
    Advice {
        status: Some(401),
        code: Some("38193"),
        meaning: "Amadeus has revoked the access token",
        advice: "a new one was already tried if possible; ask your Amadeus contact about the key",
        ..API
    },
    Advice {
        status: Some(401),
        code: Some("38191"),
        meaning: "Amadeus found no bearer token in the request",
        advice: "with --no-auth this is expected; otherwise check whether a proxy removes the header `Authorization`",
        ..API
    },
    Advice {
        code: Some("701"),
        rejects_credentials: Some(false),
        meaning: "the account is not provisioned for this API at Amadeus",
        advice: "the credentials and the token are valid: ask your Amadeus contact to enable the API for the account",
        ..API
    },
    KEY_REVOKED.of_api(Kind::ApiClientError),
    KEY_INVALID.of_api(Kind::ApiClientError),
    Advice {
        status: Some(401),
        code: Some("38187"),
        meaning: "Amadeus rejects the credentials that the access token was obtained with",
        advice: AMADEUS_KEYS,
        ..API
    },
    Advice {
        status: Some(403),
        code: Some("38197"),
        meaning: "Amadeus forbids the request: plain http, or no permission",
        advice: "the token is not the reason: check that the base URL is https, and ask your Amadeus contact what the key may do",
        ..API
    },
    Advice {
        status: Some(404),
        code: Some("38196"),
        meaning: "Amadeus has no such resource",
        advice: "check the path and its version (/v1, /v2), and the base URL, which must end before the version",
        ..API
    },
    QUOTA.of_api(Kind::QuotaExhausted),
    Advice {
        status: Some(429),
        code: Some("38194"),
        kind: Kind::RateLimited,
        retryable: true,
        meaning: "too many requests to Amadeus at once",
        advice: "the limit is 10 requests/s, 100 ms apart, in test and 40/s in production; wait a little, and see --rate",
        ..API
    },
    INTERNAL_ERROR.of_api(Kind::ApiServerError),
    SYSTEM_ERROR.of_api(Kind::ApiServerError),
];
