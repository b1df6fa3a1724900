//! `check`: its requests, its reports, and its exit codes.

mod many;
mod reports;
mod steps;
mod targets;

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

use super::common::{AMADEUS_ID, AMADEUS_PATH, SABRE_ID, SECRET, grant, numbered_token};
use crate::support::{Output, Program, Reply, Request, Sandbox, Server};

const SABRE_PATH: &str = "/v2/auth/token";
const AIRLINES: &str = "/v1/reference-data/airlines";
const THEMES: &str = "/v1/lists/supported/shop/themes";

/// Prepares `check` with credentials for both providers in variables.
fn check(sandbox: &Sandbox) -> Program {
    sandbox
        .travauth()
        .args(["check"])
        .env("AMADEUS_CLIENT_ID", AMADEUS_ID)
        .env("AMADEUS_CLIENT_SECRET", sandbox.secret(SECRET))
        .env("SABRE_CLIENT_ID", SABRE_ID)
        .env("SABRE_PASSWORD", sandbox.secret(SECRET))
}

/// Prepares `check -p amadeus --format json` against this server.
fn check_amadeus(sandbox: &Sandbox, base_url: &str) -> Program {
    check(sandbox).args(["-p", "amadeus", "--format", "json"]).env("AMADEUS_BASE_URL", base_url)
}

fn is_token_request(request: &Request) -> bool {
    request.method == "POST" && [AMADEUS_PATH, SABRE_PATH].contains(&request.path.as_str())
}

/// Starts a server that grants a different token to each token request, and passes API calls to `api`.
fn service(api: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Server {
    let next = AtomicUsize::new(0);
    Server::start(move |request| {
        if is_token_request(request) {
            return grant(&numbered_token(next.fetch_add(1, Ordering::SeqCst)));
        }
        api(request)
    })
}

fn rejection() -> Reply {
    Reply::json(401, r#"{"error":"invalid_client","error_description":"Client credentials are invalid","code":38187}"#)
}

#[track_caller]
fn only_result(output: &Output) -> Value {
    let report = output.json();
    assert_eq!(report["results"].as_array().map(Vec::len), Some(1), "{output}");
    report["results"][0].clone()
}

#[track_caller]
fn step<'a>(result: &'a Value, name: &str) -> &'a Value {
    let steps = result["steps"].as_array().expect("steps is an array");
    steps.iter().find(|step| step["name"] == name).unwrap_or_else(|| panic!("no step {name}: {result}"))
}

/// Returns the name and outcome of each step.
#[track_caller]
fn outcomes(result: &Value) -> Vec<(&str, &str)> {
    let steps = result["steps"].as_array().expect("steps is an array");
    steps.iter().filter_map(|step| Some((step["name"].as_str()?, step["outcome"].as_str()?))).collect()
}
