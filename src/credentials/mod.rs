//! The sources of credentials, and the choice of each value from several places.

mod combine;
mod command;
mod credential_settings;
mod env_file;
mod file;
mod file_name;
mod hidden_input;
mod keyring;
mod line_input;
mod placeholder;
mod private_key;
mod prompt;
mod reference;
mod rotating;
mod variable;
mod variables;

pub use combine::{CredentialPair, PairMismatch, combine};
pub use command::{SECRET_COMMAND_VARIABLES, SecretCommand};
pub use credential_settings::{CredentialSettings, SecretSetting};
pub use env_file::EnvFile;
pub use file::SecretFile;
pub use file_name::shown_name;
pub use keyring::{Keyring, KeyringError, KeyringSecret};
pub use line_input::ask_line;
pub use placeholder::PlaceholderPolicy;
pub use private_key::PrivateKeySource;
pub use prompt::{Prompt, can_prompt};
pub use reference::referenced;
pub use rotating::{PreparedStore, RotatingSecret};
pub use variable::{VariableValue, first_variable};
pub use variables::{VariableSource, Variables};

use std::time::Duration;

use crate::failure::{Failure, Kind, Result};
use crate::secret::Secret;

/// The text that identifies a secret in the cache: if it changes, the secret has changed.
#[derive(Clone, Debug)]
pub enum SecretIdentity {
    /// The secret itself.
    Value(Secret),
    /// The reference to the secret, because reading the secret would run a command or open the keyring.
    Reference(String),
    /// None, because the user will type the secret, or it cannot be read.
    Unknown,
}

/// The source of one secret. Any thread can read it.
pub trait CredentialSource: std::fmt::Debug + Send + Sync {
    /// Returns the name of the source for messages, such as `the file pw.txt`.
    fn name(&self) -> String;

    /// Reads the secret; none if the source does not have it.
    ///
    /// # Errors
    ///
    /// Fails when the source cannot be read, or does not have a secret that it must have.
    fn find(&self) -> Result<Option<Secret>>;

    /// Fails early if reading will certainly fail. Runs no command and does not prompt.
    fn check(&self) -> Result<()> {
        Ok(())
    }

    /// Returns the longest time that [`Self::find`] takes.
    fn longest_read(&self) -> Duration {
        Duration::ZERO
    }

    /// Returns the text that identifies the secret in the cache. Runs no command and does not prompt.
    fn identity(&self) -> SecretIdentity {
        match self.find() {
            Ok(Some(secret)) => SecretIdentity::Value(secret),
            // The failure is reported later, when the secret is needed.
            Ok(None) | Err(_) => SecretIdentity::Unknown,
        }
    }
}

/// Converts the text of a source into a secret.
///
/// Exactly one line end is trimmed, and one byte order mark, which PowerShell writes.
///
/// # Errors
///
/// Fails for an empty text, and for control and invisible characters, which were not typed on purpose. Only a private key in
/// PEM can have line breaks.
pub(crate) fn secret_from_text(text: &str, source: &str) -> Result<Secret> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text.strip_suffix('\n').map_or(text, |rest| rest.strip_suffix('\r').unwrap_or(rest));
    if text.is_empty() {
        return Err(Failure::new(Kind::CredentialSourceFailed, format!("the secret from {source} is empty"))
            .hint("store the secret there, or name another source"));
    }
    let may_have_lines = is_pem(text);
    let is_wrong = |c: char| c.is_control() && !(may_have_lines && matches!(c, '\n' | '\r' | '\t'));
    if let Some(position) = text.chars().position(is_wrong) {
        let what =
            format!("the secret from {source} has a control character (a line break?) at position {}", position + 1);
        return Err(Failure::new(Kind::MalformedCredential, what)
            .hint("it must be one line; one line end after it is ignored, nothing else is"));
    }
    if let Some((position, character)) = text.chars().enumerate().find(|(_, character)| is_invisible(*character)) {
        let code = u32::from(character);
        let what =
            format!("the secret from {source} has an invisible character (U+{code:04X}) at position {}", position + 1);
        return Err(Failure::new(Kind::MalformedCredential, what)
            .hint("type it again: such a character is often copied from a web page or a document"));
    }
    Ok(Secret::new(text))
}

/// Returns whether the text contains a key or a certificate in PEM.
fn is_pem(text: &str) -> bool {
    text.contains("-----BEGIN ")
}

/// Returns whether the character is never visible. The joiners U+200C and U+200D are not included, because some scripts need
/// them.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exactly_one_line_end_and_one_byte_order_mark_are_trimmed() {
        for (text, expected) in [
            ("pw", Ok("pw")),
            ("pw\n", Ok("pw")),
            ("pw\r\n", Ok("pw")),
            (" p w ", Ok(" p w ")),
            ("pä: +/=&%", Ok("pä: +/=&%")),
            ("pw\n\n", Err(Kind::MalformedCredential)),
            ("pw\r", Err(Kind::MalformedCredential)),
            ("-----BEGIN PRIVATE KEY-----\r\nMII=\n", Ok("-----BEGIN PRIVATE KEY-----\r\nMII=")),
            ("-----BEGIN PRIVATE KEY-----\nMI\0I=\n", Err(Kind::MalformedCredential)),
            ("p\nw", Err(Kind::MalformedCredential)),
            ("\u{feff}pw\r\n", Ok("pw")),
            ("\u{feff}\u{feff}pw", Err(Kind::MalformedCredential)),
            ("p\u{200b}w", Err(Kind::MalformedCredential)),
            ("pw\u{202e}", Err(Kind::MalformedCredential)),
            ("\u{feff}", Err(Kind::CredentialSourceFailed)),
            ("", Err(Kind::CredentialSourceFailed)),
            ("\n", Err(Kind::CredentialSourceFailed)),
        ] {
            let outcome = secret_from_text(text, "test");
            match expected {
                Ok(expected) => assert_eq!(outcome.unwrap().expose(), expected, "{text:?}"),
                Err(kind) => assert_eq!(outcome.unwrap_err().kind(), kind, "{text:?}"),
            }
        }
    }
}
