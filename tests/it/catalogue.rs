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

const TOKENS: [TokenCase; 10] = [
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
        "booking-connectivity",
        &[("BOOKING_CONNECTIVITY_CLIENT_ID", "the-id"), ("BOOKING_CONNECTIVITY_CLIENT_SECRET", "the +/secret")],
        "/token-based-authentication/exchange",
        None,
        r#"{"client_id":"the-id","client_secret":"the +/secret"}"#,
    ),
    (
        "ohip",
        &[
            ("OHIP_CLIENT_ID", "the-id"),
            ("OHIP_CLIENT_SECRET", "the-secret"),
            ("OHIP_APP_KEY", "the-app-key"),
            ("OHIP_ENTERPRISE_ID", "ACME"),
        ],
        "/oauth/v1/tokens",
        // printf %s the-id:the-secret | base64
        Some("Basic dGhlLWlkOnRoZS1zZWNyZXQ="),
        "grant_type=client_credentials&scope=urn%3Aopc%3Ahgbu%3Aws%3A__myscopes__",
    ),
    (
        "ohip",
        &[
            ("OHIP_AUTH_VERSION", "ssd"),
            ("OHIP_CLIENT_ID", "the-id"),
            ("OHIP_CLIENT_SECRET", "the-secret"),
            ("OHIP_USERNAME", "the-user"),
            ("OHIP_PASSWORD", "the-password"),
            ("OHIP_APP_KEY", "the-app-key"),
        ],
        "/oauth/v1/tokens",
        Some("Basic dGhlLWlkOnRoZS1zZWNyZXQ="),
        "grant_type=password&username=the-user&password=the-password",
    ),
    (
        "navitaire",
        &[("NAVITAIRE_USERNAME", "the-user"), ("NAVITAIRE_PASSWORD", "the-password"), ("NAVITAIRE_DOMAIN", "WWW")],
        "/api/nsk/v1/token",
        None,
        r#"{"credentials":{"userName":"the-user","password":"the-password","domain":"WWW"}}"#,
    ),
    (
        "apaleo",
        &[("APALEO_CLIENT_ID", "the-id"), ("APALEO_CLIENT_SECRET", "the-secret")],
        "/connect/token",
        Some("Basic dGhlLWlkOnRoZS1zZWNyZXQ="),
        "grant_type=client_credentials",
    ),
    ("beds24", &[("BEDS24_REFRESH_TOKEN", "the-refresh-token")], "/v2/authentication/token", None, ""),
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

/// The fields in which the providers return their tokens.
const RESPONSE: &str = r#"{"access_token":"token-of-the-test","jwt":"token-of-the-test","token":"token-of-the-test",
    "data":{"token":"token-of-the-test","idleTimeoutInMinutes":20},"expires_in":1799,"expiresIn":1799}"#;

#[test]
fn each_provider_with_tokens_sends_exactly_its_token_request_also_when_pasted() {
    for (name, variables, path, authorization, body) in TOKENS {
        let sandbox = Sandbox::new();
        let server = Server::start(|_| Reply::json(200, RESPONSE));
        let url = server.url();
        // A token URL on another host than the API leads to the test's server.
        let provider = builtin::find(name).expect("it is built in");
        let token_url = provider.endpoints[0].url.strip_prefix("https://").and_then(|rest| rest.split('/').next());
        let config = pasted(name);
        let config = match token_url {
            Some(host) => config.replace(&format!("https://{host}"), &url),
            None => config,
        };
        let config = sandbox.write("work/pasted.toml", config).display().to_string();
        let from_config = ["pasted", "--config", &config];
        let built_in = [name];
        let selections = if token_url.is_some() { vec![&from_config[..]] } else { vec![&built_in[..], &from_config] };
        for (number, selection) in selections.into_iter().enumerate() {
            let program = sandbox.travauth().args(["token", "get", "--no-cache", "--base-url", &url, "-p"]);
            let program =
                variables.iter().fold(program.args(selection), |program, (name, value)| program.env(name, value));
            program.run().token();
            let request = &server.expect(number + 1)[number];
            let (method, content_type) = match body.chars().next() {
                None => ("GET", None),
                Some('{') => ("POST", Some("application/json")),
                Some(_) => ("POST", Some("application/x-www-form-urlencoded")),
            };
            assert_eq!((request.method.as_str(), request.path.as_str()), (method, path), "{name}");
            assert_eq!(request.header("authorization"), authorization, "{name}");
            assert_eq!(request.header("content-type"), content_type, "{name}");
            assert_eq!(request.text(), body, "{name}");
            let own: Vec<(&str, &str)> = ["x-app-key", "enterpriseid", "refreshtoken"]
                .into_iter()
                .filter_map(|header| Some((header, request.header(header)?)))
                .collect();
            let expected: &[(&str, &str)] = match (name, authorization) {
                ("ohip", _) if body.contains("password") => &[("x-app-key", "the-app-key")],
                ("ohip", _) => &[("x-app-key", "the-app-key"), ("enterpriseid", "ACME")],
                ("beds24", _) => &[("refreshtoken", "the-refresh-token")],
                _ => &[],
            };
            assert_eq!(own, expected, "{name}");
        }
    }
}

