//! The config of a run: the user's file, which takes precedence, and the system's file.

use std::path::{Path, PathBuf};

use toml::Spanned;

use super::allowed_hosts::AllowedHosts;
use super::cache::CacheTable;
use super::file::{ConfigFile, ConfigSource, MissingParents};
use super::locate::FILE_NAME;
use super::locked::LockedKey;
use super::network::NetworkTable;
use super::parse::{merge_table, read_keys, read_tables, remove_locked};
use super::problem::Problem;
use super::profile::Profile;
use super::provider::ProviderTable;
use super::read::{ReadError, read, read_system};
use super::rule::Rule;
use super::values::Name;
use crate::failure::{Failure, Kind, Result};
use crate::origin::{Origin, Setting};
use crate::paths::CONFIG_DIR_VARIABLE;

/// The config of a run; empty if there are no files.
///
/// Positions are byte offsets. The offsets of the system's file begin after the end of the user's file, so each position belongs
/// to one file only.
#[derive(Clone, Debug, Default)]
pub struct Config {
    user: LoadedFile,
    /// The failure of a user's file that cannot be read, and so is not used.
    unreadable: Option<Failure>,
    system: Option<LoadedFile>,
    /// The keys of the user's file that are not used, because the system config locks them.
    ignored: Vec<IgnoredKey>,
}

/// A key of the user's file that the system config locks.
#[derive(Clone, Debug)]
struct IgnoredKey {
    key: String,
    /// The position of the key.
    at: usize,
}

/// A config file that was read.
#[derive(Clone, Debug, Default)]
struct LoadedFile {
    path: Option<PathBuf>,
    text: String,
    /// The position of its first byte.
    start: usize,
    keys: ConfigFile,
}

/// The path of a file and its text.
type PathAndText = (PathBuf, String);

impl LoadedFile {
    fn path(&self) -> &Path {
        self.path.as_deref().unwrap_or(Path::new(FILE_NAME))
    }

    fn dir(&self) -> &Path {
        self.path.as_deref().and_then(Path::parent).unwrap_or(Path::new(""))
    }
}

impl Config {
    /// Reads and checks the files at these paths.
    ///
    /// # Errors
    ///
    /// Fails when a file has a mistake or cannot be used. The user's file in its default place may be missing, and is ignored
    /// with a warning if it cannot be read. A system's file that another user can write is ignored with a warning.
    pub fn load(user: Option<&Setting<PathBuf>>, system: Option<&Setting<PathBuf>>) -> Result<Self> {
        let system = system.map(read_system_file).transpose()?.flatten();
        let (user, unreadable) = match user.map(read_user_file).transpose()? {
            Some(UserConfig::Read(text)) => (Some(text), None),
            Some(UserConfig::Unreadable(failure)) => (None, Some(failure)),
            Some(UserConfig::Missing) | None => (None, None),
        };
        let config = Self { unreadable, ..Self::from_texts(user, system)? };
        for IgnoredKey { key, at } in &config.ignored {
            let what = format!("`{key}` is ignored, because the system config locks it");
            log::warn!("{}", config.failure(Problem::new(*at, what)));
        }
        config.check_profiles(MissingParents::Reject)?;
        Ok(config)
    }

    /// Checks the text of a user's file at this path by itself. A profile can extend one of the system's file.
    ///
    /// # Errors
    ///
    /// Fails when the text has a mistake.
    pub fn parse(text: String, path: PathBuf) -> Result<Self> {
        let config = Self::from_texts(Some((path, text)), None)?;
        config.check_profiles(MissingParents::Accept)?;
        Ok(config)
    }

    /// Returns a config with this text as the user's file, and with the same system's file.
    ///
    /// # Errors
    ///
    /// Fails when the text has a mistake, or sets a locked key that this config does not set.
    pub fn with_user_text(&self, text: String, path: PathBuf) -> Result<Self> {
        let system = self.system.as_ref().map(|file| (file.path().to_owned(), file.text.clone()));
        let config = Self::from_texts(Some((path, text)), system)?;
        let is_known = |key: &str| self.ignored.iter().any(|known| known.key == key);
        if let Some(IgnoredKey { key, .. }) = config.ignored.iter().find(|ignored| !is_known(&ignored.key)) {
            return Err(locked(key));
        }
        config.check_profiles(MissingParents::Reject)?;
        Ok(config)
    }

