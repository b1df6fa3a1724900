//! `providers list` prints a table or JSON; `providers show` prints one provider as TOML.

use serde_json::{Value, json};

use super::config_validate::environments;
use super::{Context, Outcome};
use crate::cli::{ProvidersListArgs, ProvidersShowArgs};
use crate::failure::Result;
use crate::origin::Origin;
use crate::output::{Cell, Column, TextTable};
use crate::provider::{Provider, no_tokens, written};
use crate::settings::{Settings, SettingsFiles};

pub(super) fn list(args: &ProvidersListArgs, context: &Context) -> Result<Outcome> {
    let settings = Settings::load(SettingsFiles::config(args.config.as_deref()), &context.env)?;
    let providers = settings.providers();
    let is_json = args.json.is_json()?;
    let (mut rows, mut objects) = (Vec::new(), Vec::new());
    for name in providers.names() {
        let provider = providers.find(name, &Origin::Config)?;
        let is_configured = providers.is_configured(name);
        objects.push(json!({
            "name": name, "title": provider.title, "authentication": authentication(&provider),
            "environments": environments(&provider), "built_in": !is_configured,
        }));
        let row = [
            name.to_owned(),
            provider.title.to_string(),
            authentication(&provider).to_owned(),
            environments(&provider).join(", "),
            if is_configured { "config" } else { "built in" }.to_owned(),
        ];
        rows.push(row.map(Cell::from));
    }
    if is_json {
        context.ui.data(format!("{}\n", Value::from(objects)))?;
        return Ok(Outcome::Done);
    }
    let columns = [
        Column::new("NAME"),
        Column::new("TITLE").optional(1),
        Column::new("AUTHENTICATION").optional(3),
        Column::new("ENVIRONMENTS"),
        Column::new("FROM").optional(2),
    ];
    context.ui.table(&TextTable::new(columns, rows), args.table.wide)?;
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
