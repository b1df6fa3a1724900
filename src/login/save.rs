//! Writes the secrets and the profile. If a step fails, the earlier steps are undone.

use std::path::Path;

use toml_edit::{Array, InlineTable, Value};

use super::draft::NewProfile;
use super::secret_store::{SecretLocation, SecretStore};
use crate::config::{ConfigEditor, SecretReference};
use crate::failure::{Failure, Kind, Result};
use crate::provider::SecretName;
use crate::redact::escape_control;
use crate::secret::Secret;

/// The longest name of a profile, in bytes, because the name of a file contains it.
const LONGEST_NAME: usize = 100;

/// A secret and its location.
#[derive(Clone, Debug)]
pub struct StoredSecret {
    /// The name of the secret.
    pub name: SecretName,
    /// The value.
    pub value: Secret,
    /// The location; `None` if the secret is not stored, so that each run asks for it.
    pub location: Option<SecretLocation>,
}

/// Checks the name of a new profile or provider; `what` is one of these words.
pub fn check_name(name: &str, what: &str) -> Result<()> {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !name.is_empty() && name.len() <= LONGEST_NAME && name.chars().all(is_allowed) && !name.starts_with('-') {
        return Ok(());
    }
    let shown: String = name.chars().take(LONGEST_NAME).collect();
    let rest = if shown.len() < name.len() { "…" } else { "" };
    Err(Failure::new(Kind::Usage, format!("`{}{rest}` cannot be the name of a {what}", escape_control(&shown)))
        .hint(format!("use at most {LONGEST_NAME} letters, digits, `-` and `_`")))
}

/// Returns the default name of the profile, such as `sabre-cert`; `None` with a base URL or without a
/// provider.
pub fn default_name(draft: &NewProfile) -> Option<String> {
    let provider = draft.provider.as_deref()?;
    if draft.base_url.is_some() {
        return None;
    }
    Some(match draft.environment.as_deref() {
        Some(environment) => format!("{provider}-{environment}"),
        None => provider.to_owned(),
    })
}

/// Returns the keys of the profile with their values. A key without a value is removed from an existing profile.
pub fn profile_keys(
    draft: &NewProfile,
    secrets: &[StoredSecret],
    config_dir: &Path,
) -> Vec<(&'static str, Option<Value>)> {
    let text = |value: &Option<String>| value.as_deref().map(Value::from);
    let secret = |name: SecretName| {
        let stored = secrets.iter().find(|secret| secret.name == name);
        let reference = match stored {
            Some(stored) => stored.location.as_ref().map(SecretLocation::reference),
            None => draft.secret(name).and_then(super::NewSecret::reference),
        };
        reference.map(|reference| reference_value(&reference, config_dir))
    };
    let params = (!draft.params.is_empty()).then(|| Value::InlineTable(params_table(&draft.params)));
    vec![
        ("provider", text(&draft.provider)),
        ("environment", text(&draft.environment)),
        ("base_url", text(&draft.base_url)),
        ("auth_version", text(&draft.auth_version)),
        ("client_id", text(&draft.client_id)),
        ("user_id", text(&draft.user_id)),
        ("group", text(&draft.group)),
        ("domain", text(&draft.domain)),
        ("client_secret", secret(SecretName::ClientSecret)),
        ("password", secret(SecretName::Password)),
        ("scope", text(&draft.scope)),
        ("params", params),
    ]
}

/// Returns the fields as a TOML table. A field with several values gets a list.
fn params_table(params: &[(String, String)]) -> InlineTable {
    let mut table = InlineTable::new();
    for (name, _) in params {
        let values: Vec<&str> =
            params.iter().filter(|(other, _)| other == name).map(|(_, value)| value.as_str()).collect();
        let value = match values.as_slice() {
            [only] => Value::from(*only),
            values => Value::Array(values.iter().copied().collect::<Array>()),
        };
        table.insert(name, value);
    }
    table
}

