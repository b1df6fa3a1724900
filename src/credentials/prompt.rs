//! A secret that the user types, without showing it.

use std::io::IsTerminal as _;
use std::sync::OnceLock;

use super::{CredentialSource, SecretIdentity, hidden_input, secret_from_text};
use crate::failure::{Failure, Kind, Result};
use crate::redact::escape_control;
use crate::secret::Secret;

/// A question on the terminal, which is asked once.
#[derive(Debug)]
pub struct Prompt {
    question: String,
    answer: OnceLock<Secret>,
}

impl Prompt {
    /// Creates the question, such as `Sabre password for V1:7971:7TZA:AA`.
    pub fn new(question: String) -> Self {
        Self { question, answer: OnceLock::new() }
    }
}

/// Returns whether standard input is a terminal.
pub fn can_prompt() -> bool {
    std::io::stdin().is_terminal()
}

impl CredentialSource for Prompt {
    fn name(&self) -> String {
        "the prompt".to_owned()
    }

    fn find(&self) -> Result<Option<Secret>> {
        if let Some(answer) = self.answer.get() {
            return Ok(Some(answer.clone()));
        }
        let question = format!("{} (not shown): ", escape_control(&self.question));
        let typed = hidden_input::ask(&question).map_err(|error| {
            Failure::new(Kind::CredentialSourceFailed, "nothing could be read from the terminal").because(error)
        })?;
        let secret = secret_from_text(&typed, &self.name())?;
        Ok(Some(self.answer.get_or_init(|| secret).clone()))
    }

    fn identity(&self) -> SecretIdentity {
        self.answer.get().map_or(SecretIdentity::Unknown, |answer| SecretIdentity::Value(answer.clone()))
    }
}
