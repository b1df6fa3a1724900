//! The sandbox, and the programs that run in it.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

use super::{panic_of, shell};
use crate::support::{Output, Running, Sandbox, eventually};

const SECRET: &str = "pass word/ü+1?~";
const TOKEN: &str = "T1RLAQ+x/y=**";

#[test]
fn a_program_has_a_clean_environment() {
    let sandbox = Sandbox::new();
    let output = shell(&sandbox, "env; pwd; ls -A \"$HOME\"").env("GIVEN", "yes").run().exits(0);
    let mut names: Vec<_> = output
        .stdout
        .lines()
        .filter_map(|line| line.split_once('='))
        .filter(|(_, value)| !value.contains("travauth-test-"))
        .map(|(name, _)| name)
        .filter(|name| !["PWD", "OLDPWD", "SHLVL", "_", "LLVM_PROFILE_FILE"].contains(name))
        .collect();
    names.sort_unstable();
    assert_eq!(names, ["GIVEN", "PATH"], "{output}");
    let work = sandbox.path("work").canonicalize().expect("it exists");
    assert!(output.stdout.ends_with(&format!("{}\n", work.display())), "{output}");
}

#[test]
fn a_run_has_input_arguments_a_directory_and_an_exit_code() {
    let sandbox = Sandbox::new();
    std::fs::create_dir(sandbox.config_dir()).expect("it is new");
    let output = shell(&sandbox, "cat; echo \"$1\" >&2; pwd; exit 7")
        .args(["sh", "argument"])
        .stdin("input\n")
        .dir(sandbox.config_dir())
        .run()
        .exits(7);
    assert!(output.stdout.starts_with("input\n"));
    assert!(output.stdout.ends_with("config/travauth\n"));
    assert_eq!(output.stderr, "argument\n");
    assert_eq!(shell(&sandbox, "kill -9 $$").run().code, 137);
    assert_eq!(shell(&sandbox, "printf '\\377'").run().bytes, [255]);
    assert_eq!(shell(&sandbox, "echo '[1]'").run().json()[0], 1);
}

#[test]
fn the_program_under_test_exists() {
    let sandbox = Sandbox::new();
    assert!(Sandbox::binary().is_file());
    assert_eq!(sandbox.travauth().args(["--version"]).run().code, 0);
}

#[test]
fn a_secret_is_found_in_every_place_and_encoding() {
    let ways = [
        ("unchanged", SECRET.to_owned()),
        ("percent-encoded", "pass%20word%2F%C3%BC%2B1%3F%7E".to_owned()),
        ("percent-encoded in lower case", "pass%20word%2f%c3%bc%2b1%3f%7e".to_owned()),
        ("as a form field", "pass+word%2F%C3%BC%2B1%3F%7E".to_owned()),
        ("base64", STANDARD.encode(SECRET)),
        ("base64 for URLs", URL_SAFE.encode(SECRET)),
        ("base64 after a user name", STANDARD.encode(format!("me:{SECRET}"))),
        ("base64 within other text", STANDARD.encode(format!("user:{SECRET}\n"))),
    ];
    for (way, written) in ways {
        let places = [
            ("standard error", "printf '%s' \"$SHOWN\" >&2"),
            ("standard output", "printf '%s' \"$SHOWN\""),
            ("the file", "mkdir -p ../cache/tokens; printf 'x%sx' \"$SHOWN\" >../cache/tokens/t.json"),
            ("the name", "touch \"$(printf '%s' \"$SHOWN\" | tr / _)\""),
            ("the target", "ln -s \"$SHOWN\" link"),
        ];
        for (place, script) in places {
            if place == "the name" && written.contains('/') {
                continue; // A file name cannot contain a slash.
            }
            let message = panic_of(|| {
                let sandbox = Sandbox::new();
                sandbox.secret(SECRET);
                drop(shell(&sandbox, script).env("SHOWN", &written).run());
            });
            let message = message.unwrap_or_else(|| panic!("{way} in {place} was not found"));
            assert!(message.contains("leaked") && message.contains(place), "{way}: {message}");
        }
    }
}

#[test]
fn a_token_may_be_in_its_entry_and_where_a_run_prints_it() {
    let sandbox = Sandbox::new();
    let entry = format!(
        "mkdir -p ../config/travauth/tokens; echo '\"{TOKEN}\"' >../config/travauth/tokens/a.json; echo '{TOKEN}'"
    );
    let output = shell(&sandbox, &entry).run();
    assert_eq!(output.token(), TOKEN);
    drop(shell(&sandbox, &format!("echo 'Bearer {TOKEN}'")).prints_token().run());
    assert_eq!(sandbox.leaks(), Vec::<String>::new());

    drop(shell(&sandbox, &format!("echo '{TOKEN}' >../config/travauth/tokens/a.tmp")).run());
    let leaks = sandbox.leaks();
    assert!(leaks.len() == 1 && leaks[0].ends_with("in the file config/travauth/tokens/a.tmp"), "{leaks:?}");
    sandbox.allow("config/travauth/tokens/a.tmp");
    assert_eq!(sandbox.leaks(), Vec::<String>::new());
}

