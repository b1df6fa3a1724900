//! Examines all targets at the same time, and reports the results so far when the time is up or the user interrupts.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use super::examine::examine;
use super::reporter::{Event, Reporter, millis};
use super::{CheckTarget, Plan};
use crate::clock::{Deadline, in_words};
use crate::failure::{Failure, Kind};
use crate::report::{CheckStep, Finding, Report, StepName, StepOutcome, TargetReport, judge};

/// Examines each target on its own thread until all are done, the plan's time limit is over, or
/// [`Event::Interrupted`] arrives. Threads that hang keep running until the program ends.
///
/// `watch` is called with each event.
pub fn run(
    targets: Vec<CheckTarget>,
    plan: Plan,
    sender: &Sender<Event>,
    events: &Receiver<Event>,
    watch: impl FnMut(&Event),
) -> Report {
    let limit = plan.timeout;
    let plan = Arc::new(plan);
    let progress = targets.iter().map(TargetProgress::new).collect();
    for (index, target) in targets.into_iter().enumerate() {
        let (plan, reporter) = (Arc::clone(&plan), Reporter::new(index, sender.clone()));
        start(index, sender, move || examine(target, &plan, &reporter));
    }
    collect(progress, limit, events, watch)
}

fn start(index: usize, sender: &Sender<Event>, work: impl FnOnce() + Send + 'static) {
    let thread_sender = sender.clone();
    let started = std::thread::Builder::new().name(format!("target {index}")).spawn(move || {
        work();
        let _ = thread_sender.send(Event::Done(index));
    });
    if let Err(error) = started {
        let failure = Failure::new(Kind::LocalIo, "cannot start a thread to check this target").because(error);
        let step = CheckStep::new(StepName::Configuration, 0, Finding::from(failure));
        let _ = sender.send(Event::Ended(index, step));
        let _ = sender.send(Event::Done(index));
    }
}

/// The progress of one target.
struct TargetProgress {
    label: String,
    provider: Option<String>,
    environment: Option<String>,
    steps: Vec<CheckStep>,
    running: Option<(StepName, Instant)>,
    is_done: bool,
}

impl TargetProgress {
    fn new(target: &CheckTarget) -> Self {
        let settled = target.target.as_ref().ok();
        Self {
            label: target.label.clone(),
            provider: settled
                .map(|settled| settled.provider.value.name.to_string())
                .or_else(|| target.provider.clone()),
            environment: settled.map(|settled| settled.environment.value.clone()),
            steps: Vec::new(),
            running: None,
            is_done: false,
        }
    }
}

/// The reason why the check ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    AllDone,
    TimeLimit(Duration),
    Interrupted,
}

fn collect(
    mut targets: Vec<TargetProgress>,
    limit: Duration,
    events: &Receiver<Event>,
    mut watch: impl FnMut(&Event),
) -> Report {
    let deadline = Deadline::after(limit);
    let end = loop {
        if targets.iter().all(|target| target.is_done) {
            break End::AllDone;
        }
        let event = events.recv_timeout(deadline.left());
        if let Ok(event) = &event {
            watch(event);
        }
        match event {
            Ok(Event::Began(index, name)) => targets[index].running = Some((name, Instant::now())),
            Ok(Event::Ended(index, step)) => {
                let target = &mut targets[index];
                log::info!("{}: {} {}", target.label, step.name.text(), step.outcome.word());
                target.running = None;
                target.steps.push(step);
            }
            Ok(Event::Done(index)) => {
                targets[index].is_done = true;
                log::info!("{}: done", targets[index].label);
            }
            Ok(Event::Interrupted) => break End::Interrupted,
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break End::TimeLimit(limit),
        }
    };
    let results = targets.into_iter().map(|target| conclude(target, end)).collect();
    Report { results, was_interrupted: end == End::Interrupted }
}

/// Makes the report of one target, with every step of [`StepName::PLAN`], even those that did not run.
fn conclude(target: TargetProgress, end: End) -> TargetReport {
    let TargetProgress { label: target, provider, environment, steps: mut ran, running, .. } = target;
    if let Some((name, since)) = running {
        let finding = cut_short(&name, end);
        ran.push(CheckStep::new(name, millis(since), finding));
    }
    let not_reached = match (end, ran.iter().find(|step| step.outcome == StepOutcome::Fail)) {
        (End::Interrupted, None) => "not reached: interrupted".to_owned(),
        (_, Some(failed)) => format!("not reached: {} failed", failed.name.text()),
        (_, None) => "not reached".to_owned(),
    };
    let mut steps: Vec<CheckStep> = StepName::PLAN
        .into_iter()
        .map(|name| match ran.iter().position(|step| step.name == name) {
            Some(position) => ran.remove(position),
            None => CheckStep::new(name, 0, Finding::skipped(not_reached.clone())),
        })
        .collect();
    steps.append(&mut ran);
    let (state, exit_code) = judge(&steps);
    TargetReport { target, provider, environment, state, exit_code, steps }
}

