//! What a terminal shows while the program waits: for a server, for a command, or for the user to type.
#![cfg(target_os = "linux")]

use super::common::{AMADEUS_ID, SECRET, amadeus, grant};
use super::redis_replies::Scripted;
use crate::support::{Gate, Program, Reply, Request, Sandbox, Server, Terminal, eventually};

const TOKEN: &str = "token-of-the-terminal-0123456789";
/// What erases a progress line.
const ERASE: &str = "\r\u{1b}[K";
const SHOWN_SECRET: &str = "the secret, which is shown";

/// Returns a sandbox with profiles of two providers: those of `silent`, which never responds, and those of `granting`, which
/// grants tokens and has an API that never responds.
fn with_silent_server() -> (Sandbox, Server) {
    let sandbox = Sandbox::new();
    sandbox.token(TOKEN);
    let server = Server::start(|request| if request.path == "/granting/token" { grant(TOKEN) } else { Reply::hang() });
    let secret = sandbox.write("work/secret", sandbox.secret(SECRET));
    let config = ["silent", "granting"].map(|provider| {
        format!(
            "[providers.{provider}]\ntoken_url = \"/{provider}/token\"\nrevocation_url = \"/revoke\"\n\
             [profiles.{provider}]\nprovider = \"{provider}\"\nbase_url = \"{}\"\nclient_id = \"{AMADEUS_ID}\"\n\
             client_secret = {{ file = \"{}\" }}\n",
            server.url(),
            secret.display()
        )
    });
    sandbox.write("config/travauth/config.toml", config.concat());
    sandbox.write("work/batch.nd", "{\"id\":1,\"path\":\"/api\"}\n");
    (sandbox, server)
}

/// Prepares a run whose standard output is a file.
fn redirected(program: Program) -> Program {
    program.under(["sh", "-c", "exec \"$@\" > output", "sh"])
}

/// Waits until the terminal shows this line, and ends the program with Ctrl-C, which erases the line.
#[track_caller]
fn shows(terminal: Terminal, line: &str) {
    let shown = format!("{ERASE}{line}");
    eventually(&format!("the terminal shows `{line}`"), || terminal.text().contains(&shown));
    terminal.types("\u{3}");
    let output = terminal.wait().exits(130);
    assert!(output.stdout.rfind(ERASE) > output.stdout.rfind(line), "the line is still there: {output}");
}

/// Returns when a progress line that began to wait now would be on its terminal.
fn until_a_line_would_be_shown() {
    let (sandbox, server) = with_silent_server();
    shows(sandbox.travauth().args(["token", "get", "-P", "silent"]).at_terminal(), &format!("POST {}", server.url()));
}

#[test]
fn every_command_shows_what_it_waits_for() {
    let run = |sandbox: &Sandbox, command: &str| {
        // Each run is in a sandbox of its own, because one run would wait for the token of another one.
        sandbox.travauth().args(command.split(' '))
    };
    let mut running = Vec::new();
    for (command, is_redirected, line) in [
        ("token get -P silent", false, "POST URL/silent/token"),
        ("call -P silent /api", false, "POST URL/silent/token"),
        ("call -P granting /api", false, "GET URL/api"),
        ("call -P granting /api", true, "GET URL/api"),
        ("call -P silent --batch batch.nd", false, "POST URL/silent/token"),
        ("call -P silent --batch batch.nd", true, "POST URL/silent/token"),
        ("call -P silent --batch batch.nd -o lines", false, "POST URL/silent/token"),
        ("call -P granting --batch batch.nd", false, "GET URL/api"),
        ("call -P granting --batch batch.nd", true, "GET URL/api"),
        ("call -P granting --batch batch.nd -o lines", false, "GET URL/api"),
        ("check -P silent", false, "silent: token 1 s"),
        ("exec -P silent -- true", false, "POST URL/silent/token"),
        (
            "login new -p amadeus --base-url URL --client-id me --client-secret-file secret --store file",
            false,
            "POST URL",
        ),
        ("logout granting --revoke", false, "POST URL/revoke"),
    ] {
        let (sandbox, server) = with_silent_server();
        let [command, line] = [command, line].map(|text| text.replace("URL", &server.url()));
        if command.starts_with("logout") {
            run(&sandbox, "token get -P granting").run().token();
        }
        let program = run(&sandbox, &command);
        let program = if is_redirected { redirected(program) } else { program };
        running.push((program.at_terminal(), line, sandbox, server));
    }
    for (terminal, line, _sandbox, _server) in running {
        shows(terminal, &line);
    }
}

