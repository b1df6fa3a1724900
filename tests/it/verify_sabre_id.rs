//! `encode-sabre-id --verify`: the diagnosis as text and as JSON.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;

use crate::support::{Output, Sandbox};

const VECTOR: &str = "VmpFNmRYTmxjbWxrT21keWIzVndPbVJ2YldGcGJnPT06TVRJek5EVT0=";
const ENCODED_ONCE: &str = "VjE6dXNlcmlkOmdyb3VwOmRvbWFpbjoxMjM0NQ==";
/// A credential of SynXis, without `V1:`.
const SYNXIS: &str = "ZVc5MWNtTnNhV1Z1ZEdsazplVzkxY21Oc2FXVnVkSE5sWTNKbGRBPT0=";

fn verify(sandbox: &Sandbox, input: impl Into<Vec<u8>>, more: &[&str]) -> Output {
    sandbox.travauth().args(["encode-sabre-id", "--verify", "-"]).args(more).stdin(input).run()
}

#[test]
fn a_correct_string_is_shown_with_its_parts() {
    let sandbox = Sandbox::new();
    for given in [
        format!("{VECTOR}\n"),
        format!("Basic {VECTOR}"),
        format!("Authorization: Basic {VECTOR}\r\n"),
        format!("\"{VECTOR}\""),
    ] {
        let output = verify(&sandbox, given.as_str(), &[]).exits(0);
        assert_eq!(output.stderr, "");
        for part in ["right: ", "userid", "group", "domain", "5 characters"] {
            assert!(output.stdout.contains(part), "{given}: {output}");
        }
        assert!(!output.stdout.contains("12345"), "{output}");
    }
}

#[test]
fn a_mistake_is_shown_with_its_cause_and_fix() {
    let sandbox = Sandbox::new();
    let file = sandbox.write("work/secret.txt", ENCODED_ONCE);
    let output = sandbox.travauth().args(["encode-sabre-id", "--verify"]).args([file]).run().exits(2);
    // The diagnosis is the output, so there is no error line.
    assert_eq!(output.stderr, "");
    for part in ["wrong: it is encoded once", "encoded-once", "cause    curl -u", "fix      encode the id", "userid"] {
        assert!(output.stdout.contains(part), "{part}: {output}");
    }
    assert!(!output.stdout.contains("12345"), "{output}");

    let two =
        STANDARD.encode(format!("{}:{}", STANDARD.encode("V1:V1:userid:group:domain"), STANDARD.encode("12345\n")));
    let output = verify(&sandbox, two, &[]).exits(2);
    assert!(output.stdout.starts_with("wrong: 2 mistakes\n"), "{output}");
    assert!(output.stdout.contains("newline-in-halves") && output.stdout.contains("double-v1"), "{output}");
}

#[test]
fn json_is_one_document_with_every_mistake() {
    let sandbox = Sandbox::new();
    let right = verify(&sandbox, VECTOR, &["--format", "json"]).exits(0).json();
    assert_eq!(
        right,
        serde_json::json!({
            "verdict": "right",
            "id": {"user": "userid", "group": "group", "domain": "domain"},
            "password_length": 5, "mistakes": [], "differing": [], "notes": [],
        })
    );
    let wrong = verify(&sandbox, ENCODED_ONCE, &["--format", "json"]).exits(2).json();
    assert_eq!(wrong["verdict"], "wrong");
    assert_eq!(wrong["mistakes"][0]["name"], "encoded-once");
    for field in ["what", "how", "mend"] {
        assert!(wrong["mistakes"][0][field].is_string(), "{wrong}");
    }
}

