//! A private key in PEM, which has many lines unlike other secrets.

use std::path::Path;

use super::{Keyring, SecretCommand, Variables};
use crate::config::SecretReference;
use crate::failure::{Failure, Kind, Result};
use crate::secret::Secret;
use crate::user_file;

/// The size limit of a private key in bytes.
const LARGEST_KEY_BYTES: usize = 64 << 10;

/// The source of a private key.
#[derive(Clone, Debug)]
pub struct PrivateKeySource {
    reference: SecretReference,
    variables: Variables,
}

impl PrivateKeySource {
    /// Creates a source. Nothing is read or run yet.
    pub fn new(reference: SecretReference, variables: &Variables) -> Self {
        Self { reference, variables: variables.clone() }
    }

    /// Returns the name, such as "the file client.key".
    pub fn name(&self) -> String {
        self.reference.to_string()
    }

    /// Returns the path, if it is a file.
    pub fn path(&self) -> Option<&Path> {
        match &self.reference {
            SecretReference::File(path) => Some(path),
            _ => None,
        }
    }

    /// Returns a text that identifies the key: the key itself if it is in a file or variable, else the name of the source, because
    /// reading the key would run a command or open the keyring. Returns none if the key cannot be read.
    pub fn identity(&self) -> Option<Secret> {
        match &self.reference {
            SecretReference::File(_) | SecretReference::Variable(_) => self.read().ok(),
            SecretReference::Keyring(_) | SecretReference::Command { .. } => Some(Secret::new(self.name())),
        }
    }

    /// Reads the key. In a variable or keyring its lines can be joined by `\n`.
    ///
    /// # Errors
    ///
    /// Fails when there is no text, or when it is too long for a key.
    pub fn read(&self) -> Result<Secret> {
        let failed = |why: &dyn std::fmt::Display| {
            Failure::new(Kind::CredentialSourceFailed, format!("no private key could be read from {}", self.name()))
                .because(why)
                .hint("check the source of the key and its permissions")
        };
        let text = match &self.reference {
            SecretReference::File(path) => {
                let bytes = user_file::read(path, LARGEST_KEY_BYTES).map_err(|error| failed(&error))?.bytes;
                if bytes.len() > LARGEST_KEY_BYTES {
                    return Err(failed(&format!("it is larger than {LARGEST_KEY_BYTES} bytes")));
                }
                Secret::new(String::from_utf8(bytes).map_err(|_| failed(&"it is not UTF-8 text"))?)
            }
            SecretReference::Variable(name) => {
                Secret::new(self.variables.get(name)?.ok_or_else(|| failed(&"the variable is not set"))?.value)
            }
            SecretReference::Keyring(item) => {
                let found = Keyring::new(self.variables.env()).read(item)?;
                found.ok_or_else(|| failed(&"the keyring has no such item"))?
            }
            SecretReference::Command { arguments, dir } => {
                SecretCommand::new(arguments.clone(), dir.clone(), self.variables.env().clone()).print()?
            }
        };
        let is_one_line = !text.expose().trim_end().contains('\n');
        Ok(if is_one_line { Secret::new(text.expose().replace("\\n", "\n")) } else { text })
    }
}
