//! `token show` and `token clear`.

use serde_json::{Value, json};

use super::common::{
    TOKEN, age_entry, amadeus, cache_files, edit_entry, entry_path, grant, numbered_grants, numbered_token, sabre,
};
use crate::support::{Program, Reply, Sandbox, Server, overwrite};

fn show(sandbox: &Sandbox) -> Program {
    sandbox.travauth().args(["token", "show"])
}

fn clear(sandbox: &Sandbox, args: &[&str]) -> Program {
    sandbox.travauth().args(["token", "clear"]).args(args)
}

/// Returns the client ids that `token show --json` lists.
fn shown(program: Program) -> Vec<String> {
    let json = program.args(["--json"]).run().exits(0).silently().json();
    let rows = json.as_array().expect("it is an array");
    rows.iter().map(|row| row["client_id"].as_str().expect("it is text").to_owned()).collect()
}

/// Returns a sandbox with four cached tokens: one of Sabre, two of Amadeus, and one of the emulator.
fn filled() -> (Sandbox, Server) {
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    sabre(&sandbox, &server.url()).run().token();
    amadeus(&sandbox, &server.url()).run().token();
    amadeus(&sandbox, &server.url()).env("AMADEUS_CLIENT_ID", "another").run().token();
    sandbox.travauth().args(["token", "get", "-p", "sabre", "-e", "emulator"]).run().token();
    (sandbox, server)
}

const ALL: [&str; 4] = ["another", "my-amadeus-key", "V1:7971:7TZA:AA", "V1:demo:DEMO:AA"];

// ── show ────────────────────────────────────────────────────────────────────

#[test]
fn an_empty_cache_shows_nothing() {
    let sandbox = Sandbox::new();
    assert_eq!(show(&sandbox).run().exits(0).silently().stdout, "");
    assert_eq!(show(&sandbox).args(["--json"]).run().exits(0).silently().stdout, "[]\n");
    for args in [&["-p", "sabre"][..], &["-e", "emulator"], &["--client-id", "x"], &["-p", "amadeus", "-e", "prod"]] {
        show(&sandbox).args(args).run().fails(8, &["no token is cached"]);
        show(&sandbox).args(args).args(["--json"]).run().fails(8, &["no token is cached"]);
    }
    assert!(!sandbox.config_dir().exists());
}

#[test]
fn the_table_has_a_line_for_each_token_and_masks_it() {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant("abcd-a-rather-long-token-wxyz")));
    sandbox.token("abcd-a-rather-long-token-wxyz");
    amadeus(&sandbox, &server.url()).run().token();
    let output = show(&sandbox).run().exits(0).silently();
    let lines: Vec<_> = output.stdout.lines().collect();
    assert_eq!(lines.len(), 2, "{output}");
    let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(words(lines[0])[..2], ["PROVIDER", "ENVIRONMENT"], "{output}");
    assert_eq!(words(lines[1])[..3], ["amadeus", "custom", "my-amadeus-key"], "{output}");
    assert!(lines[1].ends_with("valid") && lines[1].contains("29 min"), "{output}");
    for (age, ending) in [(1799 - 30, "expiring"), (60, "expired")] {
        age_entry(&sandbox, age);
        let output = show(&sandbox).run().exits(0).silently();
        assert!(output.stdout.trim_end().ends_with(ending), "{output}");
    }
}

#[test]
fn the_json_is_that_of_get_with_the_token_masked() {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant(TOKEN)));
    sandbox.token(TOKEN);
    let got = amadeus(&sandbox, &server.url()).args(["--format", "json"]).prints_token().run().exits(0).json();
    let comparable = |mut json: Value| {
        // Source and remaining seconds differ between the two commands.
        json["source"] = json!(null);
        json["expires_in"] = json!(null);
        json
    };
    let masked = show(&sandbox).args(["--json"]).run().exits(0).silently().json()[0].clone();
    assert_ne!(masked["access_token"], TOKEN);
    assert_eq!(masked["source"], "cache");
    let revealed = show(&sandbox).args(["--json", "--reveal"]).prints_token().run().exits(0).json()[0].clone();
    assert_eq!(comparable(revealed), comparable(got.clone()));
    let mut unmasked = masked;
    unmasked["access_token"] = json!(TOKEN);
    assert_eq!(comparable(unmasked), comparable(got));
    let table = show(&sandbox).args(["--reveal"]).prints_token().run().exits(0);
    assert!(table.stdout.contains(TOKEN), "{table}");
}

