//! The provider, the environment and the base URL from flags, variables and defaults, and values that are rejected.

use super::common::{AMADEUS_PATH, SECRET, TOKEN, amadeus, grant};
use crate::support::{Output, Sandbox, Server};

/// Runs `token show --why`, which shows the base URL without the network.
fn why(sandbox: &Sandbox, args: &[&str], env: &[(&str, &str)]) -> Output {
    let mut program = sandbox.travauth().args(["token", "show", "--why"]).args(args);
    for (name, value) in env {
        program = program.env(name, value);
    }
    program.run()
}

/// Returns the rest of the line that begins with `name`.
#[track_caller]
fn line<'a>(output: &'a Output, name: &str) -> &'a str {
    let found = output.stdout.lines().find_map(|line| line.strip_prefix(name));
    found.unwrap_or_else(|| panic!("no line {name:?}: {output}")).trim_start()
}

type Case = (&'static [&'static str], &'static [(&'static str, &'static str)], &'static str, &'static str);

/// Checks the environment and the base URL that `token show --why` prints for each case.
fn check(provider: &str, cases: &[Case]) {
    let sandbox = Sandbox::new();
    for (args, env, environment, base_url) in cases {
        let args = [&["-p", provider], *args].concat();
        let output = why(&sandbox, &args, env);
        assert_eq!(line(&output, "environment"), *environment, "{args:?} {env:?}");
        assert_eq!(line(&output, "base URL"), *base_url, "{args:?} {env:?}");
    }
}

const ALL_AMADEUS: [(&str, &str); 7] = [
    ("AMADEUS_BASE_URL", "https://base.example"),
    ("AMADEUS_HOST", "host.example"),
    ("AMADEUS_PORT", "8443"),
    ("AMADEUS_SSL", "true"),
    ("TRAVAUTH_ENVIRONMENT", "enterprise-test"),
    ("AMADEUS_HOSTNAME", "production"),
    ("SABRE_BASE_URL", "https://not.for.amadeus.example"),
];

#[test]
fn the_first_origin_sets_the_whole_base_url_for_amadeus() {
    let all = &ALL_AMADEUS;
    check(
        "amadeus",
        &[
            (&["--base-url", "https://flag.example"], all, "custom (--base-url)", "https://flag.example"),
            (
                &["--base-url", "https://flag.example", "-e", "production"],
                all,
                "custom (--base-url)",
                "https://flag.example",
            ),
            (&["-e", "production"], all, "production (--environment)", "https://api.amadeus.com"),
            (&["-e", "prod"], all, "production (--environment)", "https://api.amadeus.com"),
            (
                &["-e", "enterprise-production"],
                all,
                "enterprise-production (--environment)",
                "https://travel.api.amadeus.com",
            ),
            (&[], all, "custom ($AMADEUS_BASE_URL)", "https://base.example"),
            (
                &[],
                all.split_at(1).1,
                "custom ($AMADEUS_HOST, $AMADEUS_PORT, $AMADEUS_SSL)",
                "https://host.example:8443",
            ),
            // AMADEUS_PORT and AMADEUS_SSL are ignored without AMADEUS_HOST.
            (&[], all.split_at(2).1, "enterprise-test ($TRAVAUTH_ENVIRONMENT)", "https://test.travel.api.amadeus.com"),
            (&[], all.split_at(5).1, "production ($AMADEUS_HOSTNAME)", "https://api.amadeus.com"),
            (&[], all.split_at(6).1, "test (built-in default)", "https://test.api.amadeus.com"),
            // An empty variable counts as not set.
            (
                &[],
                &[
                    ("AMADEUS_BASE_URL", ""),
                    ("AMADEUS_HOST", ""),
                    ("TRAVAUTH_ENVIRONMENT", ""),
                    ("AMADEUS_HOSTNAME", ""),
                ],
                "test (built-in default)",
                "https://test.api.amadeus.com",
            ),
        ],
    );
}

#[test]
fn the_first_origin_sets_the_whole_base_url_for_sabre() {
    let all: &[(&str, &str)] = &[
        ("SABRE_BASE_URL", "https://base.example/path/"),
        ("TRAVAUTH_ENVIRONMENT", "test"),
        ("SABRE_ENVIRONMENT", "prod"),
        ("AMADEUS_HOST", "not.for.sabre.example"),
    ];
    check(
        "sabre",
        &[
            (&["--base-url", "https://flag.example"], all, "custom (--base-url)", "https://flag.example"),
            (&["-e", "cert"], all, "cert (--environment)", "https://api.cert.platform.sabre.com"),
            (&[], all, "custom ($SABRE_BASE_URL)", "https://base.example/path"),
            (&[], all.split_at(1).1, "cert ($TRAVAUTH_ENVIRONMENT)", "https://api.cert.platform.sabre.com"),
            (&[], all.split_at(2).1, "production ($SABRE_ENVIRONMENT)", "https://api.platform.sabre.com"),
            (&[], all.split_at(3).1, "cert (built-in default)", "https://api.cert.platform.sabre.com"),
        ],
    );
}

