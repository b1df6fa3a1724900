//! The questions whose answers a new profile still needs. The command shows them; this file only lists them.

use std::sync::Arc;

use super::draft::NewProfile;
use crate::failure::Result;
use crate::origin::Origin;
use crate::provider::{CredentialField, Provider, TokenEndpoint, required_fields};
use crate::settings::{EMULATOR, Providers};

/// A question about a value that the new profile still needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// The provider.
    Provider,
    /// The name of a provider to add to the config.
    ProviderName,
    /// The token URL of a provider to add to the config.
    TokenUrl,
    /// The base URL of a provider without environments.
    BaseUrl {
        /// Whether a token can be requested without it.
        is_optional: bool,
    },
    /// The environment.
    Environment,
    /// One field of the credentials.
    Credential(CredentialField),
}

/// One of the answers that a question offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferedAnswer {
    /// The value.
    pub value: String,
    /// The remark that is shown beside the value.
    pub remark: Option<String>,
}

impl Question {
    /// Returns the text of the question.
    pub fn text(&self) -> String {
        match self {
            Self::Provider => "Provider".to_owned(),
            Self::ProviderName => "A name for the provider".to_owned(),
            Self::TokenUrl => "Its token URL".to_owned(),
            Self::BaseUrl { is_optional: true } => "Base URL of its API [none]".to_owned(),
            Self::BaseUrl { is_optional: false } => "Base URL of its API".to_owned(),
            Self::Environment => "Environment".to_owned(),
            Self::Credential(CredentialField::Domain) => "Domain [AA]".to_owned(),
            Self::Credential(field) => {
                let label = field.label();
                format!("{}{}", label[..1].to_uppercase(), &label[1..])
            }
        }
    }

    /// Returns the flag to set instead of typing the answer.
    pub fn flag(&self) -> String {
        let flag = match self {
            Self::Provider | Self::ProviderName => "-p NAME",
            Self::TokenUrl => "a [providers.NAME] table in the config, and -p NAME",
            Self::BaseUrl { .. } => "--base-url URL",
            Self::Environment => "-e NAME",
            Self::Credential(field) => {
                let value = match field.flag().rsplit('-').next() {
                    Some("file") => "FILE",
                    Some("group") => "GROUP",
                    Some("domain") => "DOMAIN",
                    _ => "ID",
                };
                return format!("{} {value}", field.flag());
            }
        };
        flag.to_owned()
    }

    /// Returns whether an empty answer is accepted.
    pub fn is_optional(&self) -> bool {
        matches!(self, Self::BaseUrl { is_optional: true } | Self::Credential(CredentialField::Domain))
    }
}

/// Returns the answers that a question offers. The list is empty if any text can be the answer.
pub fn choices(question: &Question, draft: &NewProfile, providers: &Providers) -> Result<Vec<OfferedAnswer>> {
    match question {
        Question::Provider => {
            let named =
                providers.names().into_iter().map(|name| OfferedAnswer { value: name.to_owned(), remark: None });
            let other = OfferedAnswer { value: String::new(), remark: Some("another, by its token URL".to_owned()) };
            Ok(named.chain([other]).collect())
        }
        Question::Environment => {
            let Some(provider) = provider(draft, providers)? else {
                return Ok(Vec::new());
            };
            let named = provider.environments.iter().map(|environment| OfferedAnswer {
                value: environment.name.to_string(),
                remark: environment.unreachable_hint.is_some().then(|| "switched off".to_owned()),
            });
            let emulator = OfferedAnswer { value: EMULATOR.to_owned(), remark: Some("needs no account".to_owned()) };
            Ok(named.chain(provider.is_emulated.then_some(emulator)).collect())
        }
        _ => Ok(Vec::new()),
    }
}

/// Returns the unanswered questions, in the order in which they are asked. An answer can lead to more questions.
///
/// # Errors
///
/// Fails when the draft names a provider that does not exist.
pub fn ask_for(draft: &NewProfile, providers: &Providers) -> Result<Vec<Question>> {
    let mut open = Vec::new();
    let provider = match (&draft.provider, &draft.token_url) {
        (None, Some(url)) if url.is_empty() => return Ok(vec![Question::ProviderName]),
        (None, _) => return Ok(vec![Question::Provider]),
        (Some(_), Some(url)) if url.is_empty() => return Ok(vec![Question::TokenUrl]),
        (Some(_), _) => provider(draft, providers)?,
    };
    let Some(provider) = provider else {
        // A provider that is not in the config yet uses client credentials, and has no environments.
        let fields = [CredentialField::ClientId, CredentialField::ClientSecret];
        let base_url = draft.base_url.is_none().then_some(Question::BaseUrl { is_optional: true });
        return Ok(base_url.into_iter().chain(open_fields(draft, &fields)).collect());
    };
    let endpoint = endpoint(&provider, draft);
    if draft.environment.is_none() && draft.base_url.is_none() {
        open.push(if provider.environments.is_empty() {
            Question::BaseUrl { is_optional: !endpoint.is_some_and(TokenEndpoint::needs_base_url) }
        } else {
            Question::Environment
        });
    }
    if !draft.is_emulator()
        && let Some(endpoint) = endpoint
    {
        open.extend(open_fields(draft, &required_fields(&provider, endpoint)));
    }
    Ok(open)
}

