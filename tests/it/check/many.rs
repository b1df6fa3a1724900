//! `check` of many targets, and of credentials that belong to another environment.
//!
//! Most of these tests call the library, because flags can give the base URL of one target only.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

use travauth::check::{self, CheckTarget, Plan, Probe};
use travauth::config::Config;
use travauth::env::Env;
use travauth::exit::ExitCode;
use travauth::origin::{Origin, Setting};
use travauth::provider::{Environment, Provider, builtin};
use travauth::report::{Report, StepName, StepOutcome, TargetState};
use travauth::session::SharedCachePolicy;
use travauth::settings::{BaseUrl, NetworkFlags, Selection, Settings, Target};

use crate::it::common::{SECRET, grant, numbered_token};
use crate::support::{Reply, Request, Sandbox, Server};

fn settings(sandbox: &Sandbox) -> Settings {
    let config_dir = sandbox.config_dir().display().to_string();
    let variables = BTreeMap::from([("TRAVAUTH_CONFIG_DIR".to_owned(), config_dir)]);
    Settings::new(Config::default(), &Env::Fixed(variables))
}

fn plan(sandbox: &Sandbox, timeout: Duration) -> Plan {
    Plan {
        settings: settings(sandbox),
        network: NetworkFlags { timeout: Some(timeout), retries: Some(0), ..NetworkFlags::default() },
        timeout,
        shared_cache: SharedCachePolicy::Optional,
        probe: Probe::Usual,
        cached: false,
        refresh: false,
        try_other_environments: false,
        try_auth: false,
    }
}

fn run(targets: Vec<CheckTarget>, plan: Plan) -> Report {
    let (sender, events) = channel();
    check::run(targets, plan, &sender, &events, |_| {})
}

fn target(sandbox: &Sandbox, client_id: &str, base_url: &str) -> Target {
    let selection = Selection {
        provider: Some("amadeus".to_owned()),
        base_url: Some(base_url.to_owned()),
        client_id: Some(client_id.to_owned()),
        client_secret_file: Some(sandbox.write("secret.txt", sandbox.secret(SECRET))),
        ..Selection::default()
    };
    settings(sandbox).target(&selection).expect("it can be settled")
}

#[test]
fn nine_of_ten_are_complete_when_one_hangs() {
    let sandbox = Sandbox::new();
    let server = Server::start(|request| {
        if request.form().get("client_id").is_some_and(|id| id == "key-4") {
            return Reply::hang();
        }
        if request.method == "POST" { grant(&numbered_token(0)) } else { Reply::json(200, "{}") }
    });
    let targets = (0..10)
        .map(|number| {
            let label = format!("key-{number}");
            let target = target(&sandbox, &label, &server.url());
            CheckTarget { label, provider: None, target: Ok(target) }
        })
        .collect();
    let report = run(targets, plan(&sandbox, Duration::from_secs(5)));
    for result in &report.results {
        let is_hanging = result.target == "key-4";
        let (state, code) = if is_hanging {
            (TargetState::Unknown, ExitCode::Unreachable)
        } else {
            (TargetState::Valid, ExitCode::Done)
        };
        assert_eq!((result.state, result.exit_code), (state, code), "{result:?}");
        assert_eq!(result.steps.len(), StepName::PLAN.len());
        if is_hanging {
            assert_eq!(result.deciding_step().map(|step| &step.name), Some(&StepName::Token));
        }
    }
    assert_eq!(report.exit_code(), ExitCode::Unreachable);
    // Nine token requests, nine API calls, and the request that hangs.
    server.expect(19);
    sandbox.token(&numbered_token(0));
}

