//! `login`: checks credentials, then writes a profile with them.

mod dialog;
mod report;
mod secrets;

use std::path::{Path, PathBuf};

use super::config::required_path;
use super::{Context, Outcome};
use crate::cli::{LoginArgs, StoreName};
use crate::config::{ConfigEditor, Profile, ProfileChain, ProfileValues, SecretReference};
use crate::credentials::{Keyring, PlaceholderPolicy};
use crate::failure::{Failure, Kind, Result};
use crate::login::{
    NewProfile, NewSecret, Question, SecretLocation, SecretStore, StoredSecret, VerifyOptions, ask_for, check_name,
    choices, default_name, profile_keys, remove_secret, save, verify,
};
use crate::origin::Origin;
use crate::paths::config_dir;
use crate::provider::{CredentialField, SecretName, variable_credentials};
use crate::settings::{Settings, SettingsFiles};
use dialog::Dialog;

/// The largest number of times that a rejected secret is asked for again.
const MAX_RETRIES: usize = 2;

pub(super) fn run(args: &LoginArgs, context: &Context) -> Result<Outcome> {
    let settings =
        Settings::load(SettingsFiles { config: args.config.as_deref(), env_files: &args.env_files }, &context.env)?;
    let path = required_path(args.config.as_deref(), &context.env)?.value;
    let mut login = Login {
        args,
        context,
        editor: ConfigEditor::open(&path)?,
        path,
        dialog: Dialog::new(context.ui, &context.env, args.yes),
        draft: NewProfile::default(),
        before: None,
        settings,
    };
    login.draft = login.flags_as_draft()?;
    let (name, old_secrets) = login.name_and_old_secrets()?;
    login.complete()?;
    let store = login.store()?;
    login.read_secrets(&store)?;
    if args.dry_run {
        return login.print_plan(&name, &store);
    }
    let secrets = login.verified_secrets(&name, &store)?;
    let is_default = login.write(&name, &secrets, &store)?;
    login.remove_replaced(&old_secrets, &secrets);
    login.print(&name, &secrets, &store, is_default)
}

/// One run of `login`.
struct Login<'a> {
    args: &'a LoginArgs,
    context: &'a Context,
    settings: Settings,
    path: PathBuf,
    editor: ConfigEditor,
    /// The dialog with the user; none if there is no terminal.
    dialog: Option<Dialog>,
    draft: NewProfile,
    /// The profile that this run replaces, with its old values.
    before: Option<NewProfile>,
}

