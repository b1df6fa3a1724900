//! Builds the credential, and explains the steps of the encoding.

use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::{MASK, id::SabreId};

/// The reason why a password cannot be encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// The password is empty.
    #[error("the Sabre password is empty")]
    Empty,
    /// The password ends with a line break, which no Sabre password does.
    #[error("the Sabre password ends with a line break")]
    LineEnd,
}

impl PasswordError {
    /// Returns a hint that fixes the password.
    pub const fn hint(self) -> &'static str {
        match self {
            Self::Empty => "check that the variable, file or command is the right one",
            Self::LineEnd => "remove the line breaks at its end; echo writes one, printf '%s' does not",
        }
    }
}

/// One step of the encoding, without any part of the password.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct EncodingStep {
    /// The name of the step.
    pub title: &'static str,
    /// The result of the step, with [`MASK`] for everything that depends on the password.
    pub value: String,
}

/// Builds the credential, which the token request sends after `Basic `. It is base64 in the standard alphabet, with
/// padding, on one line.
///
/// # Errors
/// Fails if the password is empty or ends with a line break.
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
    // All memory is reserved first, because a string that grows leaves copies that are not wiped.
    joined.reserve_exact(id.as_str().len().div_ceil(3) * 4 + 1 + right.len());
    STANDARD.encode_string(id.as_str(), &mut joined);
    joined.push(':');
    joined.push_str(&right);
    Ok(SecretString::from(STANDARD.encode(joined.as_bytes())))
}

/// Returns the steps from the id to the header. This function does not know the password, so it cannot show it.
pub fn explain(id: &SabreId) -> [EncodingStep; 7] {
    let left = STANDARD.encode(id.as_str());
    let open = format!("{left}:");
    // Base64 encodes groups of three bytes. Only the groups before the first byte of the password are shown.
    let (id_groups, _) = open.as_bytes().as_chunks::<3>();
    let outer = format!("{}{MASK}", STANDARD.encode(id_groups.as_flattened()));
    let step = |title, value| EncodingStep { title, value };
    [
        step("client id", id.as_str().to_owned()),
        step("client id in base64", left),
        step("password", MASK.to_owned()),
        step("password in base64", MASK.to_owned()),
        step("both, joined by a colon", format!("{open}{MASK}")),
        step("that in base64 once more: the credential", outer.clone()),
        step("the header", format!("Authorization: Basic {outer}")),
    ]
}
