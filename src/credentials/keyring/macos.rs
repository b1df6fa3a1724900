//! The login keychain of macOS.

use std::sync::mpsc;

use security_framework::base::Error;
use security_framework::os::macos::keychain::SecKeychain;
use security_framework::passwords::{delete_generic_password, get_generic_password, set_generic_password};
use zeroize::Zeroizing;

use super::{KeyringError, LIMIT, SERVICE, UNLOCK_LIMIT};
use crate::config::KeyringItem;
use crate::env::Env;
use crate::secret::Secret;

/// `errSecItemNotFound`.
const NOT_FOUND: i32 = -25300;
/// `errSecInteractionNotAllowed`: the keychain would have to ask the user.
const INTERACTION_NOT_ALLOWED: i32 = -25308;
/// `errSecAuthFailed`.
const AUTHENTICATION_FAILED: i32 = -25293;
/// `errSecNoDefaultKeychain`.
const NO_DEFAULT_KEYCHAIN: i32 = -25307;
/// `errSecUserCanceled`.
const CANCELED: i32 = -128;

pub(super) fn check(_: &Env) -> Result<(), KeyringError> {
    // Reading any item shows whether the keychain exists and is unlocked.
    let probe = KeyringItem { profile: "-".to_owned(), key: "-".to_owned() };
    quietly(move || get_generic_password(SERVICE, &probe.to_string())).map(drop)
}

pub(super) fn read(_: &Env, item: &KeyringItem) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringError> {
    let account = item.to_string();
    quietly(move || get_generic_password(SERVICE, &account)).map(|found| found.map(Zeroizing::new))
}

pub(super) fn store(_: &Env, item: &KeyringItem, secret: &Secret) -> Result<(), KeyringError> {
    let (account, secret) = (item.to_string(), secret.clone());
    quietly(move || set_generic_password(SERVICE, &account, secret.expose().as_bytes())).map(drop)
}

pub(super) fn delete(_: &Env, item: &KeyringItem) -> Result<bool, KeyringError> {
    let account = item.to_string();
    quietly(move || delete_generic_password(SERVICE, &account)).map(|deleted| deleted.is_some())
}

pub(super) fn unlock(_: &Env) -> Result<(), KeyringError> {
    within(UNLOCK_LIMIT, || SecKeychain::default()?.unlock(None)).map(drop)
}

/// Runs an operation without dialogs; `None` if there is no such item.
fn quietly<T: Send + 'static>(
    operation: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<Option<T>, KeyringError> {
    within(LIMIT, move || {
        let _no_dialogs = SecKeychain::disable_user_interaction()?;
        operation()
    })
}

/// Runs an operation with a time limit. The keychain has none, so a thread runs the operation and may continue after the limit.
fn within<T: Send + 'static>(
    limit: std::time::Duration,
    operation: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<Option<T>, KeyringError> {
    let (sender, receiver) = mpsc::channel();
    std::thread::Builder::new()
        .name("keychain".to_owned())
        .spawn(move || sender.send(operation()))
        .map_err(|error| KeyringError::Failed(error.to_string()))?;
    match receiver.recv_timeout(limit) {
        Ok(Ok(value)) => Ok(Some(value)),
        Ok(Err(error)) => match error.code() {
            NOT_FOUND => Ok(None),
            INTERACTION_NOT_ALLOWED | AUTHENTICATION_FAILED => Err(KeyringError::Locked),
            NO_DEFAULT_KEYCHAIN => Err(KeyringError::NoCollection),
            CANCELED => Err(KeyringError::Dismissed),
            _ => Err(KeyringError::Failed(error.to_string())),
        },
        Err(_) => Err(KeyringError::TimedOut(limit)),
    }
}