impl Login<'_> {
    /// Returns a draft with the values of the flags.
    fn flags_as_draft(&self) -> Result<NewProfile> {
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
            check_name(name)?;
        }
        Ok(draft)
    }

    /// Settles the provider, the environment and the name. Returns the name, and the locations of the secrets of an existing
    /// profile with this name.
    fn name_and_old_secrets(&mut self) -> Result<(String, Vec<SecretLocation>)> {
        if let Some(name) = self.draft.name.clone()
            && self.editor.has_profile(&name)
        {
            let locations = self.replace(&name)?;
            return Ok((name, locations));
        }
        self.settle_provider()?;
        self.settle_environment()?;
        let name = match self.draft.name.clone().or_else(|| default_name(&self.draft)) {
            Some(name) => name,
            None => self.ask_name()?,
        };
        check_name(&name)?;
        self.draft.name = Some(name.clone());
        let locations = if self.editor.has_profile(&name) { self.replace(&name)? } else { Vec::new() };
        Ok((name, locations))
    }

    fn ask_name(&self) -> Result<String> {
        match self.dialog {
            Some(dialog) => Ok(dialog.text("A name for the profile", false)?.unwrap_or_default()),
            None => Err(Failure::new(Kind::Usage, "a profile with a base URL needs a name")
                .hint("travauth login NAME --base-url URL …")),
        }
    }

    /// Copies the values of the old profile that no flag sets into the draft; returns the locations of its secrets.
    fn replace(&mut self, name: &str) -> Result<Vec<SecretLocation>> {
        let is_wanted = self.args.replace
            || match self.dialog {
                Some(dialog) => dialog.confirm(&format!("The profile {name} exists already. Replace it?"))?,
                None => false,
            };
        if !is_wanted {
            return Err(Failure::new(Kind::Usage, format!("the profile {name} exists already"))
                .hint("add --replace to change it; it stays as it is if the new credentials do not work")
                .hint("or give the new profile another name: travauth login NAME …"));
        }
        let chain = self.settings.config().profile(name, &Origin::Config)?;
        let old = as_new_profile(name, &chain);
        let locations = chain.of_user().zip(config_dir(&self.context.env));
        let locations = locations.map(|(profile, dir)| managed_secrets(profile, &dir)).unwrap_or_default();
        let draft = &mut self.draft;
        if draft.provider.as_ref().is_none_or(|name| old.provider.as_ref() == Some(name)) {
            let or = |new: &mut Option<String>, old: &Option<String>| {
                if new.is_none() {
                    new.clone_from(old);
                }
            };
            or(&mut draft.provider, &old.provider);
            if draft.environment.is_none() && draft.base_url.is_none() {
                (draft.environment, draft.base_url) = (old.environment.clone(), old.base_url.clone());
            }
            if draft.client_id.is_none() && draft.user_id.is_none() {
                (draft.client_id, draft.user_id) = (old.client_id.clone(), old.user_id.clone());
            }
            or(&mut draft.group, &old.group);
            or(&mut draft.domain, &old.domain);
            or(&mut draft.scope, &old.scope);
            or(&mut draft.auth_version, &old.auth_version);
            if draft.params.is_empty() {
                draft.params.clone_from(&old.params);
            }
        }
        self.before = Some(old);
        Ok(locations)
    }

    fn settle_provider(&mut self) -> Result<()> {
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
                    let name = dialog.text(&question.text(), false)?.unwrap_or_default();
                    match check_name(&name) {
                        Ok(()) if self.settings.providers().names().contains(&name.as_str()) => {
                            dialog.show(&format!("There is a provider {name} already."));
                        }
                        Ok(()) => self.draft.provider = Some(name),
                        Err(failure) => dialog.show(&failure.to_string()),
                    }
                }
                _ => self.draft.token_url = dialog.text(&question.text(), false)?,
            }
        }
        Ok(())
    }

    fn settle_environment(&mut self) -> Result<()> {
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

    /// Asks for the ids that are missing, or fails and names their flags.
    fn complete(&mut self) -> Result<()> {
        if self.args.from_env {
            self.take_variables()?;
        }
        if self.draft.is_emulator() {
            return Ok(());
        }
        if self.args.with_secret {
            self.only_secret()?;
        }
        let open = ask_for(&self.draft, self.settings.providers())?;
        let (secrets, ids): (Vec<_>, Vec<_>) = open.into_iter().partition(|question| secret_name(question).is_some());
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
            match (&question, dialog.text(&question.text(), question.is_optional())?) {
                (Question::Credential(field), Some(text)) => self.draft.set_text(*field, &text),
                (Question::BaseUrl, Some(url)) => self.draft.base_url = Some(url),
                _ => {}
            }
        }
        Ok(())
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

    /// Copies the credentials in the variables that no flag sets into the draft.
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
        for found in variable_credentials(endpoint, self.settings.variables(), PlaceholderPolicy::Refuse)? {
            if self.draft.client_id.is_none() && self.draft.user_id.is_none() {
                for (field, value) in
                    [(CredentialField::ClientId, found.client_id), (CredentialField::UserId, found.user_id)]
                {
                    if let Some(value) = value {
                        self.draft.set_text(field, &value.value);
                    }
                }
            }
            self.draft.group = self.draft.group.take().or(found.group.map(|group| group.value));
            self.draft.domain = self.draft.domain.take().or(found.domain.map(|domain| domain.value));
            for (name, secret) in
                [(SecretName::ClientSecret, found.client_secret), (SecretName::Password, found.password)]
            {
                let is_open = self.draft.secret(name).is_none();
                if let Some(secret) = secret.filter(|_| is_open).map(|it| it.source.find()).transpose()?.flatten() {
                    self.draft.set_secret(name, NewSecret::Value(secret));
                }
            }
        }
        Ok(())
    }

    /// Checks the credentials, and asks again for a secret that the provider rejects. Returns the secrets to store.
    fn verified_secrets(&mut self, name: &str, store: &SecretStore) -> Result<Vec<StoredSecret>> {
        let mut retries = MAX_RETRIES;
        loop {
            let secrets = self.stored_secrets(name, store);
            if self.args.no_verify {
                return Ok(secrets);
            }
            let failure = match self.verify(name, &secrets) {
                Ok(()) => return Ok(secrets),
                Err(failure) => failure,
            };
            let is_rejected = failure.kind() == Kind::CredentialsRejected;
            let (Some(dialog), Some(first)) = (self.dialog, secrets.first().filter(|_| is_rejected && retries > 0))
            else {
                return Err(failure.hint("nothing was written; --no-verify stores without trying"));
            };
            retries -= 1;
            self.context.ui.report(&failure);
            dialog.show("Type the secret again, or end with Ctrl-C and start again with another id.");
            let secret = self.ask_secret(first.name)?;
            self.draft.set_secret(first.name, NewSecret::Value(secret));
        }
    }

    fn stored_secrets(&self, name: &str, store: &SecretStore) -> Vec<StoredSecret> {
        let stored = SecretName::ALL.into_iter().filter_map(|secret| {
            let value = self.draft.secret(secret)?.value()?.clone();
            Some(StoredSecret { name: secret, value, location: store.location(name, secret.key()) })
        });
        stored.collect()
    }

    fn verify(&self, name: &str, secrets: &[StoredSecret]) -> Result<()> {
        let editor = self.edited(name, secrets)?;
        let config = self.settings.config().with_user_text(editor.text(), self.path.clone())?;
        let settings = self.settings.with_config(config);
        let options = VerifyOptions {
            network: self.args.network.flags(),
            shared_cache: self.args.network.shared_cache(),
            with_probe: !self.args.no_probe,
        };
        let progress = self.context.ui.progress();
        let secrets: Vec<_> = secrets
            .iter()
            .map(|secret| (secret.name, secret.value.clone(), secret.location.as_ref().map(SecretLocation::reference)))
            .collect();
        let outcome = verify(&settings, name, &secrets, &options);
        progress.hide();
        outcome.map(drop)
    }

    /// Returns the config with the new profile.
    fn edited(&self, name: &str, secrets: &[StoredSecret]) -> Result<ConfigEditor> {
        let mut editor = self.editor.clone();
        if let (Some(provider), Some(token_url)) = (&self.draft.provider, &self.draft.token_url) {
            editor.set_provider(provider, &[("token_url", Some(token_url.as_str().into()))])?;
        }
        let dir = self.path.parent().unwrap_or(Path::new(""));
        let mut keys = profile_keys(&self.draft, secrets, dir);
        if let Some(before) = &self.before {
            // An unchanged key is not written, because its value may be from a profile that this one extends.
            let before = profile_keys(before, &[], dir);
            let text = |value: &Option<toml_edit::Value>| value.as_ref().map(ToString::to_string);
            let is_secret = |key: &str| SecretName::ALL.iter().any(|name| name.key() == key);
            let is_new = |key: &str, value: &Option<toml_edit::Value>| {
                before.iter().all(|(old, old_value)| *old != key || text(old_value) != text(value))
            };
            keys.retain(|(key, value)| is_secret(key) || is_new(key, value));
        }
        editor.set_profile(name, &keys)?;
        if self.becomes_default() {
            editor.set_default_profile(Some(name));
        }
        Ok(editor)
    }

    /// Returns whether the new profile becomes the default one. Without a flag, it does if there is no default profile yet.
    fn becomes_default(&self) -> bool {
        self.args.default || (!self.args.no_default && self.editor.default_profile().is_none())
    }

    /// Writes secrets and config; returns whether the profile is the default one.
    fn write(&self, name: &str, secrets: &[StoredSecret], store: &SecretStore) -> Result<bool> {
        let editor = self.edited(name, secrets)?;
        let is_default = editor.default_profile() == Some(name);
        save(editor, secrets, store)?;
        Ok(is_default)
    }

    /// Deletes the old secrets whose locations the new profile does not use.
    fn remove_replaced(&self, old_secrets: &[SecretLocation], secrets: &[StoredSecret]) {
        let keyring = Keyring::new(&self.context.env);
        for old in old_secrets {
            if secrets.iter().any(|secret| secret.location.as_ref() == Some(old)) {
                continue;
            }
            if let Err(failure) = remove_secret(old, &keyring) {
                log::warn!("the old secret is still in {old}: {failure}");
            }
        }
    }
}

