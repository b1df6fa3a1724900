//! Uses a refresh token. The provider may replace it with a new one, and then no longer accepts the old one.
//!
//! 1. Take the lock of the refresh token, and read the token under it.
//! 2. Reserve space for a new token. Write and sync the mark, a file that says that the old one is being sent.
//! 3. Send the token request.
//! 4. Store and sync the new refresh token before the access token is used.
//! 5. Remove the mark.
//!
//! If a process is killed between steps 3 and 4, its mark stays. The next process finds the mark of the same token, and
//! prints a warning.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::cache::{Key, SecretCheck};
use crate::clock::{self, Deadline, in_words, to_the_second};
use crate::credentials::{PreparedStore, RotatingSecret};
use crate::failure::{Failure, Kind, Result};
use crate::fs;
use crate::secret::Secret;

/// The pause between two attempts to take the lock.
const PAUSE: Duration = Duration::from_millis(20);
/// The size limit of a mark in bytes.
const LONGEST_MARK_BYTES: u64 = 1 << 10;

/// The mark of a refresh token that was sent.
#[derive(Debug, Serialize, Deserialize)]
struct Mark {
    sent_at: Timestamp,
    /// Shows whether the stored token is still the one that was sent.
    check: SecretCheck,
}

/// A refresh token that is about to be used. The lock is held as long as this lives.
pub(super) struct RefreshTokenUse<'s> {
    token: Secret,
    store: Option<PreparedStore<'s>>,
    mark: PathBuf,
    /// The time at which an earlier process sent the same token, if it did not store the response.
    interrupted_at: Option<Timestamp>,
    _lock: File,
}

impl<'s> RefreshTokenUse<'s> {
    /// Locks the refresh token, reads it, and marks it as sent.
    ///
    /// # Errors
    ///
    /// Fails when another process holds the lock until the deadline, when there is no refresh token, or when a new one
    /// could not be stored.
    pub(super) fn begin(secret: &'s RotatingSecret, key: &Key, deadline: Deadline) -> Result<Self> {
        let lock = lock(&secret.file_beside("lock")?, deadline)?;
        let token = secret.read()?;
        let store = Some(secret.prepare()?);
        let mark = secret.file_beside("sent")?;
        let check = key.secret_check(&[token.expose().as_bytes()]);
        let interrupted_at = read_mark(&mark).filter(|earlier| earlier.check == check).map(|earlier| earlier.sent_at);
        if let Some(time) = interrupted_at {
            log::warn!("{}", interrupted(time));
        }
        write_mark(&mark, &Mark { sent_at: interrupted_at.unwrap_or_else(clock::now), check })?;
        Ok(Self { token, store, mark, interrupted_at, _lock: lock })
    }

    /// Returns the refresh token to send.
    pub(super) fn token(&self) -> &Secret {
        &self.token
    }

    /// Stores the new refresh token, if the response has one, and removes the mark.
    ///
    /// # Errors
    ///
    /// Fails when the new token could not be stored.
    pub(super) fn succeed(&mut self, new: Option<&Secret>) -> Result<()> {
        if let Some(new) = new.filter(|new| new.expose() != self.token.expose())
            && let Some(store) = self.store.take()
        {
            store.store(new)?;
        }
        self.remove_mark();
        Ok(())
    }

    /// Explains a failed request. The mark stays if the provider may have replaced the token.
    pub(super) fn fail(&self, failure: Failure) -> Failure {
        if !may_have_replaced(&failure) {
            self.remove_mark();
        }
        match self.interrupted_at {
            Some(time) if failure.kind() == Kind::CredentialsRejected => failure.hints_first([format!(
                "{}: get a new refresh token from the provider, and store it in place of the old one",
                interrupted(time)
            )]),
            _ => failure,
        }
    }

    /// Removes the mark. If that fails, the next process only prints a needless warning.
    fn remove_mark(&self) {
        let _ = std::fs::remove_file(&self.mark);
    }
}

/// Returns whether the provider may have replaced the refresh token although the request failed.
fn may_have_replaced(failure: &Failure) -> bool {
    let was_not_sent =
        matches!(failure.kind(), Kind::DnsFailed | Kind::ConnectFailed | Kind::ProxyFailed | Kind::TlsFailed);
    let was_refused = failure.status().is_some_and(|status| (300..500).contains(&status));
    !was_not_sent && !was_refused
}

fn interrupted(sent_at: Timestamp) -> String {
    let sent_at = to_the_second(sent_at);
    format!(
        "a process sent this refresh token at {sent_at} and ended before it stored the response, so the provider may have \
         replaced the token"
    )
}

fn lock(path: &Path, deadline: Deadline) -> Result<File> {
    let failed = |error: std::io::Error| {
        Failure::new(Kind::LocalIo, format!("the lock file of the refresh token, {}, cannot be used", path.display()))
            .caused_by(error)
            .hint("nothing was sent; fix the permissions of the directory")
    };
    let open = || {
        fs::make_private_dir(path.parent().unwrap_or(Path::new("")))?;
        fs::open_lock(path)
    };
    let file = open().map_err(failed)?;
    let limit = deadline.left();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if deadline.passed() => {
                let what = format!("another process has been using the refresh token for {}", in_words(limit));
                return Err(Failure::new(Kind::TimedOut, what)
                    .hint("two uses at a time can make the provider revoke it; try again"));
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            Err(TryLockError::Error(error)) => {
                // Some network file systems have no locks.
                log::warn!("{} cannot be locked, continuing without a lock: {error}", path.display());
                return Ok(file);
            }
        }
    }
}

fn read_mark(path: &Path) -> Option<Mark> {
    let text = fs::read_private(path, LONGEST_MARK_BYTES).ok()??.text;
    serde_json::from_str(&text).ok()
}

fn write_mark(path: &Path, mark: &Mark) -> Result<()> {
    let written = || {
        let text = serde_json::to_string(mark)?;
        fs::Replacement::create(path)?.finish(&text)
    };
    written().map_err(|error| {
        Failure::new(Kind::LocalIo, format!("{} cannot be written", path.display()))
            .caused_by(error)
            .hint("nothing was sent; free space, or fix the permissions of the directory")
    })
}
