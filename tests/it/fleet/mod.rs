//! Many machines that share a cache on a real Redis. `tests/run` installs Redis and runs these tests; `cargo test` does not.
#![cfg(unix)]

mod client_certificate;
mod cluster;
mod faults;
mod killed;
#[cfg(target_os = "linux")]
mod many;
mod one;
mod rate;
mod sentinel;
mod store;

use crate::it::common::{AMADEUS_ID, SECRET};
use crate::support::{Program, Sandbox, busy};

/// Prepares `token get` on this machine, which has its own config directory.
fn get(sandbox: &Sandbox, machine: usize, base_url: &str, cache: &str) -> Program {
    run_on(sandbox, machine, cache, &["token", "get", "--provider", "amadeus", "--base-url", base_url])
        .env("AMADEUS_CLIENT_ID", AMADEUS_ID)
        .env("AMADEUS_CLIENT_SECRET", sandbox.secret(SECRET))
}

/// Prepares a run on this machine.
fn run_on(sandbox: &Sandbox, machine: usize, cache: &str, args: &[&str]) -> Program {
    let dir = sandbox.path(format!("config/machine-{machine}"));
    sandbox.travauth().args(args).env("TRAVAUTH_CONFIG_DIR", dir).env("TRAVAUTH_CACHE", cache)
}
