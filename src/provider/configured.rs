//! Providers of the config file: their tables become the same data as the built-in ones.

use std::borrow::Cow;

use toml::Spanned;

use super::credential_field::CredentialField;
use super::credentials::takes;
use super::headers::plain;
use super::{
    AnswerFields, Api, ClientAuth, CredentialVariables, Environment, ErrorFields, Grant, HeaderText, HostVariables,
    List, Placeholder, Provider, SelectionVariables, Text, TokenEndpoint, Username, builtin,
};
use crate::config::{
    CredentialsTable, EndpointTable, EnvironmentEntry, HeaderKey, Name, OneOrMany, OrderedMap, Problem, ProviderTable,
    VariablesTable,
};
use crate::http::url::{parse_base, parse_secure};
use crate::suggest;

/// The provider that a table describes.
pub fn from_table(name: &Spanned<Name>, table: &ProviderTable) -> Result<Provider, Problem> {
    let text = |text: &Option<String>| text.clone().map(Cow::Owned);
    let own_name: Text = Cow::Owned(name.get_ref().as_str().to_owned());
    let dialect = table.dialect.as_ref().map(find_dialect).transpose()?;
    let tables = endpoint_tables(name, table);
    let has_headers = !table.headers.is_empty();
    let endpoints: Result<Vec<_>, Problem> =
        tables.iter().map(|endpoint| token_endpoint(name, endpoint, has_headers)).collect();
    let mut provider = Provider {
        title: text(&table.title).unwrap_or_else(|| own_name.clone()),
        name: own_name,
        environments: Cow::Owned(environments(&table.environments)?),
        endpoints: Cow::Owned(endpoints?),
        api: Api {
            accept: text(&table.accept).unwrap_or(Api::JSON.accept),
            content_type: text(&table.content_type).unwrap_or(Api::JSON.content_type),
            post_reads: texts(&table.post_reads),
            next_page: table.next_page.as_ref().map(json_pointer).transpose()?,
        },
        variables: table.variables.as_ref().map(selection_variables).transpose()?.unwrap_or_default(),
        token_prefix: text(&table.token_prefix),
        probes: texts(&table.probe),
        throttle_wait_ms: table.throttle_wait.map_or(0, |span| u64::try_from(span.0.as_millis()).unwrap_or(u64::MAX)),
        is_emulated: dialect.is_some_and(|relative| relative.is_emulated),
        dialect: dialect.map_or_else(Default::default, |relative| relative.name.clone()),
        headers: Cow::Owned(api_headers(table)?),
        signature: table.signature,
        answer: AnswerFields {
            token: text(&table.answer.token).unwrap_or(AnswerFields::STANDARD.token),
            expires_in: text(&table.answer.expires_in).unwrap_or(AnswerFields::STANDARD.expires_in),
            scope: text(&table.answer.scope).unwrap_or(AnswerFields::STANDARD.scope),
        },
        errors: ErrorFields {
            error: texts(&table.errors.error),
            code: texts(&table.errors.code),
            words: texts(&table.errors.words),
        },
        lifetime_seconds: table.lifetime.map(|span| span.0.as_secs()),
        notes: texts(&table.notes),
    };
    // Only the whole provider shows which of the usual variables its requests take.
    let variables: Vec<_> = provider
        .endpoints
        .iter()
        .zip(&tables)
        .map(|(endpoint, own)| match &own.table.credentials {
            Some(sets) => sets.as_slice().iter().map(credential_variables).collect(),
            None => vec![usual_variables(&provider, endpoint)],
        })
        .collect();
    for (endpoint, variables) in provider.endpoints.to_mut().iter_mut().zip(variables) {
        endpoint.variables = Cow::Owned(variables);
    }
    Ok(provider)
}

fn texts(texts: &OneOrMany<String>) -> List<Text> {
    texts.as_slice().iter().cloned().map(Cow::Owned).collect()
}

fn start<T>(spanned: &Spanned<T>) -> usize {
    spanned.span().start
}

