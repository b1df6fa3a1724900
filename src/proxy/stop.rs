//! The signal that ends a proxy.

use tokio::sync::watch;

/// The signal that ends a proxy.
#[derive(Clone, Debug)]
pub struct StopSignal(watch::Sender<Option<Stopped>>);

/// How a proxy ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// The proxy ends when the requests under way have ended, or after some time.
    Gracefully,
    /// The proxy ends at once.
    Now,
}

impl StopSignal {
    /// Creates a signal that has not been sent.
    pub fn new() -> Self {
        Self(watch::Sender::new(None))
    }

    /// Sends the signal. If it was sent before, the proxy ends at once.
    pub fn send(&self, how: Stopped) {
        self.0.send_modify(|sent| *sent = Some(if sent.is_some() { Stopped::Now } else { how }));
    }

    pub(super) async fn wait_for(&self, wanted: impl Fn(Stopped) -> bool) {
        let mut receiver = self.0.subscribe();
        // This cannot fail, because `self` owns the sender.
        let _ = receiver.wait_for(|sent| sent.is_some_and(&wanted)).await;
    }
}

impl Default for StopSignal {
    fn default() -> Self {
        Self::new()
    }
}

/// Waits until one of the two futures ends.
pub(super) async fn first_of(one: impl Future<Output = ()>, other: impl Future<Output = ()>) {
    let (mut one, mut other) = (std::pin::pin!(one), std::pin::pin!(other));
    std::future::poll_fn(|context| {
        if one.as_mut().poll(context).is_ready() { std::task::Poll::Ready(()) } else { other.as_mut().poll(context) }
    })
    .await;
}
