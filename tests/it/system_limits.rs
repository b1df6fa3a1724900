//! Errors when a limit of the system is reached: threads, open files.
#![cfg(target_os = "linux")]

use std::fs;

use super::api::{api, call};
use crate::support::{Output, Reply, Sandbox, Server};

/// Panics unless the run failed with an error that names this limit, did not report a bug, and left no file.
#[track_caller]
fn names_a_limit(sandbox: &Sandbox, output: Output, limit: &str) {
    let output = output.fails(1, &["error: cannot ", "hint: raise the limit of ", limit]);
    assert!(!output.stderr.contains("bug"), "{output}");
    let left = fs::read_dir(sandbox.path("work")).unwrap().count();
    assert_eq!(left, 0, "{output}");
}

/// A stack size that is too large, so that no thread can be started.
const NO_THREADS: (&str, &str) = ("RUST_MIN_STACK", "70368744177664");

/// N22: no thread can be started.
#[test]
fn the_limit_of_threads_is_named_and_nothing_is_left() {
    let sandbox = Sandbox::new();
    let server = api(|_| Reply::status(200).body("x")).at_least(0);
    let output = call(&sandbox, &server.url()).args(["/x", "-o", "out"]).env(NO_THREADS.0, NO_THREADS.1).run();
    names_a_limit(&sandbox, output, "threads");
    let output = call(&sandbox, &server.url()).args(["/x"]).env(NO_THREADS.0, NO_THREADS.1).run();
    names_a_limit(&sandbox, output, "threads");

    let server = Server::never();
    sandbox.write(
        "config/travauth/config.toml",
        format!(
            "[profiles.p]\nprovider = \"amadeus\"\nbase_url = \"{}\"\nclient_id = \"i\"\n\
             client_secret = {{ command = [\"echo\", \"the-secret-by-command\"] }}\n",
            server.url()
        ),
    );
    let get = sandbox.travauth().args(["token", "get", "-P", "p"]);
    names_a_limit(&sandbox, get.env(NO_THREADS.0, NO_THREADS.1).run(), "threads");
}

/// N22: the program runs with 5, 6, 7, … open files, until the limit is high enough.
#[test]
fn the_limit_of_open_files_is_named_and_nothing_is_left() {
    let sandbox = Sandbox::new();
    let server = api(|_| Reply::status(200).body("x"));
    let mut last = 1;
    for limit in 5..24 {
        let script = format!("ulimit -n {limit}; exec \"$@\"");
        let program = call(&sandbox, &server.url()).args(["/x", "-o", "out"]).under(["sh", "-c", &script, "sh"]);
        let output = program.run();
        assert!(!output.stderr.contains("bug"), "{limit}: {output}");
        assert!(output.code == 0 || output.stderr.contains("Too many open files"), "{limit}: {output}");
        let left = fs::read_dir(sandbox.path("work")).unwrap().count();
        assert_eq!(left, usize::from(output.code == 0), "{limit}: {output}");
        let _ = fs::remove_file(sandbox.path("work/out"));
        last = output.code;
    }
    assert_eq!(last, 0, "no limit was high enough");
}
