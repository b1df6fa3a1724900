//! Runs `obtain` with fakes, and checks its outcome.

use std::time::Duration;

use super::fakes::{FakeLocal, FakeMachine, FakeShared, FakeSource, Turn, wanted};
use crate::broker::{Requirements, TokenOrigin, obtain};
use crate::cache::{Cache, Entry};
use crate::failure::Kind;
use crate::machine::{Machine as _, run_to_end};

/// One case: the stored entries, the requirements, the behaviour of the provider, and the expected outcome.
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) local: FakeLocal,
    pub(super) shared: FakeShared,
    pub(super) shared_is_required: bool,
    pub(super) wanted: Requirements,
    pub(super) source: FakeSource,
    /// The token's name and its origin, or the kind of the failure.
    pub(super) outcome: Result<(&'static str, TokenOrigin), Kind>,
    /// The expected number of token requests.
    pub(super) requests: usize,
}

/// The effects of a case.
pub(super) struct Effects {
    /// The entries that were stored on this machine.
    pub(super) local: Vec<Entry>,
    /// The entries that were stored in the shared store.
    pub(super) shared: Vec<Entry>,
    /// How often the shared lock was released without an entry.
    pub(super) released: usize,
    /// How often the source was prepared.
    pub(super) prepared: usize,
    pub(super) waited: Duration,
}

pub(super) fn case(name: &'static str, outcome: Result<(&'static str, TokenOrigin), Kind>, requests: usize) -> Case {
    Case {
        name,
        local: FakeLocal::default(),
        shared: FakeShared::default(),
        shared_is_required: false,
        wanted: wanted(),
        source: FakeSource {
            secret: "secret",
            sending: None,
            lifetime: Some(1799),
            rejects: false,
            cannot_read: false,
            prepared: 0,
            requests: 0,
        },
        outcome,
        requests,
    }
}

impl Case {
    pub(super) fn local(self, entry: Entry) -> Self {
        self.local.entry.replace(Some(entry));
        self
    }

    pub(super) fn shared(mut self, entry: Entry) -> Self {
        self.shared.entry = Some(entry);
        self
    }

    pub(super) fn local_turn(self, turn: Turn) -> Self {
        self.local.turns.borrow_mut().push_back(turn);
        self
    }

    pub(super) fn shared_turn(self, turn: Turn) -> Self {
        self.shared.turns.borrow_mut().push_back(turn);
        self
    }

    pub(super) fn wanted(mut self, change: impl FnOnce(&mut Requirements)) -> Self {
        change(&mut self.wanted);
        self
    }

    pub(super) fn source(mut self, change: impl FnOnce(&mut FakeSource)) -> Self {
        change(&mut self.source);
        self
    }

    /// Runs the case, checks its outcome, and returns its effects.
    pub(super) fn passes(mut self) -> Effects {
        let name = self.name;
        let cache = Cache::new(FakeMachine::default(), Some(self.local), Some(self.shared), self.shared_is_required);
        let outcome = run_to_end(obtain(&cache, &self.wanted, &mut self.source));
        match (&outcome, &self.outcome) {
            (Ok(obtained), Ok((token, origin))) => {
                assert_eq!(obtained.cached.token.access_token.expose(), *token, "{name}");
                assert_eq!(obtained.origin, *origin, "{name}");
            }
            (Err(failure), Err(kind)) => assert_eq!(failure.kind(), *kind, "{name}: {failure}"),
            _ => panic!("{name}: {outcome:?}"),
        }
        assert_eq!(self.source.requests, self.requests, "{name}: requests");
        let (machine, local, shared) = cache.into_parts();
        let shared = shared.unwrap();
        Effects {
            local: local.unwrap().saved.into_inner(),
            released: shared.released.get(),
            shared: shared.saved.into_inner(),
            prepared: self.source.prepared,
            waited: machine.uptime(),
        }
    }

    /// Runs the case, and checks that the shared entry was copied to this machine and nothing was stored in the shared
    /// store.
    pub(super) fn copies(self, name: &str) {
        let effects = self.passes();
        let copied: Vec<_> = effects.local.iter().map(|entry| Entry::token_id(Some(entry))).collect();
        assert_eq!(copied, [Some(name)]);
        assert!(effects.shared.is_empty());
    }
}
