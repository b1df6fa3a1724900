//! `login`: sets up a profile, after its credentials have worked.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::config::required_path;
use super::login_dialog::Dialog;
use super::{Context, Outcome};
use crate::cli::{LoginArgs, StoreName};
use crate::config::{Config, ConfigEditor, Profile, SecretReference};
use crate::credentials::{CredentialSource as _, Keyring, KeyringError, PlaceholderPolicy, SecretFile};
use crate::failure::{Failure, Kind, Result};
use crate::login::{
    Draft, NewSecret, Question, SecretLocation, SecretStore, StoredSecret, VerifyOptions, ask_for, check_name, choices,
    default_name, profile_keys, remove_secret, save, verify,
};
use crate::origin::Origin;
use crate::paths::config_dir;
use crate::provider::{CredentialField, SecretName, variables_layer};
use crate::sabre_id;
use crate::secret::Secret;
use crate::session::{Need, Session, TokenOptions};
use crate::settings::{Selection, Settings};

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
        draft: Draft::default(),
        settings,
    };
    login.draft = login.from_flags()?;
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
    draft: Draft,
}

impl Login<'_> {
    /// Returns what the flags say.
    fn from_flags(&self) -> Result<Draft> {
        let args = self.args;
        let mut draft = Draft {
            name: args.name.clone(),
            provider: args.provider.clone(),
            environment: args.environment.clone(),
            base_url: args.base_url.clone(),
            auth_version: args.auth_version.clone(),
            scope: args.scope.clone(),
            params: args.token_params.clone(),
            ..Draft::default()
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
            if let Question::Credential(field) = question
                && is_open
                && let Some(text) = dialog.text(&question.text(), question.is_optional())?
            {
                self.draft.set_text(field, &text);
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

    /// Chooses where a secret is stored.
    fn store(&self) -> Result<SecretStore> {
        let env = &self.context.env;
        let keyring = Keyring::new(env);
        let files = || {
            let dir = config_dir(env).ok_or_else(|| {
                Failure::new(Kind::LocalIo, "there is no directory for the secret").hint("set TRAVAUTH_CONFIG_DIR")
            })?;
            Ok(SecretStore::Files(dir))
        };
        match self.args.store {
            Some(StoreName::None) => return Ok(SecretStore::None),
            Some(StoreName::File) => return files(),
            _ if self.draft.is_emulator() || !self.args.secret_command.is_empty() => return Ok(SecretStore::None),
            _ => {}
        }
        let error = match (keyring.check(), self.dialog) {
            (Ok(()), _) => return Ok(SecretStore::Keyring(keyring)),
            (Err(KeyringError::Locked), Some(dialog)) if dialog.confirm("The keyring is locked. Unlock it?")? => {
                match keyring.unlock() {
                    Ok(()) => return Ok(SecretStore::Keyring(keyring)),
                    Err(error) => error,
                }
            }
            (Err(error), _) => error,
        };
        let failure = |error: KeyringError| {
            error
                .into_failure("the keyring cannot store the secret")
                .hint("store it in a private file with --store file, or name what prints it with --secret-command")
        };
        match (self.args.store, self.dialog) {
            (None, Some(dialog)) => {
                dialog.show(&format!("The keyring cannot store the secret: {error}."));
                if dialog.confirm("Store it in a private file of the config directory?")? {
                    return files();
                }
                Err(failure(error))
            }
            _ => Err(failure(error)),
        }
    }

    /// Reads the secrets that flags name, and asks for the others.
    fn read_secrets(&mut self, store: &SecretStore) -> Result<()> {
        if self.draft.is_emulator() {
            return Ok(());
        }
        let mut needed = self.needed_secrets()?;
        let args = self.args;
        // In Sabre v2 either flag sets the one secret.
        let only = (needed.len() == 1).then(|| needed[0]);
        for (name, file) in
            [(SecretName::ClientSecret, &args.client_secret_file), (SecretName::Password, &args.password_file)]
        {
            let Some(file) = file else {
                continue;
            };
            let name = if needed.contains(&name) { name } else { only.unwrap_or(name) };
            let secret = self.secret_of_file(file, store)?;
            self.draft.set_secret(name, secret);
        }
        for command in &args.secret_command {
            let (name, arguments) = secret_command(command, &needed)?;
            self.draft.set_secret(name, NewSecret::Command(arguments));
        }
        if args.with_secret {
            let Some(name) = only else {
                return Err(two_secrets(&needed));
            };
            let secret = SecretFile::new("-".into(), PlaceholderPolicy::Refuse).find()?;
            self.draft.set_secret(name, NewSecret::Value(secret.unwrap_or_else(|| Secret::new(""))));
        }
        needed.retain(|name| self.draft.secret(*name).is_none());
        let asks = !(matches!(store, SecretStore::None) && args.no_verify);
        for name in needed.into_iter().filter(|_| asks) {
            let secret = self.ask_secret(name)?;
            self.draft.set_secret(name, NewSecret::Value(secret));
        }
        for name in SecretName::ALL {
            if let Some(mistake) = self.draft.secret(name).and_then(NewSecret::value).and_then(|it| self.mistake_in(it))
            {
                return Err(Failure::new(Kind::MalformedCredential, mistake)
                    .hint("give the password itself: travauth encodes it"));
            }
        }
        Ok(())
    }

    fn needed_secrets(&self) -> Result<Vec<SecretName>> {
        Ok(ask_for(&self.draft, self.settings.providers())?.iter().filter_map(secret_name).collect())
    }

    fn ask_secret(&self, name: SecretName) -> Result<Secret> {
        let Some(dialog) = self.dialog else {
            return Err(missing(&[Question::Credential(match name {
                SecretName::ClientSecret => CredentialField::ClientSecret,
                SecretName::Password => CredentialField::Password,
            })]));
        };
        let question = Question::Credential(match name {
            SecretName::ClientSecret => CredentialField::ClientSecret,
            SecretName::Password => CredentialField::Password,
        });
        dialog.secret(&question.text(), |secret| self.mistake_in(secret))
    }

    /// Returns what is obviously wrong with a secret.
    fn mistake_in(&self, secret: &Secret) -> Option<String> {
        let is_sabre = self.draft.provider.as_deref() == Some("sabre");
        (is_sabre && sabre_id::is_encoded(secret.expose()))
            .then(|| "this is an encoded credential string, not a password".to_owned())
    }

    fn secret_of_file(&self, file: &Path, store: &SecretStore) -> Result<NewSecret> {
        let is_stdin = file.as_os_str() == "-";
        if matches!(store, SecretStore::None) {
            if is_stdin {
                return Err(Failure::new(Kind::Usage, "with --store none the profile names the file, and - is none")
                    .hint("name a file, or choose another store"));
            }
            let path = std::path::absolute(file).map_err(|error| {
                Failure::new(Kind::LocalIo, format!("{} has no absolute path", file.display())).caused_by(error)
            })?;
            return Ok(NewSecret::File(path));
        }
        let secret = SecretFile::new(file.to_owned(), PlaceholderPolicy::Refuse).find()?;
        Ok(NewSecret::Value(secret.unwrap_or_else(|| Secret::new(""))))
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

    fn print_plan(&self, name: &str, store: &SecretStore) -> Result<Outcome> {
        let secrets = self.stored_secrets(name, store);
        let before = self.editor.text();
        let after = self.edited(name, &secrets)?.text();
        let added = after.lines().filter(|line| !before.lines().any(|old| old == *line));
        let mut text = format!("# {}: these lines would be added or changed\n", self.path.display());
        text.extend(added.map(|line| format!("{line}\n")));
        for StoredSecret { name, location, .. } in &secrets {
            match location {
                Some(location) => text.push_str(&format!("# the {name} would be stored in {location}\n")),
                None => text.push_str(&format!("# the {name} would not be stored\n")),
            }
        }
        self.context.ui.data(text)?;
        Ok(Outcome::Done)
    }

    fn print(&self, name: &str, secrets: &[StoredSecret], store: &SecretStore, is_default: bool) -> Result<Outcome> {
        let settings = Settings::load(self.args.config.as_deref(), &self.context.env)?;
        let expires_at = self.expires_at(&settings, name);
        let draft = &self.draft;
        let provider = draft.provider.as_deref().unwrap_or_default();
        if self.args.json {
            let stores: serde_json::Map<_, _> = secrets
                .iter()
                .map(|secret| (secret.name.key().to_owned(), json!(secret.location.as_ref().map(|_| store.name()))))
                .collect();
            let view = json!({
                "profile": name, "provider": provider, "environment": draft.environment_name(),
                "config": self.path.display().to_string(), "stores": stores,
                "expires_at": expires_at.map(|time| time.to_string()),
            });
            self.context.ui.data(format!("{view}\n"))?;
            return Ok(Outcome::Done);
        }
        let mut text = format!("Profile {name} is set up for {provider} ({}).\n", draft.environment_name());
        let default = if is_default { ", the default profile" } else { "" };
        text.push_str(&format!("  profile   {name}{default}, in {}\n", self.path.display()));
        for StoredSecret { name, location, .. } in secrets {
            let place =
                location.as_ref().map_or_else(|| "not stored; each run asks for it".to_owned(), ToString::to_string);
            text.push_str(&format!("  {:<9} {place}\n", name.key().replace("client_", "")));
        }
        for name in SecretName::ALL {
            if let Some(reference) = draft.secret(name).and_then(NewSecret::reference) {
                text.push_str(&format!("  {:<9} {reference}\n", name.key().replace("client_", "")));
            }
        }
        text.push_str(&match (expires_at, self.args.no_verify) {
            (Some(time), _) => format!("  token     cached, expires {}\n", crate::clock::to_the_second(time)),
            (None, true) => "  token     none yet: the credentials were not tried\n".to_owned(),
            (None, false) => "  token     the credentials work; no token is cached\n".to_owned(),
        });
        text.push_str(&if is_default {
            "Next: travauth token get\n".to_owned()
        } else {
            format!("Next: travauth token get -P {name}\n")
        });
        self.context.ui.data(text)?;
        self.warn_of_variables(&settings, name, is_default);
        Ok(Outcome::Done)
    }

    /// Returns when the token expires that the check has cached.
    fn expires_at(&self, settings: &Settings, name: &str) -> Option<jiff::Timestamp> {
        let selection = Selection { profile: Some(name.to_owned()), ..Selection::default() };
        let session = Session::open(settings, &selection, &self.args.network.flags(), Need::Optional).ok()?;
        let options = TokenOptions { offline: true, ..TokenOptions::default() };
        session.token(&options).ok()?.cached.token.expires_at
    }

    /// Warns of variables that take precedence over the default profile.
    fn warn_of_variables(&self, settings: &Settings, name: &str, is_default: bool) {
        if !is_default {
            return;
        }
        let Ok(target) = settings.target(&Selection::default()) else {
            return;
        };
        let chosen = target.profile.as_ref().map(|profile| profile.value.as_str());
        let origin = target.credentials.as_ref().ok().map(|credentials| &credentials.client_id.origin);
        let winner = match (chosen, origin) {
            (Some(chosen), Some(origin @ (Origin::Variable(_) | Origin::Variables(_)))) if chosen == name => origin,
            (Some(chosen), _) if chosen == name => return,
            _ => &target.provider.origin,
        };
        log::warn!("{winner} takes precedence over the default profile; use `-P {name}`, or unset it");
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

fn two_secrets(needed: &[SecretName]) -> Failure {
    if needed.is_empty() {
        return Failure::new(Kind::Usage, "this profile takes no secret").hint("leave out --with-secret");
    }
    Failure::new(Kind::Usage, "two secrets are needed, and --with-secret reads one")
        .hint("use --client-secret-file FILE and --password-file FILE")
}

/// Splits `password=CMD ARGS` or `CMD ARGS` as a shell would, without expanding anything.
fn secret_command(text: &str, needed: &[SecretName]) -> Result<(SecretName, Vec<String>)> {
    let named = SecretName::ALL.into_iter().find_map(|name| {
        let rest = text.strip_prefix(name.key())?.strip_prefix('=')?;
        Some((name, rest))
    });
    let (name, line) = match (named, needed) {
        (Some((name, line)), _) => (name, line),
        (None, [only]) => (*only, text),
        (None, _) => {
            return Err(Failure::new(Kind::Usage, "it is not clear which secret the command prints")
                .hint("write --secret-command 'password=CMD ARGS' or --secret-command 'client_secret=CMD ARGS'"));
        }
    };
    let arguments = shell_words::split(line).map_err(|error| {
        Failure::new(Kind::Usage, "the command cannot be split into its arguments")
            .because(error)
            .hint("quote it as for a shell: --secret-command 'pass show \"sabre cert\"'")
    })?;
    if arguments.is_empty() {
        return Err(Failure::new(Kind::Usage, "the secret command is empty").hint("--secret-command 'pass show NAME'"));
    }
    Ok((name, arguments))
}
