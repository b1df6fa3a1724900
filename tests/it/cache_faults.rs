//! A cache that does not work causes one warning, and never makes a run fail.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

use serde_json::json;

use super::common::{
    TOKEN, age_entry, amadeus, cache_files, edit_entry, entry_path, grant, mode, numbered_grants, numbered_token,
};
use crate::support::{Sandbox, Server, overwrite};

/// Returns a sandbox with one token in its cache, and the server that grants the next tokens.
fn cached() -> (Sandbox, Server) {
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    assert_eq!(amadeus(&sandbox, &server.url()).run().silently().token(), numbered_token(0));
    (sandbox, server)
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("the mode can be set");
}

// ── Modes ───────────────────────────────────────────────────────────────────

#[test]
fn files_are_created_private_with_any_umask() {
    for umask in ["000", "022", "777"] {
        let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant(TOKEN)));
        let script = format!(r#"umask {umask}; exec "$0" token get -p sabre"#);
        let output = sandbox
            .command("sh")
            .args(["-c".as_ref(), script.as_ref(), Sandbox::binary().as_os_str()])
            .env("SABRE_BASE_URL", server.url())
            .env("SABRE_CLIENT_ID", "V1:1:2:AA")
            .env("SABRE_PASSWORD", "some password")
            .run();
        assert_eq!(output.token(), TOKEN, "umask {umask}");
        let tokens = sandbox.config_dir().join("tokens");
        if umask == "777" {
            // This umask removes the owner's rights too. The cache does not work then, but the run succeeds.
            set_mode(&sandbox.config_dir(), 0o700);
            if tokens.exists() {
                set_mode(&tokens, 0o700);
            }
            continue;
        }
        output.silently();
        assert_eq!(mode(&tokens), 0o700, "umask {umask}");
        assert_eq!(mode(&sandbox.config_dir()), 0o700, "umask {umask}");
        let files: Vec<_> =
            fs::read_dir(&tokens).expect("it exists").map(|item| item.expect("a file").path()).collect();
        assert_eq!(files.len(), 2, "an entry and its lock: {files:?}");
        assert!(files.iter().all(|file| mode(file) == 0o600), "umask {umask}: {files:?}");
    }
}

#[test]
fn loose_modes_are_tightened_with_a_notice_and_the_token_is_used() {
    let (sandbox, server) = cached();
    let (tokens, entry) = (sandbox.config_dir().join("tokens"), entry_path(&sandbox));
    for (path, loose, tight) in [(&tokens, 0o755, 0o700), (&entry, 0o644, 0o600), (&entry, 0o604, 0o600)] {
        set_mode(path, loose);
        let output = amadeus(&sandbox, &server.url()).run().warns_once("could be read by other users");
        assert_eq!(output.token(), numbered_token(0));
        assert!(output.stderr.contains(path.to_str().expect("it is text")), "{output}");
        assert_eq!(mode(path), tight);
        assert_eq!(amadeus(&sandbox, &server.url()).run().silently().token(), numbered_token(0));
        set_mode(path, loose);
        assert_eq!(amadeus(&sandbox, &server.url()).args(["-q"]).run().silently().token(), numbered_token(0));
    }
    server.expect(1);
}

// ── Failures of writing ──────────────────────────────────────────────────

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
    use super::common::alone;

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

