//! A mistake with the places in the string where it was found.

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
    /// Returns the documented name.
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

/// The part of the string that has a mistake.
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
    /// Returns the documented name.
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

/// A mistake that was found in a string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundMistake {
    /// The mistake.
    pub mistake: Mistake,
    /// The places of the mistake, each once.
    pub places: Vec<Section>,
    /// The line length of a wrapped string, if all its lines are equally long.
    pub columns: Option<usize>,
    /// The position of the first invalid character, counted from 1 and without quotes and prefixes.
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
        object.serialize_field("how", self.mistake.cause())?;
        object.serialize_field("mend", self.mistake.fix())?;
        object.end()
    }
}
