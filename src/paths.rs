//! The paths of the user's files.

use std::path::PathBuf;

use crate::env::Env;

/// The variable that sets the config directory.
pub const CONFIG_DIR_VARIABLE: &str = "TRAVAUTH_CONFIG_DIR";

/// Returns the user's config directory, which also holds the cache; none if the user has no home directory.
///
/// `TRAVAUTH_CONFIG_DIR` if set, otherwise the platform's default: `~/.config/travauth` on Linux,
/// `~/Library/Application Support/travauth` on macOS.
pub fn config_dir(env: &Env) -> Option<PathBuf> {
    match env.os(CONFIG_DIR_VARIABLE).filter(|dir| !dir.is_empty()) {
        Some(dir) => Some(PathBuf::from(dir)),
        None => directories::ProjectDirs::from("", "", "travauth").map(|dirs| dirs.config_dir().to_owned()),
    }
}
