//! `login`: sets up a profile, after its credentials have worked.

mod dialog;
mod report;
mod secrets;

use std::path::{Path, PathBuf};

use super::config::required_path;
use super::{Context, Outcome};
use crate::cli::{LoginArgs, StoreName};
use crate::config::{Config, ConfigEditor, Profile, SecretReference};
use crate::credentials::{Keyring, PlaceholderPolicy};
use crate::failure::{Failure, Kind, Result};
use crate::login::{
    NewProfile, NewSecret, Question, SecretLocation, SecretStore, StoredSecret, VerifyOptions, ask_for, check_name,
    choices, default_name, profile_keys, remove_secret, save, verify,
};
use crate::origin::Origin;
use crate::paths::config_dir;
use crate::provider::{CredentialField, SecretName, variables_layer};
use crate::settings::Settings;
use dialog::Dialog;

/// How often rejected credentials are asked for again.
const MAX_RETRIES: usize = 2;

pub(super) fn run(args: &LoginArgs, context: &Context) -> Result<Outcome> {
    let settings = Settings::load(args.config.as_deref(), &context.env)?;
    let path = required_path(args.config.as_deref(), &context.env)?.value;
    let mut login = Login {
        args,
        context,
        editor: ConfigEditor::open(&path)?,
        path,
        dialog: Dialog::new(context.ui, &context.env, args.yes),
        draft: NewProfile::default(),
        settings,
    };
    login.draft = login.flags_as_draft()?;
    let (name, before) = login.name_and_profile()?;
    login.complete()?;
    let store = login.store()?;
    login.read_secrets(&store)?;
    if args.dry_run {
        return login.print_plan(&name, &store);
    }
    let secrets = login.verified_secrets(&name, &store)?;
    let is_default = login.write(&name, &secrets, &store)?;
    login.remove_replaced(before.as_ref(), &secrets);
    login.print(&name, &secrets, &store, is_default)
}

/// One run of `login`.
struct Login<'a> {
    args: &'a LoginArgs,
    context: &'a Context,
    settings: Settings,
    path: PathBuf,
    editor: ConfigEditor,
    /// The person at the terminal, if there is one.
    dialog: Option<Dialog>,
    draft: NewProfile,
}

