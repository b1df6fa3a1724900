//! Where to talk and as whom: settles flags, variables, profiles and built-in defaults.

mod chosen;
mod layers;
mod place;

use std::path::PathBuf;
use std::time::Duration;

use url::Url;

use crate::cache::Key;
use crate::config::{Config, HeaderText, Origin, Profile, Setting, Text};
use crate::credentials::Layer;
use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::http::url::{join, parse_base, parse_secure, shown};
use crate::provider::{
    ApiHeaders, Environment, Grant, Login, Provider, TokenEndpoint, api_headers, find_login, variables_layer,
};
use chosen::Chosen;

/// The environment that needs no account and no network.
pub const EMULATOR: &str = "emulator";
/// What an environment is called when a base URL was given instead.
pub const CUSTOM: &str = "custom";

/// Chooses the provider.
pub const PROVIDER_VARIABLE: &str = "TRAVAUTH_PROVIDER";
/// Chooses the profile.
pub const PROFILE_VARIABLE: &str = "TRAVAUTH_PROFILE";
/// Chooses the environment.
pub const ENVIRONMENT_VARIABLE: &str = "TRAVAUTH_ENVIRONMENT";

/// What was typed to choose a target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// `--provider`
    pub provider: Option<String>,
    /// `--profile`
    pub profile: Option<String>,
    /// `--config`
    pub config: Option<PathBuf>,
    /// `--environment`
    pub environment: Option<String>,
    /// `--base-url`
    pub base_url: Option<String>,
    /// `--client-id`
    pub client_id: Option<String>,
    /// `--client-secret-file`
    pub client_secret_file: Option<PathBuf>,
    /// `--password-file`
    pub password_file: Option<PathBuf>,
    /// `--user-id`
    pub user_id: Option<String>,
    /// `--group`
    pub group: Option<String>,
    /// `--domain`
    pub domain: Option<String>,
    /// `--auth-version`
    pub auth_version: Option<String>,
    /// `--scope`
    pub scope: Option<String>,
    /// `--token-param`
    pub params: Vec<(String, String)>,
}

/// Where to talk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// At this base URL.
    Url(Url),
    /// To the emulator inside this program.
    Emulator,
}

/// Where to talk and as whom.
#[derive(Debug)]
pub struct Target {
    /// The provider, and what chose it.
    pub provider: Setting<&'static Provider>,
    /// The environment's name; `custom` when a base URL was given, `emulator` for the built-in one.
    pub environment: Setting<String>,
    /// Where it is.
    pub place: Place,
    /// The token endpoint.
    pub endpoint: &'static TokenEndpoint,
    /// Who asks; the failure when there are no credentials.
    pub login: Result<Login>,
    /// The scope to ask for.
    pub scope: Option<Setting<String>>,
    /// Extra form fields of the token request.
    pub params: Vec<(String, String)>,
    /// The profile in force, and what chose it.
    pub profile: Option<Setting<String>>,
    /// How long a token must be valid at least, where the profile says so.
    pub min_valid: Option<Setting<Duration>>,
    /// The time limit, where the profile says so.
    pub timeout: Option<Setting<Duration>>,
    /// The profile's own headers of API requests.
    pub headers: Vec<(Text, HeaderText)>,
    /// The config file.
    pub config: Config,
}

impl Target {
    /// Settles everything that can be settled without a secret's file, a command or the network.
    pub fn resolve(choice: &Choice, env: &Env) -> Result<Self> {
        Self::resolve_with(choice, Config::load(choice.config.as_deref(), env)?, env)
    }

    /// The same, with a config that was read already.
    pub fn resolve_with(choice: &Choice, config: Config, env: &Env) -> Result<Self> {
        let (provider, chosen) = chosen::choose(choice, &config, env)?;
        let chosen = chosen.as_ref();
        let (environment, place) = place::choose_place(provider.value, chosen, choice, env)?;
        let endpoint = choose_endpoint(provider.value, chosen, choice, env)?;
        let layers = if place == Place::Emulator {
            vec![layers::demo_layer(provider.value, endpoint)]
        } else {
            credentials(endpoint, chosen, choice, env)?
        };
        let login = find_login(provider.value, endpoint, layers)
            .map_err(|failure| with_profiles(failure, provider.value, chosen, &config));
        log::info!("provider {} ({})", provider.value.name, provider.origin);
        log::info!("environment {} ({})", environment.value, environment.origin);
        if let Place::Url(url) = &place {
            log::info!("base URL {}", shown(url));
        }
        if let Ok(login) = &login {
            log::info!("client id {} ({})", login.client_id.value, login.client_id.origin);
        }
        let span = |key| chosen.and_then(|chosen| Some(Setting::new(chosen.profile.span(key)?, chosen.origin())));
        let typed_scope = choice.scope.clone().map(|scope| Setting::new(scope, Origin::Flag("--scope")));
        let scope =
            chosen.and_then(|chosen| Some(Setting::new(chosen.profile.text("scope")?.to_owned(), chosen.origin())));
        let mut params = chosen.map_or_else(Vec::new, |chosen| chosen.profile.params());
        params.retain(|(name, _)| !choice.params.iter().any(|(typed, _)| typed == name));
        params.extend(choice.params.iter().cloned());
        Ok(Self {
            endpoint,
            login,
            scope: typed_scope.or(scope),
            params,
            profile: chosen.map(|chosen| Setting::new(chosen.profile.name.to_owned(), chosen.by.clone())),
            min_valid: span("min_valid"),
            timeout: span("timeout"),
            headers: chosen.map_or_else(Vec::new, |chosen| chosen.profile.headers()),
            provider,
            environment,
            place,
            config,
        })
    }