#[test]
fn parts_that_differ_from_the_flags_are_listed() {
    let sandbox = Sandbox::new();
    let same = sandbox.write("work/same.txt", "12345\n");
    let other = sandbox.write("work/other.txt", "54321\n");
    let same = same.to_str().expect("it is UTF-8");
    let other = other.to_str().expect("it is UTF-8");
    for (given, differing) in [
        (vec!["--client-id", "V1:userid:group:domain", "--password-file", same], serde_json::json!([])),
        (vec!["--user-id", "userid", "--group", "group", "--domain", "domain"], serde_json::json!([])),
        (vec!["--password-file", other], serde_json::json!(["password"])),
        (vec!["--user-id", "7971", "--pcc", "7TZA"], serde_json::json!(["user", "group"])),
        (vec!["--user-id", "V1:userid:group:AA", "--password-file", other], serde_json::json!(["domain", "password"])),
    ] {
        let code = if differing == serde_json::json!([]) { 0 } else { 2 };
        let given = [given, vec!["--format", "json"]].concat();
        assert_eq!(verify(&sandbox, VECTOR, &given).exits(code).json()["differing"], differing, "{given:?}");
    }
    let output = verify(&sandbox, VECTOR, &["--group", "7TZA"]).exits(2);
    assert!(output.stdout.contains("different from the flags: group\n"), "{output}");
    // The variable is ignored.
    let program = sandbox.travauth().args(["encode-sabre-id", "--verify", "-"]).env("SABRE_PASSWORD", "other");
    let _ = program.stdin(VECTOR).run().exits(0);
}

#[test]
fn a_synxis_string_is_right_only_if_it_is_expected() {
    let sandbox = Sandbox::new();
    let output = verify(&sandbox, SYNXIS, &[]).exits(2);
    assert!(output.stdout.starts_with("right for SynXis, wrong for Sabre v2"), "{output}");
    assert!(output.stdout.contains("16 characters"), "{output}");
    let _ = verify(&sandbox, SYNXIS, &["--client-id", "yourclientid"]).exits(0);
    let _ = verify(&sandbox, SYNXIS, &["--client-id", "another"]).exits(2);
}

#[test]
fn other_content_is_recognized() {
    let sandbox = Sandbox::new();
    let key = "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n";
    for (input, name) in [
        (Vec::new(), "empty"),
        (b"\n".to_vec(), "empty"),
        (b"QUJD".repeat(1 << 18), "too-long"),
        (vec![0, 159, 146, 150], "binary"),
        (key.into(), "private-key"),
        (b"{\"password\": \"x\"}".to_vec(), "json-document"),
        (b"Bearer T1RLAQ".to_vec(), "access-token"),
    ] {
        let output = verify(&sandbox, input, &[]).exits(2);
        assert!(output.stdout.contains(&format!("\n{name}: ")), "{name}: {output}");
        assert_eq!(output.stderr, "");
    }
}

