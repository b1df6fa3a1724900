//! A temporary directory for each test, and the check that no secret leaks into it or into output.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;

use super::leaks::{Kind, Record};
use super::process::Program;

/// A temporary directory in which programs run with an empty home and without the developer's environment.
///
/// On drop it searches the output of every run, and every file and file name in the directory, for each registered
/// secret and token, unchanged and encoded. It panics if it finds a secret, or a token that is neither in
/// `tokens/*.json` nor on the standard output of a run that prints it.
#[must_use = "a sandbox is removed when it is dropped"]
pub struct Sandbox {
    root: TempDir,
    record: Arc<Record>,
}

impl Sandbox {
    pub fn new() -> Self {
        let root =
            tempfile::Builder::new().prefix("travauth-test-").tempdir().expect("a temporary directory can be created");
        let sandbox = Self { root, record: Arc::default() };
        for dir in ["home", "config", "cache", "data", "state", "run", "tmp", "work"] {
            fs::create_dir(sandbox.path(dir)).expect("a directory can be created in the sandbox");
        }
        sandbox
    }

    /// Returns a path in the sandbox. Programs run in `work`; `HOME` is `home`, and `XDG_CONFIG_HOME` is `config`.
    pub fn path(&self, relative: impl AsRef<Path>) -> PathBuf {
        self.root.path().join(relative)
    }

    /// Returns travauth's config directory in the sandbox.
    pub fn config_dir(&self) -> PathBuf {
        self.path("config/travauth")
    }

    /// Returns the path of the program under test.
    pub fn binary() -> &'static Path {
        Path::new(env!("CARGO_BIN_EXE_travauth"))
    }

    /// Prepares a run of `travauth`.
    pub fn travauth(&self) -> Program {
        self.command(Self::binary())
    }

    /// Prepares a run of another program in the same environment.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Program {
        let mut env: Vec<_> = [
            ("HOME", "home"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_DATA_HOME", "data"),
            ("XDG_STATE_HOME", "state"),
            ("XDG_RUNTIME_DIR", "run"),
            ("TMPDIR", "tmp"),
            // The counterparts on Windows.
            ("USERPROFILE", "home"),
            ("APPDATA", "config"),
            ("LOCALAPPDATA", "data"),
            ("TEMP", "tmp"),
            ("TMP", "tmp"),
        ]
        .map(|(name, dir)| (name.into(), self.path(dir).into_os_string()))
        .into();
        // In this order: to find programs, to open sockets on Windows, and to keep the counts of a coverage run.
        let inherited = ["PATH", "SystemRoot", "LLVM_PROFILE_FILE"];
        env.extend(std::env::vars_os().filter(|(name, _)| inherited.iter().any(|inherited| name == inherited)));
        Program::new(program.as_ref(), env, self.path("work"), Arc::clone(&self.record))
    }

    /// Writes a file, creates its directories, and returns its path. Secrets are allowed in it as long as it is unchanged.
    pub fn write(&self, relative: impl AsRef<Path>, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(relative);
        if let Some(dir) = path.parent() {
            fs::create_dir_all(dir).expect("a directory can be created in the sandbox");
        }
        fs::write(&path, content.as_ref()).expect("a file can be written in the sandbox");
        self.record.wrote(path.clone(), content.as_ref().to_owned());
        path
    }

    /// Registers a secret, which must not be shown or stored anywhere, and returns it.
    #[track_caller]
    pub fn secret<'a>(&self, secret: &'a str) -> &'a str {
        self.record.register(Kind::Secret, secret);
        secret
    }

    /// Registers a token, which may be in its cache entry and where a run prints it, and returns it.
    #[track_caller]
    pub fn token<'a>(&self, token: &'a str) -> &'a str {
        self.record.register(Kind::Token, token);
        token
    }

    /// Allows secrets and tokens in this file, for example in the file of `GITHUB_ENV`.
    pub fn allow(&self, path: impl AsRef<Path>) {
        self.record.allow(self.path(path));
    }

    /// Describes each leak that was found.
    pub fn leaks(&self) -> Vec<String> {
        self.record.search(self.root.path())
    }
}

/// Writes a file that is searched for secrets, unlike a file of [`Sandbox::write`].
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
