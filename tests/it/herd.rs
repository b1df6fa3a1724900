//! Many processes that start at the same time make one token request, with any outcome.
#![cfg(target_os = "linux")]

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use super::common::{
    AMADEUS_ID, TOKEN, age_entry, amadeus, cache_files, gated_grants, grant, grant_for, numbered_grants, numbered_token,
};
use crate::support::{Gate, Herd, Output, Reply, Sandbox, Server, busy, until_each_opened_a_lock_file};

/// Number of processes for which the README promises one request.
const MANY: usize = 200;
/// Number of processes in tests that need only a few.
const SOME: usize = 20;

/// Starts a server that holds its responses back until the gate is open.
fn gated(gate: &Gate, respond: impl Fn(usize) -> Reply + Send + Sync + 'static) -> Server {
    let (gate, count) = (gate.clone(), AtomicUsize::new(0));
    Server::start(move |_| respond(count.fetch_add(1, Ordering::SeqCst)).hold_until(&gate))
}

/// Opens the gate when every process needs a token, and waits for the end of all processes.
#[track_caller]
fn finish(herd: Herd, gate: &Gate) -> Vec<Output> {
    let herd = herd.until_all_need_a_token();
    gate.open();
    herd.wait()
}

#[track_caller]
fn all_print(outputs: Vec<Output>, token: &str) {
    for output in outputs {
        assert_eq!(output.token(), token, "{output}");
        output.silently();
    }
}

#[test]
fn a_cold_cache() {
    let _alone = busy();
    let (sandbox, gate) = (Sandbox::new(), Gate::new());
    let server = gated_grants(&gate, ..);
    let outputs = finish(Herd::of(&amadeus(&sandbox, &server.url()), MANY), &gate);
    all_print(outputs, &numbered_token(0));
    server.expect(1);
    assert_eq!(cache_files(&sandbox, "json").len(), 1);
    assert!(cache_files(&sandbox, "tmp").is_empty());
}

#[test]
fn an_expired_token() {
    let _alone = busy();
    let (sandbox, gate) = (Sandbox::new(), Gate::new());
    let server = gated_grants(&gate, 1..);
    let get = amadeus(&sandbox, &server.url());
    assert_eq!(get.clone().run().token(), numbered_token(0));
    age_entry(&sandbox, 1800);
    all_print(finish(Herd::of(&get, MANY), &gate), &numbered_token(1));
    server.expect(2);
}

#[test]
fn responses_without_a_lifetime() {
    let _alone = busy();
    let (sandbox, gate) = (Sandbox::new(), Gate::new());
    let server = gated(&gate, |number| Reply::json(200, json!({"access_token": numbered_token(number)}).to_string()));
    // The process that fetches the token warns that it cannot be cached.
    let get = amadeus(&sandbox, &server.url()).args(["-q"]);
    all_print(finish(Herd::of(&get, MANY), &gate), &numbered_token(0));
    server.expect(1);
    // Only the processes that waited use this token.
    assert_eq!(get.run().silently().token(), numbered_token(1));
    server.expect(2);
}

#[test]
fn very_short_lifetimes() {
    let _alone = busy();
    for expires_in in [json!(0), json!(-5), json!(1)] {
        let (sandbox, gate) = (Sandbox::new(), Gate::new());
        let server = gated(&gate, move |number| grant_for(&numbered_token(number), &expires_in));
        all_print(finish(Herd::of(&amadeus(&sandbox, &server.url()), SOME), &gate), &numbered_token(0));
        server.expect(1);
    }
}

#[test]
fn refreshes_at_the_same_time() {
    let _alone = busy();
    let (sandbox, gate) = (Sandbox::new(), Gate::new());
    let server = gated_grants(&gate, 1..);
    let get = amadeus(&sandbox, &server.url());
    assert_eq!(get.clone().run().token(), numbered_token(0));
    let outputs = finish(Herd::of(&get.clone().args(["--refresh"]), SOME), &gate);
    all_print(outputs, &numbered_token(1));
    server.expect(2);
    assert_eq!(get.clone().run().token(), numbered_token(1));
    // A later refresh sends another request.
    assert_eq!(get.args(["--refresh"]).run().token(), numbered_token(2));
}

