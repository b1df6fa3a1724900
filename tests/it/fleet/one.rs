//! The shared cache, used by one run after another.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;

use serde_json::{Value, json};

use super::{get, run_on};
use crate::it::common::{
    AMADEUS_ID, SECRET, TOKEN, amadeus, gated_grants, grant, grant_for, numbered_grants, numbered_token,
};
use crate::support::{Gate, Redis, Reply, Sandbox, Server};

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
    let hash =
        keys[0].strip_prefix("travauth:1:{").and_then(|name| name.strip_suffix('}')).expect("the prefix of travauth");
    assert!(hash.len() == 32 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{keys:?}");
    let left: u64 = redis.cli(&["ttl", &keys[0]]).parse().expect("it has an end");
    assert!((1700..=1799).contains(&left), "{left}");
    assert!(!redis.cli(&["get", &keys[0]]).contains(SECRET));
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
    redis.cli(&[
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
        assert_eq!(output.token(), numbered_token(machine), "each URL names another database");
        let shown = run_on(&sandbox, machine, url, &["token", "show"]).env("REDIS_PASSWORD", password).run().exits(0);
        assert!(shown.stdout.contains("files, shared cache"), "{shown}");
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
    let show = |machine| run_on(&sandbox, machine, &cache, &["token", "show"]).run().exits(0).stdout;
    assert!(show(0).contains("  files, shared cache\n"), "{}", show(0));
    assert!(show(1).contains("  shared cache\n"), "{}", show(1));
    let why = run_on(&sandbox, 1, &cache, &["token", "show", "--why", "-p", "amadeus", "--base-url", &server.url()])
        .env("AMADEUS_CLIENT_ID", AMADEUS_ID)
        .env("AMADEUS_CLIENT_SECRET", sandbox.secret(SECRET))
        .run()
        .exits(0);
    for part in [redis.keys()[0].as_str(), "machine-1/tokens/", "takes the token of the shared cache"] {
        assert!(why.stdout.contains(part), "{why}");
    }

    drop(run_on(&sandbox, 1, &cache, &["token", "clear", "-p", "amadeus"]).run().exits(0));
    assert_eq!(redis.keys(), [""; 0]);
    assert!(show(0).contains("STATE\n"), "no column when only the local cache has entries: {}", show(0));
    drop(get(&sandbox, 1, &server.url(), &cache).run().token());
    drop(run_on(&sandbox, 1, &cache, &["token", "clear", "--all"]).run().exits(0));
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
        drop(run_on(&sandbox, 0, &redis.url(), &args).run().fails(6, &["Connection refused"]));
    }
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn a_malformed_entry_in_the_shared_cache_is_replaced() {
    let (sandbox, redis, server) = (Sandbox::new(), Redis::start(), numbered_grants());
    drop(get(&sandbox, 0, &server.url(), &redis.url()).run().token());
    let name = redis.keys().remove(0);
    let other = redis.cli(&["get", &name]).replace("my-amadeus-key", "another-key");
    for (machine, content) in [(1, "{"), (2, ""), (3, other.as_str())] {
        redis.cli(&["set", &name, content]);
        let output = get(&sandbox, machine, &server.url(), &redis.url()).args(["--require-shared-cache"]).run();
        assert_eq!(output.token(), numbered_token(machine));
        assert!(output.stderr.starts_with("warning: the shared cache "), "{output}");
    }
}

/// S15, S16: an entry in Redis is checked like a response of the provider, and a cooldown in it lasts for 15 minutes at most.
#[test]
#[ignore = "needs redis-server: tests/run"]
fn a_shared_entry_that_travauth_cannot_have_written_is_ignored() {
    let (sandbox, redis, server) = (Sandbox::new(), Redis::start(), numbered_grants());
    drop(get(&sandbox, 0, &server.url(), &redis.url()).run().token());
    let name = redis.keys().remove(0);
    let entry: Value = serde_json::from_str(&redis.cli(&["get", &name])).expect("it is JSON");
    let now = entry["token"]["obtained_at"].clone();
    let failure = |kind: &str| {
        json!({
            "id": "f", "secret_check": entry["token"]["secret_check"], "at": now, "until": "9999-12-30T22:00:00Z", "count": 1,
            "failure": {"kind": kind, "what": "x", "why": null, "hints": [], "provider_code": null, "http_status": null},
        })
    };
    for (machine, change, format) in [
        (1, json!({"token": {"access_token": "x\nLD_PRELOAD=/tmp/e.so"}}), "github"),
        (2, json!({"token": {"access_token": "x\" \nurl = \"file:///etc/passwd"}}), "curl"),
        (3, json!({"token": {"access_token": "x\r\nX-More: 1"}}), "header"),
        (4, json!({"token": {"expires_at": "9999-01-01T00:00:00Z"}}), "token"),
        (5, json!({"token": null, "refusal": failure("closed-pipe")}), "token"),
        (6, json!({"token": null, "refusal": failure("timed-out")}), "token"),
    ] {
        let mut entry = entry.clone();
        for (name, value) in change.as_object().expect("it is an object") {
            match value.as_object().filter(|_| name == "token") {
                Some(fields) => fields.iter().for_each(|(field, value)| entry[name][field] = value.clone()),
                None => entry[name] = value.clone(),
            }
        }
        redis.cli(&["set", &name, &entry.to_string()]);
        let github = sandbox.write("work/github-env", "");
        sandbox.allow("work/github-env");
        let output = get(&sandbox, machine, &server.url(), &redis.url())
            .args(["--require-shared-cache", "--format", format])
            .env("GITHUB_ACTIONS", "true")
            .env("GITHUB_ENV", &github)
            .prints_token()
            .run()
            .exits(0);
        let printed = output.stdout.clone() + &std::fs::read_to_string(&github).expect("it exists");
        assert!(printed.contains(&numbered_token(machine)), "{output}");
        assert!(output.stderr.contains("has a damaged entry"), "{output}");
        // `exec` runs its command with the new token.
        let exec = ["exec", "--provider", "amadeus", "--base-url", &server.url(), "--", "true"];
        drop(run_on(&sandbox, machine, &redis.url(), &exec).env("AMADEUS_CLIENT_ID", AMADEUS_ID).run().exits(0));
    }
    // A failure that a provider can cause starts a cooldown of at most 15 minutes.
    let mut entry = entry.clone();
    (entry["token"], entry["refusal"]) = (Value::Null, failure("credentials-rejected"));
    redis.cli(&["set", &name, &entry.to_string()]);
    let during = get(&sandbox, 7, &server.url(), &redis.url()).run().fails(3, &["without asking again"]);
    assert!(during.stderr.contains("repeated for 14 min"), "{during}");
    server.expect(7);
}

/// O2: a process that read the shared entry earlier does not replace a newer token in the local cache.
#[test]
#[ignore = "needs redis-server: tests/run"]
fn a_late_copy_does_not_replace_a_newer_token() {
    let (sandbox, redis, server) = (Sandbox::new(), Redis::start(), numbered_grants());
    assert_eq!(get(&sandbox, 0, &server.url(), &redis.url()).run().silently().token(), numbered_token(0));
    // On another machine a process reads that token, but is delayed before it copies it.
    let (delayed, [reached, open]) = delayed(&redis);
    let slow = get(&sandbox, 1, &server.url(), &delayed).spawn();
    assert!(reached.wait());
    let renewed = get(&sandbox, 1, &server.url(), &redis.url()).args(["--refresh"]).run().silently();
    assert_eq!(renewed.token(), numbered_token(1));
    open.open();
    assert_eq!(slow.wait().silently().token(), numbered_token(0));
    let local = get(&sandbox, 1, &server.url(), "").args(["--offline"]).run().silently();
    assert_eq!(local.token(), numbered_token(1));
    assert_eq!(get(&sandbox, 2, &server.url(), &redis.url()).run().silently().token(), numbered_token(1));
    server.expect(2);
}

/// While a process is stopped, its lock expires and another machine stores a token.
#[test]
#[ignore = "needs redis-server: tests/run"]
fn a_process_that_was_stopped_does_not_replace_a_newer_token() {
    let (sandbox, redis, gate) = (Sandbox::new(), Redis::start(), Gate::new());
    let server = gated_grants(&gate, ..1);
    let holder = get(&sandbox, 0, &server.url(), &redis.url()).spawn();
    server.wait_for(1);
    holder.signal("STOP");
    gate.open();
    let lock = redis.keys().remove(0);
    assert!(lock.ends_with(":lock"), "{lock}");
    redis.cli(&["del", &lock]);
    let other = get(&sandbox, 1, &server.url(), &redis.url()).run().silently();
    assert_eq!(other.token(), numbered_token(1));
    holder.signal("CONT");
    assert_eq!(holder.wait().silently().token(), numbered_token(0));
    assert_eq!(get(&sandbox, 2, &server.url(), &redis.url()).run().silently().token(), numbered_token(1));
    server.expect(2);
}

/// Starts a proxy in front of a Redis. The first gate opens when there is a reply, which waits for the second gate.
fn delayed(redis: &Redis) -> (String, [Gate; 2]) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a loopback port is free");
    let address = listener.local_addr().expect("a listener has an address");
    let (behind, gates) = (redis.address(), [Gate::new(), Gate::new()]);
    thread::spawn({
        let [reached, open] = gates.clone();
        move || {
            let (mut client, _) = listener.accept().expect("the program connects");
            let mut server = TcpStream::connect(&behind).expect("Redis listens");
            let mut from_client = client.try_clone().expect("a socket");
            let mut to_server = server.try_clone().expect("a socket");
            thread::spawn(move || std::io::copy(&mut from_client, &mut to_server));
            let mut buffer = [0; 8192];
            while let Ok(count @ 1..) = server.read(&mut buffer) {
                reached.open();
                open.wait();
                if client.write_all(&buffer[..count]).is_err() {
                    break;
                }
            }
        }
    });
    (format!("redis://{address}"), gates)
}

#[test]
fn invalid_urls_are_errors_that_do_not_show_the_password() {
    let sandbox = Sandbox::new();
    let secret = sandbox.secret("hunter2hunter2");
    for url in
        [format!("redis://:{secret}@host/x"), format!("redis+unix://{secret}"), format!("rediss://?pass={secret}")]
    {
        drop(run_on(&sandbox, 0, &url, &["token", "show"]).run().fails(2, &["$TRAVAUTH_CACHE"]));
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
        let report = run_on(&sandbox, 0, &url, &args)
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

/// Writes the config file of this machine.
fn configure(sandbox: &Sandbox, machine: usize, text: &str) {
    sandbox.write(format!("config/machine-{machine}/config.toml"), text);
}

#[test]
#[ignore = "needs redis-server: tests/run"]
fn the_config_can_name_the_cache_and_refer_to_its_password() {
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
        let shown = run_on(&sandbox, machine, "", &["config", "show"]).run().exits(0);
        assert!(shown.stdout.contains(&format!("redis://{address}/0")), "{shown}");
    }
    server.expect(1);

    // The config's password is not used for the URL of a variable.
    let other = get(&sandbox, 3, &server.url(), &redis.url()).args(["--require-shared-cache"]);
    drop(other.env("REDIS_PASSWORD", password).run().fails(6, &["requires a password"]));
    configure(&sandbox, 4, "[cache]\nurl = \"redis://:hunter2hunter2@127.0.0.1\"\n");
    sandbox.secret("hunter2hunter2");
    sandbox.allow("config/machine-4/config.toml");
    drop(get(&sandbox, 4, &server.url(), "").run().fails(2, &["holds a password", "password = { env"]));
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs redis-server: tests/run"]
fn a_config_that_sends_tokens_unencrypted_gets_a_warning() {
    let (sandbox, redis, server) = (Sandbox::new(), Redis::start(), numbered_grants());
    // Linux connects this address to the machine itself, but travauth treats it as another machine.
    let exposed = redis.url().replace("127.0.0.1", "0.0.0.0");
    configure(&sandbox, 0, &format!("[cache]\nurl = \"{exposed}\"\n"));
    let first = get(&sandbox, 0, &server.url(), "").run().warns_once("plain redis://");
    assert_eq!(first.token(), numbered_token(0));
    drop(get(&sandbox, 0, &server.url(), "").run().silently().token());
    // A URL in the variable gets no warning.
    drop(get(&sandbox, 1, &server.url(), &exposed).run().silently().token());
}
