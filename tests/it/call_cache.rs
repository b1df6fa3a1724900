//! `call --cache`: stored responses.
#![cfg(unix)]

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use serde_json::json;

use super::api::{SECRET, api, api_requests, call};
#[cfg(target_os = "linux")]
use super::common::alone_with;
use super::common::mode;
use crate::support::{Program, Reply, Sandbox, Server, eventually, overwrite};

/// Starts an API whose responses have the number of the request, from 1.
fn numbered() -> Server {
    let next = std::sync::atomic::AtomicUsize::new(1);
    api(move |request| {
        let number = next.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        match request.path.as_str() {
            "/missing" => Reply::json(404, "{}"),
            "/created" => Reply::json(201, "{}"),
            "/moved" => Reply::status(302).header("Location", "/x"),
            "/cut" => Reply::status(200).body("the beginning and the end").cut_short(),
            _ => Reply::status(200)
                .header("X-Number", &number.to_string())
                .header("Cache-Control", "no-store")
                .header("X-Bytes", "\u{e9}")
                .body(format!("number {number}\0\n")),
        }
    })
}

fn cached(sandbox: &Sandbox, server: &Server, args: &[&str]) -> Program {
    call(sandbox, &server.url()).args(["--cache", "1h"]).args(args)
}

/// Returns the stored responses, sorted.
fn entries(sandbox: &Sandbox) -> Vec<PathBuf> {
    let Ok(listing) = fs::read_dir(sandbox.config_dir().join("responses")) else { return Vec::new() };
    let paths = listing.map(|item| item.unwrap().path());
    let mut paths: Vec<_> = paths.filter(|path| path.extension().is_some_and(|found| found == "response")).collect();
    paths.sort();
    paths
}

#[track_caller]
fn entry(sandbox: &Sandbox) -> PathBuf {
    let mut paths = entries(sandbox);
    assert_eq!(paths.len(), 1, "{paths:?}");
    paths.remove(0)
}

#[test]
fn a_stored_response_is_returned_unchanged_without_a_request() {
    let (sandbox, server) = (Sandbox::new(), numbered());
    let first = cached(&sandbox, &server, &["/x", "-i"]).run().exits(0).silently();
    assert!(first.stdout.ends_with("\r\n\r\nnumber 1\0\n"), "{first}");
    let count = server.requests().len();
    assert_eq!(cached(&sandbox, &server, &["/x", "-i"]).run().exits(0).silently().bytes, first.bytes);
    let output = cached(&sandbox, &server, &["/x", "-v"]).run().exits(0);
    assert!(output.stderr.contains("HTTP 200, stored "), "{output}");
    assert_eq!(server.requests().len(), count);
    // The age counts against the TTL of the run that reads.
    assert_eq!(call(&sandbox, &server.url()).args(["--cache", "0", "/x"]).run().exits(0).stdout, "number 2\0\n");
    assert_eq!(cached(&sandbox, &server, &["/x"]).run().exits(0).stdout, "number 2\0\n");
    assert_eq!(cached(&sandbox, &server, &["/x", "--refresh-cache"]).run().exits(0).stdout, "number 3\0\n");
    assert_eq!(call(&sandbox, &server.url()).args(["/x"]).run().exits(0).stdout, "number 4\0\n");
    assert_eq!(cached(&sandbox, &server, &["/x", "-o", "out"]).run().exits(0).stdout, "");
    assert_eq!(fs::read(sandbox.path("work/out")).unwrap(), b"number 3\0\n");
    entry(&sandbox);
}

