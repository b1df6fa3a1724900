//! The metadata of authorization servers in private files of this machine, beside the tokens.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::cache::hash_name;
use crate::clock;
use crate::fs;
use crate::provider::ServerMetadata;

/// How long metadata is used without asking again.
const FRESH_FOR: Duration = Duration::from_hours(24);
/// How far in the future the time of the metadata may be. A later time shows that a clock was wrong.
const FUTURE_TOLERANCE: Duration = Duration::from_mins(1);
/// The size limit of the file in bytes.
const LARGEST_BYTES: u64 = 1 << 20;

/// Metadata, and the time at which it was read from the server.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct StoredMetadata {
    pub(super) read_at: Timestamp,
    pub(super) metadata: ServerMetadata,
}

impl StoredMetadata {
    /// Returns whether the metadata can be used without asking the server again.
    pub(super) fn is_fresh(&self, now: Timestamp) -> bool {
        clock::until(self.read_at, now) < FRESH_FOR && clock::until(now, self.read_at) <= FUTURE_TOLERANCE
    }

    /// Marks the metadata as outdated, so that the server is asked again.
    pub(super) fn stale(self) -> Self {
        Self { read_at: Timestamp::UNIX_EPOCH, ..self }
    }
}

/// The file that holds the metadata of one issuer.
pub(super) struct MetadataFile {
    path: PathBuf,
    issuer: String,
}

impl MetadataFile {
    /// Returns the file of this issuer in the directory of the tokens.
    pub(super) fn new(dir: &Path, issuer: &str) -> Self {
        Self { path: dir.join(format!("{}.metadata", hash_name(&["issuer", issuer]))), issuer: issuer.to_owned() }
    }

    /// Reads the metadata. A file that cannot be used counts as missing.
    pub(super) fn read(&self) -> Option<StoredMetadata> {
        let text = fs::read_private(&self.path, LARGEST_BYTES).ok()??.text;
        let stored: StoredMetadata = serde_json::from_str(&text).ok()?;
        stored.metadata.is_of(&self.issuer).then_some(stored)
    }

    /// Stores the metadata. If that fails, the next run asks the server again.
    pub(super) fn store(&self, stored: &StoredMetadata) {
        let written = || {
            let text = serde_json::to_string(stored)?;
            fs::make_private_dir(self.path.parent().unwrap_or(Path::new("")))?;
            fs::Replacement::create_unlocked(&self.path)?.finish(&text)
        };
        if let Err(error) = written() {
            log::info!("{} cannot be written: {error}", self.path.display());
        }
    }
}
