//! Converts the providers of the config file to the data type of the built-in ones.

use std::borrow::Cow;

use toml::Spanned;

use super::credential_field::CredentialField;
use super::credential_needs::CredentialNeeds;
use super::{
    Api, ClientAuth, CredentialVariables, Environment, ErrorDialect, FieldValues, Grant, HeaderText, List, Placeholder,
    Provider, Signature, Text, TokenEndpoint, builtin, metadata_urls,
};
use crate::config::{EndpointTable, HeaderKey, Name, Problem, ProviderTable};
use crate::failure::Failure;
use crate::http::url::{parse_base, parse_secure};
use crate::suggest;

/// Builds the provider that a table describes.
pub fn from_table(name: &Spanned<Name>, table: &ProviderTable) -> Result<Provider, Problem> {
    let (dialect, is_emulated) = table.dialect.as_ref().map(find_dialect).transpose()?.unwrap_or_default();
    let name_text = Text::from(name.get_ref().as_str().to_owned());
    let mut provider = Provider {
        title: table.title.clone().unwrap_or_else(|| name_text.clone()),
        name: name_text,
        notes: table.notes.clone(),
        environments: environments(table)?,
        endpoints: Cow::Borrowed(&[]),
        api: Api {
            accept: table.accept.clone().unwrap_or(Api::JSON.accept),
            content_type: table.content_type.clone().unwrap_or(Api::JSON.content_type),
            post_reads: table.post_reads.clone(),
            next_page: table.next_page.as_ref().map(json_pointer).transpose()?,
        },
        probes: table.probe.clone(),
        token_prefix: table.token_prefix.clone(),
        throttle_wait_ms: table.throttle_wait.map_or(0, |span| u64::try_from(span.0.as_millis()).unwrap_or(u64::MAX)),
        is_emulated,
        dialect,
        lifetime_seconds: table.lifetime.map(|span| span.0.as_secs()),
        lifetime_unit: table.lifetime_unit,
        idle_lifetime_seconds: table.idle_lifetime.map(|span| span.0.as_secs()),
        client_cert: table.client_cert.as_ref().map(|path| path.get_ref().clone()),
        client_key: table.client_key.as_ref().map(|key| key.get_ref().clone()),
        signature: table.signature,
        headers: api_headers(table)?,
        response: table.answer.clone(),
        errors: table.errors.clone(),
        variables: table.variables.clone(),
    };
    let versions = table.versions.iter();
    let mut endpoints: Vec<TokenEndpoint> = versions
        .map(|(version, table)| token_endpoint(&provider, version.span().start, Some(version.get_ref()), table))
        .collect::<Result<_, _>>()?;
    if endpoints.is_empty() {
        endpoints.push(token_endpoint(&provider, name.span().start, None, &table.endpoint())?);
    }
    provider.endpoints = endpoints.into();
    Ok(provider)
}

/// Returns a function that converts a failure to a problem at the position of this value.
fn problem_at<T>(value: &Spanned<T>) -> impl Fn(Failure) -> Problem {
    let start = value.span().start;
    move |failure| Problem::from_failure(start, &failure)
}

/// Returns the dialect of this name, and whether the emulator imitates it.
fn find_dialect(name: &Spanned<Text>) -> Result<(Text, bool), Problem> {
    if ErrorDialect::NAMES.contains(&&**name.get_ref()) {
        return Ok((name.get_ref().clone(), false));
    }
    let built_in = builtin::find(name.get_ref()).ok_or_else(|| {
        let names = builtin::ALL.iter().map(|provider| &*provider.name);
        let names: Vec<&str> = names.chain(ErrorDialect::NAMES).collect();
        Problem::new(name.span().start, "there is no dialect of this name").hint(suggest::hint(name.get_ref(), &names))
    })?;
    Ok((built_in.name.clone(), built_in.is_emulated))
}

fn json_pointer(pointer: &Spanned<Text>) -> Result<Text, Problem> {
    if pointer.get_ref().starts_with('/') {
        return Ok(pointer.get_ref().clone());
    }
    Err(Problem::new(pointer.span().start, "it is not a JSON pointer").hint("write it like /meta/links/next"))
}

fn api_headers(table: &ProviderTable) -> Result<List<(Text, HeaderText)>, Problem> {
    let headers = table.headers.iter().map(|(name, value)| {
        check_signature(value.get_ref(), table.signature, value.span().start)?;
        let has_no_tokens = table.token_url.is_none() && table.issuer.is_none() && table.versions.is_empty();
        if has(value.get_ref(), Placeholder::Token) && has_no_tokens {
            return Err(Problem::new(value.span().start, "`{token}` is used, but the provider has no tokens")
                .hint("add `token_url = \"https://…\"` to the provider"));
        }
        Ok((name.text(), value.get_ref().clone()))
    });
    headers.collect()
}

/// Returns whether a text has this placeholder.
fn has(text: &HeaderText, placeholder: Placeholder) -> bool {
    matches!(text, HeaderText::Template(template) if template.has(placeholder))
}

fn check_signature(text: &HeaderText, signature: Option<Signature>, position: usize) -> Result<(), Problem> {
    if signature.is_some() || !has(text, Placeholder::Signature) {
        return Ok(());
    }
    Err(Problem::new(position, "`{signature}` is used, but the provider has no `signature`")
        .hint("add `signature = \"sha256\"` or `signature = \"sha512\"` to the provider"))
}

