//! The files of one run of the emulator: a config directory for its command, and certificates for its clients.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::env::Env;
use crate::paths::{self, CONFIG_DIR_VARIABLE};
use crate::settings::CACHE_VARIABLE;
use crate::variables::{Variable, variable};
use crate::{fs as private, http};

/// The variables that `emulator --tls` and `proxy --tls` set for a command, so that its runtime trusts their certificate.
pub const TLS_VARIABLES: [Variable; 4] = [
    variable(NODE_VARIABLE, "With `--tls`, a file with the CA that the command must trust, for Node."),
    variable("SSL_CERT_FILE", "With `--tls`, a file with the system's certificates and this CA."),
    variable("REQUESTS_CA_BUNDLE", "The same for Python."),
    variable("CURL_CA_BUNDLE", "The same for curl."),
];
/// The only one of these whose certificates are trusted in addition to the system's.
const NODE_VARIABLE: &str = "NODE_EXTRA_CA_CERTS";

/// A private directory with the files of one run, which is removed on drop.
#[derive(Debug)]
pub(super) struct Files {
    dir: TempDir,
    variables: Vec<(&'static str, PathBuf)>,
}

impl Files {
    /// Creates the directory, whose name begins with `prefix`, and its files in the first parent directory where that succeeds.
    ///
    /// # Errors
    /// Returns the parent directories that were tried.
    pub(super) fn create(prefix: &str, env: &Env, authority: Option<&str>) -> Result<Self, Vec<PathBuf>> {
        let mut tried = Vec::new();
        for parent in parents(env) {
            match Self::create_in(&parent, prefix, env, authority) {
                Ok(files) => return Ok(files),
                Err(error) => {
                    log::info!("cannot write files in {}: {error}", parent.display());
                    tried.push(parent);
                }
            }
        }
        Err(tried)
    }

    fn create_in(parent: &Path, prefix: &str, env: &Env, authority: Option<&str>) -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(prefix);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
        let dir = builder.tempdir_in(parent)?;
        let variables = match authority {
            Some(authority) => write_certificates(dir.path(), env, authority)?,
            None => Vec::new(),
        };
        Ok(Self { dir, variables })
    }

    /// Returns the directory.
    pub(super) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Returns the file with the authority's certificate.
    pub(super) fn authority(&self) -> PathBuf {
        authority_file(self.dir.path())
    }

    /// Returns the variables with which a command finds these files.
    pub(super) fn variables(&self) -> Vec<(&'static str, OsString)> {
        let config_dir = self.dir.path().join("config");
        let certificates = self.certificate_variables();
        [(CONFIG_DIR_VARIABLE, config_dir.into_os_string())].into_iter().chain(certificates).collect()
    }

    /// Returns the variables with which a command finds the authority's certificate.
    pub(super) fn certificate_variables(&self) -> impl Iterator<Item = (&'static str, OsString)> {
        self.variables.iter().map(|(name, path)| (*name, path.clone().into_os_string()))
    }
}

/// Returns the variables that hide the caller's config and tokens from a command if no directory can be created for it.
pub(super) fn variables_without_files() -> Vec<(&'static str, OsString)> {
    // A device is no directory, so no file exists below it.
    let nowhere = if cfg!(windows) { r"NUL\travauth" } else { "/dev/null/travauth" };
    vec![(CONFIG_DIR_VARIABLE, nowhere.into()), (CACHE_VARIABLE, "none".into())]
}

/// Returns the possible parent directories. The current directory is the last one, because a killed emulator does not
/// remove its files.
fn parents(env: &Env) -> Vec<PathBuf> {
    let runtime_dir = env.os("XDG_RUNTIME_DIR").filter(|dir| !dir.is_empty()).map(PathBuf::from);
    let config_dir = paths::config_dir(env).filter(|dir| dir.is_dir());
    let parents = [Some(tempfile::env::temp_dir()), runtime_dir, config_dir, std::env::current_dir().ok()];
    // The paths are absolute, because the command may change its directory.
    parents.into_iter().flatten().filter_map(|parent| std::path::absolute(parent).ok()).collect()
}

fn authority_file(dir: &Path) -> PathBuf {
    dir.join("ca.pem")
}

/// Writes a file with the authority's certificate, and returns a value for each variable.
///
/// If a variable already names other certificates, its new file contains those and the authority's.
fn write_certificates(dir: &Path, env: &Env, authority: &str) -> io::Result<Vec<(&'static str, PathBuf)>> {
    private::create_private(&authority_file(dir), authority)?;
    let mut variables = Vec::new();
    for name in TLS_VARIABLES.map(|variable| variable.name) {
        let named = env.os(name).filter(|file| !file.is_empty()).and_then(|file| fs::read(file).ok());
        let system = || http::system_bundle().filter(|_| name != NODE_VARIABLE).and_then(|file| fs::read(file).ok());
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
