//! `--verify` calls right what a decoder of a few lines decodes and nothing else, and shows no part of the password.
//!
//! The input is a text to diagnose. If it has four lines, they are also the user, the group, the domain and the password
//! of a string that is built and diagnosed.
#![no_main]

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use libfuzzer_sys::fuzz_target;
use secrecy::{ExposeSecret as _, SecretString};
use travauth::sabre_id::{Diagnosis, Expected, MAX_LENGTH, SabreId, Verdict, credential, verify};

fuzz_target!(|input: &[u8]| {
    let diagnosis = verify(input, Expected::default());
    assert_eq!(diagnosis.mistakes.is_empty(), diagnosis.verdict != Verdict::Wrong, "{diagnosis:?}");
    // A note names what was removed around the string: quotes, a header, a byte order mark.
    let removed = ["Scheme", "Header", "Quotes", "FileEncoding"];
    let is_plain = !diagnosis.notes.iter().any(|note| removed.contains(&format!("{note:?}").as_str()));
    if diagnosis.verdict == Verdict::Right && is_plain {
        let (id, password) = decoded(input).unwrap_or_else(|| panic!("right: {diagnosis:?}"));
        assert_eq!(id_of(&diagnosis), id);
        assert_eq!(diagnosis.password_length, Some(password.chars().count()));
    }
    check_built(input);
});

/// The id and the password of a string, if it is exactly what Sabre expects.
fn decoded(input: &[u8]) -> Option<(String, String)> {
    let joined = STANDARD.decode(input.trim_ascii()).ok()?;
    let mut halves = joined
        .split(|byte| *byte == b':')
        .map(|half| STANDARD.decode(half).ok().and_then(|half| String::from_utf8(half).ok()));
    let (id, password) = (halves.next()??, halves.next()??);
    (halves.next().is_none() && id.starts_with("V1:") && id.split(':').count() == 4).then_some((id, password))
}

fn id_of(diagnosis: &Diagnosis) -> String {
    let id = diagnosis.id.clone().unwrap_or_default();
    let part = |part: Option<String>| part.unwrap_or_default();
    format!("V1:{}:{}:{}", part(id.user), part(id.group), part(id.domain))
}

fn check_built(input: &[u8]) {
    let Ok(text) = str::from_utf8(input) else { return };
    let lines: Vec<&str> = text.splitn(4, '\n').collect();
    let [user, group, domain, password] = lines[..] else { return };
    let Ok(id) = SabreId::from_parts(user, Some(group), Some(domain)) else { return };
    let secret = SecretString::from(password.to_owned());
    let Ok(string) = credential(&id, &secret) else { return };
    let string = string.expose_secret();
    let halves = format!("{}:{}", STANDARD.encode(id.as_str()), STANDARD.encode(password));
    assert_eq!(string, STANDARD.encode(halves), "the built string");
    if string.len() > MAX_LENGTH {
        return;
    }
    let diagnosis = verify(string.as_bytes(), Expected { password: Some(&secret), ..Expected::id(&id) });
    let shown = format!("{diagnosis:?} {}", serde_json::to_string(&diagnosis).expect("it is JSON"));
    // Characters that the texts of the program do not contain cannot be there by accident.
    let is_rare = |c: char| !c.is_ascii() && !text[..text.len() - password.len()].contains(c);
    let is_telling = password.chars().count() > 3 && password.chars().all(is_rare);
    assert!(!is_telling || !shown.contains(password), "{shown}");
    assert!(diagnosis.is_right() || has_untyped(password), "{diagnosis:?} for {string}");
}

/// Returns whether a password has a character that no keyboard types, which is reported as a mistake.
fn has_untyped(password: &str) -> bool {
    let is_invisible = |c| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    password.chars().any(|c| c.is_control() || is_invisible(c))
}
