//! The variables that select a target and hold its credentials, from the environment and from env files.

use std::sync::Arc;

use super::EnvFile;
use crate::env::Env;
use crate::failure::Result;
use crate::origin::{Origin, Setting};

/// The environment and the env files of this run. The environment takes precedence.
#[derive(Clone, Debug)]
pub struct Variables {
    env: Env,
    /// In the order of the command line; the last file takes precedence.
    files: Vec<Arc<EnvFile>>,
}

/// A source of variables.
#[derive(Clone, Copy, Debug)]
pub enum VariableSource<'v> {
    /// The environment of the process.
    Env(&'v Env),
    /// An env file.
    File(&'v EnvFile),
}

impl Variables {
    /// Combines the variables of this environment and of these files.
    pub fn new(env: &Env, files: Vec<Arc<EnvFile>>) -> Self {
        Self { env: env.clone(), files }
    }

    /// Returns an empty set, in which no variable is set.
    pub fn none() -> Self {
        Self::new(&Env::Fixed([].into()), Vec::new())
    }

    /// Returns the environment of the process, without env files.
    pub fn env(&self) -> &Env {
        &self.env
    }

    /// Returns the sources in the order of their precedence.
    pub fn sources(&self) -> impl Iterator<Item = VariableSource<'_>> {
        let files = self.files.iter().rev().map(|file| VariableSource::File(file));
        std::iter::once(VariableSource::Env(&self.env)).chain(files)
    }

    /// Returns the value of a variable, which may be empty.
    ///
    /// # Errors
    ///
    /// Fails when the value is not UTF-8.
    pub fn text(&self, name: &str) -> Result<Option<Setting<String>>> {
        for source in self.sources() {
            if let Some(found) = source.text(name)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// Returns the value of a variable; an empty value counts as not set.
    ///
    /// # Errors
    ///
    /// Fails when the value is not UTF-8.
    pub fn get(&self, name: &str) -> Result<Option<Setting<String>>> {
        for source in self.sources() {
            if let Some(found) = source.first([name])? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// Returns the first of these variables that is set and not empty.
    ///
    /// # Errors
    ///
    /// Fails when a value is not UTF-8.
    pub fn first<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> Result<Option<Setting<String>>> {
        for name in names {
            if let Some(found) = self.get(name)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}

impl VariableSource<'_> {
    /// Returns the value of a variable, which may be empty.
    ///
    /// # Errors
    ///
    /// Fails when the value is not UTF-8.
    pub fn text(self, name: &str) -> Result<Option<Setting<String>>> {
        let (value, origin) = match self {
            Self::Env(env) => (env.text(name)?, Origin::Variable(name.to_owned())),
            Self::File(file) => (file.get(name).map(str::to_owned), file.origin(name)),
        };
        Ok(value.map(|value| Setting::new(value, origin)))
    }

    /// Returns the first of these variables that is set and not empty.
    ///
    /// # Errors
    ///
    /// Fails when a value is not UTF-8.
    pub fn first<'n>(self, names: impl IntoIterator<Item = &'n str>) -> Result<Option<Setting<String>>> {
        for name in names {
            if let Some(found) = self.text(name)?.filter(|setting| !setting.value.is_empty()) {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}
