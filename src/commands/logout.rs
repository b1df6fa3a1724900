//! `logout`: deletes a profile's secret, its tokens, and the profile itself.

use std::path::Path;

use super::config::required_path;
use super::login::all_managed_secrets;
use super::revocation::Revocation;
use super::{Context, Outcome};
use crate::cache::TokenCache;
use crate::call::{ResponseAccount, ResponseFiles, remove_responses};
use crate::cli::LogoutArgs;
use crate::clock;
use crate::config::{ConfigEditor, ConfigSource, Profile, SecretReference};
use crate::credentials::Keyring;
use crate::failure::{Failure, Kind, Result};
use crate::login::{SecretLocation, other_user, remove_secret, user_in_default_config};
use crate::origin::Origin;
use crate::paths::config_dir;
use crate::session::{SharedCachePolicy, open_cache};
use crate::settings::{NetworkFlags, Selection, Settings, SettingsFiles};

pub(super) fn run(args: &LogoutArgs, context: &Context) -> Result<Outcome> {
    let _line = context.ui.progress();
    let settings = Settings::load(SettingsFiles::config(args.config.as_deref()), &context.env)?;
    let names = match &args.name {
        Some(name) => vec![name.clone()],
        None if args.all => user_profiles(&settings),
        None => vec![chosen_profile(&settings)?],
    };
    if names.is_empty() {
        context.ui.data("There are no profiles.\n")?;
    }
    let removals = names.iter().map(|name| Removal {
        settings: &settings,
        context,
        config: args.config.as_deref(),
        name,
        is_one_of_all: args.all,
        revocation: None,
    });
    let removals: Vec<Removal<'_>> =
        if args.revoke { removals.map(Removal::with_revocation).collect::<Result<_>>()? } else { removals.collect() };
    // With several profiles, the failure of one does not keep the others.
    let mut failures = Vec::new();
    for removal in &removals {
        if let Err(failure) = removal.run(args.keep_profile) {
            failures.push(if args.all { failure.within(&format!("profile {}", removal.name)) } else { failure });
        }
    }
    // The exit code is that of the first failure, because later ones can be its consequences.
    let Some(first) = failures.iter().position(|failure| failure.kind() != Kind::ClosedPipe) else {
        return failures.pop().map_or(Ok(Outcome::Done), Err);
    };
    let first = failures.remove(first);
    for failure in &failures {
        context.ui.report(failure);
    }
    Err(first)
}

/// Returns the profiles of the user's file in the order of deletion: a profile before the profiles that it extends.
fn user_profiles(settings: &Settings) -> Vec<String> {
    let tables = settings.config().profile_tables().filter(|(_, _, source)| *source == ConfigSource::User);
    let mut names: Vec<String> = tables.map(|(name, _, _)| name.get_ref().as_str().to_owned()).collect();
    names.sort_by_key(|name| std::cmp::Reverse(depth(settings, name)));
    names
}

/// Returns the number of tables of a profile and of all profiles that it extends.
fn depth(settings: &Settings, name: &str) -> usize {
    settings.config().profile(name, &Origin::Config).map_or(0, |chain| chain.tables().len())
}

/// Returns the profile that `token get` would use.
fn chosen_profile(settings: &Settings) -> Result<String> {
    let profile = match settings.target(&Selection::default()) {
        Ok(target) => target.profile,
        Err(failure) if failure.kind() == Kind::NoProvider => None,
        Err(failure) => return Err(failure),
    };
    profile.map(|profile| profile.value).ok_or_else(|| {
        let names = settings.config().profile_names();
        let hint = if names.is_empty() {
            "there are no profiles; `travauth login` sets one up".to_owned()
        } else {
            format!("name one, or add --all: travauth logout NAME; there are: {}", names.join(", "))
        };
        Failure::new(Kind::Usage, "no profile is chosen").hint(hint)
    })
}

/// The deletion of one profile. It revokes the tokens if the user asked for it, and then deletes the secrets, the cached
/// tokens and the config. The first failure ends it.
pub(super) struct Removal<'a> {
    pub(super) settings: &'a Settings,
    pub(super) context: &'a Context,
    pub(super) config: Option<&'a Path>,
    pub(super) name: &'a str,
    /// Whether every profile is deleted, so that no secret is needed any more.
    pub(super) is_one_of_all: bool,
    /// The revocation of its tokens, if the user asked for it.
    pub(super) revocation: Option<Revocation>,
}

