//! Where a mistake was found, and what is known of it.

use std::fmt;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::mistake::Mistake;

/// A part of the credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The user id (EPR).
    User,
    /// The group (PCC).
    Group,
    /// The domain.
    Domain,
    /// The password.
    Password,
}

impl Part {
    /// The documented name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::Domain => "domain",
            Self::Password => "password",
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Where in the string a mistake was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Section {
    /// The string as a whole.
    Whole,
    /// The half with the id.
    Id,
    /// The half with the password.
    Password,
}

impl Section {
    /// The documented name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Whole => "whole",
            Self::Id => "id",
            Self::Password => "password",
        }
    }
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A mistake that was found, with what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundMistake {
    /// Which mistake.
    pub mistake: Mistake,
    /// Where, each place once.
    pub places: Vec<Section>,
    /// Where a wrapped string is broken, if its lines are of one length.
    pub columns: Option<usize>,
    /// The first character that does not fit, counted from 1 after quotes and prefixes.
    pub position: Option<usize>,
}

impl Serialize for FoundMistake {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("FoundMistake", 7)?;
        object.serialize_field("name", self.mistake.name())?;
        object.serialize_field("places", &self.places)?;
        object.serialize_field("columns", &self.columns)?;
        object.serialize_field("position", &self.position)?;
        object.serialize_field("what", self.mistake.what())?;
        object.serialize_field("how", self.mistake.how())?;
        object.serialize_field("mend", self.mistake.fix())?;
        object.end()
    }
}