    /// Fails when the system config locks this key, so that the user's file cannot set it.
    pub fn require_unlocked(&self, path: &[&str]) -> Result<()> {
        if self.is_locked(path) { Err(locked(&path.join("."))) } else { Ok(()) }
    }

    /// Checks the user's file by itself, as [`Self::parse`] does.
    ///
    /// # Errors
    ///
    /// Fails when the file has a mistake or cannot be used.
    pub fn check_user_file(path: &Setting<PathBuf>) -> Result<()> {
        match read_user_file(path)? {
            UserConfig::Read((path, text)) => Self::parse(text, path).map(drop),
            UserConfig::Unreadable(_) | UserConfig::Missing => Ok(()),
        }
    }

    fn from_texts(user: Option<PathAndText>, system: Option<PathAndText>) -> Result<Self> {
        let (user_path, user_text) = user.map_or((None, String::new()), |(path, text)| (Some(path), text));
        let user = LoadedFile { path: user_path, text: user_text, ..LoadedFile::default() };
        let system = system.map(|(path, text)| LoadedFile {
            path: Some(path),
            text: text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned(),
            start: user.text.len() + 1,
            keys: ConfigFile::default(),
        });
        let mut config = Self { user, unreadable: None, system, ignored: Vec::new() };
        let mut ignored = Vec::new();
        let (user, system) = config.read_keys(&mut ignored)?;
        config.user.keys = user;
        config.ignored = ignored;
        if let (Some(file), Some(keys)) = (&mut config.system, system) {
            file.keys = keys;
        }
        Ok(config)
    }

    fn read_keys(&self, ignored: &mut Vec<IgnoredKey>) -> Result<(ConfigFile, Option<ConfigFile>)> {
        let failed = |problem| self.failure(problem);
        // Spaces before the text shift its positions past those of the user's file.
        let system_text = self.system.as_ref().map(|file| " ".repeat(file.start) + &file.text);
        let system_tables = system_text.as_ref().map(|text| read_tables(text)).transpose().map_err(failed)?;
        let mut system = match (&system_tables, &system_text) {
            (Some(tables), Some(text)) => Some(read_keys(tables.clone(), text, ConfigSource::System).map_err(failed)?),
            _ => None,
        };
        let mut user_tables = read_tables(&self.user.text).map_err(failed)?;
        if let Some((tables, keys)) = system_tables.as_ref().zip(system.as_ref()) {
            for locked in keys.locked.iter().map(Spanned::get_ref) {
                let removed = remove_locked(&mut user_tables, tables, locked);
                ignored.extend(removed.into_iter().map(|(key, at)| IgnoredKey { key: key.to_string(), at }));
            }
            merge_table(&mut user_tables, tables, "providers");
        }
        let mut user = read_keys(user_tables, &self.user.text, ConfigSource::User).map_err(failed)?;
        for keys in [Some(&mut user), system.as_mut()].into_iter().flatten() {
            keys.resolve_paths(|at| self.file_at(at).dir());
        }
        Ok((user, system))
    }

    /// Returns the file that has this position.
    fn file_at(&self, at: usize) -> &LoadedFile {
        self.system.as_ref().filter(|file| at >= file.start).unwrap_or(&self.user)
    }

    fn files(&self) -> impl Iterator<Item = (&LoadedFile, ConfigSource)> {
        let system = self.system.iter().map(|file| (file, ConfigSource::System));
        std::iter::once((&self.user, ConfigSource::User)).chain(system)
    }

    /// Returns the path of the user's file, if it was read.
    pub fn path(&self) -> Option<&Path> {
        self.user.path.as_deref()
    }

    /// Returns the path of the system's file, if it was read.
    pub fn system_path(&self) -> Option<&Path> {
        self.system.as_ref()?.path.as_deref()
    }

    /// Returns the failure of a user's file that exists, but cannot be read and so is not used.
    pub fn unreadable(&self) -> Option<&Failure> {
        self.unreadable.as_ref()
    }

    /// Returns the directory that relative paths in a setting of this origin start from.
    pub fn dir_of(&self, origin: &Origin) -> &Path {
        match (origin, &self.system) {
            (Origin::SystemConfig, Some(file)) => file.dir(),
            _ => self.user.dir(),
        }
    }

    /// Returns the failure that reports a mistake in one of the files.
    pub fn failure(&self, mut problem: Problem) -> Failure {
        let file = self.file_at(problem.position());
        problem.shift(file.start);
        problem.in_file(file.path(), &file.text)
    }

