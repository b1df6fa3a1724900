//! References to secrets. The config file contains no secret itself.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize, Serializer};
use toml::Spanned;

use super::keyring_item::KeyringItem;
use super::values::TextOr;
use crate::redact::escape_control;

/// A reference to a secret.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "TextOr<ReferenceTable>")]
pub enum SecretReference {
    /// The environment variable of this name.
    #[serde(rename = "env")]
    Variable(String),
    /// The file at this path.
    #[serde(rename = "file")]
    File(PathBuf),
    /// This item of the user's keyring.
    #[serde(rename = "keyring", serialize_with = "serialize_item")]
    Keyring(KeyringItem),
    /// The command that prints it.
    #[serde(rename = "command", serialize_with = "serialize_command")]
    Command {
        /// The program and its arguments.
        arguments: Vec<String>,
        /// The directory of the config file, in which it runs.
        dir: PathBuf,
    },
}

const FORMS: &str = "write one of { env = \"NAME\" }, { file = \"PATH\" }, { keyring = \"PROFILE/KEY\" }, \
                     { command = [\"pass\", \"show\", \"NAME\"] }";

impl SecretReference {
    /// Makes paths relative to the directory of the config file; `~/` is the home directory.
    pub(super) fn resolve_paths(&mut self, config_dir: &Path) {
        match self {
            Self::Variable(_) | Self::Keyring(_) => {}
            Self::File(path) => *path = config_dir.join(expand_home(path)),
            Self::Command { dir, .. } => config_dir.clone_into(dir),
        }
    }

    /// Returns the path of the file; none for any other reference.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::File(path) => Some(path),
            Self::Variable(_) | Self::Keyring(_) | Self::Command { .. } => None,
        }
    }

    /// Returns the name of the environment variable; none for any other reference.
    pub fn variable(&self) -> Option<&str> {
        match self {
            Self::Variable(name) => Some(name),
            Self::File(_) | Self::Keyring(_) | Self::Command { .. } => None,
        }
    }
}

/// Replaces `~` at the start of a path by the home directory.
pub(super) fn expand_home(path: &Path) -> PathBuf {
    match path.strip_prefix("~").ok().zip(directories::BaseDirs::new()) {
        Some((rest, dirs)) if !rest.as_os_str().is_empty() => dirs.home_dir().join(rest),
        _ => path.to_owned(),
    }
}

impl fmt::Display for SecretReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(name) => write!(f, "${}", escape_control(name)),
            Self::File(path) => write!(f, "the file {}", escape_control(&path.to_string_lossy())),
            Self::Keyring(item) => write!(f, "the keyring item {item}"),
            // Arguments are left out, because one of them could be a secret.
            Self::Command { arguments, .. } => {
                write!(f, "the command {}", escape_control(arguments.first().map_or("", String::as_str)))
            }
        }
    }
}

/// A secret that is usually in a file: the path of the file, or a reference.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "TextOr<ReferenceTable>")]
pub struct PathOrReference(pub SecretReference);

impl PathOrReference {
    /// Returns the path of a file and its position in the config file, in bytes; none for any other reference.
    pub fn path_with_position(reference: &Spanned<Self>) -> Option<(usize, &Path)> {
        Some((reference.span().start, reference.get_ref().0.path()?))
    }
}

impl TryFrom<TextOr<ReferenceTable>> for PathOrReference {
    type Error = String;

    fn try_from(written: TextOr<ReferenceTable>) -> Result<Self, String> {
        match written {
            TextOr::Text(path) if !path.is_empty() && !path.contains("-----BEGIN") => {
                Ok(Self(SecretReference::File(path.into())))
            }
            // A private key in the config file is the same mistake as a password in it.
            written => SecretReference::try_from(written).map(Self),
        }
    }
}

/// A secret that travauth replaces while it is in use, so it is in the keyring or in a file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(try_from = "TextOr<ReferenceTable>")]
pub struct WritableReference(pub SecretReference);

impl TryFrom<TextOr<ReferenceTable>> for WritableReference {
    type Error = String;

    fn try_from(written: TextOr<ReferenceTable>) -> Result<Self, String> {
        match SecretReference::try_from(written)? {
            SecretReference::Variable(_) | SecretReference::Command { .. } => Err(
                "a refresh token must be in the keyring or in a file, because the provider can replace it with each use\n\
                 write { keyring = \"PROFILE/refresh_token\" } or { file = \"PATH\" }"
                    .to_owned(),
            ),
            reference => Ok(Self(reference)),
        }
    }
}

/// A reference to a secret. Exactly one of these keys is set.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table with one of env, file, keyring and command")]
struct ReferenceTable {
    /// The name of an environment variable.
    env: Option<String>,
    /// The path of a file, relative to the config file.
    file: Option<String>,
    /// An item of the keyring, `PROFILE/KEY`.
    keyring: Option<String>,
    /// A program that prints the secret, and its arguments.
    command: Option<Arguments>,
}

impl TryFrom<TextOr<ReferenceTable>> for SecretReference {
    type Error = String;

    fn try_from(written: TextOr<ReferenceTable>) -> Result<Self, String> {
        let TextOr::Other(table) = written else {
            return Err(format!(
                "this is a secret in plain text, which this file must not contain\n{FORMS}, and remove the secret \
                 from the file, its backups and its history"
            ));
        };
        let ReferenceTable { env, file, keyring, command } = table;
        match (env, file, keyring, command) {
            (Some(name), None, None, None) if !name.is_empty() => Ok(Self::Variable(name)),
            (None, Some(path), None, None) if !path.is_empty() => Ok(Self::File(path.into())),
            (None, None, Some(item), None) => KeyringItem::parse(&item).map(Self::Keyring).ok_or_else(|| {
                format!("a keyring item is written \"PROFILE/KEY\", for example \"acme/password\"\n{FORMS}")
            }),
            (None, None, None, Some(Arguments(arguments))) => Ok(Self::Command { arguments, dir: PathBuf::new() }),
            _ => Err(format!(
                "a secret needs exactly one of env, file, keyring and command, which must not be empty\n{FORMS}"
            )),
        }
    }
}

fn serialize_command<S: Serializer>(arguments: &[String], _: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    arguments.serialize(serializer)
}

fn serialize_item<S: Serializer>(item: &KeyringItem, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(item)
}

/// A program and its arguments.
#[derive(Deserialize)]
#[serde(try_from = "TextOr<Vec<String>>")]
struct Arguments(Vec<String>);

impl TryFrom<TextOr<Vec<String>>> for Arguments {
    type Error = String;

    fn try_from(written: TextOr<Vec<String>>) -> Result<Self, String> {
        match written {
            TextOr::Text(line) => {
                let words: Vec<String> = line.split_whitespace().map(|word| format!("{word:?}")).collect();
                Err(format!(
                    "a command is a list of arguments, because no shell splits a command line here\nwrite it like \
                     `command = [{}]`",
                    words.join(", ")
                ))
            }
            TextOr::Other(arguments) if arguments.first().is_none_or(String::is_empty) => {
                Err(format!("the command is empty\n{FORMS}"))
            }
            TextOr::Other(arguments) => Ok(Self(arguments)),
        }
    }
}