impl Removal<'_> {
    /// Prepares the revocation of the profile's tokens.
    ///
    /// # Errors
    ///
    /// Fails when the provider cannot revoke tokens.
    fn with_revocation(self) -> Result<Self> {
        let revocation = Some(Revocation::prepare(self.settings, self.name)?);
        Ok(Self { revocation, ..self })
    }

    pub(super) fn run(&self, keep_profile: bool) -> Result<()> {
        let name = self.name;
        let chain = self.settings.config().profile(name, &Origin::Flag("NAME"))?;
        let Some(profile) = chain.of_user() else {
            return Err(Failure::new(Kind::Usage, format!("the profile {name} is in the system config"))
                .hint("only the administrator of this machine can delete it"));
        };
        let path = required_path(self.config, &self.context.env)?.value;
        let mut editor = ConfigEditor::open(&path)?;
        if !keep_profile {
            self.require_no_children(&editor)?;
        }
        let revoked = self.revocation.as_ref().map(Revocation::run).transpose()?;
        let mut deleted = Vec::new();
        let with_deleted = |failure: Failure, deleted: &[String]| {
            let failure = revoked.iter().fold(failure, |failure, what| failure.hint(format!("already done: {what}")));
            match deleted {
                [] => failure,
                deleted => failure.hint(format!("already deleted: {}", deleted.join(", "))),
            }
        };
        self.remove_secrets(profile, &mut deleted).map_err(|failure| with_deleted(failure, &deleted))?;
        let expires_at = self.remove_tokens(&mut deleted).map_err(|failure| with_deleted(failure, &deleted))?;
        let has_rules = if keep_profile {
            editor.set_profile(name, &[("client_secret", None), ("password", None), ("refresh_token", None)])?;
            false
        } else {
            editor.remove_profile(name)
        };
        editor.save().map_err(|failure| with_deleted(failure, &deleted))?;
        if !keep_profile {
            deleted.push(format!("the profile{} in {}", if has_rules { " and its rules" } else { "" }, path.display()));
        }
        let mut lines = vec![format!("Profile {name}:")];
        lines.extend(revoked.iter().map(|what| format!("  {what}")));
        lines.extend(deleted.iter().map(|what| format!("  deleted {what}")));
        lines.extend(self.kept_secrets(profile).iter().map(|what| format!("  {what}")));
        if let Some(time) = expires_at.filter(|time| revoked.is_none() && *time > clock::now()) {
            lines.push(format!("The provider accepts the deleted token until {}.", clock::to_the_second(time)));
        }
        self.context.ui.data(format!("{}\n", lines.join("\n")))
    }

    /// Fails if other profiles extend this one. With `--all`, those that are deleted already are no longer in the text.
    fn require_no_children(&self, editor: &ConfigEditor) -> Result<()> {
        let config = self.settings.config();
        let is_of_user = |child| config.profile(child, &Origin::Config).is_ok_and(|chain| chain.of_user().is_some());
        let mut children = config.profiles_extending(self.name);
        children.retain(|child| editor.has_profile(child) || !is_of_user(child));
        if children.is_empty() {
            return Ok(());
        }
        let what = format!("the profile {} cannot be deleted: {} extends it", self.name, children.join(", "));
        Err(Failure::new(Kind::Usage, what).hint("delete that first, or remove `extends` from it"))
    }

    fn remove_secrets(&self, profile: &Profile, deleted: &mut Vec<String>) -> Result<()> {
        let Some(dir) = config_dir(&self.context.env) else {
            return Ok(());
        };
        let keyring = Keyring::new(&self.context.env);
        for location in all_managed_secrets(profile, &dir) {
            if self.other_user(&location).is_none() && remove_secret(&location, &keyring)? {
                deleted.push(location.to_string());
            }
        }
        Ok(())
    }

    /// Returns the name of another profile that still needs the secret.
    fn other_user(&self, location: &SecretLocation) -> Option<String> {
        let (config, env) = (self.settings.config(), &self.context.env);
        if self.is_one_of_all {
            user_in_default_config(config, env, location)
        } else {
            other_user(config, self.name, env, location)
        }
    }

    /// Returns a line for each secret that is not deleted.
    fn kept_secrets(&self, profile: &Profile) -> Vec<String> {
        let managed = config_dir(&self.context.env).map(|dir| all_managed_secrets(profile, &dir)).unwrap_or_default();
        let of_others = managed.iter().filter_map(|location| {
            Some(format!("kept {location}, which the profile {} uses too", self.other_user(location)?))
        });
        let is_managed = |reference: &&SecretReference| managed.iter().any(|own| own.reference() == **reference);
        let unmanaged = profile.secrets().filter(|reference| !is_managed(reference));
        let unmanaged = unmanaged.map(|reference| format!("kept {reference}, which travauth did not create"));
        of_others.chain(unmanaged).collect()
    }

    /// Deletes the cached token of the profile, and returns the time at which it expires.
    fn remove_tokens(&self, deleted: &mut Vec<String>) -> Result<Option<jiff::Timestamp>> {
        let selection = Selection { profile: Some(self.name.to_owned()), ..Selection::default() };
        // A profile without usable credentials has no cached token.
        let Some((target, key)) = self.settings.target(&selection).ok().and_then(|target| {
            let key = target.key(target.credentials.as_ref().ok()?).ok()?;
            Some((target, key))
        }) else {
            return Ok(None);
        };
        let trust = self.settings.network(&NetworkFlags::default(), Some(&target))?.trust();
        let cache: TokenCache = open_cache(self.settings, &trust, SharedCachePolicy::WorkingIfConfigured)?;
        let listed = cache.list()?.into_iter().find(|listed| listed.name == key.name());
        let expires_at = listed.and_then(|listed| listed.entry.token?.token.expires_at);
        let removed = cache
            .remove(&key.name())
            .map_err(|error| error.as_failure("the cached token could not be deleted", "run the command again"))?;
        if removed {
            deleted.push("the cached token".to_owned());
        }
        if let Some(local) = cache.local() {
            let is_of_profile =
                |account: Option<&ResponseAccount>, _| account.is_some_and(|account| account.name == key.name());
            let count = remove_responses(&ResponseFiles::beside(local.dir()), is_of_profile).map_err(|error| {
                Failure::new(Kind::LocalIo, "the stored responses could not be deleted")
                    .because(error)
                    .hint("run the command again")
            })?;
            if count > 0 {
                deleted.push("the stored responses".to_owned());
            }
        }
        Ok(expires_at)
    }
}
