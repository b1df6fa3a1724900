//! The config file: found, read, checked.

use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use serde::Deserialize;
use toml::Spanned;

use super::cache::CacheTable;
use super::network::NetworkTable;
use super::problem::Problem;
use super::profile::Profile;
use super::provider::ProviderTable;
use super::tls;
use super::values::Name;
use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::origin::{Origin, Setting};
use crate::paths::{CONFIG_DIR_VARIABLE, config_dir};
use crate::suggest;
use crate::user_file::{self, UserFile};

/// Names another config file.
pub const CONFIG_VARIABLE: &str = "TRAVAUTH_CONFIG";
/// The file in the user's config dir.
const FILE_NAME: &str = "config.toml";
/// A larger file cannot be a config file.
pub(super) const LARGEST_BYTES: usize = 256 << 10;

/// What the config file says; nothing when there is none.
#[derive(Clone, Debug, Default)]
pub struct Config {
    path: Option<PathBuf>,
    /// The failure of a file that is not used because it cannot be read.
    unreadable: Option<Failure>,
    text: String,
    file: ConfigFile,
}

/// All that a config file can hold.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table")]
pub struct ConfigFile {
    /// The profile that is used when no flag or variable names another.
    pub default_profile: Option<Spanned<String>>,
    /// Provider, environment and credentials under one name.
    pub profiles: IndexMap<Spanned<Name>, Profile>,
    /// Providers of one's own.
    pub providers: IndexMap<Spanned<Name>, ProviderTable>,
    /// Where tokens are kept.
    pub cache: CacheTable,
    /// How the network is used.
    pub network: NetworkTable,
}

/// Where the config file is, whether it exists or not; none when this user has no home directory.
///
/// A file that a flag or variable names must exist.
pub fn locate(flag: Option<&Path>, env: &Env) -> Option<Setting<PathBuf>> {
    if let Some(path) = flag {
        return Some(Setting::new(path.to_owned(), Origin::Flag("--config")));
    }
    if let Some(path) = env.os(CONFIG_VARIABLE).filter(|path| !path.is_empty()) {
        return Some(Setting::new(PathBuf::from(path), Origin::Variable(CONFIG_VARIABLE.to_owned())));
    }
    Some(Setting::new(config_dir(env)?.join(FILE_NAME), Origin::Default))
}

impl Config {
    /// Reads and checks the file at this place. A file that nothing names need not exist, and is left out with a warning
    /// if it cannot be read.
    pub fn load(place: &Setting<PathBuf>) -> Result<Self> {
        let is_named = place.origin != Origin::Default;
        let error = match read(&place.value, is_named) {
            Ok(text) => return Self::parse(text, place.value.clone()),
            Err(ReadError::Io(error)) if is_missing(&error) && !is_named => return Ok(Self::default()),
            Err(error) => error,
        };
        let failed = |what: &str| {
            let what = format!("the config file {} {what}", place.value.display());
            Failure::new(Kind::BadConfig, what).because(&error).hint(error.hint(place))
        };
        if is_named || !error.is_unreadable() {
            return Err(failed("cannot be used"));
        }
        let failure = failed("cannot be read");
        log::warn!("{failure}; it is not used (set {CONFIG_DIR_VARIABLE} to use another directory)");
        Ok(Self { unreadable: Some(failure), ..Self::default() })
    }

    /// Checks the text of a file at this path.
    pub fn parse(text: String, path: PathBuf) -> Result<Self> {
        let mut file: ConfigFile =
            toml::from_str(&text).map_err(|error| Problem::from_toml(error, &text).in_file(&path, &text))?;
        file.resolve_paths(path.parent().unwrap_or(Path::new("")));
        Ok(Self { path: Some(path), unreadable: None, text, file })
    }

    /// The path of the file, if there is one.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The failure of a file that exists but cannot be read, and so is not used.
    pub fn unreadable(&self) -> Option<&Failure> {
        self.unreadable.as_ref()
    }

    /// The directory of the file, to which relative paths in it relate.
    pub fn dir(&self) -> &Path {
        self.path.as_deref().and_then(Path::parent).unwrap_or(Path::new(""))
    }

    /// The failure that reports a mistake in this file.
    pub fn failure(&self, problem: Problem) -> Failure {
        problem.in_file(self.path.as_deref().unwrap_or(Path::new(FILE_NAME)), &self.text)
    }

    /// The name of the default profile.
    pub fn default_profile(&self) -> Option<&str> {
        self.file.default_profile.as_ref().map(|name| name.get_ref().as_str())
    }

    /// The position of the name of the default profile in the file, in bytes.
    pub fn default_profile_position(&self) -> usize {
        self.file.default_profile.as_ref().map_or(0, |name| name.span().start)
    }

    /// All profiles, in the order of the file.
    pub fn profiles(&self) -> impl ExactSizeIterator<Item = (&Spanned<Name>, &Profile)> {
        self.file.profiles.iter()
    }

    /// The profile of this name; `origin` says what asks for it.
    pub fn profile(&self, name: &str, origin: &Origin) -> Result<(&Spanned<Name>, &Profile)> {
        if let Some(found) = self.profiles().find(|(own, _)| own.get_ref().as_str() == name) {
            return Ok(found);
        }
        let shown = crate::redact::escape_control(name);
        let names: Vec<&str> = self.profiles().map(|(name, _)| name.get_ref().as_str()).collect();
        let failure = Failure::new(Kind::UnknownProfile, format!("there is no profile `{shown}` (from {origin})"));
        if let Some(unreadable) = &self.unreadable {
            let hint = unreadable.hint_line().unwrap_or_default();
            return Err(failure.because(unreadable).hint(hint));
        }
        Err(match (&self.path, names.is_empty()) {
            (None, _) => failure.because("there is no config file").hint("`travauth config init` writes one"),
            (Some(path), true) => failure
                .because(format!("{} has no profiles", path.display()))
                .hint(format!("add [profiles.{shown}] to it")),
            (Some(_), false) => failure.hint(suggest::hint(&shown, &names)),
        })
    }

