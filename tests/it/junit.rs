//! The report of `check` as `JUnit` XML, checked against the schema of Jenkins and GitLab.

use std::collections::BTreeMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use serde_json::json;

use super::common::{AMADEUS_ID, SABRE_ID, SECRET};
use crate::support::{Reply, Sandbox, Server};

/// An element of the document.
#[derive(Debug, Default)]
struct Element {
    name: String,
    attributes: BTreeMap<String, String>,
    children: Vec<Element>,
    text: String,
}

impl Element {
    fn start(tag: &BytesStart<'_>) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("it is UTF-8");
        let attributes = tag.attributes().map(|attribute| {
            let attribute = attribute.expect("an attribute is well-formed");
            let raw = text(&attribute.value);
            let value = quick_xml::escape::unescape(&raw).expect("an attribute is escaped").into_owned();
            (text(attribute.key.as_ref()), value)
        });
        Self { name: text(tag.name().as_ref()), attributes: attributes.collect(), ..Self::default() }
    }

    fn attribute(&self, name: &str) -> &str {
        self.attributes.get(name).map_or_else(|| panic!("no {name}: {self:?}"), String::as_str)
    }

    fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// Returns all descendants with this name.
    fn all<'a>(&'a self, name: &str) -> Vec<&'a Self> {
        let below = self.children.iter().flat_map(|child| child.all(name));
        self.children.iter().filter(|child| child.name == name).chain(below).collect()
    }
}

/// Parses a document. Panics if it is not well-formed.
fn parse(text: &str) -> Element {
    let mut reader = Reader::from_str(text);
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().expect("the document is well-formed") {
            Event::Start(tag) => open.push(Element::start(&tag)),
            Event::Empty(tag) => open.last_mut().expect("the root is open").children.push(Element::start(&tag)),
            Event::End(_) => {
                let done = open.pop().expect("an element is open");
                open.last_mut().expect("the root is open").children.push(done);
            }
            Event::Text(text) => {
                let text = text.decode().expect("text is UTF-8");
                open.last_mut().expect("the root is open").text.push_str(text.trim());
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let mut document = open.pop().expect("the root is open");
    assert_eq!((open.len(), document.children.len()), (0, 1), "not one root: {text}");
    document.children.remove(0)
}

/// The rule of the schema for one element.
struct Rule {
    name: &'static str,
    required: &'static [&'static str],
    optional: &'static [&'static str],
    children: &'static [&'static str],
}

/// The rules for a report, from version 10 of Jenkins' xUnit plugin. GitLab reads the same format.
const SCHEMA: &[Rule] = &[
    Rule {
        name: "testsuites",
        required: &[],
        optional: &["name", "time", "tests", "failures", "errors"],
        children: &["testsuite"],
    },
    Rule {
        name: "testsuite",
        required: &["name", "tests", "failures", "errors"],
        optional: &["group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url"],
        children: &["testsuite", "properties", "testcase", "system-out", "system-err"],
    },
    Rule { name: "properties", required: &[], optional: &[], children: &["property"] },
    Rule { name: "property", required: &["name", "value"], optional: &[], children: &[] },
    Rule {
        name: "testcase",
        required: &["name"],
        optional: &["time", "classname", "group"],
        children: &["skipped", "error", "failure", "system-out", "system-err"],
    },
    Rule { name: "skipped", required: &[], optional: &["type", "message"], children: &[] },
    Rule { name: "error", required: &[], optional: &["type", "message"], children: &[] },
    Rule { name: "failure", required: &[], optional: &["type", "message"], children: &[] },
    Rule { name: "system-out", required: &[], optional: &[], children: &[] },
    Rule { name: "system-err", required: &[], optional: &[], children: &[] },
];

/// Returns the violations of the schema, one line each.
fn violations(element: &Element) -> Vec<String> {
    let name = &element.name;
    let Some(rule) = SCHEMA.iter().find(|rule| rule.name == name) else {
        return vec![format!("<{name}> is not in the schema")];
    };
    let mut found = Vec::new();
    for required in rule.required {
        if !element.attributes.contains_key(*required) {
            found.push(format!("<{name}> lacks {required}"));
        }
    }
    for (attribute, value) in &element.attributes {
        if !rule.required.iter().chain(rule.optional).any(|known| known == attribute) {
            found.push(format!("<{name}> has {attribute}"));
        }
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let is_fine = match attribute.as_str() {
            "tests" | "failures" | "errors" | "skipped" => is_number(value),
            "time" => value.split_once('.').is_some_and(|(whole, part)| is_number(whole) && is_number(part)),
            _ => true,
        };
        if !is_fine {
            found.push(format!("<{name}> has {attribute}={value:?}"));
        }
    }
    for child in &element.children {
        if !rule.children.contains(&child.name.as_str()) {
            found.push(format!("<{name}> holds <{}>", child.name));
        }
        found.extend(violations(child));
    }
    found
}

/// Parses a report, and checks it against the schema and its counts against its content.
#[track_caller]
fn valid(text: &str) -> Element {
    let root = parse(text);
    assert_eq!(root.name, "testsuites", "{text}");
    assert_eq!(violations(&root), Vec::<String>::new(), "{text}");
    for suite in root.named("testsuite").chain([&root]) {
        let count = |name: &str| suite.all(name).len().to_string();
        assert_eq!(suite.attribute("tests"), count("testcase"), "{text}");
        assert_eq!(suite.attribute("failures"), count("failure"), "{text}");
        assert_eq!(suite.attribute("errors"), count("error"), "{text}");
    }
    root
}

