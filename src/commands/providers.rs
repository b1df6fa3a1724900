//! `providers list` prints a table; `providers show` prints one provider as TOML.

use std::path::Path;

use super::config_validate::environments;
use super::{Context, Outcome};
use crate::cli::ProvidersShowArgs;
use crate::failure::Result;
use crate::origin::Origin;
use crate::output::table;
use crate::provider::{Provider, no_tokens, written};
use crate::settings::{Settings, SettingsFiles};

pub(super) fn list(named: Option<&Path>, context: &Context) -> Result<Outcome> {
    let settings = Settings::load(SettingsFiles::config(named), &context.env)?;
    let providers = settings.providers();
    let mut rows = vec![["NAME", "TITLE", "AUTHENTICATION", "ENVIRONMENTS", "FROM"].map(str::to_owned)];
    for name in providers.names() {
        let provider = providers.find(name, &Origin::Config)?;
        rows.push([
            name.to_owned(),
            crate::redact::escape_control(&provider.title),
            authentication(&provider).to_owned(),
            environments(&provider).join(", "),
            if providers.is_configured(name) { "config" } else { "built in" }.to_owned(),
        ]);
    }
    context.ui.data(table(&[], rows))?;
    Ok(Outcome::Done)
}

pub(super) fn show(args: &ProvidersShowArgs, context: &Context) -> Result<Outcome> {
    let settings = Settings::load(SettingsFiles::config(args.config.as_deref()), &context.env)?;
    let provider = settings.providers().find(&args.name, &Origin::Flag("the command line"))?;
    let from = if settings.providers().is_configured(&args.name) { "from the config" } else { "built in" };
    let mut text = format!("# {} ({from}); paste it into the config under any name\n", provider.name);
    if provider.environments.len() > 1 {
        text.push_str("# The first environment is the default.\n");
    }
    if !provider.notes.is_empty() {
        text.push_str("# Some values are uncertain: see `notes`.\n");
    }
    text.push_str(&written::toml(&provider, &provider.name)?);
    context.ui.data(text)?;
    Ok(Outcome::Done)
}

fn authentication(provider: &Provider) -> &'static str {
    match no_tokens(provider) {
        None => "token",
        Some(_) if provider.signature.is_some() => "signature",
        Some(_) => "headers",
    }
}
