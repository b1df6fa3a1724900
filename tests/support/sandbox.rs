//! A place of its own for each test, which no secret may leave and in which none may lie about.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;

use super::leaks::{Kind, Record};
use super::process::Program;

/// A temporary directory in which programs run with a blank home and an environment that holds nothing of the developer's.
///
/// When it is dropped it searches what every run printed, and every file and file name in the directory, for each
/// registered secret and token, as it is and encoded, and panics when one stands where it does not belong: a secret
/// anywhere, a token anywhere but in `tokens/*.json` and on the standard output of a run that is said to print it.
#[must_use = "a sandbox is removed when it is dropped"]
pub struct Sandbox {
    root: TempDir,
    record: Arc<Record>,
}

impl Sandbox {
    pub fn new() -> Self {
        let root =
            tempfile::Builder::new().prefix("travauth-test-").tempdir().expect("a temporary directory can be made");
        let sandbox = Self { root, record: Arc::default() };
        for dir in ["home", "config", "cache", "data", "state", "run", "tmp", "work"] {
            fs::create_dir(sandbox.path(dir)).expect("a directory can be made in the sandbox");
        }
        sandbox
    }

    /// Where `relative` is in the sandbox. Programs run in its `work`; `HOME` is its `home`, `XDG_CONFIG_HOME` its `config`.
    pub fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.path().join(relative)
    }

    /// The directory to which `TRAVAUTH_CONFIG_DIR` points when a run asks for it.
    pub fn config_dir(&self) -> PathBuf {
        self.path("config/travauth")
    }

    /// The file of the program under test.
    pub fn binary() -> &'static Path {
        Path::new(env!("CARGO_BIN_EXE_travauth"))
    }

    /// A run of `travauth` to be.
    pub fn travauth(&self) -> Program {
        self.command(Self::binary())
    }

    /// A run of another program to be, in the same environment.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Program {
        let mut env: Vec<_> = [
            ("HOME", "home"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_DATA_HOME", "data"),
            ("XDG_STATE_HOME", "state"),
            ("XDG_RUNTIME_DIR", "run"),
            ("TMPDIR", "tmp"),
            // What stands for them on Windows.
            ("USERPROFILE", "home"),
            ("APPDATA", "config"),
            ("LOCALAPPDATA", "data"),
            ("TEMP", "tmp"),
            ("TMP", "tmp"),
        ]
        .map(|(name, dir)| (name.into(), self.path(dir).into_os_string()))
        .into();
        // Without these no program is found, Windows opens no socket, and a coverage run loses its counts.
        let kept = ["PATH", "SystemRoot", "LLVM_PROFILE_FILE"];
        env.extend(std::env::vars_os().filter(|(name, _)| kept.iter().any(|kept| name == kept)));
        Program::new(program.as_ref(), env, self.path("work"), Arc::clone(&self.record))
    }

    /// Writes a file for the program to read, with its directories, and returns its path. Unchanged, it may hold secrets.
    pub fn write(&self, relative: impl AsRef<Path>, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(relative);
        if let Some(dir) = path.parent() {
            fs::create_dir_all(dir).expect("a directory can be made in the sandbox");
        }
        fs::write(&path, content.as_ref()).expect("a file can be written in the sandbox");
        self.record.wrote(path.clone(), content.as_ref().to_owned());
        path
    }

    /// Registers a secret, which may stand nowhere, and returns it.
    #[track_caller]
    pub fn secret<'a>(&self, secret: &'a str) -> &'a str {
        self.record.register(Kind::Secret, secret);
        secret
    }

    /// Registers a token, which may stand in its cache entry and where a run prints it, and returns it.
    #[track_caller]
    pub fn token<'a>(&self, token: &'a str) -> &'a str {
        self.record.register(Kind::Token, token);
        token
    }

    /// Lets this file hold secrets and tokens, such as the one that `GITHUB_ENV` names.
    pub fn allow(&self, path: impl AsRef<Path>) {
        self.record.allow(self.path(path));
    }

    /// Where registered values stand that must not, one description each.
    pub fn leaks(&self) -> Vec<String> {
        self.record.search(self.root.path())
    }
}

/// Puts this content into a file, as another program might. Unlike one of [`Sandbox::write`] it is searched for secrets.
#[track_caller]
pub fn overwrite(path: impl AsRef<Path>, content: impl AsRef<[u8]>) {
    fs::write(path, content).expect("the file can be written");
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let leaks = self.leaks();
            assert!(leaks.is_empty(), "leaked:\n{}", leaks.join("\n"));
        }
    }
}
