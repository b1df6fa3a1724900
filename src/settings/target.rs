//! The target of a run: provider, base URL and credentials.

use std::sync::Arc;
use std::time::Duration;

use super::active_profile::{ActiveProfile, choose};
use super::base_url::{BaseUrl, choose_base_url};
use super::{EMULATOR, Selection, Settings, credential_sources, first_of, flag};
use crate::cache::Key;
use crate::config::{AllowedHosts, Config, HeaderText, NetworkTable, PathOrReference, Profile, ProfileValues};
use crate::credentials::{CredentialSettings, PlaceholderPolicy, PrivateKeySource, RotatingSecret, Variables};
use crate::failure::{Failure, Kind, Result};
use crate::http::url::{parse_base, shown};
use crate::origin::{Origin, Setting};
use crate::provider::configured::check_token_text;
use crate::provider::{
    ApiHeaders, Credentials, Environment, Grant, Placeholder, Provider, Text, TextSource, TokenEndpoint, TokenTexts,
    api_headers, filled_scope, find_credentials, header_sources, token_header, token_texts, variable_credentials,
};
use crate::request_rate::RequestRate;
use crate::secret::Secret;

/// The target of a run.
#[derive(Clone, Debug)]
pub struct Target {
    /// The provider, with the origin of the choice.
    pub provider: Setting<Arc<Provider>>,
    /// The environment's name: `custom` if a base URL is given, `emulator` for the built-in emulator.
    pub environment: Setting<String>,
    /// Its base URL.
    pub base_url: BaseUrl,
    /// The token endpoint.
    pub endpoint: TokenEndpoint,
    /// The version of the token endpoint, if it was chosen.
    pub auth_version: Option<Setting<String>>,
    /// The credentials, or the failure when there are none.
    pub credentials: Result<Credentials>,
    /// The scope of the token request.
    pub scope: Option<Setting<String>>,
    /// The form fields of the token request that flags add.
    pub params: Vec<(String, Setting<String>)>,
    /// The fields of the token request that the profile adds; [`Self::endpoint`] has them too.
    pub profile_params: Vec<(String, Setting<ProfileValues>)>,
    /// The active profile, and the origin of the choice.
    pub profile: Option<Setting<String>>,
    /// The minimum remaining validity of a token.
    pub min_valid: Option<Setting<Duration>>,
    /// The private key that signs assertions, and its id.
    pub private_key: Option<(PrivateKeySource, Option<String>)>,
    /// The refresh token, if the profile has one.
    pub refresh_token: Option<Setting<RotatingSecret>>,
    /// The network settings of the profile and of those that it extends, in the order of their precedence.
    pub network: Vec<Setting<NetworkTable>>,
    /// The profile's own headers of API requests.
    pub headers: Vec<(Text, Setting<HeaderText>)>,
    /// The values of all headers that provider and profile add. Headers with the same secret share one source.
    pub header_sources: Vec<(Text, TextSource)>,
    /// The values of the extra fields and headers of the token request. Each secret has one source.
    pub token_texts: TokenTexts,
    /// The hosts that tokens and credentials can be sent to; none if all are allowed.
    pub allowed_hosts: Option<AllowedHosts>,
}

impl Settings {
    /// Settles the target. It reads no secret, runs no command and does not use the network.
    ///
    /// # Errors
    ///
    /// Fails when no provider is chosen, or a name or URL cannot be used. Missing credentials fail later: see
    /// [`Target::credentials`].
    pub fn target(&self, selection: &Selection) -> Result<Target> {
        let (variables, config) = (&self.variables, &self.config);
        let (provider, active) = choose(selection, self)?;
        let active = active.as_ref();
        let (environment, base_url) = choose_base_url(&provider.value, active, selection, variables)?;
        let (endpoint, auth_version) = choose_endpoint(&provider.value, active, selection, variables)?;
        let mut endpoint = endpoint.clone();
        check_params(active, &provider.value, config)?;
        let profile_params = profile_params(active, selection);
        add_params(&mut endpoint, &profile_params);
        let policy = if selection.allow_placeholder { PlaceholderPolicy::Allow } else { PlaceholderPolicy::Refuse };
        let sources = if base_url == BaseUrl::Emulator {
            vec![credential_sources::demo_credentials(&provider.value, &endpoint)]
        } else {
            all_credentials(&endpoint, active, selection, variables, policy)?
        };
        let credentials = find_credentials(&provider.value, &endpoint, sources, policy)
            .map_err(|failure| with_profiles(failure, &provider.value, active, config));
        let headers = headers(active);
        let of_profile = headers.iter().map(|(name, value)| (name, &value.value));
        let target = Target {
            header_sources: header_sources(&provider.value, of_profile, variables, policy),
            token_texts: token_texts(&endpoint, variables, policy),
            private_key: private_key(active, &endpoint, variables),
            refresh_token: refresh_token(active, variables),
            endpoint,
            auth_version,
            scope: flag(selection.scope.clone(), "--scope")
                .or_else(|| scope_of_profile(active?, credentials.as_ref().ok())),
            params: typed_params(selection),
            profile_params,
            credentials,
            profile: active.map(|active| Setting::new(active.name().to_owned(), active.chosen_by.clone())),
            min_valid: flag(selection.min_valid, "--min-valid")
                .or_else(|| active?.setting(|profile| Some(profile.min_valid?.0))),
            network: active.map_or_else(Vec::new, network),
            headers,
            provider,
            environment,
            base_url,
            allowed_hosts: config.allowed_hosts().cloned(),
        };
        target.require_allowed_hosts()?;
        self.locks(&target).require_unlocked(selection)?;
        target.log();
        Ok(target)
    }
}