/// Returns the locations of the client secret and the password that travauth stored.
fn managed_secrets(profile: &Profile, config_dir: &Path) -> Vec<SecretLocation> {
    let secrets = [&profile.client_secret, &profile.password].into_iter().flatten();
    secrets.filter_map(|reference| managed_secret(reference.get_ref(), config_dir)).collect()
}

/// Returns the locations of all secrets of a profile that travauth stored, the refresh token included.
pub(super) fn all_managed_secrets(profile: &Profile, config_dir: &Path) -> Vec<SecretLocation> {
    let refresh_token = profile.refresh_token.iter();
    let refresh_token = refresh_token.filter_map(|token| managed_secret(&token.get_ref().0, config_dir));
    managed_secrets(profile, config_dir).into_iter().chain(refresh_token).collect()
}

/// Returns the location of a secret if it is an item of the keyring, or a file in `secrets/`.
fn managed_secret(reference: &SecretReference, config_dir: &Path) -> Option<SecretLocation> {
    match reference {
        SecretReference::Keyring(item) => Some(SecretLocation::Keyring(item.clone())),
        SecretReference::File(path) if path.parent() == Some(&config_dir.join("secrets")) => {
            Some(SecretLocation::File(path.clone()))
        }
        _ => None,
    }
}

fn secret_name(question: &Question) -> Option<SecretName> {
    match question {
        Question::Credential(field) => field.secret(),
        _ => None,
    }
}

/// Returns the failure of a run that cannot ask these questions, because there is no terminal.
fn missing(questions: &[Question]) -> Failure {
    let names: Vec<String> = questions.iter().map(|question| question.text().to_lowercase()).collect();
    let flags: Vec<String> = questions.iter().map(Question::flag).collect();
    let failure = Failure::new(Kind::Usage, format!("login needs the {}", names.join(", ")))
        .because("there is no terminal to ask at")
        .hint(format!("add {}", flags.join(" ")));
    let has_secret = questions.iter().any(|question| secret_name(question).is_some());
    if has_secret { failure.hint("or pipe the secret in: … | travauth login --with-secret …") } else { failure }
}

/// Returns the values of a profile, including those from profiles that it extends, but without secrets.
fn as_new_profile(name: &str, chain: &ProfileChain<'_>) -> NewProfile {
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
