//! Makes a start cheap on Linux with glibc, where a third of a warm `token get` was the loader's work.
//!
//! The unwinder is linked statically, where the compiler has it as a static library: one library less to load. And the
//! program is linked to run at a fixed address, as Go links its programs: eight thousand addresses less to relocate.
//! docs/performance.md has the figures, docs/security.md what is given up.

use std::path::{Path, PathBuf};
use std::process::Command;

#[expect(clippy::disallowed_methods, reason = "this is how cargo talks to a build script")]
fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_default()
}

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let target = variable("TARGET");
    if !target.ends_with("-linux-gnu") || variable("HOST") != target {
        return;
    }
    println!("cargo::rustc-link-arg-bins=-no-pie");
    if let Some(dir) = library("libgcc_eh.a").as_deref().and_then(Path::parent) {
        println!("cargo::rustc-link-search=native={}", dir.display());
        println!("cargo::rustc-link-lib=static:-bundle=gcc_eh");
    }
}

/// Where the C compiler keeps this library; it answers with the bare name when it has none.
fn library(name: &str) -> Option<PathBuf> {
    let output = Command::new("cc").arg(format!("-print-file-name={name}")).output().ok()?;
    let path = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim());
    path.is_absolute().then_some(path)
}
