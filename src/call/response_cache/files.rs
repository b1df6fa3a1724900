//! The directory of stored responses: its key, its names and its size.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use ring::hmac;
use ring::rand::SecureRandom as _;

use crate::cache::in_hex;
use crate::fs;

/// The extension of an entry.
const EXTENSION: &str = "response";
/// The largest size of all files together, in bytes.
const LARGEST_TOTAL_BYTES: u64 = 256 << 20;
/// The number of bytes that a process writes between two scans, which reduce the size of the directory.
const BYTES_BETWEEN_SCANS: u64 = 4 << 20;
/// The room that a scan leaves for the processes that write until their next scan, in bytes.
const SPARE_BYTES: u64 = 8 * BYTES_BETWEEN_SCANS;
/// The size of a block of the disk, in bytes. A file uses whole blocks.
const BLOCK_BYTES: u64 = 4 << 10;
/// A temporary file that is not changed for this time is from a killed process.
const LONGEST_WRITE: Duration = Duration::from_hours(1);
/// The size limit of the key file in bytes.
const LONGEST_KEY_TEXT: u64 = 1024;
/// The length of the key in bytes.
const KEY_BYTES: usize = 32;

/// The directory `responses/`. `NAME.response` holds a response, and `key` the key of names and signatures.
///
/// The modification time of a response is the end of its TTL, so that a scan need not read the files.
#[derive(Debug)]
pub(crate) struct ResponseFiles {
    dir: PathBuf,
    key: OnceLock<SigningKey>,
    /// The bytes that were written since the last scan of this process.
    unscanned: AtomicU64,
    has_warned: AtomicBool,
}

/// The key of names and signatures. It hides the URL in the name of an entry, and shows that travauth wrote the entry.
#[derive(Clone, Debug)]
pub(super) struct SigningKey(hmac::Key);

impl SigningKey {
    /// Returns the name of the entry of this account and request.
    pub(super) fn entry_name(&self, account: Option<&str>, sent: &[Vec<u8>]) -> String {
        let account = account.unwrap_or_default().as_bytes();
        let mut context = self.context("name");
        add_field(&mut context, account);
        for field in sent {
            add_field(&mut context, field);
        }
        in_hex(&context.sign().as_ref()[..16])
    }

    /// Begins the signature of the entry with this name.
    pub(super) fn entry_signature(&self, name: &str) -> hmac::Context {
        let mut context = self.context("entry");
        add_field(&mut context, name.as_bytes());
        context
    }

    fn context(&self, purpose: &str) -> hmac::Context {
        let mut context = hmac::Context::with_key(&self.0);
        add_field(&mut context, purpose.as_bytes());
        context
    }

    fn parse(text: &str) -> Option<Self> {
        let text = text.trim_ascii();
        let is_key = text.len() == 2 * KEY_BYTES && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_key.then(|| Self(hmac::Key::new(hmac::HMAC_SHA256, text.as_bytes())))
    }
}

/// Adds a field with its length, so that two different lists of fields never give the same bytes.
fn add_field(context: &mut hmac::Context, bytes: &[u8]) {
    context.update(&(bytes.len() as u64).to_be_bytes());
    context.update(bytes);
}

impl ResponseFiles {
    /// Creates the store of responses beside this directory of tokens. Its directory is created with the first response.
    pub(crate) fn beside(tokens: &Path) -> Self {
        Self {
            dir: tokens.with_file_name("responses"),
            key: OnceLock::new(),
            unscanned: AtomicU64::new(BYTES_BETWEEN_SCANS),
            has_warned: AtomicBool::new(false),
        }
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.dir.join(format!("{name}.{EXTENSION}"))
    }

    fn key_path(&self) -> PathBuf {
        self.dir.join("key")
    }

    /// Returns the key; none if there is no usable one, and so no usable response.
    pub(super) fn key(&self) -> Option<SigningKey> {
        if let Some(key) = self.key.get() {
            return Some(key.clone());
        }
        let found = fs::tighten_dir(&self.dir).and_then(|was_open_to_others| {
            if was_open_to_others {
                log::warn!("{} could be read by other users; its mode is 0700 now", self.dir.display());
            }
            fs::read_private(&self.key_path(), LONGEST_KEY_TEXT)
        });
        let found = found.inspect_err(|error| log::info!("stored responses cannot be used: {error}")).ok()??;
        if found.was_open_to_others {
            log::warn!("{} could be read by other users, so stored responses are not used", self.key_path().display());
            // Another user could have signed responses with it.
            let _ = delete(&self.key_path());
            return None;
        }
        let key = SigningKey::parse(&found.text)?;
        Some(self.key.get_or_init(|| key).clone())
    }

