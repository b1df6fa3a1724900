//! The `check` report as data: steps, the state of each target, and the exit code.

use std::borrow::Cow;

use jiff::Timestamp;
use serde::{Serialize, Serializer};

use crate::exit::ExitCode;
use crate::failure::{Failure, Kind};

/// A step of a check, on the way from the configuration to an API response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StepName {
    /// Provider, environment and base URL.
    Configuration,
    /// The credentials, as far as they can be checked without the network.
    Credentials,
    /// The DNS lookup of the host.
    Dns,
    /// The TCP connection.
    Tcp,
    /// The TLS handshake.
    Tls,
    /// The token request.
    Token,
    /// The lifetime of the token.
    Lifetime,
    /// The difference between the local and the server's clock.
    Clock,
    /// The harmless API call.
    Api,
    /// The shared cache, if there is one.
    SharedCache,
    /// The same credentials in another environment.
    Environment(String),
    /// The same credentials with another client authentication; none if no other one is tried.
    ClientAuth(Option<&'static str>),
}

impl StepName {
    /// The steps of every target, in order.
    pub const PLAN: [Self; 9] = [
        Self::Configuration,
        Self::Credentials,
        Self::Dns,
        Self::Tcp,
        Self::Tls,
        Self::Token,
        Self::Lifetime,
        Self::Clock,
        Self::Api,
    ];

    /// Returns the documented name.
    pub fn text(&self) -> Cow<'static, str> {
        Cow::Borrowed(match self {
            Self::Configuration => "configuration",
            Self::Credentials => "credentials",
            Self::Dns => "dns",
            Self::Tcp => "tcp",
            Self::Tls => "tls",
            Self::Token => "token",
            Self::Lifetime => "lifetime",
            Self::Clock => "clock",
            Self::Api => "api",
            Self::SharedCache => "shared-cache",
            Self::Environment(name) => return Cow::Owned(format!("environment {name}")),
            Self::ClientAuth(None) => "client_auth",
            Self::ClientAuth(Some(name)) => return Cow::Owned(format!("client_auth {name}")),
        })
    }
}

impl Serialize for StepName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text())
    }
}

/// The outcome of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StepOutcome {
    /// It succeeded.
    Ok,
    /// A problem that does not fail the check.
    Warn,
    /// It failed.
    Fail,
    /// It was not necessary, or was not reached.
    Skipped,
}

impl StepOutcome {
    /// Returns the documented word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail => "fail",
            Self::Skipped => "skipped",
        }
    }
}

/// The result of a step; all texts are single lines without secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its outcome.
    pub outcome: StepOutcome,
    /// The result in words.
    pub detail: String,
    /// How to fix a problem, the most helpful hint first.
    pub hints: Vec<String>,
    /// The kind of failure, if it failed.
    pub kind: Option<Kind>,
    /// When the token that it examined expires.
    pub expires_at: Option<Timestamp>,
}

impl Finding {
    /// Creates the result of a successful step.
    pub fn ok(detail: impl Into<String>) -> Self {
        Self { outcome: StepOutcome::Ok, detail: detail.into(), hints: Vec::new(), kind: None, expires_at: None }
    }

    /// Creates the result of a skipped step.
    pub fn skipped(detail: impl Into<String>) -> Self {
        Self { outcome: StepOutcome::Skipped, ..Self::ok(detail) }
    }

    /// Creates the result of a step with a warning.
    pub fn warn(detail: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { outcome: StepOutcome::Warn, hints: vec![hint.into()], ..Self::ok(detail) }
    }

    /// Creates a warning from a failure.
    pub fn as_warning(failure: &Failure) -> Self {
        Self { outcome: StepOutcome::Warn, ..Self::from(failure) }
    }
}

impl From<&Failure> for Finding {
    fn from(failure: &Failure) -> Self {
        Self {
            outcome: StepOutcome::Fail,
            detail: failure.message(),
            hints: failure.hints().to_vec(),
            kind: Some(failure.kind()),
            expires_at: None,
        }
    }
}

impl From<Failure> for Finding {
    fn from(failure: Failure) -> Self {
        Self::from(&failure)
    }
}

/// A step and its result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckStep {
    /// The step.
    pub name: StepName,
    /// Its outcome.
    pub outcome: StepOutcome,
    /// Its duration in milliseconds.
    pub millis: u64,
    /// The result in words.
    pub detail: String,
    /// How to fix a problem, the most helpful hint first.
    #[serde(rename = "advice", serialize_with = "one_line")]
    pub hints: Vec<String>,
    /// The kind of failure, if it failed.
    #[serde(skip)]
    pub kind: Option<Kind>,
    /// When the token that it examined expires.
    #[serde(skip)]
    pub expires_at: Option<Timestamp>,
}

