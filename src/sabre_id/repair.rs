//! Builds the right string from one with mistakes.

use secrecy::SecretString;

use super::check::is_invisible;
use super::encode::credential;
use super::id::{SabreId, V1};
use super::mistake::Mistake;
use super::reading::{Certainty, Reading};
use super::text::{starts_with, without_line_end};
use super::verify::read_input;

/// Mistakes that lose or add bytes, so that the original text cannot be known.
const LOSSY: [Mistake; 3] = [Mistake::UnevenEnd, Mistake::NotUtf8, Mistake::BadCharacter];

/// Returns the id and the credential of Sabre v2 that the string was meant to be; none if its id or password cannot be
/// known.
pub fn repair(input: &[u8]) -> Option<(SabreId, SecretString)> {
    let Reading { mistakes, id, password } = read_input(input, &mut Vec::new());
    if LOSSY.iter().any(|mistake| mistakes.has(*mistake)) {
        return None;
    }
    // Without certainty, any part can be the password.
    let id = id.filter(|id| id.certainty != Certainty::None)?;
    let mut id = str::from_utf8(without_line_end(&id.text).0).ok()?.trim();
    while starts_with(id.as_bytes(), V1.as_bytes()) {
        id = &id[V1.len()..];
    }
    let id = SabreId::from_client_id(&format!("{V1}{id}")).ok()?;
    let password = password?;
    let password = str::from_utf8(without_line_end(&password).0).ok()?;
    if password.chars().any(|c| is_invisible(c) || c.is_control()) {
        return None;
    }
    let credential = credential(&id, &SecretString::from(password)).ok()?;
    Some((id, credential))
}
