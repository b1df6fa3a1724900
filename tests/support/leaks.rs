//! The search for leaked secrets and tokens.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

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
    /// Whether this run prints its token to standard output.
    pub prints_token: bool,
    /// Other registered values that standard output may show.
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
    forms: Vec<Vec<u8>>,
}

impl Record {
    #[track_caller]
    pub fn register(&self, kind: Kind, text: &str) {
        assert!(text.len() >= 8, "{text:?} is too short to search for: it could occur by chance");
        let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        if !values.iter().any(|value| value.text == text) {
            values.push(Value { kind, text: text.to_owned(), forms: forms(text) });
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

    /// Remembers a file that the test wrote: while it is unchanged, it may contain anything.
    pub fn wrote(&self, path: PathBuf, content: Vec<u8>) {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        written.insert(path, content);
    }

    pub fn allow(&self, path: PathBuf) {
        let mut allowed = self.allowed.lock().unwrap_or_else(PoisonError::into_inner);
        allowed.insert(path);
    }

    /// Describes every place with a registered value that must not be there.
    pub fn search(&self, root: &Path) -> Vec<String> {
        let mut leaks = Vec::new();
        let runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        for run in runs.iter() {
            for value in self.found_in(&run.stderr) {
                leaks.push(format!("{value} in standard error of {}", run.command_line));
            }
            for value in self.found_in(&run.stdout) {
                let expected = value.kind == Kind::Token && run.prints_token || run.shows.contains(&value.text);
                if !expected {
                    leaks.push(format!(
                        "{value} in standard output of {}, which was not expected to show it",
                        run.command_line
                    ));
                }
            }
        }
        self.search_dir(root, root, &mut leaks);
        leaks
    }

    fn search_dir(&self, root: &Path, dir: &Path, leaks: &mut Vec<String>) {
        let entries = match opened(dir, |dir| fs::read_dir(dir)) {
            Ok(entries) => entries,
            Err(error) => {
                return leaks.push(format!("{} cannot be searched: {error}", dir.display()));
            }
        };
        for entry in entries {
            let path = entry.expect("a directory entry can be read").path();
            let name = path.strip_prefix(root).unwrap_or(&path).to_owned();
            for value in self.found_in(name.as_os_str().as_encoded_bytes()) {
                leaks.push(format!("{value} in the name of {}", name.display()));
            }
            let Ok(about) = fs::symlink_metadata(&path) else {
                continue; // it was deleted meanwhile
            };
            if about.is_dir() {
                self.search_dir(root, &path, leaks);
            } else if about.is_symlink() {
                let target = fs::read_link(&path).unwrap_or_default();
                for value in self.found_in(target.as_os_str().as_encoded_bytes()) {
                    leaks.push(format!("{value} in the target of the link {}", name.display()));
                }
            } else if about.is_file() {
                self.search_file(&path, &name, leaks);
            }
        }
    }

    fn search_file(&self, path: &Path, name: &Path, leaks: &mut Vec<String>) {
        let content = match opened(path, |path| fs::read(path)) {
            Ok(content) => content,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return,
            Err(error) => {
                return leaks.push(format!("{} cannot be searched: {error}", name.display()));
            }
        };
        let written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let allowed = self.allowed.lock().unwrap_or_else(PoisonError::into_inner);
        if allowed.contains(path) || written.get(path) == Some(&content) {
            return;
        }
        for value in self.found_in(&content) {
            if !(value.kind == Kind::Token && is_cache_entry(name)) {
                leaks.push(format!("{value} in the file {}", name.display()));
            }
        }
    }

    fn found_in(&self, content: &[u8]) -> Vec<Found> {
        let values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        values
            .iter()
            .filter(|value| value.forms.iter().any(|form| contains(content, form)))
            .map(|value| Found { kind: value.kind, text: value.text.clone() })
            .collect()
    }
}

struct Found {
    kind: Kind,
    text: String,
}

impl std::fmt::Display for Found {
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

/// Whether this is a cache entry, the only kind of file for a token: `tokens/*.json`.
fn is_cache_entry(name: &Path) -> bool {
    name.extension().is_some_and(|suffix| suffix == "json")
        && name.parent().and_then(Path::file_name) == Some("tokens".as_ref())
}

fn contains(content: &[u8], form: &[u8]) -> bool {
    content.windows(form.len()).any(|window| window == form)
}

/// The forms of a value in a text: unchanged, escaped, or encoded at any offset of a longer encoded text.
fn forms(text: &str) -> Vec<Vec<u8>> {
    let percent = utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let form = url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let json = serde_json::to_string(text).expect("a string is JSON");
    let mut forms = BTreeSet::from([
        text.to_owned(),
        lower_case_escapes(&percent),
        lower_case_escapes(&form),
        percent,
        form,
        json.trim_matches('"').to_owned(),
        format!("{text:?}").trim_matches('"').to_owned(),
    ]);
    for engine in [STANDARD_NO_PAD, URL_SAFE_NO_PAD] {
        for offset in 0..3 {
            let mut shifted = vec![0; offset];
            shifted.extend_from_slice(text.as_bytes());
            let encoded = engine.encode(&shifted);
            // The first and last characters also contain bits of the neighbors.
            let from = (offset * 8).div_ceil(6);
            let to = shifted.len() * 8 / 6;
            forms.insert(encoded[from..to].to_owned());
        }
    }
    forms.into_iter().map(String::into_bytes).collect()
}

fn lower_case_escapes(text: &str) -> String {
    let mut left = 0;
    text.chars()
        .map(|c| {
            if c == '%' {
                left = 3;
            }
            let escaped = left > 0;
            left -= i32::from(escaped);
            if escaped { c.to_ascii_lowercase() } else { c }
        })
        .collect()
}