impl CheckStep {
    /// Combines a step with its result.
    pub fn new(name: StepName, millis: u64, finding: Finding) -> Self {
        let Finding { outcome, detail, hints, kind, expires_at } = finding;
        Self { name, outcome, millis, detail, hints, kind, expires_at }
    }
}

/// Writes the hints as one text; null if there are none.
fn one_line<S: Serializer>(hints: &[String], serializer: S) -> Result<S::Ok, S::Error> {
    (!hints.is_empty()).then(|| hints.join("; ")).serialize(serializer)
}

/// The state of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TargetState {
    /// A token was obtained.
    Valid,
    /// The provider rejected the credentials, or its API rejected the token.
    Invalid,
    /// Something else failed, so the state is not known.
    Unknown,
}

impl TargetState {
    /// Returns the documented word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::Unknown => "unknown",
        }
    }
}

/// One target's part of the report.
#[derive(Clone, Debug, Serialize)]
pub struct TargetReport {
    /// Its name on the command line or in the config.
    pub target: String,
    /// The provider's name; null if unknown.
    pub provider: Option<String>,
    /// The environment's name; null if unknown.
    pub environment: Option<String>,
    /// Its state.
    pub state: TargetState,
    /// The exit code of a check of this target alone.
    #[serde(serialize_with = "number")]
    pub exit_code: ExitCode,
    /// All steps, including skipped ones.
    pub steps: Vec<CheckStep>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn number<S: Serializer>(code: &ExitCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u8(code.number())
}

impl TargetReport {
    /// Returns the step that decided the state; none if the target is valid or the check was interrupted.
    pub fn deciding_step(&self) -> Option<&CheckStep> {
        let first = |outcome| self.steps.iter().find(|step| step.outcome == outcome);
        match self.exit_code {
            ExitCode::Done | ExitCode::Interrupted => None,
            // Without a token, a warning of the API call already makes the state unknown.
            _ => first(StepOutcome::Fail).or_else(|| first(StepOutcome::Warn)),
        }
    }
}

/// The whole report.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// One report per target, in the order named.
    pub results: Vec<TargetReport>,
    /// True if the check was interrupted.
    #[serde(skip)]
    pub was_interrupted: bool,
}

impl Report {
    /// Returns the most serious exit code; a report without a target is a usage error.
    pub fn exit_code(&self) -> ExitCode {
        const BY_SEVERITY: [ExitCode; 5] = [
            ExitCode::Rejected,
            ExitCode::RateLimited,
            ExitCode::Unreachable,
            ExitCode::NoCredentials,
            ExitCode::Usage,
        ];
        if self.was_interrupted {
            return ExitCode::Interrupted;
        }
        if self.results.is_empty() {
            return ExitCode::Usage;
        }
        let codes = || self.results.iter().map(|result| result.exit_code);
        let documented = BY_SEVERITY.into_iter().find(|severe| codes().any(|code| code == *severe));
        documented.or_else(|| codes().find(|code| *code != ExitCode::Done)).unwrap_or(ExitCode::Done)
    }

    /// Counts the targets in this state.
    pub fn count(&self, state: TargetState) -> usize {
        self.results.iter().filter(|result| result.state == state).count()
    }
}

