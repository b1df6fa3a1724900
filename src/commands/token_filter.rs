//! Selects cache entries.

use crate::cache::{Key, Listed};
use crate::cli::SelectionArgs;
use crate::failure::{Failure, Kind, Result};
use crate::settings::{ENVIRONMENT_VARIABLE, PROFILE_VARIABLE, PROVIDER_VARIABLE, Selection, Settings};

/// The properties of the selected cache entries. A property that is none matches every entry.
#[derive(Debug, Default)]
pub struct Filter {
    provider: Option<String>,
    environment: Option<String>,
    base_url: Option<String>,
    client_id: Option<String>,
    scope: Option<String>,
    /// The path of the token endpoint.
    endpoint: Option<String>,
    /// The key of the only selected entry, if a profile or extra token parameters select one.
    key: Option<Key>,
}

impl Filter {
    /// Reads the filter from flags and variables.
    pub fn new(args: &SelectionArgs, settings: &Settings) -> Result<Self> {
        let variables = settings.variables();
        let named = |typed: &Option<String>, variable| -> Result<Option<String>> {
            let by_variable = || variables.get(variable).map(|found| found.map(|setting| setting.value));
            typed.clone().map_or_else(by_variable, |name| Ok(Some(name)))
        };
        let provider = named(&args.provider, PROVIDER_VARIABLE)?;
        let environment = named(&args.environment, ENVIRONMENT_VARIABLE)?;
        let profile = named(&args.profile, PROFILE_VARIABLE)?;
        let mut filter = Self {
            provider,
            environment,
            client_id: args.client_id.clone(),
            scope: args.scope.clone(),
            ..Self::default()
        };
        let selects_user = args.user_id.is_some() || args.group.is_some() || args.domain.is_some();
        let selects_base_url = filter.environment.is_some() || args.base_url.is_some();
        if filter.provider.is_some() || profile.is_some() {
            // Resolving checks the names and replaces aliases.
            let target = settings.target(&args.selection())?;
            filter.provider = Some(target.provider.value.name.to_string());
            let is_profile = target.profile.as_ref().is_some_and(|profile| profile.origin.is_of_this_run());
            if selects_base_url || is_profile {
                filter.environment = Some(target.environment.value.clone());
                filter.base_url = target.base_url.shown();
            }
            if args.auth_version.is_some() {
                filter.endpoint = Some(target.endpoint.url.to_string());
            }
            // An entry does not contain the values of its parameters, but its name is a hash over them.
            let is_one_entry = is_profile || !args.token_params.is_empty();
            if selects_user || is_one_entry {
                let credentials = target.credentials.as_ref().map_err(Clone::clone)?;
                filter.client_id = Some(credentials.client_id.value.clone());
                filter.key = if is_one_entry { Some(target.key(credentials)?) } else { None };
            }
        } else if selects_user
            || args.base_url.is_some()
            || args.auth_version.is_some()
            || !args.token_params.is_empty()
        {
            // This fails as in other commands, because no provider was chosen.
            settings.target(&args.selection())?;
        }
        Ok(filter)
    }

    /// Returns whether no property is selected, so that every entry matches.
    pub fn selects_all(&self) -> bool {
        let Self { provider, environment, base_url, client_id, scope, endpoint, key: _ } = self;
        [provider, environment, base_url, client_id, scope, endpoint].into_iter().all(Option::is_none)
    }

    /// Returns whether the entry is selected.
    pub fn matches(&self, Listed { name, entry, .. }: &Listed) -> bool {
        if let Some(key) = &self.key {
            return key.name() == *name;
        }
        let allows = |wanted: &Option<String>, value: &str| wanted.as_deref().is_none_or(|wanted| wanted == value);
        allows(&self.provider, &entry.key.provider)
            && allows(&self.environment, &entry.environment)
            && allows(&self.base_url, entry.base_url.as_deref().unwrap_or_default())
            && allows(&self.client_id, &entry.key.client_id)
            && allows(&self.scope, entry.key.scope.as_deref().unwrap_or_default())
            && self.endpoint.as_deref().is_none_or(|path| entry.key.token_url.ends_with(path))
    }
}

/// Returns each profile with complete ids, with the name of its cache entry.
pub(super) fn entries_of_profiles(settings: &Settings) -> Vec<(String, String)> {
    let entry = |profile: &str| {
        let selection = Selection { profile: Some(profile.to_owned()), ..Selection::default() };
        let target = settings.target(&selection).ok()?;
        Some((profile.to_owned(), target.key(target.credentials.as_ref().ok()?).ok()?.name()))
    };
    settings.config().profile_names().into_iter().filter_map(entry).collect()
}

/// Returns the failure of a selection that matches no entry.
pub(super) fn nothing_cached() -> Failure {
    Failure::new(Kind::NoCachedToken, "no token is cached for this selection")
        .hint("`token get` with the same selection fetches one")
}
