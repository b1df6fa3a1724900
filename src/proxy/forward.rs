//! Sends a request to the API with the token, and streams the response back.

use std::sync::Arc;

use hyper::body::{Body as _, Incoming};
use hyper::http::request::Parts;
use hyper::{Response, StatusCode};
use percent_encoding::percent_decode_str;
use reqwest::header::{ACCEPT, HeaderMap, HeaderValue, LOCATION};
use url::Url;

use super::access::AccessControl;
use super::body::ProxyBody;
use super::dialect::ProxyError;
use super::exchange_record::ExchangeRecord;
use super::headers;
use super::location;
use super::mount::Mount;
use super::state::ProxyState;
use super::upload::ClientBody;
use crate::failure::{Failure, Result};
use crate::http::url::same_origin;
use crate::session::{ApiRequest, ApiResponse, Content, Session, StreamedBody};

/// The path of a request below its mount.
pub(super) struct MountedPath {
    /// Path and query below the base URL.
    pub(super) target: String,
    /// The removed beginning of the request's path: `/KEY/MOUNT`, `/KEY`, `/MOUNT`, or nothing.
    pub(super) prefix: String,
}

/// Forwards the request to the API, and returns the response for the client.
pub(super) async fn forward(
    shared: &Arc<ProxyState>,
    mount: &Arc<Mount>,
    path: &MountedPath,
    head: &Parts,
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
    let request = request(mount, &path.target, head).and_then(|request| {
        check_shows_no_key(&shared.access, &request)?;
        Ok(request)
    });
    let request = match request {
        Ok(request) => request,
        Err(error) => return record.refuse(mount.dialect(), error),
    };
    match session.send(&request, &mut content, shared.rules).await {
        Ok(response) => {
            record.set_effort(response.effort);
            pass_back(mount, path, response, record)
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
    let body = ClientBody::new(body, record.request_body(), shared.inspector.keeps());
    Content::Streamed(StreamedBody::new(body, length))
}

fn request(mount: &Mount, target: &str, head: &Parts) -> std::result::Result<ApiRequest, ProxyError> {
    let invalid = || ProxyError::new(StatusCode::BAD_REQUEST, "bad-path", "the path does not make a URL");
    let url = format!("{}{target}", mount.base().as_str().trim_end_matches('/'));
    let url = Url::parse(&url).map_err(|_| invalid())?;
    // This never fails, because the path was checked before.
    if !same_origin(&url, mount.base()) {
        return Err(invalid());
    }
    let mut added = headers::for_upstream(&head.headers);
    if !added.contains_key(ACCEPT)
        && let Ok(accept) = HeaderValue::from_str(&mount.provider().api.accept)
    {
        added.insert(ACCEPT, accept);
    }
    Ok(ApiRequest { method: head.method.clone(), url, user_headers: HeaderMap::new(), default_headers: added })
}

/// Checks that neither the key nor a phantom token would reach the API. A client can have put it anywhere in the request.
fn check_shows_no_key(access: &AccessControl, request: &ApiRequest) -> std::result::Result<(), ProxyError> {
    let url = request.url.as_str();
    let decoded: Vec<u8> = percent_decode_str(url).collect();
    let names = request.added.keys().map(|name| name.as_str().as_bytes());
    let values = request.added.values().map(HeaderValue::as_bytes);
    let mut texts =
        [request.method.as_str().as_bytes(), url.as_bytes(), &decoded].into_iter().chain(names).chain(values);
    if texts.any(|text| access.is_shown_in(text)) {
        let what = "the API would receive the key of this proxy, which is in the path, the query or another header";
        return Err(ProxyError::new(StatusCode::BAD_REQUEST, "misplaced-key", what)
            .hint("send the key as `Authorization: Bearer KEY`, as the password of Basic, or as the first segment of the path"));
    }
    Ok(())
}

fn pass_back(
    mount: &Mount,
    path: &MountedPath,
    received: ApiResponse,
    mut record: Box<ExchangeRecord>,
) -> Response<ProxyBody> {
    let head = received.response.head().clone();
    let mut passed = headers::for_client(&head.headers);
    let location = head.header(LOCATION.as_str());
    if let Some(location) = location.map(|text| location::rewrite(text, &received.url, mount.base(), &path.prefix))
        && let Ok(location) = HeaderValue::from_str(&location)
    {
        passed.insert(LOCATION, location);
    }
    // hyper has read the status, so it is valid.
    let status = StatusCode::from_u16(head.status).unwrap_or(StatusCode::BAD_GATEWAY);
    record.set_response(head.status, &head.headers);
    record.set_upstream(head, mount.provider());
    let mut response = Response::new(ProxyBody::upstream(received.response, record));
    *response.status_mut() = status;
    *response.headers_mut() = passed;
    response
}
