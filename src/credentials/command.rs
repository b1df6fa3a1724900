//! A secret that a command prints, such as the command of a password manager.

use std::io::{self, ErrorKind, Read};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;

use shared_child::SharedChild;

use super::{CredentialSource, SecretIdentity, is_pem, secret_from_text};
use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::redact::Redactor;
use crate::secret::Secret;
use crate::signals;
use crate::variables::{Variable, variable};

/// Time limit of a command, including the time to type a passphrase.
const LIMIT: Duration = Duration::from_secs(30);
/// How long to wait for the end of the output after the command has exited.
const GRACE: Duration = Duration::from_secs(1);
/// The size limit of the output in bytes.
const LARGEST_OUTPUT_BYTES: usize = 64 << 10;
/// The variable that lists the running secret commands, so that a command that runs itself is detected.
const RUNNING_VARIABLE: &str = "TRAVAUTH_SECRET_COMMANDS";
/// The variable that is set for a secret command.
pub const SECRET_COMMAND_VARIABLES: [Variable; 1] =
    [variable(RUNNING_VARIABLE, "The secret commands that are running, so that a cycle is detected.")];
/// Separators between arguments, and between commands, in that variable.
const BETWEEN_ARGUMENTS: &str = "\u{1f}";
const BETWEEN_COMMANDS: &str = "\u{1e}";

/// A command that prints one secret. It runs at most once, and never through a shell.
#[derive(Debug)]
pub struct SecretCommand {
    arguments: Vec<String>,
    dir: PathBuf,
    env: Env,
    limit: Duration,
    printed: OnceLock<Result<Secret>>,
}

impl SecretCommand {
    /// Creates the command: a program with its arguments, and the directory to run it in.
    pub fn new(arguments: Vec<String>, dir: PathBuf, env: Env) -> Self {
        Self { arguments, dir, env, limit: LIMIT, printed: OnceLock::new() }
    }

    /// Returns the whole command as one text.
    fn joined(&self) -> String {
        self.arguments.join(BETWEEN_ARGUMENTS)
    }

    fn failed(&self, why: impl std::fmt::Display) -> Failure {
        Failure::new(Kind::CredentialSourceFailed, format!("{} printed no secret", self.name())).because(why).hint(
            format!("run it yourself in {}: it must print the secret, one line, and nothing else", self.dir.display()),
        )
    }

    /// Runs the command and returns all that it prints, for a private key of many lines.
    ///
    /// # Errors
    ///
    /// Fails when the command cannot be run, takes too long, or fails.
    pub(super) fn print(&self) -> Result<Secret> {
        self.check()?;
        self.run()
    }

    fn run(&self) -> Result<Secret> {
        let (program, arguments) = self.arguments.split_first().ok_or_else(|| self.failed("it is empty"))?;
        let running = self.env.get(RUNNING_VARIABLE)?.unwrap_or_default();
        log::info!("running {}", self.name());
        // A name without a slash is looked up in PATH. A path with a slash is relative to the config file, because another
        // user may own the working directory.
        let program = if program.contains('/') { self.dir.join(program).into_os_string() } else { program.into() };
        let mut command = Command::new(program);
        command
            .args(arguments)
            .env(RUNNING_VARIABLE, format!("{running}{BETWEEN_COMMANDS}{}", self.joined()))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if self.dir.is_dir() {
            command.current_dir(&self.dir);
        }
        signals::keep_exit_codes().map_err(|error| Failure::limit("handle signals", &error))?;
        let child = SharedChild::spawn(&mut command).map_err(|error| {
            let hint = match error.kind() {
                ErrorKind::NotFound => "install it, or write its whole path into the config",
                _ => "check that it can be executed",
            };
            self.failed(format!("it cannot be started: {error}")).only_hint(hint)
        })?;
        let collectors = Collector::start(child.take_stdout(), Excess::Close)
            .and_then(|stdout| Ok((stdout, Collector::start(child.take_stderr(), Excess::Drop)?)));
        let status = if collectors.is_ok() { child.wait_timeout(self.limit) } else { Ok(None) };
        if !matches!(status, Ok(Some(_))) {
            // This fails if the command has just exited.
            let _ = child.kill();
            let _ = child.wait();
        }
        let (stdout, stderr) = collectors.map_err(|error| Failure::limit("start a thread", &error))?;
        let printed = stdout.finish();
        if printed.len() > LARGEST_OUTPUT_BYTES {
            return Err(self.failed(format!("it printed more than {LARGEST_OUTPUT_BYTES} bytes")));
        }
        let Ok(Some(status)) = status else {
            return Err(self
                .failed(format!("it did not end within {} s, and was stopped", self.limit.as_secs()))
                .only_hint(format!("run it yourself in {}: it may be waiting for input", self.dir.display())));
        };
        let printed =
            Secret::new(String::from_utf8(printed).map_err(|_| self.failed("it printed text that is not UTF-8"))?);
        if !status.success() {
            return Err(self.failed(describe_failure(&status.to_string(), &stderr.finish(), &printed)));
        }
        Ok(printed)
    }