    /// Returns the key. If there is no usable one, a new key is stored.
    ///
    /// # Errors
    ///
    /// Fails when it cannot be stored.
    pub(super) fn key_or_new(&self) -> io::Result<SigningKey> {
        if let Some(key) = self.key() {
            return Ok(key);
        }
        fs::make_private_dir(&self.dir)?;
        fs::tighten_dir(&self.dir)?;
        fs::ignore_in_git(&self.dir)?;
        let path = self.key_path();
        let mut bytes = [0; KEY_BYTES];
        ring::rand::SystemRandom::new()
            .fill(&mut bytes)
            .map_err(|_| io::Error::other("there are no random numbers"))?;
        if !fs::Replacement::create_unlocked(&path)?.finish_new(&in_hex(&bytes))? {
            // Another process has just stored a key, or the key is not usable.
            if let Some(key) = self.key() {
                return Ok(key);
            }
            fs::Replacement::create_unlocked(&path)?.finish(&in_hex(&bytes))?;
        }
        self.key().ok_or_else(|| io::Error::other(format!("{} cannot be used", path.display())))
    }

    /// Creates the temporary file of an entry.
    pub(super) fn create(&self, name: &str) -> io::Result<fs::Replacement> {
        fs::Replacement::create_unlocked(&self.path(name))
    }

    /// Counts written bytes, and starts a scan after [`BYTES_BETWEEN_SCANS`]: it deletes expired responses, and then those
    /// that expire first, until the directory is small enough.
    pub(super) fn count_written(&self, bytes: usize) {
        if self.unscanned.fetch_add(bytes as u64, Ordering::Relaxed) >= BYTES_BETWEEN_SCANS {
            self.unscanned.store(0, Ordering::Relaxed);
            self.reduce();
        }
    }

    fn reduce(&self) {
        let Ok(listing) = std::fs::read_dir(&self.dir) else { return };
        let now = SystemTime::now();
        let (mut total, mut entries) = (0, Vec::new());
        for item in listing.flatten() {
            let path = item.path();
            // For a link, this is the metadata of the link itself.
            let Ok(metadata) = item.metadata() else { continue };
            let Ok(modified) = metadata.modified() else { continue };
            let is_entry = has_extension(&path, EXTENSION);
            let is_leftover = has_extension(&path, "tmp")
                && now.duration_since(modified).is_ok_and(|unchanged| unchanged > LONGEST_WRITE);
            if (is_entry && modified < now) || is_leftover {
                // A file that cannot be deleted is tried again in the next scan.
                let _ = delete(&path);
                continue;
            }
            let bytes = metadata.len().next_multiple_of(BLOCK_BYTES);
            total += bytes;
            if is_entry {
                entries.push((modified, path, bytes));
            }
        }
        entries.sort_unstable();
        for (_, path, bytes) in entries {
            if total <= LARGEST_TOTAL_BYTES - SPARE_BYTES {
                break;
            }
            let _ = delete(&path);
            total -= bytes;
        }
    }

    /// Prints the first failure to store a response as a warning.
    pub(super) fn warn_of_unstored(&self, error: &io::Error) {
        if !self.has_warned.swap(true, Ordering::Relaxed) {
            log::warn!("the response is not stored in {}: {error}", self.dir.display());
        }
    }

    /// Returns the paths of all entries.
    pub(super) fn entry_paths(&self) -> io::Result<Vec<PathBuf>> {
        Ok(self.paths()?.into_iter().filter(|path| has_extension(path, EXTENSION)).collect())
    }

    fn paths(&self) -> io::Result<Vec<PathBuf>> {
        match std::fs::read_dir(&self.dir) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            listing => Ok(listing?.flatten().map(|item| item.path()).collect()),
        }
    }

    /// Deletes all responses, temporary files and the key. Returns the number of responses.
    ///
    /// # Errors
    ///
    /// Fails when a file cannot be deleted: some responses could still exist.
    pub(crate) fn remove_all(&self) -> io::Result<usize> {
        let mut count = 0;
        for path in self.paths()? {
            let is_entry = has_extension(&path, EXTENSION);
            if is_entry || has_extension(&path, "tmp") || path == self.key_path() {
                count += usize::from(delete(&path)? && is_entry);
            }
        }
        Ok(count)
    }
}

fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|found| found == extension)
}

/// Deletes a file; returns false if there was none.
pub(super) fn delete(path: &Path) -> io::Result<bool> {
    match std::fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(io::Error::new(error.kind(), format!("{} cannot be deleted: {error}", path.display()))),
    }
}