#[test]
fn short_tokens_are_masked_completely() {
    for token in ["x", "abcdefgh", "0123456789abcdef"] {
        let (sandbox, server) = (Sandbox::new(), Server::start(move |_| grant(token)));
        amadeus(&sandbox, &server.url()).prints_token().run().exits(0);
        let masked = show(&sandbox).args(["--json"]).run().exits(0).json()[0]["access_token"].clone();
        let masked = masked.as_str().expect("it is text").to_owned();
        assert!(!masked.contains(token) && !masked.is_empty(), "{masked}");
    }
}

#[test]
fn a_selection_limits_the_shown_tokens() {
    let (sandbox, server) = filled();
    assert_eq!(shown(show(&sandbox)), ALL);
    let url = server.url();
    for (args, ids) in [
        (&["-p", "sabre"][..], &ALL[2..]),
        (&["-p", "amadeus"], &ALL[..2]),
        (&["-e", "emulator"], &ALL[3..]),
        (&["-p", "sabre", "-e", "emulator"], &ALL[3..]),
        (&["-p", "sabre", "--base-url", &url], &ALL[2..3]),
        (&["-p", "amadeus", "--client-id", "another"], &ALL[..1]),
        (&["--client-id", "another"], &ALL[..1]),
        (&["-p", "sabre", "--user-id", "7971", "--pcc", "7TZA"], &ALL[2..3]),
    ] {
        assert_eq!(shown(show(&sandbox).args(args)), ids, "{args:?}");
    }
    assert_eq!(shown(show(&sandbox).env("TRAVAUTH_PROVIDER", "sabre")), &ALL[2..]);
    for args in
        [&["-p", "sabre", "-e", "production"][..], &["--client-id", "unknown"], &["-p", "amadeus", "-e", "emulator"]]
    {
        show(&sandbox).args(args).run().fails(8, &["no token is cached"]);
    }
    show(&sandbox).args(["-p", "unknown"]).run().fails(2, &["no provider `unknown`"]);
    show(&sandbox).args(["-p", "sabre", "-e", "x"]).run().fails(2, &["no environment `x`"]);
    show(&sandbox).args(["--base-url", &url]).run().fails(2, &["no provider was chosen"]);
}

#[test]
fn a_stored_failure_is_not_a_token() {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| Reply::status(401)));
    amadeus(&sandbox, &server.url()).run().fails(3, &[]);
    assert!(shown(show(&sandbox)).is_empty());
    show(&sandbox).args(["-p", "amadeus"]).run().fails(8, &[]);
}

#[test]
fn a_damaged_entry_causes_a_warning_and_the_others_are_shown() {
    let (sandbox, _server) = filled();
    let damaged = cache_files(&sandbox, "json").remove(0);
    overwrite(&damaged, "{");
    let output = show(&sandbox).args(["--json"]).run().exits(0);
    assert_eq!(output.json().as_array().map(Vec::len), Some(3));
    output.warns_once(damaged.to_str().expect("it is text"));
}

#[test]
fn why_shows_whether_the_next_get_uses_the_network() {
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    let env = |program: Program| {
        program
            .env("AMADEUS_BASE_URL", server.url())
            .env("AMADEUS_CLIENT_ID", "id")
            .env("AMADEUS_CLIENT_SECRET", sandbox.secret("the secret of id"))
    };
    let why = || env(sandbox.travauth().args(["token", "show", "--why", "-p", "amadeus"]));
    let next = |output: &crate::support::Output| {
        let line = output.stdout.lines().find_map(|line| line.strip_prefix("next token get"));
        line.unwrap_or_default().trim_start().to_owned()
    };
    let cold = why().run().exits(8);
    assert_eq!(next(&cold), "asks the provider: nothing is cached");
    assert!(cold.stdout.contains("(--provider)") && cold.stdout.contains("custom ($AMADEUS_BASE_URL)"), "{cold}");
    env(sandbox.travauth().args(["token", "get", "-p", "amadeus"])).run().token();
    let warm = why().run().exits(0).silently();
    assert_eq!(next(&warm), "takes the cached token, without the network");
    let entry = entry_path(&sandbox);
    assert!(warm.stdout.contains(entry.to_str().expect("it is text")), "{warm}");
    assert_eq!(
        next(&why().env("AMADEUS_CLIENT_SECRET", sandbox.secret("another secret")).run().exits(0)),
        "asks the provider: the cached token was obtained with a different secret"
    );
    age_entry(&sandbox, 1799 - 30);
    assert_eq!(next(&why().run().exits(0)), "asks the provider: the cached token expires too soon");
    age_entry(&sandbox, 60);
    assert_eq!(next(&why().run().exits(0)), "asks the provider: the cached token has expired");
    server.expect(1);

    let rejecting = Server::start(|_| Reply::status(401));
    let at = |program: Program| env(program).env("AMADEUS_BASE_URL", rejecting.url());
    at(sandbox.travauth().args(["token", "get", "-p", "amadeus"])).run().fails(3, &[]);
    let output = at(sandbox.travauth().args(["token", "show", "--why", "-p", "amadeus"])).run().exits(8);
    assert!(next(&output).starts_with("repeats the last failure without the network for "), "{output}");
    show(&sandbox).args(["--why"]).run().fails(2, &["no provider was chosen"]);
}