impl Target {
    fn log(&self) {
        log::info!("provider {} ({})", self.provider.value.name, self.provider.origin);
        log::info!("environment {} ({})", self.environment.value, self.environment.origin);
        if let BaseUrl::Url(url) = &self.base_url {
            log::info!("base URL {}", shown(url));
        }
        if let Ok(credentials) = &self.credentials {
            log::info!("client id {} ({})", credentials.client_id.value, credentials.client_id.origin);
        }
    }

    /// Returns the headers that provider and profile add to API requests. A signature in them is made for the time `now`.
    pub fn api_headers(
        &self,
        credentials: &Credentials,
        token: Option<&Secret>,
        now: jiff::Timestamp,
    ) -> Result<ApiHeaders> {
        api_headers(&self.provider.value, credentials, &self.header_sources, token, now.as_second())
    }

    /// Returns whether the token has another header than `Authorization: Bearer`.
    pub fn has_own_token_header(&self) -> bool {
        self.header_sources.iter().any(|(_, source)| source.has(Placeholder::Token))
    }

    /// Returns the name and the value of the header that carries the token.
    pub fn token_header(&self, token: &Secret) -> Result<(Text, Secret)> {
        let credentials = self.credentials.as_ref().map_err(Clone::clone)?;
        let own = token_header(&self.provider.value, credentials, &self.header_sources, token)?;
        Ok(own.unwrap_or_else(|| ("Authorization".into(), Secret::new(format!("Bearer {}", token.expose())))))
    }

    /// Returns more form fields of the token request, without their origins.
    pub fn param_values(&self) -> Vec<(String, String)> {
        self.params.iter().map(|(name, value)| (name.clone(), value.value.clone())).collect()
    }

    /// Returns the refresh token if the grant uses one.
    pub fn used_refresh_token(&self) -> Option<&Setting<RotatingSecret>> {
        self.refresh_token.as_ref().filter(|_| self.endpoint.grant == Grant::RefreshToken)
    }

    /// Returns the cache key of these credentials.
    pub fn key(&self, credentials: &Credentials) -> Result<Key> {
        let token_url = match (&self.base_url, self.issuer()) {
            (BaseUrl::Emulator, _) => format!("{EMULATOR}:{}", self.endpoint.url),
            // The issuer identifies the token endpoint, because its URL is not known before the discovery.
            (_, Some(issuer)) => format!("issuer:{issuer}"),
            (BaseUrl::Url(base), None) => self.token_url(base)?.to_string(),
            (BaseUrl::Unknown, None) => self.absolute_token_url()?.to_string(),
        };
        let is_given = |name: &str| self.params.iter().any(|(own, _)| own == name);
        let own = self.token_texts.key_fields(credentials).into_iter().filter(|(name, _)| !is_given(name));
        let mut params: Vec<(String, String)> = own.chain(self.param_values()).collect();
        if let Some(token) = self.used_refresh_token() {
            // Refresh tokens of one client can belong to different accounts.
            params.push(("refresh_token".to_owned(), token.value.name()));
        }
        params.sort();
        Ok(Key {
            provider: self.provider.value.name.to_string(),
            token_url,
            grant: self.endpoint.grant.as_str().to_owned(),
            client_id: credentials.client_id.value.clone(),
            user: credentials.username.clone(),
            scope: self.scope.as_ref().map(|scope| scope.value.clone()),
            params,
        })
    }

