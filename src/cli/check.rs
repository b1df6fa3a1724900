//! The arguments of `check`.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, ValueEnum};

use super::{GlobalArgs, NetworkArgs, SelectionArgs};

/// Smoke-test credentials: a real token request, then one harmless API call.
#[derive(Args, Clone, Debug)]
#[command(after_help = "Examples:\n  \
travauth check -p sabre\n  \
travauth check -p amadeus -p sabre -e emulator\n  \
travauth check --all --format junit > credentials.xml\n\n\
Exit codes: 0 all valid, otherwise the most serious of 3 (rejected),\n\
7 (rate limit), 6 (network), 9 (no credentials) and 2 (usage).\n\n\
Shared options: see travauth help selection, help network and help output.")]
#[expect(clippy::struct_excessive_bools, reason = "these are the flags")]
pub struct CheckArgs {
    /// Check every profile, and every built-in provider whose variables are set.
    #[arg(long)]
    pub all: bool,
    /// The path of the API call, below the base URL [default: the provider's own].
    #[arg(long, value_name = "PATH", conflicts_with = "no_probe", value_parser = probe_path)]
    pub probe: Option<String>,
    /// Skip the API call.
    #[arg(long)]
    pub no_probe: bool,
    /// Use a cached token, if there is one, instead of requesting a new one.
    #[arg(long, conflicts_with = "refresh")]
    pub cached: bool,
    /// Send the token request even if the provider has just rejected the credentials.
    #[arg(long)]
    pub refresh: bool,
    /// Try rejected credentials in the provider's other environments; each failed attempt counts against the account.
    #[arg(long)]
    pub try_other_environments: bool,
    /// Try rejected credentials as HTTP Basic, with and without encoding, and in the form; each failed attempt counts
    /// against the account. For providers of the config file only.
    #[arg(long)]
    pub try_auth: bool,
    /// The output format [default: text].
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<ReportFormat>,
    /// Print JSON, as --format json does.
    #[arg(long, hide_short_help = true)]
    pub json: bool,
    /// Show only targets with problems, as text.
    #[arg(long)]
    pub problems: bool,
    /// Provider, environment and credentials.
    #[command(flatten)]
    pub selections: ManySelections,
    /// Network options.
    #[command(flatten)]
    pub network: NetworkArgs,
    /// Options of every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}

/// The format of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// Readable text
    #[default]
    Text,
    /// One line for each target
    Brief,
    /// A JSON document
    Json,
    /// `JUnit` XML for GitLab and Jenkins
    Junit,
    /// One HTML file for the artefacts of a CI job
    Html,
    /// GitHub Actions: annotations, and a summary if `GITHUB_STEP_SUMMARY` is set
    Github,
    /// Gauges for the textfile collector of Prometheus
    Prometheus,
}

/// The selection options for several targets: those that name a target can be repeated.
#[derive(Clone, Debug, Default)]
pub struct ManySelections {
    /// The options for all targets.
    pub common: SelectionArgs,
    /// The providers named, in order.
    pub providers: Vec<String>,
    /// The profiles named, in order.
    pub profiles: Vec<String>,
}

/// The ids of the arguments that name a target.
const NAMING: [&str; 2] = ["provider", "profile"];

fn repeatable(command: Command) -> Command {
    let is_naming = |arg: &Arg| NAMING.iter().any(|name| arg.get_id() == name);
    command.mut_args(|arg| if is_naming(&arg) { arg.action(ArgAction::Append) } else { arg })
}

impl Args for ManySelections {
    fn augment_args(command: Command) -> Command {
        repeatable(SelectionArgs::augment_args(command))
    }

    fn augment_args_for_update(command: Command) -> Command {
        repeatable(SelectionArgs::augment_args_for_update(command))
    }
}

impl FromArgMatches for ManySelections {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        Self::from_arg_matches_mut(&mut matches.clone())
    }

    fn from_arg_matches_mut(matches: &mut ArgMatches) -> Result<Self, clap::Error> {
        // These values are removed first, because `SelectionArgs` accepts at most one value of each option.
        let [providers, profiles] = NAMING.map(|name| {
            let given = matches.try_remove_many::<String>(name).ok().flatten();
            given.map(Iterator::collect).unwrap_or_default()
        });
        Ok(Self { common: SelectionArgs::from_arg_matches_mut(matches)?, providers, profiles })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// Accepts only a path, because the token is sent only to the base URL.
fn probe_path(text: &str) -> Result<String, String> {
    if text.starts_with('/') && !text.starts_with("//") && !text.contains(char::is_whitespace) {
        return Ok(text.to_owned());
    }
    Err("expected a path below the base URL that begins with one `/`, such as /v1/reference-data/airlines?airlineCodes=BA"
        .to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::{Cli, Command};
    use clap::Parser as _;

    #[test]
    fn only_the_names_of_targets_can_be_repeated() {
        let parsed = |args: &[&str]| match Cli::try_parse_from([&["travauth", "check"], args].concat()) {
            Ok(Cli { command: Command::Check(args), .. }) => Ok(*args),
            Ok(other) => panic!("{other:?}"),
            Err(error) => Err(error),
        };
        let args = parsed(&["-p", "amadeus", "--provider", "sabre", "-e", "emulator"]).unwrap();
        assert_eq!(args.selections.providers, ["amadeus", "sabre"]);
        assert_eq!(args.selections.common.provider, None);
        assert_eq!(args.selections.common.environment.as_deref(), Some("emulator"));
        assert!(parsed(&[]).unwrap().selections.providers.is_empty());
        assert!(parsed(&["-e", "cert", "-e", "production"]).is_err());
        assert!(parsed(&["--cached", "--refresh"]).is_err());
    }

    #[test]
    fn a_probe_is_a_path() {
        for (text, is_path) in [
            ("/v1/x?a=b", true),
            ("v1/x", false),
            ("https://api.example.com/v1/x", false),
            ("//api.example.com/v1/x", false),
            ("/v1/x y", false),
            ("", false),
        ] {
            assert_eq!(probe_path(text).is_ok(), is_path, "{text}");
        }
    }
}
