//! The files that killed and old writers left, and their deletion.

use std::fs;

use super::cached;
use crate::it::common::{age_entry, amadeus, cache_files, entry_path, numbered_token};
use crate::support::{Sandbox, overwrite};

#[test]
fn the_file_of_a_killed_writer_is_replaced() {
    let (sandbox, server) = cached();
    let temporary = entry_path(&sandbox).with_extension("json.tmp");
    overwrite(&temporary, "{\"version\":1,");
    // Readers ignore the temporary file.
    assert_eq!(amadeus(&sandbox, &server.url()).run().silently().token(), numbered_token(0));
    assert!(temporary.exists());
    let output = amadeus(&sandbox, &server.url()).args(["--refresh"]).run();
    assert_eq!(output.silently().token(), numbered_token(1));
    assert!(!temporary.exists());
    assert_eq!(cache_files(&sandbox, "json").len() + cache_files(&sandbox, "lock").len(), 2);
}

#[test]
fn writers_delete_entries_that_expired_over_a_day_ago() {
    const DAY: i64 = 86_400;
    for (age, is_deleted) in [(2 * DAY, true), (DAY / 2, false)] {
        let (sandbox, server) = cached();
        let entry = entry_path(&sandbox);
        age_entry(&sandbox, age);
        let long_ago = std::time::SystemTime::now() - std::time::Duration::from_hours(48);
        fs::File::options().write(true).open(&entry).expect("it exists").set_modified(long_ago).expect("it can be set");
        let other = amadeus(&sandbox, &server.url()).env("AMADEUS_CLIENT_ID", "another");
        assert_eq!(other.run().token(), numbered_token(1));
        assert_eq!(!entry.exists(), is_deleted, "{age}");
        // Lock files are never deleted.
        assert_eq!(cache_files(&sandbox, "lock").len(), 2);
    }
}

/// O15: one writer checks only a part of a large cache for stale entries.
#[test]
fn a_sweep_is_bounded() {
    const STALE: usize = 1000;
    let (sandbox, server) = cached();
    let entry = entry_path(&sandbox);
    age_entry(&sandbox, 2 * 86_400);
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_hours(48);
    for number in 0..STALE {
        let path = entry.with_file_name(format!("{number:032x}.json"));
        fs::copy(&entry, &path).expect("it can be copied");
        fs::File::options()
            .write(true)
            .open(&path)
            .and_then(|file| file.set_modified(long_ago))
            .expect("it can be set");
    }
    assert_eq!(amadeus(&sandbox, &server.url()).run().silently().token(), numbered_token(1));
    let left = cache_files(&sandbox, "json").len();
    assert!((STALE - 256..STALE).contains(&left), "{left} entries are left");
    // Later writers delete the rest, in any part of the directory.
    for _ in 0..60 {
        amadeus(&sandbox, &server.url()).args(["--refresh"]).run().silently().token();
    }
    let left = cache_files(&sandbox, "json").len();
    assert!(left < STALE / 10, "{left} entries are left");
}

/// O15: the writer prints the token and releases its lock before it deletes stale entries.
#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs strace: tests/run"]
fn a_sweep_delays_no_other_process() {
    let (sandbox, server) = cached();
    let entry = entry_path(&sandbox);
    age_entry(&sandbox, 2 * 86_400);
    let stale = entry.with_file_name(format!("{:032x}.json", 1));
    fs::copy(&entry, &stale).expect("it can be copied");
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_hours(48);
    fs::File::options().write(true).open(&stale).and_then(|file| file.set_modified(long_ago)).expect("it can be set");
    let strace = ["-f", "-y", "-qq", "-e", "trace=close,unlink,unlinkat,write", "-o", "../calls"];
    let output = sandbox
        .command("strace")
        .args(strace)
        .args([Sandbox::binary()])
        .args(["token", "get", "-p", "amadeus", "--base-url", &server.url()])
        .env("AMADEUS_CLIENT_ID", "my-amadeus-key")
        .env("AMADEUS_CLIENT_SECRET", sandbox.secret(crate::it::common::SECRET))
        .run();
    assert_eq!(output.token(), numbered_token(1));
    assert!(!stale.exists());
    sandbox.allow(sandbox.path("calls"));
    let calls = fs::read_to_string(sandbox.path("calls")).expect("strace wrote it");
    let lock = entry.with_extension("lock").display().to_string();
    let line = |call: &str, path: &str| calls.lines().position(|line| line.contains(call) && line.contains(path));
    let released = line("close(", &lock).expect("the lock was released");
    let swept = line("unlink", &stale.display().to_string()).expect("the entry was swept");
    let printed = line("write(1", &numbered_token(1)).expect("the token was printed");
    assert!(released < swept && printed < swept, "{calls}");
}

/// Without locks, a writer uses a random name for its temporary file, so no later writer replaces that file.
#[test]
fn temporary_files_that_killed_writers_left_are_swept() {
    let (sandbox, server) = cached();
    let [old, new] = ["old", "new"].map(|name| entry_path(&sandbox).with_extension(format!("json.{name}.tmp")));
    for path in [&old, &new] {
        overwrite(path, "{");
    }
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_hours(48);
    fs::File::options().write(true).open(&old).and_then(|file| file.set_modified(long_ago)).expect("it can be set");
    assert_eq!(amadeus(&sandbox, &server.url()).args(["--refresh"]).run().silently().token(), numbered_token(1));
    assert_eq!((old.exists(), new.exists()), (false, true));
}
