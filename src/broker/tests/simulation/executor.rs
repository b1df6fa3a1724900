//! Virtual time, and processes that run one step at a time, in an order that the seed determines.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use fastrand::Rng;

/// The time, the random numbers and the timers of a simulated world.
pub(super) struct World {
    now: Cell<Duration>,
    rng: RefCell<Rng>,
    /// The waiting processes, by the time at which each continues.
    timers: RefCell<BTreeMap<(Duration, u64), usize>>,
    next_timer: Cell<u64>,
    /// The process that runs now.
    current: Cell<usize>,
    /// Whether processes can stall for seconds at any step, as on a machine that swaps.
    pub(super) has_stalls: Cell<bool>,
}

/// The state of a process.
enum Process<'a> {
    /// It can run.
    Ready(Pin<Box<dyn Future<Output = ()> + 'a>>),
    /// It waits for a timer.
    Waiting(Pin<Box<dyn Future<Output = ()> + 'a>>),
    /// It has ended, or was killed.
    Ended,
}

impl World {
    pub(super) fn new(seed: u64) -> Rc<Self> {
        Rc::new(Self {
            now: Cell::new(Duration::ZERO),
            rng: RefCell::new(Rng::with_seed(seed)),
            timers: RefCell::default(),
            next_timer: Cell::new(0),
            current: Cell::new(0),
            has_stalls: Cell::new(false),
        })
    }

    /// Returns the time since the world began.
    pub(super) fn now(&self) -> Duration {
        self.now.get()
    }

    /// Returns the number of the process that runs now.
    pub(super) fn current(&self) -> usize {
        self.current.get()
    }

    pub(super) fn random(&self) -> u64 {
        self.rng.borrow_mut().u64(..)
    }

    /// Returns a random number below `end`.
    pub(super) fn below(&self, end: u64) -> u64 {
        self.rng.borrow_mut().u64(..end.max(1))
    }

    /// Returns true once in `times` calls on average.
    pub(super) fn one_in(&self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// Pauses this process so that others can run: for less than 1 ms, or for up to 8 s if it stalls.
    pub(super) fn step(&self) -> impl Future<Output = ()> {
        let stalls = self.has_stalls.get() && self.one_in(12);
        self.sleep(Duration::from_micros(if stalls { self.below(8_000_000) } else { self.below(200) }))
    }

    /// Waits this long.
    pub(super) fn sleep(&self, span: Duration) -> impl Future<Output = ()> {
        let end = self.now() + span;
        let mut is_set = false;
        std::future::poll_fn(move |_| {
            if std::mem::replace(&mut is_set, true) {
                return Poll::Ready(());
            }
            self.next_timer.set(self.next_timer.get() + 1);
            self.timers.borrow_mut().insert((end, self.next_timer.get()), self.current.get());
            Poll::Pending
        })
    }

    /// Runs all processes until they end. `after_step` is called after every step, and can return a process to kill.
    pub(super) fn run<'a>(
        &self,
        processes: Vec<Pin<Box<dyn Future<Output = ()> + 'a>>>,
        mut after_step: impl FnMut(&Self) -> Option<usize>,
    ) {
        let mut processes: Vec<Process<'a>> = processes.into_iter().map(Process::Ready).collect();
        let mut context = Context::from_waker(Waker::noop());
        let mut ready: Vec<usize> = (0..processes.len()).collect();
        loop {
            while !ready.is_empty() {
                let chosen = usize::try_from(self.below(ready.len() as u64)).unwrap();
                let number = ready.swap_remove(chosen);
                if let Process::Ready(mut future) = std::mem::replace(&mut processes[number], Process::Ended) {
                    self.current.set(number);
                    if future.as_mut().poll(&mut context).is_pending() {
                        processes[number] = Process::Waiting(future);
                    }
                }
                if let Some(killed) = after_step(self) {
                    // Dropping a process releases its locks, as the kernel does when a real process is killed.
                    processes[killed] = Process::Ended;
                    self.timers.borrow_mut().retain(|_, process| *process != killed);
                    ready.retain(|process| *process != killed);
                }
            }
            let Some(((end, _), number)) = self.timers.borrow_mut().pop_first() else { return };
            self.now.set(end.max(self.now()));
            if let Process::Waiting(future) = std::mem::replace(&mut processes[number], Process::Ended) {
                processes[number] = Process::Ready(future);
                ready.push(number);
            }
        }
    }
}