#[test]
fn the_files_are_private_and_outside_of_version_control() {
    let (sandbox, server) = (Sandbox::new(), numbered());
    cached(&sandbox, &server, &["/x?secret=in-the-url", "--silent"]).run().exits(0);
    let dir = sandbox.config_dir().join("responses");
    assert_eq!((mode(&dir), mode(&entry(&sandbox)), mode(&dir.join("key"))), (0o700, 0o600, 0o600));
    assert_eq!(fs::read_to_string(dir.join(".gitignore")).unwrap(), "*\n");
    assert_eq!(fs::read_dir(&dir).unwrap().count(), 3);
    let text = String::from_utf8_lossy(&fs::read(entry(&sandbox)).unwrap()).into_owned();
    assert!(!text.contains("in-the-url") && text.ends_with("number 1\0\n"), "{text}");
    assert_eq!(cached(&sandbox, &server, &["/x?secret=in-the-url"]).run().exits(0).stdout, "number 1\0\n");
}

#[test]
fn only_the_response_to_the_same_request_of_the_same_account_is_returned() {
    let (sandbox, server) = (Sandbox::new(), numbered());
    let all: [&[&str]; 7] = [
        &["/x"],
        &["/x?a=1"],
        &["/x", "-H", "X-Own: a"],
        &["/x", "-H", "Accept: */*"],
        &["/x", "--compressed"],
        &["/x", "--follow"],
        &["/x", "--scope", "other"],
    ];
    for _ in 0..2 {
        for (number, args) in (1..).zip(all) {
            let output = cached(&sandbox, &server, args).run().exits(0);
            assert_eq!(output.stdout, format!("number {number}\0\n"), "{args:?}");
        }
        let output = cached(&sandbox, &server, &["/x"]).env("AMADEUS_CLIENT_ID", "other").run().exits(0);
        assert_eq!(output.stdout, "number 8\0\n");
        let output = cached(&sandbox, &server, &["/x", "--no-auth"]).run().exits(0);
        assert_eq!(output.stdout, "number 9\0\n");
    }
    let other = numbered();
    assert_eq!(cached(&sandbox, &other, &["/x"]).run().exits(0).stdout, "number 1\0\n");
}

#[test]
fn only_complete_successes_of_get_are_stored() {
    let (sandbox, server) = (Sandbox::new(), numbered());
    for (args, code) in [
        (&["/missing"][..], 4),
        (&["/created"], 0),
        (&["/moved"], 0),
        (&["/cut", "--retries", "0"], 6),
        (&["/x", "--max-size", "3"], 6),
    ] {
        cached(&sandbox, &server, args).run().exits(code);
        assert_eq!(entries(&sandbox), Vec::<PathBuf>::new(), "{args:?}");
    }
    let leftovers = fs::read_dir(sandbox.config_dir().join("responses")).unwrap();
    assert!(leftovers.flatten().all(|item| item.path().extension().is_none_or(|found| found != "tmp")));
    let count = server.requests().len();
    for args in [&["POST", "/x"][..], &["-I", "/x"], &["HEAD", "/x"], &["/x", "-d", "{}"], &["/x", "-f", "a=b"]] {
        cached(&sandbox, &server, args).run().fails(2, &["--cache"]);
    }
    call(&sandbox, &server.url()).args(["/x", "--refresh-cache"]).run().fails(2, &["--cache"]);
    cached(&sandbox, &server, &["/x"]).env("TRAVAUTH_CACHE", "none").run().fails(2, &["the cache is off"]);
    assert_eq!(server.requests().len(), count);
}

#[test]
fn a_redirect_that_is_followed_is_stored_under_the_first_url() {
    let (sandbox, server) = (Sandbox::new(), numbered());
    for _ in 0..2 {
        assert_eq!(cached(&sandbox, &server, &["/moved", "--follow"]).run().exits(0).stdout, "number 2\0\n");
    }
    assert_eq!(cached(&sandbox, &server, &["/moved"]).run().exits(0).stdout, "");
}

