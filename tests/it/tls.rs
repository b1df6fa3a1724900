//! Which certificates are trusted, and the errors for all others.

use std::fs;

use super::common::{TOKEN, grant, sabre};
use crate::support::{Certificate, Program, Sandbox, TlsServer};

fn start(certificate: Certificate) -> (Sandbox, TlsServer) {
    (Sandbox::new(), TlsServer::start(certificate, |_| grant(TOKEN)))
}

fn with_bundle(sandbox: &Sandbox, server: &TlsServer) -> Program {
    sabre(sandbox, &server.url()).args(["--ca-bundle".as_ref(), server.ca_bundle().as_os_str()])
}

#[test]
fn a_certificate_of_a_named_authority_is_trusted() {
    let (sandbox, server) = start(Certificate::Good);
    let get = || sabre(&sandbox, &server.url()).args(["--refresh"]);
    assert_eq!(with_bundle(&sandbox, &server).run().silently().token(), TOKEN);
    assert_eq!(get().env("SSL_CERT_FILE", server.ca_bundle()).run().silently().token(), TOKEN);
    assert_eq!(get().env("SSL_CERT_DIR", server.ca_dir()).run().silently().token(), TOKEN);
    let dirs = std::env::join_paths([&sandbox.path("tmp"), server.ca_dir()]).expect("they can be joined");
    assert_eq!(get().env("SSL_CERT_DIR", dirs).run().silently().token(), TOKEN);
    let by_name = format!("https://localhost:{}", server.address().port());
    let output = sabre(&sandbox, &by_name).env("SSL_CERT_FILE", server.ca_bundle()).run();
    assert_eq!(output.silently().token(), TOKEN);
    server.expect(5);
}

#[test]
fn the_flag_replaces_what_the_variables_name() {
    let (sandbox, server) = start(Certificate::Good);
    // Only the certificate of this server's authority is used, as a wrong one.
    let other = TlsServer::start(Certificate::Expired, |_| grant(TOKEN));
    let get = with_bundle(&sandbox, &server);
    assert_eq!(get.env("SSL_CERT_FILE", "/nonexistent").env("SSL_CERT_DIR", "/nonexistent").run().token(), TOKEN);
    let get = sabre(&sandbox, &server.url()).args(["--refresh", "--ca-bundle"]).args([other.ca_bundle()]);
    get.env("SSL_CERT_FILE", server.ca_bundle()).run().fails(6, &["not trusted"]);
    let get = sabre(&sandbox, &server.url()).args(["--refresh"]).env("SSL_CERT_FILE", other.ca_bundle());
    get.run().fails(6, &["not trusted"]);
    server.expect(1);
}

#[test]
fn an_unknown_authority_is_not_trusted() {
    let (sandbox, server) = start(Certificate::Good);
    // The system's own store does not contain the test's authority.
    let output = sabre(&sandbox, &server.url()).run();
    output.fails(6, &["authority that is not trusted", "--add-ca FILE"]);
    assert_eq!(with_bundle(&sandbox, &server).run().token(), TOKEN);
    server.expect(1);
}

#[test]
fn an_expired_certificate_is_not_trusted() {
    let (sandbox, server) = start(Certificate::Expired);
    let output = with_bundle(&sandbox, &server).args(["--error-format", "json"]).run().exits(6);
    let error = output.error();
    assert_eq!(error["code"], "tls-failed");
    assert!(error["message"].as_str().is_some_and(|message| message.contains("has expired")), "{error}");
    assert!(error["hint"].as_str().is_some_and(|hint| hint.contains("clock")), "{error}");
    server.expect(0);
    assert_eq!(server.connections(), 1, "the request is not sent again");
}

#[test]
fn a_certificate_of_another_host_is_not_trusted() {
    let (sandbox, server) = start(Certificate::WrongHost);
    with_bundle(&sandbox, &server).run().fails(6, &["for another host", "base URL"]);
    server.expect(0);
}

#[test]
fn a_port_without_tls_is_an_error() {
    let (sandbox, server) = (Sandbox::new(), crate::support::Server::start(|_| grant(TOKEN)).at_least(0));
    let url = server.url().replace("http:", "https:");
    let output = sabre(&sandbox, &url).args(["--error-format", "json", "--timeout", "5s"]).run().exits(6);
    assert!(output.error()["code"] == "tls-failed" || output.error()["code"] == "timed-out", "{output}");
}

#[test]
fn a_bundle_that_cannot_be_used_is_named() {
    let (sandbox, server) = start(Certificate::Good);
    let empty = sandbox.write("work/empty.pem", "no certificate");
    fs::create_dir(sandbox.path("work/dir")).expect("it is new");
    let get = || sabre(&sandbox, &server.url());
    get().args(["--ca-bundle", "missing.pem"]).run().fails(2, &["missing.pem", "--ca-bundle", "No such file"]);
    get().args(["--ca-bundle", "dir"]).run().fails(2, &["dir", "--ca-bundle"]);
    get().args(["--ca-bundle", "empty.pem"]).run().fails(2, &["empty.pem holds no usable certificate", "BEGIN"]);
    get().env("SSL_CERT_FILE", &empty).run().fails(2, &["empty.pem"]);
    get().env("SSL_CERT_FILE", "missing.pem").run().fails(2, &["missing.pem", "SSL_CERT_FILE"]);
    get().env("SSL_CERT_DIR", "missing").run().fails(2, &["missing", "SSL_CERT_DIR"]);
    // One bad certificate among good ones is skipped.
    let bundle = fs::read_to_string(server.ca_bundle()).expect("it is text");
    let bad = "-----BEGIN CERTIFICATE-----\nMIIB!!!\n-----END CERTIFICATE-----\n";
    sandbox.write("work/mixed.pem", format!("# comment\r\n{bad}{bundle}{bad}"));
    assert_eq!(get().args(["--ca-bundle", "mixed.pem"]).run().silently().token(), TOKEN);
}

#[test]
fn nothing_turns_the_checks_off() {
    let sandbox = Sandbox::new();
    for flag in ["--insecure", "-k", "--no-verify"] {
        sandbox.travauth().args(["token", "get", "-p", "sabre", flag]).run().fails(2, &["unexpected argument"]);
    }
}
