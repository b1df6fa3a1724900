//! Signals: some end the program, which cleans up before, and some stay ignored.
#![cfg(target_os = "linux")]

use std::fs;

use super::api::{api, call};
use super::common::grant;
use crate::support::{Gate, Program, Reply, Sandbox, Server};

/// Prepares a shell script that ignores signals, and in which `"$@"` is this program with its arguments.
fn ignoring(program: Program, script: &str) -> Program {
    program.under(["sh", "-c", script, "sh"])
}

/// N20: `nohup`, or a shell for a job with `&`, ignores signals. These must not end a download.
#[test]
fn ignored_signals_stay_ignored_by_a_download() {
    let sandbox = Sandbox::new();
    for (ignored, sent) in [("HUP", "HUP"), ("INT QUIT", "INT"), ("INT QUIT", "QUIT"), ("TERM", "TERM")] {
        let gate = Gate::new();
        let reply = Reply::status(200).body("whole").hold_until(&gate);
        let server = api(move |_| reply.clone());
        let script = format!("trap '' {ignored}; exec \"$@\"");
        let running = ignoring(call(&sandbox, &server.url()).args(["/x", "-o", "out"]), &script).spawn();
        server.wait_for(2);
        running.signal(sent);
        gate.open();
        assert_eq!(running.wait().exits(0).stderr, "", "{sent}");
        assert_eq!(fs::read_to_string(sandbox.path("work/out")).unwrap(), "whole");
        fs::remove_file(sandbox.path("work/out")).unwrap();
    }
}

/// N20: the command of `emulator --` inherits the ignored signals. `emulator --tls` without a command ignores them too.
#[test]
fn ignored_signals_stay_ignored_by_the_emulator_and_its_command() {
    let sandbox = Sandbox::new();
    let script = "trap '' HUP; exec \"$@\"";
    let command = ["emulator", "--", "sh", "-c", "kill -s HUP $$ && kill -s HUP $PPID && exit 7"];
    let _ = ignoring(sandbox.travauth().args(command), script).run().exits(7);
    let emulator = ignoring(sandbox.travauth().args(["emulator", "--tls"]), script).spawn();
    emulator.first_line();
    emulator.signal("HUP");
    emulator.signal("TERM");
    let _ = emulator.wait().exits(128 + 15);
}

/// N18: Perl programs often ignore SIGCHLD, and then the system discards the exit codes of child processes.
#[test]
fn exit_codes_arrive_although_sigchld_is_ignored() {
    let sandbox = Sandbox::new();
    let without_sigchld = |program: Program| program.under(["perl", "-e", "$SIG{CHLD} = 'IGNORE'; exec @ARGV"]);
    let command = ["emulator", "--", "sh", "-c", "exit 7"];
    let _ = without_sigchld(sandbox.travauth().args(command)).run().exits(7);

    let server = Server::start(|_| grant("token-by-command"));
    for (exit, code) in [("", 0), ("; exit 3", 9)] {
        sandbox.write(
            "config/travauth/config.toml",
            format!(
                "[profiles.p]\nprovider = \"amadeus\"\nbase_url = \"{}\"\nclient_id = \"i\"\n\
                 client_secret = {{ command = [\"sh\", \"-c\", \"echo the-secret-by-command{exit}\"] }}\n",
                server.url()
            ),
        );
        let get = sandbox.travauth().args(["token", "get", "-P", "p", "--refresh"]).prints_token();
        let output = without_sigchld(get).run().exits(code);
        assert_eq!(output.stderr.contains("exit status: 3"), code == 9, "{output}");
    }
}

/// Runs `token get` at its prompt on a terminal, with the shell commands `watch` in the background.
///
/// Returns the exit code, and `hidden` or `shown` for the echo of the terminal afterwards.
fn at_the_prompt(sandbox: &Sandbox, watch: &str) -> String {
    let script = format!(
        r#"
        is_hidden() {{ stty -a </dev/tty | grep -q -- ' -echo '; }}
        send() {{ kill -s "$1" "$(cat pid)"; }}
        state() {{ sed -n 's/^State:[[:space:]]*\(.\).*/\1/p' "/proc/$(cat pid)/status"; }}
        watch() {{ until is_hidden; do :; done; {watch}
        }}
        stty sane
        watch &
        "$1" -c 'echo $$ >pid; exec "$@"' "$@"
        echo $? >code
        wait
        if is_hidden; then echo hidden; else echo shown; fi >after"#
    );
    let script = sandbox.write("work/prompt.sh", script);
    let binary = Sandbox::binary().display();
    let line = format!("dash {} sh {binary} token get -p amadeus --client-id i", script.display());
    // `script` sends the end of its input to the terminal, so its input must stay open.
    let shell = r#"mkfifo input && exec 3<>input && exec script -qec "$1" /dev/null <input"#;
    let _ = sandbox.command("sh").args(["-c", shell, "sh", &line]).run().exits(0);
    let read = |name| fs::read_to_string(sandbox.path("work").join(name)).unwrap().trim().to_owned();
    format!("{} {}", read("code"), read("after"))
}

/// N19: the program must restore the terminal, because shells such as dash do not.
#[test]
fn a_signal_at_the_prompt_leaves_the_terminal_as_it_was() {
    for (signal, number) in [("INT", 2), ("TERM", 15), ("HUP", 1), ("QUIT", 3)] {
        let sandbox = Sandbox::new();
        assert_eq!(at_the_prompt(&sandbox, &format!("send {signal}")), format!("{} shown", 128 + number), "{signal}");
    }
}

/// N19: Ctrl-Z stops the program at the prompt, and the terminal shows what is typed until it continues.
#[test]
fn the_prompt_can_be_stopped_and_continued() {
    let sandbox = Sandbox::new();
    let watch = "
        if stty -a </dev/tty | grep -q -- -isig; then send KILL; exit; fi
        send TSTP
        until [ \"$(state)\" = T ]; do :; done
        if is_hidden; then echo hidden; else echo shown; fi >stopped
        send CONT
        until is_hidden; do :; done
        send TERM";
    assert_eq!(at_the_prompt(&sandbox, watch), "143 shown");
    assert_eq!(fs::read_to_string(sandbox.path("work/stopped")).unwrap(), "shown\n");
}
