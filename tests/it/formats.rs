//! The output formats of `token get`.

use serde_json::{Value, json};

use super::common::{SABRE_ID, TOKEN, amadeus, grant, grant_for, sabre};
use crate::support::{Program, Reply, Sandbox, Server};

/// Runs `token get --format` for a token with every character that needs quoting.
fn formatted(sandbox: &Sandbox, server: &Server, args: &[&str]) -> Program {
    sandbox.token(TOKEN);
    amadeus(sandbox, &server.url()).args(["--format"]).args(args).prints_token()
}

#[test]
fn the_default_is_the_token_and_one_newline() {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant(TOKEN)));
    for args in [&[][..], &["--format", "token"]] {
        let output = amadeus(&sandbox, &server.url()).args(args).run().silently();
        assert_eq!(output.token(), TOKEN);
        assert_eq!(output.bytes, format!("{TOKEN}\n").as_bytes());
    }
}

/// Returns the expiry of the cached token, as `--format json` prints it.
fn expiry(sandbox: &Sandbox, server: &Server) -> String {
    let json = formatted(sandbox, server, &["json"]).run().exits(0).json();
    json["expires_at"].as_str().expect("it is text").to_owned()
}

#[test]
fn the_header_and_the_curl_config() {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant(TOKEN)));
    let header = formatted(&sandbox, &server, &["header"]).run().exits(0).silently();
    assert_eq!(header.stdout, "Authorization: Bearer T1RLAQ'x\"y\\z$HOME`id`+/%2B=**\n");
    let curl = formatted(&sandbox, &server, &["curl"]).run().exits(0).silently();
    assert_eq!(curl.stdout, "header = \"Authorization: Bearer T1RLAQ'x\\\"y\\\\z$HOME`id`+/%2B=**\"\n");
}

#[test]
fn the_soap_header_is_sabres_and_escaped() {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant("T1RLAQ<&>+/=")));
    sandbox.token("T1RLAQ<&>+/=");
    let soap = sabre(&sandbox, &server.url()).args(["--format", "soap"]).prints_token().run().exits(0).silently();
    assert_eq!(
        soap.stdout,
        "<Security xmlns=\"http://schemas.xmlsoap.org/ws/2002/12/secext\"><BinarySecurityToken \
         EncodingType=\"Base64Binary\" valueType=\"String\">T1RLAQ&lt;&amp;&gt;+/=</BinarySecurityToken></Security>\n"
    );
    amadeus(&sandbox, &server.url()).args(["--format", "soap"]).run().fails(2, &["soap", "Sabre", "--format header"]);
    server.expect(1);
}

#[test]
fn assignments_for_each_shell() {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant(TOKEN)));
    let expiry = expiry(&sandbox, &server);
    let sh = r#"export TRAVAUTH_TOKEN='T1RLAQ'\''x"y\z$HOME`id`+/%2B=**'
export TRAVAUTH_TOKEN_EXPIRES_AT='TIME'
export TRAVAUTH_BASE_URL='URL'
export AMADEUS_ACCESS_TOKEN='T1RLAQ'\''x"y\z$HOME`id`+/%2B=**'
"#;
    let fish = r#"set -gx TRAVAUTH_TOKEN 'T1RLAQ\'x"y\\z$HOME`id`+/%2B=**'
set -gx TRAVAUTH_TOKEN_EXPIRES_AT 'TIME'
set -gx TRAVAUTH_BASE_URL 'URL'
set -gx AMADEUS_ACCESS_TOKEN 'T1RLAQ\'x"y\\z$HOME`id`+/%2B=**'
"#;
    let powershell = r#"$env:TRAVAUTH_TOKEN = 'T1RLAQ''x"y\z$HOME`id`+/%2B=**'
$env:TRAVAUTH_TOKEN_EXPIRES_AT = 'TIME'
$env:TRAVAUTH_BASE_URL = 'URL'
$env:AMADEUS_ACCESS_TOKEN = 'T1RLAQ''x"y\z$HOME`id`+/%2B=**'
"#;
    for (args, expected) in [
        (&["env"][..], sh),
        (&["env", "--shell", "sh"], sh),
        (&["env", "--shell", "fish"], fish),
        (&["env", "--shell", "powershell"], powershell),
    ] {
        let output = formatted(&sandbox, &server, args).run().exits(0).silently();
        assert_eq!(
            output.stdout,
            expected.replace("TIME", &expiry).replace("URL'", &format!("{}'", server.url())),
            "{args:?}"
        );
    }
    server.expect(1);
}

