//! What the program shows on a terminal of 80 columns: tables, colours and reports.
#![cfg(target_os = "linux")]

use super::common::{AMADEUS_ID, SECRET, amadeus, grant, rejection};
use crate::support::{Program, Reply, Sandbox, Server};

const TOKEN: &str = "token-of-the-terminal-0123456789";

/// Returns a sandbox with a profile whose client id is long and has wide characters, and its cached token.
fn with_token() -> (Sandbox, Server) {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant(TOKEN)));
    sandbox.token(TOKEN);
    let config = format!(
        "[profiles.muenchen]\nprovider = \"amadeus\"\nbase_url = \"{}\"\nscope = \"read write\"\n\
         client_id = \"münchen-東京-a-client-id-that-is-longer-than-most\"\nclient_secret = {{ env = \"MINE\" }}\n",
        server.url()
    );
    sandbox.write("config/travauth/config.toml", config);
    let get = sandbox.travauth().args(["token", "get", "-P", "muenchen"]).env("MINE", sandbox.secret(SECRET));
    get.run().token();
    (sandbox, server)
}

/// Returns the lines on the terminal, without colours.
fn screen(program: Program) -> String {
    let text = program.at_terminal().wait().stdout;
    let mut plain = String::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = after.split_once(|c: char| c.is_ascii_alphabetic()).map_or("", |(_, rest)| rest);
    }
    plain + rest
}

#[test]
fn tables_fit_the_terminal_and_wide_shows_all_columns() {
    let (sandbox, _server) = with_token();
    for command in [&["token", "show"][..], &["profile", "list"], &["providers", "list"], &["config", "show"]] {
        let text = screen(sandbox.travauth().args(command));
        for line in text.lines() {
            assert!(textwrap::core::display_width(line) <= 80, "{command:?}: {line}\n{text}");
        }
    }
    let narrow = screen(sandbox.travauth().args(["token", "show"]));
    assert!(narrow.contains("PROFILE") && narrow.contains("muenchen"), "{narrow}");
    assert!(!narrow.lines().next().unwrap_or_default().contains("OBTAINED"), "{narrow}");
    assert!(narrow.contains("--wide also shows") && narrow.contains("OBTAINED"), "{narrow}");
    let wide = screen(sandbox.travauth().args(["token", "show", "--wide"]));
    let piped = sandbox.travauth().args(["token", "show"]).run().exits(0).silently().stdout;
    assert_eq!(wide.lines().next(), piped.lines().next());
    for heading in ["CLIENT ID", "TOKEN", "OBTAINED", "EXPIRES", "LEFT", "STATE", "PROFILE", "SCOPE", "read write"] {
        assert!(wide.contains(heading), "{wide}");
    }
}

#[test]
fn a_narrow_terminal_shows_a_revealed_token() {
    let (sandbox, _server) = with_token();
    assert!(!screen(sandbox.travauth().args(["token", "show"])).contains("TOKEN  "));
    let revealed = screen(sandbox.travauth().args(["token", "show", "--reveal"]).prints_token());
    assert!(revealed.contains("TOKEN  ") && revealed.contains(&TOKEN[..12]), "{revealed}");
}

#[test]
fn states_have_colours_unless_they_are_switched_off() {
    const GREEN: &str = "\u{1b}[32mvalid";
    let (sandbox, _server) = with_token();
    let show = || sandbox.travauth().args(["token", "show"]).env("TERM", "xterm");
    assert!(show().at_terminal().wait().stdout.contains(GREEN));
    assert!(!show().env("NO_COLOR", "1").at_terminal().wait().stdout.contains(GREEN));
    assert!(!show().args(["--color", "never"]).at_terminal().wait().stdout.contains(GREEN));
    assert!(!show().run().stdout.contains('\u{1b}'));
    assert!(show().args(["--color", "always"]).run().stdout.contains(GREEN));
}

