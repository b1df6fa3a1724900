//! A cache that cannot be written.

use std::fs;
use std::path::Path;

use super::{cached, set_mode};
use crate::it::common::{amadeus, cache_files, entry_path, grant, mode, numbered_grants, numbered_token};
use crate::support::{Sandbox, Server};

#[test]
fn a_file_or_device_in_place_of_the_directory() {
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    let file = sandbox.write("work/file", "not a directory");
    let file = file.to_str().expect("it is text");
    let tokens = sandbox.config_dir().join("tokens");
    sandbox.write("config/travauth/tokens", "not a directory");
    let output = amadeus(&sandbox, &server.url()).run().warns_once("tokens cannot be used");
    assert_eq!(output.token(), numbered_token(0));
    for dir in [file, "/dev/null", "/proc/not-writable"] {
        let number = server.requests().len();
        let output = amadeus(&sandbox, &server.url()).env("TRAVAUTH_CONFIG_DIR", dir).run();
        assert_eq!(output.warns_once("cannot be").token(), numbered_token(number), "{dir}");
        let get = amadeus(&sandbox, &server.url()).env("TRAVAUTH_CONFIG_DIR", dir).args(["-q", "--no-cache"]);
        assert!(get.run().silently().token().starts_with("token-number-"));
    }
    assert_eq!(fs::read_to_string(tokens).expect("it is still there"), "not a directory");
    // The variable can also be a path relative to the working directory.
    let get = || amadeus(&sandbox, &server.url()).env("TRAVAUTH_CONFIG_DIR", "relative/dir");
    let token = get().run().silently().token();
    assert_eq!(get().run().silently().token(), token);
    assert_eq!(mode(&sandbox.path("work/relative/dir/tokens")), 0o700);
}

#[test]
fn a_directory_that_cannot_be_written() {
    let (sandbox, server) = cached();
    let tokens = sandbox.config_dir().join("tokens");
    set_mode(&tokens, 0o500);
    // Root may write despite the mode, and then there is no warning.
    let may_write = fs::create_dir(tokens.join("probe")).is_ok();
    let output = amadeus(&sandbox, &server.url()).args(["--refresh"]).run();
    assert_eq!(output.token(), numbered_token(1));
    if may_write {
        output.silently();
    } else {
        output.warns_once("cannot be");
    }
    set_mode(&tokens, 0o700);
}

