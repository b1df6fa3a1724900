//! Signed assertions of the client (RFC 7523), verified by another library.

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::Value;

use crate::support::{Reply, Sandbox, Server};

const TOKEN: &str = r#"{"access_token":"token-of-the-test","expires_in":3600}"#;
const SECRET: &str = "s3cret: +/= of acme";

/// Returns a new key pair: the private key and the public key, in PEM.
fn key_pair(kind: &[&str]) -> (String, String) {
    let openssl = |args: &[&str], input: &str| {
        let output = assert_cmd::Command::new("openssl").args(args).write_stdin(input).output().expect("openssl runs");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).expect("it is PEM")
    };
    let private = openssl(&[&["genpkey"], kind].concat(), "");
    let public = openssl(&["pkey", "-pubout"], &private);
    (private, public)
}

struct World {
    sandbox: Sandbox,
    server: Server,
}

impl World {
    fn new(client_auth: &str, of_provider: &str, of_profile: &str) -> Self {
        let (sandbox, server) = (Sandbox::new(), Server::start(|_| Reply::json(200, TOKEN)));
        let text = format!(
            "[providers.acme]\ntoken_url = \"{}/token\"\nclient_auth = \"{client_auth}\"\n{of_provider}\n\
             [profiles.acme]\nprovider = \"acme\"\nclient_id = \"me\"\n{of_profile}\n",
            server.url()
        );
        sandbox.write("config/travauth/config.toml", text);
        Self { sandbox, server }
    }

    /// Requests a token and returns the form.
    fn form(&self) -> std::collections::BTreeMap<String, String> {
        let program = self.sandbox.travauth().args(["token", "get", "-P", "acme", "--refresh", "-vv"]);
        program.env("ACME_SECRET", self.sandbox.secret(SECRET)).run().token();
        self.server.requests().pop().expect("there was a request").form()
    }
}

fn verified(assertion: &str, key: &DecodingKey, algorithm: Algorithm, audience: &str) -> Value {
    let mut validation = Validation::new(algorithm);
    validation.set_audience(&[audience]);
    validation.set_issuer(&["me"]);
    validation.set_required_spec_claims(&["iss", "sub", "aud", "exp"]);
    decode::<Value>(assertion, key, &validation).expect("the assertion is valid").claims
}

