//! The page of `emulator`: opened without a key, by this machine alone.
#![cfg(unix)]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use crate::support::{Running, Sandbox};

fn start(sandbox: &Sandbox, args: &[&str]) -> (Running, String) {
    let running = sandbox.travauth().args(["emulator"]).args(args).spawn();
    let address = running.first_line().trim_start_matches("http://").to_owned();
    (running, address)
}

/// Sends a request with these header lines and returns the whole response.
fn request(address: &str, line: &str, headers: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("it listens");
    let length = body.len();
    let request = format!("{line} HTTP/1.1\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}");
    stream.write_all(request.as_bytes()).expect("it reads");
    let mut response = String::new();
    stream.read_to_string(&mut response).expect("it responds");
    response
}

#[test]
fn a_browser_gets_the_page_and_other_clients_get_the_list_of_paths() {
    let sandbox = Sandbox::new();
    let (_emulator, address) = start(&sandbox, &[]);
    let host = format!("Host: {address}\r\n");
    let page = request(&address, "GET /", &format!("{host}Accept: text/html\r\n"), "");
    assert!(page.starts_with("HTTP/1.1 303") && page.contains("location: /-/"), "{page}");
    let page = request(&address, "GET /-/", &host, "");
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("<!doctype html>"), "{page}");
    let text = request(&address, "GET /", &host, "");
    assert!(text.contains("travauth emulator at http://"), "{text}");
}

#[test]
fn it_shows_requests_with_every_secret_masked() {
    let sandbox = Sandbox::new();
    let (_emulator, address) = start(&sandbox, &[]);
    let host = format!("Host: {address}\r\n");
    let form = "grant_type=client_credentials&client_id=real-id&client_secret=a-real-secret-sent-by-mistake";
    let headers =
        format!("{host}Content-Type: application/x-www-form-urlencoded\r\nAuthorization: Bearer a-real-token\r\n");
    assert!(request(&address, "POST /v1/security/oauth2/token", &headers, form).starts_with("HTTP/1.1 401"));
    let granted = form
        .replace("real-id", "demo-amadeus-client-id")
        .replace("a-real-secret-sent-by-mistake", "demo-amadeus-client-secret");
    assert!(request(&address, "POST /v1/security/oauth2/token", &headers, &granted).starts_with("HTTP/1.1 200"));
    let har = request(&address, "GET /-/har", &host, "");
    assert!(har.contains("real-id") && har.contains("client_secret=***"), "{har}");
    for secret in ["a-real-secret", "a-real-token", "demo-amadeus-client-secret", "eyJ"] {
        assert!(!har.contains(secret), "{secret} in {har}");
    }
}

#[test]
fn other_hosts_sites_and_machines_get_no_page() {
    let sandbox = Sandbox::new();
    let (_emulator, address) = start(&sandbox, &[]);
    let page = request(&address, "GET /-/har", "Host: evil.example\r\n", "");
    assert!(page.starts_with("HTTP/1.1 421"), "{page}");
    let page = request(&address, "GET /-/har", &format!("Host: {address}\r\nOrigin: http://evil.example\r\n"), "");
    assert!(page.starts_with("HTTP/1.1 403"), "{page}");
    let (_emulator, address) = start(&sandbox, &["--listen", "0.0.0.0:0"]);
    let page = request(&address, "GET /-/har", &format!("Host: {address}\r\n"), "");
    assert!(page.starts_with("HTTP/1.1 404"), "{page}");
}

#[test]
fn a_copied_request_has_its_headers_and_runs_nothing_else() {
    let sandbox = Sandbox::new();
    let (_emulator, address) = start(&sandbox, &[]);
    let headers = format!("Host: {address}\r\nContent-Type: application/json\r\nX-HTTP-Method-Override: GET\r\n");
    let _ = request(&address, "POST /v2/shopping/flight-offers", &headers, "{\"it's\":1}");
    let _ = request(&address, "A`touch|x` /v1/x", &headers, "");
    let copied = |number: u32| {
        let detail = request(&address, &format!("GET /-/exchanges/{number}"), &format!("Host: {address}\r\n"), "");
        let body = detail.split_once("\r\n\r\n").expect("it has a body").1;
        let detail: serde_json::Value = serde_json::from_str(body).expect("it is JSON");
        detail["copy"][0]["text"].as_str().expect("it is text").to_owned()
    };
    let words = shell_words::split(&copied(1)).expect("a shell can read it");
    for word in ["Content-Type: application/json", "X-HTTP-Method-Override: GET", "{\"it's\":1}"] {
        assert!(words.iter().any(|found| found == word), "{word}: {words:?}");
    }
    assert!(copied(2).starts_with("curl -X 'A`touch|x`' "), "{}", copied(2));
}
