//! Examines all subjects at the same time, and reports what is known when the time is up or somebody interrupts.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use super::examine::examine;
use super::reporter::{Event, Reporter, millis};
use super::{Plan, Subject};
use crate::clock::{Deadline, in_words};
use crate::failure::{Failure, Kind};
use crate::report::{CheckStep, Finding, Report, StepName, StepOutcome, TargetReport, judge};

/// Examines the subjects, each on a thread of its own, until all are done, the plan's time limit is over, or
/// [`Event::Interrupted`] comes. Threads that hang are left behind: the program's end is theirs.
pub fn run(subjects: Vec<Subject>, plan: Plan, sender: &Sender<Event>, events: &Receiver<Event>) -> Report {
    let limit = plan.network.timeout;
    let plan = Arc::new(plan);
    let known = subjects.iter().map(Account::new).collect();
    for (index, subject) in subjects.into_iter().enumerate() {
        let (plan, reporter) = (Arc::clone(&plan), Reporter::new(index, sender.clone()));
        start(index, sender, move || examine(subject, &plan, &reporter));
    }
    collect(known, limit, events)
}

fn start(index: usize, sender: &Sender<Event>, work: impl FnOnce() + Send + 'static) {
    let own = sender.clone();
    let started = std::thread::Builder::new().name(format!("target {index}")).spawn(move || {
        work();
        let _ = own.send(Event::Done(index));
    });
    if let Err(error) = started {
        let failure = Failure::new(Kind::LocalIo, "no thread can be started to check this target").because(error);
        let step = CheckStep::new(StepName::Configuration, 0, Finding::from(failure));
        let _ = sender.send(Event::Ended(index, step));
        let _ = sender.send(Event::Done(index));
    }
}

/// What is known of one subject.
struct Account {
    target: String,
    provider: Option<String>,
    environment: Option<String>,
    steps: Vec<CheckStep>,
    running: Option<(StepName, Instant)>,
    is_done: bool,
}

impl Account {
    fn new(subject: &Subject) -> Self {
        let target = subject.target.as_ref().ok();
        Self {
            target: subject.label.clone(),
            provider: target.map(|target| target.provider.value.name.to_string()).or_else(|| subject.provider.clone()),
            environment: target.map(|target| target.environment.value.clone()),
            steps: Vec::new(),
            running: None,
            is_done: false,
        }
    }
}

/// Why the collecting ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    AllDone,
    TimeLimit(Duration),
    Interrupted,
}

fn collect(mut known: Vec<Account>, limit: Duration, events: &Receiver<Event>) -> Report {
    let deadline = Deadline::after(limit);
    let end = loop {
        if known.iter().all(|account| account.is_done) {
            break End::AllDone;
        }
        match events.recv_timeout(deadline.left()) {
            Ok(Event::Began(index, name)) => known[index].running = Some((name, Instant::now())),
            Ok(Event::Ended(index, step)) => {
                let account = &mut known[index];
                log::info!("{}: {} {}", account.target, step.name.text(), step.outcome.word());
                account.running = None;
                account.steps.push(step);
            }
            Ok(Event::Done(index)) => {
                known[index].is_done = true;
                log::info!("{}: done", known[index].target);
            }
            Ok(Event::Interrupted) => break End::Interrupted,
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break End::TimeLimit(limit),
        }
    };
    let results = known.into_iter().map(|account| conclude(account, end)).collect();
    Report { results, was_interrupted: end == End::Interrupted }
}

/// Makes the report of what is known: every step of the plan is in it, taken or not.
fn conclude(account: Account, end: End) -> TargetReport {
    let Account { target, provider, environment, steps: mut taken, running, .. } = account;
    if let Some((name, since)) = running {
        let finding = cut_short(&name, end);
        taken.push(CheckStep::new(name, millis(since), finding));
    }
    let not_reached = match (end, taken.iter().find(|step| step.outcome == StepOutcome::Fail)) {
        (End::Interrupted, None) => "not reached: interrupted".to_owned(),
        (_, Some(failed)) => format!("not reached: {} failed", failed.name.text()),
        (_, None) => "not reached".to_owned(),
    };
    let mut steps: Vec<CheckStep> = StepName::PLAN
        .into_iter()
        .map(|name| match taken.iter().position(|step| step.name == name) {
            Some(position) => taken.remove(position),
            None => CheckStep::new(name, 0, Finding::skipped(not_reached.clone())),
        })
        .collect();
    steps.append(&mut taken);
    let (state, exit_code) = judge(&steps);
    TargetReport { target, provider, environment, state, exit_code, steps }
}

