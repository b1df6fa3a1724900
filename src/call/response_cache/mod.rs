//! `call --cache`: stores successful responses in private files, and returns them again without a request.

mod account;
mod entry;
mod files;
mod removal;

pub(crate) use account::ResponseAccount;
pub(crate) use files::ResponseFiles;
pub(crate) use removal::remove_responses;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};

use crate::cache::Key;
use crate::clock;
use crate::failure::Result;
use crate::http::{Response, ResponseHead};
use crate::session::{ApiRequest, ApiResponse, Content, SendEffort, SendRules, Session};
use entry::{EntryHead, ResponseCopy, StoredResponse};
use files::SigningKey;

/// The responses of earlier requests.
pub(crate) struct ResponseCache {
    /// The files of the responses.
    pub(crate) files: Arc<ResponseFiles>,
    /// A response is returned again while it is younger than this.
    pub(crate) ttl: Duration,
    /// Whether stored responses are replaced instead of returned.
    pub(crate) is_refreshed: bool,
}

impl ResponseCache {
    /// Returns the stored response to a GET request, or sends the request and stores the response.
    ///
    /// # Errors
    ///
    /// Fails as [`Session::send`] does. A response that cannot be stored or read causes no failure.
    pub(crate) async fn send(
        &self,
        session: &Arc<Session>,
        request: &ApiRequest,
        content: &mut Content,
        rules: SendRules,
    ) -> Result<ApiResponse> {
        if request.method != Method::GET || !content.is_empty() {
            return session.send(request, content, rules).await;
        }
        let account = if rules.anonymous { None } else { Some(session.target().key(session.credentials()?)?) };
        let sent = sent_fields(session, request, rules)?;
        let account_name = account.as_ref().map(Key::name);
        let name = |key: &SigningKey| key.entry_name(account_name.as_deref(), &sent);
        if !self.is_refreshed
            && let Some(found) = self.files.key().and_then(|key| self.find(&name(&key), &key))
        {
            return Ok(response_of(found, request));
        }
        let mut received = session.send(request, content, rules).await?;
        if received.failure.is_none() && received.response.head().status == 200 {
            match self.files.key_or_new() {
                Ok(key) => {
                    let account = account.map(|key| ResponseAccount::new(key, session.target()));
                    let head = entry_head(received.response.head(), account, self.ttl);
                    let copy = ResponseCopy::start(Arc::clone(&self.files), &key, &name(&key), &head);
                    received.response.copy_to(Box::new(copy));
                }
                Err(error) => self.files.warn_of_unstored(&error),
            }
        }
        Ok(received)
    }

    /// Returns the stored response if it is young enough.
    fn find(&self, name: &str, key: &SigningKey) -> Option<StoredResponse> {
        match StoredResponse::open(&self.files, key, name) {
            Ok(found) => found.filter(|found| {
                let now = clock::now();
                found.head.stored_at <= now && clock::until(found.head.stored_at, now) < self.ttl
            }),
            Err(error) => {
                log::info!("the stored response is not used: {error}");
                None
            }
        }
    }
}

/// Returns everything that decides the response, except for the account.
fn sent_fields(session: &Session, request: &ApiRequest, rules: SendRules) -> Result<Vec<Vec<u8>>> {
    // The emulator of each run has another port.
    let origin = if session.has_emulator() && !rules.anonymous {
        "emulator".to_owned()
    } else {
        request.url.origin().ascii_serialization()
    };
    let path = &request.url[url::Position::BeforePath..url::Position::AfterQuery];
    let mut fields = vec![origin.into_bytes(), path.as_bytes().to_vec(), vec![u8::from(rules.follow)]];
    let mut headers = lines(&request.headers_for(&request.url));
    if !rules.anonymous {
        // Signatures and tokens differ from request to request, so the time is fixed and the token is left out.
        let added = session.target().api_headers(session.credentials()?, None, Timestamp::UNIX_EPOCH)?;
        headers.extend(lines(&added.headers));
    }
    headers.sort();
    fields.append(&mut headers);
    Ok(fields)
}

fn lines(headers: &HeaderMap) -> Vec<Vec<u8>> {
    headers.iter().map(|(name, value)| [name.as_str().as_bytes(), b":", value.as_bytes()].concat()).collect()
}

fn entry_head(head: &ResponseHead, account: Option<ResponseAccount>, ttl: Duration) -> EntryHead {
    // Each byte becomes the character with the same number, because a header need not be UTF-8.
    let text = |value: &HeaderValue| value.as_bytes().iter().map(|byte| char::from(*byte)).collect();
    let headers = head.headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value)));
    EntryHead {
        version: entry::VERSION,
        account,
        stored_at: head.received_at,
        expires_at: clock::plus_seconds(head.received_at, i64::try_from(ttl.as_secs()).unwrap_or(i64::MAX)),
        reason: head.reason.clone(),
        headers: headers.collect(),
    }
}

fn response_of(found: StoredResponse, request: &ApiRequest) -> ApiResponse {
    let StoredResponse { head, body } = found;
    let age = clock::in_words(clock::until(head.stored_at, clock::now()));
    log::info!("HTTP 200, stored {age} ago; no request was sent (--refresh-cache sends one)");
    let mut headers = HeaderMap::new();
    for (name, value) in &head.headers {
        let bytes: Option<Vec<u8>> = value.chars().map(|c| u8::try_from(c).ok()).collect();
        let value = bytes.and_then(|bytes| HeaderValue::from_bytes(&bytes).ok());
        if let Some((name, value)) = HeaderName::from_bytes(name.as_bytes()).ok().zip(value) {
            headers.append(name, value);
        }
    }
    let head = ResponseHead {
        status: 200,
        reason: head.reason,
        headers,
        sent_at: head.stored_at,
        received_at: head.stored_at,
        lacked_certificate: false,
    };
    ApiResponse {
        response: Response::stored(head, body),
        url: request.url.clone(),
        failure: None,
        rejects_credentials: false,
        effort: SendEffort::default(),
    }
}
