//! A secret from a file or from standard input.

use std::io::{self, ErrorKind, Read as _};
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

use super::file_name::shown_name;
use super::{Comparable, CredentialSource, PlaceholderPolicy, secret_from_text};
use crate::failure::{Failure, Kind, Result};
use crate::secret::Secret;
use crate::user_file;

/// A longer file is not a secret.
const LARGEST_SECRET_BYTES: usize = 8 << 10;

/// A file that holds one secret; `-` is standard input, which is read once.
#[derive(Debug)]
pub struct SecretFile {
    path: PathBuf,
    policy: PlaceholderPolicy,
    content: OnceLock<Result<Secret>>,
}

impl SecretFile {
    /// The file at this path.
    pub fn new(path: PathBuf, policy: PlaceholderPolicy) -> Self {
        Self { path, policy, content: OnceLock::new() }
    }

    fn is_stdin(&self) -> bool {
        self.path.as_os_str() == "-"
    }

    /// The secret, which may be a placeholder.
    fn content(&self) -> Result<Secret> {
        self.content.get_or_init(|| self.read()).clone()
    }

    fn read(&self) -> Result<Secret> {
        let failed = |why: &dyn std::fmt::Display| {
            Failure::new(Kind::CredentialSourceFailed, format!("no secret could be read from {}", self.name()))
                .because(why)
        };
        let bytes = self.bytes().map_err(|error| failed(&error).hint(hint(&error)))?;
        if bytes.len() > LARGEST_SECRET_BYTES {
            return Err(
                failed(&format!("it is larger than {LARGEST_SECRET_BYTES} bytes")).hint("is it the right file?")
            );
        }
        let text = String::from_utf8(bytes)
            .map_err(|_| failed(&"it is not UTF-8 text").hint("save it as UTF-8; is it the right file?"))?;
        secret_from_text(&text, &self.name())
    }

    fn bytes(&self) -> io::Result<Vec<u8>> {
        if !self.is_stdin() {
            return Ok(user_file::read(&self.path, LARGEST_SECRET_BYTES)?.bytes);
        }
        let mut bytes = Vec::new();
        io::stdin().lock().take(LARGEST_SECRET_BYTES as u64 + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

fn hint(error: &io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::PermissionDenied => "check the path and the permissions",
        _ => {
            "give the path of a file; `--password-file -` and `--client-secret-file -` read the secret itself from \
             standard input"
        }
    }
}

impl CredentialSource for SecretFile {
    fn name(&self) -> String {
        if self.is_stdin() { "standard input".to_owned() } else { format!("the file {}", shown_name(&self.path)) }
    }

    fn find(&self) -> Result<Option<Secret>> {
        let secret = self.content()?;
        self.policy.check(secret.expose(), format_args!("the secret from {}", self.name()))?;
        Ok(Some(secret))
    }

    fn longest_read(&self) -> Duration {
        let is_pipe = || std::fs::metadata(&self.path).is_ok_and(|found| !found.is_file() && !found.is_dir());
        if self.content.get().is_none() && is_pipe() { user_file::PIPE_LIMIT } else { Duration::ZERO }
    }

    fn comparable(&self) -> Comparable {
        self.content().map_or(Comparable::Unknown, Comparable::Value)
    }
}
