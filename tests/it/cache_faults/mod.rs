//! A cache that does not work causes one warning, and never makes a run fail.
#![cfg(unix)]

mod leftovers;
mod modes;
mod reading;
mod writing;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use super::common::{amadeus, numbered_grants, numbered_token};
use crate::support::{Sandbox, Server};

/// Returns a sandbox with one token in its cache, and the server that grants the next tokens.
fn cached() -> (Sandbox, Server) {
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    assert_eq!(amadeus(&sandbox, &server.url()).run().silently().token(), numbered_token(0));
    (sandbox, server)
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("the mode can be set");
}
