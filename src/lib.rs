//! `travauth` fetches, caches, inspects and uses access tokens of travel APIs.
//!
//! The library promises no stable interface: it exists so that the program, its tests and the generators
//! of completions, manual pages and reference pages reach the same code.

pub mod broker;
pub mod cache;
pub mod call;
pub mod check;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod config;
pub mod credentials;
pub mod emulator;
pub mod env;
pub mod exit;
pub mod failure;
pub mod fs;
pub mod http;
pub mod inspector;
pub mod output;
pub mod paths;
pub mod provider;
pub mod redact;
pub mod report;
mod run;
pub mod sabre_id;
pub mod secret;
pub mod suggest;
pub mod target;
pub mod token;
pub mod variables;

pub use run::run;