/// Checks a text of the token request, which is sent before there is a token.
///
/// # Errors
///
/// Fails for the placeholder of the token, and for a signature that the provider does not have. `position` is the text's position
/// in the file, in bytes.
pub fn check_token_text(text: &HeaderText, signature: Option<Signature>, position: usize) -> Result<(), Problem> {
    if has(text, Placeholder::Token) {
        return Err(Problem::new(position, "`{token}` is used in the token request, before there is a token")
            .hint("put it into `headers`, which API requests contain"));
    }
    check_signature(text, signature, position)
}

/// Builds a token endpoint. The other parts of the provider must be complete. A problem without a position of its own
/// is reported at `position`.
fn token_endpoint(
    provider: &Provider,
    position: usize,
    version: Option<&Text>,
    table: &EndpointTable,
) -> Result<TokenEndpoint, Problem> {
    let grant = match &table.grant {
        Some(grant) if *grant.get_ref() == Grant::None && version.is_some() => {
            let what = "a version is a token endpoint, so its grant cannot be `none`";
            return Err(Problem::new(grant.span().start, what).hint("write `client_credentials` or `password`"));
        }
        Some(grant) => *grant.get_ref(),
        None if table.token_url.is_none() && table.issuer.is_none() && !provider.headers.is_empty() => Grant::None,
        None => Grant::ClientCredentials,
    };
    for (key, url) in [("token_url", &table.token_url), ("revocation_url", &table.revocation_url)] {
        if let Some(url) = url.as_ref().filter(|url| !url.get_ref().starts_with('/')) {
            parse_secure(url.get_ref(), key).map_err(problem_at(url))?;
        }
    }
    if let Some(issuer) = &table.issuer {
        metadata_urls(issuer.get_ref()).map_err(problem_at(issuer))?;
        if table.token_url.is_some() {
            let what = "both `token_url` and `issuer` are given";
            return Err(Problem::new(issuer.span().start, what).hint("remove one of them"));
        }
    }
    if table.token_url.is_none() && table.issuer.is_none() && grant != Grant::None {
        return Err(Problem::new(position, format!("the provider {} has no token_url", provider.name))
            .hint(
                "add `token_url = \"https://…\"` or `issuer = \"https://…\"`; a provider without tokens has `headers` instead",
            ));
    }
    let header = |(name, value): (&HeaderKey, &Spanned<HeaderText>)| {
        check_token_text(value.get_ref(), provider.signature, value.span().start)?;
        Ok((name.text(), value.get_ref().clone()))
    };
    let param = |(name, values): (&Text, &Spanned<FieldValues>)| {
        let texts = values.get_ref().0.iter();
        texts.into_iter().try_for_each(|text| check_token_text(text, provider.signature, values.span().start))?;
        Ok((name.clone(), values.get_ref().clone()))
    };
    let has_issuer = table.issuer.is_some() || provider.environments.iter().any(|one| one.issuer.is_some());
    let mut endpoint = TokenEndpoint {
        version: version.cloned(),
        url: table.token_url.as_ref().map(|url| url.get_ref().clone()).unwrap_or_default(),
        issuer: table.issuer.as_ref().map(|issuer| issuer.get_ref().clone()),
        revocation_url: table.revocation_url.as_ref().map(|url| url.get_ref().clone()),
        grant,
        client_auth: match table.client_auth {
            _ if grant == Grant::None => ClientAuth::None,
            None if has_issuer => ClientAuth::Discovered,
            // Every server that accepts client passwords must support Basic: RFC 6749, section 2.3.1.
            client_auth => client_auth.unwrap_or(ClientAuth::Basic),
        },
        username: table.username,
        variables: table.credentials.clone().unwrap_or_default(),
        params: table.params.iter().map(param).collect::<Result<_, _>>()?,
        headers: table.token_headers.iter().map(header).collect::<Result<_, _>>()?,
        body: table.body,
        fields: table.request.clone(),
        assertion: table.assertion.clone(),
    };
    if table.credentials.is_none() {
        endpoint.variables = Cow::Owned(vec![usual_variables(provider, &endpoint)]);
    }
    Ok(endpoint)
}

/// Returns the variables for the values that requests contain; each name begins with the provider's name.
fn usual_variables(provider: &Provider, endpoint: &TokenEndpoint) -> CredentialVariables {
    let stem = super::variable_stem(&provider.name);
    let variable = |field: CredentialField| -> List<Text> {
        let is_used = CredentialNeeds { provider, endpoint }.takes(field);
        is_used.then(|| Cow::Owned(format!("{stem}_{}", field.key().to_ascii_uppercase()))).into_iter().collect()
    };
    CredentialVariables {
        client_id: variable(CredentialField::ClientId),
        client_secret: variable(CredentialField::ClientSecret),
        user_id: variable(CredentialField::UserId),
        group: variable(CredentialField::Group),
        domain: variable(CredentialField::Domain),
        password: variable(CredentialField::Password),
    }
}

fn environments(table: &ProviderTable) -> Result<List<Environment>, Problem> {
    let environments = table.environments.iter().map(|(name, entry)| {
        let environment = Environment { name: name.as_str().to_owned().into(), ..entry.get_ref().0.clone() };
        parse_base(&environment.base_url, "this file").map_err(problem_at(entry))?;
        if let Some(url) = &environment.token_url {
            parse_secure(url, "token_url").map_err(problem_at(entry))?;
        }
        if let Some(issuer) = &environment.issuer {
            metadata_urls(issuer).map_err(problem_at(entry))?;
        }
        Ok(environment)
    });
    environments.collect()
}
