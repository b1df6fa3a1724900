//! The last step of the diagnosis: checks the decoded id and password.

use secrecy::ExposeSecret;
use zeroize::Zeroizing;

use super::diagnosis::{Diagnosis, Expected, IdParts, Note, Verdict};
use super::found_mistake::{Part, Section};
use super::id::{CharacterKind, SabreId, V1, forbidden};
use super::mistake::Mistake;
use super::reading::{Certainty, FoundMistakes, IdText, Reading};
use super::text::{starts_with, without_line_end};

/// Checks the decoded id and password, and returns the diagnosis.
pub(super) fn check(reading: Reading, expected: Expected<'_>, mut notes: Vec<Note>) -> Diagnosis {
    let Reading { mut mistakes, id, password } = reading;
    let certainty = id.as_ref().map_or(Certainty::None, |id| id.certainty);
    let parts = id.map(|id| id_parts(&id, &mut mistakes)).unwrap_or_default();
    let is_synxis = parts.user.is_some() && !parts.v1;
    let password = password.map(|password| {
        let (inner, line_end) = without_line_end(&password);
        if line_end {
            mistakes.add(Mistake::NewlineInHalves, Section::Password);
        }
        if inner.is_empty() {
            mistakes.add(Mistake::PasswordMissing, Section::Password);
        }
        Zeroizing::new(inner.to_vec())
    });
    let text = password.as_ref().map(|bytes| str::from_utf8(bytes));
    if matches!(text, Some(Err(_))) {
        mistakes.add(Mistake::NotUtf8, Section::Password);
    }
    let text = text.and_then(Result::ok);
    if text.is_some_and(|text| text.chars().any(is_invisible)) {
        mistakes.add(Mistake::InvisibleCharacter, Section::Password);
    }
    let has_blank_end = text.is_some_and(|text| text.trim_matches([' ', '\t']) != text);

    let mut differing = Vec::new();
    for (part, expected, found) in [
        (Part::User, expected.user, &parts.user),
        (Part::Group, expected.group, &parts.group),
        (Part::Domain, expected.domain, &parts.domain),
        (
            Part::Password,
            expected.password.map(ExposeSecret::expose_secret),
            &text.map(|text| Zeroizing::new(text.to_owned())),
        ),
    ] {
        // A part can differ only if its half of the string was found.
        let can_differ = if part == Part::Password { found.is_some() } else { parts.user.is_some() };
        if can_differ && expected.is_some_and(|value| found.as_ref().is_none_or(|found| found.as_str() != value)) {
            differing.push(part);
        }
    }

    // Without `V1:`, the left half is known to be the id only if the string has no other mistake.
    let certainty = if parts.v1 || mistakes.0.is_empty() { certainty } else { Certainty::None };
    let verdict = match (mistakes.0.is_empty(), is_synxis) {
        (true, false) => Verdict::Right,
        (true, true) => Verdict::SynXis,
        (false, _) => Verdict::Wrong,
    };
    let show_if = |is_certain: bool, value: &Option<Zeroizing<String>>| {
        value.as_ref().filter(|_| is_certain).map(|value| escaped(value))
    };
    let all_certain = certainty == Certainty::Certain;
    let id = (certainty != Certainty::None && parts.user.is_some()).then(|| IdParts {
        user: show_if(true, &parts.user),
        group: show_if(all_certain, &parts.group),
        domain: show_if(all_certain, &parts.domain),
    });
    let is_dev_studio =
        id.as_ref().is_some_and(|id| id.group.as_deref() == Some("DEVCENTER") && id.domain.as_deref() == Some("EXT"));
    let group = id.as_ref().and_then(|id| id.group.as_deref());
    let has_lowercase_group = group.is_some_and(SabreId::has_lowercase_pcc);
    for (applies, note) in [
        (is_dev_studio, Note::DevStudio),
        (is_synxis && !parts.has_colon, Note::WithoutV1),
        (has_blank_end, Note::PasswordBlank),
        (has_lowercase_group, Note::LowercaseGroup),
    ] {
        if applies {
            notes.push(note);
        }
    }
    let password_length = text.filter(|text| !text.is_empty()).map(|text| text.chars().count());
    Diagnosis { verdict, id, password_length, mistakes: mistakes.0, differing, notes }
}

/// Returns whether a character is invisible, except the joiners U+200C and U+200D, which some scripts need.
pub(super) fn is_invisible(c: char) -> bool {
    forbidden(c) == Some(CharacterKind::Invisible) && !matches!(c, '\u{200c}' | '\u{200d}')
}

/// The parts of an id, which may be malformed, and may contain parts of the password.
#[derive(Default)]
struct NamedParts {
    user: Option<Zeroizing<String>>,
    group: Option<Zeroizing<String>>,
    domain: Option<Zeroizing<String>>,
    v1: bool,
    has_colon: bool,
}

/// Splits an id and adds its mistakes.
fn id_parts(id: &IdText, mistakes: &mut FoundMistakes) -> NamedParts {
    let (inner, line_end) = without_line_end(&id.text);
    if line_end {
        mistakes.add(Mistake::NewlineInHalves, Section::Id);
    }
    if str::from_utf8(inner).is_err() {
        mistakes.add(Mistake::NotUtf8, Section::Id);
    }
    let whole = Zeroizing::new(String::from_utf8_lossy(inner).into_owned());
    if whole.chars().any(|c| forbidden(c).is_some()) {
        mistakes.add(Mistake::BadCharacter, Section::Id);
    }
    let mut rest = whole.trim();
    let has_colon = rest.contains(':');
    let mut found = 0;
    while starts_with(rest.as_bytes(), V1.as_bytes()) {
        if !rest.starts_with(V1) {
            mistakes.add(Mistake::V1Missing, Section::Id);
        }
        rest = &rest[V1.len()..];
        found += 1;
    }
    if found > 1 {
        mistakes.add(Mistake::DoubleV1, Section::Id);
    } else if found == 0 && has_colon {
        mistakes.add(Mistake::V1Missing, Section::Id);
    }
    let fields: Vec<&str> = rest.split(':').collect();
    if has_colon {
        let wrong_count = match fields.len() {
            0..3 => Some(Mistake::FewerThanFourParts),
            3 => None,
            _ => Some(Mistake::MoreThanFourParts),
        };
        if let Some(mistake) = wrong_count {
            mistakes.add(mistake, Section::Id);
        }
        if fields.iter().take(3).any(|field| field.is_empty()) {
            mistakes.add(Mistake::EmptyPart, Section::Id);
        }
    }
    let field = |at: usize| fields.get(at).map(|field| Zeroizing::new((*field).to_owned()));
    NamedParts { user: field(0), group: field(1), domain: field(2), v1: found > 0, has_colon }
}

/// Escapes characters that are invisible or could move the cursor of a terminal.
fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut out, c| {
        if forbidden(c).is_some() && c != ' ' {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
        out
    })
}
