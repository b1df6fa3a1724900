//! A secret from a file or from standard input.

use std::io::Read as _;
use std::path::PathBuf;
use std::sync::OnceLock;

use super::{CredentialSource, secret_from_text};
use crate::failure::{Failure, Kind, Result};
use crate::secret::Secret;

/// A longer file is not a secret.
const LARGEST_SECRET_BYTES: u64 = 8 << 10;

/// A file that holds one secret; `-` is standard input, which is read once.
#[derive(Debug)]
pub struct SecretFile {
    path: PathBuf,
    read: OnceLock<Result<Secret>>,
}

impl SecretFile {
    /// The file at this path.
    pub fn new(path: PathBuf) -> Self {
        Self { path, read: OnceLock::new() }
    }

    fn is_stdin(&self) -> bool {
        self.path.as_os_str() == "-"
    }

    fn read(&self) -> Result<Secret> {
        let failed = |why: &dyn std::fmt::Display| {
            Failure::new(Kind::CredentialSourceFailed, format!("no secret could be read from {}", self.name()))
                .because(why)
        };
        let mut bytes = Vec::new();
        let outcome = if self.is_stdin() {
            std::io::stdin().lock().take(LARGEST_SECRET_BYTES + 1).read_to_end(&mut bytes)
        } else {
            std::fs::File::open(&self.path).and_then(|file| file.take(LARGEST_SECRET_BYTES + 1).read_to_end(&mut bytes))
        };
        outcome.map_err(|error| failed(&error).hint("check the path and who may read it"))?;
        if bytes.len() as u64 > LARGEST_SECRET_BYTES {
            return Err(
                failed(&format!("it is larger than {LARGEST_SECRET_BYTES} bytes")).hint("is it the right file?")
            );
        }
        let text = String::from_utf8(bytes)
            .map_err(|_| failed(&"it is not UTF-8 text").hint("save it as UTF-8; is it the right file?"))?;
        secret_from_text(&text, &self.name())
    }
}

impl CredentialSource for SecretFile {
    fn name(&self) -> String {
        if self.is_stdin() { "standard input".to_owned() } else { format!("the file {}", self.path.display()) }
    }

    fn find(&self) -> Result<Option<Secret>> {
        self.read.get_or_init(|| self.read()).clone().map(Some)
    }
}
