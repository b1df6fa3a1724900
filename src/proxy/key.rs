//! The key that clients of the proxy send.

use std::io;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use ring::rand::{SecureRandom as _, SystemRandom};

use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::fs;
use crate::redact::escape_control;
use crate::secret::Secret;

/// The beginning of every phantom token.
pub(super) const PHANTOM_PREFIX: &str = "travauth-phantom";
/// The shortest key that is accepted, in characters.
const SHORTEST: usize = 32;
/// The longest key that is accepted, in characters.
const LONGEST: usize = 512;

/// The key of a run. A text is compared with it by HMACs, so that the time does not reveal where the two differ.
#[derive(Clone)]
pub struct AccessKey {
    text: Secret,
    comparison: hmac::Key,
}

impl AccessKey {
    /// Creates a key of 32 random bytes.
    ///
    /// # Errors
    ///
    /// Fails when the system has no random numbers.
    pub fn random() -> Result<Self> {
        let mut bytes = [0; 32];
        SystemRandom::new().fill(&mut bytes).map_err(|_| no_random())?;
        Self::new(Secret::new(URL_SAFE_NO_PAD.encode(bytes)), "a random key")
    }

    /// Reads the key from its source: `auto` for a random key, `env:NAME` for a variable, or the path of a file. A file that
    /// does not exist is created with a random key, and so is its directory.
    ///
    /// # Errors
    ///
    /// Fails when the key is too short, when other users can read the file, and when there is no such variable.
    pub fn read(from: &str, env: &Env) -> Result<Self> {
        if from == "auto" {
            return Self::random();
        }
        let Some(name) = from.strip_prefix("env:") else { return Self::from_file(Path::new(from)) };
        let text = env.get(name)?.ok_or_else(|| {
            Failure::new(Kind::Usage, format!("--key names the variable {}, which is not set", escape_control(name)))
                .hint("set it to at least 32 random characters, such as the output of `openssl rand -hex 32`")
        })?;
        Self::new(Secret::new(text), &format!("the variable {}", escape_control(name)))
    }

    fn from_file(path: &Path) -> Result<Self> {
        let name = format!("the file {}", escape_control(&path.display().to_string()));
        let unusable = |error: &io::Error| {
            Failure::new(Kind::LocalIo, format!("{name} cannot be used for the key"))
                .because(error)
                .hint("check the path and its permissions")
        };
        if !path.exists() {
            let key = Self::random()?;
            let text = Secret::new(format!("{}\n", key.text.expose()));
            if let Some(dir) = path.parent().filter(|dir| !dir.as_os_str().is_empty() && !dir.exists()) {
                fs::make_private_dir(dir).map_err(|error| unusable(&error))?;
            }
            match fs::create_private(path, text.expose()) {
                Ok(()) => return Ok(key),
                // Another proxy has created the file in the meantime.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(unusable(&error)),
            }
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(path).map_err(|error| unusable(&error))?.permissions().mode();
            if mode & 0o077 != 0 {
                return Err(Failure::new(Kind::Usage, format!("other users can read {name}"))
                    .hint(format!("run `chmod 600 {}`", path.display())));
            }
        }
        let text = std::fs::read_to_string(path).map(Secret::new).map_err(|error| unusable(&error))?;
        Self::new(Secret::new(text.expose().trim_end_matches(['\r', '\n'])), &name)
    }

    fn new(text: Secret, origin: &str) -> Result<Self> {
        let length = text.expose().len();
        // These characters need no encoding in a URL, a header or a form.
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        let problem = if !(SHORTEST..=LONGEST).contains(&length) {
            Some(format!("it has {length} characters, not {SHORTEST} to {LONGEST}"))
        } else if text.expose().bytes().all(is_plain) {
            None
        } else {
            Some("it has a character other than letters, digits, `-`, `.`, `_` and `~`".to_owned())
        };
        if let Some(problem) = problem {
            return Err(Failure::new(Kind::Usage, format!("the key from {origin} cannot be used"))
                .because(problem)
                .hint("make one with `openssl rand -hex 32`"));
        }
        let comparison = hmac::Key::generate(hmac::HMAC_SHA256, &SystemRandom::new()).map_err(|_| no_random())?;
        Ok(Self { text, comparison })
    }

