//! The Secret Service of Linux desktops over D-Bus: GNOME Keyring, `KWallet`, `KeePassXC`.
//!
//! The specification is at <https://specifications.freedesktop.org/secret-service/latest/>.

use std::collections::HashMap;
use std::path::PathBuf;
use std::time::Duration;

use zbus::message::Type;
use zbus::names::OwnedUniqueName;
use zbus::{
    Connection, DynamicType, MatchRule, Message, MessageStream, ObjectPath, OwnedObjectPath, OwnedVariant, Variant,
};
use zeroize::Zeroizing;

use super::{KeyringError, LIMIT, SERVICE, UNLOCK_LIMIT};
use crate::config::KeyringItem;
use crate::env::Env;
use crate::secret::Secret;

const BUS_VARIABLE: &str = "DBUS_SESSION_BUS_ADDRESS";
const RUNTIME_DIR_VARIABLE: &str = "XDG_RUNTIME_DIR";

const DESTINATION: &str = "org.freedesktop.secrets";
const SERVICE_PATH: &str = "/org/freedesktop/secrets";
const SERVICE_INTERFACE: &str = "org.freedesktop.Secret.Service";
const COLLECTION_INTERFACE: &str = "org.freedesktop.Secret.Collection";
const ITEM_INTERFACE: &str = "org.freedesktop.Secret.Item";
const PROMPT_INTERFACE: &str = "org.freedesktop.Secret.Prompt";
const PROPERTIES_INTERFACE: &str = "org.freedesktop.DBus.Properties";
const LOCKED_ERROR: &str = "org.freedesktop.Secret.Error.IsLocked";
/// The path that means "none" in replies.
const NO_PATH: &str = "/";

/// A secret in a D-Bus message: session, encryption parameters, value, content type.
type WireSecret = (OwnedObjectPath, Vec<u8>, Vec<u8>, String);

pub(super) fn check(env: &Env) -> Result<(), KeyringError> {
    run(env, LIMIT, async |service| {
        let collection = service.default_collection().await?;
        if service.is_locked(&collection, COLLECTION_INTERFACE).await? { Err(KeyringError::Locked) } else { Ok(()) }
    })
}

pub(super) fn read(env: &Env, item: &KeyringItem) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringError> {
    run(env, LIMIT, async |service| service.read(item).await)
}

pub(super) fn store(env: &Env, item: &KeyringItem, secret: &Secret) -> Result<(), KeyringError> {
    run(env, LIMIT, async |service| {
        let collection = service.default_collection().await?;
        if service.is_locked(&collection, COLLECTION_INTERFACE).await? {
            return Err(KeyringError::Locked);
        }
        let properties = HashMap::from([
            ("org.freedesktop.Secret.Item.Label", Variant::from(item.label())),
            ("org.freedesktop.Secret.Item.Attributes", Variant::from(attributes(item))),
        ]);
        let value = (&service.session, Vec::<u8>::new(), secret.expose().as_bytes(), "text/plain; charset=utf8");
        let reply = service.call(&collection, COLLECTION_INTERFACE, "CreateItem", &(properties, value, true)).await?;
        let (_, prompt): (OwnedObjectPath, OwnedObjectPath) = body(&reply)?;
        refuse_prompt(&prompt)?;
        // Reads the secret back, because otherwise a lost or wrong item is noticed only at the next token request.
        match service.read(item).await? {
            Some(stored) if stored.as_slice() == secret.expose().as_bytes() => Ok(()),
            _ => Err(KeyringError::Failed("it accepted the secret, but does not return it".to_owned())),
        }
    })
}

pub(super) fn delete(env: &Env, item: &KeyringItem) -> Result<bool, KeyringError> {
    run(env, LIMIT, async |service| {
        let found = service.search(item).await?;
        for path in &found.unlocked {
            service.check_attributes(path, item).await?;
            let reply = service.call(path, ITEM_INTERFACE, "Delete", &()).await?;
            refuse_prompt(&body::<OwnedObjectPath>(&reply)?)?;
        }
        if !found.locked.is_empty() {
            return Err(KeyringError::Locked);
        }
        Ok(!found.unlocked.is_empty())
    })
}

pub(super) fn unlock(env: &Env) -> Result<(), KeyringError> {
    run(env, UNLOCK_LIMIT, async |service| {
        let collection = service.default_collection().await?;
        let reply = service.call(SERVICE_PATH, SERVICE_INTERFACE, "Unlock", &(vec![&collection],)).await?;
        let (_, prompt): (Vec<OwnedObjectPath>, OwnedObjectPath) = body(&reply)?;
        if prompt.as_str() == NO_PATH { Ok(()) } else { service.show_prompt(&prompt).await }
    })
}

