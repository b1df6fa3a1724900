//! Stores the newest exchanges in memory.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::exchange::Exchange;

/// How many exchanges are stored by default.
pub const DEFAULT_LIMIT: usize = 200;
/// The most memory that the stored exchanges take, in bytes.
pub const MEMORY: usize = 16 << 20;

/// Stores the newest exchanges, and removes the oldest first.
#[derive(Debug)]
pub struct Record {
    limit: usize,
    memory: usize,
    stored: Mutex<StoredExchanges>,
}

#[derive(Debug, Default)]
struct StoredExchanges {
    exchanges: VecDeque<Arc<Exchange>>,
    size: usize,
    last_id: u64,
}

impl Record {
    /// Creates a record of at most `limit` exchanges, which take at most [`MEMORY`] bytes.
    pub fn new(limit: usize) -> Self {
        Self { limit, memory: MEMORY, stored: Mutex::default() }
    }

    /// Returns how many exchanges are stored at most.
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// Stores the exchange, and returns it with its id.
    pub fn add(&self, mut exchange: Exchange) -> Arc<Exchange> {
        let mut removed = Vec::new();
        let mut stored = self.stored();
        stored.last_id += 1;
        exchange.id = stored.last_id;
        let exchange = Arc::new(exchange);
        stored.size += exchange.size();
        stored.exchanges.push_back(Arc::clone(&exchange));
        while stored.exchanges.len() > self.limit || stored.size > self.memory {
            let Some(oldest) = stored.exchanges.pop_front() else { break };
            stored.size = stored.size.saturating_sub(oldest.size());
            removed.push(oldest);
        }
        // Freeing the removed exchanges takes time, so the lock is released first.
        drop(stored);
        drop(removed);
        exchange
    }

    /// Returns the stored exchanges with a higher id, the oldest first.
    pub fn after(&self, id: u64) -> Vec<Arc<Exchange>> {
        let stored = self.stored();
        let first = stored.exchanges.front().map_or(0, |oldest| oldest.id);
        let skipped = usize::try_from(id.saturating_add(1).saturating_sub(first)).unwrap_or(usize::MAX);
        stored.exchanges.iter().skip(skipped).cloned().collect()
    }

    /// Returns the exchange with this id, if it is still stored.
    pub fn find(&self, id: u64) -> Option<Arc<Exchange>> {
        let stored = self.stored();
        let first = stored.exchanges.front()?.id;
        stored.exchanges.get(usize::try_from(id.checked_sub(first)?).ok()?).cloned()
    }

    fn stored(&self) -> MutexGuard<'_, StoredExchanges> {
        self.stored.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::super::exchange::tests::draft;
    use super::*;
    use crate::redact::Redactor;

    fn exchange(body: usize) -> Exchange {
        let mut draft = draft("/a");
        draft.response_body.push(&vec![b'x'; body]);
        draft.mask(&Redactor::default())
    }

    fn ids(exchanges: &[Arc<Exchange>]) -> Vec<u64> {
        exchanges.iter().map(|exchange| exchange.id).collect()
    }

    #[test]
    fn the_oldest_exchange_is_removed_first() {
        let record = Record::new(3);
        assert!(record.after(0).is_empty() && record.find(0).is_none() && record.find(1).is_none());
        for id in 1..=5 {
            assert_eq!(record.add(exchange(0)).id, id);
        }
        assert_eq!(ids(&record.after(0)), [3, 4, 5]);
        assert_eq!(ids(&record.after(3)), [4, 5]);
        assert!(record.after(5).is_empty());
        assert!(record.after(u64::MAX).is_empty());
        assert!(record.find(2).is_none() && record.find(6).is_none());
        assert_eq!(record.find(4).unwrap().id, 4);
    }

    #[test]
    fn memory_is_bounded() {
        let record = Record::new(1000);
        for _ in 0..400 {
            record.add(exchange(64 << 10));
        }
        let stored = record.after(0);
        let size: usize = stored.iter().map(|exchange| exchange.size()).sum();
        assert!(size <= MEMORY && size > MEMORY - (80 << 10), "{size}");
        assert_eq!(stored.last().unwrap().id, 400);
        assert!(stored.len() < 256, "{}", stored.len());
    }

    #[test]
    fn nothing_is_stored_with_a_limit_of_zero() {
        let record = Record::new(0);
        assert_eq!(record.add(exchange(10)).id, 1);
        assert!(record.after(0).is_empty());
        assert_eq!(record.stored().size, 0);
    }

    #[test]
    fn several_threads_can_add_exchanges() {
        let record = Record::new(50);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..100 {
                        record.add(exchange(1));
                    }
                });
            }
        });
        assert_eq!(ids(&record.after(0)), (351..=400).collect::<Vec<u64>>());
    }
}
