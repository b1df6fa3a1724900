//! The shared cache in runs one after the other.

use serde_json::json;

use super::{get, on};
use crate::it::common::{AMADEUS_ID, SECRET, TOKEN, amadeus, grant, grant_for, numbered_grants, numbered_token};
use crate::support::{Redis, Reply, Sandbox, Server};

#[test]
#[ignore = "needs redis-server: tests/run"]
fn a_cold_get_makes_three_round_trips_and_a_warm_one_none() {
    let (sandbox, redis, server) = (Sandbox::new(), Redis::start(), numbered_grants());
    let monitor = redis.monitor();
    let names = |commands: Vec<String>| -> Vec<String> {
        commands.iter().map(|command| command.split('"').nth(1).unwrap_or_default().to_owned()).collect()
    };
    let first = get(&sandbox, 0, &server.url(), &redis.url()).run().silently().token();
    assert_eq!(first, numbered_token(0));
    assert_eq!(names(monitor.commands(&redis)), ["GET", "EVAL", "EVAL"]);

    assert_eq!(get(&sandbox, 0, &server.url(), &redis.url()).run().silently().token(), first);
    assert_eq!(names(monitor.commands(&redis)), [""; 0]);

    // Another machine makes one round trip, and then none.
    for expected in [["GET"].as_slice(), &[]] {
        assert_eq!(get(&sandbox, 1, &server.url(), &redis.url()).run().silently().token(), first);
        assert_eq!(names(monitor.commands(&redis)), expected);
    }
    server.expect(1);
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs redis-server and strace: tests/run"]
fn a_warm_get_makes_no_connection() {
    let (sandbox, redis) = (Sandbox::new(), Redis::start());
    let server = Server::start(|_| grant(TOKEN));
    let run = |program: &[&str]| {
        let dir = sandbox.path("config/machine-0");
        sandbox
            .command(program[0])
            .args(&program[1..])
            .args(["token", "get", "-p", "amadeus", "--base-url", &server.url()])
            .env("AMADEUS_CLIENT_ID", "me")
            .env("AMADEUS_CLIENT_SECRET", sandbox.secret("s3cret-of-the-test"))
            .env("TRAVAUTH_CONFIG_DIR", dir)
            .env("TRAVAUTH_CACHE", redis.url())
            .run()
    };
    let binary = Sandbox::binary().to_str().expect("its path is text");
    let strace = ["strace", "-f", "-qq", "-e", "trace=network", "-o", "../network", binary];
    let mut calls = Vec::new();
    for _ in 0..2 {
        assert_eq!(run(&strace).token(), TOKEN);
        calls.push(std::fs::read_to_string(sandbox.path("network")).expect("strace wrote it"));
    }
    assert!(calls[0].contains("connect("), "strace sees connections: {}", calls[0]);
    assert_eq!(calls[1], "");
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn an_entry_expires_with_its_token_and_its_name_is_a_hash() {
    let (sandbox, redis) = (Sandbox::new(), Redis::start());
    let server = Server::start(|_| grant_for(TOKEN, &json!(1799)));
    drop(get(&sandbox, 0, &server.url(), &redis.url()).run().token());
    let keys = redis.keys();
    assert_eq!(keys.len(), 1, "{keys:?}");
    let hash = keys[0].strip_prefix("travauth:1:").expect("the prefix of travauth");
    assert!(hash.len() == 32 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{keys:?}");
    let left: u64 = redis.say(&["ttl", &keys[0]]).parse().expect("it has an end");
    assert!((1700..=1799).contains(&left), "{left}");
    assert!(!redis.say(&["get", &keys[0]]).contains(SECRET));
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn a_cooldown_holds_on_other_machines_until_the_secret_changes() {
    let (sandbox, redis) = (Sandbox::new(), Redis::start());
    let server = Server::start(|request| match request.form().get("client_secret").map(String::as_str) {
        Some("the-new-secret") => grant(TOKEN),
        _ => Reply::json(401, r#"{"error":"invalid_client","code":38187,"title":"Invalid parameters"}"#),
    });
    for machine in 0..3 {
        drop(get(&sandbox, machine, &server.url(), &redis.url()).run().fails(3, &["invalid_client"]));
    }
    server.expect(1);
    let with_new = |machine| {
        get(&sandbox, machine, &server.url(), &redis.url())
            .env("AMADEUS_CLIENT_SECRET", sandbox.secret("the-new-secret"))
    };
    assert_eq!(with_new(1).run().token(), TOKEN);
    assert_eq!(with_new(2).run().token(), TOKEN);
    server.expect(2);
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn a_password_is_given_in_the_url_or_by_reference_and_shown_nowhere() {
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    let password = sandbox.secret("p@ss/word:of#redis");
    let redis = Redis::start_with(&["--requirepass", password]);
    redis.say(&[
        "-a",
        password,
        "--no-auth-warning",
        "acl",
        "setuser",
        "me",
        "on",
        &format!(">{password}"),
        "~*",
        "+@all",
    ]);
    let file = sandbox.write("redis-password", format!("{password}\n"));
    let encoded = "p%40ss%2Fword%3Aof%23redis";
    let address = redis.address();
    let urls = [
        format!("redis://:{encoded}@{address}"),
        format!("redis://me:{encoded}@{address}/1"),
        format!("redis://{address}/2?password_env=REDIS_PASSWORD"),
        format!("redis://me@{address}/3?password_file={}", file.display()),
        format!("{}&user=me&pass={encoded}", redis.socket_url().replace("db=0", "db=4")),
    ];
    for (machine, url) in urls.iter().enumerate() {
        let program = get(&sandbox, machine, &server.url(), url).env("REDIS_PASSWORD", password);
        let output = program.args(["-vv", "--require-shared-cache"]).run();
        assert_eq!(output.token(), numbered_token(machine), "a database of its own");
        let shown = on(&sandbox, machine, url, &["token", "show"]).env("REDIS_PASSWORD", password).run().exits(0);
        assert!(shown.stdout.contains("here, shared"), "{shown}");
    }
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn tls_uses_the_certificates_that_requests_use() {
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    let (redis, authority) = Redis::start_with_tls();
    let authority = authority.to_str().expect("its path is text");
    let required = |machine| get(&sandbox, machine, &server.url(), &redis.url()).args(["--require-shared-cache"]);
    drop(required(0).args(["--ca-bundle", authority]).run().silently().token());
    drop(required(1).env("SSL_CERT_FILE", authority).run().silently().token());
    server.expect(1);
    drop(required(2).run().fails(6, &["TLS"]));
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn show_names_the_caches_of_an_entry_and_clear_clears_both() {
    let (sandbox, redis, server) = (Sandbox::new(), Redis::start(), numbered_grants());
    let cache = redis.socket_url();
    drop(get(&sandbox, 0, &server.url(), &cache).run().token());
    let show = |machine| on(&sandbox, machine, &cache, &["token", "show"]).run().exits(0).stdout;
    assert!(show(0).contains("  here, shared\n"), "{}", show(0));
    assert!(show(1).contains("  shared\n"), "{}", show(1));
    let why = on(&sandbox, 1, &cache, &["token", "show", "--why", "-p", "amadeus", "--base-url", &server.url()])
        .env("AMADEUS_CLIENT_ID", AMADEUS_ID)
        .env("AMADEUS_CLIENT_SECRET", sandbox.secret(SECRET))
        .run()
        .exits(0);
    for part in [redis.keys()[0].as_str(), "machine-1/tokens/", "takes the token of the shared cache"] {
        assert!(why.stdout.contains(part), "{why}");
    }

    drop(on(&sandbox, 1, &cache, &["token", "clear", "-p", "amadeus"]).run().exits(0));
    assert_eq!(redis.keys(), [""; 0]);
    assert!(show(0).contains("STATE\n"), "no column when only the local cache has entries: {}", show(0));
    drop(get(&sandbox, 1, &server.url(), &cache).run().token());
    drop(on(&sandbox, 1, &cache, &["token", "clear", "--all"]).run().exits(0));
    assert_eq!(redis.keys(), [""; 0]);
    drop(get(&sandbox, 1, &server.url(), &cache).args(["--offline"]).run().exits(8));
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn clearing_a_cache_that_cannot_be_reached_is_an_error() {
    let (sandbox, server, mut redis) = (Sandbox::new(), numbered_grants(), Redis::start());
    drop(get(&sandbox, 0, &server.url(), &redis.url()).run().token());
    redis.kill();
    for args in [["token", "clear", "--all"], ["token", "clear", "--expired"], ["token", "clear", "-pamadeus"]] {
        drop(on(&sandbox, 0, &redis.url(), &args).run().fails(6, &["Connection refused"]));
    }
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn a_malformed_entry_in_the_shared_cache_is_replaced() {
    let (sandbox, redis, server) = (Sandbox::new(), Redis::start(), numbered_grants());
    drop(get(&sandbox, 0, &server.url(), &redis.url()).run().token());
    let name = redis.keys().remove(0);
    let other = redis.say(&["get", &name]).replace("my-amadeus-key", "another-key");
    for (machine, content) in [(1, "{"), (2, ""), (3, other.as_str())] {
        redis.say(&["set", &name, content]);
        let output = get(&sandbox, machine, &server.url(), &redis.url()).args(["--require-shared-cache"]).run();
        assert_eq!(output.token(), numbered_token(machine));
        assert!(output.stderr.starts_with("warning: the shared cache "), "{output}");
    }
}

#[test]
fn invalid_urls_are_errors_that_do_not_show_the_password() {
    let sandbox = Sandbox::new();
    let secret = sandbox.secret("hunter2hunter2");
    for url in
        [format!("redis://:{secret}@host/x"), format!("redis+unix://{secret}"), format!("rediss://?pass={secret}")]
    {
        drop(on(&sandbox, 0, &url, &["token", "show"]).run().fails(2, &["$TRAVAUTH_CACHE"]));
    }
    drop(amadeus(&sandbox, "http://127.0.0.1:9").args(["--require-shared-cache"]).run().fails(2, &["no shared cache"]));
    let none = amadeus(&sandbox, "http://127.0.0.1:9").args(["--require-shared-cache", "--no-cache"]).run();
    assert_eq!(none.code, 2, "{none}");
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn a_check_tests_the_shared_cache() {
    let (sandbox, mut redis, server) = (Sandbox::new(), Redis::start(), numbered_grants());
    let url = redis.url();
    let step = || {
        let args =
            ["check", "-p", "amadeus", "--base-url", &server.url(), "--no-probe", "--refresh", "--format", "json"];
        let report = on(&sandbox, 0, &url, &args)
            .env("AMADEUS_CLIENT_ID", AMADEUS_ID)
            .env("AMADEUS_CLIENT_SECRET", sandbox.secret(SECRET))
            .run()
            .exits(0)
            .json();
        let steps = report["results"][0]["steps"].as_array().expect("it has steps").clone();
        steps.into_iter().find(|step| step["name"] == "shared-cache").expect("it has the step")
    };
    assert_eq!(step()["outcome"], "ok");
    redis.kill();
    let failed = step();
    assert_eq!(failed["outcome"], "warn", "{failed}");
    assert!(failed["detail"].as_str().is_some_and(|detail| detail.contains("Connection refused")), "{failed}");
}

/// A config file on this machine.
fn configure(sandbox: &Sandbox, machine: usize, text: &str) {
    sandbox.write(format!("config/machine-{machine}/config.toml"), text);
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn the_config_names_the_cache_and_the_password_by_reference() {
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    let password = sandbox.secret("the-password-of-redis");
    let redis = Redis::start_with(&["--requirepass", password]);
    let address = redis.address();
    sandbox.write("config/machine-1/redis.secret", password);
    for (machine, cache) in [
        format!("url = \"redis://{address}\"\npassword = {{ env = \"REDIS_PASSWORD\" }}"),
        format!("url = \"redis://{address}?password_file=redis.secret\""),
        format!("url = \"redis://{address}\"\npassword = {{ command = [\"printenv\", \"REDIS_PASSWORD\"] }}"),
    ]
    .iter()
    .enumerate()
    {
        configure(&sandbox, machine, &format!("[cache]\n{cache}\n"));
        let output = get(&sandbox, machine, &server.url(), "")
            .args(["--require-shared-cache"])
            .env("REDIS_PASSWORD", password)
            .run()
            .silently();
        assert_eq!(output.token(), numbered_token(0));
        let shown = on(&sandbox, machine, "", &["config", "show"]).run().exits(0);
        assert!(shown.stdout.contains(&format!("redis://{address}/0")), "{shown}");
    }
    server.expect(1);

    // The config's password is not used for the URL of a variable.
    let other = get(&sandbox, 3, &server.url(), &redis.url()).args(["--require-shared-cache"]);
    drop(other.env("REDIS_PASSWORD", password).run().fails(6, &["wants a password"]));
    configure(&sandbox, 4, "[cache]\nurl = \"redis://:hunter2hunter2@127.0.0.1\"\n");
    sandbox.secret("hunter2hunter2");
    sandbox.allow("config/machine-4/config.toml");
    drop(get(&sandbox, 4, &server.url(), "").run().fails(2, &["holds a password", "password = { env"]));
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs redis-server: tests/run"]
fn a_config_that_shows_tokens_to_the_network_gets_a_warning() {
    let (sandbox, redis, server) = (Sandbox::new(), Redis::start(), numbered_grants());
    // For Linux this address is the machine itself, for travauth it is not.
    let exposed = redis.url().replace("127.0.0.1", "0.0.0.0");
    configure(&sandbox, 0, &format!("[cache]\nurl = \"{exposed}\"\n"));
    let first = get(&sandbox, 0, &server.url(), "").run().warns_once("plain redis://");
    assert_eq!(first.token(), numbered_token(0));
    drop(get(&sandbox, 0, &server.url(), "").run().silently().token());
    // A URL in the variable gets no warning.
    drop(get(&sandbox, 1, &server.url(), &exposed).run().silently().token());
}
