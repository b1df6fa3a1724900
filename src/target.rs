//! Where to talk and as whom: settles flags, variables and built-in defaults, in that order.

use std::path::PathBuf;

use url::Url;

use crate::cache::Key;
use crate::config::{Origin, Setting};
use crate::credentials::{CredentialSource, Layer, SecretFile, SecretSetting, VariableValue};
use crate::emulator::demo;
use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::http::url::{join, parse_base, parse_secure, shown};
use crate::provider::{Environment, Login, Provider, TokenEndpoint, builtin, find_login, variables_layer};
use crate::suggest;

/// The environment that needs no account and no network.
pub const EMULATOR: &str = "emulator";
/// What an environment is called when a base URL was given instead.
pub const CUSTOM: &str = "custom";

/// Chooses the provider.
pub const PROVIDER_VARIABLE: &str = "TRAVAUTH_PROVIDER";
/// Chooses the environment.
pub const ENVIRONMENT_VARIABLE: &str = "TRAVAUTH_ENVIRONMENT";

/// What was typed to choose a target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// `--provider`
    pub provider: Option<String>,
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
    pub scope: Option<String>,
    /// Extra form fields of the token request.
    pub params: Vec<(String, String)>,
}

impl Target {
    /// Settles everything that can be settled without a file, a command or the network.
    pub fn resolve(choice: &Choice, env: &Env) -> Result<Self> {
        let provider = choose_provider(choice, env)?;
        let (environment, place) = choose_place(provider.value, choice, env)?;
        let endpoint = choose_endpoint(provider.value, choice, env)?;
        let login = if place == Place::Emulator {
            find_login(provider.value, endpoint, vec![demo_layer(provider.value, endpoint)])
        } else {
            let layers = vec![flags_layer(choice)?, variables_layer(endpoint, env)?];
            find_login(provider.value, endpoint, layers)
        };
        log::info!("provider {} ({})", provider.value.name, provider.origin);
        log::info!("environment {} ({})", environment.value, environment.origin);
        if let Place::Url(url) = &place {
            log::info!("base URL {}", shown(url));
        }
        if let Ok(login) = &login {
            log::info!("client id {} ({})", login.client_id.value, login.client_id.origin);
        }
        let params = choice.params.clone();
        Ok(Self { provider, environment, place, endpoint, login, scope: choice.scope.clone(), params })
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
        if self.endpoint.url.starts_with('/') {
            join(base, &self.endpoint.url)
        } else {
            parse_secure(&self.endpoint.url, "the provider's token_url")
        }
    }

