//! `config show`: every setting with its origin, secrets masked.

use serde_json::{Value, json};

use super::{Context, Outcome};
use crate::cache::redis::TlsFiles;
use crate::cli::ConfigShowArgs;
use crate::clock::in_words;
use crate::config::{Config, HeaderText};
use crate::failure::{Kind, Result};
use crate::http::url::shown;
use crate::origin::{Origin, Setting};
use crate::output::TextTable;
use crate::provider::{RequiredSecret, no_tokens};
use crate::redact::escape_control;
use crate::settings::{BaseUrl, CacheLocation, NetworkSettings, Settings, Target};

pub(super) fn run(args: &ConfigShowArgs, context: &Context) -> Result<Outcome> {
    let settings = Settings::load(args.selection.files(), &context.env)?;
    let mut table = SettingsTable::default();
    if let Some(path) = settings.config_path() {
        let config = settings.config();
        let remark = match (config.path(), config.unreadable()) {
            (Some(_), _) => "",
            (None, Some(_)) => " (not readable)",
            (None, None) => " (missing)",
        };
        table.row("config", format!("{}{remark}", path.value.display()), &path.origin);
    }
    table.system_limits(settings.config());
    table.cache(&settings.cache()?);
    let target = match settings.target(&args.selection.selection()) {
        Ok(target) => Some(target),
        Err(failure) if failure.kind() == Kind::NoProvider => None,
        Err(failure) => return Err(failure),
    };
    match &target {
        Some(target) => table.target(target)?,
        None => table.note("provider", "none chosen", "add -p or -P"),
    }
    table.network(&settings.network(&args.network.flags(), target.as_ref())?, target.as_ref());
    if args.json.is_json()? {
        let objects =
            table.rows.iter().map(|[name, value, origin]| json!({"name": name, "value": value, "origin": origin}));
        context.ui.data(format!("{}\n", objects.collect::<Value>()))?;
    } else {
        context.ui.table(&TextTable::without_header(table.rows), args.table.wide)?;
    }
    Ok(Outcome::Done)
}

#[derive(Default)]
struct SettingsTable {
    rows: Vec<[String; 3]>,
}

impl SettingsTable {
    fn row(&mut self, name: &str, value: impl Into<String>, origin: &Origin) {
        self.note(name, &escape_control(&value.into()), &origin.to_string());
    }

    fn setting(&mut self, name: &str, setting: &Setting<impl std::fmt::Display>) {
        self.row(name, setting.value.to_string(), &setting.origin);
    }

    fn note(&mut self, name: &str, value: &str, remark: &str) {
        self.rows.push([name.to_owned(), value.to_owned(), remark.to_owned()]);
    }

    fn cache(&mut self, cache: &Setting<CacheLocation>) {
        self.setting("cache", cache);
        let CacheLocation::Shared(address) = &cache.value else { return };
        let TlsFiles { ca_bundle, client_cert, client_key } = &address.tls_files;
        for (name, file) in [("cache.ca_bundle", ca_bundle), ("cache.client_cert", client_cert)] {
            if let Some(file) = file {
                self.row(name, file.display().to_string(), &cache.origin);
            }
        }
        if let Some(key) = client_key {
            self.row("cache.client_key", format!("*** from {key}"), &cache.origin);
        }
    }

    /// Adds the system config and the limits that it sets.
    fn system_limits(&mut self, config: &Config) {
        let Some(path) = config.system_path() else { return };
        self.row("system config", path.display().to_string(), &Origin::SystemConfig);
        if let Some(hosts) = config.allowed_hosts() {
            self.row("allowed_hosts", hosts.to_string(), &Origin::SystemConfig);
        }
        let locked: Vec<String> = config.locked_keys().map(ToString::to_string).collect();
        if !locked.is_empty() {
            self.row("locked", locked.join(", "), &Origin::SystemConfig);
        }
    }

