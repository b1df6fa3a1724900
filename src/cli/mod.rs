//! The command line: definitions only, no I/O.

mod call;
mod check;
mod config;
mod display;
mod emulator;
mod encode;
mod exec;
mod explain;
mod help;
mod login;
mod network;
mod profile;
mod proxy;
mod selection;
mod token;
mod values;

pub use call::CallArgs;
pub use check::{CheckArgs, ManySelections, ReportFormat};
pub use config::{
    CompleteArgs, ConfigArgs, ConfigCommand, ConfigEditArgs, ConfigInitArgs, ConfigPathArgs, ConfigSchemaArgs,
    ConfigSetArgs, ConfigShowArgs, ConfigUnsetArgs, ConfigValidateArgs, Names, ProvidersArgs, ProvidersCommand,
    ProvidersListArgs, ProvidersShowArgs,
};
pub use display::{JsonArgs, TableArgs, TextOrJson, chosen_format};
pub use emulator::EmulatorArgs;
pub use encode::{CredentialFormat, EncodeSabreIdArgs};
pub use exec::ExecArgs;
pub use explain::ExplainArgs;
pub use help::{HelpArgs, HelpTopic, command_of};
pub use login::{LoginArgs, LogoutArgs, StoreName};
pub use network::NetworkArgs;
pub use profile::{
    ProfileArgs, ProfileCommand, ProfileListArgs, ProfileRemoveArgs, ProfileRenameArgs, ProfileShowArgs, ProfileUseArgs,
};
pub use proxy::{ProxyArgs, ProxyFormat, ProxyLogFormat};
pub use selection::SelectionArgs;
pub use token::{ClearArgs, GetArgs, ShellQuoting, ShowArgs, TokenArgs, TokenCommand, TokenFormat};

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::output::{Color, ErrorFormat, OutputOptions};

/// Fetches, caches, inspects and uses access tokens of travel APIs.
#[derive(Clone, Debug, Parser)]
#[command(name = "travauth", version, max_term_width = 100, subcommand_required = true, arg_required_else_help = true)]
#[command(disable_help_subcommand = true)]
#[command(after_help = "Examples:\n  \
travauth token get -p sabre -e emulator  # needs no account\n  \
travauth login\n  \
travauth call -p sabre /v1/lists/supported/shop/themes\n  \
travauth check --all\n\n\
Exit codes: travauth help exit-codes")]
pub struct Cli {
    /// Options of every command.
    #[command(flatten)]
    pub global: GlobalArgs,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
// Each command flattens these options, and each default is an `Option`, because clap copies its global arguments and parses
// its default values on every start.
#[derive(Args, Clone, Copy, Debug, Default)]
#[command(next_help_heading = "Output")]
pub struct GlobalArgs {
    /// Show what is done; -vv adds request and response headers, secrets masked.
    #[arg(hide_short_help = true, short, long, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Print no warnings.
    #[arg(hide_short_help = true, short, long, conflicts_with = "verbose")]
    pub quiet: bool,
    /// When to use colour [default: auto].
    #[arg(hide_short_help = true, long, value_name = "WHEN")]
    pub color: Option<Color>,
    /// The format of errors [default: text].
    #[arg(hide_short_help = true, long, value_name = "FORMAT")]
    pub error_format: Option<ErrorFormat>,
}

impl GlobalArgs {
    /// Adds the options given before the command; those given after it take precedence.
    fn and(self, outer: Self) -> Self {
        Self {
            verbose: self.verbose + outer.verbose,
            quiet: self.quiet || outer.quiet,
            color: self.color.or(outer.color),
            error_format: self.error_format.or(outer.error_format),
        }
    }

