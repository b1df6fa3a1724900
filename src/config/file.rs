//! The config file: found, read, checked.

use std::fs::{File, Metadata};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::document::{Data, Document, Table};
use super::problem::Problem;
use super::profile::{Profile, SecretReference, span};
use super::schema;
use super::setting::{Origin, Setting};
use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::paths::config_dir;
use crate::suggest;

/// Names another config file.
pub const CONFIG_VARIABLE: &str = "TRAVAUTH_CONFIG";
/// The file in the user's config dir.
const FILE_NAME: &str = "config.toml";
/// A larger file is not one of ours.
const LARGEST_BYTES: usize = 256 << 10;

/// What the config file says; nothing when there is none.
#[derive(Debug, Default)]
pub struct Config {
    path: Option<PathBuf>,
    text: &'static str,
    document: Document,
}

/// The `[network]` table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetworkSettings {
    /// The time limit of the token step and of each request up to its answer.
    pub timeout: Option<Duration>,
    /// The time limit of making a connection.
    pub connect_timeout: Option<Duration>,
    /// How often a failed request is sent again.
    pub retries: Option<u32>,
    /// The proxy.
    pub proxy: Option<String>,
    /// A PEM file of trusted certificates.
    pub ca_bundle: Option<PathBuf>,
}

/// Where the config file is, whether it exists or not; none when the system knows no home of this user.
///
/// The origin is a flag or a variable when somebody named it, and then it must exist.
pub fn place(named: Option<&Path>, env: &Env) -> Option<Setting<PathBuf>> {
    if let Some(path) = named {
        return Some(Setting::new(path.to_owned(), Origin::Flag("--config")));
    }
    if let Some(path) = env.os(CONFIG_VARIABLE).filter(|path| !path.is_empty()) {
        return Some(Setting::new(PathBuf::from(path), Origin::Variable(CONFIG_VARIABLE.to_owned())));
    }
    Some(Setting::new(config_dir(env)?.join(FILE_NAME), Origin::Default))
}

