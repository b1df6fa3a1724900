//! `config validate`: checks the whole config, including the parts that no single run uses, and reports every finding.

use std::path::{Path, PathBuf};

use toml::Spanned;

use super::config::required_path;
use super::{Context, Outcome};
use crate::config::{CacheTable, Config, Problem, ProfileChain, locate, locate_system};
use crate::failure::{Failure, Kind, Result};
use crate::http::url::parse_base;
use crate::http::{CertificateSource as _, Trust, check_certificate, tls_config};
use crate::origin::Origin;
use crate::provider::{Provider, RequiredSecret};
use crate::redact::escape_control;
use crate::session::{SharedCachePolicy, open_cache};
use crate::settings::{EMULATOR, NetworkFlags, Selection, Settings, SettingsFiles, Target};
use crate::suggest;

pub(super) fn run(named: Option<&Path>, context: &Context) -> Result<Outcome> {
    let settings = match Settings::load(SettingsFiles::config(named), &context.env) {
        Ok(settings) => settings,
        Err(failure) => return report(with_user_file(failure, named, context), context),
    };
    let config = settings.config();
    if let Some(unreadable) = config.unreadable() {
        return Err(unreadable.clone());
    }
    let paths: Vec<&Path> = config.path().into_iter().chain(config.system_path()).collect();
    if paths.is_empty() {
        let path = required_path(named, &context.env)?.value;
        return Err(Failure::new(Kind::BadConfig, format!("there is no config file {}", path.display()))
            .hint("`travauth config init` creates one"));
    }
    let findings = findings(&settings);
    if !findings.is_empty() {
        return report(findings, context);
    }
    let counted = |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
    let counts = [(config.profile_names().len(), "profile"), (config.providers().len(), "provider")];
    let counts = counts.map(|(count, noun)| counted(count, noun)).join(", ");
    let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    context.ui.data(format!("{}: valid ({counts})\n", paths.join(", ")))?;
    Ok(Outcome::Done)
}

/// Reports the findings in their order. The last one is returned, because the caller reports it.
fn report(mut findings: Vec<Failure>, context: &Context) -> Result<Outcome> {
    let Some(last) = findings.pop() else { return Ok(Outcome::Done) };
    for finding in &findings {
        context.ui.report(finding);
    }
    Err(last)
}

/// Returns this failure of a config file. If it is the system's file, the failure of the user's file follows.
fn with_user_file(failure: Failure, named: Option<&Path>, context: &Context) -> Vec<Failure> {
    if locate_system(&context.env).is_none() {
        return vec![failure];
    }
    let of_user = locate(named, &context.env).and_then(|path| Config::check_user_file(&path).err());
    let of_user = of_user.filter(|other| other.message() != failure.message());
    [failure].into_iter().chain(of_user).collect()
}

fn findings(settings: &Settings) -> Vec<Failure> {
    let config = settings.config();
    let mut found: Vec<Failure> = Vec::new();
    for (name, _) in config.providers() {
        found.extend(settings.providers().find(name.get_ref().as_str(), &Origin::Config).err());
    }
    let without_variables = settings.without_variables();
    for name in config.profile_names() {
        match config.profile(name, &Origin::Config) {
            Ok(profile) => found.extend(check_profile(settings, &without_variables, &profile).err()),
            Err(failure) => found.push(failure),
        }
    }
    let of_rules = config.rules().map(|rule| &rule.profile).cloned();
    for name in config.default_profile().map(|name| name.value).into_iter().chain(of_rules) {
        if let Err(failure) = config.profile(name.get_ref(), &Origin::Config) {
            found.push(config.failure(Problem::from_failure(name.span().start, &failure)));
        }
    }
    found.extend(check_files(config).into_iter().map(|problem| config.failure(problem)));
    found.extend(check_client_certificate(&without_variables, None).err());
    let trust = settings.network(&NetworkFlags::default(), None).map(|network| network.trust());
    found.extend(trust.and_then(|trust| open_cache(settings, &trust, SharedCachePolicy::Optional)).err());
    // A mistake in a provider is found again in each of its profiles, so each message is kept only once.
    let mut messages: Vec<String> = Vec::new();
    found.retain(|failure| {
        let is_new = !messages.contains(&failure.message());
        messages.push(failure.message());
        is_new
    });
    found
}

