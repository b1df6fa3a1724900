//! A simulated fleet that shares a rate: its processes, the API that counts their requests, and the checks.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use super::executor::World;
use super::rate_stores::{RateFault, SimulatedStamps, SimulatedTurns, StallingMachine, StampServer};
use crate::rate::{Pace, ProcessTurns, SharedRate};
use crate::request_rate::RequestRate;

/// The rates of the worlds.
const RATES: [&str; 4] = ["10/s", "40/s", "2/s", "60/m"];
/// How much a request can be early or late: the delay of the network to the stamp server, and one step.
const JITTER: Duration = Duration::from_millis(3);
/// How long before its turn a process checks for a pause, including the time for the check.
const CHECK: Duration = Duration::from_millis(20);

/// The disruptions that a world can have.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each disruption can occur with each other")]
struct RateDisruptions {
    kills: bool,
    stalls: bool,
    throttles: bool,
    server_away: bool,
    server_loses: bool,
    clocks: bool,
    unusable_files: bool,
}

impl RateDisruptions {
    fn of(world: &World) -> Self {
        let coin = |one_in| world.one_in(one_in);
        if coin(3) {
            return Self::default();
        }
        Self {
            kills: coin(2),
            stalls: coin(2),
            throttles: coin(2),
            server_away: coin(6),
            server_loses: coin(6),
            clocks: coin(6),
            unusable_files: coin(8),
        }
    }

    /// Returns whether processes can miss each other's stamps. Then each process keeps the rate, but all together can exceed it.
    fn can_separate(self) -> bool {
        self.server_away || self.server_loses || self.clocks || self.unusable_files
    }
}

/// The outcome of a simulated world.
#[derive(Debug, Default)]
pub(super) struct RateOutcome {
    pub(super) sent: usize,
    pub(super) refused: usize,
    pub(super) is_calm: bool,
    pub(super) violation: Option<String>,
}