/// Returns the reference as a TOML value. The path of a file in the config directory is relative to it.
fn reference_value(reference: &SecretReference, config_dir: &Path) -> Value {
    let (key, value): (&str, Value) = match reference {
        SecretReference::Variable(name) => ("env", name.as_str().into()),
        SecretReference::Keyring(item) => ("keyring", item.to_string().into()),
        SecretReference::File(path) => {
            ("file", path.strip_prefix(config_dir).unwrap_or(path).to_string_lossy().into_owned().into())
        }
        SecretReference::Command { arguments, .. } => {
            ("command", Value::Array(arguments.iter().map(String::as_str).collect::<Array>()))
        }
    };
    Value::InlineTable(InlineTable::from_iter([(key, value)]))
}

/// Stores the secrets, then saves the config.
///
/// # Errors
///
/// Fails when a step fails. Then the replaced secrets are put back, and the config is unchanged.
pub fn save(editor: ConfigEditor, secrets: &[StoredSecret], store: &SecretStore) -> Result<()> {
    let mut done: Vec<(&SecretLocation, Option<Secret>)> = Vec::new();
    let mut outcome = Ok(());
    for StoredSecret { value, location, .. } in secrets {
        let Some(location) = location else {
            continue;
        };
        match store.store(location, value) {
            Ok(before) => done.push((location, before)),
            Err(failure) => {
                outcome = Err(failure);
                break;
            }
        }
    }
    let failure = match outcome.and_then(|()| editor.save()) {
        Ok(()) => return Ok(()),
        Err(failure) => failure,
    };
    let mut is_restored = true;
    for (location, before) in done {
        if let Err(failed) = store.restore(location, before.as_ref()) {
            is_restored = false;
            log::warn!("{location} has the new secret, and the old one cannot be put back: {failed}");
        }
    }
    Err(if is_restored { failure.hint("nothing was stored: neither a secret nor the profile") } else { failure })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::KeyringItem;
    use crate::login::NewSecret;

    fn written(keys: &[(&'static str, Option<Value>)]) -> Vec<String> {
        keys.iter().filter_map(|(key, value)| Some(format!("{key} = {}", value.as_ref()?))).collect()
    }

    #[test]
    fn a_profile_names_its_secrets_by_reference() {
        let draft = NewProfile {
            provider: Some("sabre".to_owned()),
            environment: Some("cert".to_owned()),
            user_id: Some("7971".to_owned()),
            client_secret: Some(NewSecret::Command(vec!["pass".to_owned(), "show".to_owned(), "a b".to_owned()])),
            ..NewProfile::default()
        };
        let stored = |location| StoredSecret { name: SecretName::Password, value: Secret::new("pw"), location };
        let item = KeyringItem { profile: "a".to_owned(), key: "password".to_owned() };
        let common = ["provider = \"sabre\"", "environment = \"cert\"", "user_id = \"7971\""];
        let command = "client_secret = { command = [\"pass\", \"show\", \"a b\"] }";
        for (location, expected) in [
            (Some(SecretLocation::Keyring(item)), Some("password = { keyring = \"a/password\" }")),
            (
                Some(SecretLocation::File("/config/secrets/a.password".into())),
                Some("password = { file = \"secrets/a.password\" }"),
            ),
            (Some(SecretLocation::File("/elsewhere/pw".into())), Some("password = { file = \"/elsewhere/pw\" }")),
            (None, None),
        ] {
            let keys = profile_keys(&draft, &[stored(location)], Path::new("/config"));
            let expected: Vec<&str> = common.into_iter().chain([command]).chain(expected).collect();
            assert_eq!(written(&keys), expected);
        }
    }

    #[test]
    fn names_are_plain_and_derived_from_provider_and_environment() {
        for name in ["a", "sabre-cert", "A_1"] {
            check_name(name, "profile").unwrap();
        }
        let long = "a".repeat(LONGEST_NAME + 1);
        for name in ["", &*long, "a b", "a.b", "a/b", "-a", "ä", "a\n"] {
            assert_eq!(check_name(name, "profile").unwrap_err().kind(), Kind::Usage, "{name:?}");
        }
        let draft = NewProfile {
            provider: Some("sabre".to_owned()),
            environment: Some("cert".to_owned()),
            ..NewProfile::default()
        };
        assert_eq!(default_name(&draft).as_deref(), Some("sabre-cert"));
        assert_eq!(default_name(&NewProfile { base_url: Some("http://x".to_owned()), ..draft }), None);
    }
}
