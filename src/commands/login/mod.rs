//! `login`: checks credentials, then writes a profile with them.

mod dialog;
mod report;
mod secrets;
mod values;

use std::path::{Path, PathBuf};

use super::config::required_path;
use super::{Context, Outcome};
use crate::cli::LoginArgs;
use crate::config::{ConfigEditor, Profile, SecretReference};
use crate::credentials::Keyring;
use crate::failure::{Failure, Kind, Result};
use crate::login::{
    NewProfile, NewSecret, Question, SecretLocation, SecretStore, StoredSecret, VerifyOptions, check_name,
    default_name, other_user, profile_keys, remove_secret, save, verify,
};
use crate::origin::Origin;
use crate::paths::config_dir;
use crate::provider::SecretName;
use crate::settings::{Settings, SettingsFiles};
use dialog::Dialog;
use values::as_new_profile;

/// The largest number of times that a rejected secret is asked for again.
const MAX_RETRIES: usize = 2;

pub(super) fn run(args: &LoginArgs, context: &Context) -> Result<Outcome> {
    // A contradiction is reported before anything is stored.
    if args.is_json()? && args.dry_run {
        return Err(Failure::new(Kind::Usage, "`--dry-run` prints lines of the config file, not JSON")
            .hint("leave out --json or --format"));
    }
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
    login.require_usable_name(&name)?;
    login.complete()?;
    let store = login.store()?;
    login.require_free_locations(&name, &store, &old_secrets)?;
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
    /// Settles the provider, the environment and the name. Returns the name, and the locations of the secrets of an existing
    /// profile with this name.
    fn name_and_old_secrets(&mut self) -> Result<(String, Vec<SecretLocation>)> {
        if let Some(name) = self.draft.name.clone()
            && self.settings.config().profile_names().contains(&name.as_str())
        {
            let locations = self.replace(&name)?;
            self.settle_provider()?;
            // A changed provider needs an environment of its own.
            self.settle_environment()?;
            return Ok((name, locations));
        }
        self.settle_provider()?;
        self.settle_environment()?;
        let name = match self.draft.name.clone().or_else(|| default_name(&self.draft)) {
            Some(name) => name,
            None => self.ask_name()?,
        };
        check_name(&name, "profile")?;
        self.draft.name = Some(name.clone());
        let locations = if self.editor.has_profile(&name) { self.replace(&name)? } else { Vec::new() };
        Ok((name, locations))
    }

    fn ask_name(&self) -> Result<String> {
        match self.dialog {
            Some(dialog) => Ok(dialog
                .text("A name for the profile", false, |name| check_name(name, "profile"))?
                .unwrap_or_default()),
            None => Err(Failure::new(Kind::Usage, "a profile with a base URL needs a name")
                .hint("travauth login NAME --base-url URL …")),
        }
    }

    /// Copies the values of the old profile that no flag sets into the draft; returns the locations of its secrets.
    fn replace(&mut self, name: &str) -> Result<Vec<SecretLocation>> {
        // The user adds keys to a profile of the system config, and replaces none.
        let is_wanted = self.args.replace
            || !self.editor.has_profile(name)
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

    /// Fails when the system config allows only another profile.
    fn require_usable_name(&self, name: &str) -> Result<()> {
        match self.settings.locked_default_profile() {
            Some(only) if only != name => Err(only_profile(&only)),
            _ => Ok(()),
        }
    }

    /// Fails when a secret would replace that of another profile, such as one that had this name before it was renamed.
    fn require_free_locations(&self, name: &str, store: &SecretStore, old_secrets: &[SecretLocation]) -> Result<()> {
        let locations = SecretName::ALL.into_iter().filter_map(|secret| store.location(name, secret.key()));
        for location in locations.filter(|location| !old_secrets.contains(location)) {
            if let Some(other) = self.other_user(name, &location) {
                return Err(Failure::new(Kind::Usage, format!("{location} holds a secret of the profile {other}"))
                    .hint("give the new profile another name: travauth login NAME …"));
            }
        }
        Ok(())
    }

    fn other_user(&self, name: &str, location: &SecretLocation) -> Option<String> {
        other_user(self.settings.config(), name, &self.context.env, location)
    }

    /// Checks the credentials, and asks again for secrets that the provider rejects. Returns the secrets to store.
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
            let can_ask_again = is_rejected && retries > 0 && !secrets.is_empty();
            let Some(dialog) = self.dialog.filter(|_| can_ask_again) else {
                let is_mistake = is_rejected || failure.kind() == Kind::MalformedCredential;
                let more = if is_mistake { "" } else { "; --no-verify stores the profile without a try" };
                return Err(failure.hint(format!("nothing was written{more}")));
            };
            self.context.ui.report(&failure);
            // Many servers accept a secret only in the form, and reject it by HTTP Basic like a wrong one.
            if self.draft.token_url.is_some()
                && !self.draft.has_secret_in_form
                && dialog.confirm("The secret was sent by HTTP Basic. Send it as a field of the form instead?")?
            {
                self.draft.has_secret_in_form = true;
                continue;
            }
            retries -= 1;
            let what = if secrets.len() == 1 { "the secret" } else { "both secrets" };
            dialog.show(&format!("Type {what} again, or end with Ctrl-C and start again with another id."));
            for StoredSecret { name, .. } in secrets {
                let secret = self.ask_secret(name)?;
                self.draft.set_secret(name, NewSecret::Value(secret));
            }
        }
    }

    fn stored_secrets(&self, name: &str, store: &SecretStore) -> Vec<StoredSecret> {
        let stored = SecretName::ALL.into_iter().filter_map(|secret| {
            let value = self.draft.secret(secret)?.value()?.clone();
            Some(StoredSecret { name: secret, value, location: store.location(name, secret.key()) })
        });
        stored.collect()
    }

    /// Returns the settings of a run that uses the new profile.
    fn new_settings(&self, draft: &NewProfile, name: &str, secrets: &[StoredSecret]) -> Result<Settings> {
        let text = self.edited(draft, name, secrets)?.text();
        Ok(self.settings.with_config(self.settings.config().with_user_text(text, self.path.clone())?))
    }

    fn verify(&self, name: &str, secrets: &[StoredSecret]) -> Result<()> {
        let settings = self.new_settings(&self.draft, name, secrets)?;
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
    fn edited(&self, draft: &NewProfile, name: &str, secrets: &[StoredSecret]) -> Result<ConfigEditor> {
        let mut editor = self.editor.clone();
        if let (Some(provider), Some(token_url)) = (&draft.provider, &draft.token_url) {
            let client_auth = draft.has_secret_in_form.then(|| "client_secret_post".into());
            editor.set_provider(
                provider,
                &[("token_url", Some(token_url.as_str().into())), ("client_auth", client_auth)],
            )?;
        }
        let dir = self.path.parent().unwrap_or(Path::new(""));
        let mut keys = profile_keys(draft, secrets, dir);
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
        self.args.default || (!self.args.no_default && self.settings.default_profile().is_none())
    }

    /// Writes secrets and config; returns whether the profile is the default one.
    fn write(&self, name: &str, secrets: &[StoredSecret], store: &SecretStore) -> Result<bool> {
        // The config with the secrets is checked too, because it may set a locked key.
        self.new_settings(&self.draft, name, secrets)?;
        let editor = self.edited(&self.draft, name, secrets)?;
        let is_default = editor.default_profile() == Some(name);
        save(editor, secrets, store)?;
        Ok(is_default)
    }

    /// Deletes the old secrets whose locations the new profile does not use.
    fn remove_replaced(&self, old_secrets: &[SecretLocation], secrets: &[StoredSecret]) {
        let keyring = Keyring::new(&self.context.env);
        for old in old_secrets {
            let is_used = secrets.iter().any(|secret| secret.location.as_ref() == Some(old));
            let name = self.draft.name.as_deref().unwrap_or_default();
            if is_used || self.other_user(name, old).is_some() {
                continue;
            }
            if let Err(failure) = remove_secret(old, &keyring) {
                log::warn!("the old secret is still in {old}: {failure}");
            }
        }
    }
}

/// Returns the failure of a command for any profile but `only`, because the system config allows only that one.
pub(super) fn only_profile(only: &str) -> Failure {
    Failure::new(Kind::BadConfig, format!("the default profile is {only}"))
        .because("the system config locks it")
        .hint("only the administrator of this machine can change it")
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