fn open_fields(draft: &NewProfile, fields: &[CredentialField]) -> Vec<Question> {
    let has_whole_id = draft.client_id.as_ref().is_some_and(|id| id.contains(':'));
    let is_open = |field: &CredentialField| match (field, field.secret()) {
        (_, Some(name)) => draft.secret(name).is_none(),
        (CredentialField::UserId | CredentialField::Group | CredentialField::Domain, None) if has_whole_id => false,
        (field, None) => draft.text(*field).is_none(),
    };
    fields.iter().copied().filter(is_open).map(Question::Credential).collect()
}

/// Returns the provider of the draft; `None` if it is not in the config yet.
fn provider(draft: &NewProfile, providers: &Providers) -> Result<Option<Arc<Provider>>> {
    match (&draft.provider, &draft.token_url) {
        (Some(name), None) => providers.find(name, &Origin::Flag("--provider")).map(Some),
        _ => Ok(None),
    }
}

/// Returns the token endpoint of the draft; `None` for an unknown version, which a later step reports.
fn endpoint<'p>(provider: &'p Provider, draft: &NewProfile) -> Option<&'p TokenEndpoint> {
    match &draft.auth_version {
        None => provider.endpoints.first(),
        Some(version) => provider.endpoints.iter().find(|endpoint| endpoint.version.as_deref() == Some(version)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::env::Env;
    use crate::login::NewSecret;
    use crate::secret::Secret;
    use crate::settings::Settings;

    fn questions(draft: &NewProfile) -> Vec<String> {
        let settings = Settings::new(Config::default(), &Env::Fixed([].into()));
        ask_for(draft, settings.providers()).unwrap().iter().map(Question::text).collect()
    }

    fn sabre() -> NewProfile {
        NewProfile { provider: Some("sabre".to_owned()), environment: Some("cert".to_owned()), ..NewProfile::default() }
    }

    #[test]
    fn only_what_is_missing_is_asked_for() {
        let secret = || Some(NewSecret::Value(Secret::new("secret")));
        let text = |text: &str| Some(text.to_owned());
        let cases: [(NewProfile, &[&str]); 9] = [
            (NewProfile::default(), &["Provider"]),
            (NewProfile { token_url: text(""), ..NewProfile::default() }, &["A name for the provider"]),
            (NewProfile { token_url: text(""), provider: text("acme"), ..NewProfile::default() }, &["Its token URL"]),
            (
                NewProfile { token_url: text("https://a.example/t"), provider: text("acme"), ..NewProfile::default() },
                &["Base URL of its API [none]", "Client id", "Client secret"],
            ),
            (sabre(), &["User id", "Group", "Domain [AA]", "Password"]),
            (NewProfile { client_id: text("V1:1:2:AA"), password: secret(), ..sabre() }, &[]),
            (NewProfile { user_id: text("1"), group: text("2"), domain: text("AA"), ..sabre() }, &["Password"]),
            (NewProfile { environment: text("emulator"), ..sabre() }, &[]),
            (
                NewProfile { provider: text("amadeus"), client_id: text("me"), ..NewProfile::default() },
                &["Environment", "Client secret"],
            ),
        ];
        for (draft, expected) in cases {
            assert_eq!(questions(&draft), expected, "{draft:?}");
        }
    }

    #[test]
    fn environments_that_are_switched_off_are_marked() {
        let settings = Settings::new(Config::default(), &Env::Fixed([].into()));
        let draft = NewProfile { provider: Some("amadeus".to_owned()), ..NewProfile::default() };
        let choices = choices(&Question::Environment, &draft, settings.providers()).unwrap();
        let marked = |name: &str| choices.iter().find(|choice| choice.value == name).unwrap().remark.is_some();
        assert!(marked("test") && marked("production") && marked("emulator"));
        assert!(!marked("enterprise-test"));
    }
}
