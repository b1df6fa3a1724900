//! Time, waiting and random numbers for the broker and the cache.
//!
//! The broker and the cache use only [`Machine`] for them, so that a simulation can control each step.

use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::failure::{Failure, OrInternal as _, Result};
use crate::{clock, random};

/// Time, waiting and random numbers.
pub trait Machine {
    /// Returns the time of day, UTC. It can jump.
    fn now(&self) -> Timestamp;

    /// Returns the time since a fixed moment. It never decreases.
    fn uptime(&self) -> Duration;

    /// Waits this long.
    async fn sleep(&self, span: Duration);

    /// Returns a random number.
    fn random(&self) -> u64;
}

/// The machine that the program runs on.
#[derive(Clone, Debug)]
pub struct ThisMachine {
    started: Instant,
}

impl Default for ThisMachine {
    fn default() -> Self {
        Self { started: Instant::now() }
    }
}

impl Machine for ThisMachine {
    fn now(&self) -> Timestamp {
        clock::now()
    }

    fn uptime(&self) -> Duration {
        self.started.elapsed()
    }

    /// Blocks the calling thread, see [`run_to_end`].
    async fn sleep(&self, span: Duration) {
        std::thread::sleep(span);
    }

    fn random(&self) -> u64 {
        random::random_u64()
    }
}

/// Runs work that blocks on a thread of its own, and returns its result to the future that waits for it.
///
/// If the system allows no more threads, this function fails. tokio's own threads would panic.
///
/// # Errors
///
/// Fails as the work does, and when no thread can be started.
pub(crate) async fn on_thread<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    // If the future was dropped, nothing receives the result.
    let run = move || drop(sender.send(work()));
    let started = std::thread::Builder::new().name("blocking".to_owned()).spawn(run);
    started.map_err(|error| Failure::limit("start a thread", &error))?;
    receiver.await.or_internal("run work on a thread")?
}

/// Runs a future whose steps block the thread, so the first poll completes it.
///
/// In the program the broker is such a future: its files, its Redis and its pauses block the thread. In a simulation it
/// yields at every step.
pub fn run_to_end<F: Future>(future: F) -> F::Output {
    let mut future = std::pin::pin!(future);
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    loop {
        if let std::task::Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        std::thread::yield_now();
    }
}