    /// The headers that provider and profile add to API requests; a signature holds for this moment.
    pub fn api_headers(&self, login: &Login, env: &Env, now: jiff::Timestamp) -> Result<ApiHeaders> {
        api_headers(self.provider.value, login, &self.headers, env, now.as_second())
    }

    /// The base URL for people and programs; none for the emulator, whose port differs each time.
    pub fn base_url(&self) -> Option<String> {
        match &self.place {
            Place::Url(url) => Some(shown(url)),
            Place::Emulator => None,
        }
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

    /// The cache key of this login.
    pub fn key(&self, login: &Login) -> Result<Key> {
        let token_url = match &self.place {
            Place::Url(base) => self.token_url(base)?.to_string(),
            Place::Emulator => format!("{EMULATOR}:{}", self.endpoint.url),
        };
        let is_given = |name: &str| self.params.iter().any(|(own, _)| own == name);
        let own = self.endpoint.params.iter().filter(|(name, _)| !is_given(name));
        let own = own.map(|(name, value)| (name.to_string(), value.to_string()));
        let mut params: Vec<(String, String)> = own.chain(self.params.iter().cloned()).collect();
        params.sort();
        Ok(Key {
            provider: self.provider.value.name.to_string(),
            token_url,
            grant: self.endpoint.grant.as_str().to_owned(),
            client_id: login.client_id.value.clone(),
            user: login.username.clone(),
            scope: self.scope.as_ref().map(|scope| scope.value.clone()),
            params,
        })
    }

    /// The same credentials in another of the provider's environments.
    pub fn moved_to(self, environment: &Environment) -> Result<Self> {
        let name = Setting::new(environment.name.to_string(), Origin::Flag("--try-other-environments"));
        let place = Place::Url(parse_base(&environment.base_url, "the provider")?);
        Ok(Self { environment: name, place, ..self })
    }

    /// A network failure with the hint of a host that is known not to be there any more, in place of the general one.
    pub fn with_local_knowledge(&self, failure: Failure) -> Failure {
        let hint = self.environment_data().and_then(|environment| environment.unreachable_hint.as_deref());
        match (failure.kind(), hint) {
            (Kind::DnsFailed | Kind::ConnectFailed | Kind::TimedOut, Some(hint)) => failure.hint(hint),
            _ => failure,
        }
    }

    /// The environment's own data, also when somebody wrote down its base URL; none with a base URL that is not known.
    pub fn environment_data(&self) -> Option<&Environment> {
        let provider = self.provider.value;
        provider.environment(&self.environment.value).or_else(|| {
            let base_url = self.base_url()?;
            provider.environments.iter().find(|environment| environment.base_url == base_url)
        })
    }
}

fn choose_endpoint<'p>(
    provider: &'p Provider,
    chosen: Option<&Chosen<'_>>,
    choice: &Choice,
    env: &Env,
) -> Result<&'p TokenEndpoint> {
    let by_profile = |chosen: &Chosen<'_>| Some(Setting::new(chosen.profile.auth_version()?, chosen.origin()));
    let by_variable = || match &provider.variables.auth_version {
        Some(variable) => {
            Ok(env.get(variable)?.map(|version| Setting::new(version, Origin::Variable(variable.to_string()))))
        }
        None => Ok::<_, Failure>(None),
    };
    let named = if let Some(version) = &choice.auth_version {
        Some(Setting::new(version.clone(), Origin::Flag("--auth-version")))
    } else if let Some(setting) = chosen.filter(|chosen| chosen.is_named()).and_then(by_profile) {
        Some(setting)
    } else if let Some(setting) = by_variable()? {
        Some(setting)
    } else {
        chosen.and_then(by_profile)
    };
    let found = match &named {
        None => provider.endpoints.first(),
        Some(named) => provider.endpoints.iter().find(|endpoint| endpoint.version.as_deref() == Some(&named.value)),
    };
    found.ok_or_else(|| {
        let versions: Vec<&str> =
            provider.endpoints.iter().filter_map(|endpoint| endpoint.version.as_deref()).collect();
        let (version, origin) = named.map_or_else(Default::default, |named| (named.value, named.origin.to_string()));
        let version = crate::redact::escape_control(&version);
        let hint = if versions.is_empty() {
            "leave it out: this provider has one token endpoint".to_owned()
        } else {
            format!("the versions are {}", versions.join(" and "))
        };
        Failure::new(
            Kind::Usage,
            format!("{} has no token endpoint of version `{version}` (from {origin})", provider.title),
        )
        .hint(hint)
    })
}

/// The places that offer credentials, the first before the others.
fn credentials(
    endpoint: &TokenEndpoint,
    chosen: Option<&Chosen<'_>>,
    choice: &Choice,
    env: &Env,
) -> Result<Vec<Layer>> {
    let flags = layers::flags_layer(choice)?;
    let variables = variables_layer(endpoint, env)?;
    Ok(match chosen.map(|chosen| (chosen.is_named(), layers::profile_layer(chosen, env))) {
        None => vec![flags, variables],
        Some((true, profile)) => vec![flags, profile, variables],
        Some((false, profile)) => vec![flags, variables, profile],
    })
}

/// Nobody who has a profile for the provider should be told of variables alone.
fn with_profiles(failure: Failure, provider: &Provider, chosen: Option<&Chosen<'_>>, config: &Config) -> Failure {
    if failure.kind() != Kind::NoCredentials || chosen.is_some() {
        return failure;
    }
    let fits = |profile: &Profile<'_>| profile.text("provider") == Some(&*provider.name);
    let names: Vec<String> =
        config.profiles().filter(fits).take(3).map(|profile| format!("`-P {}`", profile.name)).collect();
    if names.is_empty() {
        return failure;
    }
    let hint = format!("{}, or choose a profile: {}", failure.advice().unwrap_or_default(), names.join(", "));
    failure.hint(hint)
}
