//! Providers of the config file: their tables become the same data as the built-in ones.

use std::borrow::Cow;
use std::path::Path;

use super::headers::{plain, unknown_placeholder};
use super::login::takes;
use super::{
    AnswerFields, Api, ClientAuth, CredentialVariables, Environment, ErrorFields, Grant, HostVariables, List,
    PlaceVariables, Provider, Signature, Text, TokenEndpoint, Username, builtin,
};
use crate::config::{Config, Data, HeaderText, Origin, Problem, Table, Value, headers, span, texts_by_name};
use crate::failure::{Failure, Kind, Result};
use crate::http::url::{parse_base, parse_secure};
use crate::suggest;

/// The provider of this name: the user's own before the built-in one, so that a new built-in one changes nobody's config.
pub fn find(config: &Config, name: &str, origin: &Origin) -> Result<&'static Provider> {
    if let Some((name, at, table)) = config.providers().find(|(own, ..)| *own == name) {
        let provider = read(name, at, table, config.dir()).map_err(|problem| config.failure(problem))?;
        // Once a run, and then used to its end, like the built-in ones.
        return Ok(Box::leak(Box::new(provider)));
    }
    builtin::find(name).ok_or_else(|| {
        let name = crate::redact::escape_control(name);
        Failure::new(Kind::UnknownProvider, format!("there is no provider `{name}` (from {origin})"))
            .hint(suggest::hint(&name, &names(config)))
    })
}

/// The names of all providers, the built-in ones first.
pub fn names(config: &Config) -> Vec<&str> {
    let own = config.providers().map(|(name, ..)| name).filter(|name| builtin::find(name).is_none());
    builtin::ALL.iter().map(|provider| &*provider.name).chain(own).collect()
}

/// The provider that a table describes.
pub fn read(name: &str, at: usize, table: Table<'_>, dir: &Path) -> Result<Provider, Problem> {
    let headers = headers(table, dir);
    check_headers(table, &headers)?;
    let endpoints = endpoints(name, at, table, !headers.is_empty())?;
    let dialect = table.text("dialect").cloned().unwrap_or_default();
    let relative = builtin::find(&dialect);
    if relative.is_none() && !dialect.is_empty() {
        let names: Vec<&str> = builtin::ALL.iter().map(|provider| &*provider.name).collect();
        return Err(Problem::new(place(table, "dialect"), "there is no built-in provider of this name")
            .hint(suggest::hint(&dialect, &names)));
    }
    let answer = table.table("answer");
    let field = |key: &str, standard: &Text| {
        answer.and_then(|answer| answer.text(key)).cloned().unwrap_or_else(|| standard.clone())
    };
    let errors = table.table("errors");
    let error_fields = |key: &str| errors.map_or_else(Default::default, |errors| texts(errors, key));
    let mut provider = Provider {
        name: Cow::Owned(name.to_owned()),
        title: table.text("title").cloned().unwrap_or_else(|| Cow::Owned(name.to_owned())),
        environments: Cow::Owned(environments(table)?),
        endpoints: Cow::Owned(endpoints),
        api: Api {
            accept: table.text("accept").cloned().unwrap_or(Api::JSON.accept),
            content_type: table.text("content_type").cloned().unwrap_or(Api::JSON.content_type),
            post_reads: texts(table, "post_reads"),
            next_page: next_page(table)?,
        },
        variables: place_variables(table)?,
        token_prefix: table.text("token_prefix").cloned(),
        probes: texts(table, "probe"),
        throttle_wait_ms: milliseconds(table, "throttle_wait").unwrap_or(0),
        is_emulated: relative.is_some_and(|relative| relative.is_emulated),
        dialect,
        headers: Cow::Owned(headers),
        signature: table.text("signature").map(|word| match &**word {
            "sha256" => Signature::Sha256,
            _ => Signature::Sha512,
        }),
        answer: AnswerFields {
            token: field("token", &AnswerFields::STANDARD.token),
            expires_in: field("expires_in", &AnswerFields::STANDARD.expires_in),
            scope: field("scope", &AnswerFields::STANDARD.scope),
        },
        errors: ErrorFields { error: error_fields("error"), code: error_fields("code"), words: error_fields("words") },
        lifetime_seconds: table.get("lifetime").and_then(span).map(|span| span.as_secs()),
        notes: texts(table, "notes"),
    };
    let usual: Vec<_> = provider.endpoints.iter().map(|endpoint| usual_variables(&provider, endpoint)).collect();
    for (endpoint, usual) in provider.endpoints.to_mut().iter_mut().zip(usual) {
        if matches!(endpoint.variables, Cow::Borrowed(_)) {
            endpoint.variables = Cow::Owned(usual);
        }
    }
    Ok(provider)
}

