//! Property tests with arbitrary ids, passwords and inputs.

use proptest::prelude::*;
use secrecy::{ExposeSecret, SecretString};

use super::super::mistake::Mistake;
use super::super::{Diagnosis, Expected, SabreId, Verdict, credential, explain, verify};
use super::b64;

/// Generates a valid part of an id.
fn part() -> impl Strategy<Value = String> {
    prop_oneof!["[A-Z0-9]{1,16}", "[!-9;-~]{1,20}", "[!-9;-~äßéñ漢Ж😀]{1,12}"]
        .prop_filter("a second V1 is rejected", |part| !part.eq_ignore_ascii_case("V1"))
}

/// Generates a password without a line break at its end; some look like a layer of the encoding.
fn password() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{1,40}",
        any::<String>(),
        "[a-z]{1,20}".prop_map(b64),
        "[a-z]{1,20}".prop_map(|text| b64(b64(text))),
        "[a-z]{1,9}(%3D|%0A|:|=|\n){1,3}[a-z]{1,9}",
        Just("V1:a:b:c".to_owned()),
        Just("b'MTIz'".to_owned()),
        Just("a\0b\0".to_owned()),
        Just(b64("V1:a:b:c")),
    ]
    .prop_filter("a password", |text| !text.is_empty() && !text.ends_with(['\n', '\r']))
}

fn sabre_id() -> impl Strategy<Value = SabreId> {
    (part(), part(), part()).prop_map(|(u, g, d)| SabreId::from_parts(&u, Some(&g), Some(&d)).unwrap())
}

/// Returns all text that a user could see.
fn all_text(diagnosis: &Diagnosis) -> String {
    let mut text = format!("{diagnosis:?}\n{}", serde_json::to_string(diagnosis).unwrap());
    for found in &diagnosis.mistakes {
        text += found.mistake.what();
        text += found.mistake.cause();
        text += found.mistake.fix();
    }
    for note in &diagnosis.notes {
        text += note.text();
    }
    text
}

