//! TLS client certificates: for the token endpoint and the API, and for no other server.

use std::path::PathBuf;

use crate::support::{ClientFiles, Clients, Output, Program, Reply, Request, Sandbox, TlsServer};

const TOKEN: &str = r#"{"access_token":"token-of-the-test","expires_in":3600}"#;

/// A sandbox with a provider `acme` at a server that asks for client certificates.
struct World {
    sandbox: Sandbox,
    server: TlsServer,
    clients: Clients,
}

impl World {
    fn new(is_required: bool, lines: &str, respond: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let (sandbox, clients) = (Sandbox::new(), Clients::new());
        let server = TlsServer::start_with_clients(&clients, is_required, respond);
        let text = format!(
            "[providers.acme]\ntoken_url = \"{0}/token\"\n{lines}\n[providers.acme.environments]\nlive = \"{0}\"\n",
            server.url()
        );
        sandbox.write("config/travauth/config.toml", text);
        sandbox.token("token-of-the-test");
        Self { sandbox, server, clients }
    }

    /// Writes certificate and key into files that only the user can read.
    fn write(&self, files: &ClientFiles) -> [PathBuf; 2] {
        let certificate = self.sandbox.write("work/client.pem", &files.certificate);
        [certificate, self.write_key("work/client.key", &files.key)]
    }

    fn write_key(&self, name: &str, text: &str) -> PathBuf {
        let path = self.sandbox.write(name, text);
        set_mode(&path, 0o600);
        path
    }

    fn program(&self, words: &[&str]) -> Program {
        let names = if words[0] == "token" { 2 } else { 1 };
        let program = self.sandbox.travauth().args(&words[..names]).args(["-p", "acme", "--add-ca"]);
        let program = program.args([self.server.ca_bundle()]).args(&words[names..]);
        let secret = self.sandbox.secret("s3cret-of-acme-0815");
        program.shows("token-of-the-test").env("ACME_CLIENT_ID", "me").env("ACME_CLIENT_SECRET", secret)
    }

    fn with(&self, [certificate, key]: &[PathBuf; 2], words: &[&str]) -> Output {
        let program = self.program(words).env("TRAVAUTH_CLIENT_CERT", certificate).env("TRAVAUTH_CLIENT_KEY", key);
        program.run()
    }
}

#[cfg(unix)]
fn set_mode(path: &std::path::Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("the mode can be set");
}

#[cfg(not(unix))]
fn set_mode(_: &std::path::Path, _: u32) {}

fn respond(request: &Request) -> Reply {
    match request.path.as_str() {
        "/token" => Reply::json(200, TOKEN),
        "/same" => Reply::redirect(307, "/x"),
        _ => Reply::json(200, "{}"),
    }
}

#[test]
fn a_required_certificate_is_shown_to_token_endpoint_and_api() {
    let world = World::new(true, "probe = \"/ping\"", respond);
    let client = world.clients.issue("me");
    let files = world.write(&client);
    world.with(&files, &["token", "get"]).token();
    world.with(&files, &["call", "/x"]).exits(0);
    world.with(&files, &["check"]).exits(0);
    let requests = world.server.requests();
    assert_eq!(requests.len(), 4);
    assert!(requests.iter().all(|request| request.certificate.as_ref() == Some(&client.der)));
    // `--client-cert` accepts one file with both certificate and key.
    let both = world.write_key("work/both.pem", &format!("{}{}", client.key, client.certificate));
    let both = both.to_string_lossy().into_owned();
    world.program(&["token", "get", "--refresh", "--client-cert", &both]).run().token();
}

