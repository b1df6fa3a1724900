//! Where to talk and as whom.

use std::sync::Arc;
use std::time::Duration;

use url::Url;

use super::active_profile::{ActiveProfile, choose};
use super::base_url::{self, BaseUrl, choose_base_url};
use super::{EMULATOR, Selection, Settings, first_of, flag, layers};
use crate::cache::Key;
use crate::config::{Config, HeaderText, PrivateKeyReference, TlsKeys};
use crate::credentials::{Layer, PlaceholderPolicy, PrivateKeySource, first_variable};
use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::http::url::{join, parse_base, parse_secure, shown};
use crate::origin::{Origin, Setting};
use crate::provider::{
    ApiHeaders, Credentials, Environment, Grant, Placeholder, Provider, Text, TextSource, TokenEndpoint, TokenTexts,
    api_headers, find_credentials, header_sources, token_header, token_texts, variables_layer,
};
use crate::secret::Secret;

/// Where to talk and as whom.
#[derive(Clone, Debug)]
pub struct Target {
    /// The provider, and what chose it.
    pub provider: Setting<Arc<Provider>>,
    /// The environment's name; `custom` when a base URL is given, `emulator` for the built-in one.
    pub environment: Setting<String>,
    /// Its base URL.
    pub base_url: BaseUrl,
    /// The token endpoint.
    pub endpoint: TokenEndpoint,
    /// The credentials, or the failure when there are none.
    pub credentials: Result<Credentials>,
    /// The scope of the token request.
    pub scope: Option<Setting<String>>,
    /// More form fields of the token request.
    pub params: Vec<(String, Setting<String>)>,
    /// The active profile, and what chose it.
    pub profile: Option<Setting<String>>,
    /// How long a token must be valid at least, where the profile says so.
    pub min_valid: Option<Setting<Duration>>,
    /// The time limit, where the profile says so.
    pub timeout: Option<Setting<Duration>>,
    /// The private key that signs assertions, and its id.
    pub private_key: Option<(PrivateKeySource, Option<String>)>,
    /// The profile's keys of TLS.
    pub tls: Option<Setting<TlsKeys>>,
    /// The profile's own headers of API requests.
    pub headers: Vec<(Text, Setting<HeaderText>)>,
    /// The values of all headers that provider and profile add, with one source for each secret, so that it is read once.
    pub header_sources: Vec<(Text, TextSource)>,
    /// The values of the extra fields and headers of the token request, with one source for each secret.
    pub token_texts: TokenTexts,
}

