//! `extends`, `requires` and `rules` of the config file.

use super::common::{TOKEN, grant};
use crate::support::{Output, Sandbox, Server};

fn with_config(text: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("config/travauth/config.toml", text);
    sandbox
}

/// Returns the lines of `config show`, each with single spaces.
fn show(sandbox: &Sandbox, args: &[&str]) -> Vec<String> {
    let output = sandbox.travauth().args(["config", "show"]).args(args).run().exits(0);
    output.stdout.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

#[track_caller]
fn has(lines: &[String], expected: &str) {
    assert!(lines.iter().any(|line| line == expected), "{expected} is not in {lines:#?}");
}

const CONFIG: &str = r#"
default_profile = "child"

[profiles.grandparent]
provider = "sabre"
environment = "production"
domain = "LH"
params = { a = "1", b = "1" }
headers = { X-One = "1", X-Two = "1" }

[profiles.parent]
extends = "grandparent"
epr = "7971"
pcc = "7TZA"
scope = "parent"
password = { env = "PARENT" }
params = { b = "2", c = "2" }

[profiles.child]
extends = "parent"
environment = "cert"
pcc = "XYZ1"
params = { c = "3" }
headers = { x-two = "3" }
"#;

#[test]
fn a_profile_has_the_keys_of_those_that_it_extends() {
    let sandbox = with_config(CONFIG);
    let lines = show(&sandbox, &[]);
    for expected in [
        "profile child the config file",
        "provider sabre the profile grandparent, which child extends",
        "environment cert the default profile child",
        "client_id V1:7971:XYZ1:LH the profile parent, which child extends",
        "group XYZ1 the default profile child",
        "domain LH the profile grandparent, which child extends",
        "password *** from $PARENT the profile parent, which child extends",
        "scope parent the profile parent, which child extends",
        "params.a 1 the profile grandparent, which child extends",
        "params.b 2 the profile parent, which child extends",
        "params.c 3 the default profile child",
        "headers.x-two 3 the default profile child",
        "headers.X-One 1 the profile grandparent, which child extends",
    ] {
        has(&lines, expected);
    }
    assert!(!lines.iter().any(|line| line.starts_with("headers.X-Two")), "{lines:#?}");
    has(&show(&sandbox, &["-P", "parent"]), "environment production the profile grandparent, which parent extends");
    let why = sandbox.travauth().args(["token", "show", "--why"]).run().exits(8).stdout;
    assert!(why.contains("the profile parent, which child extends"), "{why}");
}

#[test]
fn a_child_with_its_own_id_does_not_send_the_secret_of_its_parent() {
    let (server, secret) = (Server::start(|_| grant(TOKEN)).at_least(0), "secret-of-the-parent");
    let config = format!(
        "[profiles.parent]\nprovider = \"amadeus\"\nbase_url = \"{}\"\nclient_id = \"a\"\nclient_secret = {{ env = \"S\" }}\n\
         [profiles.same]\nextends = \"parent\"\nclient_id = \"a\"\n[profiles.other]\nextends = \"parent\"\nclient_id = \"b\"\n",
        server.url()
    );
    let sandbox = with_config(&config);
    let get =
        |profile: &str| sandbox.travauth().args(["token", "get", "-P", profile]).env("S", sandbox.secret(secret)).run();
    assert_eq!(get("same").token(), TOKEN);
    get("other").fails(9, &["belongs to the client id a (from the profile parent, which other extends)"]);
    // The check of the whole file reports it too, with the position of the profile.
    sandbox
        .travauth()
        .args(["config", "validate"])
        .run()
        .fails(2, &["config.toml:9:11:", "belongs to the client id a"]);
}

#[test]
fn a_cycle_and_an_unknown_parent_are_mistakes() {
    for (text, parts) in [
        ("[profiles.a]\nextends = \"a\"\n", &[":2:11:", "a extends a"][..]),
        (
            "[profiles.a]\nextends = \"b\"\n[profiles.b]\nextends = \"c\"\n[profiles.c]\nextends = \"a\"\n",
            &[":6:11:", "a extends b extends c extends a"],
        ),
        ("[profiles.a]\nextends = \"bb\"\n[profiles.b]\n", &[":2:11:", "no profile `bb`", "did you mean `b`?"]),
    ] {
        let sandbox = with_config(text);
        for args in [&["token", "get", "-p", "sabre", "-e", "emulator"][..], &["config", "validate"]] {
            sandbox.travauth().args(args).run().fails(2, parts);
        }
    }
}

#[test]
fn a_profile_that_others_extend_can_be_incomplete() {
    let text = "[profiles.base]\nuser_id = \"1\"\n[profiles.a]\nextends = \"base\"\nprovider = \"sabre\"\ngroup = \"2\"\n\
                password = { env = \"S\" }\n";
    with_config(text).travauth().args(["config", "validate"]).run().exits(0).silently();
}

#[test]
fn an_older_program_reports_the_required_version_first() {
    for (text, parts) in [
        ("requires = \">=99.1\"\nfuture_key = 1\n", &[":1:12:", "requires travauth >=99.1, and this is 0."][..]),
        ("requires = \"new\"\n", &[":1:12:", "range of versions"]),
        ("requires = 3\n", &[":1:12:", "`requires` takes a string"]),
        ("requires = \">=0.1\"\nfuture_key = 1\n", &[":2:1:", "unknown key `future_key`"]),
    ] {
        let sandbox = with_config(text);
        sandbox.travauth().args(["token", "get", "-p", "sabre", "-e", "emulator"]).run().fails(2, parts);
    }
    let sandbox = with_config("requires = \">=0.1, <99\"\n");
    sandbox.travauth().args(["config", "validate"]).run().exits(0);
}

#[test]
fn a_rule_selects_the_profile_of_a_directory() {
    let sandbox = Sandbox::new();
    let home = sandbox.path("home");
    for dir in ["home/work/acme/deep", "home/work/acmecorp", "home/exact/below"] {
        std::fs::create_dir_all(sandbox.path(dir)).unwrap();
    }
    sandbox.write(
        "config/travauth/config.toml",
        "default_profile = \"usual\"\n\
         [[rules]]\ndirectory = \"~/work/acme/**\"\nprofile = \"acme\"\n\
         [[rules]]\ndirectory = \"~/work/**\"\nprofile = \"work\"\n\
         [[rules]]\ndirectory = \"~/exact\"\nprofile = \"exact\"\n\
         [profiles.usual]\nprovider = \"sabre\"\n[profiles.acme]\nprovider = \"sabre\"\nuser_id = \"1\"\ngroup = \"2\"\n\
         [profiles.work]\nprovider = \"sabre\"\n[profiles.exact]\nprovider = \"amadeus\"\n[profiles.named]\nprovider = \"sabre\"\n",
    );
    let profile = |dir: &str, args: &[&str], variable: &str| -> String {
        let program = sandbox.travauth().args(["config", "show"]).args(args).env("TRAVAUTH_PROFILE", variable);
        let output = program.dir(home.join(dir)).run().exits(0);
        let line = output.stdout.lines().find(|line| line.starts_with("profile ")).unwrap_or("none none").to_owned();
        line.split_whitespace().skip(1).collect::<Vec<_>>().join(" ")
    };
    let by_rule = |name: &str| format!("{name} a rule of the config file");
    for (dir, expected) in [
        ("work/acme", by_rule("acme")),
        ("work/acme/deep", by_rule("acme")),
        ("work/acmecorp", by_rule("work")),
        ("exact", by_rule("exact")),
        ("exact/below", "usual the config file".to_owned()),
        ("", "usual the config file".to_owned()),
    ] {
        assert_eq!(profile(dir, &[], ""), expected, "{dir}");
    }
    assert_eq!(profile("work/acme", &["-P", "named"], ""), "named --profile");
    assert_eq!(profile("work/acme", &[], "named"), "named $TRAVAUTH_PROFILE");
    // A rule's profile of another provider is ignored, as the default profile is.
    assert_eq!(profile("exact", &["-p", "sabre"], ""), "none");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(home.join("work/acme"), home.join("link")).unwrap();
        assert_eq!(profile("link/deep", &[], ""), by_rule("acme"));
    }
    // The variables take precedence over a rule's profile, as over the default one.
    let program = sandbox.travauth().args(["config", "show"]).env("SABRE_USER_ID", "9").env("SABRE_GROUP", "8");
    let output = program.dir(home.join("work/acme")).run().exits(0);
    assert!(output.stdout.contains("V1:9:8:AA"), "{output}");
}

