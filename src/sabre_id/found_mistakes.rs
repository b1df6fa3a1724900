//! What the reading of a string leaves behind: the mistakes on the way, and the id and password at its end.

use super::found_mistake::{FoundMistake, Section};
use super::mistake::Mistake;
use super::text::Bytes;

/// Layers of base64 that are taken off at most.
pub(super) const DEEPEST: u8 = 5;

/// The mistakes on the way, each once, in the order they were met: the outermost first.
#[derive(Clone, Default)]
pub(super) struct FoundMistakes(pub Vec<FoundMistake>);

impl FoundMistakes {
    pub(super) fn add(&mut self, mistake: Mistake, place: Section) -> &mut FoundMistake {
        let at = self.0.iter().position(|found| found.mistake == mistake).unwrap_or_else(|| {
            self.0.push(FoundMistake { mistake, places: Vec::new(), columns: None, position: None });
            self.0.len() - 1
        });
        let found = &mut self.0[at];
        if !found.places.contains(&place) {
            found.places.push(place);
        }
        found
    }

    pub(super) fn has(&self, mistake: Mistake) -> bool {
        self.0.iter().any(|found| found.mistake == mistake)
    }

    pub(super) fn ending(mut self, mistake: Mistake, place: Section) -> Reading {
        self.add(mistake, place);
        Reading { mistakes: self, id: None, password: None }
    }
}

/// How surely the left half is an id and nothing of the password.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Certainty {
    /// It was marked off from the password.
    Certain,
    /// Only the user: what follows may be a piece of the password.
    UserOnly,
    /// Any part may be a piece of the password.
    None,
}

/// The text of an id as it was found, well-formed or not.
pub(super) struct IdText {
    pub text: Bytes,
    pub certainty: Certainty,
}

/// What a string was read as.
pub(super) struct Reading {
    pub mistakes: FoundMistakes,
    pub id: Option<IdText>,
    pub password: Option<Bytes>,
}