#[test]
fn amadeus_ssl_turns_tls_off_on_this_machine_only() {
    let sandbox = Sandbox::new();
    for (ssl, base_url) in [
        (None, "https://127.0.0.1:1"),
        (Some("true"), "https://127.0.0.1:1"),
        (Some("1"), "https://127.0.0.1:1"),
        (Some(""), "http://127.0.0.1:1"),
        (Some("false"), "http://127.0.0.1:1"),
        (Some("False"), "http://127.0.0.1:1"),
        (Some("0"), "http://127.0.0.1:1"),
        (Some("no"), "http://127.0.0.1:1"),
        (Some("off"), "http://127.0.0.1:1"),
    ] {
        let mut env = vec![("AMADEUS_HOST", "127.0.0.1"), ("AMADEUS_PORT", "1")];
        env.extend(ssl.map(|ssl| ("AMADEUS_SSL", ssl)));
        assert_eq!(line(&why(&sandbox, &["-p", "amadeus"], &env), "base URL"), base_url, "{ssl:?}");
    }
    let remote = [("AMADEUS_HOST", "host.example"), ("AMADEUS_SSL", "no")];
    why(&sandbox, &["-p", "amadeus"], &remote).fails(2, &["plain http", "$AMADEUS_HOST, $AMADEUS_SSL"]);
}

#[test]
fn an_environment_made_for_the_official_sdk_works_unchanged() {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant(TOKEN)));
    let output = sandbox
        .travauth()
        .args(["token", "get", "-p", "amadeus"])
        .env("AMADEUS_CLIENT_ID", "id")
        .env("AMADEUS_CLIENT_SECRET", sandbox.secret(SECRET))
        .env("AMADEUS_HOSTNAME", "production")
        .env("AMADEUS_HOST", "localhost")
        .env("AMADEUS_PORT", server.address().port().to_string())
        .env("AMADEUS_SSL", "")
        .run();
    assert_eq!(output.silently().token(), TOKEN);
    assert_eq!(server.expect(1)[0].header("host"), Some(&*format!("localhost:{}", server.address().port())));
}

#[test]
fn a_path_is_appended_to_the_base_urls_path() {
    for (given, path) in [
        ("", AMADEUS_PATH.to_owned()),
        ("/", AMADEUS_PATH.to_owned()),
        ("/a/b", format!("/a/b{AMADEUS_PATH}")),
        ("/a/b/", format!("/a/b{AMADEUS_PATH}")),
        ("/a%20b", format!("/a%20b{AMADEUS_PATH}")),
    ] {
        let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant(TOKEN)));
        assert_eq!(amadeus(&sandbox, &format!("{}{given}", server.url())).run().token(), TOKEN);
        assert_eq!(server.expect(1)[0].target, path, "{given}");
    }
}

#[test]
fn unusable_base_urls_are_rejected() {
    let sandbox = Sandbox::new();
    for (url, hint) in [
        ("api.example.com", "use https://api.example.com"),
        ("http://api.example.com", "use https://api.example.com"),
        ("http://127.0.0.1.example.com", "plain http"),
        ("https://api.example.com/v1", "use https://api.example.com\n"),
        ("https://api.example.com/v1/", "use https://api.example.com\n"),
        ("https://api.example.com/x/V2.1", "use https://api.example.com/x\n"),
        ("https://api.example.com/?q=1", "use https://api.example.com\n"),
        ("ftp://api.example.com", "use https"),
        ("https://", "https://api.example.com"),
        ("::::", "https://api.example.com"),
    ] {
        amadeus(&sandbox, url).run().fails(2, &["--base-url", hint]);
    }
    let with_password = format!("https://me:{}@api.example.com", sandbox.secret("url-password"));
    amadeus(&sandbox, &with_password).run().fails(2, &["user name or password"]);
    let get = sandbox.travauth().args(["token", "get", "-p", "sabre"]);
    get.env("SABRE_BASE_URL", "https://api.example.com/v2").run().fails(2, &["$SABRE_BASE_URL", "version `v2`"]);
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_text_is_named() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    let sandbox = Sandbox::new();
    for name in ["TRAVAUTH_PROVIDER", "TRAVAUTH_ENVIRONMENT", "SABRE_BASE_URL", "SABRE_PASSWORD", "TRAVAUTH_CACHE"] {
        let get = sandbox
            .travauth()
            .args(["token", "get"])
            .env("TRAVAUTH_PROVIDER", "sabre")
            .env("SABRE_USER_ID", "7971")
            .env("SABRE_GROUP", "7TZA")
            .env("SABRE_PASSWORD", "password")
            .env("SABRE_BASE_URL", "http://127.0.0.1:1");
        let get = if name == "TRAVAUTH_ENVIRONMENT" { get.env("SABRE_BASE_URL", "") } else { get };
        get.env(name, OsStr::from_bytes(b"\xff\xfe")).run().fails(2, &[name, "UTF-8"]);
    }
}