#[test]
fn an_env_file_has_plain_values_or_none() {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant("T1RLAQ+/=**")).at_least(0));
    let expiry = expiry(&sandbox, &server);
    let output = formatted(&sandbox, &server, &["dotenv"]).run().exits(0).silently();
    let expected = format!(
        "TRAVAUTH_TOKEN=T1RLAQ+/=**\nTRAVAUTH_TOKEN_EXPIRES_AT={expiry}\nTRAVAUTH_BASE_URL={}\n\
         AMADEUS_ACCESS_TOKEN=T1RLAQ+/=**\n",
        server.url()
    );
    assert_eq!(output.stdout, expected);
    for character in ["'", "\"", "#", "$", "\\", "`"] {
        let token = format!("T1RLAQ-{character}-the-token");
        let sandbox = Sandbox::new();
        sandbox.token(&token);
        let server = Server::start(move |_| grant(&token));
        let output = formatted(&sandbox, &server, &["dotenv"]).run();
        output.fails(2, &["env file", "--format env"]);
    }
}

#[cfg(unix)]
#[test]
fn a_shell_evaluates_the_assignments() {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant(TOKEN)));
    sandbox.token(TOKEN);
    let script = r#"eval "$("$0" token get -p sabre --format env)" && env"#;
    let output = sandbox
        .command("sh")
        .args(["-c".as_ref(), script.as_ref(), Sandbox::binary().as_os_str()])
        .env("SABRE_BASE_URL", server.url())
        .env("SABRE_USER_ID", "7971")
        .env("SABRE_PCC", "7TZA")
        .env("SABRE_PASSWORD", "not so secret")
        .prints_token()
        .run()
        .exits(0)
        .silently();
    for name in ["TRAVAUTH_TOKEN", "SABRE_ACCESS_TOKEN"] {
        assert!(output.stdout.lines().any(|line| line == format!("{name}={TOKEN}")), "{name}: {output}");
    }
    assert!(output.stdout.contains("\nTRAVAUTH_TOKEN_EXPIRES_AT=2"), "{output}");
}

/// I10: the recipe of the README ends a script when there is no token. `eval "$(…)"` would not.
#[cfg(unix)]
#[test]
fn the_recipe_for_a_shell_ends_without_a_token() {
    let sandbox = Sandbox::new();
    let script = "set -e\nvars=$(\"$0\" token get -p sabre --format env)\neval \"$vars\"\necho it continues";
    let run = sandbox.command("sh").args(["-c".as_ref(), script.as_ref(), Sandbox::binary().as_os_str()]).run();
    assert_eq!(run.exits(9).stdout, "");
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let pages = std::fs::read_dir(root.join("docs")).unwrap().flatten().map(|item| item.path());
    for page in pages.chain([root.join("README.md")]).filter(|path| path.extension().is_some_and(|end| end == "md")) {
        let text = std::fs::read_to_string(&page).unwrap();
        assert!(!text.contains("eval \"$(travauth token"), "{}", page.display());
    }
}

#[test]
fn the_json_object_has_every_field() {
    let (sandbox, server) = (
        Sandbox::new(),
        Server::start(|_| {
            Reply::json(
                200,
                json!({
                    "type": "amadeusOAuth2Token", "username": "me@example.com", "application_name": "app",
                    "client_id": "echoed", "token_type": "bearer", "access_token": TOKEN, "expires_in": 1799,
                    "state": "approved", "scope": "", "refresh_token": "another-token-0123", "id_token": "a.third.one",
                })
                .to_string(),
            )
        }),
    );
    sandbox.secret("another-token-0123");
    sandbox.secret("a.third.one");
    let fresh = formatted(&sandbox, &server, &["json"]).run().exits(0).silently();
    assert_eq!(fresh.stdout.lines().count(), 1, "{fresh}");
    let names: Vec<_> = fresh.json().as_object().expect("it is an object").keys().cloned().collect();
    assert_eq!(
        names,
        [
            "provider",
            "environment",
            "profile",
            "base_url",
            "client_id",
            "access_token",
            "token_type",
            "scope",
            "obtained_at",
            "expires_at",
            "expires_at_unix",
            "expires_in",
            "source",
            "extra"
        ]
    );
    let check = |json: &Value, source: &str| {
        assert_eq!(json["provider"], "amadeus");
        assert_eq!(json["environment"], "custom");
        assert_eq!(json["profile"], Value::Null);
        assert_eq!(json["base_url"], server.url());
        assert_eq!(json["client_id"], "my-amadeus-key");
        assert_eq!(json["access_token"], TOKEN);
        assert_eq!(json["token_type"], "Bearer");
        assert_eq!(json["scope"], Value::Null);
        assert_eq!(json["source"], source);
        let extra = json!({
            "type": "amadeusOAuth2Token", "username": "me@example.com", "application_name": "app", "state": "approved",
        });
        assert_eq!(json["extra"], extra);
        let time = |name: &str| json[name].as_str().expect("it is text").parse::<jiff::Timestamp>().expect("a time");
        let (obtained, expires) = (time("obtained_at"), time("expires_at"));
        assert_eq!(expires.duration_since(obtained), jiff::SignedDuration::from_secs(1799));
        assert_eq!(json["expires_at_unix"], expires.as_second());
        assert!(json["expires_at"].as_str().is_some_and(|text| text.ends_with('Z')));
        let left = json["expires_in"].as_u64().expect("a whole number");
        assert!((1700..=1799).contains(&left), "{left}");
    };
    check(&fresh.json(), "network");
    let cached = formatted(&sandbox, &server, &["json"]).run().exits(0).json();
    check(&cached, "cache");
    assert_eq!(cached["expires_at"], fresh.json()["expires_at"]);
    server.expect(1);
}

