//! The errors of the API gateway Mashery, which Hotelbeds and Lufthansa use.
//!
//! Source: the page "Error Codes & Responses" of support.mashery.com, and the guides of APIs behind the gateway.

use super::Advice;
use crate::failure::Kind;

const TOKEN: Advice = Advice { provider: Some("mashery"), ..super::TOKEN };
const API: Advice = Advice { provider: Some("mashery"), ..super::API };

const INACTIVE: Advice = Advice {
    code: Some("ERR_403_DEVELOPER_INACTIVE"),
    kind: Kind::CredentialsRejected,
    rejects_credentials: Some(true),
    meaning: "the API key is not active",
    advice: "ask the provider to activate the key, or use another one",
    ..TOKEN
};
const NOT_AUTHORIZED: Advice = Advice {
    code: Some("ERR_403_NOT_AUTHORIZED"),
    kind: Kind::CredentialsRejected,
    may_be_elsewhere: true,
    rejects_credentials: Some(true),
    meaning: "the API key is not known or not allowed here, or the signature is wrong",
    advice: "check the key, the secret and the environment (-e), and that the key includes this API",
    ..TOKEN
};
const OVER_RATE: Advice = Advice {
    code: Some("ERR_403_DEVELOPER_OVER_QPS"),
    kind: Kind::RateLimited,
    retryable: true,
    meaning: "too many requests of this API key in a second",
    advice: "wait a little before the next one",
    ..TOKEN
};
const OVER_QUOTA: Advice = Advice {
    code: Some("ERR_403_DEVELOPER_OVER_RATE"),
    kind: Kind::QuotaExhausted,
    meaning: "the quota of the API key is used up",
    advice: "trying again does not help before the period ends; ask the provider for a higher quota",
    ..TOKEN
};
const OTHER_QUOTA: Advice = Advice { code: Some("…_OVER_QUOTA"), ..OVER_QUOTA };
const SERVICE_OVER_RATE: Advice = Advice {
    code: Some("ERR_403_SERVICE_OVER_QPS"),
    meaning: "the service gets too many requests of all its clients",
    ..OVER_RATE
};
const NEEDS_TLS: Advice = Advice {
    code: Some("ERR_403_SERVICE_REQUIRES_SSL"),
    kind: Kind::Forbidden,
    meaning: "the service requires https",
    advice: "check that the base URL begins with https",
    ..TOKEN
};

pub(super) const ROWS: &[Advice] = &[
    INACTIVE,
    NOT_AUTHORIZED,
    OVER_RATE,
    OVER_QUOTA,
    OTHER_QUOTA,
    SERVICE_OVER_RATE,
    NEEDS_TLS,
    // The APIs.
    INACTIVE.of_api(Kind::ApiClientError),
    NOT_AUTHORIZED.of_api(Kind::ApiClientError),
    OVER_RATE.of_api(Kind::RateLimited),
    OVER_QUOTA.of_api(Kind::QuotaExhausted),
    OTHER_QUOTA.of_api(Kind::QuotaExhausted),
    SERVICE_OVER_RATE.of_api(Kind::RateLimited),
    NEEDS_TLS.of_api(Kind::ApiClientError),
    Advice {
        code: Some("ERR_596_SERVICE_NOT_FOUND"),
        meaning: "the gateway has no service at this URL",
        advice: "check the host and the path",
        ..API
    },
];