    fn one_line(&self, text: &str) -> Result<Secret> {
        let line = text.strip_suffix('\n').map_or(text, |rest| rest.strip_suffix('\r').unwrap_or(rest));
        if line.is_empty() {
            return Err(self.failed("it printed nothing"));
        }
        if line.contains('\n') && !is_pem(line) {
            let count = line.lines().count();
            return Err(self.failed(format!("it printed {count} lines")).only_hint(
                "it must print the secret alone; [\"sh\", \"-c\", \"… | head -n 1\"] takes the first line",
            ));
        }
        secret_from_text(line, &self.name())
    }
}

/// Describes a failed command by its status and standard error. Lines that are also in standard output are masked.
fn describe_failure(status: &str, stderr: &[u8], printed: &Secret) -> String {
    let mut redactor = Redactor::default();
    for line in printed.expose().lines().map(str::trim).filter(|line| line.len() > 3) {
        redactor.add(&Secret::new(line));
    }
    let stderr = redactor.line(&String::from_utf8_lossy(stderr));
    if stderr.is_empty() { format!("it ended with {status}") } else { format!("it ended with {status}: {stderr}") }
}

/// The treatment of output beyond the limit.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Excess {
    /// The pipe is closed, which ends most programs.
    Close,
    /// It is read and dropped.
    Drop,
}

/// Reads a pipe on a thread, and stops storing the output soon after the size limit.
struct Collector {
    bytes: Arc<Mutex<Vec<u8>>>,
    ended: mpsc::Receiver<()>,
}

impl Collector {
    fn start(pipe: Option<impl Read + Send + 'static>, excess: Excess) -> io::Result<Self> {
        let bytes = Arc::<Mutex<Vec<u8>>>::default();
        let (sender, ended) = mpsc::channel();
        let collected = Arc::clone(&bytes);
        let collect = move || {
            let mut buffer = [0; 4096];
            let mut pipe = pipe;
            // A read error counts as the end of the output.
            while let Some(count) =
                pipe.as_mut().and_then(|pipe| pipe.read(&mut buffer).ok()).filter(|count| *count > 0)
            {
                let mut collected = collected.lock().unwrap_or_else(PoisonError::into_inner);
                if collected.len() <= LARGEST_OUTPUT_BYTES {
                    collected.extend_from_slice(&buffer[..count]);
                } else if excess == Excess::Close {
                    break;
                }
            }
            drop(pipe);
            // This fails if the receiver has stopped waiting.
            let _ = sender.send(());
        };
        std::thread::Builder::new().name("output".to_owned()).spawn(collect)?;
        Ok(Self { bytes, ended })
    }

    /// Returns the output. The wait for its end is short, because a background process can keep the pipe open.
    fn finish(self) -> Vec<u8> {
        let _ = self.ended.recv_timeout(GRACE);
        std::mem::take(&mut self.bytes.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl CredentialSource for SecretCommand {
    /// Names only the program, because an argument could be a secret.
    fn name(&self) -> String {
        let program = self.arguments.first().map_or("", String::as_str);
        format!("the command `{}`", crate::redact::escape_control(program))
    }

    fn find(&self) -> Result<Option<Secret>> {
        self.check()?;
        self.printed.get_or_init(|| self.run().and_then(|text| self.one_line(text.expose()))).clone().map(Some)
    }

    fn longest_read(&self) -> Duration {
        if self.printed.get().is_some() { Duration::ZERO } else { self.limit + GRACE * 2 }
    }

    /// Fails when this command already runs and has started travauth, which would otherwise wait for its own lock.
    fn check(&self) -> Result<()> {
        let running = self.env.get(RUNNING_VARIABLE)?.unwrap_or_default();
        if running.split(BETWEEN_COMMANDS).any(|command| command == self.joined()) {
            return Err(self
                .failed("it runs travauth, which runs it again")
                .only_hint("use a profile with another source of the secret in the command"));
        }
        Ok(())
    }

    fn identity(&self) -> SecretIdentity {
        SecretIdentity::Reference(self.joined())
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_command_that_hangs_is_stopped_after_its_time() {
        let dir = tempfile::tempdir().unwrap();
        let arguments = ["sh", "-c", "echo $$ > pid; exec sleep 600"].map(str::to_owned).to_vec();
        let command = SecretCommand {
            limit: Duration::from_secs(1),
            ..SecretCommand::new(arguments, dir.path().into(), Env::Process)
        };
        let failure = command.find().unwrap_err();
        assert!(failure.message().contains("did not end within 1 s"), "{failure}");
        let pid = std::fs::read_to_string(dir.path().join("pid")).unwrap();
        let pid = rustix::process::Pid::from_raw(pid.trim().parse().unwrap()).unwrap();
        assert!(rustix::process::test_kill_process(pid).is_err(), "it is still there");
    }
}
