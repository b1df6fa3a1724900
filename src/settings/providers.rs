//! The built-in providers and those of the config.

use std::sync::Arc;

use crate::config::Config;
use crate::failure::{Failure, Kind, Result};
use crate::origin::Origin;
use crate::provider::{Provider, builtin, configured};
use crate::suggest;

/// All providers, each built once.
#[derive(Clone, Debug)]
pub struct Providers {
    /// The providers of the config, in the order of the files. A table with a mistake has a failure instead.
    configured: Vec<(String, Result<Arc<Provider>>)>,
}

impl Providers {
    /// Builds the providers of this config.
    pub(super) fn new(config: &Config) -> Self {
        let configured = config.providers().map(|(name, table)| {
            let provider = configured::from_table(name, table);
            (name.get_ref().as_str().to_owned(), provider.map(Arc::new).map_err(|problem| config.failure(problem)))
        });
        Self { configured: configured.collect() }
    }

    /// Returns the provider of this name. `origin` is the origin of the name.
    ///
    /// A provider of the config takes precedence over a built-in one. So a new built-in
    /// provider changes no existing config.
    ///
    /// # Errors
    ///
    /// Fails when there is no such provider, or its table in the config has a mistake.
    pub fn find(&self, name: &str, origin: &Origin) -> Result<Arc<Provider>> {
        if let Some((_, configured)) = self.configured.iter().find(|(configured, _)| configured == name) {
            return configured.clone();
        }
        builtin::find(name).map(|provider| Arc::new(provider.clone())).ok_or_else(|| {
            let name = crate::redact::escape_control(name);
            Failure::new(Kind::UnknownProvider, format!("there is no provider `{name}` (from {origin})"))
                .hint(suggest::hint(&name, &self.names()))
        })
    }

    /// Returns the names of all providers, the built-in ones first.
    pub fn names(&self) -> Vec<&str> {
        let configured =
            self.configured.iter().map(|(name, _)| name.as_str()).filter(|name| builtin::find(name).is_none());
        builtin::ALL.iter().map(|provider| &*provider.name).chain(configured).collect()
    }

    /// Returns whether the config file describes the provider of this name.
    pub fn is_configured(&self, name: &str) -> bool {
        self.configured.iter().any(|(configured, _)| configured == name)
    }

    /// Returns all providers without mistakes, including a built-in one that a provider of the config replaces.
    pub(super) fn all(&self) -> impl Iterator<Item = &Provider> {
        builtin::ALL.into_iter().chain(self.configured.iter().filter_map(|(_, provider)| provider.as_deref().ok()))
    }
}
