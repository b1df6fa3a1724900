//! `config schema`: prints the JSON Schema of the config file.

use super::{Context, Outcome};
use crate::failure::Result;

/// The schema, which is generated from the sources of the config's types.
const SCHEMA: &str = include_str!("../../docs/config.schema.json");

pub(super) fn run(context: &Context) -> Result<Outcome> {
    context.ui.data(SCHEMA)?;
    Ok(Outcome::Done)
}
