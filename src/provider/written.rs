//! A provider as TOML that can be pasted into the config.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;
use toml::Spanned;

use super::{
    AnswerFields, Api, CredentialVariables, Environment, Grant, List, Provider, Text, TokenEndpoint, Username,
};
use crate::config::{
    AnswerTable, Count, CredentialsTable, EndpointTable, EnvironmentEntry, EnvironmentTable, ErrorsTable, HeaderKey,
    Name, OneOrMany, OrderedMap, ProviderTable, TimeSpan, VariablesTable,
};
use crate::failure::{OrInternal as _, Result};

/// The table `[providers.NAME]` of this provider under this name.
pub fn toml(provider: &Provider, name: &str) -> Result<String> {
    #[derive(Serialize)]
    struct File<'a> {
        providers: BTreeMap<&'a str, ProviderTable>,
    }

    let file = File { providers: BTreeMap::from([(name, to_table(provider))]) };
    toml::to_string(&file).or_internal("write the provider as TOML")
}

/// The table that describes this provider; what is the default anyway is left out.
fn to_table(provider: &Provider) -> ProviderTable {
    let single = provider.endpoints.iter().find(|endpoint| endpoint.version.is_none());
    let endpoint = single.map(endpoint_table).unwrap_or_default();
    let versions = provider.endpoints.iter().filter_map(|endpoint| {
        let version = endpoint.version.as_ref()?;
        Some((version.to_string(), endpoint_table(endpoint)))
    });
    let api = &provider.api;
    ProviderTable {
        title: Some(provider.title.to_string()),
        notes: texts(&provider.notes),
        grant: endpoint.grant,
        token_url: endpoint.token_url,
        client_auth: endpoint.client_auth,
        username: endpoint.username,
        probe: texts(&provider.probes),
        token_prefix: text(provider.token_prefix.as_ref()),
        accept: (api.accept != Api::JSON.accept).then(|| api.accept.to_string()),
        content_type: (api.content_type != Api::JSON.content_type).then(|| api.content_type.to_string()),
        post_reads: texts(&api.post_reads),
        next_page: text(api.next_page.as_ref()).map(spanned),
        throttle_wait: (provider.throttle_wait_ms > 0)
            .then(|| TimeSpan(Duration::from_millis(provider.throttle_wait_ms))),
        dialect: (!provider.dialect.is_empty()).then(|| spanned(provider.dialect.to_string())),
        lifetime: provider.lifetime_seconds.map(|seconds| TimeSpan(Duration::from_secs(seconds))),
        signature: provider.signature,
        credentials: endpoint.credentials,
        params: endpoint.params,
        token_headers: endpoint.token_headers,
        headers: provider.headers.iter().map(|(name, value)| (HeaderKey::of(name), spanned(value.clone()))).collect(),
        answer: answer_table(&provider.answer),
        errors: ErrorsTable {
            error: texts(&provider.errors.error),
            code: texts(&provider.errors.code),
            words: texts(&provider.errors.words),
        },
        variables: variables_table(provider),
        environments: environments(&provider.environments),
        versions: versions.collect(),
    }
}

/// A value that has no position, because it comes from no file.
fn spanned<T>(value: T) -> Spanned<T> {
    Spanned::new(0..0, value)
}

fn text(text: Option<&Text>) -> Option<String> {
    text.map(ToString::to_string)
}

fn texts(texts: &List<Text>) -> OneOrMany<String> {
    texts.iter().map(ToString::to_string).collect()
}

fn endpoint_table(endpoint: &TokenEndpoint) -> EndpointTable {
    let has_token = endpoint.grant != Grant::None;
    let pair = |(name, value): &(Text, Text)| (name.to_string(), value.to_string());
    let header = |(name, value): &(Text, Text)| (HeaderKey::of(name), spanned(value.to_string()));
    EndpointTable {
        grant: Some(spanned(endpoint.grant)),
        token_url: has_token.then(|| spanned(endpoint.url.to_string())),
        client_auth: has_token.then_some(endpoint.client_auth),
        username: (endpoint.username != Username::UserId).then_some(endpoint.username),
        credentials: Some(endpoint.variables.iter().map(credentials_table).collect()),
        params: endpoint.params.iter().map(pair).collect(),
        token_headers: endpoint.headers.iter().map(header).collect(),
    }
}

