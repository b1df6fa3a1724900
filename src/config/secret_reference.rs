//! A secret by reference: the config file names where it is kept, never the secret itself.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap as _, Serializer};

use super::problem::WithHint;

/// Where a secret is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretReference {
    /// The environment variable of this name.
    Variable(String),
    /// The file at this path.
    File(PathBuf),
    /// The command that prints it.
    Command {
        /// The program and its arguments.
        arguments: Vec<String>,
        /// The directory that it runs in: that of the config file.
        dir: PathBuf,
    },
}

const FORMS: &str =
    "write one of { env = \"NAME\" }, { file = \"PATH\" }, { command = [\"pass\", \"show\", \"NAME\"] }";

impl SecretReference {
    /// Makes paths relative to the directory of the config file; `~/` is the home directory.
    pub(super) fn resolve_paths(&mut self, config_dir: &Path) {
        match self {
            Self::Variable(_) => {}
            Self::File(path) => *path = config_dir.join(expand_home(path)),
            Self::Command { dir, .. } => config_dir.clone_into(dir),
        }
    }

    /// The environment variable, where it is one.
    pub fn variable(&self) -> Option<&str> {
        match self {
            Self::Variable(name) => Some(name),
            Self::File(_) | Self::Command { .. } => None,
        }
    }
}

fn expand_home(path: &Path) -> PathBuf {
    match path.strip_prefix("~").ok().zip(directories::BaseDirs::new()) {
        Some((rest, dirs)) if !rest.as_os_str().is_empty() => dirs.home_dir().join(rest),
        _ => path.to_owned(),
    }
}

impl fmt::Display for SecretReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(name) => write!(f, "${name}"),
            Self::File(path) => write!(f, "the file {}", path.display()),
            // The program alone: an argument could be a secret.
            Self::Command { arguments, .. } => {
                write!(f, "the command {}", arguments.first().map_or("", String::as_str))
            }
        }
    }
}

/// The table as it is written.
#[derive(Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "a table with one of env, file and command")]
struct ReferenceTable {
    env: Option<NotEmpty>,
    file: Option<NotEmpty>,
    command: Option<Arguments>,
}

impl ReferenceTable {
    fn reference<E: Error>(self) -> Result<SecretReference, E> {
        match (self.env, self.file, self.command) {
            (Some(NotEmpty(name)), None, None) => Ok(SecretReference::Variable(name)),
            (None, Some(NotEmpty(path)), None) => Ok(SecretReference::File(path.into())),
            (None, None, Some(Arguments(arguments))) => Ok(SecretReference::Command { arguments, dir: PathBuf::new() }),
            _ => Err(E::custom(WithHint { what: "takes exactly one of env, file and command", hint: FORMS })),
        }
    }
}

impl<'de> Deserialize<'de> for SecretReference {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reference;

        impl<'de> Visitor<'de> for Reference {
            type Value = SecretReference;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a table with one of env, file and command")
            }

            fn visit_str<E: Error>(self, _: &str) -> Result<SecretReference, E> {
                Err(E::custom(WithHint {
                    what: "is here in plain text; a secret does not belong into this file",
                    hint: &format!("{FORMS}, and remove the secret from the file, its backups and its history"),
                }))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<SecretReference, A::Error> {
                ReferenceTable::deserialize(MapAccessDeserializer::new(map))?.reference()
            }
        }

        deserializer.deserialize_any(Reference)
    }
}

impl Serialize for SecretReference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        match self {
            Self::Variable(name) => map.serialize_entry("env", name)?,
            Self::File(path) => map.serialize_entry("file", path)?,
            Self::Command { arguments, .. } => map.serialize_entry("command", arguments)?,
        }
        map.end()
    }
}

struct NotEmpty(String);

impl<'de> Deserialize<'de> for NotEmpty {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.is_empty() { Err(D::Error::custom(EMPTY)) } else { Ok(Self(text)) }
    }
}

const EMPTY: WithHint<'static> = WithHint { what: "is empty", hint: FORMS };

/// A program and its arguments.
struct Arguments(Vec<String>);

impl<'de> Deserialize<'de> for Arguments {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Words;

        impl<'de> Visitor<'de> for Words {
            type Value = Arguments;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array of strings")
            }

            fn visit_str<E: Error>(self, line: &str) -> Result<Arguments, E> {
                let words: Vec<String> = line.split_whitespace().map(|word| format!("{word:?}")).collect();
                Err(E::custom(WithHint {
                    what: "takes a list of arguments, because no shell splits a command line here",
                    hint: &format!("write it like `command = [{}]`", words.join(", ")),
                }))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Arguments, A::Error> {
                let mut arguments: Vec<String> = Vec::new();
                while let Some(argument) = items.next_element()? {
                    arguments.push(argument);
                }
                match arguments.first() {
                    Some(program) if !program.is_empty() => Ok(Arguments(arguments)),
                    _ => Err(A::Error::custom(EMPTY)),
                }
            }
        }

        deserializer.deserialize_any(Words)
    }
}
