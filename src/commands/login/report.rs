//! The output of `login`: the plan of a dry run, or a report of the changes.

use serde_json::json;

use super::Login;
use crate::commands::Outcome;
use crate::failure::Result;
use crate::login::{NewSecret, SecretStore, StoredSecret};
use crate::origin::Origin;
use crate::provider::SecretName;
use crate::session::{Session, SharedCachePolicy, TokenOptions};
use crate::settings::{Selection, Settings, SettingsFiles};

impl Login<'_> {
    pub(super) fn print_plan(&self, name: &str, store: &SecretStore) -> Result<Outcome> {
        let secrets = self.stored_secrets(name, store);
        let before = self.editor.text();
        let after = self.edited(&self.draft, name, &secrets)?.text();
        let mut old_lines: Vec<&str> = before.lines().collect();
        // A new line can be equal to a line of another profile, so equal lines are counted.
        let is_new = |line: &&str| {
            let old = old_lines.iter().position(|old| old == line);
            old.map(|index| old_lines.remove(index)).is_none()
        };
        let mut lines = vec![format!("# {}: these lines would be added or changed", self.path.display())];
        lines.extend(after.lines().filter(is_new).map(str::to_owned));
        lines.extend(secrets.iter().map(|StoredSecret { name, location, .. }| match location {
            Some(location) => format!("# the {name} would be stored in {location}"),
            None => format!("# the {name} would not be stored"),
        }));
        self.print_lines(&lines)
    }

    pub(super) fn print(
        &self,
        name: &str,
        secrets: &[StoredSecret],
        store: &SecretStore,
        is_default: bool,
    ) -> Result<Outcome> {
        let settings = Settings::load(SettingsFiles::config(self.args.config.as_deref()), &self.context.env)?;
        let expires_at = self.expires_at(&settings, name);
        let draft = &self.draft;
        let (provider, environment) = (draft.provider.as_deref().unwrap_or_default(), draft.environment_name());
        if self.args.is_json()? {
            let stores: serde_json::Map<_, _> = secrets
                .iter()
                .map(|secret| (secret.name.key().to_owned(), json!(secret.location.as_ref().map(|_| store.name()))))
                .collect();
            let view = json!({
                "profile": name, "provider": provider, "environment": environment,
                "config": self.path.display().to_string(), "stores": stores,
                "expires_at": expires_at.map(|time| time.to_string()),
            });
            return self.print_lines(&[view.to_string()]);
        }
        let label = |name: SecretName| match name {
            SecretName::ClientSecret => "secret",
            SecretName::Password => "password",
        };
        let default = if is_default { ", the default profile" } else { "" };
        let mut lines = vec![
            format!("Profile {name} is set up for {provider} ({environment})."),
            format!("  profile   {name}{default}, in {}", self.path.display()),
        ];
        lines.extend(secrets.iter().map(|StoredSecret { name, location, .. }| match location {
            Some(location) => format!("  {:<9} {location}", label(*name)),
            None => format!("  {:<9} not stored; each run asks for it", label(*name)),
        }));
        lines.extend(SecretName::ALL.into_iter().filter_map(|name| {
            Some(format!("  {:<9} {}", label(name), draft.secret(name).and_then(NewSecret::reference)?))
        }));
        lines.push(match (expires_at, self.args.no_verify) {
            (Some(time), _) => format!("  token     cached, expires {}", crate::clock::to_the_second(time)),
            (None, true) => "  token     none yet: the credentials were not tried".to_owned(),
            (None, false) => "  token     the credentials work; no token is cached".to_owned(),
        });
        let selection = if is_default { String::new() } else { format!(" -P {name}") };
        lines.push(format!("Next: travauth token get{selection}"));
        let outcome = self.print_lines(&lines)?;
        if is_default {
            warn_of_variables(&settings, name);
        }
        Ok(outcome)
    }

    fn print_lines(&self, lines: &[String]) -> Result<Outcome> {
        self.context.ui.data(format!("{}\n", lines.join("\n")))?;
        Ok(Outcome::Done)
    }

    /// Returns the time at which the token that the check cached expires.
    fn expires_at(&self, settings: &Settings, name: &str) -> Option<jiff::Timestamp> {
        let selection = Selection { profile: Some(name.to_owned()), ..Selection::default() };
        let session =
            Session::open(settings, &selection, &self.args.network.flags(), SharedCachePolicy::Optional).ok()?;
        let options = TokenOptions { offline: true, ..TokenOptions::default() };
        session.token(&options).ok()?.cached.token.expires_at
    }
}

/// Warns about variables that take precedence over the default profile.
fn warn_of_variables(settings: &Settings, name: &str) {
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