/// Applies the mistake with this number to a text; other numbers return the text unchanged.
fn spoil(text: &[u8], how: u8) -> Vec<u8> {
    let shown = String::from_utf8_lossy(text).into_owned();
    match how {
        0 => [text, b"\n"].concat(),
        1 => [text, b"\r\n"].concat(),
        2 => percent_encoding::percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string().into(),
        3 => format!("b'{shown}'").into(),
        4 => shown.trim_end_matches('=').into(),
        5 => shown.replace('+', "-").replace('/', "_").into(),
        6 => format!("Basic {shown}").into(),
        7 => b64(text).into(),
        8 => text.chunks(20).collect::<Vec<_>>().join(&b'\n'),
        9 => shown.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        10 => text[..text.len() - text.len().min(1)].to_vec(),
        11 => format!("V1:{shown}").into(),
        12 => text.iter().skip(1).copied().collect(),
        13 => format!("\"{shown}\"").into(),
        14 => shown.rsplit_once(':').map_or(shown.clone(), |(left, _)| left.to_owned()).into(),
        _ => text.to_vec(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_valid_string_has_no_mistakes(id in sabre_id(), password in password(), around in 0..6_u8) {
        let password = SecretString::from(password);
        let string = credential(&id, &password).unwrap();
        let string = string.expose_secret();
        let given = match around {
            0 => format!("{string}\n"),
            1 => format!("Basic {string}"),
            2 => format!("Authorization: Basic {string}\r\n"),
            3 => format!("\"{string}\""),
            4 => format!("'Basic {string}'"),
            _ => string.to_owned(),
        };
        let diagnosis =
            verify(given.as_bytes(), Expected { password: Some(&password), ..Expected::id(&id) });
        prop_assert!(diagnosis.is_right(), "{:?} for {}", diagnosis, string);
        prop_assert_eq!(diagnosis.password_length, Some(password.expose_secret().chars().count()));
        let found = diagnosis.id.unwrap();
        prop_assert_eq!(found.user.as_deref(), Some(id.user()));
        prop_assert_eq!(found.group.as_deref(), id.group());
        prop_assert_eq!(found.domain.as_deref(), id.domain());
    }

    #[test]
    fn a_plain_name_is_for_synxis(
        name in part(),
        // A password that is a whole `V1:` id looks like swapped halves.
        password in password().prop_filter("no id", |text| !text.starts_with("V1:") && !text.starts_with("VjE6")),
    ) {
        let id = SabreId::from_client_id(&name).unwrap();
        let password = SecretString::from(password);
        let string = credential(&id, &password).unwrap();
        let diagnosis =
            verify(string.expose_secret().as_bytes(), Expected { password: Some(&password), ..Expected::id(&id) });
        prop_assert_eq!(diagnosis.verdict, Verdict::SynXis, "{:?}", diagnosis);
        prop_assert!(diagnosis.differing.is_empty());
    }

    #[test]
    fn any_bytes_have_a_diagnosis(input in proptest::collection::vec(any::<u8>(), 0..300)) {
        let diagnosis = verify(&input, Expected::default());
        prop_assert_eq!(diagnosis.mistakes.is_empty(), diagnosis.verdict != Verdict::Wrong);
    }

    #[test]
    fn any_text_has_a_diagnosis(input in "(Basic |b'|\"|V1:|Authorization: )?[A-Za-z0-9+/=:%\\-_' \n]{0,90}", layers in 0..4) {
        let text = (0..layers).fold(input, |text, _| b64(text));
        verify(text.as_bytes(), Expected::default());
    }

    #[test]
    fn no_part_of_the_password_is_shown(
        id in ("[A-Z0-9]{4,8}", "[A-Z0-9]{4}", "AA|BA|EXT"),
        // Characters that occur neither in the ids nor in the fixed texts.
        password in "[ÀÈÌÒÙàèìòù#~^]{4,12}(:[ÀÈÌÒÙ#~^]{1,6})?",
        id_spoilt in 0..20_u8, password_spoilt in 0..20_u8,
        left in 0..20_u8, right in 0..20_u8, joined in 0..20_u8, whole in 0..20_u8,
        shape in 0..6_u8,
    ) {
        // Without `V1`, swapped halves cannot be recognized.
        let id_spoilt = if shape == 2 && id_spoilt == 12 { 15 } else { id_spoilt };
        let id = spoil(format!("V1:{}:{}:{}", id.0, id.1, id.2).as_bytes(), id_spoilt);
        // A password after `V1:` looks like an id.
        let password_spoilt = if password_spoilt == 11 { 15 } else { password_spoilt };
        let joined = if joined == 11 { 15 } else { joined };
        let secret = spoil(password.as_bytes(), password_spoilt);
        let (l, r) = (spoil(b64(&id).as_bytes(), left), spoil(b64(&secret).as_bytes(), right));
        let inner = match shape {
            0 => [id.as_slice(), b":", &secret].concat(),
            1 => [l.as_slice(), b":", &secret].concat(),
            2 => [r.as_slice(), b":", &l].concat(),
            3 => r.clone(),
            _ => [l.as_slice(), b":", &r].concat(),
        };
        let string = spoil(b64(spoil(&inner, joined)).as_bytes(), whole);
        let diagnosis = verify(&string, Expected::default());
        let shown = all_text(&diagnosis);
        for piece in password.chars().filter(|c| !c.is_ascii()).map(String::from)
            .chain([b64(&password), percent_encoding::utf8_percent_encode(&password, percent_encoding::NON_ALPHANUMERIC).to_string()]) {
            prop_assert!(!shown.contains(&piece), "{piece:?} in {shown}");
        }
        let ascii: String = password.chars().filter(|c| "#~^".contains(*c)).collect();
        prop_assert!(ascii.is_empty() || !shown.contains(['#', '~', '^']), "{shown}");
    }

    #[test]
    fn a_second_mistake_does_not_hide_the_first(
        id in sabre_id(), password in "[ -~]{4,20}", first in 0..9_u8, second in 0..9_u8,
    ) {
        let string = b64(format!("{}:{}", b64(id.as_str()), b64(&password)));
        let spoilt = spoil(&spoil(string.as_bytes(), first), second);
        let text = String::from_utf8_lossy(&spoilt);
        let diagnosis = verify(&spoilt, Expected::default());
        // A valid string may have white space around it and one `Basic` before it.
        let bare = text.trim();
        let bare = bare.strip_prefix("Basic ").unwrap_or(bare).trim();
        prop_assert_eq!(diagnosis.is_right(), bare == string, "{}: {:?}", text, diagnosis);
    }

    #[test]
    fn explain_shows_the_start_of_the_string(id in sabre_id(), password in password()) {
        let string = credential(&id, &SecretString::from(password)).unwrap();
        let steps = explain(&id);
        let shown = steps[5].value.trim_end_matches('*');
        prop_assert!(string.expose_secret().starts_with(shown));
        prop_assert_eq!(shown.len(), (b64(id.as_str()).len() + 1) / 3 * 4);
    }
}

#[test]
fn the_fixed_texts_contain_none_of_the_characters_of_the_property() {
    for mistake in Mistake::ALL {
        let text = format!("{} {} {}", mistake.what(), mistake.cause(), mistake.fix());
        assert!(!text.contains(['#', '~', '^']), "{text}");
    }
}