#[test]
fn check_folds_what_works_and_shows_problems() {
    let sandbox = Sandbox::new();
    let server = Server::start(|_| Reply::status(401));
    let check = |args: &[&str]| screen(sandbox.travauth().args(["check"]).args(args));
    let good = check(&["-p", "sabre", "-e", "emulator"]);
    assert!(good.contains("valid      sabre (emulator)  ") && good.ends_with("1 valid\n"), "{good}");
    assert!(!good.contains("configuration"), "{good}");
    let only_problems = check(&["-p", "sabre", "-e", "emulator", "--problems"]);
    assert!(!only_problems.contains("sabre (emulator)  "), "{only_problems}");
    let program = amadeus_check(&sandbox, &server);
    let bad = screen(program);
    assert!(bad.contains("invalid    amadeus (custom)") && bad.contains("  fail     token: "), "{bad}");
    let piped = sandbox.travauth().args(["check", "-p", "sabre", "-e", "emulator"]).run().exits(0).stdout;
    assert!(piped.contains("  ok       configuration"), "{piped}");
    sandbox
        .travauth()
        .args(["check", "-p", "sabre", "-e", "emulator", "--problems", "--json"])
        .run()
        .fails(2, &["--problems"]);
}

#[test]
fn check_shows_each_hint_on_a_line_of_its_own() {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| rejection()));
    let get = amadeus(&sandbox, &server.url()).run();
    let mut hints: Vec<&str> = get.stderr.lines().filter_map(|line| line.strip_prefix("hint: ")).collect();
    // `check` has a step of its own that says where the credentials are from.
    hints.retain(|hint| !hint.starts_with("travauth used"));
    assert!(hints.len() > 1, "{get}");
    let check = || amadeus_check(&sandbox, &server).args(["--refresh"]);
    let piped = check().run().exits(3).stdout;
    let shown = screen(check());
    for hint in &hints {
        assert!(piped.lines().any(|line| line.ends_with(&format!("  hint: {hint}"))), "no line with {hint:?}: {piped}");
    }
    assert_eq!(shown.matches("\n  hint     ").count(), hints.len(), "{shown}");
}

fn amadeus_check(sandbox: &Sandbox, server: &Server) -> Program {
    let check = sandbox.travauth().args(["check", "-p", "amadeus", "--base-url", &server.url()]);
    check.env("AMADEUS_CLIENT_ID", AMADEUS_ID).env("AMADEUS_CLIENT_SECRET", sandbox.secret(SECRET))
}

#[test]
fn explain_draws_on_a_terminal_only() {
    let sandbox = Sandbox::new();
    let explain = || sandbox.travauth().args(["encode-sabre-id", "--client-id", "V1:7971:7TZA:AA", "--explain"]);
    let drawn = screen(explain());
    assert!(drawn.contains("│ VjE6Nzk3MTo3VFpBOkFB:********"), "{drawn}");
    let piped = explain().run().exits(0).stdout;
    assert!(piped.starts_with("client id ") && !piped.contains('│'), "{piped}");
}

#[test]
fn prose_wraps_at_words_on_a_terminal_only() {
    let sandbox = Sandbox::new();
    sandbox.write("work/string", "Basic VjE6Nzk3MTo3VFpBOkFB");
    for (command, first_indent) in [
        ("explain 401", "\n        "),
        ("encode-sabre-id --verify string", "\n           "),
        ("encode-sabre-id --client-id some-client-id --password-file string", "\n         "),
        ("token get -p amadeuss", "\n      "),
        ("token get -p amadeus --base-url http://example.com", "\n       "),
        (&*format!("call -p amadeus -e emulator /x -d @{}/missing", "a-long-path/".repeat(8)), "\n       "),
    ] {
        let program = || sandbox.travauth().args(command.split_whitespace());
        let piped = program().run();
        let whole = format!("{}{}", piped.stderr, piped.stdout);
        assert!(whole.lines().any(|line| line.len() > 80), "{command} has no long line: {whole}");
        assert!(!whole.contains(first_indent), "{command}: {whole}");
        let shown = screen(program());
        assert!(shown.contains(first_indent), "{command}: {shown}");
        // A long word, such as a URL, stays whole, so that it can be copied.
        let fits = |line: &str| line.len() <= 80 || !line.trim().contains(' ');
        assert!(shown.lines().all(fits), "{command}: {shown}");
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(words(&shown), words(&whole), "{command}");
    }
}
