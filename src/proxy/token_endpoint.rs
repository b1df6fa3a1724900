//! The proxy's token endpoint, which replaces the provider's and returns phantom tokens in exchange for the key.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use http_body_util::{BodyExt as _, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::http::request::Parts;
use hyper::{Method, Response, StatusCode};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::body::ProxyBody;
use super::error::ProxyError;
use super::exchange_record::ExchangeRecord;
use super::guard::method_not_allowed;
use super::mount::Mount;
use super::own_response::own_response;
use super::phantom;
use super::state::ProxyState;
use crate::clock;
use crate::provider::Provider;

/// The largest body of a token request that is read.
const LARGEST_BODY: usize = 64 << 10;
/// Time limit for the body of a token request.
const BODY_LIMIT: Duration = Duration::from_secs(10);
/// The lifetime of phantom tokens if there is no real token or its lifetime is unknown.
const DEFAULT_LIFETIME_SECONDS: i64 = 1800;

/// Responds to a token request. `has_key` is true if its path contained the key.
pub(super) async fn respond(
    shared: &Arc<ProxyState>,
    mount: &Arc<Mount>,
    head: &Parts,
    body: Incoming,
    has_key: bool,
    record: Box<ExchangeRecord>,
) -> Response<ProxyBody> {
    let outcome = issue(shared, mount, head, body, has_key, &record).await;
    let (response, error) = match outcome {
        Ok(document) => (own_response(StatusCode::OK, "application/json", document.to_string()), None),
        Err(error) => (mount.dialect().token_error(&error), Some(error)),
    };
    record.finish_own(response, error)
}

async fn issue(
    shared: &Arc<ProxyState>,
    mount: &Arc<Mount>,
    head: &Parts,
    body: Incoming,
    has_key: bool,
    record: &ExchangeRecord,
) -> Result<Value, ProxyError> {
    if head.method != Method::POST {
        return Err(method_not_allowed("a token is requested with POST").with_header(&["allow", "POST"]));
    }
    let body = read(body).await?;
    record.request_body().lock().unwrap_or_else(PoisonError::into_inner).push(&body);
    if !has_key && !shared.access.has_key(&head.headers, &body) {
        return Err(ProxyError::new(
            StatusCode::UNAUTHORIZED,
            "wrong-key",
            "the client secret is not the key of this proxy",
        )
        .hint("use the key that `travauth proxy` prints as the client secret, or as the password")
        .with_header(&["www-authenticate", "Basic realm=\"travauth proxy\""]));
    }
    let now = clock::now();
    let expires = match expiry_of_token(shared, mount).await {
        Ok(expires) => expires.unwrap_or_else(|| clock::plus_seconds(now, DEFAULT_LIFETIME_SECONDS)),
        Err(failure) => {
            mount.set_problem(&failure);
            return Err(ProxyError::from(&failure));
        }
    };
    mount.clear_problem();
    let token = phantom::issue(&shared.access.key, expires);
    let left = clock::until(now, expires).as_secs();
    Ok(document(mount.provider(), token.expose(), left))
}

async fn read(body: Incoming) -> Result<Bytes, ProxyError> {
    let limited = Limited::new(body, LARGEST_BODY).collect();
    match tokio::time::timeout(BODY_LIMIT, limited).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(_)) => {
            let what = format!("the token request is larger than {} KiB, or was cut short", LARGEST_BODY >> 10);
            Err(ProxyError::new(StatusCode::PAYLOAD_TOO_LARGE, "request-too-large", what))
        }
        Err(_) => {
            let what = "the body of the token request did not arrive in time";
            Err(ProxyError::new(StatusCode::REQUEST_TIMEOUT, "request-timed-out", what))
        }
    }
}

/// Obtains the real token, and returns the time at which it expires; none if that is unknown.
async fn expiry_of_token(shared: &ProxyState, mount: &Arc<Mount>) -> crate::failure::Result<Option<Timestamp>> {
    let session = mount.session_with_credentials().await?;
    session.prepare_token(shared.rules.min_valid).await?;
    Ok(session.token_times(shared.rules.min_valid).and_then(|times| times.expires))
}

/// Builds the response with the field names of RFC 6749, and adds the provider's names where they differ.
fn document(provider: &Provider, token: &str, expires_in: u64) -> Value {
    let mut document = json!({"access_token": token, "token_type": "Bearer", "expires_in": expires_in});
    for (path, value) in
        [(&provider.response.token, Value::from(token)), (&provider.response.expires_in, Value::from(expires_in))]
    {
        set_at(&mut document, path, value);
    }
    document
}

/// Sets the value of a field; dots in its path separate the names of nested objects.
fn set_at(document: &mut Value, path: &str, value: Value) {
    let mut node = document;
    for name in path.split('.') {
        if !node[name].is_object() && name != path.rsplit('.').next().unwrap_or(path) {
            node[name] = json!({});
        }
        node = &mut node[name];
    }
    *node = value;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::builtin::AMADEUS;

    #[test]
    fn a_response_has_the_names_that_the_providers_clients_read() {
        let usual = json!({"access_token": "t", "token_type": "Bearer", "expires_in": 7});
        assert_eq!(document(&AMADEUS, "t", 7), usual);
        let mut own = AMADEUS.clone();
        own.response.token = "data.auth.token".into();
        own.response.expires_in = "ttl".into();
        assert_eq!(
            document(&own, "t", 7),
            json!({
                "access_token": "t", "token_type": "Bearer", "expires_in": 7,
                "data": {"auth": {"token": "t"}}, "ttl": 7,
            })
        );
    }
}