#[test]
fn the_error_for_an_unknown_name_suggests_the_nearest_one() {
    let sandbox = Sandbox::new();
    for (args, env, parts) in [
        (&["-p", "amadues"][..], None, &["`amadues`", "--provider", "did you mean `amadeus`?"][..]),
        (&["-p", "Saber"], None, &["did you mean `sabre`?"]),
        (&["-p", "qqq"], None, &["`qqq`", "there are: ", "amadeus, ", "sabre, "]),
        (&[], Some(("TRAVAUTH_PROVIDER", "sabr")), &["$TRAVAUTH_PROVIDER", "did you mean `sabre`?"]),
        (&["-p", ""], None, &["there are: ", "amadeus, ", "sabre, "]),
        (&["-p", "a\u{1b}[31mb"], None, &["a\\u{1b}[31mb"]),
        (&[], None, &["no provider was chosen", "--provider", "TRAVAUTH_PROVIDER", "amadeus, ", "sabre, "]),
        (&["-p", "sabre", "-e", "prodution"], None, &["Sabre", "--environment", "did you mean `production`?"]),
        (&["-p", "sabre", "-e", "enterprise-test"], None, &["cert, production, emulator"]),
        (&["-p", "amadeus"], Some(("TRAVAUTH_ENVIRONMENT", "cert")), &["$TRAVAUTH_ENVIRONMENT", "enterprise-test"]),
        (&["-p", "amadeus"], Some(("AMADEUS_HOSTNAME", "test.api.amadeus.com")), &["AMADEUS_HOST", "AMADEUS_BASE_URL"]),
        (&["-p", "sabre", "--auth-version", "1"], None, &["version `1`", "2 and 3"]),
        (&["-p", "sabre"], Some(("SABRE_AUTH_VERSION", "v3")), &["`v3`", "$SABRE_AUTH_VERSION"]),
        (&["-p", "amadeus", "--auth-version", "2"], None, &["Amadeus", "leave it out"]),
    ] {
        let mut get = sandbox.travauth().args(["token", "get"]).args(args);
        if let Some((name, value)) = env {
            get = get.env(name, value);
        }
        get.run().fails(2, parts);
    }
}

#[test]
fn the_emulator_excludes_a_base_url_flag_and_overrides_all_variables() {
    let (sandbox, server) = (Sandbox::new(), Server::never());
    let both = ["token", "get", "-p", "sabre", "-e", "emulator", "--base-url", &server.url()];
    sandbox.travauth().args(both).run().fails(2, &["--base-url", "-e emulator"]);
    let get = || {
        sandbox
            .travauth()
            .args(["token", "get", "-p", "sabre"])
            .env("SABRE_BASE_URL", server.url())
            .env("SABRE_USER_ID", "another")
            .env("SABRE_GROUP", "ELSE")
            .env("SABRE_PASSWORD", sandbox.secret(SECRET))
            .env("HTTP_PROXY", server.url())
            .env("HTTPS_PROXY", server.url())
            .env("ALL_PROXY", server.url())
    };
    let token = get().args(["-e", "emulator"]).run().silently().token();
    // The token is cached for the next process, although each emulator has another port.
    assert_eq!(get().args(["-e", "emulator", "--offline"]).run().silently().token(), token);
    let by_variable = sandbox.travauth().args(["token", "get", "-p", "sabre"]).env("TRAVAUTH_ENVIRONMENT", "emulator");
    assert_eq!(by_variable.run().silently().token(), token);
    let v3 = get().args(["-e", "emulator", "--auth-version", "3"]).run().silently().token();
    assert_ne!(v3, token);
    let amadeus = sandbox.travauth().args(["token", "get", "-p", "amadeus", "-e", "emulator", "--no-cache"]);
    assert!(!amadeus.run().silently().token().is_empty());
}
