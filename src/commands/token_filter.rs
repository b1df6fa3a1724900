//! Selects cache entries.

use crate::cache::Entry;
use crate::cli::SelectionArgs;
use crate::failure::{Failure, Kind, Result};
use crate::origin::Origin;
use crate::settings::{ENVIRONMENT_VARIABLE, PROFILE_VARIABLE, PROVIDER_VARIABLE, Settings};

/// The selected properties of a cache entry; a property that is none matches every entry.
#[derive(Debug, Default)]
pub struct Filter {
    provider: Option<String>,
    environment: Option<String>,
    base_url: Option<String>,
    client_id: Option<String>,
}

impl Filter {
    /// Reads the filter from flags and variables.
    pub fn new(args: &SelectionArgs, settings: &Settings) -> Result<Self> {
        let env = settings.env();
        let named = |typed: &Option<String>, variable| match typed {
            Some(name) => Ok(Some(name.clone())),
            None => env.get(variable),
        };
        let provider = named(&args.provider, PROVIDER_VARIABLE)?;
        let environment = named(&args.environment, ENVIRONMENT_VARIABLE)?;
        let profile = named(&args.profile, PROFILE_VARIABLE)?;
        let mut filter = Self { provider, environment, base_url: None, client_id: args.client_id.clone() };
        let selects_base_url = filter.environment.is_some() || args.base_url.is_some();
        if filter.provider.is_some() || profile.is_some() {
            // Resolving checks the names and replaces aliases.
            let target = settings.target(&args.selection())?;
            filter.provider = Some(target.provider.value.name.to_string());
            let is_profile = target.profile.as_ref().is_some_and(|profile| profile.origin != Origin::Config);
            if selects_base_url || is_profile {
                filter.environment = Some(target.environment.value.clone());
                filter.base_url = target.base_url.shown();
            }
            if args.user_id.is_some() || is_profile {
                filter.client_id = Some(target.credentials?.client_id.value);
            }
        } else if args.user_id.is_some() || args.base_url.is_some() {
            // Fails as in other commands: no provider was chosen.
            settings.target(&args.selection())?;
        }
        Ok(filter)
    }

    /// True when nothing was selected.
    pub fn is_open(&self) -> bool {
        self.provider.is_none() && self.environment.is_none() && self.base_url.is_none() && self.client_id.is_none()
    }

    /// True when the entry is selected.
    pub fn matches(&self, entry: &Entry) -> bool {
        let is = |wanted: &Option<String>, own: &str| wanted.as_deref().is_none_or(|wanted| wanted == own);
        is(&self.provider, &entry.key.provider)
            && is(&self.environment, &entry.environment)
            && is(&self.base_url, entry.base_url.as_deref().unwrap_or_default())
            && is(&self.client_id, &entry.key.client_id)
    }
}

/// Returns the failure of a selection that matches no entry.
pub(super) fn nothing_cached() -> Failure {
    Failure::new(Kind::NoCachedToken, "no token is cached for this selection")
        .hint("`token get` with the same selection fetches one")
}
