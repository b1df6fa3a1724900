//! Limits of the system: threads, open files, memory; closed standard streams; a clock that jumps.
#![cfg(target_os = "linux")]

use std::fs;

use super::api::{api, call};
use super::common::{amadeus, cache_files, entry_path, numbered_grants, numbered_token};
use crate::support::{Output, Reply, Sandbox, Server, overwrite};

/// Panics unless the run failed with an error that names this limit, did not report a bug, and left no file.
#[track_caller]
fn names_a_limit(sandbox: &Sandbox, output: Output, limit: &str) {
    let output = output.fails(1, &["error: cannot ", "hint: raise the limit of ", limit]);
    assert!(!output.stderr.contains("a bug in"), "{output}");
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
        assert!(!output.stderr.contains("a bug in"), "{limit}: {output}");
        assert!(output.code == 0 || output.stderr.contains("Too many open files"), "{limit}: {output}");
        let left = fs::read_dir(sandbox.path("work")).unwrap().count();
        assert_eq!(left, usize::from(output.code == 0), "{limit}: {output}");
        let _ = fs::remove_file(sandbox.path("work/out"));
        last = output.code;
    }
    assert_eq!(last, 0, "no limit was high enough");
}

/// A cold `token get` needs few files, and a shared cache, a proxy or a log need no more than a handful.
#[test]
fn sixteen_open_files_are_enough() {
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    let script = "ulimit -n 16; exec \"$@\"";
    for args in [&["-v"][..], &["--refresh"], &[]] {
        let get = amadeus(&sandbox, &server.url()).args(args).under(["sh", "-c", script, "sh"]);
        assert!(get.run().token().starts_with("token-number-"));
    }
    server.expect(2);
}

/// Whatever memory there is: a whole token, or a failure without any part of one.
#[test]
fn with_little_memory_there_is_a_whole_token_or_none() {
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    let mut last = None;
    for kilobytes in (4_000..400_000).step_by(12_000) {
        let script = format!("ulimit -v {kilobytes}; exec \"$@\"");
        let get = amadeus(&sandbox, &server.url()).args(["--refresh"]).under(["sh", "-c", &script, "sh"]);
        let output = get.prints_token().run();
        if output.code == 0 {
            assert!(output.token().starts_with("token-number-"), "{kilobytes}: {output}");
        } else {
            assert!(output.stdout.is_empty() && !output.stderr.contains("a bug in"), "{kilobytes}: {output}");
        }
        assert!(cache_files(&sandbox, "tmp").len() <= 1);
        last = Some(output.code);
    }
    assert_eq!(last, Some(0), "no limit was high enough");
    // Nothing is left that holds up or breaks a later run.
    assert!(amadeus(&sandbox, &server.url()).run().silently().token().starts_with("token-number-"));
    assert!(cache_files(&sandbox, "tmp").is_empty());
}

/// I16: no file that is opened later takes the number of a closed stream, and so receives a token or a warning.
#[test]
fn standard_streams_can_be_closed_in_all_combinations() {
    for closed in 0..8 {
        let (sandbox, server) = (Sandbox::new(), numbered_grants());
        let streams = ["<&-", ">&-", "2>&-"];
        let closing: Vec<_> = (0..3).filter(|bit| closed >> bit & 1 == 1).map(|bit| streams[bit]).collect();
        let script = format!("exec \"$@\" {}", closing.join(" "));
        let is_printed = closed & 2 == 0;
        // Cold, from the cache, and into a damaged cache, which gets a warning.
        for round in 0..3 {
            if round == 2 {
                overwrite(entry_path(&sandbox), "{");
            }
            let get = amadeus(&sandbox, &server.url()).prints_token().under(["sh", "-c", &script, "sh"]);
            let output = get.run().exits(i32::from(!is_printed));
            assert_eq!(output.stdout.is_empty(), !is_printed, "{script}: {output}");
            let entry = fs::read_to_string(entry_path(&sandbox)).unwrap();
            assert!(serde_json::from_str::<serde_json::Value>(&entry).is_ok(), "{script}: {entry}");
            let lock = fs::read_to_string(entry_path(&sandbox).with_extension("lock")).unwrap();
            assert!(lock.trim().is_empty(), "{script}: {lock}");
        }
    }
}

/// A clock that jumps makes a token old or dated in the future. Both are replaced, and no run waits longer for it.
#[test]
#[ignore = "needs libfaketime: tests/run"]
fn a_clock_may_jump_in_both_directions() {
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    let library = fs::read_dir("/usr/lib")
        .unwrap()
        .flatten()
        .map(|item| item.path().join("faketime/libfaketime.so.1"))
        .find(|path| path.exists())
        .expect("libfaketime is not there: tests/run installs it");
    let at = |jump: &str| {
        let get = amadeus(&sandbox, &server.url()).env("LD_PRELOAD", &library).env("FAKETIME", jump);
        get.env("FAKETIME_DONT_FAKE_MONOTONIC", "1").run()
    };
    // The jump, the number of the token, and whether the entry is from the future.
    for (jump, number, is_ahead) in
        [("+0", 0, false), ("+3h", 1, false), ("+3h", 1, false), ("+0", 2, true), ("-300d", 3, true), ("+0", 4, false)]
    {
        let output = at(jump);
        let output = if is_ahead { output.warns_once("dated in the future") } else { output };
        assert_eq!(output.token(), numbered_token(number), "{jump}");
    }
    server.expect(5);
}
