//! Checks a new profile as `check` does, before anything is written.

use std::sync::Arc;
use std::sync::mpsc::channel;

use crate::check::{self, CheckTarget, Plan, Probe};
use crate::config::{ClientAuth, SecretReference};
use crate::credentials::{CredentialSource, PlaceholderPolicy, SecretIdentity, SecretSetting, referenced};
use crate::exit::ExitCode;
use crate::failure::{Failure, Kind, Result};
use crate::origin::Origin;
use crate::provider::SecretName;
use crate::redact::escape_control;
use crate::report::{StepName, TargetReport};
use crate::secret::Secret;
use crate::session::SharedCachePolicy;
use crate::settings::{BaseUrl, NetworkFlags, Selection, Settings};

/// The options of the check.
#[derive(Clone, Debug)]
pub struct VerifyOptions {
    /// The network flags.
    pub network: NetworkFlags,
    /// The behaviour if there is no shared cache, or if it fails.
    pub shared_cache: SharedCachePolicy,
    /// Whether an API call follows the token request, if the base URL is known.
    pub with_probe: bool,
}

/// A secret that has been read but is not stored yet.
#[derive(Debug)]
struct KnownSecret {
    secret: Secret,
    identity: SecretIdentity,
}

impl CredentialSource for KnownSecret {
    fn name(&self) -> String {
        "the new secret".to_owned()
    }

    fn find(&self) -> Result<Option<Secret>> {
        Ok(Some(self.secret.clone()))
    }

    // The text does not change when the secret is stored, so the next run finds the token of this check in the cache.
    fn identity(&self) -> SecretIdentity {
        self.identity.clone()
    }
}

/// Checks a profile of these settings without its secrets.
///
/// # Errors
///
/// Fails when a value of the profile cannot be used. A missing value is no failure.
pub fn check_values(settings: &Settings, profile: &str, policy: PlaceholderPolicy) -> Result<()> {
    let allow_placeholder = policy == PlaceholderPolicy::Allow;
    let selection = Selection { profile: Some(profile.to_owned()), allow_placeholder, ..Selection::default() };
    let target = settings.without_variables().target(&selection)?;
    let is_sabre_v2 = target.endpoint.client_auth == ClientAuth::Sabre && target.endpoint.version.is_some();
    match target.credentials {
        Err(failure) if failure.kind() == Kind::MalformedCredential => Err(failure),
        Ok(credentials) if is_sabre_v2 && !credentials.client_id.value.starts_with("V1:") => {
            let id = escape_control(&credentials.client_id.value);
            Err(Failure::new(Kind::Usage, format!("the client id {id} is no id of Sabre v2, which starts with V1:"))
                .hint("set the user id and the group; for the id of an application add --auth-version 3"))
        }
        _ => Ok(()),
    }
}

/// Requests a token for a profile of these settings, and makes an API call unless the options turn it off.
///
/// `secrets` are the secrets that are not stored yet, each with the reference to it in the profile.
///
/// # Errors
///
/// Fails when a step of the check fails, with the kind and the hint of that step.
pub fn verify(
    settings: &Settings,
    profile: &str,
    secrets: &[(SecretName, Secret, Option<SecretReference>)],
    options: &VerifyOptions,
) -> Result<TargetReport> {
    let selection = Selection { profile: Some(profile.to_owned()), allow_placeholder: true, ..Selection::default() };
    let mut target = settings.target(&selection)?;
    if let Ok(credentials) = &mut target.credentials {
        for (name, secret, reference) in secrets {
            let source =
                KnownSecret { secret: secret.clone(), identity: identity(secret, reference.as_ref(), settings) };
            credentials.set_secret(*name, SecretSetting { origin: Origin::Config, source: Arc::new(source) });
        }
    }
    let timeout = settings.network(&options.network, Some(&target))?.timeout.value;
    let plan = Plan {
        settings: settings.clone(),
        timeout,
        network: options.network.clone(),
        shared_cache: options.shared_cache,
        probe: if options.with_probe && target.base_url != BaseUrl::Unknown { Probe::Usual } else { Probe::None },
        cached: false,
        refresh: false,
        try_other_environments: false,
        try_auth: false,
    };
    let target = CheckTarget { label: profile.to_owned(), provider: None, target: Ok(target) };
    let (sender, events) = channel();
    let mut report = check::run(vec![target], plan, &sender, &events, |_| {});
    let Some(report) = report.results.pop() else {
        return Err(Failure::internal(anyhow::anyhow!("a check of one target reported none")));
    };
    match failure(&report) {
        None => Ok(report),
        Some(failure) => Err(failure),
    }
}

/// Returns the text that will identify the secret in the cache after it is stored.
fn identity(secret: &Secret, reference: Option<&SecretReference>, settings: &Settings) -> SecretIdentity {
    match reference {
        // The reference identifies the secret of these sources, because the cache does not read the secret itself.
        Some(reference @ (SecretReference::Keyring(_) | SecretReference::Command { .. })) => {
            referenced(reference, settings.variables(), PlaceholderPolicy::Allow).identity()
        }
        _ => SecretIdentity::Value(secret.clone()),
    }
}

/// Returns the failure of the step that made the check fail; none if the check succeeded.
fn failure(report: &TargetReport) -> Option<Failure> {
    if report.exit_code == ExitCode::Done {
        return None;
    }
    let Some(step) = report.deciding_step() else {
        return Some(Failure::new(Kind::TimedOut, "the check was interrupted"));
    };
    let what = match step.name {
        StepName::Token => step.detail.clone(),
        _ => format!("the credentials could not be checked: {}: {}", step.name.text(), step.detail),
    };
    let failure = Failure::new(step.kind.unwrap_or(Kind::LocalIo), what);
    Some(failure.hints_first(step.hints.iter().cloned()))
}
