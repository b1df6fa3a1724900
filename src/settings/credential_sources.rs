//! The credentials from each source: the flags, a profile, the emulator.

use std::path::PathBuf;
use std::sync::Arc;

use toml::Spanned;

use super::active_profile::ActiveProfile;
use super::{Selection, flag};
use crate::config::{ProfileTable, SecretReference};
use crate::credentials::{CredentialSettings, PlaceholderPolicy, SecretFile, SecretSetting, Variables, referenced};
use crate::emulator::demo;
use crate::failure::{Failure, Kind, Result};
use crate::origin::{Origin, Setting};
use crate::provider::{Provider, TokenEndpoint, builtin};

/// Returns the credentials of the flags.
///
/// # Errors
///
/// Fails when both secrets are to be read from standard input.
pub(super) fn flag_credentials(selection: &Selection, policy: PlaceholderPolicy) -> Result<CredentialSettings> {
    let is_stdin = |file: &Option<PathBuf>| file.as_ref().is_some_and(|path| path.as_os_str() == "-");
    if is_stdin(&selection.client_secret_file) && is_stdin(&selection.password_file) {
        return Err(
            Failure::new(Kind::Usage, "standard input cannot hold two secrets").hint("read one of them from a file")
        );
    }
    let file = |path: &Option<PathBuf>, flag| {
        let source = Arc::new(SecretFile::new(path.clone()?, policy));
        Some(SecretSetting { origin: Origin::Flag(flag), source })
    };
    Ok(CredentialSettings {
        client_id: flag(selection.client_id.clone(), "--client-id"),
        client_secret: file(&selection.client_secret_file, "--client-secret-file"),
        user_id: flag(selection.user_id.clone(), "--user-id"),
        group: flag(selection.group.clone(), "--group"),
        domain: flag(selection.domain.clone(), "--domain"),
        password: file(&selection.password_file, "--password-file"),
        ..CredentialSettings::default()
    })
}

/// Returns the demo credentials, which only the emulator accepts.
pub(super) fn demo_credentials(provider: &Provider, endpoint: &TokenEndpoint) -> CredentialSettings {
    let text = |value: &str| Some(Setting::new(value.to_owned(), Origin::Emulator));
    let secret = |value: &str| text(value).map(|value| SecretSetting::of_value(value, PlaceholderPolicy::Allow));
    let mut demo = CredentialSettings::default();
    if provider.dialect == builtin::SABRE.name {
        demo.user_id = text(demo::SABRE_USER_ID);
        demo.group = text(demo::SABRE_GROUP);
        demo.domain = text(demo::SABRE_DOMAIN);
        demo.password = secret(demo::SABRE_PASSWORD);
        if endpoint.version.as_deref() == Some("3") {
            demo.client_id = text(demo::SABRE_CLIENT_ID);
            demo.client_secret = secret(demo::SABRE_CLIENT_SECRET);
        }
    } else {
        demo.client_id = text(demo::AMADEUS_CLIENT_ID);
        demo.client_secret = secret(demo::AMADEUS_CLIENT_SECRET);
    }
    demo
}

/// Returns the credentials of a profile, one element for each of its tables.
pub(super) fn profile_credentials(
    active: &ActiveProfile<'_>,
    variables: &Variables,
    policy: PlaceholderPolicy,
) -> Vec<CredentialSettings> {
    let of_table = |table: &ProfileTable<'_>| {
        let (profile, origin) = (table.profile, active.origin_of(*table));
        let text = |value: &Option<String>| value.clone().map(|value| Setting::new(value, origin.clone()));
        let secret = |reference: &Option<Spanned<SecretReference>>| {
            let source = referenced(reference.as_ref()?.get_ref(), variables, policy);
            Some(SecretSetting { origin: origin.clone(), source })
        };
        CredentialSettings {
            profile: Some(active.name().to_owned()),
            client_id: text(&profile.client_id),
            client_secret: secret(&profile.client_secret),
            user_id: text(&profile.user_id),
            group: text(&profile.group),
            domain: text(&profile.domain),
            password: secret(&profile.password),
            ..CredentialSettings::default()
        }
    };
    active.tables().iter().map(of_table).collect()
}
