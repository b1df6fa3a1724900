//! The body of a response: one text, a sequence of chunks, or a stream of events.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use hyper::body::{Body as HttpBody, Bytes, Frame, SizeHint};

use super::events::EventStream;

/// The body of a response.
pub struct ResponseBody(BodyKind);

enum BodyKind {
    Whole(Bytes),
    Chunks(Box<dyn Iterator<Item = Bytes> + Send + Sync>),
    Events(Events),
}

/// Waits for the next event; returns the stream together with the event, which is `None` at the end.
type Events = Pin<Box<dyn Future<Output = (EventStream, Option<Bytes>)> + Send + Sync>>;

impl ResponseBody {
    /// Creates a body without bytes.
    pub fn empty() -> Self {
        Self(BodyKind::Whole(Bytes::new()))
    }

    /// Creates a body from chunks, each of which is produced only when the client can receive it.
    pub(super) fn chunks(chunks: impl Iterator<Item = Bytes> + Send + Sync + 'static) -> Self {
        Self(BodyKind::Chunks(Box::new(chunks)))
    }

    /// Creates a body that sends events until the inspector closes.
    pub(super) fn events(stream: EventStream) -> Self {
        Self(BodyKind::Events(next(stream)))
    }
}

fn next(mut stream: EventStream) -> Events {
    Box::pin(async move {
        let event = stream.next().await;
        (stream, event)
    })
}

impl From<&'static str> for ResponseBody {
    fn from(text: &'static str) -> Self {
        Self(BodyKind::Whole(Bytes::from_static(text.as_bytes())))
    }
}

impl From<String> for ResponseBody {
    fn from(text: String) -> Self {
        Self(BodyKind::Whole(Bytes::from(text)))
    }
}

impl std::fmt::Debug for ResponseBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.0 {
            BodyKind::Whole(_) => "ResponseBody(whole)",
            BodyKind::Chunks(_) => "ResponseBody(chunks)",
            BodyKind::Events(_) => "ResponseBody(events)",
        })
    }
}

impl HttpBody for ResponseBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let bytes = match &mut self.0 {
            BodyKind::Whole(bytes) if bytes.is_empty() => None,
            BodyKind::Whole(bytes) => Some(std::mem::take(bytes)),
            BodyKind::Chunks(chunks) => chunks.next(),
            BodyKind::Events(waiting) => {
                let (stream, event) = ready!(waiting.as_mut().poll(context));
                self.0 = if event.is_some() { BodyKind::Events(next(stream)) } else { BodyKind::Whole(Bytes::new()) };
                event
            }
        };
        Poll::Ready(bytes.map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        matches!(&self.0, BodyKind::Whole(bytes) if bytes.is_empty())
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            BodyKind::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            _ => SizeHint::default(),
        }
    }
}
