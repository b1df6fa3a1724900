//! Amadeus for Developers and Amadeus Enterprise REST.
//!
//! Source: the developer guide "Authorizing your application" and the official SDKs (hosts, variables). The Self-Service
//! hosts were retired on 17 July 2026; the Enterprise hosts serve the same paths.

use std::borrow::Cow;
use std::num::NonZeroU32;

use super::parts::text;
use crate::provider::{
    Api, ClientAuth, CredentialVariables, Environment, HostVariables, Provider, SelectionVariables, Text, TokenEndpoint,
};

const RETIRED_HINT: Option<Text> = Some(text(
    "Amadeus retired its Self-Service hosts on 17 July 2026 and disabled their keys; with an Enterprise contract use \
     `-e enterprise-test` or `-e enterprise-production`, and without an account `-e emulator`",
));

/// The Amadeus APIs: Self-Service, which is retired, and Enterprise.
pub static AMADEUS: Provider = Provider {
    name: text("amadeus"),
    title: text("Amadeus"),
    environments: Cow::Borrowed(&[
        Environment {
            name: text("test"),
            base_url: text("https://test.api.amadeus.com"),
            unreachable_hint: RETIRED_HINT,
            requests_per_second: NonZeroU32::new(10),
            ..Environment::EMPTY
        },
        Environment {
            name: text("production"),
            aliases: Cow::Borrowed(&[text("prod")]),
            base_url: text("https://api.amadeus.com"),
            unreachable_hint: RETIRED_HINT,
            requests_per_second: NonZeroU32::new(40),
            ..Environment::EMPTY
        },
        Environment {
            name: text("enterprise-test"),
            base_url: text("https://test.travel.api.amadeus.com"),
            requests_per_second: NonZeroU32::new(10),
            ..Environment::EMPTY
        },
        Environment {
            name: text("enterprise-production"),
            base_url: text("https://travel.api.amadeus.com"),
            requests_per_second: NonZeroU32::new(40),
            ..Environment::EMPTY
        },
    ]),
    endpoints: Cow::Borrowed(&[TokenEndpoint {
        url: text("/v1/security/oauth2/token"),
        client_auth: ClientAuth::Post,
        variables: Cow::Borrowed(&[
            CredentialVariables {
                client_id: Cow::Borrowed(&[text("AMADEUS_CLIENT_ID")]),
                client_secret: Cow::Borrowed(&[text("AMADEUS_CLIENT_SECRET")]),
                ..CredentialVariables::NONE
            },
            CredentialVariables {
                client_id: Cow::Borrowed(&[text("AMADEUS_API_KEY")]),
                client_secret: Cow::Borrowed(&[text("AMADEUS_API_SECRET")]),
                ..CredentialVariables::NONE
            },
        ]),
        ..TokenEndpoint::EMPTY
    }]),
    // Source: the guides "Pagination" and "Common errors", and the headers that the SDKs send.
    api: Api {
        accept: text("application/vnd.amadeus+json, application/json"),
        content_type: text("application/vnd.amadeus+json"),
        post_reads: Cow::Borrowed(&[
            text("/v2/shopping/flight-offers"),
            text("/v1/shopping/seatmaps"),
            text("/v1/shopping/availability/flight-availabilities"),
            text("/v2/shopping/flight-offers/prediction"),
            text("/v1/shopping/flight-offers/pricing"),
            text("/v1/shopping/flight-offers/upselling"),
        ]),
        next_page: Some(text("/meta/links/next")),
    },
    variables: SelectionVariables {
        base_url: Some(text("AMADEUS_BASE_URL")),
        environment: Some(text("AMADEUS_HOSTNAME")),
        host: Some(HostVariables { host: text("AMADEUS_HOST"), port: text("AMADEUS_PORT"), ssl: text("AMADEUS_SSL") }),
        auth_version: None,
    },
    probes: Cow::Borrowed(&[
        text("/v1/reference-data/airlines?airlineCodes=BA"),
        text("/v2/reference-data/urls/checkin-links?airlineCode=BA"),
    ]),
    throttle_wait_ms: 100,
    is_emulated: true,
    dialect: text("amadeus"),
    ..Provider::EMPTY
};