/// Booking.com grants 30 tokens per hour.
#[test]
fn sixty_processes_cost_booking_com_one_token() {
    use base64::Engine as _;
    let sandbox = Sandbox::new();
    let expires_at = jiff::Timestamp::now().as_second() + 3600;
    let claims = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(format!(r#"{{"exp":{expires_at}}}"#));
    let jwt = format!("eyJhbGciOiJub25lIn0.{claims}.c2lnbmF0dXJl");
    sandbox.token(&jwt);
    let response = format!(r#"{{"jwt":"{jwt}","ruid":"980ceb59"}}"#);
    let server = Server::start(move |_| Reply::json(200, response.clone()));
    let config =
        pasted("booking-connectivity").replace("https://connectivity-authentication.booking.com", &server.url());
    let config = sandbox.write("work/pasted.toml", config).display().to_string();
    let get = || {
        let program = sandbox.travauth().args(["token", "get", "-p", "pasted", "--config", &config]);
        let program = program.env("BOOKING_CONNECTIVITY_CLIENT_ID", "the-id");
        program.env("BOOKING_CONNECTIVITY_CLIENT_SECRET", sandbox.secret("the-secret-of-booking")).run().token()
    };
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| (0..10).for_each(|_| drop(get())));
        }
    });
    server.expect(1);
}

/// A provider, its variables, its base URL, and the expected headers of an API request at the time [`NOW`].
type HeaderCase =
    (&'static str, &'static [(&'static str, &'static str)], &'static str, &'static [(&'static str, &'static str)]);

const NOW: i64 = 1_700_000_000;

const HEADERS: [HeaderCase; 14] = [
    (
        "cloudbeds",
        &[("CLOUDBEDS_API_KEY", "the-key"), ("CLOUDBEDS_PROPERTY_ID", "173")],
        "https://api.cloudbeds.com",
        &[("x-api-key", "the-key"), ("x-property-id", "173")],
    ),
    (
        "travelport-uapi",
        &[("TRAVELPORT_UAPI_USERNAME", "Universal API/uAPI1"), ("TRAVELPORT_UAPI_PASSWORD", "the-key")],
        "https://americas.universal-api.pp.travelport.com/B2BGateway/connect/uAPI",
        // printf %s 'Universal API/uAPI1:the-key' | base64
        &[("authorization", "Basic VW5pdmVyc2FsIEFQSS91QVBJMTp0aGUta2V5")],
    ),
    ("apaleo", &[("APALEO_CLIENT_ID", "x"), ("APALEO_CLIENT_SECRET", "x")], "https://api.apaleo.com", &[]),
    ("beds24", &[("BEDS24_REFRESH_TOKEN", "x")], "https://api.beds24.com", &[]),
    (
        "booking-connectivity",
        &[("BOOKING_CONNECTIVITY_CLIENT_ID", "x"), ("BOOKING_CONNECTIVITY_CLIENT_SECRET", "x")],
        "https://supply-xml.booking.com",
        &[],
    ),
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
        let env = Env::Fixed(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect());

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
        let settings = Settings::new(Config::default(), &Env::Fixed([].into()));
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