/// Connects, opens a session, and runs one operation within the limit.
fn run<T>(
    env: &Env,
    limit: Duration,
    operation: impl AsyncFnOnce(SecretService) -> Result<T, KeyringError>,
) -> Result<T, KeyringError> {
    let address = bus_address(env)?;
    let failed = |error: std::io::Error| KeyringError::Failed(error.to_string());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(failed)?;
    let outcome = runtime.block_on(async {
        tokio::time::timeout(limit, async { operation(SecretService::connect(&address).await?).await }).await
    });
    // A task that hangs must not delay the end of the program.
    runtime.shutdown_background();
    outcome.unwrap_or(Err(KeyringError::TimedOut(limit)))
}

/// Returns the address of the session bus.
///
/// Only a unix socket is accepted: `autolaunch:` and `unixexec:` start programs, and `tcp:` leaves the machine.
fn bus_address(env: &Env) -> Result<String, KeyringError> {
    if let Some(listed) = env.os(BUS_VARIABLE).filter(|listed| !listed.is_empty()) {
        let usable = |address: &&str| address.starts_with("unix:path=") || address.starts_with("unix:abstract=");
        return listed
            .to_str()
            .and_then(|listed| listed.split(';').find(usable))
            .map(str::to_owned)
            .ok_or_else(|| KeyringError::Missing(format!("{BUS_VARIABLE} names no unix socket")));
    }
    let socket = env.os(RUNTIME_DIR_VARIABLE).map(|dir| PathBuf::from(dir).join("bus"));
    match socket.as_deref().filter(|socket| socket.exists()).and_then(|socket| socket.to_str()) {
        Some(socket) => Ok(format!("unix:path={}", percent_encoding::utf8_percent_encode(socket, ESCAPED))),
        None => Err(KeyringError::Missing(format!("there is no session bus ({BUS_VARIABLE} is not set)"))),
    }
}

/// The characters that a D-Bus address escapes: all except letters, digits and these.
const ESCAPED: &percent_encoding::AsciiSet =
    &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'/').remove(b'.').remove(b'\\').remove(b'*');

/// A connection to the service, with a session for secrets.
struct SecretService {
    connection: Connection,
    session: OwnedObjectPath,
}

/// The paths of the items that a search found.
struct FoundItems {
    unlocked: Vec<OwnedObjectPath>,
    locked: Vec<OwnedObjectPath>,
}

impl SecretService {
    async fn connect(address: &str) -> Result<Self, KeyringError> {
        let connection = zbus::connection::Builder::address(address)
            .build()
            .await
            .map_err(|error| KeyringError::Missing(format!("the session bus at {address} does not work: {error}")))?;
        // The session is not encrypted, because only this user can read the socket.
        let request = ("plain", Variant::from(""));
        let reply = call(&connection, SERVICE_PATH, SERVICE_INTERFACE, "OpenSession", &request).await?;
        let (_, session): (OwnedVariant, OwnedObjectPath) = body(&reply)?;
        Ok(Self { connection, session })
    }

    async fn call<B>(&self, path: &str, interface: &str, method: &str, arguments: &B) -> Result<Message, KeyringError>
    where
        B: serde::Serialize + DynamicType,
    {
        call(&self.connection, path, interface, method, arguments).await
    }

    async fn default_collection(&self) -> Result<OwnedObjectPath, KeyringError> {
        let reply = self.call(SERVICE_PATH, SERVICE_INTERFACE, "ReadAlias", &("default",)).await?;
        let path: OwnedObjectPath = body(&reply)?;
        if path.as_str() == NO_PATH { Err(KeyringError::NoCollection) } else { Ok(path) }
    }

    async fn is_locked(&self, path: &str, interface: &str) -> Result<bool, KeyringError> {
        let value = self.property(path, interface, "Locked").await?;
        bool::try_from(value).map_err(|error| unexpected(&error))
    }

    async fn property(&self, path: &str, interface: &str, name: &str) -> Result<OwnedVariant, KeyringError> {
        body(&self.call(path, PROPERTIES_INTERFACE, "Get", &(interface, name)).await?)
    }

    /// Searches all collections for the item.
    async fn search(&self, item: &KeyringItem) -> Result<FoundItems, KeyringError> {
        let reply = self.call(SERVICE_PATH, SERVICE_INTERFACE, "SearchItems", &(attributes(item),)).await?;
        let (unlocked, locked) = body(&reply)?;
        Ok(FoundItems { unlocked, locked })
    }

