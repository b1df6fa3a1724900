//! `travauth` fetches, caches, inspects and uses access tokens of travel APIs.
//!
//! The library has no stable interface. It exists so that the program, its tests and the generators of completions,
//! manual pages and reference pages use the same code.

pub(crate) mod broker;
pub mod cache;
pub mod call;
pub mod check;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod config;
pub mod credentials;
pub(crate) mod emulator;
pub mod env;
pub mod exit;
pub mod failure;
pub(crate) mod fs;
pub mod http;
pub mod inspector;
pub(crate) mod keyboard;
pub(crate) mod login;
pub mod machine;
pub mod origin;
pub mod output;
pub(crate) mod paths;
pub(crate) mod prometheus_text;
pub mod provider;
pub mod proxy;
pub mod random;
pub(crate) mod rate;
pub mod redact;
pub mod report;
pub mod request_rate;
mod run;
pub mod sabre_id;
pub mod secret;
pub mod session;
pub mod settings;
pub(crate) mod signals;
pub(crate) mod suggest;
pub mod token;
pub(crate) mod user_file;
pub mod variables;

pub use run::run;