/// The place of the link to the next page, which must be a JSON pointer.
fn next_page(table: Table<'_>) -> Result<Option<Text>, Problem> {
    match table.text("next_page") {
        Some(pointer) if !pointer.starts_with('/') => {
            Err(Problem::new(place(table, "next_page"), "it is not a JSON pointer")
                .hint("write it like /meta/links/next"))
        }
        pointer => Ok(pointer.cloned()),
    }
}

fn milliseconds(table: Table<'_>, key: &str) -> Option<u64> {
    table.get(key).and_then(span).and_then(|span| u64::try_from(span.as_millis()).ok())
}

fn place(table: Table<'_>, key: &str) -> usize {
    table.get(key).map_or(0, |value| value.at)
}

/// The texts of a key, which can be one text.
fn texts(table: Table<'_>, key: &str) -> List<Text> {
    let items = table.get(key).map_or(&[][..], Value::items);
    Cow::Owned(items.iter().filter_map(Value::text).cloned().collect())
}

fn pairs(table: Table<'_>, key: &str) -> List<(Text, Text)> {
    Cow::Owned(texts_by_name(table, key).map(|(name, text)| (name.clone(), text.clone())).collect())
}

fn check_headers(table: Table<'_>, headers: &[(Text, HeaderText)]) -> Result<(), Problem> {
    let Some(own) = table.table("headers") else { return Ok(()) };
    for (entry, (name, value)) in own.entries().iter().zip(headers) {
        let HeaderText::Template(template) = value else { continue };
        plain(name, template).map_err(|failure| Problem::new(entry.at, failure.message()))?;
        if let Some(what) = unknown_placeholder(template) {
            let what = crate::redact::escape_control(what);
            return Err(Problem::new(entry.value.at, format!("`{{{what}}}` stands for nothing"))
                .hint(suggest::hint(&what, &super::headers::PLACEHOLDERS)));
        }
        if template.contains("{signature}") && table.get("signature").is_none() {
            return Err(Problem::new(entry.value.at, "`{signature}` is used, and it is not said how it is made")
                .hint("add `signature = \"sha256\"` or `signature = \"sha512\"` to the provider"));
        }
    }
    Ok(())
}

fn endpoints(name: &str, at: usize, table: Table<'_>, has_headers: bool) -> Result<Vec<TokenEndpoint>, Problem> {
    let Some(versions) = table.table("versions") else {
        return Ok(vec![endpoint(name, at, None, table, has_headers)?]);
    };
    let read = |entry: &crate::config::Entry| {
        let version = versions.document().table(&entry.value.data);
        version.map(|version| endpoint(name, entry.at, Some(entry.key.clone()), version, has_headers))
    };
    versions.entries().iter().filter_map(read).collect()
}

fn endpoint(
    name: &str,
    at: usize,
    version: Option<Text>,
    table: Table<'_>,
    has_headers: bool,
) -> Result<TokenEndpoint, Problem> {
    let url = table.text("token_url");
    let grant = match table.text("grant").map(|word| &**word) {
        Some("password") => Grant::Password,
        Some("none") => Grant::None,
        None if url.is_none() && has_headers => Grant::None,
        _ => Grant::ClientCredentials,
    };
    if let Some(url) = url.filter(|url| !url.starts_with('/')) {
        parse_secure(url, "token_url").map_err(|failure| url_problem(place(table, "token_url"), &failure))?;
    }
    if url.is_none() && grant != Grant::None {
        return Err(Problem::new(at, format!("the provider {name} has no token_url"))
            .hint("add `token_url = \"https://…\"`; a provider without tokens has `headers` instead"));
    }
    let client_auth = match table.text("client_auth").map(|word| &**word) {
        _ if grant == Grant::None => ClientAuth::None,
        Some("client_secret_post") => ClientAuth::Post,
        Some("basic_unencoded") => ClientAuth::BasicUnencoded,
        Some("sabre") => ClientAuth::Sabre,
        Some("none") => ClientAuth::None,
        // What every server must support that supports passwords: RFC 6749, section 2.3.1.
        _ => ClientAuth::Basic,
    };
    let headers = pairs(table, "token_headers");
    for (name, value) in headers.iter() {
        plain(name, value).map_err(|failure| Problem::new(place(table, "token_headers"), failure.message()))?;
    }
    Ok(TokenEndpoint {
        version,
        url: url.cloned().unwrap_or_default(),
        grant,
        client_auth,
        username: match table.text("username").map(|word| &**word) {
            Some("sabre_triple") => Username::SabreTriple,
            _ => Username::UserId,
        },
        variables: credential_variables(table),
        params: pairs(table, "params"),
        headers,
    })
}

