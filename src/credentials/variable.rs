//! A secret from an environment variable.

use super::{Comparable, CredentialSource, PlaceholderPolicy, secret_from_text};
use crate::env::Env;
use crate::failure::Result;
use crate::origin::{Origin, Setting};
use crate::secret::Secret;

/// The first of these variables that is set to something.
///
/// # Errors
///
/// A variable is not valid UTF-8.
pub fn first_variable<'n>(names: impl IntoIterator<Item = &'n str>, env: &Env) -> Result<Option<Setting<String>>> {
    for name in names {
        if let Some(value) = env.get(name)? {
            return Ok(Some(Setting::new(value, Origin::Variable(name.to_owned()))));
        }
    }
    Ok(None)
}

/// A value that is known already, as that of a variable is.
#[derive(Debug)]
pub struct VariableValue {
    name: String,
    value: Secret,
    policy: PlaceholderPolicy,
}

impl VariableValue {
    /// The variable and its value.
    pub fn new(name: &str, value: String, policy: PlaceholderPolicy) -> Self {
        Self { name: format!("${name}"), value: Secret::new(value), policy }
    }

    /// The value of a setting that is a secret.
    pub(super) fn of(setting: Setting<String>, policy: PlaceholderPolicy) -> Self {
        Self { name: setting.origin.to_string(), value: Secret::new(setting.value), policy }
    }

    /// The secret, which may be a placeholder.
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

    /// Fails before the lock is taken, because the value is known.
    fn check(&self) -> Result<()> {
        self.find().map(drop)
    }

    fn comparable(&self) -> Comparable {
        self.content().map_or(Comparable::Unknown, Comparable::Value)
    }
}