fn check_profile(settings: &Settings, without_variables: &Settings, profile: &ProfileChain<'_>) -> Result<()> {
    let config = settings.config();
    let name = profile.name().get_ref().as_str();
    let at = profile.name().span().start;
    // A profile that others extend can leave out keys that they set.
    let is_extended = !config.profiles_extending(name).is_empty();
    let Some(provider_name) = profile.provider() else {
        if is_extended {
            return Ok(());
        }
        let hint = format!("add `provider = \"NAME\"`; there are: {}", settings.providers().names().join(", "));
        return Err(config.failure(Problem::new(at, format!("the profile {name} has no provider")).hint(hint)));
    };
    let provider = settings.providers().find(provider_name.get_ref(), &Origin::Config).map_err(|failure| {
        if failure.kind() != Kind::UnknownProvider {
            return failure;
        }
        let shown = escape_control(provider_name.get_ref());
        let names = settings.providers().names();
        let problem = Problem::new(provider_name.span().start, format!("there is no provider `{shown}`"));
        config.failure(problem.hint(suggest::hint(&shown, &names)))
    })?;
    check_keys(&provider, profile).map_err(|problem| config.failure(problem))?;
    if is_extended { Ok(()) } else { check_credentials(without_variables, name, at) }
}

/// Checks the keys whose values depend on the provider.
fn check_keys(provider: &Provider, profile: &ProfileChain<'_>) -> Result<(), Problem> {
    if let Some((name, _)) = profile.first(|table| table.environment.as_ref()) {
        let is_emulator = name.get_ref() == EMULATOR && provider.is_emulated;
        if !is_emulator && provider.environment(name.get_ref()).is_none() {
            let shown = escape_control(name.get_ref());
            let hint = suggest::hint(&shown, &environments(provider));
            let what = format!("{} has no environment `{shown}`", provider.title);
            return Err(Problem::new(name.span().start, what).hint(hint));
        }
    }
    if let Some((url, _)) = profile.first(|table| table.base_url.as_ref()) {
        parse_base(url.get_ref(), "this profile")
            .map_err(|failure| Problem::from_failure(url.span().start, &failure))?;
    }
    let versions: Vec<&str> = provider.endpoints.iter().filter_map(|endpoint| endpoint.version.as_deref()).collect();
    let Some((version, _)) = profile.first(|table| table.auth_version.as_ref()) else { return Ok(()) };
    if versions.contains(&version.get_ref().0.as_str()) {
        return Ok(());
    }
    let hint = match versions.as_slice() {
        [] => "remove it".to_owned(),
        versions => suggest::hint(&version.get_ref().0, versions),
    };
    let what = format!("{} has no token endpoint of this version", provider.title);
    Err(Problem::new(version.span().start, what).hint(hint))
}

/// Fails when the profile has only a part of an id. A missing secret is only a warning, because each run can set it.
fn check_credentials(settings: &Settings, profile: &str, at: usize) -> Result<()> {
    let selection = Selection { profile: Some(profile.to_owned()), ..Selection::default() };
    let failed = |failure: &Failure| settings.config().failure(Problem::from_failure(at, failure));
    let target = match settings.target(&selection) {
        Ok(target) => target,
        Err(failure) if failure.kind() == Kind::BadUrl => return Err(failed(&failure)),
        Err(failure) if failure.kind() == Kind::BadConfig => return Err(failure),
        Err(_) => return Ok(()),
    };
    check_client_certificate(settings, Some(&target)).map_err(|failure| failed(&failure))?;
    match target.credentials {
        Err(failure) if matches!(failure.kind(), Kind::IncompleteCredentials | Kind::MalformedCredential) => {
            Err(failed(&failure))
        }
        Err(_) => Ok(()),
        Ok(credentials) => {
            for (secret, required) in credentials.secrets() {
                if let RequiredSecret::Missing(where_to_set) = required {
                    let what =
                        format!("the profile {profile} has no {secret}: set {where_to_set}, or give it in each run");
                    log::warn!("{}", settings.config().failure(Problem::new(at, what)));
                }
            }
            Ok(())
        }
    }
}

