//! Tests of the test helpers: they must find the errors for which they were written.
#![cfg(unix)]

mod sandbox;
mod server;

use std::panic::catch_unwind;

use crate::support::{Program, Sandbox};

fn shell(sandbox: &Sandbox, script: &str) -> Program {
    sandbox.command("sh").args(["-c", script])
}

/// Returns the message of the panic in `test`, if it panics.
fn panic_of(test: impl FnOnce()) -> Option<String> {
    let panic = catch_unwind(std::panic::AssertUnwindSafe(test)).err()?;
    let message = panic.downcast_ref::<String>().cloned();
    Some(message.unwrap_or_else(|| (*panic.downcast_ref::<&str>().expect("a panic has a message")).to_owned()))
}
