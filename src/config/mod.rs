//! Settings, each with the origin it came from, and the file that holds the user's.

mod document;
mod file;
mod problem;
mod profile;
mod schema;
mod setting;

pub use document::{Data, Entry, Table, Text, Value};
pub use file::{CONFIG_VARIABLE, Config, NetworkSettings, place};
pub use problem::Problem;
pub use profile::{HeaderText, Profile, SecretReference};
pub(crate) use profile::{headers, span, texts_by_name};
pub use setting::{Origin, Setting};
