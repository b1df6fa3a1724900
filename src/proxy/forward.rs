//! Sends a request to the API with the token, and streams the response back.

use std::sync::Arc;

use hyper::body::{Body as _, Incoming};
use hyper::{Response, StatusCode};
use reqwest::header::{CONTENT_LENGTH, HeaderValue, LOCATION};

use super::body::ProxyBody;
use super::error::ProxyError;
use super::exchange_record::ExchangeRecord;
use super::headers;
use super::location;
use super::mount::Mount;
use super::state::ProxyState;
use super::upload::ClientBody;
use crate::failure::{Failure, Kind, Result};
use crate::session::{ApiRequest, ApiResponse, Content, Session, StreamedBody};

/// Forwards the request to the API, and returns the response for the client.
///
/// `prefix` was removed from the start of the request's path: `/KEY/MOUNT`, `/KEY`, `/MOUNT`, or nothing.
pub(super) async fn forward(
    shared: &Arc<ProxyState>,
    mount: &Arc<Mount>,
    request: &ApiRequest,
    prefix: &str,
    body: Incoming,
    mut record: Box<ExchangeRecord>,
) -> Response<ProxyBody> {
    let session = match session_with_token(shared, mount).await {
        Ok(session) => session,
        Err(failure) => {
            mount.set_problem(&failure);
            return fail(mount, record, &failure);
        }
    };
    mount.clear_problem();
    let mut content = content(shared, body, &record);
    match session.send(request, &mut content, shared.rules).await {
        Ok(response) => {
            record.set_effort(response.effort);
            return_to_client(shared, mount, prefix, response, record)
        }
        Err(failure) => fail(mount, record, &failure),
    }
}

async fn session_with_token(shared: &ProxyState, mount: &Arc<Mount>) -> Result<Arc<Session>> {
    let session = mount.session_with_credentials().await?;
    session.prepare_token(shared.rules.min_valid).await?;
    Ok(session)
}

fn fail(mount: &Mount, record: Box<ExchangeRecord>, failure: &Failure) -> Response<ProxyBody> {
    record.refuse(mount.dialect(), ProxyError::from(failure))
}

fn content(shared: &ProxyState, body: Incoming, record: &ExchangeRecord) -> Content {
    if body.is_end_stream() {
        return Content::Empty;
    }
    let length = body.size_hint().exact();
    let body = ClientBody::new(body, record.request_body(), shared.inspector.stores_exchanges());
    Content::Streamed(StreamedBody::new(body, length))
}

fn return_to_client(
    shared: &ProxyState,
    mount: &Mount,
    prefix: &str,
    received: ApiResponse,
    mut record: Box<ExchangeRecord>,
) -> Response<ProxyBody> {
    let head = received.response.head().clone();
    if head.status < 200 {
        return fail(mount, record, &unrequested_upgrade(head.status));
    }
    let mut passed = headers::for_client(&head.headers, head.status, &shared.redactors().passed_on);
    let location = passed.get(LOCATION).and_then(|location| location.to_str().ok());
    if let Some(location) = location.map(|text| location::rewrite(text, &received.url, mount.base(), prefix))
        && let Ok(location) = HeaderValue::from_str(&location)
    {
        passed.insert(LOCATION, location);
    }
    // hyper has read the status, so it is valid.
    let status = StatusCode::from_u16(head.status).unwrap_or(StatusCode::BAD_GATEWAY);
    record.set_response(head.status, &head.headers);
    record.set_upstream(head, mount.provider());
    let length = passed.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    let mut response = Response::new(ProxyBody::upstream(received.response, length, record));
    *response.status_mut() = status;
    *response.headers_mut() = passed;
    response
}

/// Builds the failure for a response that switches to another protocol although the request did not ask for it.
fn unrequested_upgrade(status: u16) -> Failure {
    Failure::new(Kind::BadResponse, "the API switched to another protocol").http_status(status)
}
