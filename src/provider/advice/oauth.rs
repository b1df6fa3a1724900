//! The OAuth error names, which any provider can send.
//!
//! Source: RFC 6749, sections 4.1.2.1 and 5.2; RFC 6750, section 3.1; RFC 7009, section 2.2.1; RFC 8628, section 3.5; RFC
//! 8707, section 2; RFC 9101 and RFC 9126, section 2.3; RFC 9396, section 5; RFC 9449, sections 5 and 8; RFC 9470, section 3.

use super::{API, Advice, FIX_REQUEST, TOKEN};
use crate::failure::Kind;

/// The errors of token endpoints. A 401 means rejected credentials, unless a row above that of the 401 matches.
pub(super) const TOKEN_ROWS: &[Advice] = &[
    Advice {
        code: Some("slow_down"),
        kind: Kind::RateLimited,
        retryable: true,
        meaning: "the token endpoint asks for fewer requests",
        advice: "wait, and let all processes share one cache",
        ..TOKEN
    },
    Advice {
        code: Some("server_error"),
        kind: Kind::ServerError,
        meaning: "the token endpoint had an error",
        advice: "try again later",
        ..TOKEN
    },
    Advice {
        code: Some("temporarily_unavailable"),
        kind: Kind::ServerError,
        retryable: true,
        meaning: "the token endpoint is overloaded or under maintenance",
        advice: "try again later",
        ..TOKEN
    },
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
        status: Some(401),
        kind: Kind::CredentialsRejected,
        may_be_elsewhere: true,
        meaning: "the credentials were rejected",
        advice: "check the client id, the secret, and that they belong to this environment",
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
        code: Some("insufficient_scope"),
        kind: Kind::RefusedRequest,
        meaning: "the scope of the client is not sufficient for the request",
        advice: "ask the provider for the scope, and request it with --scope",
        ..TOKEN
    },
    Advice {
        code: Some("invalid_target"),
        kind: Kind::RefusedRequest,
        meaning: "the server does not know the resource or audience that the token is requested for",
        advice: "check `resource` and `audience` in `params` and --token-param (RFC 8707)",
        ..TOKEN
    },
    Advice {
        code: Some("unsupported_token_type"),
        kind: Kind::RefusedRequest,
        meaning: "the server cannot revoke tokens of this type",
        advice: "it stays valid until it expires (RFC 7009)",
        ..TOKEN
    },
    Advice {
        code: Some("unsupported_response_type"),
        kind: Kind::RefusedRequest,
        meaning: "the server does not support this kind of request for the client",
        advice: "ask the provider which grants the client id has",
        ..TOKEN
    },
    Advice {
        code: Some("authorization_pending"),
        kind: Kind::RefusedRequest,
        meaning: "the user has not confirmed the device yet",
        advice: "this is an error of the device grant (RFC 8628), which travauth does not use: check `grant` and `params`",
        ..TOKEN
    },
    Advice {
        code: Some("expired_token"),
        kind: Kind::CredentialsRejected,
        meaning: "the code or the refresh token has expired",
        advice: "sign in again to get a new one",
        ..TOKEN
    },
    Advice {
        code: Some("invalid_request_uri"),
        kind: Kind::RefusedRequest,
        meaning: "the server does not accept the request URI",
        advice: "check `request_uri` in `params` and --token-param (RFC 9126)",
        ..TOKEN
    },
    Advice {
        code: Some("invalid_request_object"),
        kind: Kind::RefusedRequest,
        meaning: "the server does not accept the request object",
        advice: "check `request` in `params` and --token-param (RFC 9126)",
        ..TOKEN
    },
    Advice {
        code: Some("invalid_dpop_proof"),
        kind: Kind::RefusedRequest,
        meaning: "the server requires a DPoP proof",
        advice: "travauth uses Bearer tokens: ask the provider for a client without DPoP (RFC 9449)",
        ..TOKEN
    },
    Advice {
        code: Some("use_dpop_nonce"),
        kind: Kind::RefusedRequest,
        meaning: "the server requires a DPoP proof with a nonce",
        advice: "travauth uses Bearer tokens: ask the provider for a client without DPoP (RFC 9449)",
        ..TOKEN
    },
    Advice {
        code: Some("invalid_authorization_details"),
        kind: Kind::RefusedRequest,
        meaning: "the server does not accept the authorization details",
        advice: "check `authorization_details` in `params` and --token-param (RFC 9396)",
        ..TOKEN
    },
];

/// The errors of APIs.
pub(super) const API_ROWS: &[Advice] = &[
    Advice {
        status: Some(401),
        code: Some("invalid_token"),
        meaning: "the API rejects the access token",
        advice: "a new one was already tried if possible; check the environment (-e)",
        ..API
    },
    Advice {
        status: Some(400),
        code: Some("invalid_request"),
        meaning: "the API rejects the request as malformed",
        advice: "a header or parameter is missing or repeated; `--dry-run` shows the request",
        ..API
    },
    Advice {
        code: Some("insufficient_scope"),
        meaning: "the scope of the access token is not sufficient",
        advice: "ask the provider for the scope, and request it with --scope",
        ..API
    },
    Advice {
        code: Some("invalid_dpop_proof"),
        meaning: "the API requires a DPoP proof",
        advice: "travauth uses Bearer tokens: ask the provider for a client without DPoP (RFC 9449)",
        ..API
    },
    Advice {
        code: Some("use_dpop_nonce"),
        meaning: "the API requires a DPoP proof with a nonce",
        advice: "travauth uses Bearer tokens: ask the provider for a client without DPoP (RFC 9449)",
        ..API
    },
    Advice {
        code: Some("insufficient_user_authentication"),
        meaning: "the API requires a stronger sign-in of the user",
        advice: "ask the provider which sign-in the account needs (RFC 9470)",
        ..API
    },
];
