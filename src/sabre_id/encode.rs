//! Builds the credential and explains the steps.

use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::{MASK, id::SabreId};

/// The reason why a password cannot be encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// It is empty.
    #[error("the Sabre password is empty")]
    Empty,
    /// It ends with a line break, which is never part of a Sabre password.
    #[error("the Sabre password ends with a line break")]
    LineEnd,
}

impl PasswordError {
    /// The hint that fixes it.
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

/// Builds the credential, which the token request sends after `Basic `: standard alphabet, padded, on one line.
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
    // Reserved at once, because a string that grows leaves copies in memory that are not wiped.
    joined.reserve_exact(id.as_str().len().div_ceil(3) * 4 + 1 + right.len());
    STANDARD.encode_string(id.as_str(), &mut joined);
    joined.push(':');
    joined.push_str(&right);
    Ok(SecretString::from(STANDARD.encode(joined.as_bytes())))
}

/// Returns the steps from the id to the header. It takes no password, so it cannot show one.
pub fn explain(id: &SabreId) -> Vec<EncodingStep> {
    let left = STANDARD.encode(id.as_str());
    let open = format!("{left}:");
    // Base64 encodes groups of three bytes: only the groups before the password's first byte depend on the id alone.
    let (id_groups, _) = open.as_bytes().as_chunks::<3>();
    let outer = format!("{}{MASK}", STANDARD.encode(id_groups.as_flattened()));
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