/// O13: when no token can be stored, processes do not wait for each other, because that would take longer than running
/// without a cache. Here the lock files exist, but there is no room for any other file.
#[cfg(target_os = "linux")]
#[test]
fn on_a_full_disk_all_processes_send_requests_at_the_same_time() {
    use super::common::alone;
    use crate::support::Gate;
    use std::sync::atomic::{AtomicUsize, Ordering};

    const PROCESSES: usize = 12;
    let (sandbox, gate, count) = (Sandbox::new(), Gate::new(), AtomicUsize::new(0));
    let server = Server::start({
        let gate = gate.clone();
        move |_| match count.fetch_add(1, Ordering::SeqCst) {
            0 => grant(&numbered_token(0)),
            // No response is sent before all requests have arrived.
            number => grant(&numbered_token(number)).hold_until(&gate),
        }
    });
    fs::create_dir_all(sandbox.config_dir()).expect("it can be made");
    let script = format!(
        "mount -t tmpfs -o size=64k none \"$TRAVAUTH_CONFIG_DIR\"
        \"$@\"
        head -c 1000000 /dev/zero >\"$TRAVAUTH_CONFIG_DIR/fill\" 2>/dev/null || true
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

        let (sandbox, server) = (Sandbox::new(), Server::start(|_| super::common::rejection()));
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
    sandbox.travauth().args(["token", "clear", "--all"]).run().exits(0).silently();
    assert!(cache_files(&sandbox, "json").is_empty());

    let (sandbox, other) = (Sandbox::new(), numbered_grants());
    fs::create_dir(sandbox.config_dir()).expect("it is new");
    make_pipe(&sandbox.config_dir().join("tokens"));
    let output = amadeus(&sandbox, &other.url()).run().warns_once("tokens cannot be used");
    assert_eq!(output.token(), numbered_token(0));
    server.expect(1);
}

// ── Failures of reading ─────────────────────────────────────────────────────

#[test]
fn a_malformed_entry_is_replaced() {
    for (name, content) in [
        ("empty", &b""[..]),
        ("truncated", b"{\"version\":1,\"environment\":\"custom\",\"base_url\":null,\"key\":{\"prov"),
        ("not JSON", b"what is this?"),
        ("not text", b"\xff\xfe\0\0"),
        ("other JSON", b"[1,2]"),
        ("another program's", b"{\"access_token\":\"another\"}"),
        ("newer", b"{\"version\":99,\"something\":\"new\"}"),
        ("older", b"{\"version\":0}"),
        ("large", &vec![b' '; 5 << 20]),
    ] {
        let (sandbox, server) = cached();
        let entry = entry_path(&sandbox);
        overwrite(&entry, content);
        let output = amadeus(&sandbox, &server.url()).run().warns_once(entry.to_str().expect("it is text"));
        assert_eq!(output.token(), numbered_token(1), "{name}");
        if name == "newer" {
            assert!(output.stderr.contains("newer travauth"), "{output}");
        }
        assert_eq!(amadeus(&sandbox, &server.url()).run().silently().token(), numbered_token(1), "{name}");
        assert_eq!(mode(&entry), 0o600);
        assert!(cache_files(&sandbox, "tmp").is_empty());
    }
}

/// S15: other users may be able to write the cache, so an entry is checked as strictly as a response of the provider.
#[test]
fn an_entry_that_no_provider_could_have_granted_is_not_used() {
    type Change = fn(&mut serde_json::Value);
    let changes: [(&str, Change); 9] = [
        ("a line break", |entry| entry["token"]["access_token"] = json!("x\nLD_PRELOAD=/tmp/e.so")),
        ("a quote and a space", |entry| entry["token"]["access_token"] = json!("x\" \nurl = \"file:///etc/passwd")),
        ("a control character", |entry| entry["token"]["access_token"] = json!("x\u{1b}[2J")),
        ("not ASCII", |entry| entry["token"]["access_token"] = json!("tökén")),
        ("empty", |entry| entry["token"]["access_token"] = json!("")),
        ("too long", |entry| entry["token"]["access_token"] = json!("x".repeat((1 << 20) + 1))),
        ("no text", |entry| entry["token"]["access_token"] = json!(["x"])),
        ("valid forever", |entry| entry["token"]["expires_at"] = json!("9999-01-01T00:00:00Z")),
        ("a scope of two lines", |entry| entry["token"]["scope"] = json!("read\n::add-mask::x")),
    ];
    for (name, change) in changes {
        for format in ["github", "curl", "header", "env", "token"] {
            let (sandbox, server) = cached();
            edit_entry(&sandbox, change);
            let github = sandbox.write("work/github-env", "");
            sandbox.allow("work/github-env");
            let output = amadeus(&sandbox, &server.url())
                .args(["--format", format])
                .env("GITHUB_ACTIONS", "true")
                .env("GITHUB_ENV", &github)
                .prints_token()
                .run()
                .exits(0);
            let printed = output.stdout.clone() + &fs::read_to_string(&github).expect("it exists");
            assert!(printed.contains(&numbered_token(1)), "{name}, {format}: {output}");
            assert!(!printed.contains("LD_PRELOAD") && !printed.contains("file:///"), "{name}, {format}: {output}");
            output.warns_once("the token cache does not work");
        }
    }
}

#[test]
fn a_truncated_entry_never_yields_a_token() {
    let (sandbox, server) = cached();
    let entry = entry_path(&sandbox);
    let whole = fs::read(&entry).expect("it exists");
    for length in (0..whole.len()).step_by(23) {
        overwrite(&entry, &whole[..length]);
        amadeus(&sandbox, &server.url()).args(["--offline"]).run().exits(8);
    }
    server.expect(1);
}

#[test]
fn an_entry_of_another_key_is_not_used() {
    let (sandbox, server) = cached();
    let entry = entry_path(&sandbox);
    let other = amadeus(&sandbox, &server.url()).env("AMADEUS_CLIENT_ID", "another");
    assert_eq!(other.run().token(), numbered_token(1));
    let others = cache_files(&sandbox, "json").into_iter().find(|path| *path != entry).expect("there are two");
    fs::copy(others, &entry).expect("it can be copied");
    let output = amadeus(&sandbox, &server.url()).run().warns_once("belongs to other credentials");
    assert_eq!(output.token(), numbered_token(2));
}

#[test]
fn a_token_from_the_future_is_discarded() {
    for (seconds, is_used) in [(30, true), (120, false)] {
        let (sandbox, server) = cached();
        age_entry(&sandbox, -seconds);
        let output = amadeus(&sandbox, &server.url()).run();
        assert_eq!(output.token(), numbered_token(usize::from(!is_used)), "{seconds}");
        if is_used {
            output.silently();
        } else {
            output.warns_once("dated in the future");
        }
    }
}

#[test]
fn no_symbolic_link_in_the_directory_is_followed() {
    let (sandbox, server) = cached();
    let entry = entry_path(&sandbox);
    let elsewhere = sandbox.path("work/elsewhere.json");
    for extension in ["json", "lock", "json.tmp"] {
        let path = entry.with_extension(extension);
        let number = server.requests().len();
        drop(fs::remove_file(&path));
        overwrite(&elsewhere, "precious");
        symlink(&elsewhere, &path).expect("nothing is in the way");
        let output = amadeus(&sandbox, &server.url()).args(["--refresh"]).run();
        assert_eq!(output.token(), numbered_token(number), "{extension}");
        if extension != "json.tmp" {
            output.warns_once("symbolic link");
        }
        assert_eq!(fs::read_to_string(&elsewhere).expect("it exists"), "precious", "{extension}");
        assert_eq!(mode(&elsewhere) & 0o44, 0o44, "{extension}: its mode was not touched");
        drop(fs::remove_file(&path));
    }
}

#[test]
fn the_config_dir_may_be_a_symbolic_link() {
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    fs::create_dir(sandbox.path("work/real")).expect("it is new");
    symlink(sandbox.path("work/real"), sandbox.config_dir()).expect("it is new");
    for _ in 0..2 {
        assert_eq!(amadeus(&sandbox, &server.url()).run().silently().token(), numbered_token(0));
    }
    assert_eq!(mode(&sandbox.path("work/real/tokens")), 0o700);
}

// ── Leftovers of killed and old writers ───────────────────────────────────────

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

/// O15: the writer releases its lock before it deletes stale entries.
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
    let strace = ["-f", "-y", "-qq", "-e", "trace=close,unlink,unlinkat", "-o", "../calls"];
    let output = sandbox
        .command("strace")
        .args(strace)
        .args([Sandbox::binary()])
        .args(["token", "get", "-p", "amadeus", "--base-url", &server.url()])
        .env("AMADEUS_CLIENT_ID", "my-amadeus-key")
        .env("AMADEUS_CLIENT_SECRET", sandbox.secret(super::common::SECRET))
        .run();
    assert_eq!(output.token(), numbered_token(1));
    assert!(!stale.exists());
    let calls = fs::read_to_string(sandbox.path("calls")).expect("strace wrote it");
    let lock = entry.with_extension("lock").display().to_string();
    let line = |call: &str, path: &str| calls.lines().position(|line| line.contains(call) && line.contains(path));
    let released = line("close(", &lock).expect("the lock was released");
    let swept = line("unlink", &stale.display().to_string()).expect("the entry was swept");
    assert!(released < swept, "{calls}");
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

/// S5: an extra parameter can be a secret, such as a client assertion, so an entry holds only its name.
#[test]
fn the_values_of_extra_token_parameters_are_not_stored() {
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    let assertion = sandbox.secret("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJl");
    let get = |assertion: &str| {
        amadeus(&sandbox, &server.url()).args(["--token-param", &format!("client_assertion={assertion}")])
    };
    assert_eq!(get(assertion).run().silently().token(), numbered_token(0));
    assert_eq!(get(assertion).run().silently().token(), numbered_token(0));
    edit_entry(&sandbox, |entry| assert_eq!(entry["key"]["params"], json!(["client_assertion"])));
    // Another value still makes another cache entry.
    assert_eq!(get(sandbox.secret("another-assertion-of-the-client")).run().silently().token(), numbered_token(1));
    sandbox.travauth().args(["token", "show", "--json"]).run().exits(0).silently();
    server.expect(2);
}

#[test]
fn an_entry_holds_no_secret_and_only_its_own_token() {
    let (sandbox, _server) = cached();
    edit_entry(&sandbox, |entry| {
        assert_eq!(entry["token"]["access_token"], numbered_token(0));
        // Only 16 bits of a hash of the secret are stored.
        assert!(entry["token"]["secret_check"].as_u64().is_some_and(|check| check < 1 << 16), "{entry}");
        entry["token"]["access_token"] = json!("x");
    });
    assert!(!fs::read_to_string(entry_path(&sandbox)).expect("it exists").contains(&numbered_token(0)));
}

// ── Without a home ──────────────────────────────────────────────────────────

/// The test mounts its own user database, so that no real home directory is touched.
#[cfg(target_os = "linux")]
#[test]
fn without_home_the_user_database_names_the_directory() {
    use super::common::alone;

    let get = ["token", "get", "-p", "sabre", "-e", "emulator"];
    let script = "mount --bind ../passwd /etc/passwd; exec env -u HOME -u XDG_CONFIG_HOME \"$@\"";
    let sandbox = Sandbox::new();
    let home = sandbox.path("home");
    let line = format!("root:x:0:0:root:{}:/bin/sh\n", home.display());
    sandbox.write("passwd", &line);
    let token = alone(&sandbox, "--mount", script, &get).run().silently().token();
    assert_eq!(alone(&sandbox, "--mount", script, &get).run().silently().token(), token);
    assert!(home.join(".config/travauth/tokens").is_dir());

    // This user is not in the database.
    let unknown = ["--user", "--map-user=4242", "env", "-u", "HOME", "-u", "XDG_CONFIG_HOME"];
    let program = sandbox.command("unshare").args(unknown).args([Sandbox::binary()]).args(get);
    let output = program.run().warns_once("no home directory");
    assert!(output.stderr.contains("TRAVAUTH_CONFIG_DIR"), "{output}");
    assert!(!output.token().is_empty());
}