    /// The cache key of this login.
    pub fn key(&self, login: &Login) -> Result<Key> {
        let token_url = match &self.place {
            Place::Url(base) => self.token_url(base)?.to_string(),
            Place::Emulator => format!("{EMULATOR}:{}", self.endpoint.url),
        };
        let mut params = self.params.clone();
        params.sort();
        Ok(Key {
            provider: self.provider.value.name.to_string(),
            token_url,
            grant: self.endpoint.grant.as_str().to_owned(),
            client_id: login.client_id.value.clone(),
            user: login.username.clone(),
            scope: self.scope.clone(),
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

fn choose_provider(choice: &Choice, env: &Env) -> Result<Setting<&'static Provider>> {
    let all: Vec<&str> = builtin::ALL.iter().map(|provider| &*provider.name).collect();
    let (name, origin) = if let Some(name) = &choice.provider {
        (name.clone(), Origin::Flag("--provider"))
    } else if let Some(name) = env.get(PROVIDER_VARIABLE)? {
        (name, Origin::Variable(PROVIDER_VARIABLE.to_owned()))
    } else {
        return Err(Failure::new(Kind::NoProvider, "no provider was chosen")
            .hint(format!("add `--provider NAME`, or set {PROVIDER_VARIABLE}; there are: {}", all.join(", "))));
    };
    let provider = builtin::find(&name).ok_or_else(|| {
        let name = crate::redact::escape_control(&name);
        Failure::new(Kind::UnknownProvider, format!("there is no provider `{name}` (from {origin})"))
            .hint(suggest::hint(&name, &all))
    })?;
    Ok(Setting::new(provider, origin))
}

/// Where to talk: the first that is given wins whole.
fn choose_place(provider: &Provider, choice: &Choice, env: &Env) -> Result<(Setting<String>, Place)> {
    if let Some(url) = &choice.base_url {
        if choice.environment.as_deref() == Some(EMULATOR) {
            return Err(Failure::new(Kind::Usage, "`--base-url` and `-e emulator` exclude each other")
                .hint("the built-in emulator has a base URL of its own; leave one of the two out"));
        }
        return custom(url, Origin::Flag("--base-url"));
    }
    if let Some(name) = &choice.environment {
        return named(provider, name, Origin::Flag("--environment"));
    }
    let variables = &provider.variables;
    if let Some(name) = &variables.base_url
        && let Some(url) = env.get(name)?
    {
        return custom(&url, Origin::Variable(name.to_string()));
    }
    if let Some(names) = &variables.host
        && let Some(host) = env.get(&names.host)?
    {
        if host.contains('/') {
            return Err(Failure::new(Kind::BadUrl, format!("{} takes a host name, and it holds a URL", names.host))
                .hint(format!("put the URL into {}", variables.base_url.as_deref().unwrap_or("--base-url"))));
        }
        let is_plain = env.text(&names.ssl)?.is_some_and(|ssl| means_no(&ssl));
        let scheme = if is_plain { "http" } else { "https" };
        let port = env.get(&names.port)?.map_or_else(String::new, |port| format!(":{port}"));
        let origins = [&names.host, &names.port, &names.ssl].into_iter().filter(|name| env.os(name).is_some());
        return custom(
            &format!("{scheme}://{host}{port}"),
            Origin::Variables(origins.map(ToString::to_string).collect()),
        );
    }
    if let Some(name) = env.get(ENVIRONMENT_VARIABLE)? {
        return named(provider, &name, Origin::Variable(ENVIRONMENT_VARIABLE.to_owned()));
    }
    if let Some(variable) = &variables.environment
        && let Some(name) = env.get(variable)?
    {
        return named(provider, &name, Origin::Variable(variable.to_string())).map_err(|failure| {
            match &variables.host {
                Some(names) if name.contains('.') => failure.hint(format!(
                    "{variable} takes the name of an environment; a host belongs into {} (or the whole URL into {})",
                    names.host,
                    variables.base_url.as_deref().unwrap_or("--base-url")
                )),
                _ => failure,
            }
        });
    }
    let default = provider.environments.first();
    named(provider, default.map_or("", |environment| &*environment.name), Origin::Default)
}

fn custom(url: &str, origin: Origin) -> Result<(Setting<String>, Place)> {
    let url = parse_base(url, &origin.to_string())?;
    Ok((Setting::new(CUSTOM.to_owned(), origin), Place::Url(url)))
}

fn named(provider: &Provider, name: &str, origin: Origin) -> Result<(Setting<String>, Place)> {
    if name == EMULATOR && provider.is_emulated {
        return Ok((Setting::new(name.to_owned(), origin), Place::Emulator));
    }
    let Some(environment) = provider.environment(name) else {
        let mut all: Vec<&str> = provider.environments.iter().map(|environment| &*environment.name).collect();
        all.extend(provider.is_emulated.then_some(EMULATOR));
        let name = crate::redact::escape_control(name);
        return Err(Failure::new(
            Kind::UnknownEnvironment,
            format!("{} has no environment `{name}` (from {origin})", provider.title),
        )
        .hint(suggest::hint(&name, &all)));
    };
    let url = parse_base(&environment.base_url, "the provider")?;
    Ok((Setting::new(environment.name.to_string(), origin), Place::Url(url)))
}

/// What the SDK's `AMADEUS_SSL` means: the words that people set to turn TLS off.
fn means_no(text: &str) -> bool {
    ["", "false", "0", "no", "off"].contains(&text.trim().to_ascii_lowercase().as_str())
}

fn choose_endpoint<'p>(provider: &'p Provider, choice: &Choice, env: &Env) -> Result<&'p TokenEndpoint> {
    let named = match (&choice.auth_version, &provider.variables.auth_version) {
        (Some(version), _) => Some(Setting::new(version.clone(), Origin::Flag("--auth-version"))),
        (None, Some(variable)) => {
            env.get(variable)?.map(|version| Setting::new(version, Origin::Variable(variable.to_string())))
        }
        (None, None) => None,
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

fn flags_layer(choice: &Choice) -> Result<Layer> {
    let dash = |file: &Option<PathBuf>| file.as_ref().is_some_and(|path| path.as_os_str() == "-");
    if dash(&choice.client_secret_file) && dash(&choice.password_file) {
        return Err(Failure::new(Kind::Usage, "two secrets cannot both come from standard input")
            .hint("put one of them into a file"));
    }
    let text = |value: &Option<String>, flag| value.clone().map(|value| Setting::new(value, Origin::Flag(flag)));
    let file = |path: &Option<PathBuf>, flag| {
        path.clone().map(|path| SecretSetting {
            origin: Origin::Flag(flag),
            source: Box::new(SecretFile::new(path)) as Box<dyn CredentialSource>,
        })
    };
    Ok(Layer {
        name: "the flags".to_owned(),
        client_id: text(&choice.client_id, "--client-id"),
        client_secret: file(&choice.client_secret_file, "--client-secret-file"),
        user_id: text(&choice.user_id, "--user-id"),
        group: text(&choice.group, "--group"),
        domain: text(&choice.domain, "--domain"),
        password: file(&choice.password_file, "--password-file"),
        remarks: Vec::new(),
    })
}

/// The demo credentials, which work at the emulator and nowhere else.
fn demo_layer(provider: &Provider, endpoint: &TokenEndpoint) -> Layer {
    let text = |value: &str| Some(Setting::new(value.to_owned(), Origin::Emulator));
    let secret = |value: &str| {
        let source = Box::new(VariableValue::new("demo", value.to_owned()));
        Some(SecretSetting { origin: Origin::Emulator, source: source as Box<dyn CredentialSource> })
    };
    let mut layer = Layer { name: Origin::Emulator.to_string(), ..Layer::default() };
    if provider.name == builtin::SABRE.name {
        layer.user_id = text(demo::SABRE_USER_ID);
        layer.group = text(demo::SABRE_GROUP);
        layer.domain = text(demo::SABRE_DOMAIN);
        layer.password = secret(demo::SABRE_PASSWORD);
        if endpoint.version.as_deref() == Some("3") {
            layer.client_id = text(demo::SABRE_CLIENT_ID);
            layer.client_secret = secret(demo::SABRE_CLIENT_SECRET);
        }
    } else {
        layer.client_id = text(demo::AMADEUS_CLIENT_ID);
        layer.client_secret = secret(demo::AMADEUS_CLIENT_SECRET);
    }
    layer
}