    async fn read(&self, item: &KeyringItem) -> Result<Option<Zeroizing<Vec<u8>>>, KeyringError> {
        let found = self.search(item).await?;
        let Some(path) = found.unlocked.first() else {
            let is_locked = !found.locked.is_empty()
                // Some services find nothing in a locked collection.
                || match self.default_collection().await {
                    Ok(collection) => self.is_locked(&collection, COLLECTION_INTERFACE).await?,
                    Err(KeyringError::NoCollection) => false,
                    Err(error) => return Err(error),
                };
            return if is_locked { Err(KeyringError::Locked) } else { Ok(None) };
        };
        self.check_attributes(path, item).await?;
        let reply = self.call(path, ITEM_INTERFACE, "GetSecret", &(&self.session,)).await?;
        let (_, _, value, _): WireSecret = body(&reply)?;
        Ok(Some(Zeroizing::new(value)))
    }

    /// Checks that the item has the attributes of the search.
    async fn check_attributes(&self, path: &str, item: &KeyringItem) -> Result<(), KeyringError> {
        let value = self.property(path, ITEM_INTERFACE, "Attributes").await?;
        let stored = HashMap::<String, String>::try_from(value).map_err(|error| unexpected(&error))?;
        let is_same = |(name, value): (&str, &str)| stored.get(name).is_some_and(|stored| stored == value);
        if attributes(item).into_iter().all(is_same) {
            return Ok(());
        }
        Err(KeyringError::BadItem("the keyring returned another item than the one it was asked for".to_owned()))
    }

    /// Lets the service ask the user, and waits until it is done.
    async fn show_prompt(&self, prompt: &OwnedObjectPath) -> Result<(), KeyringError> {
        let owner = self.owner().await?;
        let rule = MatchRule::builder()
            .msg_type(Type::Signal)
            .sender(owner)
            .path(prompt.as_str())
            .interface(PROMPT_INTERFACE)
            .member("Completed")
            .build()
            .map_err(|error| unexpected(&error))?;
        let mut completed =
            MessageStream::for_match_rule(rule, &self.connection, None).await.map_err(|error| failed(&error))?;
        self.call(prompt, PROMPT_INTERFACE, "Prompt", &("",)).await?;
        let signal = std::future::poll_fn(|context| {
            futures_core::Stream::poll_next(std::pin::Pin::new(&mut completed), context)
        });
        let signal = signal.await.ok_or_else(closed)?.map_err(|error| failed(&error))?;
        let (was_dismissed, _): (bool, OwnedVariant) = body(&signal)?;
        if was_dismissed { Err(KeyringError::Dismissed) } else { Ok(()) }
    }

    /// Returns the unique name of the service's connection, which is the sender of its signals.
    async fn owner(&self) -> Result<OwnedUniqueName, KeyringError> {
        let path = "/org/freedesktop/DBus";
        let reply = self
            .connection
            .call_method(Some("org.freedesktop.DBus"), path, Some("org.freedesktop.DBus"), "GetNameOwner", &DESTINATION)
            .await
            .map_err(|error| failed(&error))?;
        body(&reply)
    }
}

async fn call<B>(
    connection: &Connection,
    path: &str,
    interface: &str,
    method: &str,
    arguments: &B,
) -> Result<Message, KeyringError>
where
    B: serde::Serialize + DynamicType,
{
    let path = ObjectPath::try_from(path).map_err(|error| unexpected(&error))?;
    connection
        .call_method(Some(DESTINATION), path, Some(interface), method, arguments)
        .await
        .map_err(|error| failed(&error))
}

/// Reads the arguments of a message.
fn body<T>(message: &Message) -> Result<T, KeyringError>
where
    T: serde::de::DeserializeOwned + zbus::Type,
{
    message.body().deserialize().map_err(|error| unexpected(&error))
}

fn attributes(item: &KeyringItem) -> HashMap<&str, &str> {
    HashMap::from([("service", SERVICE), ("profile", &item.profile), ("key", &item.key)])
}

/// Fails if the service returned a prompt for the user. Only `unlock` shows prompts.
fn refuse_prompt(prompt: &OwnedObjectPath) -> Result<(), KeyringError> {
    if prompt.as_str() == NO_PATH { Ok(()) } else { Err(KeyringError::Locked) }
}

fn failed(error: &zbus::Error) -> KeyringError {
    match error {
        zbus::Error::MethodError(name, ..) if name.as_str() == LOCKED_ERROR => KeyringError::Locked,
        zbus::Error::FDO(error) => match **error {
            zbus::fdo::Error::ServiceUnknown(_) | zbus::fdo::Error::NameHasNoOwner(_) => {
                KeyringError::Missing("the session bus has no secret service".to_owned())
            }
            ref other => KeyringError::Failed(other.to_string()),
        },
        other => KeyringError::Failed(other.to_string()),
    }
}

fn unexpected(error: &dyn std::fmt::Display) -> KeyringError {
    KeyringError::Failed(format!("its reply is not as the specification says: {error}"))
}

fn closed() -> KeyringError {
    KeyringError::Failed("the session bus closed the connection".to_owned())
}
