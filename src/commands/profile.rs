//! `profile`: lists, shows, chooses, renames and deletes profiles.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::config::required_path;
use super::login::only_profile;
use super::logout::Removal;
use super::token_get::assignment;
use super::{Context, Outcome};
use crate::cache::Listed;
use crate::cli::{ProfileCommand, ProfileListArgs, ProfileShowArgs, ProfileUseArgs};
use crate::clock;
use crate::config::{ClientAuth, ConfigEditor, Profile, ProfileChain, SecretReference};
use crate::failure::{Failure, Kind, Result};
use crate::login::check_name;
use crate::origin::Origin;
use crate::output::{Cell, Column, TextTable, state_tone};
use crate::provider::{RequiredSecret, SecretName};
use crate::session::{SharedCachePolicy, open_cache};
use crate::settings::{NetworkFlags, PROFILE_VARIABLE, Selection, Settings, SettingsFiles, Target};
use crate::suggest;
use crate::token::TokenState;

pub(super) fn run(command: ProfileCommand, context: &Context) -> Result<Outcome> {
    match command {
        ProfileCommand::List(args) => list(&args, context),
        ProfileCommand::Show(args) => show(&args, context),
        ProfileCommand::Use(args) => choose(&args, context),
        ProfileCommand::Rename(args) => rename(args.config.as_deref(), &args.old, &args.new, context),
        ProfileCommand::Remove(args) => {
            let settings = Settings::load(SettingsFiles::config(args.config.as_deref()), &context.env)?;
            let removal = Removal {
                settings: &settings,
                context,
                config: args.config.as_deref(),
                name: &args.name,
                is_one_of_all: false,
                revocation: None,
            };
            removal.run(false)?;
            Ok(Outcome::Done)
        }
    }
}

/// One profile, as the list and `show` print it.
struct ProfileView {
    name: String,
    provider: String,
    environment: String,
    id: Option<String>,
    secrets: Vec<SecretReference>,
    /// The state of the cached token; none without one.
    token: Option<TokenState>,
    expires_at: Option<jiff::Timestamp>,
    is_default: bool,
    is_chosen: bool,
    /// The directory of the config file. The list shows paths in it without this part.
    dir: PathBuf,
}

impl ProfileView {
    fn new(
        name: &str,
        chain: &ProfileChain<'_>,
        settings: &Settings,
        entries: &[Listed],
        chosen: Option<&str>,
    ) -> Self {
        let selection = Selection { profile: Some(name.to_owned()), ..Selection::default() };
        let target = settings.target(&selection).ok();
        let entry = target.as_ref().and_then(|target| entry(target, entries));
        let token = entry.and_then(|listed| listed.entry.token.as_ref()).map(|stored| &stored.token);
        Self {
            name: name.to_owned(),
            provider: chain.provider().map(|name| name.get_ref().clone()).unwrap_or_default(),
            environment: target.as_ref().map_or_else(String::new, |target| target.environment.value.clone()),
            id: target.as_ref().and_then(|target| {
                target.credentials.as_ref().ok().map(|credentials| credentials.client_id.value.clone())
            }),
            secrets: secrets(chain, target.as_ref()).into_iter().cloned().collect(),
            token: token.map(|token| token.state(clock::now())),
            expires_at: token.and_then(|token| token.expires_at),
            is_default: settings.default_profile().is_some_and(|profile| profile.value == name),
            is_chosen: chosen == Some(name),
            dir: settings.config().path().and_then(Path::parent).unwrap_or(Path::new("")).to_owned(),
        }
    }

