//! A provider as TOML that can be pasted into the config.

use std::fmt::Write as _;

use super::{
    AnswerFields, Api, ClientAuth, CredentialVariables, Environment, ErrorFields, Grant, List, Provider, Signature,
    Text, TokenEndpoint, Username,
};
use crate::config::{HeaderText, SecretReference};

/// The table `[providers.NAME]` of this provider under this name.
pub fn toml(provider: &Provider, name: &str) -> String {
    let mut writer = Writer { text: String::new() };
    let path = format!("providers.{}", key(name));
    writer.line(&format!("[{path}]"));
    writer.text("title", &provider.title);
    writer.texts("notes", &provider.notes);
    let (single, versions): (Vec<_>, Vec<_>) =
        provider.endpoints.iter().partition(|endpoint| endpoint.version.is_none());
    for endpoint in single {
        writer.endpoint(endpoint);
    }
    writer.texts("probe", &provider.probes);
    writer.option("token_prefix", provider.token_prefix.as_ref());
    writer.api(&provider.api);
    if provider.throttle_wait_ms > 0 {
        writer.text("throttle_wait", &format!("{}ms", provider.throttle_wait_ms));
    }
    if !provider.dialect.is_empty() {
        writer.text("dialect", &provider.dialect);
    }
    if let Some(seconds) = provider.lifetime_seconds {
        writer.text("lifetime", &format!("{seconds}s"));
    }
    if let Some(signature) = provider.signature {
        writer.text(
            "signature",
            match signature {
                Signature::Sha256 => "sha256",
                Signature::Sha512 => "sha512",
            },
        );
    }
    writer.answer(&provider.answer);
    writer.errors(&provider.errors);
    if !provider.headers.is_empty() {
        let pairs: Vec<String> =
            provider.headers.iter().map(|(name, value)| format!("{} = {}", key(name), header(value))).collect();
        writer.line(&format!("headers = {{ {} }}", pairs.join(", ")));
    }
    let variables = &provider.variables;
    let host = variables.host.as_ref();
    writer.inline(
        "variables",
        [
            ("base_url", variables.base_url.as_ref()),
            ("environment", variables.environment.as_ref()),
            ("host", host.map(|names| &names.host)),
            ("port", host.map(|names| &names.port)),
            ("ssl", host.map(|names| &names.ssl)),
            ("auth_version", variables.auth_version.as_ref()),
        ],
    );
    if !provider.environments.is_empty() {
        writer.line(&format!("\n[{path}.environments]  # the first is the default"));
        for environment in provider.environments.iter() {
            writer.environment(environment);
        }
    }
    for endpoint in versions {
        let version = endpoint.version.as_deref().unwrap_or_default();
        writer.line(&format!("\n[{path}.versions.{}]", key(version)));
        writer.endpoint(endpoint);
    }
    writer.text
}

struct Writer {
    text: String,
}