    /// Returns the value of a key outside of profiles and providers. The user's file takes precedence.
    pub fn first<T>(&self, key: impl Fn(&ConfigFile) -> Option<T>) -> Option<Setting<T>> {
        self.files().find_map(|(file, source)| {
            let origin = match source {
                ConfigSource::User => Origin::Config,
                ConfigSource::System => Origin::SystemConfig,
            };
            Some(Setting::new(key(&file.keys)?, origin))
        })
    }

    /// Returns the value of a key in the system's file alone.
    pub fn system_value<T>(&self, key: impl Fn(&ConfigFile) -> Option<T>) -> Option<T> {
        key(&self.system.as_ref()?.keys)
    }

    /// Returns the name of the default profile.
    pub fn default_profile(&self) -> Option<Setting<Spanned<String>>> {
        self.first(|file| file.default_profile.clone())
    }

    /// Returns the rules, in their order.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.user.keys.rules.iter().map(Spanned::get_ref)
    }

    /// Returns the table of each profile of each file, with the position of its name, in the order of the files.
    pub fn profile_tables(&self) -> impl Iterator<Item = (&Spanned<Name>, &Profile, ConfigSource)> {
        self.files()
            .flat_map(|(file, source)| file.keys.profiles.iter().map(move |(name, profile)| (name, profile, source)))
    }

    /// Returns the providers, in the order of the files. Tables of one name are merged.
    pub fn providers(&self) -> impl ExactSizeIterator<Item = (&Spanned<Name>, &ProviderTable)> {
        self.user.keys.providers.iter()
    }

    /// Returns the `[cache]` table of each file, the user's first.
    pub fn cache_tables(&self) -> impl Iterator<Item = &CacheTable> {
        self.files().map(|(file, _)| &file.keys.cache)
    }

    /// Returns the `[network]` table of each file, the user's first.
    pub fn network_tables(&self) -> impl Iterator<Item = &NetworkTable> {
        self.files().map(|(file, _)| &file.keys.network)
    }

    /// Returns the locked keys.
    pub fn locked_keys(&self) -> impl Iterator<Item = &LockedKey> {
        self.system.iter().flat_map(|file| &file.keys.locked).map(Spanned::get_ref)
    }

    /// Returns whether the key with this path is locked.
    pub fn is_locked(&self, path: &[&str]) -> bool {
        self.locked_keys().any(|locked| locked.covers(path))
    }

    /// Returns the hosts that tokens and credentials can be sent to; none if all hosts are allowed.
    pub fn allowed_hosts(&self) -> Option<&AllowedHosts> {
        self.system.as_ref()?.keys.allowed_hosts.as_ref().map(Spanned::get_ref)
    }
}

enum UserConfig {
    Read(PathAndText),
    Unreadable(Failure),
    Missing,
}

fn read_user_file(path: &Setting<PathBuf>) -> Result<UserConfig> {
    let is_named = path.origin != Origin::Default;
    let error = match read(&path.value, is_named) {
        Ok(text) => return Ok(UserConfig::Read((path.value.clone(), text))),
        Err(error) if error.is_missing() && !is_named => return Ok(UserConfig::Missing),
        Err(error) => error,
    };
    if is_named || !error.is_unreadable() {
        return Err(failed("the config file", path, "cannot be used", &error));
    }
    let failure = failed("the config file", path, "cannot be read", &error);
    log::warn!("{failure}; it is not used (set {CONFIG_DIR_VARIABLE} to use another directory)");
    Ok(UserConfig::Unreadable(failure))
}

fn read_system_file(path: &Setting<PathBuf>) -> Result<Option<PathAndText>> {
    let is_named = path.origin != Origin::Default;
    match read_system(&path.value, is_named) {
        Ok(text) => Ok(Some((path.value.clone(), text))),
        Err(error) if error.is_untrusted() => {
            log::warn!("{}; it is not used", failed("the system config", path, "cannot be trusted", &error));
            Ok(None)
        }
        Err(error) => Err(failed("the system config", path, "cannot be used", &error)),
    }
}

fn locked(key: &str) -> Failure {
    Failure::new(Kind::BadConfig, format!("`{key}` cannot be set"))
        .because("the system config locks it")
        .hint("only the administrator of this machine can change it")
}

fn failed(file: &str, path: &Setting<PathBuf>, what: &str, error: &ReadError) -> Failure {
    let what = format!("{file} {} {what}", path.value.display());
    Failure::new(Kind::BadConfig, what).because(error).hint(error.hint(path))
}