#[test]
fn the_profile_the_provider_and_the_network_table_can_name_the_files() {
    let world = World::new(true, "client_auth = \"tls_client_auth\"", respond);
    let files = world.write(&world.clients.issue("me"));
    let [certificate, key] = files.map(|path| path.to_string_lossy().into_owned());
    let url = world.server.url();
    let ca = world.server.ca_bundle();
    let ca = ca.to_string_lossy();
    let of_key = format!("client_key = {{ command = [\"cat\", \"{key}\"] }}");
    for (provider, profile, network) in [
        ("", format!("client_cert = \"{certificate}\"\nclient_key = \"{key}\""), String::new()),
        ("", format!("client_cert = \"{certificate}\"\n{of_key}"), String::new()),
        ("", String::new(), format!("client_cert = \"{certificate}\"\nclient_key = {{ file = \"{key}\" }}")),
        ("provider", String::new(), String::new()),
    ] {
        let of_provider =
            if provider.is_empty() { String::new() } else { format!("client_cert = \"{certificate}\"\n{of_key}\n") };
        let text = format!(
            "[providers.acme]\ntoken_url = \"{url}/token\"\nclient_auth = \"tls_client_auth\"\n{of_provider}\
             [profiles.acme]\nprovider = \"acme\"\nclient_id = \"me\"\n{profile}\n[network]\nadd_ca = \"{ca}\"\n{network}\n"
        );
        let config = world.sandbox.write("work/acme.toml", &text);
        let program = world.sandbox.travauth().args(["token", "get", "-P", "acme", "--refresh", "--config"]);
        program.args([config]).run().token();
        let request = world.server.requests().pop().expect("there was a request");
        assert_eq!(request.text(), "grant_type=client_credentials&client_id=me", "{text}");
        assert_eq!(request.header("authorization"), None);
    }
    let output = world.program(&["token", "get", "--refresh"]).run();
    output.fails(9, &["requires a client certificate", "--client-cert"]);
}

/// Row N11.
#[test]
fn a_server_that_demands_a_certificate_is_reported_as_such() {
    let world = World::new(true, "", respond);
    for args in [&["token", "get"][..], &["check"]] {
        let output = world.program(&[args, &["--retries", "0"]].concat()).run().exits(6);
        let text = format!("{}{}", output.stdout, output.stderr);
        assert!(text.contains("client certificate") && text.contains("--client-cert FILE"), "{output}");
        assert!(!text.contains("serves https"), "{output}");
    }
    // The server rejects a certificate of another authority.
    let files = world.write(&Clients::new().issue("me"));
    let output = world.with(&files, &["token", "get", "--retries", "0"]).exits(6);
    assert!(output.stderr.contains("the server asked for a client certificate"), "{output}");
    assert!(world.server.requests().is_empty());
}

#[test]
fn a_server_that_is_not_trusted_is_reported_as_such() {
    let world = World::new(true, "", respond);
    for words in [&["token", "get"][..], &["check"]] {
        let secret = world.sandbox.secret("s3cret-of-acme-0815");
        let program = world.sandbox.travauth().args(words).args(["-p", "acme", "--retries", "0"]);
        let output = program.env("ACME_CLIENT_ID", "me").env("ACME_CLIENT_SECRET", secret).run().exits(6);
        let text = format!("{}{}", output.stdout, output.stderr);
        assert!(text.contains("an authority that is not trusted"), "{output}");
        assert!(!text.contains("client certificate"), "{output}");
    }
}

/// Row N11: the server asks for a certificate, accepts the connection without one, and rejects the request.
#[test]
fn a_rejection_names_the_missing_certificate() {
    let world = World::new(false, "", |_| Reply::status(400).body("<html>No required SSL certificate was sent</html>"));
    world.program(&["token", "get"]).run().fails(6, &["the server asked for a client certificate, and there was none"]);
}

#[test]
fn no_other_request_shows_the_certificate() {
    let world = World::new(false, "", respond);
    let files = world.write(&world.clients.issue("me"));
    world.with(&files, &["call", "/x", "--no-auth"]).exits(0);
    world.with(&files, &["call", "/same", "--follow"]).exits(0);
    let shown: Vec<(String, bool)> =
        world.server.requests().into_iter().map(|request| (request.path, request.certificate.is_some())).collect();
    let expected = [("/x", false), ("/token", true), ("/same", true), ("/x", false)];
    assert_eq!(shown, expected.map(|(path, is_shown)| (path.to_owned(), is_shown)));
    // A second server has another origin, and accepts the same client certificates.
    let other = TlsServer::start_with_clients(&world.clients, false, respond);
    let ca = std::fs::read_to_string(other.ca_bundle()).expect("it can be read")
        + &std::fs::read_to_string(world.server.ca_bundle()).expect("it can be read");
    let ca = world.sandbox.write("work/both-ca.pem", ca).to_string_lossy().into_owned();
    let url = format!("{}/x", other.url());
    let output = world.with(&files, &["call", &url, "--no-auth", "--ca-bundle", &ca]);
    assert!(output.code == 0 || output.code == 2, "{output}");
    assert!(other.requests().iter().all(|request| request.certificate.is_none()));
}

