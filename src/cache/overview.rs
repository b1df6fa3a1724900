//! The cache operations for the commands that show, check and clear the cache.

use super::{CacheError, Entry, Key, TokenCache};
use crate::failure::Result;

/// An entry, and the stores that have it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The entry's name in the stores.
    pub name: String,
    /// The entry.
    pub entry: Entry,
    /// The stores that contain it.
    pub stored_in: StoredIn,
}

/// The stores that contain an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoredIn {
    /// Only this machine's store.
    Local,
    /// Only the shared store.
    Shared,
    /// Both.
    Both,
}

impl StoredIn {
    /// Returns the word that users see.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Local => "files",
            Self::Shared => "shared cache",
            Self::Both => "files, shared cache",
        }
    }
}

impl TokenCache {
    /// Returns all entries that can be read, in no particular order.
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
            let is_same = |local: &&mut Listed| {
                local.name == found.name && Entry::token_id(Some(&local.entry)) == Entry::token_id(Some(&found.entry))
            };
            match listed.iter_mut().find(is_same) {
                Some(local) => local.stored_in = StoredIn::Both,
                None => listed.push(found),
            }
        }
        Ok(listed)
    }

    /// Deletes the entry of this name in every store; returns false if there was none.
    ///
    /// # Errors
    ///
    /// Fails when any store fails: the entry could still exist.
    pub fn remove(&self, name: &str) -> Result<bool, CacheError> {
        let local = self.local.as_ref().map_or(Ok(false), |local| local.remove(name));
        let shared = self.shared.as_ref().map_or(Ok(false), |shared| shared.remove(name))?;
        Ok(local? || shared)
    }

    /// Deletes every entry in every store, including those that cannot be read, and returns their number.
    ///
    /// # Errors
    ///
    /// Fails when any store fails: some entries could still exist.
    pub fn remove_all(&self) -> Result<usize, CacheError> {
        let local = self.local.as_ref().map_or(Ok(0), super::FileStore::remove_all);
        let shared = self.shared.as_ref().map_or(Ok(0), super::redis::RedisStore::remove_all)?;
        Ok(local? + shared)
    }

    /// Returns where the entry of this key is stored: a path or an address, without a password.
    pub fn location(&self, key: &Key) -> String {
        match (&self.local, &self.shared) {
            (None, None) => "nowhere (the cache is off)".to_owned(),
            (Some(local), None) => local.location(key),
            (None, Some(shared)) => shared.location(key),
            (Some(local), Some(shared)) => format!("{}, in front of {}", local.location(key), shared.location(key)),
        }
    }

    /// Describes the server of the shared store that was used last; none if there is no shared store, or if it has failed.
    pub fn shared_server(&self) -> Option<String> {
        self.usable_shared()?.server().ok()
    }

    /// Tests the shared store: locks, writes, reads and deletes a test value, whose name begins with the name of this key's
    /// entry. Returns the address of the store, or `None` if there is no shared store.
    pub fn try_out_shared(&self, key: &Key) -> Option<Result<String, CacheError>> {
        self.shared.as_ref().map(|shared| shared.try_out(key))
    }

    /// Deletes some of the entries that expired long ago. The caller must hold no lock.
    pub fn sweep(&self) {
        if let Some(local) = &self.local {
            local.sweep();
        }
    }
}

const HINT: &str = "check its permissions, or set TRAVAUTH_CONFIG_DIR";
