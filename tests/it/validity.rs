//! When the cached token is used, and when a new one is requested: `--min-valid`, `--refresh`, `--no-cache`, `--offline`.

use std::fs;

use serde_json::json;

use super::common::{
    TOKEN, age_entry, amadeus, cache_files, entry_path, grant, grant_for, numbered_grants, numbered_token,
};
use crate::support::{Sandbox, Server};

#[test]
fn a_cached_token_is_used_until_its_margin() {
    // Lifetime and age in seconds, and whether the token is still used.
    for (lifetime, age, is_used) in [
        (1799, 0, true),
        (1799, 1799 - 90, true),
        (1799, 1799 - 45, false),
        (1799, 1799 + 5, false),
        (40, 40 - 30, true),
        (40, 40 - 15, false),
        // The token expired two days ago, as on a machine that was suspended.
        (604_800, 604_800 + 172_800, false),
    ] {
        let (sandbox, server) = (Sandbox::new(), Server::start(move |_| grant_for(TOKEN, &json!(lifetime))));
        assert_eq!(amadeus(&sandbox, &server.url()).run().silently().token(), TOKEN);
        age_entry(&sandbox, age);
        assert_eq!(amadeus(&sandbox, &server.url()).run().silently().token(), TOKEN);
        let requests = server.requests().len();
        assert_eq!(requests, if is_used { 1 } else { 2 }, "lifetime {lifetime}, age {age}");
    }
}

#[test]
fn an_explicit_margin_requests_a_new_token_when_the_cached_one_is_too_old() {
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    let get = || amadeus(&sandbox, &server.url());
    assert_eq!(get().run().token(), numbered_token(0));
    age_entry(&sandbox, 1000);
    for (min_valid, number) in [("10m", 0), ("15m", 1), ("29m", 1), ("1h", 2)] {
        let output = get().args(["--min-valid", min_valid]).run();
        if min_valid == "1h" {
            output.fails(8, &["1 h", "29 min 59 s", "--min-valid"]);
        } else {
            assert_eq!(output.token(), numbered_token(number), "{min_valid}");
        }
    }
    // A token that is too short for this margin is still cached.
    assert_eq!(get().run().token(), numbered_token(2));
    server.expect(3);
}

#[test]
fn a_margin_of_zero_accepts_a_token_until_it_expires() {
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    let get = || amadeus(&sandbox, &server.url());
    drop(get().run().token());
    age_entry(&sandbox, 1799 - 50);
    assert_eq!(get().args(["--min-valid", "0s"]).run().token(), numbered_token(0));
    assert_eq!(get().run().token(), numbered_token(1));
}

#[test]
fn a_token_without_a_lifetime_meets_no_explicit_margin() {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant_for(TOKEN, &json!(null))));
    sandbox.token(TOKEN);
    amadeus(&sandbox, &server.url()).args(["--min-valid", "1s"]).run().fails(8, &["no lifetime"]);
    assert_eq!(amadeus(&sandbox, &server.url()).run().warns_once("lifetime = ").token(), TOKEN);
}

#[test]
fn durations_are_parsed_as_people_write_them() {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant(TOKEN)));
    let get = |text: &str| amadeus(&sandbox, &server.url()).args(["--min-valid", text]).run();
    for good in ["90s", "5m", "1m 30s", "1m30s", "0s", "0", "90", "1500ms", "PT5M"] {
        assert_eq!(get(good).token(), TOKEN, "{good}");
    }
    for bad in ["", "soon", "5 parsecs", "1x", "99999999999999999999999s"] {
        get(bad).fails(2, &["--min-valid"]);
    }
    amadeus(&sandbox, &server.url()).args(["--min-valid=-5s"]).run().fails(2, &["--min-valid"]);
    for flag in ["--timeout", "--connect-timeout"] {
        for bad in ["0s", "x"] {
            amadeus(&sandbox, &server.url()).args([flag, bad]).run().fails(2, &[flag]);
        }
    }
    server.expect(1);
}

#[test]
fn a_refresh_replaces_the_cached_token() {
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    let get = || amadeus(&sandbox, &server.url());
    assert_eq!(get().run().token(), numbered_token(0));
    assert_eq!(get().args(["--refresh"]).run().token(), numbered_token(1));
    assert_eq!(get().run().token(), numbered_token(1));
    server.expect(2);
    assert!(!fs::read_to_string(entry_path(&sandbox)).expect("it exists").contains(&numbered_token(0)));
}

