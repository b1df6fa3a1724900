//! A signal in any phase of a token request ends the program at once, and the next run works.
#![cfg(target_os = "linux")]

use std::fs;
use std::io::Read as _;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::api::{api, call};
use super::common::{TOKEN, amadeus, cache_files, grant};
use crate::support::{Gate, Program, Reply, Running, Sandbox, Server, eventually, until_each_opened_a_lock_file};

const SIGNALS: [(&str, i32); 4] = [("INT", 2), ("TERM", 15), ("HUP", 1), ("QUIT", 3)];

/// The source of a secret that is available at once.
const PRINTED: &str = r#"{ command = ["echo", "the-secret-of-the-profile"] }"#;

/// Sends each signal to a started program, and checks that the signal ends it, and that it prints no token and leaves only
/// its lock file and one temporary file with a fixed name.
#[track_caller]
fn ends_at_once(sandbox: &Sandbox, mut start: impl FnMut() -> Running) {
    for (signal, number) in SIGNALS {
        let running = start();
        running.signal(signal);
        let output = running.wait();
        assert!(output.code == 128 + number && output.stdout.is_empty(), "{signal}: {output}");
        assert!(!output.stderr.contains("bug"), "{signal}: {output}");
        assert!(cache_files(sandbox, "tmp").len() <= 1, "{:?}", cache_files(sandbox, "tmp"));
        assert_eq!(fs::read_dir(sandbox.path("work")).unwrap().count(), 0);
    }
}

/// Checks that a run for the same token does not wait, and replaces the remaining files.
#[track_caller]
fn works_afterwards(sandbox: &Sandbox, get: Program) {
    assert_eq!(get.run().silently().token(), TOKEN);
    assert!(cache_files(sandbox, "tmp").is_empty());
}

/// Starts a server that sends this reply once for each signal, and then grants a token.
fn grants_at_last(reply: Reply) -> Server {
    let count = AtomicUsize::new(0);
    Server::start(move |_| match count.fetch_add(1, Ordering::SeqCst) {
        number if number < SIGNALS.len() => reply.clone(),
        _ => grant(TOKEN),
    })
}

/// Waits until the process has this file open.
#[track_caller]
fn until_it_reads(running: &Running, end_of_name: &str) {
    let dir = format!("/proc/{}/fd", running.id());
    eventually("the file is open", || {
        let listed = fs::read_dir(&dir).into_iter().flatten().flatten();
        listed
            .filter_map(|item| fs::read_link(item.path()).ok())
            .any(|path| path.display().to_string().ends_with(end_of_name))
    });
}

/// Prepares `token get` with the profile `p`, whose secret has this source, written as TOML.
fn with_secret(sandbox: &Sandbox, url: &str, secret: &str) -> Program {
    let profile = format!(
        "[profiles.p]\nprovider = \"amadeus\"\nbase_url = \"{url}\"\nclient_id = \"i\"\nclient_secret = {secret}\n"
    );
    sandbox.write("config/travauth/config.toml", profile);
    sandbox.travauth().args(["token", "get", "-P", "p"])
}

#[test]
fn while_it_waits_for_the_lock() {
    let (sandbox, gate) = (Sandbox::new(), Gate::new());
    let reply = grant(TOKEN).hold_until(&gate);
    let server = Server::start(move |_| reply.clone());
    let holder = amadeus(&sandbox, &server.url()).spawn();
    server.wait_for(1);
    ends_at_once(&sandbox, || {
        let waiting = amadeus(&sandbox, &server.url()).spawn();
        until_each_opened_a_lock_file(&[waiting.id()]);
        waiting
    });
    gate.open();
    assert_eq!(holder.wait().silently().token(), TOKEN);
    server.expect(1);
    works_afterwards(&sandbox, amadeus(&sandbox, &server.url()));
}

#[test]
fn while_a_command_prints_the_secret() {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant(TOKEN)));
    let begun = sandbox.path("begun");
    let command = format!("{{ command = [\"sh\", \"-c\", \": >{}; exec sleep 60\"] }}", begun.display());
    ends_at_once(&sandbox, || {
        let running = with_secret(&sandbox, &server.url(), &command).spawn();
        eventually("the command runs", || begun.exists());
        fs::remove_file(&begun).unwrap();
        running
    });
    works_afterwards(&sandbox, with_secret(&sandbox, &server.url(), PRINTED));
}

/// The reader of a pipe waits for its writer.
#[test]
fn while_a_file_with_the_secret_is_read() {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant(TOKEN)));
    let pipe = sandbox.path("secret-pipe");
    let _ = sandbox.command("mkfifo").args([&pipe]).run().exits(0);
    // The test's own end keeps the pipe open.
    let _writer = fs::File::options().read(true).write(true).open(&pipe).unwrap();
    let file = format!("{{ file = \"{}\" }}", pipe.display());
    ends_at_once(&sandbox, || {
        let running = with_secret(&sandbox, &server.url(), &file).spawn();
        until_it_reads(&running, "secret-pipe");
        running
    });
    works_afterwards(&sandbox, with_secret(&sandbox, &server.url(), PRINTED));
}

/// The connection is made by the kernel, and then the handshake waits.
#[test]
fn while_it_connects() {
    let sandbox = Sandbox::new();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    ends_at_once(&sandbox, || {
        let running = amadeus(&sandbox, &url).spawn();
        let (connection, _) = listener.accept().unwrap();
        // It stays open until the program has ended.
        std::thread::spawn(move || std::io::copy(&mut &connection, &mut std::io::sink()));
        running
    });
}

#[test]
fn while_it_waits_for_the_response_and_its_body() {
    for reply in [Reply::hang(), grant(TOKEN).drip(4, Duration::from_mins(1))] {
        let (sandbox, server) = (Sandbox::new(), grants_at_last(reply));
        let mut requests = 0;
        ends_at_once(&sandbox, || {
            let running = amadeus(&sandbox, &server.url()).spawn();
            requests += 1;
            server.wait_for(requests);
            running
        });
        works_afterwards(&sandbox, amadeus(&sandbox, &server.url()));
    }
}

#[test]
fn while_it_waits_to_try_again() {
    let sandbox = Sandbox::new();
    let server = grants_at_last(Reply::status(503).header("Retry-After", "20"));
    ends_at_once(&sandbox, || {
        let running = amadeus(&sandbox, &server.url()).args(["-v"]).spawn();
        running.until_stderr_contains("again");
        running
    });
    works_afterwards(&sandbox, amadeus(&sandbox, &server.url()));
}

/// The response is larger than a pipe, which has a reader that stops after one byte.
#[test]
fn while_it_writes() {
    let sandbox = Sandbox::new();
    let server = api(|_| Reply::status(200).body(vec![b'x'; 1 << 20]));
    for (signal, number) in SIGNALS {
        let pipe = sandbox.path(signal);
        let _ = sandbox.command("mkfifo").args([&pipe]).run().exits(0);
        let mut reader = fs::File::options().read(true).write(true).open(&pipe).unwrap();
        let script = format!("exec \"$@\" >{}", pipe.display());
        let running = call(&sandbox, &server.url()).args(["/x"]).under(["sh", "-c", &script, "sh"]).spawn();
        reader.read_exact(&mut [0]).unwrap();
        running.signal(signal);
        assert_eq!(running.wait().code, 128 + number, "{signal}");
    }
}