fn credentials_table(names: &CredentialVariables) -> CredentialsTable {
    CredentialsTable {
        client_id: texts(&names.client_id),
        client_secret: texts(&names.client_secret),
        user_id: texts(&names.user_id),
        group: texts(&names.group),
        domain: texts(&names.domain),
        password: texts(&names.password),
    }
}

fn answer_table(answer: &AnswerFields) -> AnswerTable {
    let other = |own: &Text, standard: &Text| (own != standard).then(|| own.to_string());
    AnswerTable {
        token: other(&answer.token, &AnswerFields::STANDARD.token),
        expires_in: other(&answer.expires_in, &AnswerFields::STANDARD.expires_in),
        scope: other(&answer.scope, &AnswerFields::STANDARD.scope),
    }
}

fn variables_table(provider: &Provider) -> Option<Spanned<VariablesTable>> {
    let names = &provider.variables;
    let host = names.host.as_ref();
    let table = VariablesTable {
        base_url: text(names.base_url.as_ref()),
        environment: text(names.environment.as_ref()),
        host: text(host.map(|names| &names.host)),
        port: text(host.map(|names| &names.port)),
        ssl: text(host.map(|names| &names.ssl)),
        auth_version: text(names.auth_version.as_ref()),
    };
    (table != VariablesTable::default()).then(|| spanned(table))
}

/// The environments, all as base URLs or all as tables: TOML prints tables last, and the first one is the default.
fn environments(environments: &[Environment]) -> OrderedMap<Name, Spanned<EnvironmentEntry>> {
    let is_plain = |one: &Environment| {
        *one == Environment { name: one.name.clone(), base_url: one.base_url.clone(), ..Environment::PLAIN }
    };
    let are_plain = environments.iter().all(is_plain);
    let entry = |one: &Environment| {
        let base_url = one.base_url.to_string();
        if are_plain {
            return EnvironmentEntry::BaseUrl(base_url);
        }
        EnvironmentEntry::Table(EnvironmentTable {
            base_url: spanned(base_url),
            token_url: text(one.token_url.as_ref()).map(spanned),
            aliases: texts(&one.aliases),
            unreachable_hint: text(one.unreachable_hint.as_ref()),
            requests_per_second: one.requests_per_second.map(Count),
        })
    };
    environments.iter().map(|one| (Name::of(&one.name), spanned(entry(one)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::provider::{builtin, configured};

    /// The only provider of a config with this text.
    fn read(text: &str) -> Provider {
        let config =
            Config::parse(text.to_owned(), "config.toml".into()).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let (name, table) = config.providers().next().unwrap();
        configured::from_table(name, table).unwrap_or_else(|problem| panic!("{problem}\n{text}"))
    }

    #[test]
    fn every_built_in_provider_pasted_under_another_name_is_the_same() {
        for provider in builtin::ALL {
            let text = toml(provider, "another").unwrap();
            assert_eq!(read(&text), Provider { name: "another".into(), ..provider.clone() }, "{text}");
        }
    }

    #[test]
    fn all_that_a_config_can_say_is_written() {
        let text = r#"
            [providers.acme]
            title = "Acme \"quoted\" \\ \u0007"
            token_url = "https://auth.acme.example/token"
            grant = "password"
            client_auth = "none"
            username = "sabre_triple"
            params = { z = "x y", a = "1" }
            token_headers = { X-A = "1" }
            headers = { "X-Key" = "k {client_id}", X-B = { command = ["pass", "show", "b"] }, X-C = { env = "C" }, X-D = { file = "/d" } }
            answer = { token = "data.token", expires_in = "ttl", scope = "scp" }
            errors = { error = "e", code = ["a.0.b", "c"], words = "w" }
            lifetime = "1h"
            token_prefix = "T:"
            probe = "/v1/ping"
            throttle_wait = "250ms"
            accept = "text/csv"
            content_type = "text/plain"
            post_reads = ["/v1/search"]
            next_page = "/next"
            notes = ["one", "two"]
            variables = { base_url = "ACME_URL", environment = "ACME_ENV", host = "H", port = "P", ssl = "S" }
            [providers.acme.environments]
            "a.b" = { base_url = "https://x.example/base", token_url = "https://y.example/t", aliases = ["c"], unreachable_hint = "h", requests_per_second = 7 }
            a = "https://z.example"
        "#;
        let provider = read(text);
        let written = toml(&provider, "acme").unwrap();
        assert_eq!(read(&written), provider, "{written}");
    }
}
