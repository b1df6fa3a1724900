//! `config path`: where the config file is.

use super::{Context, Outcome};
use crate::cli::ConfigFileArgs;
use crate::config::{Setting, place};
use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::paths::CONFIG_DIR_VARIABLE;

pub(super) fn path(args: &ConfigFileArgs, context: &Context) -> Result<Outcome> {
    let place = required_place(args, &context.env)?;
    log::info!("from {}", place.origin);
    context.ui.data(format!("{}\n", place.value.display()))?;
    Ok(Outcome::Done)
}

/// Where the config file is or would be.
pub(super) fn required_place(args: &ConfigFileArgs, env: &Env) -> Result<Setting<std::path::PathBuf>> {
    place(args.config.as_deref(), env).ok_or_else(|| {
        Failure::new(Kind::BadConfig, "it is not known where the config file is")
            .because("this user has no home directory")
            .hint(format!("set {CONFIG_DIR_VARIABLE}, or add `--config FILE`"))
    })
}
