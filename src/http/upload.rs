//! A request body that is read while it is sent.

use std::io::{self, Read};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Instant;

use hyper::body::{Body, Bytes, Frame, SizeHint};
use tokio::sync::mpsc::{Receiver, channel};

use super::Limits;

/// The bytes that are read and sent at a time.
const CHUNK_BYTES: usize = 64 << 10;
/// How many chunks are read ahead.
const CHUNKS_AHEAD: usize = 2;

/// A body from a file or a stream. A file is read on its own thread, so that a blocked read does not delay time limits.
pub struct Upload {
    source: Source,
    length: Option<u64>,
    /// The number of bytes that were handed to the connection.
    sent: u64,
    progress: UploadProgress,
}

enum Source {
    Unread(Option<Box<dyn Read + Send + Sync>>),
    Reading(Receiver<io::Result<Bytes>>),
    Streaming(Pin<Box<dyn ChunkStream>>),
}

/// A source of chunks that does not block.
pub trait ChunkStream: Send + Sync {
    /// Returns the next chunk; none at the end.
    fn poll_chunk(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>>;
}

/// The progress of sending a body.
#[derive(Clone, Debug)]
pub(super) struct UploadProgress(Arc<Mutex<UploadState>>);

#[derive(Clone, Copy, Debug)]
struct UploadState {
    advanced_at: Instant,
    is_finished: bool,
}

impl Upload {
    /// Creates a body from a reader; `length` is in bytes, none if it is not known.
    pub fn new(reader: impl Read + Send + Sync + 'static, length: Option<u64>) -> Self {
        Self::from_source(Source::Unread(Some(Box::new(reader))), length)
    }

    /// Creates a body from a stream; `length` is in bytes, none if it is not known.
    pub fn streaming(stream: impl ChunkStream + 'static, length: Option<u64>) -> Self {
        Self::from_source(Source::Streaming(Box::pin(stream)), length)
    }

    fn from_source(source: Source, length: Option<u64>) -> Self {
        let state = UploadState { advanced_at: Instant::now(), is_finished: false };
        Self { source, length, sent: 0, progress: UploadProgress(Arc::new(Mutex::new(state))) }
    }

    pub(super) fn progress(&self) -> UploadProgress {
        self.progress.clone()
    }

    /// Returns the reader of the body; none if the body is a stream, or if reading has begun.
    pub fn into_reader(self) -> Option<impl Read> {
        match self.source {
            Source::Unread(reader) => reader,
            Source::Reading(_) | Source::Streaming(_) => None,
        }
    }
}

impl std::fmt::Debug for Upload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Upload").field("length", &self.length).finish_non_exhaustive()
    }
}

impl UploadProgress {
    /// Returns the time at which the exchange times out unless more of the body is sent.
    pub(super) fn due(&self, limits: Limits) -> Instant {
        let state = self.state();
        state.advanced_at + if state.is_finished { limits.head } else { limits.silence.min(limits.head) }
    }

    pub(super) fn is_finished(&self) -> bool {
        self.state().is_finished
    }

    fn state(&self) -> UploadState {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn advance(&self, is_finished: bool) {
        let state = UploadState { advanced_at: Instant::now(), is_finished };
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = state;
    }
}

fn start_reading(mut reader: Box<dyn Read + Send + Sync>) -> io::Result<Receiver<io::Result<Bytes>>> {
    let (sender, receiver) = channel(CHUNKS_AHEAD);
    let read = move || {
        loop {
            let mut chunk = vec![0; CHUNK_BYTES];
            let next = match reader.read(&mut chunk) {
                Ok(0) => return,
                Ok(count) => {
                    chunk.truncate(count);
                    Ok(chunk.into())
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => Err(error),
            };
            let is_last = next.is_err();
            // Sending fails when the request ends before its body.
            if sender.blocking_send(next).is_err() || is_last {
                return;
            }
        }
    };
    std::thread::Builder::new().name("upload".to_owned()).spawn(read)?;
    Ok(receiver)
}

impl Body for Upload {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if let Source::Unread(reader) = &mut self.source {
            let Some(reader) = reader.take() else { return Poll::Ready(None) };
            match start_reading(reader) {
                Ok(receiver) => self.source = Source::Reading(receiver),
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
        let next = match &mut self.source {
            Source::Unread(_) => Poll::Ready(None),
            Source::Reading(receiver) => receiver.poll_recv(context),
            Source::Streaming(stream) => stream.as_mut().poll_chunk(context),
        };
        next.map(|next| {
            if let Some(Ok(chunk)) = &next {
                self.sent += chunk.len() as u64;
            }
            // A body of known length is not polled again after its last byte.
            self.progress.advance(next.is_none() || self.length == Some(self.sent));
            next.map(|chunk| chunk.map(Frame::data))
        })
    }

    fn size_hint(&self) -> SizeHint {
        self.length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
