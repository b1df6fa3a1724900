//! A secret from a variable.

use super::{CredentialSource, PlaceholderPolicy, SecretIdentity, secret_from_text};
use crate::env::Env;
use crate::failure::Result;
use crate::origin::{Origin, Setting};
use crate::secret::Secret;

/// Returns the first of these variables of the environment that is set and not empty.
///
/// # Errors
///
/// Fails when a value is not UTF-8.
pub fn first_variable<'n>(names: impl IntoIterator<Item = &'n str>, env: &Env) -> Result<Option<Setting<String>>> {
    for name in names {
        if let Some(value) = env.get(name)? {
            return Ok(Some(Setting::new(value, Origin::Variable(name.to_owned()))));
        }
    }
    Ok(None)
}

/// A secret whose value is known already, such as that of a variable.
#[derive(Debug)]
pub struct VariableValue {
    name: String,
    value: Secret,
    policy: PlaceholderPolicy,
}

impl VariableValue {
    /// Creates the secret with the value of an environment variable.
    pub fn new(name: &str, value: String, policy: PlaceholderPolicy) -> Self {
        Self::of(Setting::new(value, Origin::Variable(name.to_owned())), policy)
    }

    /// Creates the secret with the value of a setting.
    pub(super) fn of(setting: Setting<String>, policy: PlaceholderPolicy) -> Self {
        Self { name: setting.origin.to_string(), value: Secret::new(setting.value), policy }
    }

    /// Returns the secret, which may be a placeholder.
    fn content(&self) -> Result<Secret> {
        secret_from_text(self.value.expose(), &self.name)
    }
}

impl CredentialSource for VariableValue {
    fn name(&self) -> String {
        self.name.clone()
    }

    fn find(&self) -> Result<Option<Secret>> {
        let secret = self.content()?;
        self.policy.check(secret.expose(), format_args!("the secret from {}", self.name))?;
        Ok(Some(secret))
    }

    /// Fails before the lock is taken, because checking a known value costs nothing.
    fn check(&self) -> Result<()> {
        self.find().map(drop)
    }

    fn identity(&self) -> SecretIdentity {
        self.content().map_or(SecretIdentity::Unknown, SecretIdentity::Value)
    }
}