impl Settings {
    /// Where to talk and as whom. It reads no secret, runs no command and uses no network.
    ///
    /// # Errors
    ///
    /// No provider is chosen, or a name or URL cannot be used. Missing credentials are no error here: see
    /// [`Target::credentials`].
    pub fn target(&self, selection: &Selection) -> Result<Target> {
        let (env, config) = (&self.env, &self.config);
        let (provider, active) = choose(selection, self)?;
        let active = active.as_ref();
        let (environment, base_url) = choose_base_url(&provider.value, active, selection, env)?;
        let endpoint = choose_endpoint(&provider.value, active, selection, env)?.clone();
        let policy = if selection.allow_placeholder { PlaceholderPolicy::Allow } else { PlaceholderPolicy::Refuse };
        let layers = if base_url == BaseUrl::Emulator {
            vec![layers::demo_layer(&provider.value, &endpoint)]
        } else {
            credential_layers(&endpoint, active, selection, env, policy)?
        };
        let credentials = find_credentials(&provider.value, &endpoint, layers, policy)
            .map_err(|failure| with_profiles(failure, &provider.value, active, config));
        let headers = headers(active);
        let of_profile = headers.iter().map(|(name, value)| (name, &value.value));
        let target = Target {
            header_sources: header_sources(&provider.value, of_profile, env, policy),
            token_texts: token_texts(&endpoint, env, policy),
            private_key: private_key(active, &endpoint, env),
            endpoint,
            credentials,
            scope: flag(selection.scope.clone(), "--scope")
                .or_else(|| active.and_then(|active| Some(active.setting(active.profile.scope.clone()?)))),
            params: params(active, selection),
            profile: active.map(|active| Setting::new(active.name.to_owned(), active.chosen_by.clone())),
            min_valid: active.and_then(|active| Some(active.setting(active.profile.min_valid?.0))),
            timeout: active.and_then(|active| Some(active.setting(active.profile.timeout?.0))),
            tls: active.map(|active| active.setting(active.profile.tls())),
            headers,
            provider,
            environment,
            base_url,
        };
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

    /// The headers that provider and profile add to API requests; a signature holds for this moment.
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

    /// More form fields of the token request, without their origins.
    pub fn param_values(&self) -> Vec<(String, String)> {
        self.params.iter().map(|(name, value)| (name.clone(), value.value.clone())).collect()
    }

    /// The URL of the token endpoint, on this base URL where it is a path.
    pub fn token_url(&self, base: &Url) -> Result<Url> {
        if self.endpoint.grant == Grant::None {
            // Where there are no tokens, the API itself is what is reached.
            return Ok(base.clone());
        }
        let own = self.environment_data().and_then(|environment| environment.token_url.as_ref());
        let url = own.unwrap_or(&self.endpoint.url);
        if url.starts_with('/') { join(base, url) } else { parse_secure(url, "the provider's token_url") }
    }

    /// Returns the URL of the token endpoint if it does not depend on the base URL.
    ///
    /// # Errors
    ///
    /// Fails if it does.
    pub fn whole_token_url(&self) -> Result<Url> {
        if !self.has_whole_token_url() || self.endpoint.grant == Grant::None {
            return Err(self.unknown_base_url());
        }
        parse_secure(&self.endpoint.url, "the provider's token_url")
    }

    /// Returns the failure of a request to an API whose base URL is not known.
    pub fn unknown_base_url(&self) -> Failure {
        base_url::unknown(&self.provider.value)
    }

    /// Returns whether the token endpoint's URL does not depend on the base URL.
    pub fn has_whole_token_url(&self) -> bool {
        let own = self.environment_data().and_then(|environment| environment.token_url.as_ref());
        !own.unwrap_or(&self.endpoint.url).starts_with('/')
    }

    /// The cache key of these credentials.
    pub fn key(&self, credentials: &Credentials) -> Result<Key> {
        let token_url = match &self.base_url {
            BaseUrl::Url(base) => self.token_url(base)?.to_string(),
            BaseUrl::Emulator => format!("{EMULATOR}:{}", self.endpoint.url),
            BaseUrl::Unknown => self.whole_token_url()?.to_string(),
        };
        let is_given = |name: &str| self.params.iter().any(|(own, _)| own == name);
        let own = self.token_texts.key_fields(credentials).into_iter().filter(|(name, _)| !is_given(name));
        let mut params: Vec<(String, String)> = own.chain(self.param_values()).collect();
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

    /// The same credentials in another of the provider's environments.
    pub fn moved_to(&self, environment: &Environment) -> Result<Self> {
        let name = Setting::new(environment.name.to_string(), Origin::Flag("--try-other-environments"));
        let base_url = BaseUrl::Url(parse_base(&environment.base_url, "the provider")?);
        Ok(Self { environment: name, base_url, ..self.clone() })
    }

    /// A network failure with the provider's own hint, where its host is known to be gone.
    pub fn with_unreachable_hint(&self, failure: Failure) -> Failure {
        let hint = self.environment_data().and_then(|environment| environment.unreachable_hint.as_deref());
        match (failure.kind(), hint) {
            (Kind::DnsFailed | Kind::ConnectFailed | Kind::TimedOut, Some(hint)) => failure.only_hint(hint),
            _ => failure,
        }
    }

    /// The environment's own data, also when its base URL was given; none for a base URL that is not known.
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
    env: &Env,
) -> Result<&'p TokenEndpoint> {
    let by_profile = active.and_then(|active| Some(active.setting(active.profile.auth_version()?.to_owned())));
    let by_variable = || first_variable(provider.variables.auth_version.as_deref(), env);
    let named = first_of(flag(selection.auth_version.clone(), "--auth-version"), by_profile, by_variable)?;
    let found = match &named {
        None => provider.endpoints.first(),
        Some(named) => provider.endpoints.iter().find(|endpoint| endpoint.version.as_deref() == Some(&named.value)),
    };
    found.ok_or_else(|| {
        let (version, origin) = named.map_or_else(Default::default, |named| (named.value, named.origin.to_string()));
        let version = crate::redact::escape_control(&version);
        let what = format!("{} has no token endpoint of version `{version}` (from {origin})", provider.title);
        let versions: Vec<&str> = provider.endpoints.iter().filter_map(|one| one.version.as_deref()).collect();
        Failure::new(Kind::Usage, what).hint(match versions.join(" and ").as_str() {
            "" => "leave it out: this provider has one token endpoint".to_owned(),
            versions => format!("the versions are {versions}"),
        })
    })
}

/// Returns the private key of the profile, or else that of the token endpoint, and its id.
fn private_key(
    active: Option<&ActiveProfile<'_>>,
    endpoint: &TokenEndpoint,
    env: &Env,
) -> Option<(PrivateKeySource, Option<String>)> {
    let of_profile = active.and_then(|active| active.profile.private_key.clone());
    let PrivateKeyReference(reference) = of_profile.or_else(|| endpoint.assertion.private_key.clone())?;
    let kid = active.and_then(|active| active.profile.kid.clone());
    Some((PrivateKeySource::new(reference, env), kid))
}

/// The fields of the profile, those that were typed in place of theirs.
fn params(active: Option<&ActiveProfile<'_>>, selection: &Selection) -> Vec<(String, Setting<String>)> {
    let is_typed = |name: &str| selection.params.iter().any(|(typed, _)| typed == name);
    let of_profile = active.into_iter().flat_map(|active| {
        active.profile.params.iter().map(|(name, value)| (name.clone(), active.setting(value.clone())))
    });
    let typed = selection.params.iter().cloned();
    let typed = typed.map(|(name, value)| (name, Setting::new(value, Origin::Flag("--token-param"))));
    of_profile.filter(|(name, _)| !is_typed(name)).chain(typed).collect()
}

fn headers(active: Option<&ActiveProfile<'_>>) -> Vec<(Text, Setting<HeaderText>)> {
    let headers = active.into_iter().flat_map(|active| {
        active.profile.headers.iter().map(|(name, value)| (name.text(), active.setting(value.get_ref().clone())))
    });
    headers.collect()
}

/// The places that offer credentials, in the order in which they are looked at.
fn credential_layers(
    endpoint: &TokenEndpoint,
    active: Option<&ActiveProfile<'_>>,
    selection: &Selection,
    env: &Env,
    policy: PlaceholderPolicy,
) -> Result<Vec<Layer>> {
    let flags = layers::flags_layer(selection, policy)?;
    let variables = variables_layer(endpoint, env, policy)?;
    Ok(match active.map(|active| (active.is_named(), layers::profile_layer(active, env, policy))) {
        None => vec![flags, variables],
        Some((true, profile)) => vec![flags, profile, variables],
        Some((false, profile)) => vec![flags, variables, profile],
    })
}

/// Adds to missing credentials a hint at the profiles that have some for this provider.
fn with_profiles(
    failure: Failure,
    provider: &Provider,
    active: Option<&ActiveProfile<'_>>,
    config: &Config,
) -> Failure {
    if failure.kind() != Kind::NoCredentials || active.is_some() {
        return failure;
    }
    let fitting = config.profiles().filter(|(_, profile)| profile.provider() == Some(&*provider.name));
    let names: Vec<String> = fitting.take(3).map(|(name, _)| format!("`-P {}`", name.get_ref().as_str())).collect();
    if names.is_empty() {
        return failure;
    }
    failure.hint(format!("or choose a profile: {}", names.join(", ")))
}
