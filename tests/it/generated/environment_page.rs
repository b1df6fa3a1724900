//! docs/environment.md.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use travauth::commands::{EMULATOR_VARIABLES, EXEC_VARIABLES, TLS_VARIABLES, TOKEN_VARIABLES};
use travauth::credentials::SECRET_COMMAND_VARIABLES;
use travauth::provider::{ClientAuth, CredentialVariables, List, Provider, Text, TokenEndpoint, builtin};
use travauth::proxy::CLIENT_VARIABLES;
use travauth::variables::{COMMON, GITHUB, NETWORK, OWN, Variable};

use crate::support::source;

const HEAD: &str = "\
# Environment variables

An empty variable counts as not set, unless its description says otherwise. A flag always overrides a variable. `-v`,
`token show --why` and every error about credentials show which one was used.

Every variable below that holds a client secret or a password has a twin with `_FILE` at the end of its name, which names a file
that holds the secret: `SABRE_PASSWORD_FILE=/run/secrets/sabre`. To set both is an error. `--env-file FILE` reads the variables
of providers, `TRAVAUTH_PROVIDER`, `TRAVAUTH_ENVIRONMENT` and `TRAVAUTH_PROFILE` from a file, unless they are set.

";

const SET: &str = "
## Set by travauth

A name with `…` stands for every name with this beginning or ending. The tables name the variables that a command sets for
the command after `--`, or for the shell or job that reads its output.
";

/// The headings of the variables that travauth sets.
const SET_BY: [(&str, &[Variable]); 6] = [
    ("### `token get` with the formats `env`, `dotenv` and `github`", &TOKEN_VARIABLES),
    ("### `exec`", &EXEC_VARIABLES),
    ("### `emulator`", &EMULATOR_VARIABLES),
    ("### `proxy`", &CLIENT_VARIABLES),
    ("### `emulator --tls` and `proxy --tls`", &TLS_VARIABLES),
    ("### A command that prints a secret", &SECRET_COMMAND_VARIABLES),
];

pub(super) fn render() -> String {
    let mut page = HEAD.to_owned();
    table(&mut page, "## Provider, environment and storage", &OWN);
    table(&mut page, "## Network", &NETWORK);
    for provider in builtin::ALL {
        provider_part(&mut page, provider);
    }
    table(&mut page, "## Variables that many programs read", &COMMON);
    table(&mut page, "## GitHub Actions", &GITHUB);
    page.push_str(SET);
    for (heading, variables) in SET_BY {
        table(&mut page, heading, variables);
    }
    let own: Vec<String> = builtin::ALL.iter().map(|provider| format!("`{}`", provider.token_variable())).collect();
    let _ = writeln!(
        page,
        "\nThe own variables of the providers for the token are {}, and so on for other providers.",
        own.join(", ")
    );
    page
}

fn table(page: &mut String, heading: &str, variables: &[Variable]) {
    if !page.ends_with("\n\n") {
        page.push('\n');
    }
    let _ = write!(page, "{heading}\n\n| variable | meaning |\n| --- | --- |\n");
    for variable in variables {
        let _ = writeln!(page, "| `{}` | {} |", variable.name.replace(", ", "`, `"), variable.meaning);
    }
}

fn provider_part(page: &mut String, provider: &Provider) {
    let _ = write!(page, "\n## {}\n\n", provider.title);
    let rows = base_url_rows(provider);
    if !rows.is_empty() {
        page.push_str("Base URL and environment:\n\n| variable | meaning |\n| --- | --- |\n");
        for (name, meaning) in rows {
            let _ = writeln!(page, "| `{name}` | {meaning} |");
        }
    }
    for endpoint in provider.endpoints.iter() {
        credentials(page, endpoint);
    }
}

fn base_url_rows(provider: &Provider) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    let variables = &provider.variables;
    if let Some(name) = &variables.base_url {
        rows.push((name.to_string(), "The base URL, instead of the environment's.".to_owned()));
    }
    if let Some(host) = &variables.host {
        rows.push((host.host.to_string(), "The host of the base URL, used together with the next two.".to_owned()));
        rows.push((host.port.to_string(), "Its port.".to_owned()));
        rows.push((
            host.ssl.to_string(),
            "Empty, `false`, `0`, `no` or `off` for http, which is allowed for loopback only; any other value, or none, for https."
                .to_owned(),
        ));
    }
    if let Some(name) = &variables.environment {
        let environments = provider.environments.iter();
        let names = environments.flat_map(|one| [&one.name].into_iter().chain(one.aliases.iter()));
        let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
        let text = match (names.as_slice(), &variables.base_url) {
            ([], Some(base_url)) => format!("The environment. None is built in: set `{base_url}`."),
            _ => format!("The environment: {}.", names.join(", ")),
        };
        rows.push((name.to_string(), text));
    }
    if let Some(name) = &variables.auth_version {
        let versions = provider.endpoints.iter().filter_map(|endpoint| endpoint.version.as_deref());
        let versions: Vec<String> = versions.map(|version| format!("`{version}`")).collect();
        rows.push((name.to_string(), format!("The version of the token endpoint: {}.", versions.join(" or "))));
    }
    rows
}

