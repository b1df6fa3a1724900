//! `version`: shows the version and the build of the program.

use serde_json::json;

use super::{Context, Outcome};
use crate::cli::VersionArgs;
use crate::failure::Result;

const VERSION: &str = env!("CARGO_PKG_VERSION");
/// The commit of a released build; none for other builds.
const COMMIT: Option<&str> = option_env!("TRAVAUTH_COMMIT");

pub(super) fn run(args: VersionArgs, context: &Context) -> Result<Outcome> {
    let (target, features) = (target(), features());
    let text = if args.json.is_json()? {
        json!({"version": VERSION, "commit": COMMIT, "target": target, "features": features}).to_string()
    } else {
        let commit = COMMIT.unwrap_or("none: not a released build");
        format!("travauth {VERSION}\n  commit    {commit}\n  target    {target}\n  features  {}", features.join(", "))
    };
    context.ui.data(format!("{text}\n"))?;
    Ok(Outcome::Done)
}

/// Returns the platform that the program was built for, such as `x86_64-linux-gnu`.
fn target() -> String {
    let abi = match () {
        () if cfg!(target_env = "gnu") => "-gnu",
        () if cfg!(target_env = "musl") => "-musl",
        () if cfg!(target_env = "msvc") => "-msvc",
        () => "",
    };
    format!("{}-{}{abi}", std::env::consts::ARCH, std::env::consts::OS)
}

/// Returns the features in which builds differ: the keyring of the platform, and whether the program is linked statically.
fn features() -> Vec<&'static str> {
    let keyring = match () {
        () if cfg!(target_os = "macos") => "keychain",
        () if cfg!(windows) => "credential-manager",
        () => "secret-service",
    };
    [Some(keyring), cfg!(target_feature = "crt-static").then_some("static")].into_iter().flatten().collect()
}