/// What is said of a step in whose middle the collecting ended.
fn cut_short(name: &StepName, end: End) -> Finding {
    let End::TimeLimit(limit) = end else {
        return Finding::skipped("interrupted");
    };
    let failure = Failure::new(Kind::TimedOut, format!("not done within the time limit of {}", in_words(limit)))
        .hint("try again, or give the check longer with --timeout DURATION");
    match name {
        // Without an answer of the API the token is no worse.
        StepName::Api | StepName::SharedCache | StepName::Environment(_) => Finding::mere_warning(&failure),
        _ => Finding::from(failure),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::ExitCode;
    use crate::report::TargetState;
    use std::sync::mpsc::channel;

    fn accounts(count: usize) -> Vec<Account> {
        let account = |index| Account {
            target: format!("target {index}"),
            provider: None,
            environment: None,
            steps: Vec::new(),
            running: None,
            is_done: false,
        };
        (0..count).map(account).collect()
    }

    /// All that one valid target tells.
    fn whole(index: usize) -> impl Iterator<Item = Event> {
        let told = StepName::PLAN.into_iter().flat_map(move |name| {
            let ended = Event::Ended(index, CheckStep::new(name.clone(), 1, Finding::ok("")));
            [Event::Began(index, name), ended]
        });
        told.chain([Event::Done(index)])
    }

    /// What a target tells that hangs in this step.
    fn up_to(index: usize, last: StepName) -> impl Iterator<Item = Event> {
        let is_before = move |event: &Event| !matches!(event, Event::Ended(_, step) if step.name == last);
        whole(index).take_while(is_before)
    }

    #[test]
    fn nine_of_ten_are_complete_when_one_hangs() {
        let (sender, events) = channel();
        for event in (0..9).flat_map(whole).chain(up_to(9, StepName::Token)) {
            sender.send(event).unwrap();
        }
        let report = collect(accounts(10), Duration::from_millis(1), &events);
        assert_eq!((report.count(TargetState::Valid), report.count(TargetState::Unknown)), (9, 1));
        assert_eq!(report.exit_code(), ExitCode::Unreachable);
        let hung = &report.results[9];
        let culprit = hung.culprit().unwrap();
        assert_eq!((&culprit.name, culprit.kind), (&StepName::Token, Some(Kind::TimedOut)));
        assert_eq!(hung.steps.len(), StepName::PLAN.len());
        assert_eq!(hung.steps.iter().filter(|step| step.outcome == StepOutcome::Skipped).count(), 3);
        for whole in &report.results[..9] {
            assert!(whole.steps.iter().all(|step| step.outcome == StepOutcome::Ok));
        }
    }

    #[test]
    fn a_hanging_api_call_leaves_the_token_valid() {
        let (sender, events) = channel();
        for event in up_to(0, StepName::Api) {
            sender.send(event).unwrap();
        }
        let report = collect(accounts(1), Duration::from_millis(1), &events);
        assert_eq!(report.results[0].state, TargetState::Valid);
        assert_eq!(report.results[0].steps[8].outcome, StepOutcome::Warn);
        assert_eq!(report.exit_code(), ExitCode::Done);
    }

    #[test]
    fn what_is_known_is_kept_when_somebody_interrupts() {
        let (sender, events) = channel();
        for event in whole(0).chain(up_to(1, StepName::Tcp)).chain([Event::Interrupted]) {
            sender.send(event).unwrap();
        }
        let report = collect(accounts(3), Duration::from_mins(1), &events);
        assert_eq!(report.exit_code(), ExitCode::Interrupted);
        let states: Vec<_> = report.results.iter().map(|result| (result.state, result.exit_code)).collect();
        let unfinished = (TargetState::Unknown, ExitCode::Interrupted);
        assert_eq!(states, [(TargetState::Valid, ExitCode::Done), unfinished, unfinished]);
        assert_eq!(report.results[1].steps[2].outcome, StepOutcome::Ok);
        assert_eq!(report.results[1].steps[3].detail, "interrupted");
        assert_eq!(report.results[1].steps[4].detail, "not reached: interrupted");
    }
}