/// Returns a copy of Amadeus with these environments.
fn provider(environments: &[(&'static str, String)]) -> Arc<Provider> {
    let environments = environments
        .iter()
        .map(|(name, url)| Environment {
            name: (*name).into(),
            aliases: Vec::new().into(),
            base_url: url.clone().into(),
            unreachable_hint: None,
            token_url: None,
            issuer: None,
            requests_per_second: None,
        })
        .collect::<Vec<_>>();
    Arc::new(Provider { environments: environments.into(), ..builtin::AMADEUS.clone() })
}

/// Returns the target for the first environment of this provider.
fn in_first(sandbox: &Sandbox, provider: &Arc<Provider>) -> CheckTarget {
    let first = &provider.environments[0];
    let target = target(sandbox, "key", &first.base_url);
    let base = first.base_url.parse().expect("it is a URL");
    let target = Target {
        provider: Setting::new(Arc::clone(provider), Origin::Default),
        environment: Setting::new(first.name.to_string(), Origin::Default),
        base_url: BaseUrl::Url(base),
        ..target
    };
    CheckTarget { label: "mine".to_owned(), provider: None, target: Ok(target) }
}

fn rejecting() -> Server {
    Server::start(|_| Reply::json(401, r#"{"error":"invalid_client","code":38187}"#))
}

fn accepting() -> impl Fn(&Request) -> Reply + Send + Sync + 'static {
    |_: &Request| grant(&numbered_token(0))
}

#[test]
fn the_environment_that_accepts_the_credentials_is_found_only_with_the_flag() {
    let sandbox = Sandbox::new();
    let (one, two, three) = (rejecting(), rejecting(), Server::start(accepting()));
    let four = Server::never();
    let environments =
        [("one", one.url()), ("two", two.url()), ("three", three.url()), ("four", four.url())].as_slice().to_vec();
    let provider = provider(&environments);

    let trying = Plan { try_other_environments: true, ..plan(&sandbox, Duration::from_mins(1)) };
    let report = run(vec![in_first(&sandbox, &provider)], trying);
    let result = &report.results[0];
    // The state is that of the first environment.
    assert_eq!((result.state, report.exit_code()), (TargetState::Invalid, ExitCode::Rejected));
    let tried: Vec<_> =
        result.steps.iter().skip(StepName::PLAN.len()).map(|step| (step.name.text(), step.outcome)).collect();
    assert_eq!(tried, [("environment two".into(), StepOutcome::Warn), ("environment three".into(), StepOutcome::Ok)]);
    let found = result.steps.last().expect("there are steps");
    assert_eq!(found.detail, "three accepts these credentials");
    assert_eq!(found.hints, ["use `-e three`"]);
    // The hint names all other environments, also the one that was not tried.
    let hints = result.deciding_step().map(|step| step.hints.join("\n")).unwrap_or_default();
    assert!(hints.contains("`-e two` or `-e three` or `-e four`"), "{hints}");
    let text = travauth::output::junit(&report).expect("it can be written");
    assert!(text.contains("three accepts these credentials; use `-e three`"), "{text}");

    let not_trying = Plan { refresh: true, ..plan(&sandbox, Duration::from_mins(1)) };
    let report = run(vec![in_first(&sandbox, &provider)], not_trying);
    assert_eq!(report.results[0].steps.len(), StepName::PLAN.len());
    assert_eq!((one.expect(2).len(), two.expect(1).len(), three.expect(1).len()), (2, 1, 1));
    sandbox.token(&numbered_token(0));
}

#[test]
fn after_a_network_failure_no_other_environment_is_tried() {
    let sandbox = Sandbox::new();
    let one = Server::start(|_| Reply::status(503));
    let two = Server::never();
    let provider = provider(&[("one", one.url()), ("two", two.url())]);
    let trying = Plan { try_other_environments: true, ..plan(&sandbox, Duration::from_mins(1)) };
    let report = run(vec![in_first(&sandbox, &provider)], trying);
    assert_eq!((report.results[0].state, report.exit_code()), (TargetState::Unknown, ExitCode::Unreachable));
}

/// I11: the config is a pipe, which can be read only once.
#[cfg(unix)]
#[test]
fn the_config_is_read_once_for_all_profiles() {
    let sandbox = Sandbox::new();
    let server = Server::start(|_| grant(&numbered_token(0))).at_least(50);
    let profiles = (0..50).map(|number| {
        let (url, id) = (server.url(), format!("client-{number}"));
        format!("[profiles.p{number}]\nprovider = \"amadeus\"\nbase_url = \"{url}\"\nclient_id = \"{id}\"\nclient_secret = {{ env = \"MINE\" }}\n")
    });
    let args = ["check", "--all", "--no-probe", "--format", "json", "--config", "/dev/stdin"];
    let program = sandbox.travauth().args(args).env("MINE", sandbox.secret(SECRET)).stdin(profiles.collect::<String>());
    let report = program.run().exits(0).json();
    let results = report["results"].as_array().expect("it is a list");
    assert_eq!(results.len(), 50);
    assert!(results.iter().all(|result| result["state"] == "valid"), "{report}");
}
