//! Building the credential, and showing how it is built.

use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::{MASK, id::SabreId};

/// Why a password cannot be encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Nothing in it.
    #[error("the Sabre password is empty")]
    Empty,
    /// It ends in a line end, which was never meant to be part of it.
    #[error("the Sabre password ends in a line end")]
    LineEnd,
}

impl PasswordError {
    /// What to do about it.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Empty => "look whether the variable, file or command that holds it is the right one",
            Self::LineEnd => "take the empty lines off its end; printf '%s' writes none, echo writes one",
        }
    }
}

/// One step of the encoding, fit to be shown to anybody.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct EncodingStep {
    /// What was done.
    pub title: &'static str,
    /// What came out, with [`MASK`] for all that depends on the password.
    pub value: String,
}

/// The credential as the token endpoint takes it after `Basic `, and as a client secret is configured.
///
/// Standard alphabet, padded, on one line.
pub fn credential(id: &SabreId, password: &SecretString) -> Result<SecretString, PasswordError> {
    let password = password.expose_secret();
    if password.is_empty() {
        return Err(PasswordError::Empty);
    }
    if password.ends_with(['\n', '\r']) {
        return Err(PasswordError::LineEnd);
    }
    let right = Zeroizing::new(STANDARD.encode(password));
    let mut joined = Zeroizing::new(String::new());
    // Reserved at once: a string that grows leaves unwiped copies behind.
    joined.reserve_exact(id.as_str().len().div_ceil(3) * 4 + 1 + right.len());
    STANDARD.encode_string(id.as_str(), &mut joined);
    joined.push(':');
    joined.push_str(&right);
    Ok(SecretString::from(STANDARD.encode(joined.as_bytes())))
}

/// The steps from the id to the header. The password is not asked for, so none of it can show.
pub fn explain(id: &SabreId) -> Vec<EncodingStep> {
    let left = STANDARD.encode(id.as_str());
    let open = format!("{left}:");
    // Base64 takes three bytes at a time: the groups before the password's first byte are the id's alone.
    let (own, _) = open.as_bytes().as_chunks::<3>();
    let outer = format!("{}{MASK}", STANDARD.encode(own.as_flattened()));
    let step = |title, value| EncodingStep { title, value };
    vec![
        step("client id", id.as_str().to_owned()),
        step("client id in base64", left),
        step("password", MASK.to_owned()),
        step("password in base64", MASK.to_owned()),
        step("both, joined by a colon", format!("{open}{MASK}")),
        step("that in base64 once more: the credential", outer.clone()),
        step("the header", format!("Authorization: Basic {outer}")),
    ]
}
