//! The commands, one file each: read the options, call the core, print the result.

mod call;
mod call_batch;
mod call_batch_output;
mod call_input;
mod call_preview;
mod check;
mod check_live;
mod check_targets;
mod child;
pub mod complete;
mod completions;
mod config;
mod config_edit;
mod config_init;
mod config_schema;
mod config_set;
mod config_show;
mod config_validate;
mod emulator;
mod emulator_files;
mod encode_sabre_id;
mod exec;
mod explain;
mod help;
mod login;
mod logout;
mod profile;
mod providers;
mod proxy;
mod proxy_address;
mod proxy_log;
mod repair_sabre_id;
mod response_printer;
mod revocation;
mod token_clear;
mod token_filter;
mod token_get;
mod token_show;
mod token_why;
mod verify_sabre_id;
mod version;

pub use emulator::EMULATOR_VARIABLES;
pub use emulator_files::TLS_VARIABLES;
pub use exec::EXEC_VARIABLES;
pub use token_get::TOKEN_VARIABLES;

use crate::cli::{Command, ConfigCommand, ProvidersCommand, TokenCommand};
use crate::env::Env;
use crate::failure::Result;
use crate::output::Ui;

/// The environment and output of a command.
#[derive(Debug)]
pub struct Context {
    /// The environment variables.
    pub env: Env,
    /// The output.
    pub ui: Ui,
}

/// The result of a command that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The command succeeded.
    Done,
    /// A child command ended with this exit code.
    ChildExited(u8),
    /// The report on standard output shows a problem, with this exit code.
    ProblemReported(crate::exit::ExitCode),
}

/// Runs the command.
pub fn run(command: Command, context: &Context) -> Result<Outcome> {
    match command {
        Command::Token(token) => match token.command {
            TokenCommand::Get(args) => token_get::run(&args, context),
            TokenCommand::Show(args) => token_show::run(&args, context),
            TokenCommand::Clear(args) => token_clear::run(&args, context),
        },
        Command::Login(args) => login::run(&args, context),
        Command::Logout(args) => logout::run(&args, context),
        Command::Profile(args) => profile::run(args.command, context),
        Command::Check(args) => check::run(&args, context),
        Command::Call(args) => call::run(&args, context),
        Command::Exec(args) => exec::run(&args, context),
        Command::Proxy(args) => proxy::run(&args, context),
        Command::EncodeSabreId(args) if args.repair => repair_sabre_id::run(&args, context),
        Command::EncodeSabreId(args) => encode_sabre_id::run(&args, context),
        Command::Providers(providers) => match providers.command {
            ProvidersCommand::List(args) => providers::list(&args, context),
            ProvidersCommand::Show(args) => providers::show(&args, context),
        },
        Command::Config(config) => match config.command {
            ConfigCommand::Path(args) => config::path(args.config.as_deref(), context),
            ConfigCommand::Show(args) => config_show::run(&args, context),
            ConfigCommand::Set(args) => config_set::set(&args, context),
            ConfigCommand::Unset(args) => config_set::unset(&args, context),
            ConfigCommand::Edit(args) => config_edit::run(args.config.as_deref(), context),
            ConfigCommand::Schema(_) => config_schema::run(context),
            ConfigCommand::Init(args) => config_init::run(args.config.as_deref(), context),
            ConfigCommand::Validate(args) => config_validate::run(args.file.or(args.config).as_deref(), context),
        },
        Command::Explain(args) => explain::run(&args, context),
        Command::Emulator(args) => emulator::run(args, context),
        Command::Completions(args) => completions::run(args, context),
        Command::Version(args) => version::run(args, context),
        Command::Help(args) => help::run(&args, context),
    }
}
