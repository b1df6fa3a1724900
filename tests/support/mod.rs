//! What the tests stand on.

pub mod finder;
pub mod generated;
mod leaks;
pub mod masking;
mod process;
#[cfg(unix)]
mod redis;
mod sandbox;
mod server;
pub mod source;
mod spellings;
mod tls;
mod wait;

pub use process::{Output, Program, Running};
#[cfg(unix)]
pub use redis::Redis;
pub use sandbox::{Sandbox, overwrite};
pub use server::{Gate, Reply, Request, Server};
pub use tls::{Certificate, TlsServer};
pub use wait::eventually;
#[cfg(target_os = "linux")]
pub use wait::until_each_opened_a_lock_file;

/// Runs the command that it is given where the name server takes every question and never answers.
#[cfg(target_os = "linux")]
pub const SILENT_DNS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/silent-dns");
