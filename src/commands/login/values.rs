//! The values of the new profile, from flags, variables and typed answers.

use super::dialog::missing;
use super::secrets::secret_of_command;
use super::{Login, secret_name};
use crate::cli::StoreName;
use crate::config::{Profile, ProfileChain, ProfileValues};
use crate::credentials::{CredentialSettings, PlaceholderPolicy, SecretFile, SecretSetting};
use crate::failure::{Failure, Kind, Result};
use crate::http::url::{parse_base, parse_secure};
use crate::login::{NewProfile, NewSecret, Question, ask_for, check_name, check_values, choices};
use crate::origin::{Origin, Setting};
use crate::provider::{CredentialField, SecretName, combine_credentials, variable_credentials};

impl Login<'_> {
    /// Returns a draft with the values of the flags.
    pub(super) fn flags_as_draft(&self) -> Result<NewProfile> {
        let args = self.args;
        let mut draft = NewProfile {
            name: args.name.clone(),
            provider: args.provider.clone(),
            environment: args.environment.clone(),
            base_url: args.base_url.clone(),
            auth_version: args.auth_version.clone(),
            scope: args.scope.clone(),
            params: args.token_params.clone(),
            ..NewProfile::default()
        };
        for (field, value) in [
            (CredentialField::ClientId, &args.client_id),
            (CredentialField::UserId, &args.user_id),
            (CredentialField::Group, &args.group),
            (CredentialField::Domain, &args.domain),
        ] {
            if let Some(value) = value {
                draft.set_text(field, value);
            }
        }
        if let Some(name) = &args.name {
            check_name(name, "profile")?;
        }
        Ok(draft)
    }

    pub(super) fn settle_provider(&mut self) -> Result<()> {
        while let Some(question) = ask_for(&self.draft, self.settings.providers())?.into_iter().next()
            && matches!(question, Question::Provider | Question::ProviderName | Question::TokenUrl)
        {
            let Some(dialog) = self.dialog else {
                return Err(missing(&[question]));
            };
            match question {
                Question::Provider => {
                    let offered = choices(&question, &self.draft, self.settings.providers())?;
                    match dialog.choose(&question.text(), &offered)? {
                        name if name.is_empty() => self.draft.token_url = Some(String::new()),
                        name => self.draft.provider = Some(name),
                    }
                }
                Question::ProviderName => {
                    let is_free = |name: &str| {
                        check_name(name, "provider")?;
                        if self.settings.providers().names().contains(&name) {
                            return Err(Failure::new(Kind::Usage, format!("there is a provider {name} already")));
                        }
                        Ok(())
                    };
                    self.draft.provider = dialog.text(&question.text(), false, is_free)?;
                }
                _ => {
                    let is_usable = |url: &str| parse_secure(url, "this answer").map(drop);
                    self.draft.token_url = dialog.text(&question.text(), false, is_usable)?;
                }
            }
        }
        Ok(())
    }

    pub(super) fn settle_environment(&mut self) -> Result<()> {
        let Some(name) = self.draft.provider.clone().filter(|_| self.draft.token_url.is_none()) else {
            return Ok(());
        };
        let provider = self.settings.providers().find(&name, &Origin::Flag("--provider"))?;
        if self.draft.environment.is_none() && self.draft.base_url.is_none() && !provider.environments.is_empty() {
            let question = Question::Environment;
            self.draft.environment = Some(match self.dialog {
                Some(dialog) => {
                    dialog.choose(&question.text(), &choices(&question, &self.draft, self.settings.providers())?)?
                }
                None => return Err(missing(&[question])),
            });
        }
        // The default name of the profile contains the environment, so an alias would make a second profile.
        if let Some(environment) = self.draft.environment.as_deref().and_then(|name| provider.environment(name)) {
            self.draft.environment = Some(environment.name.to_string());
        }
        Ok(())
    }

    /// Checks the values, and asks for the ids that are missing, or fails and names their flags.
    pub(super) fn complete(&mut self) -> Result<()> {
        if self.args.from_env {
            self.take_variables()?;
        }
        self.check_values(&self.draft)?;
        if self.draft.is_emulator() {
            return Ok(());
        }
        if self.args.with_secret {
            self.only_secret()?;
        }
        let open = ask_for(&self.draft, self.settings.providers())?;
        let (secrets, ids): (Vec<_>, Vec<_>) = open.into_iter().partition(|question| secret_name(question).is_some());
        for secret in secrets.iter().filter_map(secret_name) {
            let profile = self.draft.name.as_deref().unwrap_or_default();
            self.settings.config().require_unlocked(&["profiles", profile, secret.key()])?;
        }
        let Some(dialog) = self.dialog else {
            let secrets = secrets.into_iter().filter(|_| !self.has_secret_flag());
            let needed: Vec<Question> = ids.into_iter().filter(|id| !id.is_optional()).chain(secrets).collect();
            return if needed.is_empty() { Ok(()) } else { Err(missing(&needed)) };
        };
        for question in ids {
            // An earlier answer can contain this one: a whole `V1:…` id contains group and domain.
            let is_open = ask_for(&self.draft, self.settings.providers())?.contains(&question);
            if !is_open {
                continue;
            }
            let with_answer = |text: &str| {
                let mut draft = self.draft.clone();
                match question {
                    Question::Credential(field) => draft.set_text(field, text),
                    _ => draft.base_url = Some(text.to_owned()),
                }
                draft
            };
            let is_usable = |text: &str| {
                if matches!(question, Question::BaseUrl { .. }) {
                    parse_base(text, "this answer")?;
                }
                self.check_values(&with_answer(text))
            };
            let text = match (&question, self.draft.provider.as_deref()) {
                // Sabre's own names of the ids.
                (Question::Credential(CredentialField::UserId), Some("sabre")) => "User id (EPR)".to_owned(),
                (Question::Credential(CredentialField::Group), Some("sabre")) => "Group (PCC)".to_owned(),
                (question, _) => question.text(),
            };
            if let Some(text) = dialog.text(&text, question.is_optional(), is_usable)? {
                self.draft = with_answer(&text);
            }
        }
        Ok(())
    }

    /// Fails when no run could use a profile with these values. A value that is missing is no mistake.
    fn check_values(&self, draft: &NewProfile) -> Result<()> {
        let name = draft.name.as_deref().unwrap_or_default();
        check_values(&self.new_settings(draft, name, &[])?, name, self.placeholders())
    }

    /// Returns whether a value that looks like a placeholder can be used.
    pub(super) fn placeholders(&self) -> PlaceholderPolicy {
        if self.args.allow_placeholder { PlaceholderPolicy::Allow } else { PlaceholderPolicy::Refuse }
    }

    fn has_secret_flag(&self) -> bool {
        let args = self.args;
        args.with_secret
            || args.client_secret_file.is_some()
            || args.password_file.is_some()
            || !args.secret_command.is_empty()
            // No secret is stored or checked, so none is needed now: each later run asks for it or reads a variable.
            || (args.store == Some(StoreName::None) && args.no_verify)
    }

    /// Copies the credentials in the variables that no flag sets into the draft, in place of those of an old profile.
    ///
    /// # Errors
    ///
    /// Fails when a variable's secret belongs to another id than the one that a flag sets.
    fn take_variables(&mut self) -> Result<()> {
        let Some(provider) = self.draft.provider.clone().filter(|_| self.draft.token_url.is_none()) else {
            return Ok(());
        };
        let provider = self.settings.providers().find(&provider, &Origin::Flag("--provider"))?;
        let version = self.draft.auth_version.as_deref();
        let endpoint =
            provider.endpoints.iter().find(|one| version.is_none_or(|version| one.version.as_deref() == Some(version)));
        let Some(endpoint) = endpoint else {
            return Ok(());
        };
        let of_variables = variable_credentials(endpoint, self.settings.variables(), self.placeholders())?;
        let sources = [self.flag_credentials()].into_iter().chain(of_variables).collect();
        let found = combine_credentials(&provider, endpoint, sources)?;
        if found.user_id.is_some() && self.draft.client_id.as_ref().is_some_and(|id| id.contains(':')) {
            self.draft.client_id = None;
        }
        for (field, value) in [
            (CredentialField::ClientId, found.client_id),
            (CredentialField::UserId, found.user_id),
            (CredentialField::Group, found.group),
            (CredentialField::Domain, found.domain),
        ] {
            if let Some(value) = value {
                self.draft.set_text(field, &value.value);
            }
        }
        for (name, secret) in [(SecretName::ClientSecret, found.client_secret), (SecretName::Password, found.password)]
        {
            let secret = secret.filter(|secret| !matches!(secret.origin, Origin::Flag(_)));
            if let Some(secret) = secret.map(|secret| secret.source.find()).transpose()?.flatten() {
                self.draft.set_secret(name, NewSecret::Value(secret));
            }
        }
        Ok(())
    }

    /// Returns the credentials of the flags. Their secrets are not read.
    fn flag_credentials(&self) -> CredentialSettings {
        let args = self.args;
        let text = |value: &Option<String>, flag| Some(Setting::new(value.clone()?, Origin::Flag(flag)));
        let command = |name: SecretName| {
            let is_for = |command: &String| secret_of_command(command).is_none_or(|(other, _)| other == name);
            args.secret_command.iter().any(is_for).then_some("--secret-command")
        };
        let secret = |name, file: bool, flag| {
            let flag =
                file.then_some(flag).or(args.with_secret.then_some("--with-secret")).or_else(|| command(name))?;
            let source = std::sync::Arc::new(SecretFile::new("-".into(), PlaceholderPolicy::Refuse));
            Some(SecretSetting { origin: Origin::Flag(flag), source })
        };
        CredentialSettings {
            client_id: text(&args.client_id, "--client-id"),
            user_id: text(&args.user_id, "--user-id"),
            group: text(&args.group, "--group"),
            domain: text(&args.domain, "--domain"),
            client_secret: secret(SecretName::ClientSecret, args.client_secret_file.is_some(), "--client-secret-file"),
            password: secret(SecretName::Password, args.password_file.is_some(), "--password-file"),
            ..CredentialSettings::default()
        }
    }
}

