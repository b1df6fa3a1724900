//! Helpers for the tests of `call`: a server with a token endpoint and an API, and runs against it.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::support::{Program, Reply, Request, Sandbox, Server};

pub const SECRET: &str = "s3cret-of-the-call-tests";
pub const TOKEN_PATH: &str = "/v1/security/oauth2/token";

/// Starts a server that grants `token-number-0`, `token-number-1`, …, and passes every other request to `handler`.
pub fn api(handler: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Server {
    Server::start(granting(handler))
}

/// Returns a handler that grants these tokens, and passes every other request to `handler`.
pub fn granting(
    handler: impl Fn(&Request) -> Reply + Send + Sync + 'static,
) -> impl Fn(&Request) -> Reply + Send + Sync {
    let granted = AtomicUsize::new(0);
    move |request| {
        if is_token(request) {
            let number = granted.fetch_add(1, Ordering::SeqCst);
            return Reply::json(200, format!(r#"{{"access_token":"{}","expires_in":1799}}"#, token(number)));
        }
        handler(request)
    }
}

/// Returns the token with this number, from 0.
pub fn token(number: usize) -> String {
    format!("token-number-{number}")
}

/// Prepares `call` with this server as Amadeus.
pub fn call(sandbox: &Sandbox, url: &str) -> Program {
    sandbox.secret(SECRET);
    for number in 0..3 {
        sandbox.token(&token(number));
    }
    sandbox
        .travauth()
        .args(["call", "-p", "amadeus", "--base-url", url])
        .env("AMADEUS_CLIENT_ID", "me")
        .env("AMADEUS_CLIENT_SECRET", SECRET)
}

/// Prepares `call` with this server as Sabre.
pub fn call_sabre(sandbox: &Sandbox, url: &str) -> Program {
    sandbox.secret(SECRET);
    sandbox.token("token-number-0");
    sandbox
        .travauth()
        .args(["call", "-p", "sabre", "--base-url", url])
        .env("SABRE_USER_ID", "7971")
        .env("SABRE_GROUP", "7TZA")
        .env("SABRE_PASSWORD", SECRET)
}

/// Returns the requests except token requests.
pub fn api_requests(server: &Server) -> Vec<Request> {
    server.requests().into_iter().filter(|request| !is_token(request)).collect()
}

fn is_token(request: &Request) -> bool {
    request.path.ends_with(TOKEN_PATH) || request.path == "/v2/auth/token"
}

/// Returns the number of token requests.
pub fn grants(server: &Server) -> usize {
    server.requests().len() - api_requests(server).len()
}