impl Writer {
    fn line(&mut self, line: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "{line}");
    }

    fn text(&mut self, key: &str, text: &str) {
        self.line(&format!("{key} = {}", quoted(text)));
    }

    fn option(&mut self, key: &str, text: Option<&Text>) {
        if let Some(text) = text {
            self.text(key, text);
        }
    }

    fn texts(&mut self, key: &str, texts: &List<Text>) {
        if !texts.is_empty() {
            self.line(&format!("{key} = {}", list(texts)));
        }
    }

    fn pairs(&mut self, name: &str, pairs: &List<(Text, Text)>) {
        if !pairs.is_empty() {
            let pairs: Vec<String> =
                pairs.iter().map(|(name, value)| format!("{} = {}", key(name), quoted(value))).collect();
            self.line(&format!("{name} = {{ {} }}", pairs.join(", ")));
        }
    }

    fn inline<const N: usize>(&mut self, name: &str, fields: [(&str, Option<&Text>); N]) {
        let pairs: Vec<String> =
            fields.iter().filter_map(|(key, text)| Some(format!("{key} = {}", quoted((*text)?)))).collect();
        if !pairs.is_empty() {
            self.line(&format!("{name} = {{ {} }}", pairs.join(", ")));
        }
    }

    fn endpoint(&mut self, endpoint: &TokenEndpoint) {
        self.text("grant", endpoint.grant.as_str());
        if endpoint.grant != Grant::None {
            self.text("token_url", &endpoint.url);
            self.text(
                "client_auth",
                match endpoint.client_auth {
                    ClientAuth::Post => "client_secret_post",
                    ClientAuth::Basic => "client_secret_basic",
                    ClientAuth::BasicUnencoded => "basic_unencoded",
                    ClientAuth::Sabre => "sabre",
                    ClientAuth::None => "none",
                },
            );
        }
        if endpoint.username == Username::SabreTriple {
            self.text("username", "sabre_triple");
        }
        self.pairs("params", &endpoint.params);
        self.pairs("token_headers", &endpoint.headers);
        let sets: Vec<String> = endpoint.variables.iter().map(credentials).collect();
        self.line(&format!("credentials = [\n{}]", sets.iter().map(|set| format!("  {set},\n")).collect::<String>()));
    }

    fn api(&mut self, api: &Api) {
        if api.accept != Api::JSON.accept {
            self.text("accept", &api.accept);
        }
        if api.content_type != Api::JSON.content_type {
            self.text("content_type", &api.content_type);
        }
        self.texts("post_reads", &api.post_reads);
        self.option("next_page", api.next_page.as_ref());
    }

    fn answer(&mut self, answer: &AnswerFields) {
        let other = |own: &'_ Text, standard: &Text| (own != standard).then(|| own.clone());
        let standard = AnswerFields::STANDARD;
        let token = other(&answer.token, &standard.token);
        let expires_in = other(&answer.expires_in, &standard.expires_in);
        let scope = other(&answer.scope, &standard.scope);
        self.inline(
            "answer",
            [("token", token.as_ref()), ("expires_in", expires_in.as_ref()), ("scope", scope.as_ref())],
        );
    }

    fn errors(&mut self, errors: &ErrorFields) {
        let fields = [("error", &errors.error), ("code", &errors.code), ("words", &errors.words)];
        let pairs: Vec<String> = fields
            .iter()
            .filter(|(_, names)| !names.is_empty())
            .map(|(key, names)| format!("{key} = {}", list(names)))
            .collect();
        if !pairs.is_empty() {
            self.line(&format!("errors = {{ {} }}", pairs.join(", ")));
        }
    }

    fn environment(&mut self, environment: &Environment) {
        let mut pairs = vec![format!("base_url = {}", quoted(&environment.base_url))];
        if let Some(url) = &environment.token_url {
            pairs.push(format!("token_url = {}", quoted(url)));
        }
        if !environment.aliases.is_empty() {
            pairs.push(format!("aliases = {}", list(&environment.aliases)));
        }
        if let Some(hint) = &environment.unreachable_hint {
            pairs.push(format!("unreachable_hint = {}", quoted(hint)));
        }
        if let Some(rate) = environment.requests_per_second {
            pairs.push(format!("requests_per_second = {rate}"));
        }
        let name = key(&environment.name);
        match pairs.as_slice() {
            [_] => self.line(&format!("{name} = {}", quoted(&environment.base_url))),
            _ => self.line(&format!("{name} = {{ {} }}", pairs.join(", "))),
        }
    }
}

fn credentials(names: &CredentialVariables) -> String {
    let fields = [
        ("client_id", &names.client_id),
        ("client_secret", &names.client_secret),
        ("user_id", &names.user_id),
        ("group", &names.group),
        ("domain", &names.domain),
        ("password", &names.password),
    ];
    let pairs: Vec<String> = fields
        .iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(key, names)| match names.as_ref() {
            [only] => format!("{key} = {}", quoted(only)),
            _ => format!("{key} = {}", list(names)),
        })
        .collect();
    format!("{{ {} }}", pairs.join(", "))
}

fn header(value: &HeaderText) -> String {
    match value {
        HeaderText::Template(text) => quoted(text),
        HeaderText::Secret(SecretReference::Variable(name)) => format!("{{ env = {} }}", quoted(name)),
        HeaderText::Secret(SecretReference::File(path)) => {
            format!("{{ file = {} }}", quoted(&path.to_string_lossy()))
        }
        HeaderText::Secret(SecretReference::Command(arguments, _)) => {
            let arguments: Vec<String> = arguments.iter().map(|argument| quoted(argument)).collect();
            format!("{{ command = [{}] }}", arguments.join(", "))
        }
    }
}

fn list(texts: &[Text]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    format!("[{}]", texts.join(", "))
}

fn key(name: &str) -> String {
    let is_bare = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    if is_bare { name.to_owned() } else { quoted(name) }
}

/// A basic string of TOML.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            // Writing to a string cannot fail.
            _ if character.is_control() => drop(write!(quoted, "\\u{:04x}", u32::from(character))),
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Origin};
    use crate::provider::{builtin, configured};

    /// What a config with this text makes of the provider of this name.
    fn read(text: &str, name: &str) -> Provider {
        let config =
            Config::parse(text.to_owned(), "config.toml".into()).unwrap_or_else(|error| panic!("{error}\n{text}"));
        configured::find(&config, name, &Origin::Default).unwrap().clone()
    }

    #[test]
    fn every_built_in_provider_pasted_under_another_name_is_the_same() {
        for provider in builtin::ALL {
            let text = toml(provider, "another");
            let pasted = read(&text, "another");
            assert_eq!(pasted, Provider { name: "another".into(), ..provider.clone() }, "{text}");
            assert!(text.parse::<toml::Table>().is_ok(), "{text}");
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
            params = { audience = "x y" }
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
        "#;
        let provider = read(text, "acme");
        let written = toml(&provider, "acme");
        assert_eq!(read(&written, "acme"), provider, "{written}");
    }
}