    /// Returns the text of the key.
    pub fn secret(&self) -> &Secret {
        &self.text
    }

    /// Returns whether this text is the key.
    pub fn is(&self, candidate: &str) -> bool {
        let tag = hmac::sign(&self.comparison, self.text.expose().as_bytes());
        hmac::verify(&self.comparison, candidate.as_bytes(), tag.as_ref()).is_ok()
    }

    /// Returns whether the bytes contain the key or a phantom token, also in a percent-encoded form.
    pub(super) fn is_in(&self, bytes: &[u8]) -> bool {
        let decoded: Vec<u8> = percent_encoding::percent_decode(bytes).collect();
        let secrets = [self.text.expose(), PHANTOM_PREFIX];
        secrets.iter().any(|secret| {
            let finder = memchr::memmem::Finder::new(secret);
            finder.find(bytes).is_some() || finder.find(&decoded).is_some()
        })
    }

    /// Returns the HMAC key for signatures that only a proxy with this key can make and check.
    pub(super) fn signing_key(&self) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, self.text.expose().as_bytes())
    }
}

impl std::fmt::Debug for AccessKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AccessKey(***)")
    }
}

fn no_random() -> Failure {
    Failure::new(Kind::LocalIo, "the system has no random numbers").hint("check /dev/urandom")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env_with_key(text: &str) -> Env {
        Env::Fixed([("KEY".to_owned(), text.to_owned())].into())
    }

    #[test]
    fn a_key_is_random_and_fits_a_url() {
        let (one, other) = (AccessKey::random().unwrap(), AccessKey::random().unwrap());
        assert_eq!(one.secret().expose().len(), 43);
        assert!(one.is(one.secret().expose()) && !one.is(other.secret().expose()) && !one.is(""));
        assert!(!one.is(&one.secret().expose()[..42]));
        assert!(!format!("{one:?}").contains(one.secret().expose()));
    }

    #[test]
    fn a_chosen_key_is_long_and_plain() {
        let long = "a".repeat(32);
        assert_eq!(AccessKey::read("env:KEY", &env_with_key(&long)).unwrap().secret().expose(), long);
        for (text, part) in [
            ("short".to_owned(), "5 characters"),
            ("a".repeat(31), "31 characters"),
            ("a".repeat(513), "513 characters"),
            (format!("{long}/"), "other than letters"),
            (format!("{long}="), "other than letters"),
            (format!("{long} "), "other than letters"),
        ] {
            let failure = AccessKey::read("env:KEY", &env_with_key(&text)).unwrap_err();
            assert_eq!(failure.kind(), Kind::Usage);
            assert!(failure.message().contains(part), "{failure}");
        }
        assert!(AccessKey::read("env:OTHER", &env_with_key(&long)).unwrap_err().message().contains("OTHER"));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_is_created_private_and_read_again_unless_others_can_read_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("key");
        let name = path.to_str().unwrap();
        let key = AccessKey::read(name, &env_with_key("")).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(AccessKey::read(name, &env_with_key("")).unwrap().secret().expose(), key.secret().expose());
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        let failure = AccessKey::read(name, &env_with_key("")).unwrap_err();
        assert!(failure.message().contains("other users can read"), "{failure}");
        assert!(failure.hint_line().unwrap().contains("chmod 600"));
        let in_new_dir = dir.path().join("new/key");
        AccessKey::read(in_new_dir.to_str().unwrap(), &env_with_key("")).unwrap();
        let new_dir = in_new_dir.parent().unwrap();
        assert_eq!(std::fs::metadata(new_dir).unwrap().permissions().mode() & 0o777, 0o700);
    }
}