#[test]
fn another_certificate_needs_another_token() {
    let world = World::new(true, "", respond);
    let files = world.write(&world.clients.issue("me"));
    world.with(&files, &["token", "get"]).token();
    world.with(&files, &["token", "get"]).token();
    world.server.expect(1);
    world.with(&world.write(&world.clients.issue("another")), &["token", "get"]).token();
    world.server.expect(2);
}

#[test]
fn files_that_cannot_be_used_are_exit_2_with_a_remedy() {
    let world = World::new(true, "", respond);
    let client = world.clients.issue("me");
    let [certificate, key] = world.write(&client);
    let encrypted = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIF\n-----END ENCRYPTED PRIVATE KEY-----\n";
    let legacy = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMIIF\n-----END RSA PRIVATE KEY-----\n";
    let missing = world.sandbox.path("work/missing.pem");
    for (files, code, parts) in [
        ([certificate.clone(), world.write_key("work/e.key", encrypted)], 2, &["is encrypted", "openssl pkey -in"][..]),
        ([certificate.clone(), world.write_key("work/l.key", legacy)], 2, &["is encrypted", "openssl pkey -in"]),
        (
            [certificate.clone(), world.write_key("work/o.key", &world.clients.issue("x").key)],
            2,
            &["does not belong to"],
        ),
        ([certificate.clone(), world.write_key("work/n.key", "nothing")], 2, &["no private key in PEM"]),
        ([key.clone(), key.clone()], 2, &["no client certificate in PEM"]),
        ([world.write_key("work/c.p12", "0\u{1}"), key.clone()], 2, &["openssl pkcs12"]),
        ([missing.clone(), key.clone()], 2, &["missing.pem", "cannot be read"]),
        ([certificate.clone(), missing], 9, &["no private key could be read"]),
    ] {
        world.with(&files, &["token", "get"]).fails(code, parts);
    }
    let output = world.program(&["token", "get"]).env("TRAVAUTH_CLIENT_KEY", &key).run();
    output.fails(2, &["a client key without a client certificate", "--client-cert"]);
}

#[cfg(unix)]
#[test]
fn a_key_that_others_can_read_gets_one_warning() {
    let world = World::new(true, "", respond);
    let files = world.write(&world.clients.issue("me"));
    set_mode(&files[1], 0o644);
    let output = world.with(&files, &["token", "get"]);
    output.token();
    output.warns_once("other users can read the private key").warns_once("chmod 600");
}

#[test]
fn an_added_authority_is_trusted_besides_the_others() {
    let world = World::new(false, "", respond);
    let bundle = world.sandbox.write("work/other-ca.pem", {
        let other = TlsServer::start_with_clients(&world.clients, false, respond);
        std::fs::read_to_string(other.ca_bundle()).expect("it can be read")
    });
    let bundle = bundle.to_string_lossy().into_owned();
    world.program(&["token", "get", "--ca-bundle", &bundle]).run().token();
    let empty = world.sandbox.write("work/empty.pem", "nothing").to_string_lossy().into_owned();
    let program = world.sandbox.travauth().args([
        "token",
        "get",
        "-p",
        "acme",
        "--refresh",
        "--add-ca",
        &empty,
        "--ca-bundle",
        &bundle,
    ]);
    let program = program.env("ACME_CLIENT_ID", "me").env("ACME_CLIENT_SECRET", "s3cret-of-acme-0815");
    program.run().fails(2, &["empty.pem", "no usable certificate"]);
}