// ── clear ───────────────────────────────────────────────────────────────────

#[test]
fn clear_requires_a_selection() {
    let (sandbox, _server) = filled();
    clear(&sandbox, &[]).run().fails(2, &["nothing was selected", "--all"]);
    clear(&sandbox, &["--all", "--expired"]).run().fails(2, &["cannot be used with"]);
    clear(&sandbox, &["-p", "unknown"]).run().fails(2, &["no provider"]);
    assert_eq!(shown(show(&sandbox)), ALL);
}

#[test]
fn clear_deletes_the_selection_only() {
    let (sandbox, server) = filled();
    for (args, left) in [
        (&["-p", "sabre", "-e", "production"][..], &ALL[..]),
        (&["-e", "emulator"], &ALL[..3]),
        (&["-p", "amadeus", "--client-id", "another"], &ALL[1..3]),
        (&["-p", "sabre"], &ALL[1..2]),
        (&["-p", "sabre"], &ALL[1..2]),
        (&["--all"], &[]),
    ] {
        let output = clear(&sandbox, args).run().exits(0);
        assert_eq!(output.stdout, "");
        assert_eq!(shown(show(&sandbox)), left, "{args:?}");
    }
    assert_eq!(cache_files(&sandbox, "lock").len(), 4, "lock files are never deleted");
    assert_eq!(amadeus(&sandbox, &server.url()).run().silently().token(), numbered_token(3));
    clear(&sandbox, &["--all", "-q"]).run().exits(0).silently();
}

#[test]
fn clear_names_what_it_deleted() {
    let (sandbox, _server) = filled();
    let tokens = sandbox.config_dir().join("tokens").display().to_string();
    let deleted = |args: &[&str]| clear(&sandbox, args).run().exits(0).stderr;
    assert_eq!(
        deleted(&["-p", "sabre", "-e", "emulator"]),
        format!("deleted 1 entry from {tokens}:\n  the token of V1:demo:DEMO:AA for sabre (emulator)\n")
    );
    let two = deleted(&["-p", "amadeus"]);
    assert!(two.starts_with(&format!("deleted 2 entries from {tokens}:\n")), "{two}");
    for id in ["another", "my-amadeus-key"] {
        assert!(two.contains(&format!("  the token of {id} for amadeus (custom)\n")), "{two}");
    }
    assert_eq!(deleted(&["-p", "amadeus"]), format!("deleted no entry from {tokens}\n"));
    assert!(deleted(&["--all"]).contains("deleted 1 entry"));
}

#[test]
fn expired_limits_clear_to_expired_tokens() {
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    amadeus(&sandbox, &server.url()).run().token();
    clear(&sandbox, &["--expired"]).run().exits(0);
    assert_eq!(shown(show(&sandbox)).len(), 1);
    age_entry(&sandbox, 1799 - 30);
    clear(&sandbox, &["--expired"]).run().exits(0);
    assert_eq!(shown(show(&sandbox)).len(), 1, "it is still valid");
    age_entry(&sandbox, 60);
    clear(&sandbox, &["--expired", "-p", "sabre"]).run().exits(0);
    assert_eq!(shown(show(&sandbox)).len(), 1);
    clear(&sandbox, &["--expired", "-p", "amadeus"]).run().exits(0);
    assert!(shown(show(&sandbox)).is_empty());
}

#[test]
fn all_includes_unreadable_entries() {
    let (sandbox, _server) = filled();
    let files = cache_files(&sandbox, "json");
    overwrite(&files[0], "{");
    overwrite(&files[1], "{\"version\":99}");
    clear(&sandbox, &["--all"]).run().exits(0);
    assert!(cache_files(&sandbox, "json").is_empty());
    clear(&sandbox, &["--all"]).run().exits(0);
}

#[test]
fn clearing_ends_a_cooldown() {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| Reply::status(401)));
    amadeus(&sandbox, &server.url()).run().fails(3, &[]);
    clear(&sandbox, &["-p", "amadeus"]).run().exits(0);
    amadeus(&sandbox, &server.url()).run().fails(3, &[]);
    server.expect(2);
}