    /// Returns the target with the same credentials in another environment of the provider.
    pub fn moved_to(&self, environment: &Environment) -> Result<Self> {
        let name = Setting::new(environment.name.to_string(), Origin::Flag("--try-other-environments"));
        let base_url = BaseUrl::Url(parse_base(&environment.base_url, "the provider")?);
        let moved = Self { environment: name, base_url, ..self.clone() };
        moved.require_allowed_hosts()?;
        Ok(moved)
    }

    /// Replaces the hint of a network failure by that of the environment, if its host is known to be unreachable.
    pub fn with_unreachable_hint(&self, failure: Failure) -> Failure {
        let hint = self.environment_data().and_then(|environment| environment.unreachable_hint.as_deref());
        match (failure.kind(), hint) {
            (Kind::DnsFailed | Kind::ConnectFailed | Kind::TimedOut, Some(hint)) => failure.only_hint(hint),
            _ => failure,
        }
    }

    /// Returns the rate of API requests that the provider documents for this environment.
    pub fn documented_rate(&self) -> Option<RequestRate> {
        self.environment_data()?.requests_per_second.map(|rate| RequestRate::per_second(rate.get()))
    }

    /// Returns the provider's environment with the target's name or base URL; none for a custom base URL.
    pub fn environment_data(&self) -> Option<&Environment> {
        let provider = &self.provider.value;
        provider.environment(&self.environment.value).or_else(|| {
            let base_url = self.base_url.shown()?;
            provider.environments.iter().find(|environment| environment.base_url == base_url)
        })
    }
}

fn choose_endpoint<'p>(
    provider: &'p Provider,
    active: Option<&ActiveProfile<'_>>,
    selection: &Selection,
    variables: &Variables,
) -> Result<(&'p TokenEndpoint, Option<Setting<String>>)> {
    let version = |profile: &Profile| Some(profile.auth_version.as_ref()?.get_ref().0.clone());
    let by_profile = active.and_then(|active| active.setting(version));
    let by_variable = || variables.first(provider.variables.auth_version.as_deref());
    let named = first_of(flag(selection.auth_version.clone(), "--auth-version"), by_profile, by_variable)?;
    let found = match &named {
        None => provider.endpoints.first(),
        Some(named) => provider.endpoints.iter().find(|endpoint| endpoint.version.as_deref() == Some(&named.value)),
    };
    let endpoint = found.ok_or_else(|| {
        let (version, origin) =
            named.clone().map_or_else(Default::default, |named| (named.value, named.origin.to_string()));
        let version = crate::redact::escape_control(&version);
        let what = format!("{} has no token endpoint of version `{version}` (from {origin})", provider.title);
        let versions: Vec<&str> = provider.endpoints.iter().filter_map(|one| one.version.as_deref()).collect();
        Failure::new(Kind::Usage, what).hint(match versions.join(" and ").as_str() {
            "" => "leave it out: this provider has one token endpoint".to_owned(),
            versions => format!("the versions are {versions}"),
        })
    })?;
    Ok((endpoint, named))
}

/// Returns the private key of the profile, or else that of the token endpoint, and its id.
fn private_key(
    active: Option<&ActiveProfile<'_>>,
    endpoint: &TokenEndpoint,
    variables: &Variables,
) -> Option<(PrivateKeySource, Option<String>)> {
    let of_profile = active.and_then(|active| active.setting(|profile| profile.private_key.clone()));
    let key = of_profile.map(|setting| setting.value).or_else(|| endpoint.assertion.private_key.clone())?;
    let PathOrReference(reference) = key.into_inner();
    let kid = active.and_then(|active| active.setting(|profile| profile.kid.clone()));
    Some((PrivateKeySource::new(reference, variables), kid.map(|setting| setting.value)))
}

/// Returns the refresh token of the profile.
fn refresh_token(active: Option<&ActiveProfile<'_>>, variables: &Variables) -> Option<Setting<RotatingSecret>> {
    let reference = active?.setting(|profile| profile.refresh_token.as_ref())?;
    let secret = RotatingSecret::new(&reference.value.get_ref().0, variables.env())?;
    Some(Setting::new(secret, reference.origin))
}

/// Returns the form fields of the flags.
fn typed_params(selection: &Selection) -> Vec<(String, Setting<String>)> {
    let typed = selection.params.iter().cloned();
    typed.map(|(name, value)| (name, Setting::new(value, Origin::Flag("--token-param")))).collect()
}

/// Returns the fields of the profile that no flag replaces.
fn profile_params(active: Option<&ActiveProfile<'_>>, selection: &Selection) -> Vec<(String, Setting<ProfileValues>)> {
    let params = |profile: &Profile| {
        let params = profile.params.iter();
        params.map(|(name, values)| (name.clone(), values.get_ref().clone())).collect()
    };
    let mut of_profile = merged(active, params);
    of_profile.retain(|(name, _)| !selection.params.iter().any(|(typed, _)| typed == name));
    of_profile
}

