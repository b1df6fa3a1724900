//! The credentials for an endpoint from variables.

use super::{ClientAuth, CredentialVariables, Text, TokenEndpoint};
use crate::credentials::{CredentialSettings, PlaceholderPolicy, SecretSetting, VariableSource, Variables};
use crate::failure::{Failure, Kind, Result};
use crate::sabre_id::is_encoded;

/// Returns the credentials for this endpoint: one element from the environment and one from each env file.
///
/// Only one of the endpoint's sets of variables is used: the first set with a variable in the environment, or else the
/// first with a variable in an env file.
///
/// # Errors
///
/// Fails when a variable is not UTF-8.
pub fn variable_credentials(
    endpoint: &TokenEndpoint,
    variables: &Variables,
    policy: PlaceholderPolicy,
) -> Result<Vec<CredentialSettings>> {
    for source in variables.sources() {
        for names in endpoint.variables.iter() {
            if !from_source(endpoint, names, source, policy)?.is_empty() {
                return variables.sources().map(|source| from_source(endpoint, names, source, policy)).collect();
            }
        }
    }
    // There are no credentials, but a domain or remarks may be set.
    let Some(names) = endpoint.variables.first() else { return Ok(Vec::new()) };
    variables.sources().map(|source| from_source(endpoint, names, source, policy)).collect()
}

fn from_source(
    endpoint: &TokenEndpoint,
    names: &CredentialVariables,
    source: VariableSource<'_>,
    policy: PlaceholderPolicy,
) -> Result<CredentialSettings> {
    let text = |names: &[Text]| source.first(names.iter().map(|name| &**name));
    let secret = |names: &[Text]| first_secret(names, source, policy);
    let mut credentials = CredentialSettings {
        client_id: text(&names.client_id)?,
        client_secret: secret(&names.client_secret)?,
        user_id: text(&names.user_id)?,
        group: text(&names.group)?,
        domain: text(&names.domain)?,
        password: secret(&names.password)?,
        ..CredentialSettings::default()
    };
    // An id without `V1:` belongs to another version. A provider without versions (SynXis) can have such ids.
    if endpoint.client_auth == ClientAuth::Sabre
        && endpoint.version.is_some()
        && let Some(id) = credentials.client_id.take_if(|id| !id.value.starts_with("V1:"))
    {
        if !is_encoded(&id.value) {
            credentials.remarks.push(format!(
                "{} does not start with `V1:`, so it was ignored; an application's client id needs `--auth-version 3`",
                id.origin
            ));
        } else if credentials.user_id.is_none() {
            // No other variable names the user, so the id is kept and later reported as malformed.
            credentials.client_id = Some(id);
        }
    }
    Ok(credentials)
}

/// Returns the secret of the first of these variables that is set, directly or as a file with its `_FILE` variable.
fn first_secret(
    names: &[Text],
    source: VariableSource<'_>,
    policy: PlaceholderPolicy,
) -> Result<Option<SecretSetting>> {
    for name in names {
        let twin = file_variable(name);
        match (source.first([&**name])?, source.first([&*twin])?) {
            (None, None) => {}
            (Some(value), None) => return Ok(Some(SecretSetting::of_value(value, policy))),
            (None, Some(path)) => return Ok(Some(SecretSetting::of_file(path, policy))),
            (Some(value), Some(path)) => {
                return Err(Failure::new(
                    Kind::BadConfig,
                    format!("{} and {} are both set", value.origin, path.origin),
                )
                .because("one holds the secret, and the other one names its file")
                .hint("unset one of them"));
            }
        }
    }
    Ok(None)
}

/// Returns the variable that names the file of a secret, such as `SABRE_PASSWORD_FILE` for `SABRE_PASSWORD`.
pub fn file_variable(name: &str) -> String {
    format!("{name}_FILE")
}
