//! The last exchanges, in memory alone.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::exchange::Exchange;

/// How many exchanges are kept unless something else was asked for.
pub const DEFAULT_LIMIT: usize = 200;
/// How much memory the kept exchanges take at most, in bytes.
pub const MEMORY: usize = 16 << 20;

/// Keeps the last exchanges; the oldest leave first.
#[derive(Debug)]
pub struct Record {
    limit: usize,
    memory: usize,
    kept: Mutex<KeptExchange>,
}

#[derive(Debug, Default)]
struct KeptExchange {
    exchanges: VecDeque<Arc<Exchange>>,
    size: usize,
    last_id: u64,
}

impl Record {
    /// Keeps at most so many exchanges, in [`MEMORY`] bytes.
    pub fn new(limit: usize) -> Self {
        Self { limit, memory: MEMORY, kept: Mutex::default() }
    }

    /// How many exchanges are kept at most.
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// Gives the exchange its id and keeps it.
    pub fn add(&self, mut exchange: Exchange) -> Arc<Exchange> {
        let mut left = Vec::new();
        let mut kept = self.kept();
        kept.last_id += 1;
        exchange.id = kept.last_id;
        let exchange = Arc::new(exchange);
        kept.size += exchange.size();
        kept.exchanges.push_back(Arc::clone(&exchange));
        while kept.exchanges.len() > self.limit || kept.size > self.memory {
            let Some(oldest) = kept.exchanges.pop_front() else { break };
            kept.size = kept.size.saturating_sub(oldest.size());
            left.push(oldest);
        }
        // The lock is free again before the memory of those that left is.
        drop(kept);
        drop(left);
        exchange
    }

    /// The kept exchanges with a higher id, the oldest first.
    pub fn after(&self, id: u64) -> Vec<Arc<Exchange>> {
        let kept = self.kept();
        let first = kept.exchanges.front().map_or(0, |oldest| oldest.id);
        let known = usize::try_from(id.saturating_add(1).saturating_sub(first)).unwrap_or(usize::MAX);
        kept.exchanges.iter().skip(known).cloned().collect()
    }

    /// The exchange with this id, if it is still kept.
    pub fn find(&self, id: u64) -> Option<Arc<Exchange>> {
        let kept = self.kept();
        let first = kept.exchanges.front()?.id;
        kept.exchanges.get(usize::try_from(id.checked_sub(first)?).ok()?).cloned()
    }

    fn kept(&self) -> MutexGuard<'_, KeptExchange> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
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
    fn the_oldest_leave_first() {
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
        let kept = record.after(0);
        let size: usize = kept.iter().map(|exchange| exchange.size()).sum();
        assert!(size <= MEMORY && size > MEMORY - (80 << 10), "{size}");
        assert_eq!(kept.last().unwrap().id, 400);
        assert!(kept.len() < 256, "{}", kept.len());
    }

    #[test]
    fn nothing_is_kept_with_a_limit_of_none() {
        let record = Record::new(0);
        assert_eq!(record.add(exchange(10)).id, 1);
        assert!(record.after(0).is_empty());
        assert_eq!(record.kept().size, 0);
    }

    #[test]
    fn many_threads_can_add() {
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
