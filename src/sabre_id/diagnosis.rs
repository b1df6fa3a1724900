//! What the diagnosis is asked and what it answers.

use std::fmt;

use secrecy::SecretString;
use serde::{Serialize, Serializer};

use super::found_mistake::{FoundMistake, Part};
use super::id::SabreId;

/// What the string should hold, as far as the caller knows.
#[derive(Debug, Clone, Copy, Default)]
pub struct Expected<'a> {
    /// The user id, or a plain `SynXis` name.
    pub user: Option<&'a str>,
    /// The group.
    pub group: Option<&'a str>,
    /// The domain.
    pub domain: Option<&'a str>,
    /// The password.
    pub password: Option<&'a SecretString>,
}

impl<'a> Expected<'a> {
    /// Expects every part of an id.
    pub fn id(id: &'a SabreId) -> Self {
        Self { user: Some(id.user()), group: id.group(), domain: id.domain(), password: None }
    }
}

/// What a string turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// A Sabre v2 credential without a fault.
    Right,
    /// Without a fault, but its id has no `V1:`: good for `SynXis`, wrong for Sabre v2.
    #[serde(rename = "synxis")]
    SynXis,
    /// Something is wrong with it, see the mistakes.
    Wrong,
}

/// The id that was found, as far as it is surely no piece of the password.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct IdParts {
    /// The user id, or a plain `SynXis` name.
    pub user: Option<String>,
    /// The group.
    pub group: Option<String>,
    /// The domain.
    pub domain: Option<String>,
}

/// What is worth knowing and no mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Note {
    /// `Basic …` without a header's name.
    Scheme,
    /// A whole `Authorization: Basic …`.
    Header,
    /// In quotes.
    Quotes,
    /// The file is UTF-16 or starts with a byte order mark.
    FileEncoding,
    /// A Dev Studio key.
    DevStudio,
    /// No `V1:`, so the id is one of `SynXis`, if the string is for Sabre at all.
    WithoutV1,
    /// A blank or tab at an end of the password.
    PasswordBlank,
}

impl Note {
    /// All of them.
    #[cfg(test)]
    pub const ALL: [Self; 7] = [
        Self::Scheme,
        Self::Header,
        Self::Quotes,
        Self::FileEncoding,
        Self::DevStudio,
        Self::WithoutV1,
        Self::PasswordBlank,
    ];

    /// The documented name, in kebab-case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scheme => "scheme",
            Self::Header => "header",
            Self::Quotes => "quotes",
            Self::FileEncoding => "file-encoding",
            Self::DevStudio => "dev-studio",
            Self::WithoutV1 => "without-v1",
            Self::PasswordBlank => "password-blank",
        }
    }

    /// The note in words.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Scheme => {
                "the word Basic before it belongs to the header; leave it out where only the credential is asked for"
            }
            Self::Header => "a whole Authorization header was given; the credential is what follows Basic",
            Self::Quotes => "the quotes around it are not part of the credential",
            Self::FileEncoding => {
                "the file is UTF-16 or starts with a byte order mark, which other programs may not take off"
            }
            Self::DevStudio => "this is a Dev Studio key, which works in the cert environment only",
            Self::WithoutV1 => "the id has no V1:, as SynXis has it; Sabre v2 needs V1:user:group:domain",
            Self::PasswordBlank => {
                "white space stands at an end of the password, which may have come along when it was copied"
            }
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

impl Serialize for Note {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// What [`verify`](super::verify) found. Of the password it holds the length alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnosis {
    /// What the string is, whatever was expected to be in it.
    pub verdict: Verdict,
    /// For whom it is.
    pub id: Option<IdParts>,
    /// In characters, as far as the password could be told from the rest.
    pub password_length: Option<usize>,
    /// What is wrong with it, the outermost first; empty exactly when the verdict is not `Wrong`.
    pub mistakes: Vec<FoundMistake>,
    /// The parts that are not what was expected.
    pub differing: Vec<Part>,
    /// What else is worth knowing.
    pub notes: Vec<Note>,
}

impl Diagnosis {
    /// A Sabre v2 credential without a fault, and with everything in it that was expected.
    pub fn is_right(&self) -> bool {
        self.verdict == Verdict::Right && self.differing.is_empty()
    }
}
