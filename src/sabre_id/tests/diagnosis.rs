//! Tests of verdicts, notes and differing parts, and that the diagnosis never shows a password.

use std::collections::HashSet;

use secrecy::SecretString;

use super::super::diagnosis::Note;
use super::super::mistake::Mistake;
use super::super::{Expected, MAX_LENGTH, Part, Verdict, verify};
use super::build::*;
use super::{SYNXIS, VECTOR, b64, encoded, mistakes_of};

#[test]
fn common_wrappers_are_removed() {
    let bom = |text: &str| [&[0xff, 0xfe], utf16(text).as_slice()].concat();
    let table: [(Vec<u8>, &[Note]); 18] = [
        (VECTOR.into(), &[]),
        (format!("{VECTOR}\n").into(), &[]),
        (format!("{VECTOR}\r\n").into(), &[]),
        (format!("\n  {VECTOR}\n\n").into(), &[]),
        (format!("Basic {VECTOR}").into(), &[Note::Scheme]),
        (format!("basic\t{VECTOR}\n").into(), &[Note::Scheme]),
        (format!("Authorization: Basic {VECTOR}\r\n").into(), &[Note::Header]),
        (format!("authorization:basic  {VECTOR}").into(), &[Note::Header]),
        (format!("\"{VECTOR}\"").into(), &[Note::Quotes]),
        (format!("'{VECTOR}\n'\n").into(), &[Note::Quotes]),
        (format!("“{VECTOR}”").into(), &[Note::Quotes]),
        (format!("{VECTOR}\"").into(), &[Note::Quotes]),
        (format!("\"Basic {VECTOR}\"").into(), &[Note::Quotes, Note::Scheme]),
        (format!("'Authorization: Basic {VECTOR}'").into(), &[Note::Quotes, Note::Header]),
        (format!("Authorization: \"Basic '{VECTOR}'\"").into(), &[Note::Quotes, Note::Header]),
        (format!("\"Authorization\": \"Basic {VECTOR}\"").into(), &[Note::Quotes, Note::Header]),
        (format!("\u{feff}{VECTOR}").into(), &[Note::FileEncoding]),
        (bom(&format!("{VECTOR}\r\n")), &[Note::FileEncoding]),
    ];
    for (input, notes) in table {
        let diagnosis = diagnose(&input);
        let shown = String::from_utf8_lossy(&input).into_owned();
        assert_eq!((diagnosis.verdict, mistakes_of(&diagnosis).as_str()), (Verdict::Right, ""), "{shown:?}");
        assert_eq!(diagnosis.notes, notes, "{shown:?}");
        assert_eq!(diagnosis.password_length, Some(5));
        let id = diagnosis.id.unwrap();
        assert_eq!(id.user.as_deref(), Some("userid"));
        assert_eq!(id.group.as_deref(), Some("group"));
        assert_eq!(id.domain.as_deref(), Some("domain"));
    }
}

#[test]
fn input_that_is_not_a_credential_has_its_own_mistake() {
    let pem = "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n";
    let table: [(Vec<u8>, &str); 17] = [
        (vec![], "empty@whole"),
        (b" \r\n".to_vec(), "empty@whole"),
        (b"Basic \n".to_vec(), "basic@"),
        (b"\"\"".to_vec(), "empty@whole"),
        (vec![b'A'; 1 << 20], "too-long@whole"),
        (vec![b'A'; MAX_LENGTH + 1], "too-long@whole"),
        (vec![b'A'; MAX_LENGTH], "not-text@whole"),
        (vec![0, 1, 2, 3], "binary@whole"),
        (b"\xff\xfe\xff".to_vec(), "binary@whole"),
        (b"\x7fELF".to_vec(), "binary@whole"),
        (pem.into(), "private-key@whole"),
        (b"{\"access_token\": \"T1RLAQ\"}".to_vec(), "json-document@whole"),
        (b"[]".to_vec(), "json-document@whole"),
        (b"T1RLAQK+abc/def==**".to_vec(), "access-token@whole"),
        (b"Authorization: Bearer abc".to_vec(), "access-token@whole"),
        (b"hello, world".to_vec(), "not-base64@whole"),
        (b"3q2+7w==".to_vec(), "not-text@whole"),
    ];
    for (input, expected) in table {
        let diagnosis = diagnose(&input);
        if expected == "basic@" {
            assert_eq!(diagnosis.verdict, Verdict::Wrong);
            continue;
        }
        assert_eq!(mistakes_of(&diagnosis), expected, "{} bytes", input.len());
        assert_eq!((diagnosis.id, diagnosis.password_length), (None, None));
    }
    assert_eq!(diagnose("ab\u{e9}d,").mistakes[0].position, Some(3));
    assert_eq!(diagnose("ab=cd").mistakes[0].position, Some(3));
}

