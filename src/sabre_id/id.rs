//! The left half of the credential: the client id.

use std::fmt;

use super::found_mistake::Part;

/// The default domain, which is the domain of travel agencies.
pub const DEFAULT_DOMAIN: &str = "AA";

/// The prefix of every Sabre v2 id.
pub(super) const V1: &str = "V1:";

/// A well-formed Sabre v2 client id, `V1:user:group:domain`, or a plain `SynXis` user name.
///
/// The id is not a secret, so `Display` prints it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SabreId(String);

/// The reason why an id is malformed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// The id is empty.
    #[error("the Sabre id is empty")]
    Empty,
    /// One of the parts is empty.
    #[error("the {0} of the Sabre id is empty")]
    EmptyPart(Part),
    /// A user id has no group.
    #[error("a Sabre user id needs a group (PCC)")]
    GroupMissing,
    /// The id contains white space or an invisible character.
    #[error("{} has {kind} as its character {position}", describe(*part))]
    Character {
        /// The part with the character; `None` for a whole id.
        part: Option<Part>,
        /// The position in characters, counted from 1, in that part or in the whole id.
        position: usize,
        /// The kind of character.
        kind: CharacterKind,
    },
    /// A part contains a colon.
    #[error("the {0} of the Sabre id contains a colon, which separates the parts")]
    Colon(Part),
    /// The id starts with `V1:V1:`.
    #[error("the Sabre id starts with `V1:` twice")]
    DoubleV1,
    /// The id starts with `v1:`.
    #[error("the Sabre id starts with a lower-case `v1:`")]
    LowercaseV1,
    /// The id has several parts, but no `V1:` before them.
    #[error("the Sabre id has several parts but does not start with `V1:`")]
    V1Missing,
    /// The id has fewer parts than `V1:user:group:domain`.
    #[error("the Sabre id has {0} of four parts")]
    FewerParts(usize),
    /// The id has more parts than `V1:user:group:domain`.
    #[error("the Sabre id has {0} parts instead of four")]
    MoreParts(usize),
    /// The id is the whole encoded credential.
    #[error("the Sabre id is a whole encoded credential, which contains the password")]
    Encoded,
    /// A part differs from the same part of the whole `V1:…` id.
    #[error("the {0} differs from the {0} in the `V1:…` user id")]
    Contradiction(Part),
}

/// A kind of character that an id must not contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CharacterKind {
    /// LF, CR and the Unicode line separators.
    LineEnd,
    /// A space, a tab, a no-break space.
    Blank,
    /// A control character.
    Control,
    /// A zero-width character or direction mark, often copied from web pages and word processors.
    Invisible,
}

impl fmt::Display for CharacterKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LineEnd => "a line break",
            Self::Blank => "white space",
            Self::Control => "a control character",
            Self::Invisible => "an invisible character",
        })
    }
}

fn describe(part: Option<Part>) -> String {
    part.map_or_else(|| "the Sabre id".to_owned(), |part| format!("the {part} of the Sabre id"))
}

impl IdError {
    /// Returns the part that has the error; none if the error is in the whole id.
    pub const fn faulty_part(&self) -> Option<Part> {
        match self {
            Self::Character { part, .. } => *part,
            Self::EmptyPart(part) | Self::Colon(part) | Self::Contradiction(part) => Some(*part),
            _ => None,
        }
    }

    /// Returns a hint that fixes the id.
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Empty | Self::EmptyPart(_) | Self::FewerParts(_) => {
                "the form is V1:user:group:domain, for example V1:7971:7TZA:AA"
            }
            Self::GroupMissing => {
                "give the group with --group (or SABRE_GROUP), or the whole V1:user:group:domain as the user id"
            }
            Self::Character { .. } => "type the id again, or copy it without the characters around it",
            Self::Colon(_) => "give each part separately, or the whole V1:user:group:domain as the user id",
            Self::DoubleV1 => "write V1: once; a user id that starts with V1: is read as the whole id",
            Self::LowercaseV1 => "write V1: with a capital V",
            Self::V1Missing => "write V1: before it: V1:user:group:domain",
            Self::MoreParts(_) => "the form is V1:user:group:domain; give the password separately, never in the id",
            Self::Encoded => {
                "give the plain id, V1:user:group:domain, and the password by itself; `travauth encode-sabre-id --verify -` \
                 shows the parts of the string"
            }
            Self::Contradiction(_) => "omit that part, or give the user id alone, without V1: and the other parts",
        }
    }
}

