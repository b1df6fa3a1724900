//! The input and the result of the diagnosis.

use std::fmt;

use secrecy::SecretString;
use serde::{Serialize, Serializer};

use super::found_mistake::{FoundMistake, Part};
use super::id::SabreId;

/// The parts that the caller expects in the string.
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
    /// Creates the expectation of every part of an id.
    pub fn id(id: &'a SabreId) -> Self {
        Self { user: Some(id.user()), group: id.group(), domain: id.domain(), password: None }
    }
}

/// The result for a string as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// A Sabre v2 credential without a mistake.
    Right,
    /// No mistake, but the id has no `V1:`, so it is right for `SynXis` and wrong for Sabre v2.
    #[serde(rename = "synxis")]
    SynXis,
    /// The string has mistakes.
    Wrong,
}

/// The id in the string, without the parts that could belong to the password.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct IdParts {
    /// The user id, or a plain `SynXis` name.
    pub user: Option<String>,
    /// The group.
    pub group: Option<String>,
    /// The domain.
    pub domain: Option<String>,
}

/// A remark that is not a mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Note {
    /// The string starts with `Basic`, without the name of the header.
    Scheme,
    /// The string is a whole `Authorization: Basic …`.
    Header,
    /// The string is in quotes.
    Quotes,
    /// The file is UTF-16 or starts with a byte order mark.
    FileEncoding,
    /// The id is a Dev Studio key.
    DevStudio,
    /// The id has no `V1:`, as in `SynXis`.
    WithoutV1,
    /// The password starts or ends with a space or tab.
    PasswordBlank,
    /// The group has lower-case letters.
    LowercaseGroup,
}

impl Note {
    /// All notes.
    #[cfg(test)]
    pub const ALL: [Self; 8] = [
        Self::Scheme,
        Self::Header,
        Self::Quotes,
        Self::FileEncoding,
        Self::DevStudio,
        Self::WithoutV1,
        Self::PasswordBlank,
        Self::LowercaseGroup,
    ];

    /// Returns the documented name, in kebab-case.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scheme => "scheme",
            Self::Header => "header",
            Self::Quotes => "quotes",
            Self::FileEncoding => "file-encoding",
            Self::DevStudio => "dev-studio",
            Self::WithoutV1 => "without-v1",
            Self::PasswordBlank => "password-blank",
            Self::LowercaseGroup => "lowercase-group",
        }
    }

    /// Returns the text of the note.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Scheme => "the word Basic belongs to the header; remove it where only the credential is expected",
            Self::Header => "this is a whole Authorization header; the credential is the part after Basic",
            Self::Quotes => "the quotes around it are not part of the credential",
            Self::FileEncoding => {
                "the file is UTF-16 or starts with a byte order mark, which other programs may not accept"
            }
            Self::DevStudio => "this is a Dev Studio key, which works in the cert environment only",
            Self::WithoutV1 => "the id has no V1:, as in SynXis; Sabre v2 requires V1:user:group:domain",
            Self::LowercaseGroup => "the group (PCC) has lower-case letters, and Sabre writes it in capital letters",
            Self::PasswordBlank => {
                "the password starts or ends with white space, which may have been copied by accident"
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

/// The result of [`verify`](super::verify). It contains the length of the password, but no part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnosis {
    /// The result for the string itself; it does not depend on the expected parts.
    pub verdict: Verdict,
    /// The parts of the id that were found; `None` if there are none.
    pub id: Option<IdParts>,
    /// The length of the password in characters, if the password was found.
    pub password_length: Option<usize>,
    /// The mistakes, the outermost first; empty unless the verdict is `Wrong`.
    pub mistakes: Vec<FoundMistake>,
    /// The parts that differ from the expected ones.
    pub differing: Vec<Part>,
    /// Remarks that are not mistakes.
    pub notes: Vec<Note>,
}

impl Diagnosis {
    /// Returns whether the string is a Sabre v2 credential without a mistake, with all the expected parts.
    pub fn is_right(&self) -> bool {
        self.verdict == Verdict::Right && self.differing.is_empty()
    }
}
