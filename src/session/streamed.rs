//! A request body that arrives while it is sent, and that is kept so that it can be sent again.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use hyper::body::Bytes;

use super::content::LARGEST_BUFFERED_BYTES;
use crate::http::{ChunkStream, Upload};

/// A body from a stream. It can be sent again until more than [`LARGEST_BUFFERED_BYTES`] have arrived.
pub struct StreamedBody {
    state: Arc<Mutex<StreamedState>>,
    length: Option<u64>,
}

struct StreamedState {
    source: Pin<Box<dyn ChunkStream>>,
    /// All chunks that have arrived; none once they exceed [`LARGEST_BUFFERED_BYTES`].
    kept: Option<Vec<Bytes>>,
    kept_bytes: u64,
    has_ended: bool,
    /// The number of the latest attempt. Earlier attempts can read no more.
    attempt: u64,
}

/// The body of one attempt: first the kept chunks, then those that arrive.
struct StreamedAttempt {
    state: Arc<Mutex<StreamedState>>,
    number: u64,
    next: usize,
}

impl StreamedBody {
    /// Creates a body; `length` is in bytes, none if it is not known.
    pub fn new(source: impl ChunkStream + 'static, length: Option<u64>) -> Self {
        let state = StreamedState {
            source: Box::pin(source),
            kept: Some(Vec::new()),
            kept_bytes: 0,
            has_ended: false,
            attempt: 0,
        };
        Self { state: Arc::new(Mutex::new(state)), length }
    }

    /// Returns whether it can be sent, for the first time or again.
    pub(super) fn is_available(&self) -> bool {
        lock(&self.state).kept.is_some()
    }

    /// Returns the body for the next attempt. Earlier attempts cannot read any more of it.
    pub(super) fn upload(&self) -> Upload {
        let mut state = lock(&self.state);
        state.attempt += 1;
        let attempt = StreamedAttempt { state: Arc::clone(&self.state), number: state.attempt, next: 0 };
        Upload::streaming(attempt, self.length)
    }
}

impl StreamedState {
    fn keep(&mut self, chunk: &Bytes) {
        self.kept_bytes += chunk.len() as u64;
        if self.kept_bytes > LARGEST_BUFFERED_BYTES {
            self.kept = None;
        } else if let Some(kept) = &mut self.kept {
            kept.push(chunk.clone());
        }
    }
}

impl ChunkStream for StreamedAttempt {
    fn poll_chunk(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        let shared = Arc::clone(&self.state);
        let mut state = lock(&shared);
        if state.attempt != self.number {
            return Poll::Ready(Some(Err(io::Error::other("the request is sent again"))));
        }
        if let Some(chunk) = state.kept.as_ref().and_then(|kept| kept.get(self.next)) {
            self.next += 1;
            return Poll::Ready(Some(Ok(chunk.clone())));
        }
        if state.has_ended {
            return Poll::Ready(None);
        }
        let next = ready!(state.source.as_mut().poll_chunk(context));
        match &next {
            Some(Ok(chunk)) => {
                state.keep(chunk);
                self.next += 1;
            }
            Some(Err(_)) => {}
            None => state.has_ended = true,
        }
        Poll::Ready(next)
    }
}

fn lock(state: &Mutex<StreamedState>) -> MutexGuard<'_, StreamedState> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::task::Waker;

    use hyper::body::Body as _;

    use super::*;

    struct Chunks(VecDeque<Bytes>);

    impl ChunkStream for Chunks {
        fn poll_chunk(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
            Poll::Ready(self.0.pop_front().map(Ok))
        }
    }

    fn body(chunks: &[usize]) -> StreamedBody {
        let chunks = (b'a'..).zip(chunks).map(|(letter, length)| Bytes::from(vec![letter; *length]));
        StreamedBody::new(Chunks(chunks.collect()), None)
    }

    fn next(upload: &mut Upload) -> Option<Result<u8, String>> {
        let mut context = Context::from_waker(Waker::noop());
        match Pin::new(upload).poll_frame(&mut context) {
            Poll::Ready(frame) => frame.map(|frame| match frame {
                Ok(frame) => Ok(frame.into_data().unwrap()[0]),
                Err(error) => Err(error.to_string()),
            }),
            Poll::Pending => panic!("the chunks are there"),
        }
    }

    #[test]
    fn a_second_attempt_gets_the_whole_body_and_the_first_one_no_more() {
        let body = body(&[1, 1, 1]);
        let mut first = body.upload();
        assert_eq!(next(&mut first), Some(Ok(b'a')));
        assert_eq!(next(&mut first), Some(Ok(b'b')));
        let mut second = body.upload();
        assert_eq!(next(&mut first), Some(Err("the request is sent again".to_owned())));
        for expected in [Some(Ok(b'a')), Some(Ok(b'b')), Some(Ok(b'c')), None] {
            assert_eq!(next(&mut second), expected);
        }
        let mut third = body.upload();
        for expected in [Some(Ok(b'a')), Some(Ok(b'b')), Some(Ok(b'c')), None] {
            assert_eq!(next(&mut third), expected);
        }
    }

    #[test]
    fn a_long_body_is_sent_whole_but_only_once() {
        let limit = usize::try_from(LARGEST_BUFFERED_BYTES).unwrap();
        let body = body(&[limit, 1, 1]);
        let mut upload = body.upload();
        assert_eq!(next(&mut upload), Some(Ok(b'a')));
        assert!(body.is_available());
        assert_eq!(next(&mut upload), Some(Ok(b'b')));
        assert!(!body.is_available());
        assert_eq!(next(&mut upload), Some(Ok(b'c')));
        assert_eq!(next(&mut upload), None);
    }
}