#[test]
fn rules_that_cannot_be_used_are_mistakes() {
    let rule = |directory: &str| format!("[[rules]]\ndirectory = \"{directory}\"\nprofile = \"a\"\n");
    let profile = "[profiles.a]\nprovider = \"sabre\"\n";
    for (text, parts) in [
        (rule("work"), &[":2:13:", "relative path"][..]),
        (rule("/a/*/b"), &[":2:13:", "cannot be used here"]),
        ("[[rules]]\ndirectory = \"/a\"\n".to_owned(), &[":1:1:", "profile"]),
        (format!("{}{}", rule("/a/**"), rule("/a/**")), &[":4:1:", "an earlier rule has the same directory"]),
        (rule("/a").replace("\"a\"", "\"gone\""), &[":3:11:", "there is no profile `gone`"]),
    ] {
        let sandbox = with_config(&format!("{text}{profile}"));
        sandbox.travauth().args(["config", "validate"]).run().fails(2, parts);
    }
}

#[test]
fn validate_reports_every_finding_of_a_file() {
    let sandbox = Sandbox::new();
    let file = sandbox.write(
        "work/other.toml",
        "default_profile = \"gone\"\n[profiles.a]\nprovider = \"sabre\"\nenvironment = \"certt\"\n\
         [profiles.b]\nprovider = \"amadeus\"\nclient_secret = { file = \"gone.pw\" }\n\
         [network]\nca_bundle = \"gone.pem\"\n",
    );
    let validate = |args: &[&str]| -> Output { sandbox.travauth().args(["config", "validate"]).args(args).run() };
    let file = file.to_str().unwrap();
    for args in [&[file][..], &["--config", file]] {
        let output = validate(args).exits(2);
        for position in [":1:19:", ":4:15:", ":5:11:", ":7:17:", ":9:13:"] {
            assert!(output.stderr.contains(&format!("other.toml{position}")), "{position}: {output}");
        }
        assert_eq!(output.stderr.matches("error: ").count(), 5, "{output}");
    }
    let json = validate(&[file, "--error-format", "json"]).exits(2);
    for line in json.stderr.lines() {
        let finding: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(finding["error"]["code"], "bad-config", "{line}");
    }
    validate(&[file, "--config", file]).exits(2);
    validate(&["gone.toml"]).fails(2, &["gone.toml"]);
}