#[test]
fn a_synxis_credential_has_its_own_verdict() {
    let diagnosis = diagnose(SYNXIS);
    assert_eq!(diagnosis.verdict, Verdict::SynXis);
    assert!(!diagnosis.is_right() && diagnosis.mistakes.is_empty());
    assert_eq!(diagnosis.id.unwrap().user.as_deref(), Some("yourclientid"));
    assert_eq!(diagnosis.notes, [Note::WithoutV1]);
    assert_eq!(diagnosis.password_length, Some(16));
}

#[test]
fn differing_parts_are_listed() {
    let password = |text: &str| SecretString::from(text);
    let (same, other) = (password(PASSWORD), password("54321"));
    let base = Expected { user: Some("userid"), group: Some("group"), domain: Some("domain"), password: Some(&same) };
    let table: [(Expected<'_>, &[Part]); 5] = [
        (base, &[]),
        (Expected { user: Some("7971"), ..base }, &[Part::User]),
        (Expected { group: Some("GROUP"), ..base }, &[Part::Group]),
        (Expected { password: Some(&other), ..base }, &[Part::Password]),
        (Expected { user: None, domain: Some("AA"), password: Some(&other), ..base }, &[Part::Domain, Part::Password]),
    ];
    let newlines = halves(format!("{ID}\n"), "12345\n");
    for string in [VECTOR, newlines.as_str(), "VjE6dXNlcmlkOmdyb3VwOmRvbWFpbjoxMjM0NQ=="] {
        for (expected, differing) in table {
            let diagnosis = verify(string.as_bytes(), expected);
            assert_eq!(diagnosis.differing, differing, "{string}");
            assert_eq!(diagnosis.is_right(), string == VECTOR && differing.is_empty());
        }
    }
    let without_id = verify(b"TVRJek5EVT0=", Expected { password: None, ..base });
    assert!(without_id.differing.is_empty(), "a part that was not found cannot differ");
    let synxis = verify(SYNXIS.as_bytes(), Expected { password: None, ..base });
    assert_eq!(synxis.differing, [Part::User, Part::Group, Part::Domain]);
}

#[test]
fn no_part_of_a_password_is_shown_as_the_id() {
    let strings = [
        b64("V1:userid:group:sesame"),
        b64("V1:userid:group:sesame:open"),
        b64("V1:userid:sesame"),
        b64("V1:sesame"),
        b64("sesame:open"),
        b64(b64("sesame:open")),
        b64(b64("V1:userid:group:sesame")),
        outer(b64("V1:userid:group:sesame"), ""),
        halves("sesame", ID),
        outer("sesame", b64(ID)),
        b64(format!("sesame:{ID}")),
        "V1:userid:group:sesame".to_owned(),
        "sesame".to_owned(),
        "open:sesame".to_owned(),
    ];
    for string in strings {
        let shown = format!("{:?}", diagnose(&string));
        assert!(!shown.contains("sesame"), "{string}: {shown}");
    }
}

#[test]
fn notes_and_control_characters_are_shown() {
    assert_eq!(diagnose(encoded("V1:a:DEVCENTER:EXT", "x")).notes, [Note::DevStudio]);
    assert_eq!(diagnose(encoded(ID, "x ")).notes, [Note::PasswordBlank]);
    let shown = diagnose(halves("V1:us\u{1b}er:group:domain", "x")).id.unwrap().user;
    assert_eq!(shown.as_deref(), Some("us\\u{1b}er"));
}

#[test]
fn names_are_distinct_and_texts_complete() {
    let names: HashSet<_> = Mistake::ALL.iter().map(|mistake| mistake.name()).collect();
    assert_eq!(names.len(), Mistake::ALL.len());
    for mistake in Mistake::ALL {
        let name = mistake.name();
        assert!(name.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-')), "{name}");
        assert!([mistake.what(), mistake.cause(), mistake.fix()].iter().all(|text| text.len() > 10));
    }
    for note in Note::ALL {
        assert!(!note.name().is_empty() && note.to_string().len() > 10);
    }
    let json = serde_json::to_value(diagnose(b64(ID))).unwrap();
    assert_eq!(json["verdict"], "wrong");
    assert_eq!(json["mistakes"][0]["name"], "encoded-once");
    assert_eq!(json["mistakes"][0]["places"][0], "whole");
    assert_eq!(serde_json::to_value(diagnose(SYNXIS)).unwrap()["verdict"], "synxis");
}

#[test]
fn deeply_nested_input_is_diagnosed() {
    let percents = format!("%{}41", "25".repeat(30_000));
    let layers = (0..12).fold("x".to_owned(), |text, _| b64(text));
    for input in [
        percents.clone(),
        b64(&percents[..40_000]),
        "'".repeat(MAX_LENGTH),
        "Basic ".repeat(MAX_LENGTH / 6),
        "V1:".repeat(MAX_LENGTH / 3),
        ":".repeat(MAX_LENGTH),
        "b'".repeat(MAX_LENGTH / 2),
        b64("V1:".repeat(10_000)),
        layers,
    ] {
        assert_eq!(diagnose(&input).verdict, Verdict::Wrong);
    }
}
