//! `config set` and `config unset`: change one key of the config file.

use super::config::required_path;
use super::{Context, Outcome};
use crate::cli::{ConfigSetArgs, ConfigUnsetArgs};
use crate::config::ConfigEditor;
use crate::failure::Result;
use crate::origin::Origin;
use crate::settings::{Settings, SettingsFiles};

pub(super) fn set(args: &ConfigSetArgs, context: &Context) -> Result<Outcome> {
    let path = required_path(args.config.as_deref(), &context.env)?.value;
    let mut editor = ConfigEditor::open(&path)?;
    editor.set_key(&args.key, &args.value)?;
    // A mistake in the system config does not prevent the change: the next run reports it.
    if let Ok(settings) = Settings::load(SettingsFiles::config(args.config.as_deref()), &context.env) {
        let config = settings.config().with_user_text(editor.text(), path)?;
        if let Some(name) = config.default_profile().filter(|_| args.key == "default_profile") {
            // It can be added later.
            if let Err(failure) = config.profile(name.value.get_ref(), &Origin::Flag("NAME")) {
                log::warn!("{failure}");
            }
        }
    }
    editor.save()?;
    Ok(Outcome::Done)
}

pub(super) fn unset(args: &ConfigUnsetArgs, context: &Context) -> Result<Outcome> {
    let path = required_path(args.config.as_deref(), &context.env)?.value;
    let mut editor = ConfigEditor::open(&path)?;
    editor.remove_key(&args.key)?;
    editor.save()?;
    Ok(Outcome::Done)
}