/// Returns the state and the exit code of a target with these steps.
pub fn judge(steps: &[CheckStep]) -> (TargetState, ExitCode) {
    let outcome = |name: &StepName| steps.iter().find(|step| step.name == *name).map(|step| step.outcome);
    let is_obtained = matches!(outcome(&StepName::Token), Some(StepOutcome::Ok | StepOutcome::Warn));
    if is_obtained && outcome(&StepName::Api) != Some(StepOutcome::Fail) {
        return (TargetState::Valid, ExitCode::Done);
    }
    if outcome(&StepName::Token) == Some(StepOutcome::Skipped) {
        // Without a token, the API call alone decides.
        match steps.iter().find(|step| step.name == StepName::Api).map(|step| (step.outcome, step.kind)) {
            Some((StepOutcome::Ok, _)) => return (TargetState::Valid, ExitCode::Done),
            Some((StepOutcome::Warn, Some(Kind::RateLimited | Kind::QuotaExhausted))) => {
                return (TargetState::Unknown, ExitCode::RateLimited);
            }
            Some((StepOutcome::Warn, _)) => return (TargetState::Unknown, ExitCode::Unreachable),
            _ => {}
        }
    }
    match steps.iter().find(|step| step.outcome == StepOutcome::Fail).and_then(|step| step.kind) {
        Some(Kind::CredentialsRejected) => (TargetState::Invalid, ExitCode::Rejected),
        Some(kind) => (TargetState::Unknown, kind.exit_code()),
        // Without a failure and without a token, the check was interrupted.
        None => (TargetState::Unknown, ExitCode::Interrupted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(name: StepName, outcome: StepOutcome, kind: Option<Kind>) -> CheckStep {
        CheckStep::new(name, 0, Finding { outcome, kind, ..Finding::ok("") })
    }

    #[test]
    fn the_steps_decide_the_state_of_a_target() {
        use StepOutcome::{Fail, Ok, Skipped, Warn};
        let token = |outcome, kind| step(StepName::Token, outcome, kind);
        let api = |outcome, kind| step(StepName::Api, outcome, kind);
        let valid = (TargetState::Valid, ExitCode::Done);
        for (steps, expected) in [
            (vec![token(Ok, None)], valid),
            (vec![token(Ok, None), api(Ok, None)], valid),
            (vec![token(Ok, None), api(Warn, Some(Kind::Forbidden))], valid),
            (vec![token(Ok, None), api(Skipped, None)], valid),
            (vec![token(Skipped, None), api(Ok, None)], valid),
            (
                vec![token(Skipped, None), api(Warn, Some(Kind::Forbidden))],
                (TargetState::Unknown, ExitCode::Unreachable),
            ),
            (
                vec![token(Skipped, None), api(Warn, Some(Kind::RateLimited))],
                (TargetState::Unknown, ExitCode::RateLimited),
            ),
            (
                vec![token(Skipped, None), api(Fail, Some(Kind::CredentialsRejected))],
                (TargetState::Invalid, ExitCode::Rejected),
            ),
            (vec![token(Skipped, None), api(Skipped, None)], (TargetState::Unknown, ExitCode::Interrupted)),
            (
                vec![token(Ok, None), api(Fail, Some(Kind::CredentialsRejected))],
                (TargetState::Invalid, ExitCode::Rejected),
            ),
            (vec![token(Fail, Some(Kind::CredentialsRejected))], (TargetState::Invalid, ExitCode::Rejected)),
            (vec![token(Fail, Some(Kind::RateLimited))], (TargetState::Unknown, ExitCode::RateLimited)),
            (vec![token(Fail, Some(Kind::RefusedRequest))], (TargetState::Unknown, ExitCode::Usage)),
            (vec![step(StepName::Dns, Fail, Some(Kind::DnsFailed))], (TargetState::Unknown, ExitCode::Unreachable)),
            (
                vec![step(StepName::Credentials, Fail, Some(Kind::NoCredentials)), token(Skipped, None)],
                (TargetState::Unknown, ExitCode::NoCredentials),
            ),
            (vec![token(Skipped, None)], (TargetState::Unknown, ExitCode::Interrupted)),
            (vec![], (TargetState::Unknown, ExitCode::Interrupted)),
        ] {
            assert_eq!(judge(&steps), expected, "{steps:?}");
        }
    }

    #[test]
    fn the_most_serious_code_wins() {
        use ExitCode::{Done, Interrupted, Local, NoCredentials, RateLimited, Rejected, Unreachable, Usage};
        let report = |codes: &[ExitCode]| Report {
            results: codes
                .iter()
                .map(|code| TargetReport {
                    target: String::new(),
                    provider: None,
                    environment: None,
                    state: TargetState::Unknown,
                    exit_code: *code,
                    steps: Vec::new(),
                })
                .collect(),
            was_interrupted: false,
        };
        for (codes, expected) in [
            (vec![Done, Done], Done),
            (vec![], Usage),
            (vec![Usage, Done], Usage),
            (vec![Usage, NoCredentials], NoCredentials),
            (vec![NoCredentials, Unreachable, Usage], Unreachable),
            (vec![Unreachable, RateLimited], RateLimited),
            (vec![Done, RateLimited, Rejected, Unreachable], Rejected),
            (vec![Local, Usage], Usage),
            (vec![Done, Local], Local),
        ] {
            assert_eq!(report(&codes).exit_code(), expected, "{codes:?}");
        }
        assert_eq!(Report { was_interrupted: true, ..report(&[Rejected]) }.exit_code(), Interrupted);
    }
}
