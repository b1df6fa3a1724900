//! The Credential Manager of Windows.

use std::sync::mpsc;

use keyring_core::Error;
use keyring_core::api::CredentialStoreApi as _;
use windows_native_keyring_store::Store;
use zeroize::Zeroizing;

use super::{KeyringError, LIMIT, SERVICE};
use crate::config::KeyringItem;
use crate::env::Env;
use crate::secret::Secret;

pub(super) fn check(_: &Env) -> Result<(), KeyringError> {
    within(|| Store::new().map(drop)).map(drop)
}

pub(super) fn read(_: &Env, item: &KeyringItem) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringError> {
    let item = item.clone();
    within(move || entry(&item)?.get_password())
        .map(|found| found.map(|password| Zeroizing::new(password.into_bytes())))
}

pub(super) fn store(_: &Env, item: &KeyringItem, secret: &Secret) -> Result<(), KeyringError> {
    let (item, secret) = (item.clone(), secret.clone());
    within(move || entry(&item)?.set_password(secret.expose())).map(drop)
}

pub(super) fn delete(_: &Env, item: &KeyringItem) -> Result<bool, KeyringError> {
    let item = item.clone();
    within(move || entry(&item)?.delete_credential()).map(|deleted| deleted.is_some())
}

/// Windows unlocks the Credential Manager at logon.
pub(super) fn unlock(env: &Env) -> Result<(), KeyringError> {
    check(env)
}

fn entry(item: &KeyringItem) -> Result<keyring_core::Entry, Error> {
    let target = item.label();
    let modifiers = std::collections::HashMap::from([("target", target.as_str())]);
    Store::new()?.build(SERVICE, &item.to_string(), Some(&modifiers))
}

/// Runs an operation on a thread, because Windows has no time limits for it; `None` if there is no such item.
fn within<T: Send + 'static>(
    operation: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<Option<T>, KeyringError> {
    let (sender, receiver) = mpsc::channel();
    std::thread::Builder::new()
        .name("credentials".to_owned())
        .spawn(move || sender.send(operation()))
        .map_err(|error| KeyringError::Failed(error.to_string()))?;
    match receiver.recv_timeout(LIMIT) {
        Ok(Ok(value)) => Ok(Some(value)),
        Ok(Err(Error::NoEntry)) => Ok(None),
        Ok(Err(Error::BadEncoding(_))) => {
            Err(KeyringError::BadItem("the item holds binary data instead of text".to_owned()))
        }
        Ok(Err(Error::TooLong(_, most))) => Err(KeyringError::TooLong(most as usize)),
        Ok(Err(Error::NoStorageAccess(error))) => Err(KeyringError::Missing(error.to_string())),
        Ok(Err(error)) => Err(KeyringError::Failed(error.to_string())),
        Err(_) => Err(KeyringError::TimedOut(LIMIT)),
    }
}