#[test]
fn a_rejection_is_shared_by_all_that_waited() {
    let _alone = busy();
    let (sandbox, gate) = (Sandbox::new(), Gate::new());
    let server = gated(&gate, |_| Reply::json(401, r#"{"error":"invalid_client","error_description":"wrong"}"#));
    let outputs = finish(Herd::of(&amadeus(&sandbox, &server.url()), SOME), &gate);
    let first = outputs[0].stderr.clone();
    for output in outputs {
        assert_eq!(output.stderr, first);
        output.fails(3, &["invalid_client, wrong"]);
    }
    server.expect(1);
}

#[test]
fn any_failure_is_shared_by_all_that_waited_and_starts_no_cooldown() {
    let _alone = busy();
    let (sandbox, gate) = (Sandbox::new(), Gate::new());
    let server = gated(&gate, |_| Reply::status(500));
    let get = amadeus(&sandbox, &server.url());
    for output in finish(Herd::of(&get, SOME), &gate) {
        output.fails(6, &["HTTP 500"]);
    }
    server.expect(1);
    get.run().fails(6, &[]);
    server.expect(2);
}

/// O6: other errors than a 401 are rejections too.
#[test]
fn any_rejection_is_shared_and_starts_a_cooldown() {
    let _alone = busy();
    for (status, body, code) in [(403, "", 6), (400, r#"{"error":"unauthorized_client"}"#, 3)] {
        let (sandbox, gate) = (Sandbox::new(), Gate::new());
        let server = gated(&gate, move |_| Reply::json(status, body));
        let get = amadeus(&sandbox, &server.url());
        for output in finish(Herd::of(&get, SOME), &gate) {
            output.fails(code, &[]);
        }
        for output in Herd::of(&get, 5).wait() {
            output.fails(code, &["without asking again"]);
        }
        server.expect(1);
    }
}

/// O1: all processes wait for the one that runs the command, even if that takes longer than the time limit of a request.
#[test]
fn a_secret_command_that_takes_longer_than_the_time_limit() {
    let _alone = busy();
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    sandbox.write(
        "config/travauth/config.toml",
        format!(
            "[profiles.slow]\nprovider = \"amadeus\"\nbase_url = \"{}\"\nclient_id = \"me\"\n\
             client_secret = {{ command = [\"sh\", \"-c\", \"echo run >>../../runs; sleep 3; echo the-secret\"] }}\n",
            server.url()
        ),
    );
    sandbox.secret("the-secret");
    sandbox.allow("config/travauth/config.toml");
    let get = sandbox.travauth().args(["token", "get", "-P", "slow", "--timeout", "500ms"]);
    all_print(Herd::of(&get, 8).wait(), &numbered_token(0));
    server.expect(1);
    assert_eq!(std::fs::read_to_string(sandbox.path("runs")).expect("it ran"), "run\n");
}

#[test]
fn an_explicit_margin_that_cannot_be_met_makes_one_request() {
    let _alone = busy();
    let (sandbox, gate) = (Sandbox::new(), Gate::new());
    let server = gated_grants(&gate, ..);
    let get = amadeus(&sandbox, &server.url()).args(["--min-valid", "1h"]);
    for output in finish(Herd::of(&get, SOME), &gate) {
        output.fails(8, &["even a new token"]);
    }
    server.expect(1);
}

#[test]
fn processes_with_different_secrets_do_not_share_a_request() {
    let _alone = busy();
    let (sandbox, gate) = (Sandbox::new(), Gate::new());
    let server = Server::start({
        let gate = gate.clone();
        move |request| {
            let reply = match request.form()["client_secret"].as_str() {
                "the right secret" => grant(TOKEN),
                _ => Reply::json(401, r#"{"error":"invalid_client"}"#),
            };
            reply.hold_until(&gate)
        }
    });
    let with = |secret| amadeus(&sandbox, &server.url()).env("AMADEUS_CLIENT_SECRET", sandbox.secret(secret));
    let programs = (0..SOME).map(|number| with(if number % 2 == 0 { "the right secret" } else { "the wrong secret" }));
    for (number, output) in finish(Herd::start(programs), &gate).into_iter().enumerate() {
        if number % 2 == 0 {
            assert_eq!(output.silently().token(), TOKEN);
        } else {
            output.fails(3, &["invalid_client"]);
        }
    }
    server.expect(2);
}

#[test]
fn an_endpoint_that_hangs() {
    let _alone = busy();
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| Reply::hang()));
    let get = amadeus(&sandbox, &server.url()).args(["--timeout", "3s"]);
    for output in Herd::of(&get, MANY).wait() {
        output.fails(6, &["did not respond within 3 s"]);
    }
    let count = server.requests().len();
    assert!((1..=5).contains(&count), "more than a few requests: {count}");
}

#[test]
fn a_holder_that_is_killed() {
    let _alone = busy();
    let sandbox = Sandbox::new();
    let gate = Gate::new();
    let server = Server::start({
        let (gate, count) = (gate.clone(), AtomicUsize::new(0));
        move |_| match count.fetch_add(1, Ordering::SeqCst) {
            0 => Reply::hang(),
            number => grant(&numbered_token(number)).hold_until(&gate),
        }
    });
    let get = amadeus(&sandbox, &server.url());
    let holder = get.clone().spawn();
    server.wait_for(1);
    let others = Herd::of(&get, SOME).until_all_need_a_token();
    server.expect(1);
    assert_eq!(holder.kill().code, 137);
    // The kernel has released the lock, so another process sends a request at once.
    server.wait_for(2);
    gate.open();
    all_print(others.wait(), &numbered_token(1));
    server.expect(2);
}

#[test]
fn a_holder_that_is_stopped_is_not_waited_for_beyond_the_limit() {
    let _alone = busy();
    let (sandbox, gate) = (Sandbox::new(), Gate::new());
    let server = gated_grants(&gate, ..1);
    let get = amadeus(&sandbox, &server.url());
    let holder = get.clone().spawn();
    server.wait_for(1);
    holder.signal("STOP");
    gate.open();
    let impatient = get.clone().args(["--timeout", "500ms"]).run().warns_once("no longer waiting for it");
    assert_eq!(impatient.token(), numbered_token(1));
    holder.signal("CONT");
    assert_eq!(holder.wait().silently().token(), numbered_token(0));
    // The process without the lock has stored nothing.
    assert_eq!(get.run().token(), numbered_token(0));
    server.expect(2);
}

/// Later processes make their own request, although the failure of the stopped process is stored after it continues.
#[test]
fn a_holder_that_is_stopped_beyond_its_own_limit_fails_alone() {
    let _alone = busy();
    let (sandbox, gate) = (Sandbox::new(), Gate::new());
    let server = gated_grants(&gate, ..1);
    let get = amadeus(&sandbox, &server.url()).args(["--timeout", "2s"]);
    let holder = get.clone().spawn();
    server.wait_for(1);
    holder.signal("STOP");
    // This run waits for the holder for a second longer than a request may take.
    let impatient = get.clone().run().warns_once("no longer waiting for it");
    assert_eq!(impatient.token(), numbered_token(1));
    gate.open();
    holder.signal("CONT");
    holder.wait().fails(6, &["did not respond within 2 s"]);
    for _ in 0..2 {
        assert_eq!(get.clone().run().silently().token(), numbered_token(2));
    }
    server.expect(3);
}

#[test]
fn different_token_requests_do_not_wait_for_each_other() {
    let _alone = busy();
    let (sandbox, gate) = (Sandbox::new(), Gate::new());
    let server = Server::start({
        let gate = gate.clone();
        move |request| {
            let reply = grant(&numbered_token(request.text().len()));
            if request.form()["client_id"] == AMADEUS_ID { reply.hold_until(&gate) } else { reply }
        }
    });
    let holder = amadeus(&sandbox, &server.url()).spawn();
    server.wait_for(1);
    let other = amadeus(&sandbox, &server.url()).env("AMADEUS_CLIENT_ID", "another");
    assert!(other.run().silently().token().starts_with("token-number-"));
    gate.open();
    holder.wait().exits(0).silently().token();
    server.expect(2);
}

#[test]
fn without_a_cache_each_process_sends_a_request() {
    let _alone = busy();
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    let get = amadeus(&sandbox, &server.url()).args(["--no-cache"]);
    let mut tokens: Vec<_> = Herd::of(&get, 5).wait().into_iter().map(|output| output.silently().token()).collect();
    tokens.sort();
    tokens.dedup();
    assert_eq!(tokens.len(), 5);
}

#[test]
fn a_holder_that_is_terminated() {
    let _alone = busy();
    let (sandbox, gate) = (Sandbox::new(), Gate::new());
    let server = gated_grants(&gate, ..);
    let get = amadeus(&sandbox, &server.url());
    let [holder, other] = [get.clone().spawn(), get.spawn()];
    until_each_opened_a_lock_file(&[holder.id(), other.id()]);
    server.wait_for(1);
    // Either process can hold the lock. When the first one has ended, the second one continues.
    holder.signal("TERM");
    let terminated = holder.wait();
    assert!(terminated.code == 143 && terminated.stdout.is_empty(), "{terminated}");
    gate.open();
    assert!(other.wait().exits(0).silently().token().starts_with("token-number-"));
    assert!(cache_files(&sandbox, "tmp").is_empty());
}
