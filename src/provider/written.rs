//! Writes a provider as TOML for the config file.

use indexmap::IndexMap;
use serde::Serialize;

use super::{Environment, Provider, TokenEndpoint};
use crate::failure::{OrInternal as _, Result};

#[derive(Serialize)]
struct File<'p> {
    providers: IndexMap<&'p str, Table<'p>>,
}

#[derive(Serialize)]
struct Table<'p> {
    #[serde(flatten)]
    provider: &'p Provider,
    #[serde(flatten)]
    endpoint: Option<&'p TokenEndpoint>,
    environments: IndexMap<&'p str, EnvironmentForm<'p>>,
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    versions: IndexMap<&'p str, &'p TokenEndpoint>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum EnvironmentForm<'p> {
    BaseUrl(&'p str),
    Table(&'p Environment),
}

/// Returns this provider as the table `[providers.NAME]`, without values that are the default.
pub fn toml(provider: &Provider, name: &str) -> Result<String> {
    let is_plain = |environment: &Environment| {
        let Environment { name, base_url, .. } = environment.clone();
        *environment == Environment { name, base_url, ..Environment::EMPTY }
    };
    // All environments get the same form, because TOML prints tables last and the first environment is the default.
    let are_plain = provider.environments.iter().all(is_plain);
    let table = Table {
        endpoint: provider.endpoints.iter().find(|endpoint| endpoint.version.is_none()),
        provider,
        environments: provider
            .environments
            .iter()
            .map(|one| {
                (
                    &*one.name,
                    if are_plain { EnvironmentForm::BaseUrl(&one.base_url) } else { EnvironmentForm::Table(one) },
                )
            })
            .collect(),
        versions: provider.endpoints.iter().filter_map(|one| Some((one.version.as_deref()?, one))).collect(),
    };
    toml::to_string(&File { providers: IndexMap::from([(name, table)]) }).or_internal("write the provider as TOML")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::provider::{builtin, configured};

    /// Reads the only provider of a config with this text.
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
    fn every_key_of_a_provider_is_written() {
        let text = r#"
            [providers.acme]
            title = "Acme \"quoted\" \\ \u0007"
            token_url = "https://auth.acme.example/token"
            revocation_url = "/revoke"
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
