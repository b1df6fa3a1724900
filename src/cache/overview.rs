//! What commands that show and clear the cache do with it.

use super::{CacheError, Entry, Key, TokenCache};
use crate::failure::Result;

/// An entry that was found, and where.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The entry's name in its store.
    pub name: String,
    /// The entry.
    pub entry: Entry,
    /// Which store has it.
    pub kept: Kept,
}

/// Which store has an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// This machine alone.
    Local,
    /// The shared cache alone.
    Shared,
    /// Both.
    Both,
}

impl Kept {
    /// The word that users see.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Local => "here",
            Self::Shared => "shared",
            Self::Both => "here, shared",
        }
    }
}

impl TokenCache {
    /// All entries that can be read, in no order.
    ///
    /// # Errors
    ///
    /// Fails when the directory cannot be read, or when the shared store fails and is required.
    pub fn list(&self) -> Result<Vec<Listed>> {
        let mut listed = match &self.local {
            Some(local) => local.list().map_err(|error| error.as_failure("the token cache cannot be read", HINT))?,
            None => Vec::new(),
        };
        let mut shared_entries = Vec::new();
        if let Some(shared) = self.usable_shared() {
            self.tolerate_shared(shared.list(&mut shared_entries))?;
        }
        for found in shared_entries {
            let is_same = |own: &&mut Listed| {
                own.name == found.name && Entry::token_id(Some(&own.entry)) == Entry::token_id(Some(&found.entry))
            };
            match listed.iter_mut().find(is_same) {
                Some(own) => own.kept = Kept::Both,
                None => listed.push(found),
            }
        }
        Ok(listed)
    }

    /// Deletes the entry of this name in every store; false when there was none.
    ///
    /// # Errors
    ///
    /// Fails when any store fails: the entry could still be there.
    pub fn remove(&self, name: &str) -> Result<bool, CacheError> {
        let local = self.local.as_ref().map_or(Ok(false), |local| local.remove(name));
        let shared = self.shared.as_ref().map_or(Ok(false), |shared| shared.remove(name))?;
        Ok(local? || shared)
    }

    /// Deletes every entry in every store, those that cannot be read included, and returns how many there were.
    ///
    /// # Errors
    ///
    /// Fails when any store fails: some entries could still be there.
    pub fn remove_all(&self) -> Result<usize, CacheError> {
        let local = self.local.as_ref().map_or(Ok(0), super::FileStore::remove_all);
        let shared = self.shared.as_ref().map_or(Ok(0), super::redis::RedisStore::remove_all)?;
        Ok(local? + shared)
    }

    /// Where the entry of this key is kept: a path or an address, without a password.
    pub fn location(&self, key: &Key) -> String {
        match (&self.local, &self.shared) {
            (None, None) => "nowhere (the cache is off)".to_owned(),
            (Some(local), None) => local.location(key),
            (None, Some(shared)) => shared.location(key),
            (Some(local), Some(shared)) => format!("{}, in front of {}", local.location(key), shared.location(key)),
        }
    }

    /// Describes the server of the shared store that was used last; none without a shared store, or if it failed.
    pub fn shared_server(&self) -> Option<String> {
        self.usable_shared()?.server().ok()
    }

    /// Locks, writes, reads and deletes a value in the shared store, where it would keep the entry of this key, and returns
    /// where that is; none without a shared store.
    pub fn try_out_shared(&self, key: &Key) -> Option<Result<String, CacheError>> {
        self.shared.as_ref().map(|shared| shared.try_out(key))
    }

    /// Deletes some of the entries that expired long ago. No lock may be held.
    pub fn sweep(&self) {
        if let Some(local) = &self.local {
            local.sweep();
        }
    }
}

const HINT: &str = "check its permissions, or set TRAVAUTH_CONFIG_DIR";