/// Returns the finding of a step that was still running when the check ended.
fn cut_short(name: &StepName, end: End) -> Finding {
    let End::TimeLimit(limit) = end else {
        return Finding::skipped("interrupted");
    };
    let failure = Failure::new(Kind::TimedOut, format!("no result within the time limit of {}", in_words(limit)))
        .hint("try again, or allow more time with --timeout DURATION");
    match name {
        // A timeout in these steps says nothing about the target's credentials, so it is only a warning.
        StepName::Api | StepName::SharedCache | StepName::Environment(_) | StepName::ClientAuth(_) => {
            Finding::as_warning(&failure)
        }
        _ => Finding::from(failure),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::ExitCode;
    use crate::report::TargetState;
    use std::sync::mpsc::channel;

    fn targets(count: usize) -> Vec<TargetProgress> {
        let target = |index| TargetProgress {
            label: format!("target {index}"),
            provider: None,
            environment: None,
            steps: Vec::new(),
            running: None,
            is_done: false,
        };
        (0..count).map(target).collect()
    }

    /// Returns all events of a valid target.
    fn all_events(index: usize) -> impl Iterator<Item = Event> {
        let steps = StepName::PLAN.into_iter().flat_map(move |name| {
            let ended = Event::Ended(index, CheckStep::new(name.clone(), 1, Finding::ok("")));
            [Event::Began(index, name), ended]
        });
        steps.chain([Event::Done(index)])
    }

    /// Returns the events of a target that hangs in this step.
    fn up_to(index: usize, last: StepName) -> impl Iterator<Item = Event> {
        let is_before = move |event: &Event| !matches!(event, Event::Ended(_, step) if step.name == last);
        all_events(index).take_while(is_before)
    }

    #[test]
    fn one_hanging_target_leaves_the_other_nine_complete() {
        let (sender, events) = channel();
        for event in (0..9).flat_map(all_events).chain(up_to(9, StepName::Token)) {
            sender.send(event).unwrap();
        }
        let report = collect(targets(10), Duration::from_millis(1), &events, |_| {});
        assert_eq!((report.count(TargetState::Valid), report.count(TargetState::Unknown)), (9, 1));
        assert_eq!(report.exit_code(), ExitCode::Unreachable);
        let hung = &report.results[9];
        let deciding_step = hung.deciding_step().unwrap();
        assert_eq!((&deciding_step.name, deciding_step.kind), (&StepName::Token, Some(Kind::TimedOut)));
        assert_eq!(hung.steps.len(), StepName::PLAN.len());
        assert_eq!(hung.steps.iter().filter(|step| step.outcome == StepOutcome::Skipped).count(), 3);
        for complete in &report.results[..9] {
            assert!(complete.steps.iter().all(|step| step.outcome == StepOutcome::Ok));
        }
    }

    #[test]
    fn a_hanging_api_call_leaves_the_token_valid() {
        let (sender, events) = channel();
        for event in up_to(0, StepName::Api) {
            sender.send(event).unwrap();
        }
        let report = collect(targets(1), Duration::from_millis(1), &events, |_| {});
        assert_eq!(report.results[0].state, TargetState::Valid);
        assert_eq!(report.results[0].steps[8].outcome, StepOutcome::Warn);
        assert_eq!(report.exit_code(), ExitCode::Done);
    }

    #[test]
    fn results_so_far_are_kept_when_the_user_interrupts() {
        let (sender, events) = channel();
        for event in all_events(0).chain(up_to(1, StepName::Tcp)).chain([Event::Interrupted]) {
            sender.send(event).unwrap();
        }
        let report = collect(targets(3), Duration::from_mins(1), &events, |_| {});
        assert_eq!(report.exit_code(), ExitCode::Interrupted);
        let states: Vec<_> = report.results.iter().map(|result| (result.state, result.exit_code)).collect();
        let unfinished = (TargetState::Unknown, ExitCode::Interrupted);
        assert_eq!(states, [(TargetState::Valid, ExitCode::Done), unfinished, unfinished]);
        assert_eq!(report.results[1].steps[2].outcome, StepOutcome::Ok);
        assert_eq!(report.results[1].steps[3].detail, "interrupted");
        assert_eq!(report.results[1].steps[4].detail, "not reached: interrupted");
    }
}