#[test]
fn a_field_that_the_provider_did_not_send_is_null_in_json() {
    let sandbox = Sandbox::new();
    let server = Server::start(|_| Reply::json(200, json!({"access_token": TOKEN, "scope": "read write"}).to_string()));
    let json = formatted(&sandbox, &server, &["json"]).run().exits(0).json();
    for name in ["expires_at", "expires_at_unix", "expires_in"] {
        assert_eq!(json[name], Value::Null, "{name}");
    }
    assert_eq!(json["scope"], "read write");
    assert_eq!(json["extra"], json!({}));
    let env = formatted(&sandbox, &server, &["env"]).run().exits(0);
    assert!(env.stdout.contains("export TRAVAUTH_TOKEN_EXPIRES_AT=''\n"), "{env}");
}

#[test]
fn a_sabre_id_is_complete_and_a_prefix_is_not_part_of_the_token() {
    let sandbox = Sandbox::new();
    let server = Server::start(|_| grant_for(&format!("ATH:{TOKEN}"), &json!("604800")));
    sandbox.token(TOKEN);
    let get = || sabre(&sandbox, &server.url()).prints_token();
    let json = get().args(["--format", "json"]).run().exits(0).json();
    assert_eq!(json["client_id"], SABRE_ID);
    assert_eq!(json["access_token"], TOKEN);
    assert_eq!(json["provider"], "sabre");
    assert_eq!(get().run().token(), TOKEN);
}

#[test]
fn the_emulator_has_no_base_url_in_json() {
    let sandbox = Sandbox::new();
    let get = sandbox.travauth().args(["token", "get", "-p", "amadeus", "-e", "emulator", "--format", "json"]);
    let json = get.prints_token().run().exits(0).json();
    assert_eq!(json["environment"], "emulator");
    assert_eq!(json["base_url"], Value::Null);
    assert_eq!(json["client_id"], "demo-amadeus-client-id");
}

#[test]
fn a_step_of_github_actions_gets_a_mask_and_variables() {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant(TOKEN)));
    let file = sandbox.write("work/github_env", "BEFORE=1\n");
    sandbox.allow("work/github_env");
    let get = || formatted(&sandbox, &server, &["github"]);
    let output = get().env("GITHUB_ACTIONS", "true").env("GITHUB_ENV", &file).run().exits(0).silently();
    // S8: the runner decodes percent signs.
    assert_eq!(output.stdout, format!("::add-mask::{}\n", TOKEN.replace('%', "%25")));
    let written = std::fs::read_to_string(&file).expect("it exists");
    let expected = r#"BEFORE=1
TRAVAUTH_TOKEN=T1RLAQ'x"y\z$HOME`id`+/%2B=**
TRAVAUTH_TOKEN_EXPIRES_AT=TIME
TRAVAUTH_BASE_URL=URL
AMADEUS_ACCESS_TOKEN=T1RLAQ'x"y\z$HOME`id`+/%2B=**
"#;
    assert_eq!(
        written,
        expected.replace("TIME", &expiry(&sandbox, &server)).replace("=URL", &format!("={}", server.url()))
    );
    server.expect(1);
}

#[test]
fn outside_of_github_actions_the_github_format_fails_before_a_token_is_requested() {
    let (sandbox, server) = (Sandbox::new(), Server::never());
    let get = || amadeus(&sandbox, &server.url()).args(["--format", "github"]);
    get().run().fails(2, &["GitHub Actions", "--format env"]);
    get().env("GITHUB_ENV", sandbox.path("work/x")).run().fails(2, &["GITHUB_ACTIONS"]);
    get().env("GITHUB_ACTIONS", "true").run().fails(2, &["GITHUB_ENV"]);
    assert!(!sandbox.path("work/x").exists());
}

#[test]
fn a_github_file_that_cannot_be_written_is_a_local_failure_without_a_mask() {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant(TOKEN)));
    let get = formatted(&sandbox, &server, &["github"]).env("GITHUB_ACTIONS", "true");
    get.env("GITHUB_ENV", sandbox.path("work")).run().fails(1, &["GITHUB_ENV"]);
}

#[test]
fn unknown_formats_are_usage_errors() {
    let sandbox = Sandbox::new();
    for args in [["--format", "xml"], ["--shell", "tcsh"]] {
        let output = sandbox.travauth().args(["token", "get", "-p", "sabre"]).args(args).run();
        output.fails(2, &["possible values"]);
    }
}