#[test]
fn without_the_cache_nothing_is_read_or_written() {
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    let get = || amadeus(&sandbox, &server.url());
    assert_eq!(get().args(["--no-cache"]).run().silently().token(), numbered_token(0));
    assert_eq!(get().env("TRAVAUTH_CACHE", "none").run().silently().token(), numbered_token(1));
    assert!(!sandbox.config_dir().exists());

    assert_eq!(get().env("TRAVAUTH_CACHE", "file").run().token(), numbered_token(2));
    let before = fs::read(entry_path(&sandbox)).expect("it exists");
    assert_eq!(get().args(["--no-cache"]).run().token(), numbered_token(3));
    assert_eq!(fs::read(entry_path(&sandbox)).expect("it exists"), before);
    assert_eq!(get().run().token(), numbered_token(2));
    get().env("TRAVAUTH_CACHE", "memory").run().fails(2, &["TRAVAUTH_CACHE", "`none`"]);
}

#[test]
fn offline_uses_the_cached_token_and_never_the_network() {
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    let offline = || amadeus(&sandbox, &server.url()).args(["--offline"]);
    offline().run().fails(8, &["nothing is cached", "--offline"]);
    drop(amadeus(&sandbox, &server.url()).run().token());
    assert_eq!(offline().run().silently().token(), numbered_token(0));
    offline().args(["--min-valid", "1h"]).run().fails(8, &[]);
    age_entry(&sandbox, 1800);
    offline().run().fails(8, &["expired"]);
    for other in ["--refresh", "--no-cache"] {
        offline().args([other]).run().fails(2, &["cannot be used with"]);
    }
    server.expect(1);
}

#[test]
fn a_warm_token_needs_neither_server_nor_secret() {
    let sandbox = Sandbox::new();
    let server = numbered_grants();
    let url = server.url();
    assert_eq!(amadeus(&sandbox, &url).run().token(), numbered_token(0));
    drop(server);
    assert_eq!(amadeus(&sandbox, &url).run().silently().token(), numbered_token(0));
    let without_secret = || sandbox.travauth().args(["token", "get", "-p", "amadeus", "--base-url", &url]);
    assert_eq!(without_secret().env("AMADEUS_CLIENT_ID", "my-amadeus-key").run().silently().token(), numbered_token(0));
    assert_eq!(without_secret().args(["--client-id", "my-amadeus-key"]).run().token(), numbered_token(0));
    without_secret().args(["--client-id", "another"]).run().fails(9, &["client secret"]);
}

#[test]
fn each_token_request_has_its_own_entry() {
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    let requests: [&[&str]; 6] = [
        &[],
        &["--scope", "a b"],
        &["--scope", "c"],
        &["--token-param", "guest_office_id=NCE1A0955"],
        &["--token-param", "guest_office_id=NCE1A0955", "--token-param", "x=y"],
        &["--base-url"], // The URL is added below.
    ];
    let slashed = format!("{}/base", server.url());
    for round in 0..2 {
        for (number, request) in requests.iter().enumerate() {
            let mut get = amadeus(&sandbox, &server.url());
            if *request == ["--base-url"] {
                get = sandbox
                    .travauth()
                    .args(["token", "get", "-p", "amadeus", "--base-url", &slashed])
                    .env("AMADEUS_CLIENT_ID", "my-amadeus-key")
                    .env("AMADEUS_CLIENT_SECRET", super::common::SECRET);
            } else {
                get = get.args(*request);
            }
            assert_eq!(get.run().token(), numbered_token(number), "round {round}: {request:?}");
        }
    }
    assert_eq!(cache_files(&sandbox, "json").len(), requests.len());
    // Flags and variables can describe the same requests in other ways.
    let url = server.url();
    let get = || amadeus(&sandbox, &format!("{url}/"));
    assert_eq!(get().run().token(), numbered_token(0));
    let params = ["--token-param", "x=y", "--token-param", "guest_office_id=NCE1A0955"];
    assert_eq!(get().args(params).run().token(), numbered_token(4));
    let by_variables = sandbox
        .travauth()
        .args(["token", "get"])
        .env("TRAVAUTH_PROVIDER", "amadeus")
        .env("AMADEUS_BASE_URL", &url)
        .env("AMADEUS_API_KEY", "my-amadeus-key")
        .env("AMADEUS_API_SECRET", super::common::SECRET);
    assert_eq!(by_variables.run().token(), numbered_token(0));
    server.expect(requests.len());
}
