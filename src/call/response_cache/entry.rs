//! The file of a stored response: a signature, the head as JSON, each on a line, and then the body as it was received.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use jiff::Timestamp;
use ring::hmac;
use serde::{Deserialize, Serialize};

use super::account::ResponseAccount;
use super::files::{ResponseFiles, SigningKey};
use crate::cache::in_hex;
use crate::fs;
use crate::http::BodyCopy;

/// The version of the format.
pub(super) const VERSION: u32 = 1;
/// The largest file that is stored, in bytes.
const LARGEST_FILE_BYTES: u64 = 128 << 20;
/// The length of the signature in hexadecimal digits, with the line break after it.
const SIGNATURE_LINE_BYTES: usize = 65;

/// The head of a stored response.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct EntryHead {
    pub(super) version: u32,
    /// The account; none if the request was sent without a token.
    pub(super) account: Option<ResponseAccount>,
    pub(super) stored_at: Timestamp,
    /// The end of the TTL of the run that stored it.
    pub(super) expires_at: Timestamp,
    pub(super) reason: String,
    /// The headers; each character of a value is one byte.
    pub(super) headers: Vec<(String, String)>,
}

/// A stored response.
pub(super) struct StoredResponse {
    pub(super) head: EntryHead,
    /// The body.
    pub(super) body: BufReader<File>,
}

impl StoredResponse {
    /// Opens the response of this name, and checks its signature; none if there is no such response.
    ///
    /// # Errors
    ///
    /// Fails when the file is damaged, of another owner, or not a file of travauth.
    pub(super) fn open(files: &ResponseFiles, key: &SigningKey, name: &str) -> io::Result<Option<Self>> {
        let path = files.path(name);
        let Some(found) = fs::open_private(&path)? else { return Ok(None) };
        if found.was_open_to_others {
            log::warn!("{} could be read by other users; its mode is 0600 now", path.display());
        }
        let mut reader = BufReader::new(found.file);
        let lines = EntryLines::read(&mut reader)?;
        let mut signature = key.entry_signature(name);
        signature.update(&lines.head);
        loop {
            let part = reader.fill_buf()?;
            if part.is_empty() {
                break;
            }
            signature.update(part);
            let count = part.len();
            reader.consume(count);
        }
        if signature_line(signature) != lines.signature {
            return Err(io::Error::other(format!("{} is damaged", path.display())));
        }
        let head = lines.parse()?;
        reader.seek(SeekFrom::Start((lines.signature.len() + lines.head.len()) as u64))?;
        Ok(Some(Self { head, body: reader }))
    }
}

/// Reads the head of an entry without checking the signature.
///
/// # Errors
///
/// Fails when the file cannot be read, and when it is not an entry.
pub(super) fn read_head(path: &Path) -> io::Result<EntryHead> {
    let found = fs::open_private(path)?.ok_or(io::ErrorKind::NotFound)?;
    EntryLines::read(&mut BufReader::new(found.file))?.parse()
}

/// The two lines before the body, with their line breaks.
struct EntryLines {
    signature: Vec<u8>,
    head: Vec<u8>,
}

impl EntryLines {
    /// The longest head in bytes. HTTP headers are much shorter.
    const LONGEST_HEAD_BYTES: u64 = 8 << 20;

    fn read(reader: &mut BufReader<File>) -> io::Result<Self> {
        let (mut signature, mut head) = (Vec::new(), Vec::new());
        reader.by_ref().take(SIGNATURE_LINE_BYTES as u64).read_to_end(&mut signature)?;
        reader.by_ref().take(Self::LONGEST_HEAD_BYTES).read_until(b'\n', &mut head)?;
        Ok(Self { signature, head })
    }

    fn parse(&self) -> io::Result<EntryHead> {
        let head: EntryHead = serde_json::from_slice(&self.head)?;
        if head.version == VERSION { Ok(head) } else { Err(io::Error::other("it is from another version of travauth")) }
    }
}

fn signature_line(signature: hmac::Context) -> Vec<u8> {
    let mut line = in_hex(signature.sign().as_ref()).into_bytes();
    line.push(b'\n');
    line
}

/// Stores a response while its body is read.
pub(super) struct ResponseCopy {
    files: Arc<ResponseFiles>,
    /// None after a failure.
    writer: Option<EntryWriter>,
}

struct EntryWriter {
    file: fs::Replacement,
    signature: hmac::Context,
    bytes: u64,
    expires_at: Timestamp,
}

impl ResponseCopy {
    /// Begins the entry of this name. A failure is a warning, and then nothing is stored.
    pub(super) fn start(files: Arc<ResponseFiles>, key: &SigningKey, name: &str, head: &EntryHead) -> Self {
        let writer = EntryWriter::start(&files, key, name, head);
        let writer = writer.inspect_err(|error| files.warn_of_unstored(error)).ok();
        Self { files, writer }
    }
}

impl BodyCopy for ResponseCopy {
    fn add(&mut self, part: &[u8]) {
        let Some(writer) = &mut self.writer else { return };
        if writer.bytes + part.len() as u64 > LARGEST_FILE_BYTES {
            log::info!("the response is not stored, because it is larger than {} MiB", LARGEST_FILE_BYTES >> 20);
            self.writer = None;
            return;
        }
        self.files.count_written(part.len());
        if let Err(error) = writer.add(part) {
            self.files.warn_of_unstored(&error);
            self.writer = None;
        }
    }

    fn complete(self: Box<Self>) {
        let finished = self.writer.map_or(Ok(()), EntryWriter::finish);
        if let Err(error) = finished {
            self.files.warn_of_unstored(&error);
        }
    }
}

impl EntryWriter {
    fn start(files: &ResponseFiles, key: &SigningKey, name: &str, head: &EntryHead) -> io::Result<Self> {
        let mut line = serde_json::to_vec(head)?;
        line.push(b'\n');
        files.count_written(SIGNATURE_LINE_BYTES + line.len());
        let file = files.create(name)?;
        file.file().write_all(&[b'\n'; SIGNATURE_LINE_BYTES])?;
        let mut writer = Self { file, signature: key.entry_signature(name), bytes: 0, expires_at: head.expires_at };
        writer.add(&line)?;
        Ok(writer)
    }

    fn add(&mut self, part: &[u8]) -> io::Result<()> {
        self.signature.update(part);
        self.bytes += part.len() as u64;
        self.file.file().write_all(part)
    }

    /// Writes the signature and replaces the entry.
    fn finish(self) -> io::Result<()> {
        let mut file = self.file.file();
        file.rewind()?;
        file.write_all(&signature_line(self.signature))?;
        // Without this time, the next scan deletes the entry.
        file.set_modified(SystemTime::from(self.expires_at))?;
        self.file.finish_unsynced()
    }
}
