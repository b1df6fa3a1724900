//! Tests of the id and of the encoding; the other files test the diagnosis.

mod build;
mod diagnosis;
mod properties;
mod table;

use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret, SecretString};

use super::encode::PasswordError;
use super::id::CharacterKind;
use super::{Diagnosis, IdError, MASK, Part, SabreId, credential, explain};

const VECTOR: &str = "VmpFNmRYTmxjbWxrT21keWIzVndPbVJ2YldGcGJnPT06TVRJek5EVT0=";
const SYNXIS: &str = "ZVc5MWNtTnNhV1Z1ZEdsazplVzkxY21Oc2FXVnVkSE5sWTNKbGRBPT0=";

fn b64(text: impl AsRef<[u8]>) -> String {
    STANDARD.encode(text)
}

fn encoded(id: &str, password: &str) -> String {
    let id = SabreId::from_client_id(id).unwrap();
    credential(&id, &SecretString::from(password)).unwrap().expose_secret().to_owned()
}

/// Formats the mistakes as one line: `name@place,place name@place`.
fn mistakes_of(diagnosis: &Diagnosis) -> String {
    let found = diagnosis.mistakes.iter().map(|found| {
        let places: Vec<_> = found.places.iter().map(|place| place.name()).collect();
        format!("{}@{}", found.mistake.name(), places.join(","))
    });
    found.collect::<Vec<_>>().join(" ")
}

#[test]
fn the_documented_vectors_are_built() {
    assert_eq!(encoded("V1:userid:group:domain", "12345"), VECTOR);
    assert_eq!(encoded("yourclientid", "yourclientsecret"), SYNXIS);
}

#[test]
fn ids_are_built_from_parts() {
    let id = SabreId::from_parts("7971", Some("7TZA"), None).unwrap();
    assert_eq!(id.to_string(), "V1:7971:7TZA:AA");
    assert_eq!((id.user(), id.group(), id.domain()), ("7971", Some("7TZA"), Some("AA")));
    assert!(!id.is_synxis() && !id.is_dev_studio());

    let whole = "V1:abcdefgh12345678:DEVCENTER:EXT";
    let id = SabreId::from_parts(whole, None, None).unwrap();
    assert_eq!(id.as_str(), whole);
    assert!(id.is_dev_studio());
    assert!(SabreId::from_parts(whole, Some("DEVCENTER"), Some("EXT")).is_ok());

    let id = SabreId::from_client_id("yourclientid").unwrap();
    assert!(id.is_synxis());
    assert_eq!((id.user(), id.group(), id.domain()), ("yourclientid", None, None));

    assert_eq!(SabreId::from_parts("Jürgen", Some("7TZA"), None).unwrap().user(), "Jürgen");
}

#[test]
fn malformed_ids_are_rejected() {
    let character = |part, position, kind| IdError::Character { part, position, kind };
    let table = [
        ("", Some("G"), None, IdError::EmptyPart(Part::User)),
        ("U", None, None, IdError::GroupMissing),
        ("U", Some(""), None, IdError::EmptyPart(Part::Group)),
        ("U", Some("G"), Some(""), IdError::EmptyPart(Part::Domain)),
        ("U:V", Some("G"), None, IdError::Colon(Part::User)),
        ("U", Some("G:H"), None, IdError::Colon(Part::Group)),
        ("V1", Some("G"), None, IdError::DoubleV1),
        ("V1:V1:U:G", None, None, IdError::DoubleV1),
        ("V1:V1:U:G:AA", None, None, IdError::DoubleV1),
        ("v1:U:G:AA", None, None, IdError::LowercaseV1),
        ("V1:U:G", None, None, IdError::FewerParts(3)),
        ("V1:U", None, None, IdError::FewerParts(2)),
        ("V1:", None, None, IdError::FewerParts(2)),
        ("V1:U:G:AA:x", None, None, IdError::MoreParts(5)),
        ("V1:U::AA", None, None, IdError::EmptyPart(Part::Group)),
        ("V1:U:G:AA", Some("H"), None, IdError::Contradiction(Part::Group)),
        ("V1:U:G:AA", None, Some("BA"), IdError::Contradiction(Part::Domain)),
        ("U ", Some("G"), None, character(Some(Part::User), 2, CharacterKind::Blank)),
        ("U", Some("G\n"), None, character(Some(Part::Group), 2, CharacterKind::LineEnd)),
        ("U", Some("G"), Some("\0"), character(Some(Part::Domain), 1, CharacterKind::Control)),
        ("ü\u{200b}", Some("G"), None, character(Some(Part::User), 2, CharacterKind::Invisible)),
        ("V1:U:G:AA\r", None, None, character(None, 10, CharacterKind::LineEnd)),
    ];
    for (user, group, domain, error) in table {
        let result = SabreId::from_parts(user, group, domain);
        assert_eq!(result, Err(error.clone()), "{user:?} {group:?} {domain:?}");
        assert!(!error.to_string().is_empty() && !error.hint().is_empty());
    }
    assert_eq!(SabreId::from_client_id(""), Err(IdError::Empty));
    assert_eq!(SabreId::from_client_id("U:G:AA"), Err(IdError::V1Missing));
    assert_eq!(
        character(Some(Part::Group), 2, CharacterKind::LineEnd).to_string(),
        "the group of the Sabre id has a line break as its character 2"
    );
}

#[test]
fn malformed_passwords_are_rejected() {
    let id = SabreId::from_client_id("V1:U:G:AA").unwrap();
    let error = |password: &str| credential(&id, &SecretString::from(password)).unwrap_err();
    assert_eq!(error(""), PasswordError::Empty);
    assert_eq!(error("12345\n"), PasswordError::LineEnd);
    assert_eq!(error("12345\r\n"), PasswordError::LineEnd);
    assert!(credential(&id, &SecretString::from(" a\nb ")).is_ok());
}

#[test]
fn explain_shows_each_step_without_the_password() {
    let id = SabreId::from_client_id("V1:userid:group:domain").unwrap();
    let values: Vec<_> = explain(&id).into_iter().map(|step| step.value).collect();
    assert_eq!(
        values,
        [
            "V1:userid:group:domain",
            "VjE6dXNlcmlkOmdyb3VwOmRvbWFpbg==",
            MASK,
            MASK,
            "VjE6dXNlcmlkOmdyb3VwOmRvbWFpbg==:********",
            "VmpFNmRYTmxjbWxrT21keWIzVndPbVJ2YldGcGJnPT06********",
            "Authorization: Basic VmpFNmRYTmxjbWxrT21keWIzVndPbVJ2YldGcGJnPT06********",
        ]
    );
}