#[test]
fn a_token_on_the_standard_output_of_another_run_is_a_leak() {
    let sandbox = Sandbox::new();
    sandbox.token(TOKEN);
    drop(shell(&sandbox, &format!("echo '{TOKEN}'")).run());
    assert_eq!(sandbox.leaks().len(), 1);
    assert!(panic_of(move || drop(sandbox)).is_some());
}

#[test]
fn values_that_a_test_wrote_or_allowed_are_no_leak() {
    let sandbox = Sandbox::new();
    let secret = sandbox.secret(SECRET);
    let file = sandbox.write("given/secret", secret);
    drop(shell(&sandbox, "cat \"$1\"").args(["sh".as_ref(), file.as_os_str()]).shows(secret).run());
    assert_eq!(sandbox.leaks(), Vec::<String>::new());

    drop(shell(&sandbox, "echo >>../given/secret").run());
    assert_eq!(sandbox.leaks().len(), 1, "the file was changed");
    std::fs::remove_file(file).expect("it exists");
}

#[test]
fn unreadable_directories_are_searched_too() {
    let sandbox = Sandbox::new();
    sandbox.secret(SECRET);
    let script = "mkdir dir; printf '%s' \"$SHOWN\" >dir/file; chmod 0 dir/file dir";
    drop(shell(&sandbox, script).env("SHOWN", SECRET).run());
    assert_eq!(sandbox.leaks().len(), 1);
    std::fs::remove_dir_all(sandbox.path("work/dir")).expect("it exists");
}

#[test]
fn a_secret_that_is_too_short_is_rejected() {
    let message = panic_of(|| {
        Sandbox::new().secret("12345");
    });
    assert!(message.is_some_and(|message| message.contains("too short")));
}

#[test]
fn programs_run_in_parallel() {
    let sandbox = Sandbox::new();
    let mut running: Vec<_> = (0..5)
        .map(|number| shell(&sandbox, &format!("echo ready; cat >&2; exit {number}")).stdin("read").spawn())
        .collect();
    assert!(running.iter().all(|running| running.first_line() == "ready"));
    running[0].until_stderr_contains("read");
    let last = running.pop().expect("there are five").kill();
    assert!(last.code == 4 || last.code == 137, "{last}");
    let outputs: Vec<Output> = running.into_iter().map(Running::wait).collect();
    assert_eq!(outputs.iter().map(|output| output.code).collect::<Vec<_>>(), [0, 1, 2, 3]);
    assert!(outputs.iter().all(|output| output.stderr == "read"));
}

#[test]
fn a_running_program_receives_signals_and_is_killed_on_drop() {
    let sandbox = Sandbox::new();
    let running = shell(&sandbox, "trap 'echo caught; exit 3' TERM; echo ready; while :; do sleep 0.01; done").spawn();
    assert_eq!(running.first_line(), "ready");
    running.signal("TERM");
    assert_eq!(running.wait().exits(3).stdout, "ready\ncaught\n");

    let running = shell(&sandbox, "echo $$ >id; echo ready; exec sleep 1000").spawn();
    assert_eq!(running.first_line(), "ready");
    let id = running.id();
    drop(running);
    eventually("the process has ended", || shell(&sandbox, &format!("kill -0 {id}")).run().code != 0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_test_waits_until_processes_open_a_lock_file() {
    use crate::support::until_each_opened_a_lock_file;

    let sandbox = Sandbox::new();
    let waiting = || shell(&sandbox, "exec 9>entry.lock; exec sleep 1000").spawn();
    let running = [waiting(), waiting()];
    until_each_opened_a_lock_file(&[running[0].id(), running[1].id()]);

    let gone = shell(&sandbox, "exit 0").spawn();
    let id = gone.id();
    let message = panic_of(|| until_each_opened_a_lock_file(&[id]));
    assert!(message.is_some_and(|message| message.contains("ended before")));
    gone.wait().exits(0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_silent_name_server_lets_a_lookup_wait() {
    let sandbox = Sandbox::new();
    let run = |command: &[&str]| sandbox.command(crate::support::SILENT_DNS).args(command).run();
    let resolver = run(&["cat", "/etc/resolv.conf"]).exits(0).stdout;
    assert!(resolver.starts_with("nameserver 127.0.0.1\n"), "{resolver}");
    assert_eq!(run(&["sh", "-c", "exit 7"]).code, 7);
    // `timeout` exits with 124 if the command still runs. Any response, even "no such host", would end the command.
    run(&["timeout", "2", "getent", "hosts", "host.example"]).exits(124);
}
