//! The paths of the config files.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::env::Env;
use crate::origin::{Origin, Setting};
use crate::paths::config_dir;

/// The variable that names another config file.
pub const CONFIG_VARIABLE: &str = "TRAVAUTH_CONFIG";
/// The variable that names another system config, for tests and containers.
pub const SYSTEM_CONFIG_VARIABLE: &str = "TRAVAUTH_SYSTEM_CONFIG";
/// The name of the config file in the user's and in the system's config directory.
pub(super) const FILE_NAME: &str = "config.toml";

/// Returns the path of the user's config file, which may not exist; none if the user has no home directory.
///
/// A file that a flag or variable names must exist.
pub fn locate(flag: Option<&Path>, env: &Env) -> Option<Setting<PathBuf>> {
    if let Some(path) = flag {
        return Some(Setting::new(path.to_owned(), Origin::Flag("--config")));
    }
    if let Some(path) = env.os(CONFIG_VARIABLE).filter(|path| !path.is_empty()) {
        return Some(Setting::new(PathBuf::from(path), Origin::Variable(CONFIG_VARIABLE.to_owned())));
    }
    Some(Setting::new(default_path(env)?, Origin::Default))
}

/// Returns the default path of the user's config file; none if the user has no home directory.
pub fn default_path(env: &Env) -> Option<PathBuf> {
    Some(config_dir(env)?.join(FILE_NAME))
}

/// Returns the path of the system's config file; none if there is none.
pub fn locate_system(env: &Env) -> Option<Setting<PathBuf>> {
    let real = system_dir(env).map(|dir| dir.join(FILE_NAME)).filter(|path| std::fs::symlink_metadata(path).is_ok());
    choose_system(real, env.os(SYSTEM_CONFIG_VARIABLE))
}

/// Returns the system's own file if it exists, because a variable must not replace it, or else the file that the variable
/// names.
fn choose_system(real: Option<PathBuf>, named: Option<OsString>) -> Option<Setting<PathBuf>> {
    if let Some(real) = real {
        if named.is_some_and(|named| real.as_os_str() != named) {
            log::warn!("{SYSTEM_CONFIG_VARIABLE} is ignored, because {} exists", real.display());
        }
        return Some(Setting::new(real, Origin::Default));
    }
    let named = named.filter(|path| !path.is_empty())?;
    Some(Setting::new(PathBuf::from(named), Origin::Variable(SYSTEM_CONFIG_VARIABLE.to_owned())))
}

#[cfg(windows)]
fn system_dir(env: &Env) -> Option<PathBuf> {
    let dir = env.os("PROGRAMDATA").filter(|dir| !dir.is_empty())?;
    Some(PathBuf::from(dir).join("travauth"))
}

#[cfg(target_os = "macos")]
#[expect(clippy::unnecessary_wraps, reason = "Windows may have none")]
fn system_dir(_: &Env) -> Option<PathBuf> {
    Some(PathBuf::from("/Library/Application Support/travauth"))
}

#[cfg(not(any(windows, target_os = "macos")))]
#[expect(clippy::unnecessary_wraps, reason = "Windows may have none")]
fn system_dir(_: &Env) -> Option<PathBuf> {
    Some(PathBuf::from("/etc/travauth"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_names_the_system_config_only_where_there_is_none() {
        let variable = || Origin::Variable(SYSTEM_CONFIG_VARIABLE.to_owned());
        for (real, named, expected) in [
            (None, None, None),
            (None, Some(""), None),
            (None, Some("/n"), Some(("/n", variable()))),
            (Some("/r"), None, Some(("/r", Origin::Default))),
            (Some("/r"), Some(""), Some(("/r", Origin::Default))),
            (Some("/r"), Some("/n"), Some(("/r", Origin::Default))),
        ] {
            let expected = expected.map(|(path, origin)| Setting::new(PathBuf::from(path), origin));
            assert_eq!(
                choose_system(real.map(PathBuf::from), named.map(OsString::from)),
                expected,
                "{real:?} {named:?}"
            );
        }
    }
}
