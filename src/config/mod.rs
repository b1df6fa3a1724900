//! The config files: their keys as serde structs, how the files are found, read, checked and merged.

mod allowed_hosts;
mod cache;
mod config_files;
mod edit;
mod file;
mod header;
mod keyring_item;
mod keys;
mod locate;
mod locked;
mod network;
pub(crate) mod one_or_many;
mod parse;
mod problem;
mod profile;
mod profile_chain;
mod provider;
mod read;
mod rule;
mod secret_reference;
#[cfg(test)]
mod tests;
mod token_request;
mod values;
mod write;

pub use allowed_hosts::AllowedHosts;
pub use cache::CacheTable;
pub use config_files::Config;
pub use edit::ConfigEditor;
pub use file::{ConfigFile, ConfigSource};
pub use header::{FieldValues, HeaderKey, HeaderText, Placeholder, ProfileValues, ScopeText, Template, TemplatePart};
pub use keyring_item::KeyringItem;
pub use locate::{CONFIG_VARIABLE, SYSTEM_CONFIG_VARIABLE, default_path, locate, locate_system};
pub use locked::LockedKey;
pub use network::NetworkTable;
pub use problem::Problem;
pub use profile::Profile;
pub use profile_chain::{ProfileChain, ProfileTable};
pub use provider::{
    CredentialVariables, EndpointTable, Environment, EnvironmentEntry, ErrorFields, HostVariables, ProviderTable,
    SelectionVariables, Signature,
};
pub use rule::{Rule, RuleDirectory};
pub use secret_reference::{PathOrReference, SecretReference, WritableReference};
pub use token_request::{
    AssertionAlgorithm, AssertionKeys, BodyFormat, ClientAuth, Grant, LifetimeUnit, RequestFields, ResponseFields,
    Username,
};
pub use values::{List, Name, RateText, Text, TimeSpan, Version};
pub use write::ConfigText;