/// Runs the world of this seed.
pub(super) fn simulate_rate(seed: u64, fault: Option<RateFault>) -> RateOutcome {
    let fleet = RateFleet::new(seed, fault);
    let running = (0..fleet.processes)
        .map(|number| -> Pin<Box<dyn Future<Output = ()> + '_>> { Box::pin(fleet.run_process(number)) });
    fleet.world.run(running.collect(), |_| fleet.disrupt());
    fleet.check_at_the_end();
    RateOutcome {
        sent: fleet.sent.borrow().len(),
        refused: fleet.refused.get(),
        is_calm: fleet.is_calm(),
        violation: fleet.violation.take(),
    }
}

struct RateFleet {
    world: Rc<World>,
    disruptions: RateDisruptions,
    hosts: Vec<SimulatedStamps>,
    server: Option<Rc<RefCell<StampServer>>>,
    processes: usize,
    requests: usize,
    rate: RequestRate,
    pace: Pace,
    /// Every process starts within this time.
    span: Duration,
    /// When each request was sent.
    sent: RefCell<Vec<Duration>>,
    /// The pauses that the API asked for: the time from which all processes know the pause, and its end.
    pauses: RefCell<Vec<[Duration; 2]>>,
    refused: Cell<usize>,
    violation: RefCell<Option<String>>,
}

impl RateFleet {
    fn new(seed: u64, fault: Option<RateFault>) -> Self {
        let world = World::new(seed);
        let disruptions = RateDisruptions::of(&world);
        world.has_stalls.set(disruptions.stalls);
        let pick = |end: u64| usize::try_from(world.below(end)).unwrap();
        let has_server = world.one_in(2);
        let machines = if has_server { 1 + pick(6) } else { 1 };
        let mut hosts: Vec<_> = (0..machines).map(|_| SimulatedStamps::new(&world, fault)).collect();
        hosts[0].is_unusable = disruptions.unusable_files;
        let rate: RequestRate = RATES[pick(4)].parse().unwrap();
        let mut pace = Pace::new(rate, Duration::from_secs([1, 5, 30][pick(3)]));
        if fault == Some(RateFault::IgnoresLateness) {
            pace.latest = Duration::MAX / 2;
        }
        Self {
            disruptions,
            hosts,
            server: has_server.then(Rc::default),
            processes: 1 + pick(30),
            requests: 1 + pick(6),
            rate,
            pace,
            span: Duration::from_millis(world.below(5_000)),
            sent: RefCell::default(),
            pauses: RefCell::default(),
            refused: Cell::default(),
            violation: RefCell::default(),
            world,
        }
    }

    fn is_calm(&self) -> bool {
        let RateDisruptions { kills, stalls, throttles, .. } = self.disruptions;
        !(kills || stalls || throttles || self.disruptions.can_separate())
    }

    /// Records a broken promise, unless another one was broken before.
    fn report(&self, what: String) {
        let _ = self.violation.borrow_mut().get_or_insert(what);
    }

    async fn run_process(&self, number: usize) {
        let world = &self.world;
        let within = u64::try_from(self.span.as_micros()).unwrap();
        world.sleep(Duration::from_micros(world.below(within))).await;
        let shared = self.server.as_ref().map(|server| SimulatedTurns {
            world: Rc::clone(world),
            server: Rc::clone(server),
            has_failed: Cell::default(),
        });
        let machine = StallingMachine(Rc::clone(world));
        let rate = SharedRate {
            machine: &machine,
            local: Some(&self.hosts[number % self.hosts.len()]),
            shared: shared.as_ref(),
            process: &ProcessTurns::default(),
            account: "account",
            pace: self.pace,
        };
        for _ in 0..self.requests {
            let began = world.now();
            let taken = rate.take_turn().await;
            self.check_wait(number, world.now().saturating_sub(began));
            if taken.is_err() {
                self.refused.set(self.refused.get() + 1);
                continue;
            }
            self.check_pauses();
            self.sent.borrow_mut().push(world.now());
            if self.disruptions.throttles && world.one_in(20) {
                let pause = Duration::from_millis(world.below(4_000));
                let until = world.now() + pause;
                rate.block(pause).await;
                self.pauses.borrow_mut().push([world.now() + CHECK + self.pace.latest, until]);
            }
        }
    }

    /// Checks that a process is not stuck, and that in a calm world it waits only for the processes before it.
    fn check_wait(&self, number: usize, waited: Duration) {
        let lock = self.pace.longest_wait.max(Duration::from_secs(1));
        let allowed = self.pace.longest_wait + lock + Duration::from_secs(3);
        if !self.disruptions.stalls && waited > allowed {
            self.report(format!("process {number} took {waited:?} for a turn, and {allowed:?} are allowed"));
        }
        let in_line = self.pace.interval * u32::try_from(self.processes).unwrap() + Duration::from_millis(100);
        if self.is_calm() && waited > in_line {
            self.report(format!("process {number} waited {waited:?} behind {} others", self.processes - 1));
        }
    }

    /// Checks that no request is sent during a pause that the API asked for.
    fn check_pauses(&self) {
        let now = self.world.now();
        let is_in = |[known, until]: &&[Duration; 2]| (*known..until.saturating_sub(JITTER)).contains(&now);
        if !self.disruptions.can_separate()
            && let Some(pause) = self.pauses.borrow().iter().find(is_in)
        {
            self.report(format!("a request was sent at {now:?}, in the pause {pause:?}"));
        }
    }

    /// Causes some of the world's disruptions, and returns a process to kill.
    fn disrupt(&self) -> Option<usize> {
        let (world, disruptions) = (&self.world, self.disruptions);
        if let Some(server) = &self.server {
            if disruptions.server_away && world.one_in(200) {
                let mut server = server.borrow_mut();
                server.is_away = !server.is_away;
            }
            if disruptions.server_loses && world.one_in(300) {
                server.borrow_mut().stamp = None;
            }
        }
        if disruptions.clocks && world.one_in(200) {
            let host = &self.hosts[usize::try_from(world.below(self.hosts.len() as u64)).unwrap()];
            host.ahead.set(Duration::from_secs(world.below(7_200)));
        }
        (disruptions.kills && world.one_in(40)).then(|| usize::try_from(world.below(self.processes as u64)).unwrap())
    }

    /// Checks that the API never received more requests than the rate allows, nor two within half an interval.
    fn check_at_the_end(&self) {
        if self.disruptions.can_separate() {
            return;
        }
        let mut sent = self.sent.borrow().clone();
        sent.sort();
        for pair in sent.windows(2) {
            let gap = pair[1].saturating_sub(pair[0]);
            if gap < self.rate.interval() / 2 {
                self.report(format!("two requests were sent {gap:?} apart, at {:?}", pair[1]));
            }
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the rates are whole numbers")]
        let allowed = self.rate.requests() as usize;
        for window in sent.windows(allowed + 1) {
            let span = window[allowed].saturating_sub(window[0]);
            if span < self.rate.period() {
                self.report(format!("{} requests were sent within {span:?}, at {:?}", allowed + 1, window[allowed]));
            }
        }
        if self.is_calm() && self.refused.get() == 0 && sent.len() > 20 {
            let span = sent.last().unwrap().saturating_sub(sent[0]);
            let longest = self.pace.interval * u32::try_from(sent.len()).unwrap() + self.span;
            if span > longest {
                self.report(format!("{} requests took {span:?}, and {longest:?} are enough", sent.len()));
            }
        }
    }
}