    fn token_word(&self) -> &'static str {
        self.token.map_or("none", TokenState::word)
    }

    fn secret_texts(&self) -> Vec<String> {
        self.secrets.iter().map(ToString::to_string).collect()
    }

    fn json(&self) -> serde_json::Value {
        json!({
            "name": self.name, "provider": self.provider, "environment": self.environment, "id": self.id,
            "secrets": self.secret_texts(), "token_state": self.token_word(),
            "expires_at": self.expires_at.map(|time| time.to_string()),
            "default": self.is_default, "chosen": self.is_chosen,
        })
    }

    fn row(&self) -> [Cell; 7] {
        let mark = match (self.is_chosen, self.is_default) {
            (true, true) => "default",
            (true, false) => "chosen",
            (false, true) => "default, not chosen here",
            (false, false) => "",
        };
        let id = self.id.clone().unwrap_or_default();
        let secrets: Vec<String> = self.secrets.iter().map(|secret| short(secret, &self.dir).to_string()).collect();
        let secrets = if secrets.is_empty() { "none".to_owned() } else { secrets.join(", ") };
        let [name, provider, environment] =
            [&self.name, &self.provider, &self.environment].map(|text| Cell::from(text.clone()));
        let token = Cell::toned(self.token_word(), self.token.map(state_tone));
        [name, provider, environment, id.into(), secrets.into(), token, mark.to_owned().into()]
    }
}

/// Returns the reference; a file in this directory without the directory.
fn short(secret: &SecretReference, dir: &Path) -> SecretReference {
    match secret {
        SecretReference::File(path) => SecretReference::File(path.strip_prefix(dir).unwrap_or(path).to_owned()),
        other => other.clone(),
    }
}

/// Returns the secrets that the profile uses. A key of the profile replaces that of a profile that it extends.
fn secrets<'c>(chain: &ProfileChain<'c>, target: Option<&Target>) -> Vec<&'c SecretReference> {
    let credentials = target.and_then(|target| target.credentials.as_ref().ok());
    let is_needed = |name| credentials.is_none_or(|found| !matches!(found.secret(name), RequiredSecret::NotNeeded));
    let secret = |profile: &'c Profile, name| match name {
        SecretName::ClientSecret => profile.client_secret.as_ref(),
        SecretName::Password => profile.password.as_ref(),
    };
    let own = if target.is_some_and(|target| target.endpoint.client_auth == ClientAuth::Sabre) {
        // In Sabre v2 either key sets the only secret.
        let either = |profile| secret(profile, SecretName::Password).or(secret(profile, SecretName::ClientSecret));
        vec![chain.first(either)]
    } else {
        let needed = SecretName::ALL.into_iter().filter(|name| is_needed(*name));
        needed.map(|name| chain.first(|profile| secret(profile, name))).collect()
    };
    let own = own.into_iter().flatten().map(|(reference, _)| reference.get_ref());
    own.chain(chain.header_secrets()).collect()
}

/// Returns the cache entry for a target's credentials.
fn entry<'e>(target: &Target, entries: &'e [Listed]) -> Option<&'e Listed> {
    let name = target.key(target.credentials.as_ref().ok()?).ok()?.name();
    entries.iter().find(|listed| listed.name == name)
}

fn views(settings: &Settings, only: Option<&str>, context: &Context) -> Result<Vec<ProfileView>> {
    let _line = context.ui.progress();
    let trust = settings.network(&NetworkFlags::default(), None)?.trust();
    let entries = open_cache(settings, &trust, SharedCachePolicy::Optional)?.list()?;
    let chosen = settings.target(&Selection::default()).ok().and_then(|target| target.profile);
    let chosen = chosen.as_ref().map(|profile| profile.value.as_str());
    let mut views = Vec::new();
    for name in settings.config().profile_names() {
        if only.is_none_or(|only| only == name) {
            let chain = settings.config().profile(name, &Origin::Config)?;
            views.push(ProfileView::new(name, &chain, settings, &entries, chosen));
        }
    }
    Ok(views)
}

