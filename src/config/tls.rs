//! The keys of a client certificate and of further trusted certificates, which several tables have.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::secret_reference::SecretReference;
use super::values::TextOr;

/// The keys `add_ca`, `client_cert` and `client_key` of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TlsKeys {
    /// A PEM file of trusted certificates besides the others.
    pub add_ca: Option<PathBuf>,
    /// A PEM file with the client certificate.
    pub client_cert: Option<PathBuf>,
    /// The private key of the client certificate.
    pub client_key: Option<PrivateKeyReference>,
}

/// A private key: the path of a file, or another place of secrets.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(from = "TextOr<SecretReference>")]
pub struct PrivateKeyReference(pub SecretReference);

impl From<TextOr<SecretReference>> for PrivateKeyReference {
    fn from(written: TextOr<SecretReference>) -> Self {
        match written {
            TextOr::Text(path) => Self(SecretReference::File(path.into())),
            TextOr::Other(reference) => Self(reference),
        }
    }
}

/// Makes the paths relative to the directory of the config file.
pub(super) fn resolve_paths(
    paths: [&mut Option<PathBuf>; 2],
    key: &mut Option<PrivateKeyReference>,
    config_dir: &Path,
) {
    for path in paths.into_iter().flatten() {
        *path = config_dir.join(&*path);
    }
    if let Some(PrivateKeyReference(reference)) = key {
        reference.resolve_paths(config_dir);
    }
}
