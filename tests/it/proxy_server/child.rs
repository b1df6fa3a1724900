//! Tests of `proxy -- COMMAND`.

use super::{AMADEUS_ID, KEY, SECRET, TOKEN, api_requests, echo, key_file};
use crate::support::{Program, Sandbox, Server};

/// Runs `proxy … -- sh -c SCRIPT`.
fn with_command(sandbox: &Sandbox, server: &Server, flags: &[&str], script: &str) -> Program {
    sandbox.token(TOKEN);
    sandbox
        .travauth()
        .args(["proxy", "-p", "amadeus", "--base-url", &server.url(), "--key"])
        .args([key_file(sandbox)])
        .args(flags)
        .args(["--", "sh", "-c", script])
        .env("AMADEUS_CLIENT_ID", AMADEUS_ID)
        .env("AMADEUS_CLIENT_SECRET", sandbox.secret(SECRET))
        .shows(sandbox.secret(KEY))
}

#[test]
fn the_command_gets_the_address_and_the_key_and_no_secret() {
    let (sandbox, server) = (Sandbox::new(), echo().at_least(0));
    let script = "env | sort; cat /proc/self/environ 2>/dev/null | tr '\\0' '\\n'";
    let output = with_command(&sandbox, &server, &[], script)
        .env("AMADEUS_API_SECRET", sandbox.secret("another-real-secret"))
        .env("SABRE_PASSWORD", sandbox.secret("the-password-of-sabre"))
        .env("AMADEUS_HOSTNAME", "production")
        .env("TRAVAUTH_PROFILE", "")
        .env("UNRELATED", "kept")
        .run()
        .exits(0);
    let value = |name: &str| output.stdout.lines().find_map(|line| line.strip_prefix(&format!("{name}=")));
    let port = value("AMADEUS_PORT").expect("the port is set").to_owned();
    let base_url = format!("http://127.0.0.1:{port}");
    for (name, expected) in [
        ("AMADEUS_BASE_URL", Some(base_url.as_str())),
        ("AMADEUS_HOST", Some("127.0.0.1")),
        ("AMADEUS_SSL", Some("")),
        ("AMADEUS_CLIENT_ID", Some(AMADEUS_ID)),
        ("AMADEUS_CLIENT_SECRET", Some(KEY)),
        ("AMADEUS_ACCESS_TOKEN", Some(KEY)),
        ("TRAVAUTH_PROVIDER", Some("amadeus")),
        ("TRAVAUTH_TOKEN", Some(KEY)),
        ("TRAVAUTH_BASE_URL", Some(&format!("{base_url}/{KEY}"))),
        ("UNRELATED", Some("kept")),
        ("AMADEUS_API_SECRET", None),
        ("AMADEUS_HOSTNAME", None),
        ("SABRE_PASSWORD", None),
        ("TRAVAUTH_PROFILE", None),
    ] {
        assert_eq!(value(name), expected, "{name}: {output}");
    }
}

#[test]
fn travauth_in_the_command_uses_the_proxy() {
    let (sandbox, server) = (Sandbox::new(), echo());
    let script = format!("'{0}' call /v1/a && '{0}' call /v1/b && '{0}' check -q", Sandbox::binary().display());
    let output = with_command(&sandbox, &server, &[], &script).run().exits(0);
    assert!(output.stdout.contains("GET /v1/a") && output.stdout.contains("GET /v1/b"), "{output}");
    assert!(api_requests(&server).iter().all(|request| request.bearer() == Some(TOKEN)));
    assert_eq!(server.requests().iter().filter(|request| request.path == super::AMADEUS_PATH).count(), 1);
}

#[test]
fn its_end_ends_the_proxy_with_its_code() {
    let (sandbox, server) = (Sandbox::new(), echo().at_least(0));
    with_command(&sandbox, &server, &[], "exit 42").run().exits(42);
    with_command(&sandbox, &server, &[], "kill -s KILL $$").run().exits(137);
    let missing = sandbox.travauth().args(["proxy", "-p", "amadeus", "-e", "emulator", "--", "./no-such-command"]);
    missing.run().fails(127, &["cannot be started"]);
}

#[test]
fn signals_reach_the_command() {
    let (sandbox, server) = (Sandbox::new(), echo().at_least(0));
    let script = "trap 'exit 7' TERM; echo ready; while :; do sleep 0.1; done";
    let running = with_command(&sandbox, &server, &[], script).spawn();
    assert_eq!(running.first_line(), "ready");
    running.signal("TERM");
    running.wait().exits(7);
}

#[test]
fn with_tls_the_command_can_trust_the_certificate() {
    let (sandbox, server) = (Sandbox::new(), echo());
    let script =
        "curl -sS -u me:$AMADEUS_CLIENT_SECRET $AMADEUS_BASE_URL/v1/a && echo && echo $AMADEUS_SSL $AMADEUS_BASE_URL";
    let output = with_command(&sandbox, &server, &["--tls"], script).run().exits(0);
    assert!(output.stdout.contains("GET /v1/a") && output.stdout.contains("true https://127.0.0.1:"), "{output}");
    let untrusted = "CURL_CA_BUNDLE= SSL_CERT_FILE= curl -sS $AMADEUS_BASE_URL/-/healthz";
    with_command(&sandbox, &server, &["--tls"], untrusted).run().exits(60);
    let left = std::fs::read_dir(sandbox.path("tmp")).expect("it can be listed").count();
    assert_eq!(left, 0, "the files of the certificate are removed");
}

#[test]
fn the_har_file_is_written_when_the_command_ends() {
    let (sandbox, server) = (Sandbox::new(), echo());
    let script = "echo \"url = $TRAVAUTH_BASE_URL/v1/a\" | curl -sS --config - && exit 3";
    with_command(&sandbox, &server, &["--har", "traffic.har"], script).run().exits(3);
    let har = std::fs::read_to_string(sandbox.path("work/traffic.har")).expect("it was written");
    assert!(har.contains("/v1/a") && !har.contains(KEY), "{har}");
}
