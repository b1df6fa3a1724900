//! Credentials from variables, flags, files and standard input, and the ones that are rejected before a request.

use super::common::{SECRET, TOKEN, grant};
use crate::support::{Output, Program, Sandbox, Server};

fn with_env(mut program: Program, env: &[(&str, &str)]) -> Program {
    for (name, value) in env {
        program = program.env(name, value);
    }
    program
}

/// Runs `token show --why`, which shows the credentials without the network.
fn why(sandbox: &Sandbox, args: &[&str], env: &[(&str, &str)]) -> Output {
    with_env(sandbox.travauth().args(["token", "show", "--why"]).args(args), env).run()
}

/// Returns the rest of the line that begins with `name`.
#[track_caller]
fn line<'a>(output: &'a Output, name: &str) -> &'a str {
    let found = output.stdout.lines().find_map(|line| line.strip_prefix(name));
    found.unwrap_or_else(|| panic!("no line {name:?}: {output}")).trim_start()
}

// ── Amadeus ─────────────────────────────────────────────────────────────────

#[test]
fn the_amadeus_variables_are_used_in_pairs() {
    let sandbox = Sandbox::new();
    let both = [
        ("AMADEUS_CLIENT_ID", "one"),
        ("AMADEUS_CLIENT_SECRET", "secret-of-one"),
        ("AMADEUS_API_KEY", "two"),
        ("AMADEUS_API_SECRET", "secret-of-two"),
    ];
    sandbox.secret("secret-of-one");
    sandbox.secret("secret-of-two");
    let output = why(&sandbox, &["-p", "amadeus"], &both);
    assert_eq!(line(&output, "client id"), "one ($AMADEUS_CLIENT_ID)");
    assert_eq!(line(&output, "client secret"), "$AMADEUS_CLIENT_SECRET ($AMADEUS_CLIENT_SECRET)");
    let output = why(&sandbox, &["-p", "amadeus"], &both[2..]);
    assert_eq!(line(&output, "client id"), "two ($AMADEUS_API_KEY)");
    assert_eq!(line(&output, "client secret"), "$AMADEUS_API_SECRET ($AMADEUS_API_SECRET)");
    let flags = ["-p", "amadeus", "--client-id", "three", "--client-secret-file", "secret"];
    let output = why(&sandbox, &flags, &both);
    assert_eq!(line(&output, "client id"), "three (--client-id)");
    assert_eq!(line(&output, "client secret"), "the file secret (--client-secret-file)");
}

#[test]
fn half_a_pair_names_the_missing_half() {
    let (sandbox, server) = (Sandbox::new(), Server::never());
    let url = server.url();
    sandbox.secret(SECRET);
    for (env, parts) in [
        (&[("AMADEUS_CLIENT_ID", "id")][..], &["incomplete", "client secret", "AMADEUS_CLIENT_SECRET"][..]),
        (&[("AMADEUS_CLIENT_SECRET", SECRET)], &["incomplete", "client id", "AMADEUS_CLIENT_ID"]),
        (&[("AMADEUS_API_KEY", "id")], &["incomplete", "client secret", "AMADEUS_API_SECRET"]),
        (&[("AMADEUS_API_SECRET", SECRET)], &["incomplete", "client id", "AMADEUS_API_KEY"]),
        // The two pairs are not mixed.
        (&[("AMADEUS_CLIENT_ID", "id"), ("AMADEUS_API_SECRET", SECRET)], &["incomplete", "client secret"]),
        (&[("AMADEUS_API_KEY", "id"), ("AMADEUS_CLIENT_SECRET", SECRET)], &["incomplete", "client id"]),
        // Set but empty is not set.
        (&[("AMADEUS_CLIENT_ID", "id"), ("AMADEUS_CLIENT_SECRET", "")], &["incomplete", "client secret"]),
    ] {
        let get = sandbox.travauth().args(["token", "get", "-p", "amadeus", "--base-url", &url]);
        with_env(get, env).run().fails(9, parts);
    }
}

