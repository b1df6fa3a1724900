//! The config file: its shape as serde structs, how it is found, read and checked.

mod cache;
mod file;
mod header;
mod network;
mod problem;
mod profile;
mod provider;
mod read;
mod secret_reference;
mod values;

pub use cache::CacheTable;
pub use file::{CONFIG_VARIABLE, Config, ConfigFile, locate};
pub use header::{HeaderKey, HeaderText, Placeholder, Template, TemplatePart, UnknownPlaceholder};
pub use network::NetworkTable;
pub use problem::Problem;
pub use profile::Profile;
pub use provider::{
    AnswerTable, ClientAuth, CredentialsTable, EndpointTable, EnvironmentEntry, EnvironmentTable, ErrorsTable, Grant,
    ProviderTable, Signature, Username, VariablesTable,
};
pub use secret_reference::SecretReference;
pub use values::{Count, Name, OneOrMany, OrderedMap, TimeSpan, Version};