#[test]
fn every_algorithm_is_verified_by_another_library() {
    for (kind, configured, algorithm) in [
        (&["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"][..], "", Algorithm::RS256),
        (&["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"], "PS256", Algorithm::PS256),
        (&["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"], "", Algorithm::ES256),
        (&["-algorithm", "ED25519"], "EdDSA", Algorithm::EdDSA),
    ] {
        let (private, public) = key_pair(kind);
        let of_provider = match configured {
            "" => String::new(),
            name => format!("assertion = {{ algorithm = \"{name}\", audience = \"https://acme.example\" }}"),
        };
        let world = World::new("private_key_jwt", &of_provider, "private_key = \"acme.key\"\nkid = \"k 1\"");
        world.sandbox.write("config/travauth/acme.key", &private);
        let key = match algorithm {
            Algorithm::ES256 => DecodingKey::from_ec_pem(public.as_bytes()),
            Algorithm::EdDSA => DecodingKey::from_ed_pem(public.as_bytes()),
            _ => DecodingKey::from_rsa_pem(public.as_bytes()),
        };
        let key = key.expect("the public key can be read");
        let url = format!("{}/token", world.server.url());
        let audience = if configured.is_empty() { url.as_str() } else { "https://acme.example" };
        let form = world.form();
        let claims = verified(&form["client_assertion"], &key, algorithm, audience);
        assert_eq!(claims["sub"], "me");
        let lifetime = claims["exp"].as_i64().zip(claims["iat"].as_i64()).map(|(exp, iat)| exp - iat);
        assert_eq!(lifetime, Some(60), "{claims}");
        assert_eq!(decode_header(&form["client_assertion"]).expect("a header").kid.as_deref(), Some("k 1"));
        assert_eq!(form["client_assertion_type"], "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
        assert_eq!((form["grant_type"].as_str(), form["client_id"].as_str()), ("client_credentials", "me"));
        assert!(!form.contains_key("client_secret"));
        // Each request has an assertion of its own.
        assert_ne!(world.form()["client_assertion"], form["client_assertion"]);
    }
}

#[test]
fn a_client_secret_signs_with_hmac() {
    let world = World::new("client_secret_jwt", "", "client_secret = { env = \"ACME_SECRET\" }");
    let form = world.form();
    let url = format!("{}/token", world.server.url());
    verified(&form["client_assertion"], &DecodingKey::from_secret(SECRET.as_bytes()), Algorithm::HS256, &url);
    assert!(!form.contains_key("client_secret"));
}

#[test]
fn a_repeated_request_has_an_assertion_of_its_own() {
    let (private, _) = key_pair(&["-algorithm", "ED25519"]);
    let sandbox = Sandbox::new();
    let count = std::sync::atomic::AtomicUsize::new(0);
    let server = Server::start(move |_| match count.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
        0 => Reply::status(503).header("Retry-After", "0"),
        _ => Reply::json(200, TOKEN),
    });
    let text = format!(
        "[providers.acme]\ntoken_url = \"{}/token\"\nclient_auth = \"private_key_jwt\"\n\
         [profiles.acme]\nprovider = \"acme\"\nclient_id = \"me\"\nprivate_key = {{ command = [\"cat\", \"acme.key\"] }}\n",
        server.url()
    );
    sandbox.write("config/travauth/config.toml", text);
    sandbox.write("config/travauth/acme.key", &private);
    sandbox.travauth().args(["token", "get", "-P", "acme"]).run().token();
    let assertions: Vec<String> =
        server.expect(2).iter().map(|request| request.form()["client_assertion"].clone()).collect();
    assert_ne!(assertions[0], assertions[1]);
}

#[test]
fn a_key_that_cannot_be_used_is_exit_2_or_9() {
    let (ec, _) = key_pair(&["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]);
    for (of_provider, of_profile, key, code, part) in [
        (
            "assertion = { algorithm = \"RS256\" }",
            "private_key = \"acme.key\"",
            ec.as_str(),
            2,
            "cannot sign with RS256",
        ),
        ("", "private_key = \"acme.key\"", "nothing", 2, "no private key in PEM"),
        ("", "private_key = \"acme.key\"", "-----BEGIN ENCRYPTED PRIVATE KEY-----\n", 2, "openssl pkey"),
        ("", "private_key = \"missing.key\"", "", 9, "no private key could be read"),
        ("", "", "", 9, "set `private_key` in the profile"),
        ("assertion = { algorithm = \"HS256\" }", "", "", 2, "`algorithm` has no such value"),
    ] {
        let world = World::new("private_key_jwt", of_provider, of_profile);
        world.sandbox.write("config/travauth/acme.key", key);
        let output = world.sandbox.travauth().args(["token", "get", "-P", "acme"]).run().exits(code);
        assert!(output.stderr.contains(part), "{of_provider} {of_profile}: {output}");
        let _ = world.server.at_least(0);
    }
}

#[test]
fn another_key_id_ends_the_cooldown_after_a_rejection() {
    let (private, _) = key_pair(&["-algorithm", "ED25519"]);
    let sandbox = Sandbox::new();
    let server = Server::start(|_| Reply::json(401, r#"{"error":"invalid_client"}"#));
    sandbox.write("config/travauth/acme.key", &private);
    let get = |kid: &str| {
        let text = format!(
            "[providers.acme]\ntoken_url = \"{}/token\"\nclient_auth = \"private_key_jwt\"\n\
             [profiles.acme]\nprovider = \"acme\"\nclient_id = \"me\"\nprivate_key = \"acme.key\"\nkid = \"{kid}\"\n",
            server.url()
        );
        sandbox.write("config/travauth/config.toml", text);
        let _ = sandbox.travauth().args(["token", "get", "-P", "acme"]).run().exits(3);
    };
    get("one");
    get("one");
    server.expect(1);
    get("two");
    server.expect(2);
}
