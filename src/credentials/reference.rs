//! The source that a secret reference of the config file names.

use std::sync::Arc;

use super::{
    CredentialSource, Keyring, KeyringSecret, PlaceholderPolicy, SecretCommand, SecretFile, SecretIdentity,
    VariableValue, Variables,
};
use crate::config::SecretReference;
use crate::failure::{Failure, Kind, Result};
use crate::secret::Secret;

/// Returns the source that the reference names. The secret is read when it is needed.
pub fn referenced(
    reference: &SecretReference,
    variables: &Variables,
    policy: PlaceholderPolicy,
) -> Arc<dyn CredentialSource> {
    match reference {
        SecretReference::Variable(name) => {
            Arc::new(NamedVariable { name: name.clone(), variables: variables.clone(), policy })
        }
        SecretReference::File(path) => Arc::new(SecretFile::new(path.clone(), policy)),
        SecretReference::Keyring(item) => Arc::new(KeyringSecret::new(Keyring::new(variables.env()), item.clone())),
        SecretReference::Command { arguments, dir } => {
            Arc::new(SecretCommand::new(arguments.clone(), dir.clone(), variables.env().clone()))
        }
    }
}

/// The secret in a variable that the config names. The variable must be set.
#[derive(Debug)]
struct NamedVariable {
    name: String,
    variables: Variables,
    policy: PlaceholderPolicy,
}

impl NamedVariable {
    fn value(&self) -> Result<Option<VariableValue>> {
        Ok(self.variables.get(&self.name)?.map(|setting| VariableValue::of(setting, self.policy)))
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
                format!("the variable {} is not set, but the config names it for a secret", self.name),
            )
            .hint(format!("set {}, or name another source in the config", self.name))),
        }
    }

    fn check(&self) -> Result<()> {
        self.find().map(drop)
    }

    fn identity(&self) -> SecretIdentity {
        self.value().ok().flatten().map_or(SecretIdentity::Unknown, |value| value.identity())
    }
}
