//! Streams the body of a client's request to the API.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use hyper::body::{Body as _, Bytes, Incoming};

use crate::http::ChunkStream;
use crate::inspector::Capture;

/// The body of a client's request. Its trailers are not forwarded.
pub(super) struct ClientBody {
    incoming: Incoming,
    capture: Arc<Mutex<Capture>>,
    is_captured: bool,
}

impl ClientBody {
    /// Creates a body; if `is_captured` is true, its beginning is captured for the inspector.
    pub(super) fn new(incoming: Incoming, capture: Arc<Mutex<Capture>>, is_captured: bool) -> Self {
        Self { incoming, capture, is_captured }
    }
}

impl ChunkStream for ClientBody {
    fn poll_chunk(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        loop {
            let Some(frame) = ready!(Pin::new(&mut self.incoming).poll_frame(context)) else {
                return Poll::Ready(None);
            };
            let frame = match frame {
                Ok(frame) => frame,
                Err(error) => return Poll::Ready(Some(Err(io::Error::other(error)))),
            };
            let Ok(chunk) = frame.into_data() else { continue };
            let mut capture = self.capture.lock().unwrap_or_else(PoisonError::into_inner);
            if self.is_captured {
                capture.push(&chunk);
            } else {
                capture.count(chunk.len() as u64);
            }
            drop(capture);
            return Poll::Ready(Some(Ok(chunk)));
        }
    }
}