fn find_dialect(name: &Spanned<String>) -> Result<&'static Provider, Problem> {
    builtin::find(name.get_ref()).ok_or_else(|| {
        let names: Vec<&str> = builtin::ALL.iter().map(|provider| &*provider.name).collect();
        Problem::new(start(name), "there is no built-in provider of this name")
            .hint(suggest::hint(name.get_ref(), &names))
    })
}

fn json_pointer(pointer: &Spanned<String>) -> Result<Text, Problem> {
    if pointer.get_ref().starts_with('/') {
        return Ok(Cow::Owned(pointer.get_ref().clone()));
    }
    Err(Problem::new(start(pointer), "it is not a JSON pointer").hint("write it like /meta/links/next"))
}

fn api_headers(table: &ProviderTable) -> Result<Vec<(Text, HeaderText)>, Problem> {
    let header = |(name, value): (&Spanned<HeaderKey>, &Spanned<HeaderText>)| match value.get_ref() {
        HeaderText::Template(template) if template.has(Placeholder::Signature) && table.signature.is_none() => {
            Err(Problem::new(start(value), "`{signature}` is used, and the provider has no `signature`")
                .hint("add `signature = \"sha256\"` or `signature = \"sha512\"` to the provider"))
        }
        value => Ok((Cow::Owned(name.get_ref().as_str().to_owned()), value.clone())),
    };
    table.headers.iter().map(header).collect()
}

/// The table of one token endpoint, with its version and the position of what names it.
struct VersionTable {
    at: usize,
    version: Option<Text>,
    table: EndpointTable,
}

fn endpoint_tables(name: &Spanned<Name>, table: &ProviderTable) -> Vec<VersionTable> {
    if table.versions.is_empty() {
        return vec![VersionTable { at: start(name), version: None, table: table.endpoint() }];
    }
    let versions = table.versions.iter().map(|(version, table)| VersionTable {
        at: start(version),
        version: Some(Cow::Owned(version.get_ref().clone())),
        table: table.clone(),
    });
    versions.collect()
}

/// The endpoint without the variables that hold its credentials.
fn token_endpoint(
    name: &Spanned<Name>,
    VersionTable { at, version, table }: &VersionTable,
    has_headers: bool,
) -> Result<TokenEndpoint, Problem> {
    let grant = match &table.grant {
        Some(grant) if *grant.get_ref() == Grant::None && version.is_some() => {
            return Err(Problem::new(start(grant), "a version is a token endpoint, so its grant cannot be `none`")
                .hint("write `client_credentials` or `password`"));
        }
        Some(grant) => *grant.get_ref(),
        None if table.token_url.is_none() && has_headers => Grant::None,
        None => Grant::ClientCredentials,
    };
    if let Some(url) = table.token_url.as_ref().filter(|url| !url.get_ref().starts_with('/')) {
        parse_secure(url.get_ref(), "token_url").map_err(|failure| Problem::from_failure(start(url), &failure))?;
    }
    if table.token_url.is_none() && grant != Grant::None {
        return Err(Problem::new(*at, format!("the provider {} has no token_url", name.get_ref().as_str()))
            .hint("add `token_url = \"https://…\"`; a provider without tokens has `headers` instead"));
    }
    Ok(TokenEndpoint {
        version: version.clone(),
        url: table.token_url.as_ref().map_or_else(Default::default, |url| Cow::Owned(url.get_ref().clone())),
        grant,
        client_auth: match table.client_auth {
            _ if grant == Grant::None => ClientAuth::None,
            Some(client_auth) => client_auth,
            // Every server that takes passwords must support it: RFC 6749, section 2.3.1.
            None => ClientAuth::Basic,
        },
        username: table.username.unwrap_or(Username::UserId),
        variables: Cow::Borrowed(&[]),
        params: params(&table.params),
        headers: Cow::Owned(token_headers(&table.token_headers)?),
    })
}

fn params(params: &OrderedMap<String, String>) -> List<(Text, Text)> {
    let pair =
        |(name, value): (&Spanned<String>, &String)| (Cow::Owned(name.get_ref().clone()), Cow::Owned(value.clone()));
    params.iter().map(pair).collect()
}

