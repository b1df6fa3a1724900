//! `providers`: the list, and one of them as TOML.

use std::path::Path;

use super::config_validate::environments;
use super::{Context, Outcome};
use crate::cli::ProvidersShowArgs;
use crate::config::{Config, Origin};
use crate::failure::Result;
use crate::output::columns;
use crate::provider::{Provider, builtin, configured, no_tokens, written};

pub(super) fn list(named: Option<&Path>, context: &Context) -> Result<Outcome> {
    let config = Config::load(named, &context.env)?;
    let mut rows = vec![["NAME", "TITLE", "AUTHENTICATION", "ENVIRONMENTS", "FROM"].map(str::to_owned)];
    for name in configured::names(&config) {
        let provider = configured::find(&config, name, &Origin::Config)?;
        rows.push([
            name.to_owned(),
            crate::redact::escape_control(&provider.title),
            authentication(provider).to_owned(),
            environments(provider).join(", "),
            if is_own(&config, name) { "config" } else { "built in" }.to_owned(),
        ]);
    }
    context.ui.data(columns(&rows))?;
    Ok(Outcome::Done)
}

pub(super) fn show(args: &ProvidersShowArgs, context: &Context) -> Result<Outcome> {
    let config = Config::load(args.config.as_deref(), &context.env)?;
    let provider = configured::find(&config, &args.name, &Origin::Flag("the command line"))?;
    let from = if is_own(&config, &args.name) { "from the config" } else { "built in" };
    let mut text = format!("# {} ({from}); can be pasted into the config under any name\n", provider.name);
    if !provider.notes.is_empty() {
        text.push_str("# Not everything here is certain: see `notes`.\n");
    }
    text.push_str(&written::toml(provider, &provider.name));
    context.ui.data(text)?;
    Ok(Outcome::Done)
}

fn is_own(config: &Config, name: &str) -> bool {
    config.providers().any(|(own, ..)| own == name) || builtin::find(name).is_none()
}

fn authentication(provider: &Provider) -> &'static str {
    match no_tokens(provider) {
        None => "token",
        Some(_) if provider.signature.is_some() => "signature",
        Some(_) => "headers",
    }
}
