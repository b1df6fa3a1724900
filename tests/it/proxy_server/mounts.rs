//! Tests of a proxy for several APIs, each below its name.

use super::{KEY, Proxy, TOKEN, key_file};
use crate::it::common::grant;
use crate::support::{Program, Reply, Sandbox, Server};

/// Starts an API that grants this token.
fn api(token: &'static str) -> Server {
    Server::start(move |request| match request.path.as_str() {
        "/v1/security/oauth2/token" | "/v2/auth/token" => grant(token),
        "/v1/away" => Reply::redirect(307, "/v1/home"),
        _ => Reply::json(200, "{}"),
    })
}

fn program(sandbox: &Sandbox, amadeus: &Server, sabre: &Server) -> Program {
    let config = format!(
        "[profiles.one]\nprovider = \"amadeus\"\nbase_url = \"{}\"\nclient_id = \"me\"\nclient_secret = {{ env = \"ONE\" }}\n\
         [profiles.two]\nprovider = \"sabre\"\nbase_url = \"{}\"\nclient_id = \"V1:1:2:AA\"\npassword = {{ env = \"TWO\" }}\n",
        amadeus.url(),
        sabre.url()
    );
    sandbox.write("config/travauth/config.toml", config);
    sandbox
        .travauth()
        .args(["proxy", "--mount", "am=one", "--mount", "sa=two", "--listen", "127.0.0.1:0", "--key"])
        .args([key_file(sandbox)])
        .env("ONE", sandbox.secret("the-secret-of-one"))
        .env("TWO", sandbox.secret("the-secret-of-two"))
        .shows(sandbox.secret(KEY))
}

const OTHER: &str = "another-token-of-the-upstream";

#[test]
fn each_mount_has_its_api_its_token_and_its_token_endpoint() {
    let (sandbox, amadeus, sabre) = (Sandbox::new(), api(TOKEN), api(OTHER));
    sandbox.token(TOKEN);
    sandbox.token(OTHER);
    let proxy = Proxy::of(program(&sandbox, &amadeus, &sabre));
    proxy.get("/am/v1/a?b=c", &[]).is(200);
    proxy.get("/sa/v1/a", &[]).is(200);
    assert_eq!((amadeus.expect(2)[1].bearer(), amadeus.requests()[1].target.as_str()), (Some(TOKEN), "/v1/a?b=c"));
    assert_eq!(sabre.expect(2)[1].bearer(), Some(OTHER));
    for path in ["/am/-/token", "/am/v1/security/oauth2/token", "/sa/-/token", "/sa/v2/auth/token", "/sa/v3/auth/token"]
    {
        let token = proxy.request("POST", path, &[], "").is(200).json()["access_token"].clone();
        assert!(token.as_str().is_some_and(|token| token.starts_with("travauth-phantom.")), "{path}: {token}");
    }
    let location = proxy.get("/KEY/sa/v1/away", &[]).is(307);
    assert_eq!(location.header("location"), Some(format!("/{KEY}/sa/v1/home").as_str()));
    proxy.get("/v1/a", &[]).refused_with(404, "no-such-mount");
    proxy.request("POST", "/-/token", &[], "").refused_with(404, "no-such-mount");
    proxy.get("/sa/-/har", &[]).refused_with(404, "no-such-page");
    proxy.raw("GET /unknown/v1/a HTTP/1.1\r\nHost: HOST\r\n\r\n").refused_with(401, "wrong-key");
    assert_eq!((amadeus.requests().len(), sabre.requests().len()), (2, 3));
}

#[test]
fn mounts_exclude_a_selection_and_need_names() {
    let sandbox = Sandbox::new();
    sandbox.write("config/travauth/config.toml", "[profiles.one]\nprovider = \"amadeus\"\n");
    let run = |args: &[&str]| sandbox.travauth().args(["proxy"]).args(args).run();
    run(&["--mount", "a=one", "-p", "amadeus"]).fails(2, &["--mount serves profiles"]);
    run(&["--mount", "a=one", "--mount", "a=one"]).fails(2, &["two mounts have the name a"]);
    run(&["--mount", "one"]).fails(2, &["name=profile"]);
    run(&["--mount", ".a=one"]).fails(2, &["begins with a letter or digit"]);
    run(&["--mount", "a/b=one"]).fails(2, &["letters, digits"]);
    run(&["--mount", "a=other"]).fails(2, &["other"]);
}

#[test]
fn the_address_names_each_mount() {
    let (sandbox, amadeus, sabre) = (Sandbox::new(), api(TOKEN).at_least(0), api(OTHER).at_least(0));
    let running = program(&sandbox, &amadeus, &sabre).args(["--format", "json"]).spawn();
    let document: serde_json::Value = serde_json::from_str(&running.first_line()).expect("it is JSON");
    let base_url = document["base_url"].as_str().expect("a text");
    assert_eq!(document["mounts"]["am"], format!("{base_url}/am"), "{document}");
    assert_eq!(document["mounts"]["sa"], format!("{base_url}/sa"), "{document}");
    assert!(document["token_url"].is_null(), "{document}");
}