#[test]
fn the_hint_names_the_places_for_the_missing_value() {
    let sandbox = Sandbox::new();
    sandbox.secret(SECRET);
    for (args, env, hint) in [
        (
            &["-p", "amadeus"][..],
            &[("AMADEUS_CLIENT_ID", "id")][..],
            "set AMADEUS_CLIENT_SECRET (or --client-secret-file)",
        ),
        (&["-p", "amadeus"], &[("AMADEUS_API_KEY", "id")], "set AMADEUS_API_SECRET (or --client-secret-file)"),
        (&["-p", "amadeus"], &[("AMADEUS_API_SECRET", SECRET)], "set AMADEUS_API_KEY (or --client-id)"),
        (
            &["-p", "amadeus", "--client-id", "id"],
            &[],
            "set AMADEUS_CLIENT_SECRET or AMADEUS_API_SECRET (or --client-secret-file)",
        ),
        (&["-p", "sabre", "--user-id", "id"], &[], "set SABRE_GROUP (or --group)"),
        (&["-p", "sabre"], &[("SABRE_USER_ID", "id"), ("SABRE_PCC", "g")], "set SABRE_PASSWORD (or --password-file)"),
    ] {
        let output = with_env(sandbox.travauth().args(["token", "get"]).args(args), env).run();
        assert!(output.stderr.ends_with(&format!("hint: {hint}\n")), "{output}");
        output.fails(9, &["incomplete"]);
    }
}

#[test]
fn without_credentials_the_error_lists_every_source() {
    let sandbox = Sandbox::new();
    let get = |args: &[&str]| sandbox.travauth().args(["token", "get"]).args(args).run();
    get(&["-p", "amadeus"]).fails(
        9,
        &[
            "no credentials for Amadeus",
            "$AMADEUS_CLIENT_ID",
            "$AMADEUS_CLIENT_SECRET",
            "$AMADEUS_API_KEY",
            "$AMADEUS_API_SECRET",
            "--client-secret-file",
            "-e emulator",
        ],
    );
    let sabre = ["SABRE_CLIENT_ID", "SABRE_USER_ID", "SABRE_EPR", "SABRE_GROUP", "SABRE_PCC", "SABRE_DOMAIN"];
    let sabre = [&sabre[..], &["SABRE_PASSWORD", "SABRE_CLIENT_SECRET"]].concat();
    get(&["-p", "sabre"]).fails(9, &sabre);
    get(&["-p", "sabre", "--auth-version", "3"]).fails(9, &sabre);
    // A domain alone counts as no credentials.
    let domain = sandbox.travauth().args(["token", "get", "-p", "sabre"]).env("SABRE_DOMAIN", "AA");
    domain.run().fails(9, &["no credentials for Sabre"]);
}

// ── Secrets ─────────────────────────────────────────────────────────────────

/// Returns the secret that is sent if the file, or standard input, holds these bytes; or else the failed run.
fn sent(content: &[u8], by_stdin: bool) -> Result<String, Box<Output>> {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant(TOKEN)).at_least(0));
    let file = sandbox.write("work/secret", content);
    let get = sandbox.travauth().args(["token", "get", "-p", "amadeus", "--base-url", &server.url()]);
    let get = get.args(["--client-id", "id", "--client-secret-file"]);
    let output = if by_stdin { get.args(["-"]).stdin(content) } else { get.args([file]) }.run();
    if output.code != 0 {
        server.expect(0);
        return Err(Box::new(output));
    }
    assert_eq!(output.token(), TOKEN);
    Ok(server.expect(1)[0].form()["client_secret"].clone())
}