impl SabreId {
    /// Builds an id from its parts; the domain defaults to [`DEFAULT_DOMAIN`].
    ///
    /// The user may be a whole `V1:user:group:domain`. Other parts are then optional and must match it.
    pub fn from_parts(user: &str, group: Option<&str>, domain: Option<&str>) -> Result<Self, IdError> {
        if starts_with_v1(user) {
            let id = Self::from_client_id(user)?;
            for (part, given, in_user) in [(Part::Group, group, id.group()), (Part::Domain, domain, id.domain())] {
                if given.is_some() && given != in_user {
                    return Err(IdError::Contradiction(part));
                }
            }
            return Ok(id);
        }
        check_part(Part::User, user)?;
        let group = group.ok_or(IdError::GroupMissing)?;
        check_part(Part::Group, group)?;
        let domain = domain.unwrap_or(DEFAULT_DOMAIN);
        check_part(Part::Domain, domain)?;
        Self::from_client_id(&format!("{V1}{user}:{group}:{domain}"))
    }

    /// Reads a whole id: `V1:user:group:domain`, or a `SynXis` name without a colon.
    pub fn from_client_id(id: &str) -> Result<Self, IdError> {
        if id.is_empty() {
            return Err(IdError::Empty);
        }
        check_characters(None, id)?;
        let Some(rest) = id.strip_prefix(V1) else {
            return match id.contains(':') {
                false => Ok(Self(id.to_owned())),
                true if starts_with_v1(id) => Err(IdError::LowercaseV1),
                true => Err(IdError::V1Missing),
            };
        };
        if starts_with_v1(rest) {
            return Err(IdError::DoubleV1);
        }
        let parts: Vec<&str> = rest.split(':').collect();
        match parts.len() {
            0..3 => return Err(IdError::FewerParts(parts.len() + 1)),
            3 => {}
            _ => return Err(IdError::MoreParts(parts.len() + 1)),
        }
        for (part, value) in [Part::User, Part::Group, Part::Domain].into_iter().zip(parts) {
            if value.is_empty() {
                return Err(IdError::EmptyPart(part));
            }
        }
        Ok(Self(id.to_owned()))
    }

    /// Returns the whole id.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the user id (EPR), or the whole `SynXis` name.
    pub fn user(&self) -> &str {
        self.part(0).unwrap_or(&self.0)
    }

    /// Returns the group (PCC); `None` for a `SynXis` name.
    pub fn group(&self) -> Option<&str> {
        self.part(1)
    }

    /// Returns the domain, such as `AA`, `EXT` or an airline's code; `None` for a `SynXis` name.
    pub fn domain(&self) -> Option<&str> {
        self.part(2)
    }

    /// Returns whether the id has no `V1:`, which `SynXis` accepts and Sabre v2 rejects.
    pub fn is_synxis(&self) -> bool {
        !self.0.starts_with(V1)
    }

    /// Returns whether the id is a Dev Studio key, `V1:…:DEVCENTER:EXT`, which works in the cert environment only.
    pub fn is_dev_studio(&self) -> bool {
        self.group() == Some("DEVCENTER") && self.domain() == Some("EXT")
    }

    /// Returns whether the group is a PCC, which has three or four characters, with lower-case letters. Sabre writes a
    /// PCC in capital letters.
    pub fn has_lowercase_pcc(group: &str) -> bool {
        matches!(group.len(), 3 | 4)
            && group.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && group.contains(|c: char| c.is_ascii_lowercase())
    }

    fn part(&self, index: usize) -> Option<&str> {
        self.0.strip_prefix(V1).and_then(|rest| rest.split(':').nth(index))
    }
}

impl fmt::Display for SabreId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn starts_with_v1(text: &str) -> bool {
    text.get(..V1.len()).is_some_and(|start| start.eq_ignore_ascii_case(V1))
}

fn check_part(part: Part, value: &str) -> Result<(), IdError> {
    if value.is_empty() {
        return Err(IdError::EmptyPart(part));
    }
    check_characters(Some(part), value)?;
    if value.contains(':') { Err(IdError::Colon(part)) } else { Ok(()) }
}

fn check_characters(part: Option<Part>, value: &str) -> Result<(), IdError> {
    match value.chars().zip(1..).find_map(|(c, at)| forbidden(c).map(|kind| (kind, at))) {
        Some((kind, position)) => Err(IdError::Character { part, position, kind }),
        None => Ok(()),
    }
}

/// Returns the kind of a character that an id must not contain, or `None` for an allowed character.
pub(super) fn forbidden(c: char) -> Option<CharacterKind> {
    match c {
        '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(CharacterKind::LineEnd),
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => {
            Some(CharacterKind::Invisible)
        }
        _ if c.is_whitespace() => Some(CharacterKind::Blank),
        _ if c.is_control() => Some(CharacterKind::Control),
        _ => None,
    }
}