/// Checks that every file that the config names can be read. Variables are not checked, because they may be set elsewhere.
fn check_files(config: &Config) -> Vec<Problem> {
    let of_profiles = config.profile_tables().flat_map(|(_, profile, _)| profile.files_with_positions());
    let of_providers = config.providers().flat_map(|(_, table)| table.files_with_positions());
    let of_cache = config.cache_tables().flat_map(CacheTable::secrets_with_positions);
    let of_cache = of_cache.filter_map(|(at, reference)| Some((at, reference.path()?)));
    let certificates = config.cache_tables().flat_map(CacheTable::certificates_with_positions);
    let files = of_profiles.chain(of_providers).chain(of_cache).chain(certificates);
    let mut problems: Vec<Problem> = files.filter_map(|(at, path)| check_file(at, path).err()).collect();
    let tables = config.profile_tables().map(|(_, profile, _)| profile.network());
    for table in tables.chain(config.network_tables().cloned()) {
        problems.extend(table.client_files_with_positions().filter_map(|(at, path)| check_file(at, path).err()));
        let replaced = table
            .ca_bundle
            .as_ref()
            .map(|path| (path, Trust { ca_bundle: Some(path.get_ref().clone()), ..Trust::default() }));
        let added = table
            .add_ca
            .as_ref()
            .map(|path| (path, Trust { add_ca: Some(path.get_ref().clone()), ..Trust::default() }));
        problems.extend(
            [replaced, added].into_iter().flatten().filter_map(|(path, trust)| check_trust(path, &trust).err()),
        );
    }
    problems
}

/// Checks that the certificate of the client and its key can be used together. No command runs, and no keyring is opened.
fn check_client_certificate(settings: &Settings, target: Option<&Target>) -> Result<()> {
    let network = settings.network(&NetworkFlags::default(), target)?;
    let Some(client) = &network.tls.client else { return Ok(()) };
    let key = client.key.as_ref().map_or(Some(client.certificate.value.as_path()), |key| key.value.path());
    // A file that cannot be read is another finding.
    let can_be_read =
        check_readable(&client.certificate.value).is_ok() && key.is_some_and(|key| check_readable(key).is_ok());
    if can_be_read { check_certificate(&client.load()?) } else { Ok(()) }
}

/// Checks that a file of trusted certificates can be used.
fn check_trust(path: &Spanned<PathBuf>, trust: &Trust) -> Result<(), Problem> {
    let at = path.span().start;
    check_file(at, path.get_ref())?;
    tls_config(trust).map(drop).map_err(|failure| Problem::from_failure(at, &failure))
}

fn check_file(at: usize, path: &Path) -> Result<(), Problem> {
    check_readable(path).map_err(|error| {
        Problem::new(at, format!("the file {} cannot be read: {error}", path.display()))
            .hint("check the path, which is relative to the config file, and its permissions")
    })
}

/// Fails if the file cannot be opened. A pipe is not opened, because opening it can block.
fn check_readable(path: &Path) -> std::io::Result<()> {
    let found = std::fs::metadata(path)?;
    if found.is_dir() {
        return Err(std::io::ErrorKind::IsADirectory.into());
    }
    if found.is_file() { std::fs::File::open(path).map(drop) } else { Ok(()) }
}

/// Returns the environment names of the provider, without aliases.
pub(super) fn environments(provider: &Provider) -> Vec<&str> {
    let own = provider.environments.iter().map(|environment| &*environment.name);
    own.chain(provider.is_emulated.then_some(EMULATOR)).collect()
}