#[test]
fn directories_in_place_of_the_files() {
    for (extension, part) in
        [("json", "json cannot be"), ("lock", "lock cannot be opened"), ("json.tmp", "cannot be written")]
    {
        let (sandbox, server) = cached();
        let path = entry_path(&sandbox).with_extension(extension);
        if path.is_file() {
            fs::remove_file(&path).expect("it can be removed");
        }
        fs::create_dir(&path).expect("nothing is in the way");
        let get = || amadeus(&sandbox, &server.url()).args(["--refresh"]);
        assert_eq!(get().run().warns_once(part).token(), numbered_token(1), "{extension}");
        assert!(path.is_dir(), "{extension}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_read_only_and_a_full_file_system() {
    use crate::it::common::alone;

    let get = ["token", "get", "-p", "sabre", "-e", "emulator", "--refresh"];
    for (mount, part) in [
        ("mount -t tmpfs -o ro none \"$TRAVAUTH_CONFIG_DIR\"", "Read-only file system"),
        (
            "mount -t tmpfs -o size=4k none \"$TRAVAUTH_CONFIG_DIR\"; \
             head -c 4096 /dev/zero >\"$TRAVAUTH_CONFIG_DIR/fill\"",
            "No space left on device",
        ),
    ] {
        let sandbox = Sandbox::new();
        fs::create_dir_all(sandbox.config_dir()).expect("it can be made");
        let script = format!("{mount}; exec \"$@\"");
        let output = alone(&sandbox, "--mount", &script, &get).env("TRAVAUTH_CONFIG_DIR", sandbox.config_dir()).run();
        assert!(!output.token().is_empty());
        output.warns_once(part);
    }
}

/// O13: the disk has room for an ordinary entry, but not for this token.
#[cfg(target_os = "linux")]
#[test]
fn a_token_that_the_disk_has_no_room_for_is_printed() {
    use crate::it::common::alone;

    let (sandbox, long) = (Sandbox::new(), "x".repeat(200_000));
    let server = Server::start({
        let count = std::sync::atomic::AtomicUsize::new(0);
        let long = long.clone();
        move |_| match count.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
            0 => grant(&numbered_token(0)),
            _ => grant(&long),
        }
    });
    fs::create_dir_all(sandbox.config_dir()).expect("it can be made");
    // The entry stays as it was, and no temporary file takes the room that is left.
    let script = "mount -t tmpfs -o size=128k none \"$TRAVAUTH_CONFIG_DIR\"
        \"$@\"
        cp \"$TRAVAUTH_CONFIG_DIR\"/tokens/*.json ../before
        \"$@\" --refresh >../out 2>../err
        cmp \"$TRAVAUTH_CONFIG_DIR\"/tokens/*.json ../before
        ls \"$TRAVAUTH_CONFIG_DIR/tokens\" | wc -l >../count";
    let args = ["token", "get", "-p", "sabre", "--base-url", &server.url()];
    let output = alone(&sandbox, "--mount", script, &args)
        .env("TRAVAUTH_CONFIG_DIR", sandbox.config_dir())
        .env("SABRE_CLIENT_ID", "V1:1:2:AA")
        .env("SABRE_PASSWORD", sandbox.secret("some password"))
        .run();
    assert_eq!(output.silently().token(), numbered_token(0));
    let read = |name| fs::read_to_string(sandbox.path(name)).expect("it was written");
    assert!(read("out") == format!("{long}\n"), "{}", read("err"));
    assert!(read("err").lines().count() == 1 && read("err").contains("No space left on device"), "{}", read("err"));
    assert_eq!(read("count").trim(), "2", "an entry and its lock");
    for name in ["before", "out"] {
        sandbox.allow(sandbox.path(name));
    }
}

/// O13: when no token can be stored, processes do not wait for each other, because that would take longer than running
/// without a cache. Here the lock files exist, but there is no room for any other file.
#[cfg(target_os = "linux")]
#[test]
fn on_a_full_disk_all_processes_send_requests_at_the_same_time() {
    let fill = "head -c 1000000 /dev/zero >\"$TRAVAUTH_CONFIG_DIR/fill\" 2>/dev/null || true";
    refresh_on_a_full_disk("64k", fill, 0, numbered_token);
}

/// O13: the disk has room for ordinary entries, but not for these tokens. The first process finds that out when it has
/// its token.
#[cfg(target_os = "linux")]
#[test]
fn when_tokens_are_too_long_for_the_disk_only_the_first_process_is_waited_for() {
    refresh_on_a_full_disk("128k", "", 1, |number| numbered_token(number) + &"x".repeat(200_000));
}

/// Stores a token on a small file system, and then refreshes it in many processes, whose tokens do not fit. The server
/// responds to the first `one_by_one` of them at once, and to the others when all have sent their requests.
#[cfg(target_os = "linux")]
fn refresh_on_a_full_disk(size: &str, fill: &str, one_by_one: usize, token: fn(usize) -> String) {
    use crate::it::common::alone;
    use crate::support::Gate;
    use std::sync::atomic::{AtomicUsize, Ordering};

    const PROCESSES: usize = 12;
    let (sandbox, gate, count) = (Sandbox::new(), Gate::new(), AtomicUsize::new(0));
    let server = Server::start({
        let gate = gate.clone();
        move |_| match count.fetch_add(1, Ordering::SeqCst) {
            0 => grant(&numbered_token(0)),
            number if number <= one_by_one => grant(&token(number)),
            number => grant(&token(number)).hold_until(&gate),
        }
    });
    fs::create_dir_all(sandbox.config_dir()).expect("it can be made");
    let script = format!(
        "mount -t tmpfs -o size={size} none \"$TRAVAUTH_CONFIG_DIR\"
        \"$@\"
        {fill}
        for number in $(seq {PROCESSES}); do \"$@\" --refresh >\"../out-$number\" 2>\"../err-$number\" & done
        wait"
    );
    let args = ["token", "get", "-p", "sabre", "--base-url", &server.url()];
    let running = alone(&sandbox, "--mount", &script, &args)
        .env("TRAVAUTH_CONFIG_DIR", sandbox.config_dir())
        .env("SABRE_CLIENT_ID", "V1:1:2:AA")
        .env("SABRE_PASSWORD", sandbox.secret("some password"))
        .spawn();
    server.wait_for(1 + PROCESSES);
    gate.open();
    assert_eq!(running.wait().silently().token(), numbered_token(0));
    for number in 1..=PROCESSES {
        let read = |name| fs::read_to_string(sandbox.path(format!("{name}-{number}"))).expect("it was written");
        assert!(read("out").starts_with("token-number-"), "{}", read("err"));
        let warnings = read("err");
        assert!(warnings.lines().count() == 1 && warnings.contains("No space left on device"), "{warnings}");
    }
}

/// O12: without file locks, tokens are still cached, cooldowns still work, and entries stay whole.
#[cfg(target_os = "linux")]
#[test]
#[ignore = "needs strace: tests/run"]
fn a_file_system_without_locks() {
    for error in ["ENOSYS", "ENOLCK", "EOPNOTSUPP"] {
        let without_locks = |sandbox: &Sandbox, url: &str| {
            let inject = format!("inject=flock:error={error}");
            let strace = ["--follow-forks", "--output=/dev/null", "--trace=flock", "-e", &inject];
            let get = ["token", "get", "-p", "amadeus", "--base-url", url];
            sandbox
                .command("strace")
                .args(strace)
                .args([Sandbox::binary()])
                .args(get)
                .env("AMADEUS_CLIENT_ID", "my-amadeus-key")
                .env("AMADEUS_CLIENT_SECRET", sandbox.secret("some secret"))
        };
        let (sandbox, server) = (Sandbox::new(), numbered_grants());
        let cold = without_locks(&sandbox, &server.url()).run().warns_once("cannot be locked");
        assert_eq!(cold.token(), numbered_token(0), "{error}");
        assert_eq!(without_locks(&sandbox, &server.url()).run().silently().token(), numbered_token(0), "{error}");
        server.expect(1);

        let (sandbox, server) = (Sandbox::new(), Server::start(|_| crate::it::common::rejection()));
        for _ in 0..5 {
            without_locks(&sandbox, &server.url()).run().exits(3);
        }
        assert_eq!(server.requests().len(), 1, "{error}: a wrong secret is sent once");

        // Concurrent processes print a token each, and leave one whole entry.
        let (sandbox, server) = (Sandbox::new(), numbered_grants());
        let running: Vec<_> =
            (0..8).map(|_| without_locks(&sandbox, &server.url()).args(["--refresh"]).spawn()).collect();
        for running in running {
            assert!(running.wait().warns_once("cannot be locked").token().starts_with("token-number-"));
        }
        assert!(
            amadeus(&sandbox, &server.url())
                .env("AMADEUS_CLIENT_SECRET", "some secret")
                .args(["--offline"])
                .run()
                .silently()
                .token()
                .starts_with("token-number-")
        );
        assert!(cache_files(&sandbox, "tmp").is_empty());
    }
}

/// O14: a file of the cache that is not a regular file is never waited for.
#[test]
fn pipes_in_place_of_the_files() {
    let make_pipe = |path: &Path| {
        if let Err(error) = fs::remove_file(path) {
            assert_eq!(error.kind(), std::io::ErrorKind::NotFound);
        }
        let made = std::process::Command::new("mkfifo").arg(path).status().expect("mkfifo starts");
        assert!(made.success());
    };
    for (extension, warning) in
        [("json", "json cannot be read: it is not a regular file"), ("lock", "lock cannot be opened"), ("json.tmp", "")]
    {
        let (sandbox, server) = cached();
        make_pipe(&entry_path(&sandbox).with_extension(extension));
        let output = amadeus(&sandbox, &server.url()).args(["--refresh"]).run();
        assert_eq!(output.token(), numbered_token(1), "{extension}");
        if warning.is_empty() {
            output.silently()
        } else {
            output.warns_once(warning)
        };
    }
    // `token show` reads every entry, and `token clear` deletes them.
    let (sandbox, server) = cached();
    make_pipe(&sandbox.config_dir().join("tokens/0123456789abcdef0123456789abcdef.json"));
    sandbox.travauth().args(["token", "show"]).run().exits(0).warns_once("not a regular file");
    sandbox.travauth().args(["token", "clear", "--all"]).run().exits(0);
    assert!(cache_files(&sandbox, "json").is_empty());

    let (sandbox, other) = (Sandbox::new(), numbered_grants());
    fs::create_dir(sandbox.config_dir()).expect("it is new");
    make_pipe(&sandbox.config_dir().join("tokens"));
    let output = amadeus(&sandbox, &other.url()).run().warns_once("tokens cannot be used");
    assert_eq!(output.token(), numbered_token(0));
    server.expect(1);
}