/// Returns the values of a profile, including those from profiles that it extends, but without secrets.
pub(super) fn as_new_profile(name: &str, chain: &ProfileChain<'_>) -> NewProfile {
    fn text<'c>(chain: &ProfileChain<'c>, key: impl Fn(&'c Profile) -> Option<&'c str>) -> Option<String> {
        chain.first(key).map(|(value, _)| value.to_owned())
    }
    let spanned = |text: &Option<toml::Spanned<String>>| text.as_ref().map(|text| text.get_ref().clone());
    let params = chain.first(|profile| (!profile.params.is_empty()).then_some(&profile.params));
    NewProfile {
        name: Some(name.to_owned()),
        provider: chain.provider().map(|name| name.get_ref().clone()),
        environment: chain.first(|profile| spanned(&profile.environment)).map(|(value, _)| value),
        base_url: chain.first(|profile| spanned(&profile.base_url)).map(|(value, _)| value),
        auth_version: chain
            .first(|profile| profile.auth_version.as_ref().map(|version| version.get_ref().0.clone()))
            .map(|(value, _)| value),
        client_id: text(chain, |profile| profile.client_id.as_deref()),
        user_id: text(chain, |profile| profile.user_id.as_deref()),
        group: text(chain, |profile| profile.group.as_deref()),
        domain: text(chain, |profile| profile.domain.as_deref()),
        scope: chain.first(|profile| profile.scope.as_ref()).map(|(scope, _)| scope.to_string()),
        params: params
            .map(|(params, _)| {
                let texts = |(name, values): (&String, &toml::Spanned<ProfileValues>)| -> Vec<(String, String)> {
                    values.get_ref().0.iter().map(|text| (name.clone(), text.to_string())).collect()
                };
                params.iter().flat_map(texts).collect()
            })
            .unwrap_or_default(),
        ..NewProfile::default()
    }
}