#[test]
fn pages_and_lines_of_a_batch_are_stored() {
    let sandbox = Sandbox::new();
    let server = api(|request| match request.target.as_str() {
        "/pages" => Reply::json(200, r#"{"data":[1],"meta":{"links":{"next":"/pages?page=2"}}}"#),
        "/pages?page=2" => Reply::json(200, r#"{"data":[2]}"#),
        _ => Reply::json(200, json!({ "method": request.method }).to_string()),
    });
    let pages = || cached(&sandbox, &server, &["/pages", "--paginate", "--jq", ".data[0]"]).run().exits(0).stdout;
    assert_eq!(pages(), "1\n2\n");
    let count = server.requests().len();
    assert_eq!(pages(), "1\n2\n");
    let lines = "{\"path\":\"/x\"}\n{\"path\":\"/x\",\"method\":\"POST\"}\n{\"path\":\"/pages\"}\n";
    let batch = || cached(&sandbox, &server, &["--batch", "-", "--parallel", "1"]).stdin(lines).run().exits(0).stdout;
    let first = batch();
    assert_eq!(server.requests().len(), count + 2);
    assert_eq!(batch(), first);
    assert_eq!(server.requests().len(), count + 3, "a POST is sent each time");
}

#[test]
fn a_file_that_travauth_did_not_write_is_not_returned() {
    use std::os::unix::fs::{MetadataExt as _, chown};
    let (sandbox, server) = (Sandbox::new(), numbered());
    cached(&sandbox, &server, &["/a"]).run().exits(0);
    let path = entry(&sandbox);
    let whole = fs::read(&path).unwrap();
    let changed = |at: usize| {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        bytes
    };
    let replaced = String::from_utf8_lossy(&whole).replace("number", "forged").into_bytes();
    let middle = whole.len() / 2;
    for (number, bytes) in
        (2..).zip([changed(0), changed(70), changed(whole.len() - 1), whole[..middle].to_vec(), replaced, vec![]])
    {
        overwrite(&path, &bytes);
        assert_eq!(cached(&sandbox, &server, &["/a"]).run().exits(0).silently().stdout, format!("number {number}\0\n"));
        assert_eq!(cached(&sandbox, &server, &["/a"]).run().exits(0).stdout, format!("number {number}\0\n"));
    }
    // The entry of another request.
    cached(&sandbox, &server, &["/b"]).run().exits(0);
    let other = entries(&sandbox).into_iter().find(|other| *other != path).unwrap();
    fs::copy(&other, &path).unwrap();
    assert_eq!(cached(&sandbox, &server, &["/a"]).run().exits(0).stdout, "number 9\0\n");
    // A file of another user, which only root can create.
    let other_owner = fs::metadata(&path).unwrap().uid() + 1234;
    if chown(&path, Some(other_owner), None).is_ok() {
        assert_eq!(cached(&sandbox, &server, &["/a"]).run().exits(0).silently().stdout, "number 10\0\n");
    } else {
        cached(&sandbox, &server, &["/a", "--refresh-cache"]).run().exits(0);
    }
    // A link, and a directory.
    fs::rename(&path, sandbox.path("work/moved")).unwrap();
    std::os::unix::fs::symlink(sandbox.path("work/moved"), &path).unwrap();
    assert_eq!(cached(&sandbox, &server, &["/a"]).run().exits(0).stdout, "number 11\0\n");
    assert!(!path.is_symlink());
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    let output = cached(&sandbox, &server, &["/a"]).run().exits(0).warns_once("the response is not stored");
    assert_eq!(output.stdout, "number 12\0\n");
}

#[test]
fn a_key_that_others_could_read_is_replaced() {
    use std::os::unix::fs::PermissionsExt as _;
    let (sandbox, server) = (Sandbox::new(), numbered());
    cached(&sandbox, &server, &["/x"]).run().exits(0);
    let key = sandbox.config_dir().join("responses/key");
    let before = fs::read_to_string(&key).unwrap();
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let output = cached(&sandbox, &server, &["/x"]).run().exits(0).warns_once("could be read by other users");
    assert_eq!((output.stdout.as_str(), mode(&key)), ("number 2\0\n", 0o600));
    assert_ne!(fs::read_to_string(&key).unwrap(), before);
    let dir = sandbox.config_dir().join("responses");
    fs::set_permissions(&dir, fs::Permissions::from_mode(0o755)).unwrap();
    let output = cached(&sandbox, &server, &["/x"]).run().exits(0).warns_once("its mode is 0700 now");
    assert_eq!((output.stdout.as_str(), mode(&dir)), ("number 2\0\n", 0o700));
    overwrite(&key, "not a key");
    assert_eq!(cached(&sandbox, &server, &["/x"]).run().exits(0).silently().stdout, "number 3\0\n");
    assert_eq!(cached(&sandbox, &server, &["/x"]).run().exits(0).stdout, "number 3\0\n");
}

#[test]
fn the_next_write_deletes_expired_responses_and_leftovers_of_killed_writers() {
    let (sandbox, server) = (Sandbox::new(), numbered());
    for path in ["/a", "/b"] {
        cached(&sandbox, &server, &[path]).run().exits(0);
    }
    let old = entries(&sandbox);
    let leftover = sandbox.config_dir().join("responses/killed.tmp");
    overwrite(&leftover, "the beginning");
    for path in [&old[0], &leftover] {
        let file = fs::File::options().write(true).open(path).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_hours(2)).unwrap();
    }
    cached(&sandbox, &server, &["/c"]).run().exits(0);
    assert_eq!((entries(&sandbox).len(), old[0].exists(), leftover.exists()), (2, false, false));
}

#[test]
fn all_responses_together_have_a_largest_size() {
    let (sandbox, server) = (Sandbox::new(), numbered());
    for path in ["/a", "/b"] {
        cached(&sandbox, &server, &[path]).run().exits(0);
    }
    // Files with holes use no disk space.
    let old = entries(&sandbox);
    for (path, hours) in old.iter().zip([2, 1]) {
        let file = fs::File::options().write(true).open(path).unwrap();
        file.set_len(200 << 20).unwrap();
        file.set_modified(SystemTime::now() + Duration::from_hours(hours)).unwrap();
    }
    cached(&sandbox, &server, &["/c"]).run().exits(0);
    assert_eq!((entries(&sandbox).len(), old[0].exists(), old[1].exists()), (2, true, false));
    // The search for leaks reads every file.
    fs::remove_file(&old[0]).unwrap();
}

#[test]
fn a_body_that_is_too_large_is_printed_but_not_stored() {
    let sandbox = Sandbox::new();
    let server = api(|request| {
        let length = if request.path == "/large" { 129 << 20 } else { 100 << 20 };
        Reply::status(200).body(vec![b'x'; length])
    });
    let output = cached(&sandbox, &server, &["/large", "-v", "-o", "/dev/null"]).run().exits(0);
    assert!(output.stderr.contains("larger than 128 MiB"), "{output}");
    assert_eq!(entries(&sandbox), Vec::<PathBuf>::new());
    cached(&sandbox, &server, &["/x", "-o", "/dev/null"]).run().exits(0).silently();
    cached(&sandbox, &server, &["/x", "-o", "out"]).run().exits(0).silently();
    assert_eq!(fs::metadata(sandbox.path("work/out")).unwrap().len(), 100 << 20);
    assert_eq!(api_requests(&server).len(), 2);
    for large in [entry(&sandbox), sandbox.path("work/out")] {
        // The search for leaks reads every file.
        fs::remove_file(large).unwrap();
    }
}

#[test]
fn clear_and_logout_delete_the_responses_of_the_account() {
    let (sandbox, server) = (Sandbox::new(), numbered());
    let config = format!(
        "[profiles.one]\nprovider = \"amadeus\"\nbase_url = \"{}\"\nclient_id = \"one\"\nclient_secret = {{ env = \"ONE\" }}\n",
        server.url()
    );
    sandbox.write("config/travauth/config.toml", config);
    let one = || {
        sandbox.secret(SECRET);
        sandbox.travauth().args(["call", "-P", "one", "/x", "--cache", "1h"]).env("ONE", SECRET).run().exits(0).stdout
    };
    let fill = || {
        one();
        cached(&sandbox, &server, &["/x", "--silent"]).run().exits(0);
        cached(&sandbox, &server, &["/x", "--silent", "--no-auth"]).run().exits(0);
        assert_eq!(entries(&sandbox).len(), 3);
    };
    let clear = |args: &[&str], left: usize| {
        fill();
        let output = sandbox.travauth().args(["token", "clear"]).args(args).run().exits(0);
        assert_eq!(entries(&sandbox).len(), left, "{args:?}: {output}");
    };
    clear(&["--client-id", "nobody"], 3);
    clear(&["-P", "one"], 2);
    clear(&["-p", "amadeus", "--client-id", "me"], 2);
    clear(&["-p", "amadeus"], 1);
    clear(&["-p", "sabre"], 3);
    clear(&["--expired"], 3);
    clear(&["--all"], 0);
    assert!(!sandbox.config_dir().join("responses/key").exists());
    fill();
    let output = sandbox.travauth().args(["logout", "one"]).run().exits(0);
    assert!(output.stdout.contains("deleted the stored responses"), "{output}");
    assert_eq!(entries(&sandbox).len(), 2);
}

#[test]
fn the_emulator_of_the_next_run_has_the_same_responses() {
    let sandbox = Sandbox::new();
    let path = "/v2/reference-data/urls/checkin-links?airlineCode=BA";
    let run = || {
        let args = ["call", "-p", "amadeus", "-e", "emulator", path, "--cache", "1h", "-v"];
        sandbox.travauth().args(args).run().exits(0)
    };
    let first = run();
    let second = run();
    assert!(second.stderr.contains("HTTP 200, stored "), "{second}");
    assert_eq!(second.bytes, first.bytes);
}

#[test]
fn a_writer_that_is_killed_leaves_no_response() {
    let sandbox = Sandbox::new();
    let server = api(|_| Reply::status(200).body(vec![b'x'; 200_000]).drip(100, Duration::from_millis(10)));
    let running = cached(&sandbox, &server, &["/x", "-o", "out"]).spawn();
    let is_temporary = |path: PathBuf| path.extension().is_some_and(|found| found == "tmp");
    eventually("the response is being written", || {
        let listing = fs::read_dir(sandbox.config_dir().join("responses"));
        listing.is_ok_and(|listing| listing.flatten().any(|item| is_temporary(item.path())))
    });
    running.kill();
    assert_eq!(entries(&sandbox), Vec::<PathBuf>::new());
}

#[test]
fn processes_that_store_the_same_response_at_once_leave_a_whole_one() {
    let (sandbox, server) = (Sandbox::new(), numbered());
    let running: Vec<_> = (0..8).map(|_| cached(&sandbox, &server, &["/x"]).spawn()).collect();
    for one in running {
        one.wait().exits(0).silently();
    }
    let count = api_requests(&server).len();
    cached(&sandbox, &server, &["/x"]).run().exits(0).silently();
    assert_eq!(api_requests(&server).len(), count);
    entry(&sandbox);
}

/// A directory that cannot be written and a full disk cost the stored copy, not the response.
#[cfg(target_os = "linux")]
#[test]
fn a_response_that_cannot_be_stored_is_printed_with_a_warning() {
    let (sandbox, server) = (Sandbox::new(), numbered());
    call(&sandbox, &server.url()).args(["/x"]).run().exits(0);
    let dir = sandbox.config_dir().join("responses");
    fs::create_dir(&dir).unwrap();
    fs::set_permissions(&dir, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    let dir = dir.display();
    let read_only = format!("mount --bind '{dir}' '{dir}'; mount -o remount,bind,ro '{dir}'");
    let full =
        format!("mount -t tmpfs -o size=64k,mode=700 tmpfs '{dir}'; head -c 1M /dev/zero >'{dir}/full' 2>&3 || true");
    for (number, mount) in (2..).zip([read_only, full]) {
        let script = format!("exec 3>/dev/null; {mount}; exec \"$@\"");
        let output = alone_with("--mount", &script, cached(&sandbox, &server, &["/x"])).run().exits(0);
        let output = output.warns_once("the response is not stored");
        assert_eq!(output.stdout, format!("number {number}\0\n"));
    }
}