#[test]
fn exactly_one_line_end_is_trimmed_from_a_secret() {
    for by_stdin in [false, true] {
        for (content, expected) in [
            ("secret", "secret"),
            ("secret\n", "secret"),
            ("secret\r\n", "secret"),
            (" with spaces \n", " with spaces "),
            ("pä: +/=&%ß€\n", "pä: +/=&%ß€"),
        ] {
            let secret = sent(content.as_bytes(), by_stdin).unwrap_or_else(|output| panic!("{output}"));
            assert_eq!(secret, expected, "{content:?}");
        }
        let name = if by_stdin { "standard input" } else { "secret" };
        for (content, code, part) in [
            (&b"secret\n\n"[..], 2, "control character (a line break?) at position 7"),
            (b"secret\r", 2, "at position 7"),
            (b"sec\nret", 2, "at position 4"),
            (b"sec\0ret", 2, "at position 4"),
            (b"", 9, "is empty"),
            (b"\n", 9, "is empty"),
            (b"\xff\xfe", 9, "not UTF-8"),
            (&vec![b'x'; 70_000], 9, "larger than"),
        ] {
            let output = sent(content, by_stdin).expect_err("it is rejected");
            output.fails(code, &[name, part]);
        }
    }
}

#[test]
fn a_secret_in_a_variable_is_trimmed_in_the_same_way() {
    for (value, code, part) in [("secret\n", 0, ""), ("secret\r\n", 0, ""), ("secret\n\n", 2, "$AMADEUS_CLIENT_SECRET")]
    {
        let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant(TOKEN)).at_least(0));
        let get = sandbox.travauth().args(["token", "get", "-p", "amadeus", "--base-url", &server.url()]);
        let output = get.env("AMADEUS_CLIENT_ID", "id").env("AMADEUS_CLIENT_SECRET", value).run();
        if code == 0 {
            assert_eq!(output.token(), TOKEN);
            assert_eq!(server.expect(1)[0].form()["client_secret"], "secret", "{value:?}");
        } else {
            output.fails(code, &[part]);
        }
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let sandbox = Sandbox::new();
    let get = |flag: &str, file: &str| {
        let args = ["token", "get", "-p", "sabre", "--user-id", "7971", "--pcc", "7TZA", flag, file];
        sandbox.travauth().args(args).run()
    };
    get("--password-file", "missing").fails(9, &["the file missing", "No such file"]);
    get("--client-secret-file", ".").fails(9, &["the file .", "directory"]);
    get("--client-secret-file", "-").fails(9, &["standard input", "empty"]);
    let two = ["--client-secret-file", "-", "--password-file", "-"];
    sandbox
        .travauth()
        .args(["token", "get", "-p", "sabre", "--auth-version", "3"])
        .args(two)
        .run()
        .fails(2, &["standard input"]);
}

#[test]
fn a_secret_is_never_a_flags_value() {
    let sandbox = Sandbox::new();
    let secret = sandbox.secret("typed-by-mistake");
    let get = |args: &[&str]| sandbox.travauth().args(["token", "get", "-p", "sabre"]).args(args).run();
    for args in [["--client-secret", secret], ["--password", secret]] {
        get(&args).fails(2, &["-file"]);
        get(&[&args.join("=")]).fails(2, &["-file"]);
    }
    for (name, part) in [("client_secret", "--client-secret-file"), ("password", "--password-file")] {
        let param = format!("{name}={secret}");
        get(&["--token-param", &param]).fails(2, &["--token-param", part]);
        let json = get(&["--error-format", "json", "--token-param", &param]).exits(2);
        assert_eq!(json.error()["code"], "usage");
    }
    for (param, part) in [("grant_type=x", "grant_type"), ("scope=x", "--scope"), ("novalue", "name=value")] {
        get(&["--token-param", param]).fails(2, &[part]);
    }
}

#[test]
fn an_id_that_cannot_work_is_never_sent() {
    let (sandbox, server) = (Sandbox::new(), Server::never());
    for id in ["id\n", " id", "i d", "i\u{a0}d"] {
        let get = sandbox.travauth().args(["token", "get", "-p", "amadeus", "--base-url", &server.url()]);
        let get = get.env("AMADEUS_CLIENT_ID", id).env("AMADEUS_CLIENT_SECRET", sandbox.secret(SECRET));
        get.run().fails(2, &["$AMADEUS_CLIENT_ID", "position"]);
    }
}

// ── Sabre ───────────────────────────────────────────────────────────────────

