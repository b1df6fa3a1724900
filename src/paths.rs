//! Where the user's files are.

use std::path::PathBuf;

use crate::env::Env;

/// Replaces the config dir.
pub const CONFIG_DIR_VARIABLE: &str = "TRAVAUTH_CONFIG_DIR";

/// The user's config dir, which also holds the cache; none when the system knows no home of this user.
///
/// `TRAVAUTH_CONFIG_DIR` when set, else the platform's own: `~/.config/travauth` on Linux,
/// `~/Library/Application Support/travauth` on macOS.
pub fn config_dir(env: &Env) -> Option<PathBuf> {
    match env.os(CONFIG_DIR_VARIABLE).filter(|dir| !dir.is_empty()) {
        Some(dir) => Some(PathBuf::from(dir)),
        None => directories::ProjectDirs::from("", "", "travauth").map(|dirs| dirs.config_dir().to_owned()),
    }
}
