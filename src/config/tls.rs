//! The private key of a client certificate or of an assertion.

use serde::{Deserialize, Serialize};

use super::secret_reference::SecretReference;
use super::values::TextOr;

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
