//! A secret from an environment variable.

use super::{CredentialSource, secret_from_text};
use crate::failure::Result;
use crate::secret::Secret;

/// The value of a variable that was set when the program started.
#[derive(Debug)]
pub struct VariableValue {
    name: String,
    value: Secret,
}

impl VariableValue {
    /// The variable and its value.
    pub fn new(name: &str, value: String) -> Self {
        Self { name: name.to_owned(), value: Secret::new(value) }
    }
}

impl CredentialSource for VariableValue {
    fn name(&self) -> String {
        format!("${}", self.name)
    }

    fn find(&self) -> Result<Option<Secret>> {
        secret_from_text(self.value.expose(), &self.name()).map(Some)
    }
}
