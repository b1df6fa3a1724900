//! The body of a response to a client: bytes of the proxy, a page of the inspector, or a stream from the API.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use hyper::body::{Body, Bytes, Frame, SizeHint};

use super::exchange_record::ExchangeRecord;
use crate::http::{Response, TransportError};
use crate::inspector::ResponseBody;

/// The body of a response to a client.
pub(super) struct ProxyBody(BodySource);

enum BodySource {
    Whole(Bytes),
    Page(ResponseBody),
    Upstream(UpstreamBody),
}

/// A body that is read from the API as fast as the client receives it.
struct UpstreamBody {
    next: Pin<Box<dyn Future<Output = NextChunk> + Send>>,
    length: Option<u64>,
    record: Option<Box<ExchangeRecord>>,
}

type NextChunk = (Response, Result<Option<Bytes>, TransportError>);

impl ProxyBody {
    /// Creates a body of these bytes.
    pub(super) fn whole(bytes: impl Into<Bytes>) -> Self {
        Self(BodySource::Whole(bytes.into()))
    }

    /// Creates a body that streams an API's response; `length` is none if it is unknown. The exchange is recorded when the
    /// body ends.
    pub(super) fn upstream(response: Response, length: Option<u64>, record: Box<ExchangeRecord>) -> Self {
        if length == Some(0) {
            record.finish(None);
            return Self::whole(Bytes::new());
        }
        Self(BodySource::Upstream(UpstreamBody { next: next_chunk(response), length, record: Some(record) }))
    }
}

impl From<ResponseBody> for ProxyBody {
    fn from(page: ResponseBody) -> Self {
        Self(BodySource::Page(page))
    }
}

fn next_chunk(mut response: Response) -> Pin<Box<dyn Future<Output = NextChunk> + Send>> {
    Box::pin(async move {
        let chunk = response.chunk().await;
        (response, chunk)
    })
}

impl Body for ProxyBody {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        match &mut self.0 {
            BodySource::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            BodySource::Whole(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            BodySource::Page(page) => {
                Pin::new(page).poll_frame(context).map(|frame| frame.map(|frame| frame.map_err(|never| match never {})))
            }
            BodySource::Upstream(body) => body.poll_frame(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            BodySource::Whole(bytes) => bytes.is_empty(),
            BodySource::Page(page) => page.is_end_stream(),
            // hyper must poll this body until it ends, because the exchange is recorded then.
            BodySource::Upstream(_) => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            BodySource::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            BodySource::Page(page) => page.size_hint(),
            BodySource::Upstream(body) => body.length.map_or_else(SizeHint::default, SizeHint::with_exact),
        }
    }
}

impl UpstreamBody {
    fn poll_frame(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if self.record.is_none() {
            return Poll::Ready(None);
        }
        let (response, chunk) = ready!(self.next.as_mut().poll(context));
        let Some(record) = &mut self.record else { return Poll::Ready(None) };
        match chunk {
            Ok(Some(chunk)) => {
                record.add_response_chunk(&chunk);
                // If the length is known, hyper does not poll again after the last byte.
                if self.length.is_some_and(|length| record.response_bytes() >= length) {
                    self.finish(None);
                }
                self.next = next_chunk(response);
                Poll::Ready(Some(Ok(Frame::data(chunk))))
            }
            Ok(None) => {
                self.finish(None);
                Poll::Ready(None)
            }
            Err(error) => {
                let message = error.failure.message();
                self.finish(Some(message.clone()));
                Poll::Ready(Some(Err(io::Error::other(message))))
            }
        }
    }

    fn finish(&mut self, failure: Option<String>) {
        if let Some(record) = self.record.take() {
            record.finish(failure);
        }
    }
}

impl Drop for UpstreamBody {
    fn drop(&mut self) {
        // A response to HEAD states a length but has no body, so it is complete.
        if let Some(record) = self.record.take() {
            let failure =
                (!record.has_no_body()).then(|| "the client disconnected before the end of the response".to_owned());
            record.finish(failure);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;

    #[test]
    fn a_whole_body_is_one_frame() {
        let mut body = ProxyBody::whole("text");
        assert_eq!((body.size_hint().exact(), body.is_end_stream()), (Some(4), false));
        let mut context = Context::from_waker(Waker::noop());
        let Poll::Ready(Some(Ok(frame))) = Pin::new(&mut body).poll_frame(&mut context) else { panic!("no frame") };
        assert_eq!(frame.into_data().unwrap(), "text");
        assert!(body.is_end_stream());
        assert!(matches!(Pin::new(&mut body).poll_frame(&mut context), Poll::Ready(None)));
    }
}
