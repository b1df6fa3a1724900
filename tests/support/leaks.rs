//! Searches output and files for leaked secrets and tokens.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::finder::Finder;

/// The output of a sandbox's runs, and the values that they may and must not show.
#[derive(Default)]
pub struct Record {
    values: Mutex<Vec<Value>>,
    runs: Mutex<Vec<Run>>,
    written: Mutex<BTreeMap<PathBuf, Vec<u8>>>,
    allowed: Mutex<BTreeSet<PathBuf>>,
}

/// One finished run of a program.
#[derive(Clone)]
pub struct Run {
    pub command_line: String,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
    /// True if this run prints its token to standard output.
    pub prints_token: bool,
    /// Other registered values that are allowed on standard output.
    pub shows: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Must not be shown or stored anywhere.
    Secret,
    /// May be in its cache entry, and on standard output of a run that prints it.
    Token,
}

struct Value {
    kind: Kind,
    text: String,
}

impl Record {
    #[track_caller]
    pub fn register(&self, kind: Kind, text: &str) {
        assert!(text.len() >= 8, "{text:?} is too short to search for: it could occur by chance");
        let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        if !values.iter().any(|value| value.text == text) {
            values.push(Value { kind, text: text.to_owned() });
        }
    }

    /// Adds a run and returns its number.
    pub fn add_run(&self, run: Run) -> usize {
        let mut runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        runs.push(run);
        runs.len() - 1
    }

    pub fn mark_prints_token(&self, run: usize) {
        let mut runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        runs[run].prints_token = true;
    }

    /// Records a file that the test wrote. It may contain anything as long as it is unchanged.
    pub fn wrote(&self, path: PathBuf, content: Vec<u8>) {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        written.insert(path, content);
    }

    pub fn allow(&self, path: PathBuf) {
        let mut allowed = self.allowed.lock().unwrap_or_else(PoisonError::into_inner);
        allowed.insert(path);
    }

    /// Describes each leak: a registered value, and where it was found.
    pub fn search(&self, root: &Path) -> Vec<String> {
        let values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        let finder = Finder::new(values.iter().map(|value| value.text.as_str()));
        let mut search = Search { record: self, values: &values, finder, root, leaks: Vec::new() };
        search.runs();
        search.dir(root);
        search.leaks
    }
}

/// One search through all runs and files.
struct Search<'r> {
    record: &'r Record,
    values: &'r [Value],
    finder: Finder,
    root: &'r Path,
    leaks: Vec<String>,
}

impl<'r> Search<'r> {
    fn runs(&mut self) {
        let runs = self.record.runs.lock().unwrap_or_else(PoisonError::into_inner);
        for run in runs.iter() {
            for value in self.found_in(&run.stderr) {
                self.leaks.push(format!("{value} in standard error of {}", run.command_line));
            }
            for value in self.found_in(&run.stdout) {
                let expected = value.kind == Kind::Token && run.prints_token || run.shows.contains(&value.text);
                if !expected {
                    self.leaks.push(format!(
                        "{value} in standard output of {}, which was not expected to show it",
                        run.command_line
                    ));
                }
            }
        }
    }

    fn dir(&mut self, dir: &Path) {
        let entries = match opened(dir, |dir| fs::read_dir(dir)) {
            Ok(entries) => entries,
            Err(error) => {
                return self.leaks.push(format!("{} cannot be searched: {error}", dir.display()));
            }
        };
        for entry in entries {
            let path = entry.expect("a directory entry can be read").path();
            let name = path.strip_prefix(self.root).unwrap_or(&path).to_owned();
            for value in self.found_in(name.as_os_str().as_encoded_bytes()) {
                self.leaks.push(format!("{value} in the name of {}", name.display()));
            }
            let Ok(metadata) = fs::symlink_metadata(&path) else {
                continue; // The file was deleted meanwhile.
            };
            if metadata.is_dir() {
                self.dir(&path);
            } else if metadata.is_symlink() {
                let target = fs::read_link(&path).unwrap_or_default();
                for value in self.found_in(target.as_os_str().as_encoded_bytes()) {
                    self.leaks.push(format!("{value} in the target of the link {}", name.display()));
                }
            } else if metadata.is_file() {
                self.file(&path, &name);
            }
        }
    }

    fn file(&mut self, path: &Path, name: &Path) {
        let content = match opened(path, |path| fs::read(path)) {
            Ok(content) => content,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return,
            Err(error) => {
                return self.leaks.push(format!("{} cannot be searched: {error}", name.display()));
            }
        };
        let written = self.record.written.lock().unwrap_or_else(PoisonError::into_inner);
        let allowed = self.record.allowed.lock().unwrap_or_else(PoisonError::into_inner);
        if allowed.contains(path) || written.get(path) == Some(&content) {
            return;
        }
        for value in self.found_in(&content) {
            if !(value.kind == Kind::Token && is_cache_entry(name)) {
                self.leaks.push(format!("{value} in the file {}", name.display()));
            }
        }
    }

    fn found_in(&self, content: &[u8]) -> Vec<&'r Value> {
        self.finder.found_in(content).into_iter().map(|number| &self.values[number]).collect()
    }
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = match self.kind {
            Kind::Secret => "secret",
            Kind::Token => "token",
        };
        write!(f, "the {kind} {:?} is", self.text)
    }
}

/// Opens a path, and makes it readable first if a test made it unreadable.
fn opened<T>(path: &Path, open: impl Fn(&Path) -> io::Result<T>) -> io::Result<T> {
    let first = open(path);
    #[cfg(unix)]
    if matches!(&first, Err(error) if error.kind() == io::ErrorKind::PermissionDenied) {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(0o700))?;
        return open(path);
    }
    first
}

/// Returns whether this is a cache entry, the only kind of file for a token: `tokens/*.json`.
fn is_cache_entry(name: &Path) -> bool {
    name.extension().is_some_and(|suffix| suffix == "json")
        && name.parent().and_then(Path::file_name) == Some("tokens".as_ref())
}