impl Config {
    /// Reads and checks the file; `named` is what `--config` says.
    pub fn load(named: Option<&Path>, env: &Env) -> Result<Self> {
        let Some(place) = place(named, env) else { return Ok(Self::default()) };
        let is_named = place.origin != Origin::Default;
        match read(&place.value) {
            Ok(text) => Self::parse(text, place.value),
            // A config dir that is no directory holds no config; what becomes of the cache then is told there.
            Err(error)
                if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) && !is_named =>
            {
                Ok(Self::default())
            }
            Err(error) => {
                let what = format!("the config file {} cannot be used", place.value.display());
                let hint = match place.origin {
                    Origin::Default => "mend it, or move it away".to_owned(),
                    origin => format!("it is named by {origin}"),
                };
                // What is said about its mode names the command that mends it.
                let (why, hint) = match error.to_string().split_once("; ") {
                    Some((why, better)) => (why.to_owned(), better.to_owned()),
                    None => (error.to_string(), hint),
                };
                Err(Failure::new(Kind::BadConfig, what).because(why).hint(hint))
            }
        }
    }

    /// Checks the text of a file at this path.
    ///
    /// The text lives as long as the program, so that nothing that is read out of it need be copied.
    pub fn parse(text: String, path: PathBuf) -> Result<Self> {
        let text: &'static str = Box::leak(text.into_boxed_str());
        let document = Document::parse(text).map_err(|problem| problem.in_file(&path, text))?;
        schema::check(&document).map_err(|problem| problem.in_file(&path, text))?;
        Ok(Self { path: Some(path), text, document })
    }

    /// The file, if there is one.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The directory of the file, to which relative paths in it relate.
    pub fn dir(&self) -> &Path {
        self.path.as_deref().and_then(Path::parent).unwrap_or(Path::new(""))
    }

    /// The failure that tells of a mistake in this file.
    pub fn failure(&self, problem: Problem) -> Failure {
        problem.in_file(self.path.as_deref().unwrap_or(Path::new(FILE_NAME)), self.text)
    }

    /// The name of the default profile.
    pub fn default_profile(&self) -> Option<&str> {
        self.document.root().text("default_profile").map(|text| &**text)
    }

    /// All profiles, in the order of the file.
    pub fn profiles(&self) -> impl Iterator<Item = Profile<'_>> {
        self.tables("profiles").map(|(name, at, table)| Profile { name, at, table, dir: self.dir() })
    }

    /// The profile of this name; `origin` names who asks for it.
    pub fn profile(&self, name: &str, origin: &Origin) -> Result<Profile<'_>> {
        if let Some(found) = self.profiles().find(|profile| profile.name == name) {
            return Ok(found);
        }
        let shown = crate::redact::escape_control(name);
        let names: Vec<&str> = self.profiles().map(|profile| profile.name).collect();
        let failure = Failure::new(Kind::UnknownProfile, format!("there is no profile `{shown}` (from {origin})"));
        Err(match (&self.path, names.is_empty()) {
            (None, _) => failure.because("there is no config file").hint("`travauth config init` writes one"),
            (Some(path), true) => failure
                .because(format!("{} has no profiles", path.display()))
                .hint(format!("add [profiles.{shown}] to it")),
            (Some(_), false) => failure.hint(suggest::hint(&shown, &names)),
        })
    }

    /// The user's own providers: name, place in the file, settings.
    pub fn providers(&self) -> impl Iterator<Item = (&str, usize, Table<'_>)> {
        self.tables("providers")
    }

    /// The address of a cache that several machines share, or `file`, or `none`.
    pub fn cache_url(&self) -> Option<&str> {
        self.document.root().table("cache")?.text("url").map(|text| &**text)
    }

    /// The password of that cache.
    pub fn cache_password(&self) -> Option<SecretReference> {
        let table = self.document.root().table("cache")?;
        SecretReference::read(table.get("password")?, table, self.dir())
    }

    /// The `[network]` table.
    pub fn network(&self) -> NetworkSettings {
        let Some(table) = self.document.root().table("network") else { return NetworkSettings::default() };
        NetworkSettings {
            timeout: table.get("timeout").and_then(span),
            connect_timeout: table.get("connect_timeout").and_then(span),
            retries: table.get("retries").and_then(|value| match value.data {
                Data::Integer(number) => u32::try_from(number).ok(),
                _ => None,
            }),
            proxy: table.text("proxy").map(ToString::to_string),
            ca_bundle: table.text("ca_bundle").map(|path| self.dir().join(&**path)),
        }
    }

    fn tables(&self, key: &str) -> impl Iterator<Item = (&str, usize, Table<'_>)> {
        let entries = self.document.root().table(key).map_or(&[][..], Table::entries);
        entries.iter().filter_map(|entry| Some((&*entry.key, entry.at, self.document.table(&entry.value.data)?)))
    }
}

fn read(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(io::Error::other("it is a directory; name the file in it"));
    }
    refuse_open_to_all(path, &metadata)?;
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0).min(LARGEST_BYTES) + 1);
    file.by_ref().take(LARGEST_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > LARGEST_BYTES {
        return Err(io::Error::other(format!("it is larger than {LARGEST_BYTES} bytes; is it the right file?")));
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = String::from_utf8_lossy(good).matches('\n').count();
        io::Error::other(format!("line {} is not UTF-8; save it as UTF-8", line + 1))
    })
}

/// Whoever can write this file can have commands run and secrets sent.
#[cfg(unix)]
fn refuse_open_to_all(path: &Path, metadata: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    if metadata.is_file() && metadata.permissions().mode() & 0o002 != 0 {
        return Err(io::Error::other(format!(
            "every user of this machine can write it, and it says which commands are run; chmod o-w {}",
            path.display()
        )));
    }
    Ok(())
}

#[cfg(not(unix))]
fn refuse_open_to_all(_: &Path, _: &Metadata) -> io::Result<()> {
    Ok(())
}
