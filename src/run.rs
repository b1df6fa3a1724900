//! One run of the program: parses the arguments, runs the command, prints its error and returns the exit code.

use std::ffi::OsString;
use std::mem::ManuallyDrop;
use std::process::ExitCode as ProcessExitCode;
use std::time::SystemTime;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory as _, FromArgMatches as _};

use crate::cli::Cli;
use crate::clock;
use crate::commands::{self, Context, Outcome, complete};
use crate::env::Env;
use crate::exit::ExitCode;
use crate::failure::{Failure, Kind, Result};
use crate::output::{ErrorFormat, OutputOptions, Ui, output_failed, stdout_is_open};
use crate::redact::escape_control;

/// Runs the program with these arguments, the program's name first.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ProcessExitCode {
    let args: Vec<OsString> = args.into_iter().collect();
    let env = Env::Process;
    if args.get(1).is_some_and(|word| word == complete::SUBCOMMAND) {
        // A completion script cannot show an error.
        let _ = Ui::new(OutputOptions::default(), &env).data(complete::names(&args[2..], &env));
        return ExitCode::Done.into();
    }
    if args.len() == 1 {
        return show_first_steps(&env);
    }
    let cli = match parse(&args) {
        Ok(cli) => cli,
        Err(error) => return report_parse_error(&with_secret_file_tip(escape_error(error, &args)), &args, &env),
    };
    let ui = Ui::new(cli.global().options(), &env);
    let context = Context { env, ui };
    let outcome = check_clock().and_then(|()| commands::run(cli.command, &context));
    match outcome {
        Ok(Outcome::Done) => ExitCode::Done.into(),
        Ok(Outcome::ChildExited(code)) => ProcessExitCode::from(code),
        Ok(Outcome::ProblemReported(code)) => code.into(),
        Err(failure) => {
            ui.report(&failure);
            failure.kind().exit_code().into()
        }
    }
}

/// Parses the arguments. The definition of the command line is not freed: the program ends soon, and freeing it would be a
/// tenth of the work of a warm run.
fn parse(args: &[OsString]) -> Result<Cli, clap::Error> {
    let mut command = ManuallyDrop::new(Cli::command());
    let mut matches = command.try_get_matches_from_mut(args)?;
    Cli::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
}

/// The text that a run without arguments prints.
const FIRST_STEPS: &str = "\
travauth gets, caches and uses access tokens of travel APIs. Where to begin:
  travauth login                             set up your credentials
  travauth token get -p sabre -e emulator    try it without an account
  travauth check --all                       test everything that is set up
  travauth --help                            see all commands
";

/// Prints the first steps to standard error, because no command was given.
fn show_first_steps(env: &Env) -> ProcessExitCode {
    Ui::new(OutputOptions::default(), env).lines(FIRST_STEPS);
    ExitCode::Usage.into()
}

fn check_clock() -> Result<()> {
    if clock::is_plausible(SystemTime::now()) {
        return Ok(());
    }
    Err(Failure::new(Kind::LocalIo, "this machine's clock is wrong")
        .because("its year is before 1970 or after 9998")
        .hint("set the clock"))
}

/// Escapes control characters in the error. clap repeats arguments unchanged, so the escaped arguments are parsed
/// again.
fn escape_error(error: clap::Error, args: &[OsString]) -> clap::Error {
    let escaped: Vec<OsString> = args.iter().map(|arg| escape_control(&arg.to_string_lossy()).into()).collect();
    if escaped == args { error } else { parse(&escaped).err().unwrap_or(error) }
}

/// Suggests `--client-secret-file` for the unknown flag `--client-secret`, because clap suggests `--client-cert`.
fn with_secret_file_tip(mut error: clap::Error) -> clap::Error {
    let is_secret =
        matches!(error.get(ContextKind::InvalidArg), Some(ContextValue::String(arg)) if arg == "--client-secret");
    if is_secret {
        error.insert(ContextKind::SuggestedArg, ContextValue::String("--client-secret-file".to_owned()));
        error.remove(ContextKind::Usage);
    }
    error
}

/// Prints help and version to standard output, and a usage error to standard error as text or JSON.
fn report_parse_error(error: &clap::Error, args: &[OsString], env: &Env) -> ProcessExitCode {
    if !error.use_stderr() {
        if let Err(error) = stdout_is_open().and_then(|()| error.print()) {
            let failure = output_failed(&error);
            Ui::new(OutputOptions::default(), env).report(&failure);
            return failure.kind().exit_code().into();
        }
        return ExitCode::Done.into();
    }
    if wants_json(args) {
        let text = error.render().to_string();
        let message = parse_error_message(error.kind(), &text);
        let tip = text.lines().find_map(|line| line.trim().strip_prefix("tip: ")).map(str::to_owned);
        let hint = tip.unwrap_or_else(|| "see --help".to_owned());
        let options = OutputOptions { error_format: ErrorFormat::Json, ..OutputOptions::default() };
        Ui::new(options, env).report(&Failure::new(Kind::Usage, message).hint(hint));
    } else {
        // A failure of standard error cannot be reported.
        let _ = error.print();
    }
    ExitCode::Usage.into()
}

/// Returns the message of a usage error from clap's text, on one line.
fn parse_error_message(kind: ErrorKind, text: &str) -> String {
    if kind == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        // The text is the help of the command.
        let usage = text.lines().find_map(|line| line.strip_prefix("Usage: ")).unwrap_or_default();
        return format!("a subcommand is missing: {usage}");
    }
    // Indented lines name the arguments that the first line is about.
    let lines: Vec<_> = text.lines().take_while(|line| !line.is_empty()).map(str::trim).collect();
    lines.join(" ").trim_start_matches("error: ").to_owned()
}

/// Looks for `--error-format json` in arguments that could not be parsed.
fn wants_json(args: &[OsString]) -> bool {
    args.iter().any(|arg| arg == "--error-format=json")
        || args.windows(2).any(|pair| pair[0] == "--error-format" && pair[1] == "json")
}