fn token_headers(headers: &OrderedMap<HeaderKey, Spanned<String>>) -> Result<Vec<(Text, Text)>, Problem> {
    let header = |(name, value): (&Spanned<HeaderKey>, &Spanned<String>)| {
        let name = name.get_ref().as_str();
        plain(name, value.get_ref()).map_err(|failure| Problem::from_failure(start(value), &failure))?;
        Ok((Cow::Owned(name.to_owned()), Cow::Owned(value.get_ref().clone())))
    };
    headers.iter().map(header).collect()
}

fn credential_variables(table: &CredentialsTable) -> CredentialVariables {
    CredentialVariables {
        client_id: texts(&table.client_id),
        client_secret: texts(&table.client_secret),
        user_id: texts(&table.user_id),
        group: texts(&table.group),
        domain: texts(&table.domain),
        password: texts(&table.password),
    }
}

/// The variables that begin with the provider's name, as far as its requests take what they hold.
fn usual_variables(provider: &Provider, endpoint: &TokenEndpoint) -> CredentialVariables {
    let stem = super::variable_stem(&provider.name);
    let own = |field: CredentialField| -> List<Text> {
        let is_taken = takes(provider, endpoint, field);
        is_taken.then(|| Cow::Owned(format!("{stem}_{}", field.key().to_ascii_uppercase()))).into_iter().collect()
    };
    CredentialVariables {
        client_id: own(CredentialField::ClientId),
        client_secret: own(CredentialField::ClientSecret),
        user_id: own(CredentialField::UserId),
        group: own(CredentialField::Group),
        domain: own(CredentialField::Domain),
        password: own(CredentialField::Password),
    }
}

fn environments(entries: &OrderedMap<Name, Spanned<EnvironmentEntry>>) -> Result<Vec<Environment>, Problem> {
    entries.iter().map(|(name, entry)| environment(name.get_ref(), entry)).collect()
}

fn environment(name: &Name, entry: &Spanned<EnvironmentEntry>) -> Result<Environment, Problem> {
    let check_base = |at: usize, url: &str| {
        parse_base(url, "this file").map(drop).map_err(|failure| Problem::from_failure(at, &failure))
    };
    let name = Cow::Owned(name.as_str().to_owned());
    match entry.get_ref() {
        EnvironmentEntry::BaseUrl(url) => {
            check_base(start(entry), url)?;
            Ok(Environment { name, base_url: Cow::Owned(url.clone()), ..Environment::PLAIN })
        }
        EnvironmentEntry::Table(table) => {
            check_base(start(&table.base_url), table.base_url.get_ref())?;
            if let Some(url) = &table.token_url {
                parse_secure(url.get_ref(), "token_url")
                    .map_err(|failure| Problem::from_failure(start(url), &failure))?;
            }
            Ok(Environment {
                name,
                aliases: texts(&table.aliases),
                base_url: Cow::Owned(table.base_url.get_ref().clone()),
                unreachable_hint: table.unreachable_hint.clone().map(Cow::Owned),
                token_url: table.token_url.as_ref().map(|url| Cow::Owned(url.get_ref().clone())),
                requests_per_second: table.requests_per_second.map(|count| count.0),
            })
        }
    }
}

fn selection_variables(table: &Spanned<VariablesTable>) -> Result<SelectionVariables, Problem> {
    let names = table.get_ref().clone();
    let host = match (names.host, names.port, names.ssl) {
        (None, None, None) => None,
        (Some(host), Some(port), Some(ssl)) => {
            Some(HostVariables { host: Cow::Owned(host), port: Cow::Owned(port), ssl: Cow::Owned(ssl) })
        }
        _ => return Err(Problem::new(start(table), "host, port and ssl are given together or not at all")),
    };
    Ok(SelectionVariables {
        base_url: names.base_url.map(Cow::Owned),
        environment: names.environment.map(Cow::Owned),
        host,
        auth_version: names.auth_version.map(Cow::Owned),
    })
}
