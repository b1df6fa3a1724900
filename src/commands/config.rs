//! `config path`: where the config file is.

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

/// Where the config file is or would be.
pub(super) fn required_path(named: Option<&Path>, env: &Env) -> Result<Setting<std::path::PathBuf>> {
    locate(named, env).ok_or_else(|| {
        Failure::new(Kind::BadConfig, "it is not known where the config file is")
            .because("this user has no home directory")
            .hint(format!("set {CONFIG_DIR_VARIABLE}, or add `--config FILE`"))
    })
}