#[test]
fn clearing_succeeds_for_an_empty_cache_and_fails_for_a_broken_one() {
    let sandbox = Sandbox::new();
    for args in [&["--all"][..], &["--expired"], &["-p", "sabre"]] {
        clear(&sandbox, args).run().exits(0);
    }
    sandbox.write("config/travauth/tokens", "a file");
    clear(&sandbox, &["--all"]).run().fails(1, &["could not be cleared"]);
    clear(&sandbox, &["--expired"]).run().fails(1, &["tokens cannot be read"]);
    show(&sandbox).run().fails(1, &["tokens cannot be read"]);
    let sandbox = Sandbox::new();
    for args in [&["--all"][..], &["--expired"], &["-p", "sabre"]] {
        clear(&sandbox, args).env("TRAVAUTH_CACHE", "redis://127.0.0.1:1").run().fails(6, &["redis://127.0.0.1:1"]);
    }
}

#[test]
fn an_entry_records_the_environment_of_its_last_use() {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant(TOKEN)));
    amadeus(&sandbox, &server.url()).run().token();
    edit_entry(&sandbox, |entry| assert_eq!(entry["environment"], "custom"));
}

/// O10: a cached token belongs to the token URL, not to the base URL of the API.
#[test]
fn base_urls_with_one_token_url_share_a_token() {
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    sandbox.write(
        "config/travauth/config.toml",
        format!("[providers.acme]\ntoken_url = \"{}/oauth/token\"\n", server.url()),
    );
    let get = |base_url: &str| {
        let program = sandbox.travauth().args(["token", "get", "-p", "acme", "--base-url", base_url]);
        program.env("ACME_CLIENT_ID", "id").env("ACME_CLIENT_SECRET", sandbox.secret("the secret of acme"))
    };
    for base_url in ["https://one.example", "https://other.example/api", &server.url()] {
        assert_eq!(get(base_url).run().silently().token(), numbered_token(0), "{base_url}");
    }
    server.expect(1);
    assert_eq!(cache_files(&sandbox, "json").len(), 1);
}

/// O9: a profile, `--scope` and `--token-param` select only the matching tokens.
#[test]
fn clear_leaves_the_tokens_of_other_scopes_and_parameters() {
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    let profile = |name: &str, more: &str| {
        format!(
            "[profiles.{name}]\nprovider = \"amadeus\"\nbase_url = \"{}\"\nclient_id = \"id\"\nclient_secret = {{ env = \"MINE\" }}\n{more}\n",
            server.url()
        )
    };
    let profiles = [
        profile("a", ""),
        profile("b", "scope = \"b\""),
        profile("c", "params = { office = \"c\" }"),
        profile("d", "params = { office = \"d\" }"),
    ];
    sandbox.write("config/travauth/config.toml", profiles.concat());
    let url = server.url();
    let get = |name: &str| sandbox.travauth().args(["token", "get", "-P", name]).env("MINE", "the-secret-of-id");
    let has = |name: &str| get(name).args(["--offline"]).prints_token().run().code == 0;
    sandbox.secret("the-secret-of-id");
    let selected: [(&[&str], &str); 5] = [
        (&["-P", "a"], "a"),
        (&["-P", "b"], "b"),
        (&["-P", "d"], "d"),
        (&["-p", "amadeus", "--scope", "b"], "b"),
        (
            &[
                "-p",
                "amadeus",
                "--base-url",
                &url,
                "--client-id",
                "id",
                "--client-secret-file",
                "pw",
                "--token-param",
                "office=c",
            ],
            "c",
        ),
    ];
    sandbox.write("work/pw", "the-secret-of-id");
    for (args, cleared) in selected {
        for name in ["a", "b", "c", "d"] {
            get(name).run().token();
        }
        let rows = shown(show(&sandbox).args(args));
        assert_eq!(rows.len(), 1, "{args:?}");
        clear(&sandbox, args).run().exits(0);
        for name in ["a", "b", "c", "d"] {
            assert_eq!(has(name), name != cleared, "{name} after {args:?}");
        }
    }
    // Flags that need a provider must not be ignored if there is none, because that would delete more tokens.
    for args in [&["--client-id", "id", "--token-param", "office=c"][..], &["--client-id", "id", "--pcc", "x"]] {
        clear(&sandbox, args).run().fails(2, &["no provider was chosen"]);
    }
    clear(&sandbox, &["--all", "--scope", "b"]).run().fails(2, &["cannot be used with"]);
}