#[test]
fn unreadable_input_is_an_error() {
    let sandbox = Sandbox::new();
    let missing = sandbox.travauth().args(["encode-sabre-id", "--verify", "missing.txt"]).run().exits(1);
    assert!(missing.stderr.contains("missing.txt cannot be read"), "{missing}");
    assert_eq!(missing.stdout, "");
    for (more, code) in [
        (["--password-file", "-"], 2),
        (["--format", "header"], 2),
        (["--client-id", "V1:V1:a:b:c"], 2),
        (["--password-file", "missing.txt"], 9),
    ] {
        let output = verify(&sandbox, VECTOR, &more).exits(code);
        assert_eq!(output.stdout, "", "{more:?}");
        assert!(output.stderr.contains("hint: "), "{output}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_part_of_the_password_is_printed(
        password in "[a-zA-Z0-9+/=:%]{12,20}", way in 0..5_u8, format in 0..2_u8,
    ) {
        let sandbox = Sandbox::new();
        sandbox.secret(&password);
        let (id, encode) = ("V1:userid:group:domain", |text: &str| STANDARD.encode(text));
        let string = match way {
            0 => encode(&format!("{}:{}", encode(id), encode(&password))),
            1 => encode(&format!("{id}:{password}")),
            2 => encode(&format!("{}:{}", encode(id), encode(&format!("{password}\n")))),
            3 => encode(&encode(&password)),
            _ => password.clone(),
        };
        let more: &[&str] = if format == 0 { &[] } else { &["--format", "json"] };
        // The sandbox searches all output for the password when it is dropped.
        let code = verify(&sandbox, string, more).code;
        prop_assert_eq!(code, if way == 0 { 0 } else { 2 });
    }
}

fn encoded(id: &str, password: &str) -> String {
    STANDARD.encode(format!("{}:{}", STANDARD.encode(id), STANDARD.encode(password)))
}

/// I2, I4: a byte order mark in the password is a mistake, and a group in lower-case letters is a note.
#[test]
fn invisible_characters_and_lower_case_groups_are_named() {
    let sandbox = Sandbox::new();
    for password in ["\u{feff}correct-horse", "correct\u{200b}horse"] {
        let output = verify(&sandbox, encoded("V1:7971:7TZA:AA", password), &[]).exits(2);
        assert!(
            output.stdout.contains("invisible-character: the password contains an invisible character"),
            "{output}"
        );
    }
    let lower = verify(&sandbox, encoded("V1:7971:7tza:AA", "correct-horse"), &[]).exits(0);
    assert!(lower.stdout.contains("note: the group (PCC) has lower-case letters"), "{lower}");
    let upper = verify(&sandbox, encoded("V1:7971:7TZA:AA", "correct-horse"), &[]).exits(0);
    assert!(!upper.stdout.contains("note:"), "{upper}");
}

fn repair(sandbox: &Sandbox, input: impl Into<Vec<u8>>, more: &[&str]) -> Output {
    sandbox.travauth().args(["encode-sabre-id", "--repair"]).args(more).stdin(input).run()
}

#[test]
fn a_string_with_mistakes_is_repaired() {
    let sandbox = Sandbox::new();
    // The strings of the table of mistakes for `V1:userid:group:domain` and `12345`.
    for wrong in [
        VECTOR,
        ENCODED_ONCE,
        "VmpFNmRYTmxjbWxrT21keWIzVndPbVJ2YldGcGJnbz06TVRJek5EVUs=",
        "VmpFNmRYTmxjbWxrT21keWIzVndPbVJ2YldGcGJnPT06TVRJek5EVT0K",
        "VmpFNmRYTmxjbWxrT21keWIzVndPbVJ2YldGcGJnJTNEJTNEOk1USXpORFUlM0Q=",
        "VjE6dXNlcmlkOmdyb3VwOmRvbWFpbg==:MTIzNDU=",
        "VmpFNmRYTmxjbWxrT21keWIzVndPbVJ2\nYldGcGJnPT06TVRJek5EVT0=",
        "VmpFNmRYTmxjbWxrT21keWIzVndPbVJ2YldGcGJnPT06TVRJek5EVT0",
        &format!("Authorization: Basic {ENCODED_ONCE}"),
        &STANDARD.encode(VECTOR),
        &STANDARD.encode(format!("{}:{}", STANDARD.encode("V1:V1:userid:group:domain"), STANDARD.encode("12345"))),
        &STANDARD.encode(format!("b'{}':b'{}'", STANDARD.encode("V1:userid:group:domain"), STANDARD.encode("12345"))),
    ] {
        let output = repair(&sandbox, wrong, &[]).exits(0).silently();
        assert_eq!(output.stdout, format!("{VECTOR}\n"), "{wrong}");
    }
    let file = sandbox.write("work/secret.txt", ENCODED_ONCE);
    let header = sandbox
        .travauth()
        .args(["encode-sabre-id", "--repair", "--format", "header", "--verify"])
        .args([file])
        .run()
        .exits(0)
        .silently();
    assert_eq!(header.stdout, format!("Authorization: Basic {VECTOR}\n"));
}

#[test]
fn a_string_whose_parts_cannot_be_known_is_not_repaired() {
    let sandbox = Sandbox::new();
    // Without `V1:`, the halves may be swapped.
    let without_v1 =
        STANDARD.encode(format!("{}:{}\n", STANDARD.encode("userid:group:domain"), STANDARD.encode("12345")));
    for wrong in
        ["", "not base64!", "TVRJek5EVT0=", &without_v1, SYNXIS, "V1:userid:group:12345", &VECTOR[..VECTOR.len() - 3]]
    {
        let output = repair(&sandbox, wrong, &[]);
        output.fails(2, &["the right string cannot be known", "--user-id"]);
    }
    repair(&sandbox, VECTOR, &["--user-id", "1"]).fails(2, &["--repair"]);
}