impl Login<'_> {
    /// Returns what the flags say.
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

    /// Settles the provider, the environment and the name. Returns the name, and the profile that has it already.
    fn name_and_profile(&mut self) -> Result<(String, Option<Profile>)> {
        if let Some(name) = self.draft.name.clone()
            && self.editor.has_profile(&name)
        {
            let before = self.replaced(&name)?;
            self.keep_values_of(&before);
            return Ok((name, Some(before)));
        }
        self.settle_provider()?;
        self.settle_environment()?;
        let name = match self.draft.name.clone().or_else(|| default_name(&self.draft)) {
            Some(name) => name,
            None => self.ask_name()?,
        };
        check_name(&name)?;
        self.draft.name = Some(name.clone());
        let before = if self.editor.has_profile(&name) { Some(self.replaced(&name)?) } else { None };
        if let Some(before) = &before {
            self.keep_values_of(before);
        }
        Ok((name, before))
    }

    fn ask_name(&self) -> Result<String> {
        match self.dialog {
            Some(dialog) => Ok(dialog.text("A name for the profile", false)?.unwrap_or_default()),
            None => Err(Failure::new(Kind::Usage, "a profile with a base URL needs a name")
                .hint("travauth login NAME --base-url URL …")),
        }
    }

    /// Returns the profile that is to be replaced, if that is wanted.
    fn replaced(&self, name: &str) -> Result<Profile> {
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
        self.settings.config().profile(name, &Origin::Config).map(|(_, profile)| profile.clone())
    }

    /// Keeps what the old profile says and no flag replaces.
    fn keep_values_of(&mut self, before: &Profile) {
        let draft = &mut self.draft;
        let is_same_provider = draft.provider.as_deref().is_none_or(|name| before.provider() == Some(name));
        if !is_same_provider {
            return;
        }
        draft.provider = draft.provider.take().or_else(|| before.provider().map(str::to_owned));
        if draft.environment.is_none() && draft.base_url.is_none() {
            let owned = |text: &Option<toml::Spanned<String>>| text.as_ref().map(|text| text.get_ref().clone());
            (draft.environment, draft.base_url) = (owned(&before.environment), owned(&before.base_url));
        }
        let has_new_id = draft.client_id.is_some() || draft.user_id.is_some();
        if !has_new_id {
            (draft.client_id, draft.user_id) = (before.client_id.clone(), before.user_id.clone());
        }
        draft.group = draft.group.take().or_else(|| before.group.clone());
        draft.domain = draft.domain.take().or_else(|| before.domain.clone());
        draft.scope = draft.scope.take().or_else(|| before.scope.clone());
        draft.auth_version = draft.auth_version.take().or_else(|| before.auth_version().map(str::to_owned));
        if draft.params.is_empty() {
            draft.params = before.params.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        }
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
        // An alias would make two names for one profile.
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
            // The answer to the question before can have answered this one too.
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
            // Without a secret each run asks for it, or finds it in a variable.
            || (args.store == Some(StoreName::None) && args.no_verify)
    }

    /// Takes what the variables hold and no flag says.
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
        let found = variables_layer(endpoint, &self.context.env, PlaceholderPolicy::Refuse)?;
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
        for (name, secret) in [(SecretName::ClientSecret, found.client_secret), (SecretName::Password, found.password)]
        {
            if let Some(secret) = secret.map(|secret| secret.source.find()).transpose()?.flatten() {
                self.draft.set_secret(name, NewSecret::Value(secret));
            }
        }
        Ok(())
    }

    /// Tries the credentials out, and asks for a rejected secret again.
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
        let config = Config::parse(editor.text(), self.path.clone())?;
        let settings = Settings::new(config, &self.context.env);
        let options = VerifyOptions {
            network: settings.network(&self.args.network.flags(), None)?.to_network(),
            need: self.args.network.need(),
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
        editor.set_profile(name, &profile_keys(&self.draft, secrets, dir))?;
        if self.becomes_default() {
            editor.set_default_profile(Some(name));
        }
        Ok(editor)
    }

    /// The first profile becomes the default one, unless a flag says otherwise.
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

    /// Deletes the secrets of the old profile that are stored somewhere else now.
    fn remove_replaced(&self, before: Option<&Profile>, secrets: &[StoredSecret]) {
        let Some(dir) = config_dir(&self.context.env) else {
            return;
        };
        let keyring = Keyring::new(&self.context.env);
        for old in before.into_iter().flat_map(|before| own_locations(before, &dir)) {
            if secrets.iter().any(|secret| secret.location.as_ref() == Some(&old)) {
                continue;
            }
            if let Err(failure) = remove_secret(&old, &keyring) {
                log::warn!("the old secret is still in {old}: {failure}");
            }
        }
    }
}

/// Returns the stored secrets of a profile that travauth itself stored: items of the keyring, and files in `secrets/`.
pub(super) fn own_locations(profile: &Profile, config_dir: &Path) -> Vec<SecretLocation> {
    let secrets = [&profile.client_secret, &profile.password].into_iter().flatten();
    let locations = secrets.filter_map(|reference| match reference.get_ref() {
        SecretReference::Keyring(item) => Some(SecretLocation::Keyring(item.clone())),
        SecretReference::File(path) if path.parent() == Some(&config_dir.join("secrets")) => {
            Some(SecretLocation::File(path.clone()))
        }
        _ => None,
    });
    locations.collect()
}

fn secret_name(question: &Question) -> Option<SecretName> {
    match question {
        Question::Credential(field) => field.secret(),
        _ => None,
    }
}

/// The failure of a run that cannot ask.
fn missing(questions: &[Question]) -> Failure {
    let names: Vec<String> = questions.iter().map(|question| question.text().to_lowercase()).collect();
    let flags: Vec<String> = questions.iter().map(Question::flag).collect();
    let failure = Failure::new(Kind::Usage, format!("login needs the {}", names.join(", ")))
        .because("there is no terminal to ask at")
        .hint(format!("add {}", flags.join(" ")));
    let has_secret = questions.iter().any(|question| secret_name(question).is_some());
    if has_secret { failure.hint("or pipe the secret in: … | travauth login --with-secret …") } else { failure }
}
