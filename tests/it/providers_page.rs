//! docs/providers.md: every example can be used, and sends the request that the page shows.

use serde_json::Value;
use travauth::config::Config;
use travauth::env::Env;
use travauth::settings::{Selection, Settings};

use crate::support::{Reply, Request, Sandbox, Server, source};

const TOKEN: &str = r#"{"access_token":"token-of-the-page","expires_in":3600}"#;

/// Returns the fenced blocks of the page, each with its language.
fn blocks() -> Vec<(String, String)> {
    let page = std::fs::read_to_string(source::root().join("docs/providers.md")).expect("it can be read");
    let mut parts = page.split("```");
    parts.next();
    let mut blocks = Vec::new();
    while let (Some(block), Some(_)) = (parts.next(), parts.next()) {
        let (language, text) = block.split_once('\n').expect("a block has lines");
        blocks.push((language.to_owned(), text.to_owned()));
    }
    blocks
}

#[test]
fn every_example_is_a_complete_config() {
    for (_, text) in blocks().into_iter().filter(|(language, text)| language == "toml" && text.contains("[providers."))
    {
        let config =
            Config::parse(text.clone(), "config.toml".into()).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let names: Vec<String> = config.profile_names().into_iter().map(str::to_owned).collect();
        let settings = Settings::new(config, &Env::Fixed([("MY_SECRET".to_owned(), "s".to_owned())].into()));
        for name in names {
            let selection = Selection { profile: Some(name), ..Selection::default() };
            let target = settings.target(&selection).unwrap_or_else(|error| panic!("{error}\n{text}"));
            target.credentials.as_ref().unwrap_or_else(|error| panic!("{error}\n{text}"));
        }
    }
}

#[test]
fn every_example_sends_the_request_that_the_page_shows() {
    let blocks = blocks();
    let mut count = 0;
    for (index, (_, request)) in blocks.iter().enumerate().filter(|(_, (language, _))| language == "http") {
        let (language, config) = &blocks[index - 1];
        assert_eq!(language, "toml", "a request follows its example");
        let response = blocks.get(index + 1).filter(|(language, _)| language == "json");
        check(config, request, response.map_or(TOKEN, |(_, text)| text));
        count += 1;
    }
    assert!(count >= 9, "{count}");
}

/// Runs the example's profile against a server, and compares the last request with the one of the page.
fn check(config: &str, expected: &str, response: &str) {
    let sandbox = Sandbox::new();
    let response = response.to_owned();
    let server = Server::start(move |request| {
        if !request.path.ends_with("/openid-configuration") {
            return Reply::json(200, response.clone());
        }
        let url = format!("http://{}", request.header("host").expect("a request names its host"));
        Reply::json(200, format!(r#"{{"issuer":"{url}","token_endpoint":"{url}/oauth2/token"}}"#))
    });
    // Every host of the example is the server.
    let hosts = config.split('"').filter_map(|text| text.strip_prefix("https://")).map(|rest| rest.split('/').next());
    let text = hosts.flatten().fold(config.to_owned(), |text, host| {
        text.replace(&format!("\"https://{host}"), &format!("\"{}", server.url()))
    });
    // A URL that is only the value of a field stays as it is on the page.
    let text = text.replace(&format!("audience = \"{}\"", server.url()), "audience = \"https://api.globex.example\"");
    sandbox.write("config/travauth/config.toml", &text);
    let refresh_token = text.split("refresh_token = { file = \"").nth(1).and_then(|rest| rest.split('"').next());
    if let Some(file) = refresh_token {
        sandbox.write(format!("config/travauth/{file}"), sandbox.secret("refresh-token-0815"));
    }
    let name = text.split("[profiles.").nth(1).and_then(|rest| rest.split(']').next()).expect("there is a profile");
    let (head, body) = expected.split_once("\n\n").unwrap_or((expected, ""));
    let mut lines = head.lines();
    let words: Vec<&str> = lines.next().unwrap_or_default().split(' ').collect();
    let [method, path] = words[..] else { panic!("no request line: {expected}") };
    let program = sandbox.travauth();
    let is_token_request = method == "POST" || path.ends_with("/token");
    let program = if is_token_request {
        program.args(["token", "get", "-P", name])
    } else {
        program.args(["call", "-P", name, path])
    };
    let program = program
        .env("MY_SECRET", sandbox.secret("my+secret-0815"))
        .env("MY_PASSWORD", sandbox.secret("pass word"))
        .env("MY_APP_KEY", sandbox.secret("app-key-0815"));
    sandbox.token("token-of-the-page");
    program.shows("token-of-the-page").run().exits(0);
    let sent: Request = server.requests().pop().expect("there was a request");
    assert_eq!((sent.method.as_str(), sent.path.as_str()), (method, path), "{config}");
    for line in lines {
        let (header, value) = line.split_once(": ").expect("a header has a value");
        assert_eq!(sent.header(&header.to_lowercase()), Some(value), "{config}");
    }
    match serde_json::from_str::<Value>(body) {
        Ok(body) => assert_eq!(serde_json::from_str::<Value>(&sent.text()).expect("it is JSON"), body, "{config}"),
        Err(_) => assert_eq!(sent.text(), body.trim_end(), "{config}"),
    }
}
