//! The ids of a batch, and the set of those that were seen.

use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasher as _, RandomState};

use serde_json::value::RawValue;

use crate::failure::{Failure, Kind, Result};

/// The id of a line.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum BatchId {
    /// A string.
    Text(String),
    /// A number as it was written.
    Number(String),
}

impl BatchId {
    /// Parses the JSON of an id; none for null.
    pub(super) fn parse(json: &RawValue) -> Result<Option<Self>> {
        let json = json.get();
        let wrong = || Failure::new(Kind::Usage, "`id` is not a string or a number");
        match json.as_bytes().first() {
            Some(b'"') => serde_json::from_str(json).map(|text| Some(Self::Text(text))).map_err(|_| wrong()),
            Some(b'-' | b'0'..=b'9') => Ok(Some(Self::Number(json.to_owned()))),
            _ if json == "null" => Ok(None),
            _ => Err(wrong()),
        }
    }

    /// Returns the JSON of the id.
    pub(super) fn to_json(&self) -> String {
        match self {
            Self::Text(text) => serde_json::Value::from(text.as_str()).to_string(),
            Self::Number(number) => number.clone(),
        }
    }
}

/// A set of ids that stays small for millions of them: it stores consecutive whole numbers as runs, and other ids as hashes
/// of 64 bits.
#[derive(Debug, Default)]
pub(crate) struct IdSet {
    /// The first and the last number of each run of whole numbers.
    runs: BTreeMap<u64, u64>,
    hashes: HashSet<u64>,
    hasher: RandomState,
}

impl IdSet {
    /// Adds an id, and returns whether it is new.
    pub(crate) fn insert(&mut self, id: &BatchId) -> bool {
        match whole_number(id) {
            Some(number) => self.insert_number(number),
            None => self.hashes.insert(self.hasher.hash_one(id)),
        }
    }

    /// Returns whether the set has this id.
    pub(crate) fn contains(&self, id: &BatchId) -> bool {
        match whole_number(id) {
            Some(number) => self.run_before(number).is_some_and(|(_, last)| number <= last),
            None => self.hashes.contains(&self.hasher.hash_one(id)),
        }
    }

    fn insert_number(&mut self, number: u64) -> bool {
        let mut first = number;
        let mut last = number;
        if let Some((before_first, before_last)) = self.run_before(number) {
            if number <= before_last {
                return false;
            }
            if number - 1 == before_last {
                first = before_first;
            }
        }
        if let Some(after_last) = number.checked_add(1).and_then(|after| self.runs.remove(&after)) {
            last = after_last;
        }
        self.runs.insert(first, last);
        true
    }

    /// Returns the last run that begins at this number or before it.
    fn run_before(&self, number: u64) -> Option<(u64, u64)> {
        self.runs.range(..=number).next_back().map(|(first, last)| (*first, *last))
    }
}

/// Returns the value of an id that is a whole number without leading zeros; none for other ids.
fn whole_number(id: &BatchId) -> Option<u64> {
    let BatchId::Number(text) = id else { return None };
    text.parse().ok().filter(|number: &u64| number.to_string() == *text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> BatchId {
        BatchId::Number(text.to_owned())
    }

    #[test]
    fn each_id_is_new_once() {
        let mut set = IdSet::default();
        let mut numbers: Vec<u64> = (0..2000).collect();
        fastrand::Rng::with_seed(7).shuffle(&mut numbers);
        for id in &numbers {
            assert!(!set.contains(&number(&id.to_string())));
            assert!(set.insert(&number(&id.to_string())), "{id}");
        }
        assert!(numbers.iter().all(|id| !set.insert(&number(&id.to_string()))));
        assert_eq!(set.runs, BTreeMap::from([(0, 1999)]));
        let others = ["-1", "1.0", "1e3", "18446744073709551615", "18446744073709551616", "3000"].map(number);
        let texts = ["1", "", "1999"].map(|text| BatchId::Text(text.to_owned()));
        for id in others.iter().chain(&texts) {
            assert!(!set.contains(id) && set.insert(id) && set.contains(id) && !set.insert(id), "{id:?}");
        }
    }
}
