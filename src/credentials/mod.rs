//! Where credentials come from: an ordered chain of layers, each whole in itself.

mod command;
mod file;
mod file_name;
mod hidden_input;
mod keyring;
mod layer;
mod placeholder;
mod private_key;
mod prompt;
mod reference;
mod variable;

pub use command::SecretCommand;
pub use file::SecretFile;
pub use file_name::shown_name;
pub use keyring::{Keyring, KeyringError, KeyringSecret};
pub use layer::{Layer, SecretSetting};
pub use placeholder::PlaceholderPolicy;
pub use private_key::PrivateKeySource;
pub use prompt::{Prompt, can_prompt};
pub use reference::referenced;
pub use variable::{VariableValue, first_variable};

use std::time::Duration;

use crate::failure::{Failure, Kind, Result};
use crate::secret::Secret;

/// How a secret's change can be noticed without asking for it again.
#[derive(Clone, Debug)]
pub enum Comparable {
    /// By its value.
    Value(Secret),
    /// By the way it is found: the value itself would cost a command.
    Reference(String),
    /// Not at all: it would take a person to type it.
    Unknown,
}

/// Where one secret comes from. It can be sent to the thread that needs it.
pub trait CredentialSource: std::fmt::Debug + Send + Sync {
    /// What it is, for a person: `the file pw.txt`.
    fn name(&self) -> String;

    /// The secret; `None` when this source does not have it, an error when it should and failed.
    fn find(&self) -> Result<Option<Secret>>;

    /// Returns whether asking for it makes sense at all; must not run a command or ask a person.
    fn check(&self) -> Result<()> {
        Ok(())
    }

    /// The longest that [`Self::find`] takes.
    fn longest_read(&self) -> Duration {
        Duration::ZERO
    }

    /// What the cache compares; must not run a command or ask a person.
    fn comparable(&self) -> Comparable {
        match self.find() {
            Ok(Some(secret)) => Comparable::Value(secret),
            // The error is reported when the secret is needed.
            Ok(None) | Err(_) => Comparable::Unknown,
        }
    }
}

/// Makes a secret of the text that a source holds.
///
/// Exactly one line end is trimmed, and one byte order mark, which PowerShell writes. Control characters and invisible
/// characters are refused, because they were not typed on purpose.
pub(crate) fn secret_from_text(text: &str, source: &str) -> Result<Secret> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text.strip_suffix('\n').map_or(text, |rest| rest.strip_suffix('\r').unwrap_or(rest));
    if text.is_empty() {
        return Err(Failure::new(Kind::CredentialSourceFailed, format!("the secret from {source} is empty"))
            .hint("put the secret there, or name another source"));
    }
    if let Some(position) = text.chars().position(char::is_control) {
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

/// True for marks that are never shown. The joiners U+200C and U+200D are letters' neighbours in some scripts.
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
