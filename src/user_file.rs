//! Reads files that the user names, up to a size limit. For a pipe or a device there is a time limit too.

use std::fs::{File, Metadata};
use std::io::{self, Read as _};
use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

/// The longest wait for the end of a pipe.
pub const PIPE_LIMIT: Duration = Duration::from_secs(30);

/// The content of a file.
#[derive(Debug)]
pub struct UserFile {
    /// Its bytes; one byte more than the limit if the file is larger than that.
    pub bytes: Vec<u8>,
    /// The metadata of the file that was read.
    pub metadata: Metadata,
}

/// Reads at most one byte more than `limit`.
pub fn read(path: &Path, limit: usize) -> io::Result<UserFile> {
    read_within(path, limit, PIPE_LIMIT)
}

fn read_within(path: &Path, limit: usize, pipe_limit: Duration) -> io::Result<UserFile> {
    if std::fs::metadata(path)?.is_file() {
        return read_to_end(path, limit);
    }
    // A pipe can block forever when it is opened or read. A blocked thread ends with the process.
    let (sender, outcome) = mpsc::channel();
    let path = path.to_owned();
    std::thread::Builder::new().name("pipe".to_owned()).spawn(move || {
        // After the time limit, nothing receives the result.
        let _ = sender.send(read_to_end(&path, limit));
    })?;
    outcome.recv_timeout(pipe_limit).unwrap_or_else(|_| {
        let limit = pipe_limit.as_secs();
        Err(io::Error::other(format!("it is a pipe or a device, and it did not end within {limit} s")))
    })
}

fn read_to_end(path: &Path, limit: usize) -> io::Result<UserFile> {
    let mut file = File::open(path)?;
    let metadata = file.metadata()?;
    let expected = usize::try_from(metadata.len()).unwrap_or(0).min(limit);
    let mut bytes = Vec::with_capacity(expected + 1);
    file.by_ref().take(limit as u64 + 1).read_to_end(&mut bytes)?;
    Ok(UserFile { bytes, metadata })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_pipe_without_a_writer_ends_at_the_time_limit() {
        let dir = tempfile::tempdir().unwrap();
        let pipe = dir.path().join("pipe");
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
        let error = read_within(&pipe, 10, Duration::from_millis(1)).unwrap_err();
        assert!(error.to_string().contains("did not end within"), "{error}");
    }

    #[test]
    fn a_file_is_read_up_to_the_limit() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        crate::fs::replace_private(&path, "12345").unwrap();
        assert_eq!(read(&path, 5).unwrap().bytes, b"12345");
        assert_eq!(read(&path, 2).unwrap().bytes, b"123");
        assert_eq!(read(Path::new("/dev/null"), 2).unwrap().bytes, b"");
    }
}
