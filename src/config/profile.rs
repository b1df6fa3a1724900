//! A profile, and the kinds of values that profiles and providers share.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::document::{Data, Table, Text, Value};
use crate::clock::parse_span;

/// A secret by reference: never the secret itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretReference {
    /// The variable of this name.
    Variable(Text),
    /// The file at this path.
    File(PathBuf),
    /// What this command prints, and the directory in which it runs: that of the config file.
    Command(Vec<String>, PathBuf),
}

/// The value of a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeaderText {
    /// A text in which `{client_secret}` and the like stand for what the login has.
    Template(Text),
    /// A secret.
    Secret(SecretReference),
}

/// One `[profiles.NAME]`.
#[derive(Clone, Copy, Debug)]
pub struct Profile<'c> {
    /// Its name.
    pub name: &'c str,
    /// Where it stands in the file.
    pub at: usize,
    /// Its settings.
    pub table: Table<'c>,
    /// The directory of the config file, to which relative paths relate.
    pub dir: &'c Path,
}

impl<'c> Profile<'c> {
    /// The text of this key.
    pub fn text(&self, key: &str) -> Option<&'c str> {
        self.table.text(key).map(|text| &**text)
    }

    /// The version of the token endpoint, which can be a number.
    pub fn auth_version(&self) -> Option<String> {
        self.table.get("auth_version").and_then(version)
    }

    /// The time span of this key.
    pub fn span(&self, key: &str) -> Option<Duration> {
        self.table.get(key).and_then(span)
    }

    /// The secret of this key.
    pub fn secret(&self, key: &str) -> Option<SecretReference> {
        SecretReference::read(self.table.get(key)?, self.table, self.dir)
    }

    /// Extra form fields of the token request.
    pub fn params(&self) -> Vec<(String, String)> {
        texts_by_name(self.table, "params").map(|(name, text)| (name.to_string(), text.to_string())).collect()
    }

    /// Extra headers of API requests.
    pub fn headers(&self) -> Vec<(Text, HeaderText)> {
        headers(self.table, self.dir)
    }
}

impl SecretReference {
    /// The reference that this value is.
    pub(super) fn read(value: &Value, within: Table<'_>, dir: &Path) -> Option<Self> {
        let table = within.document().table(&value.data)?;
        if let Some(name) = table.text("env") {
            return Some(Self::Variable(name.clone()));
        }
        if let Some(path) = table.text("file") {
            return Some(Self::File(dir.join(at_home(path))));
        }
        let command = table.get("command")?.items().iter().filter_map(Value::text);
        Some(Self::Command(command.map(ToString::to_string).collect(), dir.to_owned()))
    }
}

impl std::fmt::Display for SecretReference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Variable(name) => write!(f, "${name}"),
            Self::File(path) => write!(f, "the file {}", path.display()),
            Self::Command(arguments, _) => {
                write!(f, "the command {}", arguments.first().map_or("", String::as_str))
            }
        }
    }
}

/// A path that begins with `~/` is in the home directory, as in a shell.
fn at_home(path: &str) -> PathBuf {
    match path.strip_prefix("~/").zip(directories::BaseDirs::new()) {
        Some((rest, dirs)) => dirs.home_dir().join(rest),
        None => PathBuf::from(path),
    }
}

/// The headers of a profile or provider.
pub(crate) fn headers(table: Table<'_>, dir: &Path) -> Vec<(Text, HeaderText)> {
    let headers = table.table("headers").map_or(&[][..], Table::entries);
    headers
        .iter()
        .filter_map(|entry| {
            let value = match &entry.value.data {
                Data::Text(text) => HeaderText::Template(text.clone()),
                _ => HeaderText::Secret(SecretReference::read(&entry.value, table, dir)?),
            };
            Some((entry.key.clone(), value))
        })
        .collect()
}

/// The texts of a table whose names the user chose.
pub(crate) fn texts_by_name<'d>(table: Table<'d>, key: &str) -> impl Iterator<Item = (&'d Text, &'d Text)> {
    let entries = table.table(key).map_or(&[][..], Table::entries);
    entries.iter().filter_map(|entry| Some((&entry.key, entry.value.text()?)))
}

/// A time span, which can be a number of seconds.
pub(crate) fn span(value: &Value) -> Option<Duration> {
    match &value.data {
        Data::Text(text) => parse_span(text),
        Data::Integer(seconds) => u64::try_from(*seconds).ok().map(Duration::from_secs),
        _ => None,
    }
}

fn version(value: &Value) -> Option<String> {
    match &value.data {
        Data::Text(text) => Some(text.to_string()),
        Data::Integer(number) => Some(number.to_string()),
        _ => None,
    }
}