#[test]
fn commands_that_list_a_slow_shared_cache_show_what_they_wait_for() {
    // The next page of a list without an end.
    let redis = Scripted::start(|_| Some("*2\r\n$1\r\n7\r\n*0\r\n".to_owned()));
    let cache = format!("redis://127.0.0.1:{}", redis.port());
    let mut running = Vec::new();
    for command in
        [&["token", "show"][..], &["token", "clear", "--all"], &["profile", "list"], &["profile", "show", "silent"]]
    {
        let (sandbox, server) = with_silent_server();
        let terminal = sandbox.travauth().args(command).env("TRAVAUTH_CACHE", &cache).at_terminal();
        running.push((terminal, sandbox, server.at_least(0)));
    }
    for (terminal, _sandbox, _server) in running {
        shows(terminal, &format!("asking the shared cache {cache}"));
    }
}

#[test]
fn the_lines_of_a_batch_replace_its_progress() {
    let (sandbox, gate) = (Sandbox::new(), Gate::new());
    sandbox.token(TOKEN);
    let held = gate.clone();
    let server = Server::start(move |request: &Request| match request.path.as_str() {
        "/first" => Reply::json(200, "1"),
        "/second" => Reply::json(200, "2").hold_until(&held),
        _ => grant(TOKEN),
    });
    sandbox.write("work/batch.nd", "{\"id\":1,\"path\":\"/first\"}\n{\"id\":2,\"path\":\"/second\"}\n");
    let call = ["call", "-p", "amadeus", "--base-url", &server.url(), "--batch", "batch.nd"];
    let call = sandbox.travauth().args(call).env("AMADEUS_CLIENT_ID", AMADEUS_ID);
    let terminal = call.env("AMADEUS_CLIENT_SECRET", sandbox.secret(SECRET)).at_terminal();
    eventually("the terminal shows the progress", || terminal.text().contains(&format!("{ERASE}1 done, 0 failed, ")));
    gate.open();
    let text = terminal.wait().exits(0).stdout;
    assert!(text.contains(&format!("{ERASE}{{\"id\":2,")) && text.ends_with("\n2 requests, 0 failed\n"), "{text:?}");
    assert!(!text.contains("0 done"), "{text:?}");
}

#[test]
fn a_dumb_terminal_shows_no_line() {
    let (sandbox, gate) = (Sandbox::new(), Gate::new());
    sandbox.token(TOKEN);
    let held = gate.clone();
    let server = Server::start(move |_| grant(TOKEN).hold_until(&held));
    let terminal = amadeus(&sandbox, &server.url()).env("TERM", "dumb").prints_token().at_terminal();
    let check = sandbox.travauth().args(["check", "-p", "amadeus", "--base-url", &server.url()]);
    let check = check.env("AMADEUS_CLIENT_ID", "other").env("AMADEUS_CLIENT_SECRET", SECRET).env("TERM", "dumb");
    let check = check.at_terminal();
    server.wait_for(2);
    until_a_line_would_be_shown();
    gate.open();
    assert_eq!(terminal.wait().exits(0).stdout, format!("{TOKEN}\n"));
    let report = check.wait().stdout;
    assert!(!report.contains('\u{1b}'), "{report:?}");
}

#[test]
fn every_read_of_the_keyboard_says_what_to_type() {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant(TOKEN)));
    for (command, what) in [
        ("call -p amadeus -e emulator /x --dry-run -d -", "the body"),
        ("call -p amadeus -e emulator /x --dry-run -d @-", "the body"),
        ("call -p amadeus -e emulator /x --dry-run -F a=@-", "the text of the field"),
        ("call -p amadeus -e emulator --batch -", "the requests, one on each line"),
        ("token get -p amadeus --base-url URL --client-id me --client-secret-file -", SHOWN_SECRET),
        ("token get -p sabre --base-url URL --user-id V1:1:2:AA --password-file -", SHOWN_SECRET),
        ("exec -p amadeus --base-url URL --client-id me --client-secret-file - -- true", SHOWN_SECRET),
        ("check -p amadeus --base-url URL --client-id me --client-secret-file -", SHOWN_SECRET),
        ("login me -p amadeus -e test --client-id me --store file --no-verify --with-secret", SHOWN_SECRET),
        ("encode-sabre-id --client-id V1:1:2:AA --password-file -", SHOWN_SECRET),
        ("encode-sabre-id --client-id V1:1:2:AA --password-stdin", SHOWN_SECRET),
        ("encode-sabre-id --verify -", "the credential string, which is shown"),
    ] {
        let command = command.replace("URL", &server.url());
        let terminal = sandbox.travauth().args(command.split(' ')).at_terminal();
        terminal.until_it_asks(&format!("Type or paste {what}, then press Enter and Ctrl-D:"));
        terminal.types("{}\n\u{4}");
        let text = terminal.wait().stdout;
        assert_eq!(text.matches("Type or paste").count(), 1, "{command}: {text}");
    }
}