    /// Returns the output options, with defaults filled in.
    pub fn options(self) -> OutputOptions {
        OutputOptions {
            verbose: self.verbose,
            quiet: self.quiet,
            color: self.color.unwrap_or_default(),
            error_format: self.error_format.unwrap_or_default(),
        }
    }
}

impl Cli {
    /// Returns the options of this run, given before or after the command.
    pub fn global(&self) -> GlobalArgs {
        let inner = match &self.command {
            Command::Token(args) => match &args.command {
                TokenCommand::Get(get) => get.global,
                TokenCommand::Show(show) => show.global,
                TokenCommand::Clear(clear) => clear.global,
            },
            Command::Login(args) => args.global,
            Command::Logout(args) => args.global,
            Command::Profile(args) => match &args.command {
                ProfileCommand::List(list) => list.global,
                ProfileCommand::Show(show) => show.global,
                ProfileCommand::Use(choose) => choose.global,
                ProfileCommand::Rename(rename) => rename.global,
                ProfileCommand::Remove(remove) => remove.global,
            },
            Command::Check(args) => args.global,
            Command::Call(args) => args.global,
            Command::Exec(args) => args.global,
            Command::Proxy(args) => args.global,
            Command::EncodeSabreId(args) => args.global,
            Command::Providers(args) => match &args.command {
                ProvidersCommand::List(list) => list.global,
                ProvidersCommand::Show(show) => show.global,
            },
            Command::Config(args) => match &args.command {
                ConfigCommand::Path(path) => path.global,
                ConfigCommand::Init(init) => init.global,
                ConfigCommand::Validate(validate) => validate.global,
                ConfigCommand::Show(show) => show.global,
                ConfigCommand::Set(set) => set.global,
                ConfigCommand::Unset(unset) => unset.global,
                ConfigCommand::Edit(edit) => edit.global,
                ConfigCommand::Schema(schema) => schema.global,
            },
            Command::Explain(args) => args.global,
            Command::Emulator(args) => args.global,
            Command::Completions(args) => args.global,
            Command::Version(args) => args.global,
            Command::Help(args) => args.global,
        };
        inner.and(self.global)
    }
}

/// The commands.
#[derive(Clone, Debug, Subcommand)]
#[command(defer = true)]
pub enum Command {
    /// Set up a profile and store its secret.
    Login(Box<LoginArgs>),
    /// Delete a profile, its secret and its tokens.
    Logout(LogoutArgs),
    /// List, show, choose, rename and delete profiles.
    Profile(ProfileArgs),
    /// Get, show and delete access tokens.
    Token(TokenArgs),
    /// Smoke-test credentials: a real token request, then one harmless API call.
    Check(Box<CheckArgs>),
    /// Send an authenticated request to an API.
    Call(Box<CallArgs>),
    /// Run a command with an access token in its environment.
    Exec(Box<ExecArgs>),
    /// Serve an API on this machine with the access token added, for any client.
    Proxy(Box<ProxyArgs>),
    /// Build the Sabre v2 credential string.
    EncodeSabreId(EncodeSabreIdArgs),
    /// List and show providers.
    Providers(ProvidersArgs),
    /// Find, show, create and check the config file.
    Config(ConfigArgs),
    /// Explain an error code of a provider, and what to do about it.
    Explain(ExplainArgs),
    /// Serve Amadeus and Sabre on this machine, for offline work and tests.
    Emulator(EmulatorArgs),
    /// Print a shell completion script.
    Completions(CompletionsArgs),
    /// Show the version, the commit, the platform and the features of this build.
    Version(VersionArgs),
    /// Explain a command, or options that many commands share.
    Help(HelpArgs),
}

/// Show the version, the commit, the platform and the features of this build.
#[derive(Args, Clone, Copy, Debug)]
#[command(after_help = "Examples:\n  \
travauth version\n  \
travauth version --json")]
pub struct VersionArgs {
    /// Text or JSON.
    #[command(flatten)]
    pub json: JsonArgs,
    /// Options of every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}

/// Print a shell completion script.
#[derive(Args, Clone, Copy, Debug)]
#[command(after_help = "Examples:\n  \
source <(travauth completions bash)\n  \
travauth completions fish > ~/.config/fish/completions/travauth.fish\n  \
travauth completions zsh > \"${fpath[1]}/_travauth\"")]
pub struct CompletionsArgs {
    /// The shell.
    pub shell: Shell,
    /// Options of every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}

/// A shell with completions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// Bash
    Bash,
    /// Zsh
    Zsh,
    /// Fish
    Fish,
    /// `PowerShell`
    #[value(name = "powershell")]
    PowerShell,
    /// Elvish
    Elvish,
    /// Nushell
    Nushell,
}
