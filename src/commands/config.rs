//! `config path`: prints the path of the config file.

use std::path::Path;

use super::{Context, Outcome};
use crate::config::locate;
use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::origin::Setting;
use crate::paths::CONFIG_DIR_VARIABLE;

pub(super) fn path(named: Option<&Path>, context: &Context) -> Result<Outcome> {
    let path = required_path(named, &context.env)?;
    log::info!("from {}", path.origin);
    context.ui.data(format!("{}\n", path.value.display()))?;
    Ok(Outcome::Done)
}

/// Returns the path of the config file, which may not exist yet.
pub(super) fn required_path(named: Option<&Path>, env: &Env) -> Result<Setting<std::path::PathBuf>> {
    locate(named, env).ok_or_else(|| {
        Failure::new(Kind::BadConfig, "the path of the config file is unknown")
            .because("this user has no home directory")
            .hint(format!("set {CONFIG_DIR_VARIABLE}, or add `--config FILE`"))
    })
}