/// Checks the placeholders in the fields of the profile.
fn check_params(active: Option<&ActiveProfile<'_>>, provider: &Provider, config: &Config) -> Result<()> {
    let tables = active.map(ActiveProfile::tables).unwrap_or_default();
    for values in tables.iter().flat_map(|table| table.profile.params.values()) {
        for text in values.get_ref().field_values().0.iter() {
            check_token_text(text, provider.signature, values.span().start)
                .map_err(|problem| config.failure(problem))?;
        }
    }
    Ok(())
}

/// Adds fields to the token request of an endpoint. They replace its own fields of the same name.
fn add_params(endpoint: &mut TokenEndpoint, params: &[(String, Setting<ProfileValues>)]) {
    if params.is_empty() {
        return;
    }
    let own = endpoint.params.to_mut();
    own.retain(|(name, _)| !params.iter().any(|(added, _)| added == name));
    own.extend(params.iter().map(|(name, values)| (name.clone().into(), values.value.field_values())));
}

/// Returns the scope of the profile, with the ids of these credentials.
fn scope_of_profile(active: &ActiveProfile<'_>, credentials: Option<&Credentials>) -> Option<Setting<String>> {
    let scope = active.setting(|profile| profile.scope.as_ref())?;
    let text =
        credentials.map_or_else(|| scope.value.to_string(), |credentials| filled_scope(scope.value, credentials));
    Some(Setting::new(text, scope.origin))
}

/// Returns the network settings of each table of the profile.
fn network(active: &ActiveProfile<'_>) -> Vec<Setting<NetworkTable>> {
    active.tables().iter().map(|table| Setting::new(table.profile.network(), active.origin_of(*table))).collect()
}

/// Returns the headers of the profile.
fn headers(active: Option<&ActiveProfile<'_>>) -> Vec<(Text, Setting<HeaderText>)> {
    merged(active, |profile| {
        profile.headers.iter().map(|(name, value)| (name.text(), value.get_ref().clone())).collect()
    })
}

/// Merges a table of the profile with those of the profiles that it extends. The first value of a key takes precedence.
fn merged<K: AsRef<str>, V>(
    active: Option<&ActiveProfile<'_>>,
    entries: impl Fn(&Profile) -> Vec<(K, V)>,
) -> Vec<(K, Setting<V>)> {
    let mut all: Vec<(K, Setting<V>)> = Vec::new();
    let Some(active) = active else { return all };
    for table in active.tables() {
        for (key, value) in entries(table.profile) {
            if !all.iter().any(|(present, _)| present.as_ref().eq_ignore_ascii_case(key.as_ref())) {
                all.push((key, Setting::new(value, active.origin_of(*table))));
            }
        }
    }
    all
}

/// Returns the credentials of all sources, in the order of their precedence.
fn all_credentials(
    endpoint: &TokenEndpoint,
    active: Option<&ActiveProfile<'_>>,
    selection: &Selection,
    variables: &Variables,
    policy: PlaceholderPolicy,
) -> Result<Vec<CredentialSettings>> {
    let is_named = active.is_some_and(ActiveProfile::is_named);
    let profile =
        active.map(|active| credential_sources::profile_credentials(active, variables, policy)).unwrap_or_default();
    let (named, unnamed) = if is_named { (profile, Vec::new()) } else { (Vec::new(), profile) };
    let mut all = vec![credential_sources::flag_credentials(selection, policy)?];
    all.extend(named);
    all.extend(variable_credentials(endpoint, variables, policy)?);
    all.extend(unnamed);
    Ok(all)
}

/// Adds a hint with the profiles of this provider to the failure of missing credentials.
fn with_profiles(
    failure: Failure,
    provider: &Provider,
    active: Option<&ActiveProfile<'_>>,
    config: &Config,
) -> Failure {
    if failure.kind() != Kind::NoCredentials || active.is_some() {
        return failure;
    }
    let has_provider = |name: &&str| {
        let chain = config.profile(name, &Origin::Config).ok();
        chain.and_then(|chain| chain.provider()).is_some_and(|own| *own.get_ref() == provider.name)
    };
    let fitting = config.profile_names().into_iter().filter(has_provider);
    let names: Vec<String> = fitting.take(3).map(|name| format!("`-P {name}`")).collect();
    if names.is_empty() {
        return failure;
    }
    failure.hint(format!("or choose a profile: {}", names.join(", ")))
}