fn credentials(page: &mut String, endpoint: &TokenEndpoint) {
    if let Some(version) = &endpoint.version {
        let _ = write!(page, "\nCredentials for version {version} of the token endpoint, `{}`:\n\n", endpoint.url);
    } else {
        page.push_str("\nCredentials:\n\n");
    }
    page.push_str("| credential | variable |\n| --- | --- |\n");
    for (count, variables) in endpoint.variables.iter().enumerate() {
        if count > 0 {
            page.push_str("| or, if none of these is set: | |\n");
        }
        for (role, names) in roles(variables) {
            let has_parts = !variables.user_id.is_empty();
            let is_complete = role == "client id" && endpoint.client_auth == ClientAuth::Sabre && has_parts;
            let role = if is_complete { "complete client id (`V1:…`), instead of the next three" } else { role };
            if !names.is_empty() {
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                let _ = writeln!(page, "| {role} | {} |", names.join(", else "));
            }
        }
    }
}

fn roles(variables: &CredentialVariables) -> [(&'static str, &List<Text>); 6] {
    let CredentialVariables { client_id, client_secret, user_id, group, domain, password } = variables;
    [
        ("client id", client_id),
        ("client secret", client_secret),
        ("user id", user_id),
        ("group", group),
        ("domain", domain),
        ("password", password),
    ]
}

/// Returns every variable on the page.
fn listed() -> BTreeSet<String> {
    let set = SET_BY.iter().flat_map(|(_, variables)| *variables);
    let read = [&OWN[..], &NETWORK, &COMMON, &GITHUB].concat();
    let mut names: BTreeSet<String> = read.iter().chain(set).map(|variable| variable.name.to_owned()).collect();
    for provider in builtin::ALL {
        names.insert(provider.token_variable());
        names.extend(base_url_rows(provider).into_iter().map(|(name, _)| name));
        let variables = provider.endpoints.iter().flat_map(|endpoint| endpoint.variables.iter());
        names.extend(variables.flat_map(CredentialVariables::names).map(ToString::to_string));
    }
    names
}

/// Returns every text between two successive quotation marks, also that between two literals.
fn quoted(code: &str) -> impl Iterator<Item = &str> {
    let mut parts = code.split('"').skip(1).peekable();
    std::iter::from_fn(move || parts.next().filter(|_| parts.peek().is_some()))
}

/// Returns whether the text looks like the name of a variable: capital letters with an underscore between them.
fn looks_like_a_variable(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
        && text.trim_matches('_').contains('_')
        && !text.ends_with('_')
}

/// Returns every variable in the source code, with the file that names it.
fn named_in_code() -> Vec<(String, String)> {
    let mut named = Vec::new();
    for file in source::files() {
        let code = source::code(&file);
        // The emulator reads no variables, but its data contains words in capital letters.
        if file.ends_with("src/variables.rs") || file.components().any(|part| part.as_os_str() == "emulator") {
            continue;
        }
        let looked_up = ["env.get(\"", "env.os(\"", "env.has(\"", "env.text(\"", "var_os(\"", "env::var(\""]
            .iter()
            .flat_map(|call| code.split(call).skip(1))
            .filter_map(|rest| rest.split('"').next());
        // The compiler reads the variables of cargo and the commit of a release, and the codes of errors can look like
        // variables.
        let is_other = |text: &str| text.starts_with("CARGO_") || text.starts_with("ERR_") || text == "TRAVAUTH_COMMIT";
        let alike = quoted(&code).filter(|text| looks_like_a_variable(text) && !is_other(text));
        let file = file.strip_prefix(source::root()).expect("it is in the package").display().to_string();
        named.extend(looked_up.chain(alike).map(|name| (name.to_owned(), file.clone())));
    }
    named
}

#[test]
fn every_variable_in_the_code_is_on_the_page() {
    let listed = listed();
    let named = named_in_code();
    assert!(named.iter().any(|(name, _)| name == "TRAVAUTH_CONFIG_DIR"), "the search finds no variable");
    for (name, file) in named {
        // The proxy variables are also read in lower case.
        assert!(
            listed.contains(&name.to_ascii_uppercase()),
            "{file} names the variable {name}: add it to src/variables.rs"
        );
    }
}

#[test]
fn every_variable_on_the_page_is_in_the_code() {
    /// Variables that dependencies read.
    const BY_CRATES: [&str; 6] = ["HTTPS_PROXY", "ALL_PROXY", "HOME", "XDG_CONFIG_HOME", "COLUMNS", "TMPDIR"];
    let named: BTreeSet<String> = named_in_code().into_iter().map(|(name, _)| name).collect();
    for name in [&OWN[..], &COMMON, &GITHUB].concat().iter().map(|variable| variable.name) {
        assert!(
            named.contains(name) || BY_CRATES.contains(&name),
            "nothing in src names {name}: remove it from src/variables.rs"
        );
    }
    for name in BY_CRATES {
        assert!(listed().contains(name), "a dependency reads {name}: add it to src/variables.rs");
    }
}
