//! The stamps of this machine, in private files beside the tokens.

use std::fs::{File, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

use super::clock::StampClock;
use super::stamp::TurnStamp;
use super::stores::LocalTurns;
use crate::cache::CacheError;
use crate::fs;

/// The size limit of a file in bytes.
const LONGEST_BYTES: u64 = 256;

/// The directory of the stamps. `NAME.rate` holds the stamp of an account, and is locked while it is changed.
///
/// The text of a stamp is the name of the clock, and `last`, `blocked_until` and `written` in microseconds.
#[derive(Debug)]
pub struct RateFiles {
    dir: PathBuf,
    clock: OnceLock<StampClock>,
}

/// The locked file of a stamp.
#[derive(Debug)]
pub struct RateFile {
    file: File,
    path: PathBuf,
    bytes: usize,
}

impl RateFiles {
    /// Creates the store of this directory. The directory itself is created with the first stamp.
    pub fn new(dir: PathBuf) -> Self {
        Self { dir, clock: OnceLock::new() }
    }

    /// Returns the path of this account's file.
    pub fn path(&self, account: &str) -> PathBuf {
        self.dir.join(format!("{account}.rate"))
    }

    fn clock(&self) -> &StampClock {
        self.clock.get_or_init(StampClock::find)
    }

    fn to_text(&self, stamp: TurnStamp) -> String {
        let [last, blocked, written] = [stamp.last, stamp.blocked_until, stamp.written].map(|time| time.as_micros());
        format!("{} {last} {blocked} {written}\n", self.clock().name())
    }

    /// Parses the text of a stamp; none if it is damaged, or from before a restart of the machine.
    fn parse(&self, text: &str) -> Option<TurnStamp> {
        let mut words = text.split_ascii_whitespace();
        if words.next() != Some(self.clock().name()) {
            return None;
        }
        let mut time = || words.next()?.parse().ok().map(Duration::from_micros);
        let stamp = TurnStamp { last: time()?, blocked_until: time()?, written: time()? };
        words.next().is_none().then_some(stamp)
    }

    /// Reads the text of a file, but not much more than a stamp can have.
    fn read_text(file: &File) -> io::Result<String> {
        let mut bytes = Vec::with_capacity(128);
        file.take(LONGEST_BYTES + 1).read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

fn unusable(path: &Path) -> impl Fn(io::Error) -> CacheError + '_ {
    move |error| CacheError::new(format!("{} cannot be used: {error}", path.display()))
}

impl LocalTurns for RateFiles {
    type TurnLock = RateFile;

    fn now(&self) -> Duration {
        self.clock().now()
    }

    async fn try_lock(&self, account: &str) -> Result<Option<RateFile>, CacheError> {
        let path = self.path(account);
        let file = match fs::open_lock(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::make_private_dir(&self.dir).and_then(|()| fs::open_lock(&path))
            }
            opened => opened,
        };
        let file = file.map_err(unusable(&path))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(RateFile { file, path, bytes: 0 })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(unusable(&path)(error)),
        }
    }

    async fn read(&self, lock: &mut RateFile) -> Result<Option<TurnStamp>, CacheError> {
        let text = Self::read_text(&lock.file).map_err(unusable(&lock.path))?;
        lock.bytes = text.len();
        Ok(self.parse(&text))
    }

    async fn write(&self, lock: &mut RateFile, stamp: TurnStamp) -> Result<(), CacheError> {
        let text = self.to_text(stamp);
        let written = lock.file.rewind().and_then(|()| lock.file.write_all(text.as_bytes())).and_then(|()| {
            // The file is shortened last. If the process is killed before, the end of the longer old text follows the new stamp.
            if lock.bytes > text.len() { lock.file.set_len(text.len() as u64) } else { Ok(()) }
        });
        written.map_err(unusable(&lock.path))
    }

    async fn peek(&self, account: &str) -> Option<TurnStamp> {
        let text = fs::read_private(&self.path(account), LONGEST_BYTES).ok()??.text;
        self.parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::machine::run_to_end;

    const STAMP: TurnStamp = TurnStamp {
        last: Duration::from_secs(5),
        blocked_until: Duration::from_micros(7),
        written: Duration::from_millis(4999),
    };

    fn write(files: &RateFiles, stamp: TurnStamp) {
        run_to_end(async {
            let mut lock = files.try_lock("a").await.unwrap().unwrap();
            files.read(&mut lock).await.unwrap();
            files.write(&mut lock, stamp).await.unwrap();
        });
    }

    #[test]
    fn a_stamp_is_read_as_it_was_written_and_one_process_has_the_lock() {
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path().join("tokens");
        let [one, other] = [RateFiles::new(dir.clone()), RateFiles::new(dir)];
        assert_eq!(run_to_end(one.peek("a")), None);
        write(&one, STAMP);
        assert_eq!(run_to_end(other.peek("a")), Some(STAMP));
        let lock = run_to_end(one.try_lock("a")).unwrap();
        assert!(lock.is_some() && run_to_end(other.try_lock("a")).unwrap().is_none());
        drop(lock);
        assert!(run_to_end(other.try_lock("a")).unwrap().is_some());
    }

    #[test]
    fn a_damaged_stamp_or_one_of_another_start_counts_as_none_and_is_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let files = RateFiles::new(dir.path().to_owned());
        let clock = files.clock().name().to_owned();
        for text in [
            String::new(),
            "garbage".to_owned(),
            "x".repeat(5000),
            format!("{clock} 1 2"),
            format!("{clock} 1 2 3 4"),
            format!("{clock} -1 2 3"),
            format!("{clock} 1 2 99999999999999999999999"),
            "another-start-of-the-machine 5000000 7 4999000\n".to_owned(),
        ] {
            let _ = std::fs::remove_file(files.path("a"));
            fs::create_private(&files.path("a"), &text).unwrap();
            assert_eq!(run_to_end(files.peek("a")), None, "{text}");
            write(&files, STAMP);
            assert_eq!(run_to_end(files.peek("a")), Some(STAMP), "{text}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_is_no_private_file_is_not_used() {
        let dir = tempfile::tempdir().unwrap();
        let files = RateFiles::new(dir.path().to_owned());
        std::fs::create_dir(files.path("directory")).unwrap();
        std::os::unix::fs::symlink(dir.path().join("elsewhere"), files.path("link")).unwrap();
        for account in ["directory", "link"] {
            let error = run_to_end(files.try_lock(account)).unwrap_err();
            assert!(error.to_string().contains("cannot be used"), "{error}");
        }
        let blocked = RateFiles::new(files.path("directory").join("a.rate").join("b"));
        fs::create_private(&files.path("directory").join("a.rate"), "").unwrap();
        assert!(run_to_end(blocked.try_lock("a")).is_err());
    }
}
