//! `encode-sabre-id`: how it builds and explains the credential string.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::support::{Program, Sandbox};

const CREDENTIAL: &str = "VmpFNmRYTmxjbWxrT21keWIzVndPbVJ2YldGcGJnPT06TVRJek5EVT0=";
const PARTS: [&str; 6] = ["--user-id", "userid", "--group", "group", "--domain", "domain"];

fn encode(sandbox: &Sandbox, args: &[&str]) -> Program {
    sandbox.travauth().args(["encode-sabre-id"]).args(args)
}

#[test]
fn the_password_is_read_from_each_source() {
    let sandbox = Sandbox::new();
    sandbox.write("work/pw", "12345\n");
    let expected = format!("{CREDENTIAL}\n");
    for (args, stdin, env) in [
        (&["--password-stdin"][..], "12345\n", ""),
        (&["--password-stdin"], "12345", "not this one"),
        (&["--password-file", "-"], "12345\r\n", "not this one"),
        (&["--password-file", "pw"], "not this one", "not this one"),
        (&[], "not this one", "12345"),
    ] {
        let output = encode(&sandbox, &PARTS).args(args).stdin(stdin).env("SABRE_PASSWORD", env).run();
        assert_eq!(output.exits(0).silently().stdout, expected, "{args:?}");
    }
    encode(&sandbox, &PARTS).run().fails(9, &["no password", "--password-file", "SABRE_PASSWORD"]);
    encode(&sandbox, &PARTS).args(["--password-stdin"]).run().fails(9, &["standard input is empty"]);
    encode(&sandbox, &PARTS).args(["--password-file", "missing"]).run().fails(9, &["the file missing"]);
    let both = ["--password-stdin", "--password-file", "pw"];
    encode(&sandbox, &PARTS).args(both).run().fails(2, &["cannot be used with"]);
    encode(&sandbox, &PARTS).args(["--password-stdin"]).stdin("12345\n\n").run().fails(2, &["control character"]);
}

#[test]
fn the_id_is_given_in_parts_or_whole() {
    let sandbox = Sandbox::new();
    let line = |args: &[&str]| {
        let output = encode(&sandbox, args).env("SABRE_PASSWORD", sandbox.secret("a long password: ü+/="));
        let output = output.shows("a long password: ü+/=").run();
        let line = output.exits(0).silently().stdout;
        let halves = STANDARD.decode(line.trim_end()).expect("it is base64");
        let halves = String::from_utf8(halves).expect("it is text");
        let (id, password) = halves.split_once(':').expect("it has two halves");
        assert_eq!(STANDARD.decode(password).expect("it is base64"), "a long password: ü+/=".as_bytes());
        String::from_utf8(STANDARD.decode(id).expect("it is base64")).expect("it is text")
    };
    for (args, id) in [
        (&["--user-id", "7971", "--group", "7TZA"][..], "V1:7971:7TZA:AA"),
        (&["--user-id", "7971", "--pcc", "7TZA", "--domain", "LH"], "V1:7971:7TZA:LH"),
        (&["--user-id", "V1:abcdefghijklmnop:DEVCENTER:EXT"], "V1:abcdefghijklmnop:DEVCENTER:EXT"),
        (&["--client-id", "V1:7971:7TZA:AA"], "V1:7971:7TZA:AA"),
    ] {
        assert_eq!(line(args), id, "{args:?}");
    }
}

#[test]
fn each_format_has_its_output() {
    let sandbox = Sandbox::new();
    let format = |name: &str| {
        encode(&sandbox, &PARTS).args(["--format", name]).env("SABRE_PASSWORD", "12345").run().exits(0).silently()
    };
    assert_eq!(format("secret").stdout, format!("{CREDENTIAL}\n"));
    assert_eq!(format("header").stdout, format!("Authorization: Basic {CREDENTIAL}\n"));
    let json = format("json").json();
    assert_eq!(json["client_id"], "V1:userid:group:domain");
    assert_eq!(json["secret"], CREDENTIAL);
    assert_eq!(json["header"], format!("Authorization: Basic {CREDENTIAL}"));
    encode(&sandbox, &PARTS).args(["--format", "xml"]).run().fails(2, &["possible values"]);
}

#[test]
fn a_long_credential_is_one_line() {
    let sandbox = Sandbox::new();
    let id = ["--client-id", "V1:abcdefghijklmnop:DEVCENTER:EXT"];
    let output = encode(&sandbox, &id).env("SABRE_PASSWORD", "x".repeat(500)).run().exits(0);
    assert_eq!(output.stdout.lines().count(), 1);
    assert!(output.stdout.len() > 900);
}

#[test]
fn explain_shows_each_step_without_the_password() {
    let sandbox = Sandbox::new();
    let password = sandbox.secret("password-of-some-length");
    let output = encode(&sandbox, &PARTS).args(["--explain"]).env("SABRE_PASSWORD", password).run();
    let output = output.exits(0).silently();
    for part in ["V1:userid:group:domain", "VjE6dXNlcmlkOmdyb3VwOmRvbWFpbg==", "***", "Authorization: Basic VmpF"] {
        assert!(output.stdout.contains(part), "{part}: {output}");
    }
    let without = encode(&sandbox, &PARTS).args(["--explain"]).run().exits(0);
    assert_eq!(without.stdout, output.stdout, "no password is required");
    encode(&sandbox, &PARTS).args(["--explain", "--format", "json"]).run().fails(2, &["cannot be used with"]);
}

#[test]
fn an_id_without_v1_is_encoded_with_a_warning() {
    let sandbox = Sandbox::new();
    let get = || encode(&sandbox, &["--client-id", "synxis-user"]).env("SABRE_PASSWORD", "12345");
    let output = get().run().exits(0).warns_once("SynXis");
    let halves = STANDARD.decode(output.stdout.trim_end()).expect("it is base64");
    assert_eq!(halves, format!("{}:{}", STANDARD.encode("synxis-user"), STANDARD.encode("12345")).as_bytes());
    get().args(["-q"]).run().exits(0).silently();
}

#[test]
fn malformed_ids_are_rejected() {
    let sandbox = Sandbox::new();
    for (args, part) in [
        (&["--user-id", "7971"][..], "needs a group"),
        (&["--user-id", "", "--group", "x"], "empty"),
        (&["--user-id", "V1:V1:a:b:AA"], "`V1:` twice"),
        (&["--client-id", "V1:V1:a:b:AA"], "`V1:` twice"),
        (&["--client-id", "V1:a:b"], "of four parts"),
        (&["--client-id", "v1:a:b:AA"], "lower-case `v1:`"),
        (&["--client-id", "a:b:AA"], "does not start with `V1:`"),
        (&["--client-id", ""], "empty"),
        (&["--user-id", "a b", "--group", "x"], "white space"),
        (&["--user-id", "a\n", "--group", "x"], "line break"),
        (&["--user-id", "V1:a:b:AA", "--group", "c"], "differs"),
        (&["--user-id", "a", "--client-id", "V1:a:b:AA"], "cannot be used with"),
        (&[], "--user-id"),
    ] {
        encode(&sandbox, args).env("SABRE_PASSWORD", "12345").run().fails(2, &[part]);
    }
}
