//! Helpers for the tests: sandboxes, programs, scripted servers.

pub mod docs_site;
pub mod finder;
pub mod generated;
#[cfg(target_os = "linux")]
mod herd;
#[cfg(target_os = "linux")]
#[expect(clippy::unused_self, clippy::needless_pass_by_value, reason = "zbus needs methods with owned arguments")]
mod keyring;
mod leaks;
pub mod manual;
pub mod markdown;
pub mod masking;
mod process;
#[cfg(unix)]
mod redis;
#[cfg(unix)]
mod redis_cluster;
#[cfg(unix)]
mod redis_sentinel;
mod sandbox;
pub mod schemas;
mod server;
pub mod source;
mod spellings;
#[cfg(target_os = "linux")]
mod terminal;
mod tls;
mod wait;

#[cfg(target_os = "linux")]
pub use herd::Herd;
#[cfg(target_os = "linux")]
pub use keyring::{SessionBus, silent_socket};
pub use process::{Output, Program, Running};
#[cfg(unix)]
pub use redis::Redis;
#[cfg(unix)]
pub use redis_cluster::RedisCluster;
#[cfg(unix)]
pub use redis_sentinel::Sentinel;
pub use sandbox::{Sandbox, overwrite};
pub use server::{Gate, Reply, Request, Server};
#[cfg(target_os = "linux")]
pub use terminal::Terminal;
pub use tls::{Certificate, ClientFiles, Clients, ServerFiles, TlsServer};
#[cfg(unix)]
pub use wait::busy;
pub use wait::eventually;
#[cfg(target_os = "linux")]
pub use wait::until_each_opened_a_lock_file;

/// A script that runs a command with a name server that never responds.
#[cfg(target_os = "linux")]
pub const SILENT_DNS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/silent-dns");

/// Returns the number in this variable, with which a developer makes a test larger than usual.
pub fn number_from_env(name: &str) -> Option<usize> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|error| panic!("{name}: {error}")))
}
