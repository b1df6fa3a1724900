//! The files of one run of the emulator: a config dir for its command, and the certificates that clients must trust.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::env::Env;
use crate::paths::{self, CONFIG_DIR_VARIABLE};
use crate::{fs as private, http};

/// The variables by which runtimes find certificates, and whether each replaces the system's certificates.
const CERTIFICATE_VARIABLES: [(&str, bool); 4] =
    [("NODE_EXTRA_CA_CERTS", false), ("SSL_CERT_FILE", true), ("REQUESTS_CA_BUNDLE", true), ("CURL_CA_BUNDLE", true)];

/// A private directory, which is removed when it is dropped.
#[derive(Debug)]
pub(super) struct Files {
    dir: TempDir,
    variables: Vec<(&'static str, PathBuf)>,
}

impl Files {
    /// Makes the directory in the first place where it and its files can be written.
    ///
    /// # Errors
    /// The places that were tried.
    pub(super) fn create(env: &Env, authority: Option<&str>) -> Result<Self, Vec<PathBuf>> {
        let mut tried = Vec::new();
        for place in places(env) {
            match Self::create_in(&place, env, authority) {
                Ok(files) => return Ok(files),
                Err(error) => {
                    log::info!("no files can be written in {}: {error}", place.display());
                    tried.push(place);
                }
            }
        }
        Err(tried)
    }

    fn create_in(place: &Path, env: &Env, authority: Option<&str>) -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        builder.prefix("travauth-emulator-");
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let dir = builder.tempdir_in(place)?;
        let variables = match authority {
            Some(authority) => write_certificates(dir.path(), env, authority)?,
            None => Vec::new(),
        };
        Ok(Self { dir, variables })
    }

    pub(super) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// The authority's own certificate.
    pub(super) fn authority(&self) -> PathBuf {
        authority_file(self.dir.path())
    }

    /// What a command needs to find these files.
    pub(super) fn variables(&self) -> Vec<(&'static str, OsString)> {
        let config_dir = self.dir.path().join("config");
        let certificates = self.variables.iter().map(|(name, path)| (*name, path.clone().into_os_string()));
        [(CONFIG_DIR_VARIABLE, config_dir.into_os_string())].into_iter().chain(certificates).collect()
    }
}

/// What keeps a command away from the caller's config and tokens where no directory can be made for it.
pub(super) fn variables_without_files() -> Vec<(&'static str, OsString)> {
    // Below a device no file can ever be.
    let nowhere = if cfg!(windows) { r"NUL\travauth" } else { "/dev/null/travauth" };
    vec![(CONFIG_DIR_VARIABLE, nowhere.into()), ("TRAVAUTH_CACHE", "none".into())]
}

/// Where the directory may be made. The current directory is the last one, since a killed emulator leaves it there.
fn places(env: &Env) -> Vec<PathBuf> {
    let runtime_dir = env.os("XDG_RUNTIME_DIR").filter(|dir| !dir.is_empty()).map(PathBuf::from);
    let config_dir = paths::config_dir(env).filter(|dir| dir.is_dir());
    let places = [Some(tempfile::env::temp_dir()), runtime_dir, config_dir, std::env::current_dir().ok()];
    // The command may change its directory.
    places.into_iter().flatten().filter_map(|place| std::path::absolute(place).ok()).collect()
}

fn authority_file(dir: &Path) -> PathBuf {
    dir.join("ca.pem")
}

/// Writes the authority alone, and for each variable the certificates that count without it with the authority added.
fn write_certificates(dir: &Path, env: &Env, authority: &str) -> io::Result<Vec<(&'static str, PathBuf)>> {
    private::create_private(&authority_file(dir), authority)?;
    let mut variables = Vec::new();
    for (name, replaces_system) in CERTIFICATE_VARIABLES {
        let named = env.os(name).filter(|file| !file.is_empty()).and_then(|file| fs::read(file).ok());
        let system = || http::system_bundle().filter(|_| replaces_system).and_then(|file| fs::read(file).ok());
        let path = match named.or_else(system) {
            None => authority_file(dir),
            Some(others) => {
                let path = dir.join(format!("{name}.pem"));
                private::create_private(&path, &format!("{}\n{authority}", String::from_utf8_lossy(&others)))?;
                path
            }
        };
        variables.push((name, path));
    }
    Ok(variables)
}