#[test]
fn the_sabre_variables_make_one_id() {
    let sandbox = Sandbox::new();
    for (env, id) in [
        (&[("SABRE_CLIENT_ID", "V1:1:2:AA")][..], "V1:1:2:AA ($SABRE_CLIENT_ID)"),
        (&[("SABRE_USER_ID", "7971"), ("SABRE_GROUP", "7TZA")], "V1:7971:7TZA:AA ($SABRE_USER_ID)"),
        (&[("SABRE_EPR", "7971"), ("SABRE_PCC", "7TZA")], "V1:7971:7TZA:AA ($SABRE_EPR)"),
        (
            &[("SABRE_USER_ID", "a"), ("SABRE_EPR", "b"), ("SABRE_GROUP", "c"), ("SABRE_PCC", "d")],
            "V1:a:c:AA ($SABRE_USER_ID)",
        ),
        (&[("SABRE_USER_ID", "a"), ("SABRE_GROUP", "b"), ("SABRE_DOMAIN", "LH")], "V1:a:b:LH ($SABRE_USER_ID)"),
        (&[("SABRE_USER_ID", "V1:abc:DEVCENTER:EXT")], "V1:abc:DEVCENTER:EXT ($SABRE_USER_ID)"),
        (
            &[("SABRE_USER_ID", "V1:a:b:EXT"), ("SABRE_GROUP", "b"), ("SABRE_DOMAIN", "EXT")],
            "V1:a:b:EXT ($SABRE_USER_ID)",
        ),
        // The id of an application cannot be used in version 2, so the id of the user is.
        (&[("SABRE_CLIENT_ID", "app"), ("SABRE_USER_ID", "a"), ("SABRE_GROUP", "b")], "V1:a:b:AA ($SABRE_USER_ID)"),
        (
            &[("SABRE_CLIENT_ID", "V1:1:2:AA"), ("SABRE_USER_ID", "a"), ("SABRE_GROUP", "b")],
            "V1:1:2:AA ($SABRE_CLIENT_ID)",
        ),
    ] {
        let output = why(&sandbox, &["-p", "sabre"], env);
        assert_eq!(line(&output, "client id"), id, "{env:?}");
        assert!(line(&output, "password").starts_with("missing; set SABRE_PASSWORD"), "{output}");
    }
    let flags = ["-p", "sabre", "--user-id", "u", "--group", "g", "--domain", "d"];
    assert_eq!(line(&why(&sandbox, &flags, &[("SABRE_DOMAIN", "XX")]), "client id"), "V1:u:g:d (--user-id)");
    let flags = ["-p", "sabre", "--client-id", "V1:u:g:d"];
    assert_eq!(line(&why(&sandbox, &flags, &[]), "client id"), "V1:u:g:d (--client-id)");
    // The domain is no id, so it is looked up separately.
    let flags = ["-p", "sabre", "--epr", "u", "--pcc", "g"];
    assert_eq!(line(&why(&sandbox, &flags, &[("SABRE_DOMAIN", "XX")]), "client id"), "V1:u:g:XX (--user-id)");
    let flags = ["-p", "sabre", "--pcc", "g"];
    assert_eq!(
        line(&why(&sandbox, &flags, &[("SABRE_CLIENT_ID", "V1:1:2:LH")]), "client id"),
        "V1:1:g:LH ($SABRE_CLIENT_ID)"
    );
}

#[test]
fn a_sabre_password_has_two_variables() {
    let sandbox = Sandbox::new();
    sandbox.secret("password-of-sabre");
    sandbox.secret("secret-of-sabre");
    let (password, secret) = (("SABRE_PASSWORD", "password-of-sabre"), ("SABRE_CLIENT_SECRET", "secret-of-sabre"));
    let id = ("SABRE_CLIENT_ID", "V1:1:2:AA");
    for (env, expected) in [
        (&[id, password][..], "$SABRE_PASSWORD ($SABRE_PASSWORD)"),
        (&[id, secret], "$SABRE_CLIENT_SECRET ($SABRE_CLIENT_SECRET)"),
        (&[id, password, secret], "$SABRE_PASSWORD ($SABRE_PASSWORD)"),
    ] {
        assert_eq!(line(&why(&sandbox, &["-p", "sabre"], env), "password"), expected);
    }
    for flag in ["--password-file", "--client-secret-file"] {
        let args = ["-p", "sabre", "--client-id", "V1:1:2:AA", flag, "pw"];
        assert_eq!(line(&why(&sandbox, &args, &[]), "password"), format!("the file pw ({flag})"));
    }
}