fn list(args: &ProfileListArgs, context: &Context) -> Result<Outcome> {
    let settings = Settings::load(SettingsFiles::config(args.config.as_deref()), &context.env)?;
    let views = views(&settings, None, context)?;
    if args.json.is_json()? {
        let views: Vec<_> = views.iter().map(ProfileView::json).collect();
        context.ui.data(format!("{}\n", serde_json::Value::from(views)))?;
    } else if views.is_empty() {
        context.ui.note("there are no profiles; `travauth login` sets one up");
    } else {
        let columns = [
            Column::new("PROFILE"),
            Column::new("PROVIDER").optional(1),
            Column::new("ENVIRONMENT"),
            Column::new("ID").optional(2),
            Column::new("SECRET").optional(3),
            Column::new("TOKEN"),
            Column::new(""),
        ];
        context.ui.table(&TextTable::new(columns, views.iter().map(ProfileView::row)), args.table.wide)?;
    }
    Ok(Outcome::Done)
}

fn show(args: &ProfileShowArgs, context: &Context) -> Result<Outcome> {
    let settings = Settings::load(SettingsFiles::config(args.config.as_deref()), &context.env)?;
    settings.config().profile(&args.name, &Origin::Flag("NAME"))?;
    for view in views(&settings, Some(&args.name), context)? {
        if args.json.is_json()? {
            context.ui.data(format!("{}\n", view.json()))?;
            continue;
        }
        let verb = if view.token == Some(TokenState::Expired) { "since" } else { "until" };
        let expires =
            view.expires_at.map_or_else(String::new, |time| format!(" {verb} {}", clock::to_the_second(time)));
        let rows = [
            ("profile", view.name.clone()),
            ("provider", view.provider.clone()),
            ("environment", view.environment.clone()),
            ("id", view.id.clone().unwrap_or_else(|| "none".to_owned())),
            ("secret", if view.secrets.is_empty() { "none".to_owned() } else { view.secret_texts().join(", ") }),
            ("token", format!("{}{expires}", view.token_word())),
            ("default", if view.is_default { "yes" } else { "no" }.to_owned()),
        ];
        context.ui.table(&TextTable::without_header(rows.map(|(name, value)| [name.to_owned(), value])), false)?;
    }
    Ok(Outcome::Done)
}

fn choose(args: &ProfileUseArgs, context: &Context) -> Result<Outcome> {
    let settings = Settings::load(SettingsFiles::config(args.config.as_deref()), &context.env)?;
    settings.config().profile(&args.name, &Origin::Flag("NAME"))?;
    if args.session {
        let text = assignment(PROFILE_VARIABLE, &args.name, args.shell.unwrap_or_default());
        context.ui.data(text)?;
        return Ok(Outcome::Done);
    }
    if let Some(only) = settings.locked_default_profile().filter(|only| *only != args.name) {
        return Err(only_profile(&only));
    }
    let path = required_path(args.config.as_deref(), &context.env)?.value;
    let mut editor = ConfigEditor::open(&path)?;
    editor.set_default_profile(Some(&args.name));
    editor.save()?;
    context.ui.data(format!("{} is the default profile now, in {}\n", args.name, path.display()))?;
    Ok(Outcome::Done)
}

/// Renames a profile. Its stored secrets are not renamed, so their names still contain the old name of the profile.
fn rename(config: Option<&Path>, old: &str, new: &str, context: &Context) -> Result<Outcome> {
    check_name(new, "profile")?;
    let path = required_path(config, &context.env)?.value;
    let mut editor = ConfigEditor::open(&path)?;
    if editor.has_profile(new) {
        return Err(Failure::new(Kind::Usage, format!("the profile {new} exists already"))
            .hint(format!("delete it first: travauth logout {new}")));
    }
    if !editor.rename_profile(old, new) {
        let names = editor.profile_names();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let shown = crate::redact::escape_control(old);
        let failure =
            Failure::new(Kind::UnknownProfile, format!("there is no profile `{shown}` in {}", path.display()));
        return Err(if names.is_empty() { failure } else { failure.hint(suggest::hint(&shown, &names)) });
    }
    editor.save()?;
    context.ui.data(format!("{old} is {new} now, in {}\n", path.display()))?;
    Ok(Outcome::Done)
}