/// The variables that hold credentials, where the table names them; else borrowed from nothing.
fn credential_variables(table: Table<'_>) -> List<CredentialVariables> {
    if let Some(value) = table.get("credentials") {
        let sets = value.items().iter().filter_map(|item| table.document().table(&item.data));
        let sets = sets.map(|set| CredentialVariables {
            client_id: texts(set, "client_id"),
            client_secret: texts(set, "client_secret"),
            user_id: texts(set, "user_id"),
            group: texts(set, "group"),
            domain: texts(set, "domain"),
            password: texts(set, "password"),
        });
        return Cow::Owned(sets.collect());
    }
    // Which ones are usual is known when the whole provider is.
    Cow::Borrowed(&[])
}

/// The variables that begin with the provider's name, as far as its requests take what they hold.
fn usual_variables(provider: &Provider, endpoint: &TokenEndpoint) -> Vec<CredentialVariables> {
    let stem = super::variable_stem(&provider.name);
    let own = |field: &str| -> List<Text> {
        let is_taken = takes(provider, endpoint, field);
        is_taken.then(|| Cow::Owned(format!("{stem}_{}", field.to_ascii_uppercase()))).into_iter().collect()
    };
    vec![CredentialVariables {
        client_id: own("client_id"),
        client_secret: own("client_secret"),
        user_id: own("user_id"),
        group: own("group"),
        domain: own("domain"),
        password: own("password"),
    }]
}

fn environments(table: Table<'_>) -> Result<Vec<Environment>, Problem> {
    let entries = table.table("environments").map_or(&[][..], Table::entries);
    let mut environments = Vec::with_capacity(entries.len());
    for entry in entries {
        let own = table.document().table(&entry.value.data);
        let (base_url, at) = match (&entry.value.data, own) {
            (Data::Text(url), _) => (url.clone(), entry.value.at),
            (_, Some(own)) => match own.get("base_url") {
                Some(value) => (value.text().cloned().unwrap_or_default(), value.at),
                None => return Err(Problem::new(entry.at, format!("the environment {} has no base_url", entry.key))),
            },
            (_, None) => continue,
        };
        parse_base(&base_url, "this file").map_err(|failure| url_problem(at, &failure))?;
        let token_url = own.and_then(|own| own.text("token_url")).cloned();
        if let (Some(url), Some(own)) = (&token_url, own) {
            parse_secure(url, "token_url").map_err(|failure| url_problem(place(own, "token_url"), &failure))?;
        }
        environments.push(Environment {
            name: entry.key.clone(),
            aliases: own.map_or_else(Default::default, |own| texts(own, "aliases")),
            base_url,
            unreachable_hint: own.and_then(|own| own.text("unreachable_hint")).cloned(),
            token_url,
            requests_per_second: own.and_then(|own| own.get("requests_per_second")).and_then(count),
        });
    }
    Ok(environments)
}

fn count(value: &Value) -> Option<u32> {
    match value.data {
        Data::Integer(number) => u32::try_from(number).ok(),
        _ => None,
    }
}

fn url_problem(at: usize, failure: &Failure) -> Problem {
    let problem = Problem::new(at, failure.message());
    match failure.advice() {
        Some(advice) => problem.hint(advice),
        None => problem,
    }
}

fn place_variables(table: Table<'_>) -> Result<PlaceVariables, Problem> {
    let Some(variables) = table.table("variables") else { return Ok(PlaceVariables::default()) };
    let text = |key: &str| variables.text(key).cloned();
    let host = match (text("host"), text("port"), text("ssl")) {
        (None, None, None) => None,
        (Some(host), Some(port), Some(ssl)) => Some(HostVariables { host, port, ssl }),
        _ => {
            return Err(Problem::new(place(table, "variables"), "host, port and ssl are given together or not at all"));
        }
    };
    Ok(PlaceVariables {
        base_url: text("base_url"),
        environment: text("environment"),
        host,
        auth_version: text("auth_version"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_page_on_providers_are_right() {
        let page = include_str!("../../docs/providers.md");
        let examples: String = page.split("```toml\n").skip(1).filter_map(|part| part.split("```").next()).collect();
        let config = Config::parse(examples, "providers.md".into()).unwrap_or_else(|failure| panic!("{failure}"));
        assert_eq!(config.providers().count(), 4);
        for (name, ..) in config.providers() {
            find(&config, name, &Origin::Config).unwrap_or_else(|failure| panic!("{failure}"));
        }
    }
}