#[test]
fn sabre_ids_that_cannot_work_are_never_sent() {
    let (sandbox, server) = (Sandbox::new(), Server::never());
    let url = server.url();
    sandbox.secret(SECRET);
    for (env, code, parts) in [
        (&[("SABRE_USER_ID", "V1:V1:7971:7TZA:AA")][..], 2, &["`V1:` twice", "$SABRE_USER_ID"][..]),
        (&[("SABRE_CLIENT_ID", "V1:V1:7971:7TZA:AA")], 2, &["`V1:` twice", "$SABRE_CLIENT_ID"]),
        (&[("SABRE_CLIENT_ID", "V1:7971:7TZA")], 2, &["of four parts"]),
        (&[("SABRE_CLIENT_ID", "V1:7971:7TZA:AA:password")], 2, &["instead of four"]),
        (&[("SABRE_CLIENT_ID", "V1:7971::AA")], 2, &["group", "empty"]),
        (&[("SABRE_USER_ID", "7971\n"), ("SABRE_GROUP", "7TZA")], 2, &["line break"]),
        (&[("SABRE_USER_ID", "79:71"), ("SABRE_GROUP", "7TZA")], 2, &["colon"]),
        (&[("SABRE_USER_ID", "V1:a:b:AA"), ("SABRE_GROUP", "c")], 2, &["group", "differs"]),
        (&[("SABRE_USER_ID", "7971")], 9, &["incomplete", "group", "SABRE_GROUP"]),
        (&[("SABRE_GROUP", "7TZA")], 9, &["incomplete", "user id"]),
        (&[], 9, &["incomplete", "user id"]),
        (&[("SABRE_CLIENT_ID", "app")], 9, &["$SABRE_CLIENT_ID", "--auth-version 3"]),
    ] {
        let get = sandbox.travauth().args(["token", "get", "-p", "sabre", "--base-url", &url]);
        with_env(get.env("SABRE_PASSWORD", SECRET), env).run().fails(code, parts);
    }
    let alone = sandbox.travauth().args(["token", "get", "-p", "sabre"]).env("SABRE_CLIENT_ID", "app");
    alone.run().fails(9, &["no credentials", "$SABRE_CLIENT_ID does not start with `V1:`", "--auth-version 3"]);
    let get = sandbox.travauth().args(["token", "get", "-p", "sabre", "--base-url", &url]);
    get.env("SABRE_CLIENT_ID", "V1:1:2:AA").run().fails(9, &["password", "SABRE_PASSWORD"]);
}

#[test]
fn version_3_requires_an_application_and_a_user() {
    let (sandbox, server) = (Sandbox::new(), Server::never());
    let url = server.url();
    let whole = [
        ("SABRE_CLIENT_ID", "app"),
        ("SABRE_CLIENT_SECRET", SECRET),
        ("SABRE_USER_ID", "7971"),
        ("SABRE_GROUP", "7TZA"),
        ("SABRE_PASSWORD", SECRET),
    ];
    sandbox.secret(SECRET);
    let output = why(&sandbox, &["-p", "sabre", "--auth-version", "3"], &whole);
    assert_eq!(line(&output, "client id"), "app ($SABRE_CLIENT_ID)");
    assert_eq!(line(&output, "user name"), "7971-7TZA-AA");
    assert!(line(&output, "token URL").ends_with("/v3/auth/token"));
    for (missing, part) in
        whole.map(|(name, _)| name).into_iter().zip(["client id", "client secret", "user id", "group", "password"])
    {
        let env: Vec<_> = whole.into_iter().filter(|(name, _)| *name != missing).collect();
        let get = sandbox.travauth().args(["token", "get", "-p", "sabre", "--base-url", &url]);
        with_env(get.env("SABRE_AUTH_VERSION", "3"), &env).run().fails(9, &["incomplete", part, missing]);
    }
}
