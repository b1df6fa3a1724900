//! Chooses the store of a new secret, and reads the secret from a flag, a file, a command or the terminal.

use std::path::Path;

use super::dialog::missing;
use super::{Login, secret_name};
use crate::cli::StoreName;
use crate::credentials::{CredentialSource as _, Keyring, KeyringError, SecretFile};
use crate::failure::{Failure, Kind, Result};
use crate::login::{NewSecret, Question, SecretStore, ask_for};
use crate::paths::config_dir;
use crate::provider::{CredentialField, SecretName};
use crate::sabre_id;
use crate::secret::Secret;

impl Login<'_> {
    /// Chooses the store of the secrets.
    pub(super) fn store(&self) -> Result<SecretStore> {
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
                if dialog.confirm("Store it, not encrypted, in a private file of the config directory?")? {
                    return files();
                }
                Err(failure(error))
            }
            _ => Err(failure(error)),
        }
    }

    /// Reads the secrets that flags name, and asks for the others.
    pub(super) fn read_secrets(&mut self, store: &SecretStore) -> Result<()> {
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
            let name = self.only_secret()?;
            let secret = SecretFile::new("-".into(), self.placeholders()).find()?;
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

    /// Returns the only secret that the profile needs, for `--with-secret`. Fails if it needs none or two.
    pub(super) fn only_secret(&self) -> Result<SecretName> {
        match self.needed_secrets()?.as_slice() {
            [only] => Ok(*only),
            [] => Err(Failure::new(Kind::Usage, "this profile takes no secret").hint("leave out --with-secret")),
            _ => Err(Failure::new(Kind::Usage, "two secrets are needed, and --with-secret reads one")
                .hint("use --client-secret-file FILE and --password-file FILE")),
        }
    }

    fn needed_secrets(&self) -> Result<Vec<SecretName>> {
        Ok(ask_for(&self.draft, self.settings.providers())?.iter().filter_map(secret_name).collect())
    }

    pub(super) fn ask_secret(&self, name: SecretName) -> Result<Secret> {
        let question = Question::Credential(match name {
            SecretName::ClientSecret => CredentialField::ClientSecret,
            SecretName::Password => CredentialField::Password,
        });
        let Some(dialog) = self.dialog else {
            return Err(missing(&[question]));
        };
        dialog.secret(&question.text(), |secret| self.mistake_in(secret))
    }

    /// Returns the description of an obvious mistake in a secret; none if there is no such mistake.
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
        let secret = SecretFile::new(file.to_owned(), self.placeholders()).find()?;
        Ok(NewSecret::Value(secret.unwrap_or_else(|| Secret::new(""))))
    }
}

/// Splits `password=CMD ARGS` into the name of the secret and the command; `None` if no name is before the command.
pub(super) fn secret_of_command(text: &str) -> Option<(SecretName, &str)> {
    SecretName::ALL.into_iter().find_map(|name| {
        let rest = text.strip_prefix(name.key())?.strip_prefix('=')?;
        Some((name, rest))
    })
}

/// Parses `password=CMD ARGS` or `CMD ARGS`. The command is split as a shell does, and nothing in it is expanded.
fn secret_command(text: &str, needed: &[SecretName]) -> Result<(SecretName, Vec<String>)> {
    let (name, line) = match (secret_of_command(text), needed) {
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
