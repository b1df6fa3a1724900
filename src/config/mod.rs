//! The config file: its shape as serde structs, how it is found, read and checked.

mod cache;
mod edit;
mod file;
mod header;
mod keyring_item;
mod network;
pub(crate) mod one_or_many;
mod problem;
mod profile;
mod provider;
mod secret_reference;
#[cfg(test)]
mod tests;
mod tls;
mod values;

pub use cache::CacheTable;
pub use edit::ConfigEditor;
pub use file::{CONFIG_VARIABLE, Config, ConfigFile, locate};
pub use header::{FieldValues, HeaderKey, HeaderText, Placeholder, Template, TemplatePart};
pub use keyring_item::KeyringItem;
pub use network::NetworkTable;
pub use problem::Problem;
pub use profile::Profile;
pub use provider::{
    AssertionAlgorithm, AssertionKeys, BodyFormat, ClientAuth, CredentialVariables, EndpointTable, Environment,
    EnvironmentEntry, ErrorFields, Grant, HostVariables, LifetimeUnit, ProviderTable, RequestFields, ResponseFields,
    SelectionVariables, Signature, Username,
};
pub use secret_reference::SecretReference;
pub use tls::{PrivateKeyReference, TlsKeys};
pub use values::{List, Name, Text, TimeSpan, Version};