    /// The user's own providers, in the order of the file.
    pub fn providers(&self) -> impl ExactSizeIterator<Item = (&Spanned<Name>, &ProviderTable)> {
        self.file.providers.iter()
    }

    /// The `[cache]` table.
    pub fn cache(&self) -> &CacheTable {
        &self.file.cache
    }

    /// The `[network]` table.
    pub fn network(&self) -> &NetworkTable {
        &self.file.network
    }
}

impl ConfigFile {
    /// Makes every path in the file relative to its directory.
    fn resolve_paths(&mut self, config_dir: &Path) {
        for profile in self.profiles.values_mut() {
            profile.headers.values_mut().for_each(|value| value.get_mut().resolve_paths(config_dir));
            for secret in profile.client_secret.iter_mut().chain(&mut profile.password) {
                secret.get_mut().resolve_paths(config_dir);
            }
        }
        for profile in self.profiles.values_mut() {
            tls::resolve_paths([&mut profile.add_ca, &mut profile.client_cert], &mut profile.client_key, config_dir);
            tls::resolve_paths([&mut None, &mut None], &mut profile.private_key, config_dir);
        }
        let network = &mut self.network;
        tls::resolve_paths([&mut network.add_ca, &mut network.client_cert], &mut network.client_key, config_dir);
        for provider in self.providers.values_mut() {
            provider.resolve_paths(config_dir);
        }
        self.cache.password.iter_mut().for_each(|secret| secret.get_mut().resolve_paths(config_dir));
        self.network.ca_bundle.iter_mut().for_each(|path| *path.get_mut() = config_dir.join(path.get_ref()));
    }
}

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error)]
enum ReadError {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("it is a directory; name the file in it")]
    IsDirectory,
    #[error("it is not a regular file")]
    NotRegular,
    #[error("{who} can write it, and it says which commands are run (owner uid {owner}, mode {mode:04o})")]
    #[cfg_attr(not(unix), expect(dead_code, reason = "only Unix has owners and modes"))]
    Untrusted { who: &'static str, owner: u32, mode: u32, chmod: Option<&'static str> },
    #[error("it is larger than {LARGEST_BYTES} bytes; is it the right file?")]
    TooLarge,
    #[error("line {line} is not UTF-8; save it as UTF-8")]
    NotUtf8 { line: usize },
}

impl ReadError {
    fn hint(&self, place: &Setting<PathBuf>) -> String {
        match (self, &place.origin) {
            (Self::Untrusted { chmod: Some(chmod), .. }, _) => format!("chmod {chmod} {}", place.value.display()),
            (Self::Untrusted { chmod: None, .. }, _) => {
                format!("copy it, or make it your own: chown \"$(id -u)\" {}", place.value.display())
            }
            (_, Origin::Default) => format!("fix it, move it away, or set {CONFIG_DIR_VARIABLE}"),
            (_, origin) => format!("{origin} names it"),
        }
    }

    /// Returns whether nothing can be read there, as opposed to a file with something wrong in it.
    fn is_unreadable(&self) -> bool {
        matches!(self, Self::Io(_) | Self::NotRegular)
    }
}

/// Returns whether there is no such file, also where the config dir is no directory.
fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Reads the file. Only a file that a flag or variable names may be a pipe.
fn read(path: &Path, is_named: bool) -> Result<String, ReadError> {
    let found = std::fs::metadata(path)?;
    if found.is_dir() {
        return Err(ReadError::IsDirectory);
    }
    if !found.is_file() && !is_named {
        return Err(ReadError::NotRegular);
    }
    let UserFile { bytes, metadata } = user_file::read(path, LARGEST_BYTES)?;
    require_trusted(&metadata)?;
    if bytes.len() > LARGEST_BYTES {
        return Err(ReadError::TooLarge);
    }
    String::from_utf8(bytes).map_err(|error| {
        let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        ReadError::NotUtf8 { line: memchr::memchr_iter(b'\n', before).count() + 1 }
    })
}

/// Fails when a user other than this one and root could change the commands and addresses in the file.
#[cfg(unix)]
fn require_trusted(metadata: &Metadata) -> Result<(), ReadError> {
    use std::os::unix::fs::MetadataExt as _;
    let (owner, mode) = (metadata.uid(), metadata.mode() & 0o7777);
    let own = rustix::process::geteuid().as_raw();
    // By convention a group with the number of its user has no other members.
    let has_private_group = metadata.gid() == owner;
    let (who, chmod) = if !metadata.is_file() {
        return Ok(());
    } else if owner != own && owner != 0 {
        ("another user", None)
    } else if mode & 0o002 != 0 {
        ("every user of this machine", Some("o-w"))
    } else if mode & 0o020 != 0 && !has_private_group {
        ("every user of its group", Some("g-w"))
    } else {
        return Ok(());
    };
    Err(ReadError::Untrusted { who, owner, mode, chmod })
}

#[cfg(not(unix))]
fn require_trusted(_: &Metadata) -> Result<(), ReadError> {
    Ok(())
}
