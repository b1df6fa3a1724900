//! The result of decoding a string: the id, the password and the mistakes.

use super::found_mistake::{FoundMistake, Section};
use super::mistake::Mistake;
use super::text::Bytes;

/// The most layers of base64 that are decoded.
pub(super) const MAX_LAYERS: u8 = 5;

/// The mistakes found so far, each once, the outermost first.
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

    /// Returns a reading that ends with this mistake, without an id or a password.
    pub(super) fn ending(mut self, mistake: Mistake, place: Section) -> Reading {
        self.add(mistake, place);
        Reading { mistakes: self, id: None, password: None }
    }
}

/// How certain it is that a text is the id and contains no part of the password.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Certainty {
    /// A colon separated it from the password.
    Certain,
    /// Only the user is certain, because the rest may contain a part of the password.
    UserOnly,
    /// Any part may belong to the password.
    None,
}

/// The text of an id, which may be malformed.
pub(super) struct IdText {
    pub text: Bytes,
    pub certainty: Certainty,
}

/// The parts of a decoded string, and its mistakes.
pub(super) struct Reading {
    pub mistakes: FoundMistakes,
    pub id: Option<IdText>,
    pub password: Option<Bytes>,
}
