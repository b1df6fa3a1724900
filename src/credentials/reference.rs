//! The source that a reference of the config file names.

use std::sync::Arc;

use super::{
    Comparable, CredentialSource, Keyring, KeyringSecret, PlaceholderPolicy, SecretCommand, SecretFile, VariableValue,
};
use crate::config::SecretReference;
use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::secret::Secret;

/// The source that this reference names. Nothing is read or run before the secret is asked for.
pub fn referenced(reference: &SecretReference, env: &Env, policy: PlaceholderPolicy) -> Arc<dyn CredentialSource> {
    match reference {
        SecretReference::Variable(name) => Arc::new(NamedVariable { name: name.clone(), env: env.clone(), policy }),
        SecretReference::File(path) => Arc::new(SecretFile::new(path.clone(), policy)),
        SecretReference::Keyring(item) => Arc::new(KeyringSecret::new(Keyring::new(env), item.clone())),
        SecretReference::Command { arguments, dir } => {
            Arc::new(SecretCommand::new(arguments.clone(), dir.clone(), env.clone()))
        }
    }
}

/// A variable that must be set, because the config names it.
#[derive(Debug)]
struct NamedVariable {
    name: String,
    env: Env,
    policy: PlaceholderPolicy,
}

impl NamedVariable {
    fn value(&self) -> Result<Option<VariableValue>> {
        let value = self.env.get(&self.name)?;
        Ok(value.map(|value| VariableValue::new(&self.name, value, self.policy)))
    }
}

impl CredentialSource for NamedVariable {
    fn name(&self) -> String {
        format!("${}", self.name)
    }

    fn find(&self) -> Result<Option<Secret>> {
        match self.value()? {
            Some(value) => value.find(),
            None => Err(Failure::new(
                Kind::CredentialSourceFailed,
                format!("the variable {} is not set, and the config names it for a secret", self.name),
            )
            .hint(format!("set {}, or name another source in the config", self.name))),
        }
    }
    fn check(&self) -> Result<()> {
        self.find().map(drop)
    }

    fn comparable(&self) -> Comparable {
        self.value().ok().flatten().map_or(Comparable::Unknown, |value| value.comparable())
    }
}
