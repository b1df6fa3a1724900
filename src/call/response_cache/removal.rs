//! Deletes stored responses.

use std::io;

use jiff::Timestamp;

use super::account::ResponseAccount;
use super::entry::read_head;
use super::files::{ResponseFiles, delete};

/// Deletes the stored responses of the accounts that are selected, and damaged ones. Returns the number of deleted responses.
///
/// The account is none if the request was sent without a token. The time is the end of the response's TTL.
///
/// # Errors
///
/// Fails when a file cannot be deleted: some responses could still exist.
pub(crate) fn remove_responses(
    files: &ResponseFiles,
    is_selected: impl Fn(Option<&ResponseAccount>, Timestamp) -> bool,
) -> io::Result<usize> {
    let mut count = 0;
    for path in files.entry_paths()? {
        let is_kept = read_head(&path).is_ok_and(|head| !is_selected(head.account.as_ref(), head.expires_at));
        if !is_kept {
            count += usize::from(delete(&path)?);
        }
    }
    Ok(count)
}
