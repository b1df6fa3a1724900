//! A secret from a file or from standard input.

use std::io::{self, ErrorKind, Read as _};
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

use super::file_name::shown_name;
use super::{CredentialSource, PlaceholderPolicy, SecretIdentity, secret_from_text};
use crate::failure::{Failure, Kind, Result};
use crate::keyboard::StandardInput;
use crate::origin::{Origin, Setting};
use crate::secret::Secret;
use crate::user_file;

/// The size limit of a secret in bytes.
const LARGEST_SECRET_BYTES: usize = 8 << 10;

/// A file that holds one secret, or standard input. It is read once.
#[derive(Debug)]
pub struct SecretFile {
    /// The path; none for standard input.
    path: Option<PathBuf>,
    /// The variable that names the file.
    named_by: Option<Origin>,
    policy: PlaceholderPolicy,
    content: OnceLock<Result<Secret>>,
}

impl SecretFile {
    /// Creates the secret of the file at this path; `-` is standard input.
    pub fn new(path: PathBuf, policy: PlaceholderPolicy) -> Self {
        let path = (path.as_os_str() != "-").then_some(path);
        Self { path, named_by: None, policy, content: OnceLock::new() }
    }

    /// Creates the secret of the file that a variable names.
    pub(super) fn named_by(path: Setting<String>, policy: PlaceholderPolicy) -> Self {
        let (value, origin) = (PathBuf::from(path.value), path.origin);
        Self { path: Some(value), named_by: Some(origin), policy, content: OnceLock::new() }
    }

    /// Returns the secret, which may be a placeholder.
    fn content(&self) -> Result<Secret> {
        self.content.get_or_init(|| self.read()).clone()
    }

    fn read(&self) -> Result<Secret> {
        let failed = |why: &dyn std::fmt::Display| {
            let named_by = self.named_by.as_ref().map_or_else(String::new, |origin| format!(" (from {origin})"));
            let what = format!("no secret could be read from {}{named_by}", self.name());
            Failure::new(Kind::CredentialSourceFailed, what).because(why)
        };
        let bytes = self.bytes().map_err(|error| failed(&error).hint(self.hint(&error)))?;
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
        if let Some(path) = &self.path {
            return Ok(user_file::read(path, LARGEST_SECRET_BYTES)?.bytes);
        }
        let mut bytes = Vec::new();
        StandardInput::new("the secret, which is shown")
            .take(LARGEST_SECRET_BYTES as u64 + 1)
            .read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn hint(&self, error: &io::Error) -> String {
        match (error.kind(), &self.named_by) {
            (ErrorKind::PermissionDenied, _) => "check the path and the permissions".to_owned(),
            (_, Some(origin)) => format!("set {origin} to the path of a file that holds the secret"),
            _ => {
                "give the path of a file; `--password-file -` and `--client-secret-file -` read the secret itself from \
                  standard input"
                    .to_owned()
            }
        }
    }
}

impl CredentialSource for SecretFile {
    fn name(&self) -> String {
        match &self.path {
            Some(path) => format!("the file {}", shown_name(path)),
            None => "standard input".to_owned(),
        }
    }

    fn find(&self) -> Result<Option<Secret>> {
        let secret = self.content()?;
        self.policy.check(secret.expose(), format_args!("the secret from {}", self.name()))?;
        Ok(Some(secret))
    }

    fn longest_read(&self) -> Duration {
        let metadata = || std::fs::metadata(self.path.as_ref()?).ok();
        let is_pipe = || metadata().is_some_and(|found| !found.is_file() && !found.is_dir());
        if self.content.get().is_none() && is_pipe() { user_file::PIPE_LIMIT } else { Duration::ZERO }
    }

    fn identity(&self) -> SecretIdentity {
        self.content().map_or(SecretIdentity::Unknown, SecretIdentity::Value)
    }
}