    fn target(&mut self, target: &Target) -> Result<()> {
        if let Some(profile) = &target.profile {
            self.setting("profile", profile);
        }
        self.row("provider", &*target.provider.value.name, &target.provider.origin);
        self.setting("environment", &target.environment);
        if let BaseUrl::Url(base) = &target.base_url {
            self.row("base_url", shown(base), &target.environment.origin);
            if no_tokens(&target.provider.value).is_none() {
                self.row(token_key(target), target.token_url(base)?, &target.environment.origin);
            }
        } else if target.base_url == BaseUrl::Unknown {
            self.note("base_url", "not known", "add --base-url, or environments to the provider");
            self.row(token_key(target), target.absolute_token_url()?, &target.provider.origin);
        }
        if let Some(version) = &target.endpoint.version {
            let origin = target.auth_version.as_ref().map_or(&Origin::Default, |version| &version.origin);
            self.row("auth_version", &**version, origin);
        }
        self.credentials(target);
        if let Some(scope) = &target.scope {
            self.setting("scope", scope);
        }
        for (name, values) in &target.profile_params {
            let texts: Vec<String> = values.value.0.iter().map(ToString::to_string).collect();
            self.row(&format!("params.{name}"), texts.join(", "), &values.origin);
        }
        for (name, value) in &target.params {
            self.setting(&format!("params.{name}"), value);
        }
        for (name, header) in &target.headers {
            let value = match &header.value {
                HeaderText::Template(template) => template.to_string(),
                HeaderText::Secret(reference) => format!("*** from {reference}"),
            };
            self.row(&format!("headers.{name}"), value, &header.origin);
        }
        if let Some(min_valid) = &target.min_valid {
            self.row("min_valid", in_words(min_valid.value), &min_valid.origin);
        }
        Ok(())
    }

    fn credentials(&mut self, target: &Target) {
        let credentials = match &target.credentials {
            Ok(credentials) => credentials,
            Err(failure) => return self.note("credentials", "none", &failure.message()),
        };
        self.setting("client_id", &credentials.client_id);
        for (label, id) in credentials.given_ids.iter().filter(|(label, _)| *label != "client id") {
            self.setting(&label.replace(' ', "_"), id);
        }
        if let Some(username) = &credentials.username {
            self.row("user name", username, &credentials.client_id.origin);
        }
        for (name, secret) in credentials.secrets() {
            match secret {
                RequiredSecret::NotNeeded => {}
                RequiredSecret::Known(found) => {
                    self.row(name.key(), format!("*** from {}", found.source.name()), &found.origin);
                }
                RequiredSecret::Missing(where_to_set) => {
                    self.note(name.key(), "missing", &format!("set {where_to_set}"));
                }
            }
        }
        if let Some(token) = target.used_refresh_token() {
            self.row("refresh_token", format!("*** from {}", token.value.name()), &token.origin);
        }
    }

    fn network(&mut self, network: &NetworkSettings, target: Option<&Target>) {
        self.row("timeout", in_words(network.timeout.value), &network.timeout.origin);
        self.row("connect_timeout", in_words(network.connect_timeout.value), &network.connect_timeout.origin);
        self.setting("retries", &network.retries);
        match &network.retry_max_time {
            Some(span) => self.row("retry_max_time", in_words(span.value), &span.origin),
            None => self.row("retry_max_time", "none", &Origin::Default),
        }
        match (&network.rate, target.and_then(|target| network.rate_of(target))) {
            (_, Some(rate)) => self.setting("rate", &rate),
            (Some(limit), None) => self.setting("rate", limit),
            (None, None) => self.row("rate", "none", &Origin::Default),
        }
        self.row("rate_wait", in_words(network.rate_wait.value), &network.rate_wait.origin);
        match &network.proxy {
            Some(proxy) => self.setting("proxy", proxy),
            None => self.row("proxy", "none", &Origin::Default),
        }
        if let Some(hosts) = &network.no_proxy {
            self.setting("no_proxy", hosts);
        }
        self.trust(network);
        if let Some(path) = &network.tls.add_ca {
            self.row("add_ca", path.value.display().to_string(), &path.origin);
        }
        if let Some(client) = &network.tls.client {
            self.row("client_cert", client.certificate.value.display().to_string(), &client.certificate.origin);
            if let Some(key) = &client.key {
                self.row("client_key", format!("*** from {}", key.value.name()), &key.origin);
            }
        }
    }

    /// Adds the sources of trusted certificates, which replace the system's.
    fn trust(&mut self, network: &NetworkSettings) {
        if let Some(path) = &network.ca_bundle {
            return self.row("ca_bundle", path.value.display().to_string(), &path.origin);
        }
        if let Some(path) = &network.cert_file {
            self.row("cert_file", path.value.display().to_string(), &path.origin);
        }
        if let Some(dirs) = &network.cert_dir {
            self.row("cert_dir", dirs.value.to_string_lossy(), &dirs.origin);
        }
        if network.cert_file.is_none() && network.cert_dir.is_none() {
            self.row("ca_bundle", "the system's certificates", &Origin::Default);
        }
    }
}

/// Returns the name of the setting that locates the token endpoint.
fn token_key(target: &Target) -> &'static str {
    if target.issuer().is_some() { "issuer" } else { "token_url" }
}