#[test]
fn nothing_is_drawn_while_the_user_types() {
    let (sandbox, server) = with_silent_server();
    let call = |args: &[&str]| {
        let terminal = sandbox.travauth().args(["call", "-P", "granting"]).args(args).at_terminal();
        terminal.until_it_asks("Ctrl-D:");
        terminal
    };
    let typing = [
        (call(&["/api", "-X", "PUT", "-d", "-"]), "PUT"),
        (call(&["/api", "-X", "PUT", "-F", "a=@-"]), "PUT"),
        (call(&["--batch", "-"]), "GET"),
    ];
    until_a_line_would_be_shown();
    for (terminal, method) in typing {
        assert!(!terminal.text().contains(ERASE), "{:?}", terminal.text());
        terminal.types("{\"path\":\"/api\"}\n\u{4}");
        shows(terminal, &format!("{method} {}/api", server.url()));
    }
}

#[test]
fn a_silent_second_shows_the_reason_and_the_line_is_erased() {
    let sandbox = Sandbox::new();
    sandbox.token(TOKEN);
    let gate = Gate::new();
    let held = gate.clone();
    let server = Server::start(move |_| grant(TOKEN).hold_until(&held));
    let terminal = amadeus(&sandbox, &server.url()).prints_token().at_terminal();
    let reason = format!("POST {}", server.url());
    eventually("the terminal shows the request", || terminal.text().contains(&reason));
    gate.open();
    let text = terminal.wait().exits(0).stdout;
    assert!(text.ends_with(&format!("\r\u{1b}[K{TOKEN}\n")), "{text:?}");
    let quiet = amadeus(&sandbox, &server.url()).args(["-q", "--refresh"]).prints_token().at_terminal();
    assert_eq!(quiet.wait().exits(0).stdout, format!("{TOKEN}\n"));
}

#[test]
fn a_slow_secret_command_is_named() {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant(TOKEN)));
    sandbox.token(TOKEN);
    let secret = sandbox.secret("a-secret-of-the-command");
    let config = format!(
        "[profiles.mine]\nprovider = \"amadeus\"\nbase_url = \"{}\"\nclient_id = \"{AMADEUS_ID}\"\n\
         client_secret = {{ command = [\"sh\", \"-c\", \"until [ -e done ]; do sleep 0.1; done; echo {secret}\"] }}\n",
        server.url()
    );
    sandbox.write("config/travauth/config.toml", config);
    let terminal = sandbox.travauth().args(["token", "get", "-P", "mine"]).prints_token().at_terminal();
    eventually("the terminal names the command", || terminal.text().contains("running "));
    sandbox.write("config/travauth/done", "");
    terminal.wait().exits(0);
}

#[test]
fn a_hidden_question_erases_the_line() {
    let (sandbox, gate) = (Sandbox::new(), Gate::new());
    sandbox.token(TOKEN);
    let held = gate.clone();
    let server = Server::start(move |request| match request.path.as_str() {
        "/api" => Reply::status(401).hold_until(&held),
        _ => grant(TOKEN),
    });
    let run = |command: &str| {
        let args = ["-p", "sabre", "--base-url", &server.url(), "--user-id", "V1:7971:7TZA:AA"];
        sandbox.travauth().args(command.split(' ')).args(args)
    };
    run("token get").env("SABRE_PASSWORD", sandbox.secret(SECRET)).run().token();
    // The API does not accept the cached token, and the password for a new one is asked for.
    let terminal = run("call /api").at_terminal();
    eventually("the terminal shows the request", || terminal.text().contains("GET "));
    gate.open();
    terminal.until_it_asks(" (not shown):");
    let text = terminal.text();
    assert!(text.contains(&format!("{ERASE}Sabre password for ")), "{text:?}");
    terminal.types("\u{3}");
    terminal.wait().exits(130);
}
