//! A Redis that demands a client certificate, which is the default of its TLS.

use super::{get, run_on};
use crate::it::common::{numbered_grants, numbered_token};
use crate::support::{Redis, Sandbox, ServerFiles};

#[test]
#[ignore = "needs redis-server: tests/run"]
fn the_config_and_the_url_name_certificate_and_key() {
    let (sandbox, server, files) = (Sandbox::new(), numbered_grants(), ServerFiles::new());
    let redis = Redis::start_with_client_certificates(&files);
    let (url, key) = (redis.url(), files.client_key.as_str());
    let both = format!("{key}{}", files.client_certificate);
    let write = |name: &str, text: &str| sandbox.write(name, text).display().to_string();
    let [ca, certificate, key_file, both] = [
        write("tls/ca.pem", &files.authority),
        write("tls/client.pem", &files.client_certificate),
        write("tls/client.key", key),
        write("tls/both.pem", &both),
    ];
    let configured = |machine: usize, text: &str| {
        sandbox.write(format!("config/machine-{machine}/config.toml"), format!("[cache]\nurl = \"{url}\"\n{text}"));
        get(&sandbox, machine, &server.url(), "").args(["--require-shared-cache"]).env("CACHE_KEY", key)
    };
    let certificates = "ca_bundle = \"../../tls/ca.pem\"\nclient_cert = \"../../tls/client.pem\"\n";
    for (machine, text) in [
        format!("{certificates}client_key = \"../../tls/client.key\"\n"),
        format!("{certificates}client_key = {{ file = \"../../tls/client.key\" }}\n"),
        format!("{certificates}client_key = {{ env = \"CACHE_KEY\" }}\n"),
        format!("{certificates}client_key = {{ command = [\"cat\", \"{key_file}\"] }}\n"),
        format!("ca_bundle = \"{ca}\"\nclient_cert = \"{both}\"\n"),
    ]
    .iter()
    .enumerate()
    {
        assert_eq!(configured(machine, text).run().silently().token(), numbered_token(0));
    }
    let shown = run_on(&sandbox, 0, "", &["config", "show"]).run().exits(0);
    for part in ["cache.ca_bundle", "cache.client_cert", "cache.client_key", "*** from the file"] {
        assert!(shown.stdout.contains(part), "{shown}");
    }
    drop(run_on(&sandbox, 0, "", &["config", "validate"]).run().exits(0));
    let with_parameters = format!("{url}?ca_bundle={ca}&client_cert={certificate}&client_key={key_file}");
    let by_url = get(&sandbox, 5, &server.url(), &with_parameters).args(["--require-shared-cache"]);
    assert_eq!(by_url.run().silently().token(), numbered_token(0));
    server.expect(1);

    // Without a certificate, or with a missing file, the shared cache fails as one that is down.
    let authority = format!("ca_bundle = \"{ca}\"\n");
    drop(configured(6, &authority).run().fails(6, &["client_cert and client_key in [cache]"]));
    let missing = format!("{authority}client_cert = \"missing.pem\"\n");
    drop(configured(7, &missing).run().fails(6, &["missing.pem"]));
    drop(run_on(&sandbox, 7, "", &["config", "validate"]).run().fails(2, &["missing.pem"]));

    // A mistake in a file is reported, also where the shared cache is not required.
    let optional = |machine, text: &str| {
        drop(configured(machine, text));
        get(&sandbox, machine, &server.url(), "")
    };
    sandbox.write(
        "tls/encrypted.key",
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMII=\n-----END ENCRYPTED PRIVATE KEY-----\n",
    );
    let encrypted = format!("{certificates}client_key = \"../../tls/encrypted.key\"\n");
    drop(optional(8, &encrypted).run().fails(2, &["encrypted.key is encrypted", "openssl pkey -in"]));
    sandbox.write("tls/other.key", ServerFiles::new().client_key);
    let other = format!("{certificates}client_key = \"../../tls/other.key\"\n");
    drop(optional(9, &other).run().fails(2, &["does not belong to the certificate"]));
    server.expect(1);
}

#[test]
fn certificates_without_tls_are_a_mistake() {
    let sandbox = Sandbox::new();
    for (cache, expected) in [
        ("redis://127.0.0.1:9?client_cert=c.pem", "need TLS"),
        ("redis+unix:///r.sock?ca_bundle=ca.pem", "need TLS"),
        ("rediss://127.0.0.1:9?client_key=k.pem", "no client_cert"),
    ] {
        drop(get(&sandbox, 0, "http://127.0.0.1:9", cache).run().fails(2, &[expected]));
    }
    sandbox.write("config/machine-1/config.toml", "[cache]\nclient_key = \"-----BEGIN PRIVATE KEY-----\"\n");
    drop(run_on(&sandbox, 1, "", &["config", "validate"]).run().fails(2, &["config.toml:2:", "in plain text"]));
}