#[test]
fn violations_of_the_schema_are_found() {
    let right = r#"<testsuites><testsuite name="a" tests="1" failures="0" errors="0"><testcase name="b" time="0.1"/></testsuite></testsuites>"#;
    assert_eq!(violations(&parse(right)), Vec::<String>::new());
    for (wrong, violation) in [
        (r#"<testsuites skipped="1"/>"#, "<testsuites> has skipped"),
        (r#"<testsuites><testcase name="a"/></testsuites>"#, "<testsuites> holds <testcase>"),
        (r#"<testsuite name="a" tests="1" failures="0"/>"#, "<testsuite> lacks errors"),
        (r#"<testcase name="a" time="1 ms"/>"#, r#"<testcase> has time="1 ms""#),
        (r#"<testcase name="a"><failed/></testcase>"#, "<failed> is not in the schema"),
    ] {
        assert!(violations(&parse(wrong)).iter().any(|found| found == violation), "{wrong}");
    }
}

#[test]
fn a_report_is_valid_and_distinguishes_rejected_from_unknown() {
    let sandbox = Sandbox::new();
    // XML cannot contain these characters without escapes.
    let words = "]]> <b> & \"quoted\" \u{1} \u{1b}[31m";
    let rejecting = Server::start(move |_| {
        Reply::json(401, json!({"error": "invalid_client", "error_description": words, "code": 38187}).to_string())
    });
    let broken = Server::start(|_| Reply::status(500));
    let check = |args: &[&str], code: i32| {
        let output = sandbox
            .travauth()
            .args(["check", "--format", "junit", "--retries", "0"])
            .args(args)
            .env("AMADEUS_CLIENT_ID", AMADEUS_ID)
            .env("AMADEUS_CLIENT_SECRET", sandbox.secret(SECRET))
            .env("AMADEUS_BASE_URL", rejecting.url())
            .env("SABRE_CLIENT_ID", SABRE_ID)
            .env("SABRE_PASSWORD", SECRET)
            .env("SABRE_BASE_URL", broken.url())
            .run()
            .exits(code)
            .silently();
        assert!(output.stdout.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"), "{output}");
        valid(&output.stdout)
    };

    let good = check(&["-p", "sabre", "-e", "emulator"], 0);
    assert_eq!((good.attribute("failures"), good.attribute("errors")), ("0", "0"));

    let root = check(&["--all"], 3);
    let suites: Vec<_> = root.named("testsuite").map(|suite| suite.attribute("name")).collect();
    assert_eq!(suites, ["amadeus", "sabre"]);
    let [failure] = root.all("failure")[..] else { panic!("not one failure: {root:?}") };
    assert_eq!(failure.attribute("type"), "credentials-rejected");
    // The message shows the reason and the hint.
    let message = failure.attribute("message");
    assert!(message.starts_with("token: Amadeus rejected the client id or the client secret: HTTP 401"), "{message}");
    assert!(message.contains("check the client id and the client secret"), "{message}");
    let [error] = root.all("error")[..] else { panic!("not one error: {root:?}") };
    assert_eq!(error.attribute("type"), "server-error");
    // Each target has nine steps; those after a failure are skipped.
    assert_eq!(root.attribute("tests"), "18");
    let skipped: Vec<_> = root.named("testsuite").map(|suite| suite.attribute("skipped")).collect();
    assert_eq!(skipped, ["5", "5"]);
}

#[test]
fn a_warning_is_reported_at_its_step() {
    let sandbox = Sandbox::new();
    let server = Server::start(|request| match request.method.as_str() {
        "POST" => super::common::grant_for(&super::common::numbered_token(0), &json!(10)),
        _ => Reply::status(403),
    });
    let output = sandbox
        .travauth()
        .args(["check", "-p", "amadeus", "--format", "junit"])
        .env("AMADEUS_CLIENT_ID", AMADEUS_ID)
        .env("AMADEUS_CLIENT_SECRET", sandbox.secret(SECRET))
        .env("AMADEUS_BASE_URL", server.url())
        .run()
        .exits(0);
    let root = valid(&output.stdout);
    let warned: Vec<_> =
        root.all("testcase").into_iter().filter(|case| case.named("system-out").count() == 1).collect();
    let names: Vec<_> = warned.iter().map(|case| case.attribute("name")).collect();
    assert_eq!(names, ["lifetime", "api"]);
    assert!(warned[0].children[0].text.starts_with("warning: lifetime: valid for"), "{warned:?}");
}

#[test]
fn a_failed_api_call_of_a_provider_without_tokens_is_an_error() {
    let sandbox = Sandbox::new();
    let server = Server::start(|_| Reply::status(500));
    let config = format!(
        "[providers.keyed]\nprobe = [\"/status\"]\nheaders = {{ Api-Key = \"{{client_secret}}\" }}\n\
         [providers.keyed.environments]\nlive = \"{}\"\n",
        server.url()
    );
    sandbox.write("config/travauth/config.toml", config);
    let output = sandbox
        .travauth()
        .args(["check", "-p", "keyed", "--retries", "0", "--format", "junit"])
        .env("KEYED_CLIENT_SECRET", sandbox.secret(SECRET))
        .run()
        .exits(6);
    let root = valid(&output.stdout);
    assert_eq!((root.attribute("failures"), root.attribute("errors")), ("0", "1"));
    let [error] = root.all("error")[..] else { panic!("not one error: {root:?}") };
    assert!(error.attribute("message").contains("GET /status: "), "{error:?}");
}
