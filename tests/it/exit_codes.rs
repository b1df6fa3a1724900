//! The documented exit codes: what `travauth help exit-codes` says about codes that a run shows.

use clap::CommandFactory as _;
use travauth::cli::Cli;
use travauth::exit::ExitCode;

use super::common::amadeus;
use crate::support::{Reply, Sandbox, Server};

#[test]
fn an_unknown_oauth_error_is_a_refused_request() {
    let sandbox = Sandbox::new();
    for status in [400, 403] {
        let server = Server::start(move |_| Reply::json(status, r#"{"error":"never_seen"}"#));
        amadeus(&sandbox, &server.url()).run().fails(2, &["never_seen"]);
    }
    sandbox.travauth().args(["explain", "never_seen"]).run().fails(2, &["no explanation"]);
    assert!(ExitCode::Usage.meaning().contains("an OAuth error that `travauth explain` does not know"));
}

#[test]
fn the_codes_of_a_command_name_every_command_that_runs_one() {
    let mut cli = Cli::command();
    cli.build();
    let runs_command = |command: &&clap::Command| command.get_arguments().any(clap::Arg::is_last_set);
    let names: Vec<&str> = cli.get_subcommands().filter(runs_command).map(clap::Command::get_name).collect();
    assert!(names.contains(&"exec"), "{names:?}");
    for name in names {
        for code in [ExitCode::NotExecutable, ExitCode::NotFound] {
            assert!(code.meaning().contains(&format!("`{name}")), "{name}: {}", code.meaning());
        }
    }
}

/// Unlike Ctrl-C, the end by SIGTERM has no documented meaning of its own, but a shell shows its code.
#[cfg(unix)]
#[test]
fn the_code_of_sigterm_is_documented_with_that_of_an_interrupt() {
    let sandbox = Sandbox::new();
    let proxy = ["proxy", "-p", "amadeus", "-e", "emulator", "--listen", "127.0.0.1:0"];
    for (args, code, words) in [(&["emulator"][..], 143, "shows 143"), (&proxy, 0, "`proxy` ends with 0")] {
        let server = sandbox.travauth().args(args).spawn();
        server.first_line();
        server.signal("TERM");
        let _ = server.wait().exits(code);
        assert!(ExitCode::Interrupted.meaning().contains(words), "{words}");
    }
}
