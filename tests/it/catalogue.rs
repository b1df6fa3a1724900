//! The built-in providers: the exact requests that each one must produce, also when its TOML is pasted into a config under
//! another name.

use travauth::config::Config;
use travauth::env::Env;
use travauth::provider::{builtin, no_tokens, written};
use travauth::settings::{Selection, Settings};

use crate::support::{Reply, Sandbox, Server};

/// A provider, its variables, and the expected token request: path, `Authorization`, body.
type TokenCase =
    (&'static str, &'static [(&'static str, &'static str)], &'static str, Option<&'static str>, &'static str);

const TOKENS: [TokenCase; 4] = [
    (
        "lufthansa",
        &[("LUFTHANSA_CLIENT_ID", "the-id"), ("LUFTHANSA_CLIENT_SECRET", "secret +/&=ü")],
        "/v1/oauth/token",
        None,
        "grant_type=client_credentials&client_id=the-id&client_secret=secret+%2B%2F%26%3D%C3%BC",
    ),
    (
        "travelport",
        &[
            ("TRAVELPORT_CLIENT_ID", "the-id"),
            ("TRAVELPORT_CLIENT_SECRET", "the-secret"),
            ("TRAVELPORT_USERNAME", "Universal API/uAPI1"),
            ("TRAVELPORT_PASSWORD", "the-password"),
            ("TRAVELPORT_ACCESS_GROUP", "the-group"),
        ],
        "/oauth/token",
        None,
        "grant_type=password&client_id=the-id&client_secret=the-secret&username=Universal+API%2FuAPI1&password=the-password",
    ),
    (
        // User and password are those of the documentation of SynXis.
        "synxis",
        &[("SYNXIS_USERNAME", "SHSTestUserName"), ("SYNXIS_PASSWORD", "ClientPassword12345")],
        "/v2/auth/token",
        Some("Basic VTBoVFZHVnpkRlZ6WlhKT1lXMWw6UTJ4cFpXNTBVR0Z6YzNkdmNtUXhNak0wTlE9PQ=="),
        "grant_type=client_credentials",
    ),
    (
        "amadeus",
        &[("AMADEUS_CLIENT_ID", "the-id"), ("AMADEUS_CLIENT_SECRET", "the-secret")],
        "/v1/security/oauth2/token",
        None,
        "grant_type=client_credentials&client_id=the-id&client_secret=the-secret",
    ),
];

/// Returns a config with this built-in provider under another name.
fn pasted(name: &str) -> String {
    written::toml(builtin::find(name).expect("it is built in"), "pasted").expect("it can be written")
}

#[test]
fn each_provider_with_tokens_sends_exactly_its_token_request_also_when_pasted() {
    for (name, variables, path, authorization, body) in TOKENS {
        let sandbox = Sandbox::new();
        let config = pasted(name);
        let config = sandbox.write("work/pasted.toml", config).display().to_string();
        for provider in [&[name][..], &["pasted", "--config", &config]] {
            let server =
                Server::start(|_| Reply::json(200, r#"{"access_token":"token-of-the-test","expires_in":1799}"#));
            let url = server.url();
            let program = sandbox.travauth().args(["token", "get", "--no-cache", "--base-url", &url, "-p"]);
            let program =
                variables.iter().fold(program.args(provider), |program, (name, value)| program.env(name, value));
            program.run().token();
            let request = &server.expect(1)[0];
            assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", path), "{name}");
            assert_eq!(request.header("authorization"), authorization, "{name}");
            assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded"), "{name}");
            assert_eq!(request.text(), body, "{name}");
        }
    }
}

/// A provider, its variables, its base URL, and the expected headers of an API request at the time [`NOW`].
type HeaderCase =
    (&'static str, &'static [(&'static str, &'static str)], &'static str, &'static [(&'static str, &'static str)]);

const NOW: i64 = 1_700_000_000;

const HEADERS: [HeaderCase; 9] = [
    (
        "duffel",
        &[("DUFFEL_ACCESS_TOKEN", "duffel_test_x")],
        "https://api.duffel.com",
        &[("authorization", "Bearer duffel_test_x"), ("duffel-version", "v2")],
    ),
    (
        "booking",
        &[("BOOKING_AFFILIATE_ID", "123456"), ("BOOKING_API_KEY", "the-key")],
        "https://demandapi.booking.com/3.1",
        &[("authorization", "Bearer the-key"), ("x-affiliate-id", "123456")],
    ),
    ("kiwi", &[("TEQUILA_API_KEY", "the-key")], "https://api.tequila.kiwi.com", &[("apikey", "the-key")]),
    ("airfranceklm", &[("AFKLM_API_KEY", "the-key")], "https://api.airfranceklm.com", &[("api-key", "the-key")]),
    (
        "skyscanner",
        &[("SKYSCANNER_API_KEY", "the-key")],
        "https://partners.api.skyscanner.net",
        &[("x-api-key", "the-key")],
    ),
    (
        "hotelbeds",
        &[("HOTELBEDS_API_KEY", "key"), ("HOTELBEDS_SECRET", "secret")],
        "https://api.test.hotelbeds.com",
        // printf %s keysecret1700000000 | sha256sum
        &[("api-key", "key"), ("x-signature", "278d74471a3b5267e27221967122169ad26fac349e0fb6a94779cdf050a0d038")],
    ),
    (
        "expedia",
        &[("EXPEDIA_API_KEY", "key"), ("EXPEDIA_SHARED_SECRET", "secret")],
        "https://test.ean.com",
        // printf %s keysecret1700000000 | sha512sum
        &[(
            "authorization",
            "EAN APIKey=key,Signature=62e832680df40233f927f57fd973bd38e395f7e5ed3ca1fb7441fbb3b5c0973d808388fa8587ff2be50d243b21f102b0ca125cd2559fb52b64056c0ac53c09f7,timestamp=1700000000",
        )],
    ),
    (
        "travelport",
        &[
            ("TRAVELPORT_CLIENT_ID", "x"),
            ("TRAVELPORT_CLIENT_SECRET", "x"),
            ("TRAVELPORT_USERNAME", "x"),
            ("TRAVELPORT_PASSWORD", "x"),
            ("TRAVELPORT_ACCESS_GROUP", "the-group"),
        ],
        "https://api.pp.travelport.net",
        &[("xauth_travelport_accessgroup", "the-group")],
    ),
    ("amadeus", &[("AMADEUS_CLIENT_ID", "x"), ("AMADEUS_CLIENT_SECRET", "x")], "https://test.api.amadeus.com", &[]),
];

#[test]
fn each_provider_adds_exactly_its_headers_also_when_pasted() {
    for (name, variables, base_url, expected) in HEADERS {
        let env = Env::Given(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect());

        for (provider, text) in [(name, String::new()), ("pasted", pasted(name))] {
            let config = Config::parse(text, "config.toml".into()).expect("it can be read");
            let selection = Selection { provider: Some(provider.to_owned()), ..Selection::default() };
            let target = Settings::new(config, &env).target(&selection).expect("it is a target");
            assert_eq!(target.base_url.shown().as_deref(), Some(base_url), "{name}");
            let credentials = target.credentials.as_ref().unwrap_or_else(|failure| panic!("{name}: {failure}"));
            let now = jiff::Timestamp::from_second(NOW).expect("it is a time");
            let made = target.api_headers(credentials, None, now).expect("they can be made");
            let headers: Vec<(&str, &str)> =
                made.headers.iter().map(|(name, value)| (name.as_str(), value.to_str().expect("it is text"))).collect();
            assert_eq!(headers, expected, "{name}");
            assert!(made.headers.values().all(reqwest::header::HeaderValue::is_sensitive), "{name}");
            for secret in ["the-key", "duffel_test_x"] {
                let masked = made.redactor.mask(&format!("{headers:?}"));
                assert!(!masked.contains(secret), "{masked}");
            }
        }
    }
}

#[test]
fn travelport_grants_tokens_on_another_host() {
    for (environment, url) in [
        ("test", "https://auth.pp.travelport.net/oauth/token"),
        ("production", "https://auth.travelport.net/oauth/token"),
    ] {
        let selection = Selection {
            provider: Some("travelport".to_owned()),
            environment: Some(environment.to_owned()),
            ..Selection::default()
        };
        let settings = Settings::new(Config::default(), &Env::Given([].into()));
        let target = settings.target(&selection).expect("it is a target");
        let base = target.base_url.shown().expect("it has one").parse().expect("it is a URL");
        assert_eq!(target.token_url(&base).expect("it has one").as_str(), url);
    }
}

#[test]
fn token_get_fails_for_providers_without_tokens() {
    for provider in builtin::ALL.into_iter().filter(|provider| no_tokens(provider).is_some()) {
        let sandbox = Sandbox::new();
        let output = sandbox.travauth().args(["token", "get", "-p", &provider.name]).run().exits(2);
        for part in ["has no access tokens", "`call`", "`exec`", "`check`"] {
            assert!(output.stderr.contains(part), "{output}");
        }
    }
}

#[test]
fn uncertain_values_are_marked() {
    for provider in builtin::ALL {
        let shown = Sandbox::new().travauth().args(["providers", "show", &provider.name]).run().exits(0).stdout;
        assert_eq!(shown.contains("Some values are uncertain"), !provider.notes.is_empty(), "{shown}");
        assert!(provider.notes.iter().all(|note| shown.contains(&**note)), "{shown}");
        assert!(provider.probes.is_empty() <= provider.notes.iter().any(|note| note.contains("no probe")), "{shown}");
    }
}
