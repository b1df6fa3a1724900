//! `token get`: prints a valid access token.

use std::sync::Arc;

use super::{Context, Outcome};
use crate::broker::{Obtained, TokenOrigin};
use crate::cache::TokenCache;
use crate::cli::{GetArgs, ShellQuoting, TokenFormat, chosen_format};
use crate::clock;
use crate::failure::{Failure, Kind, OrInternal as _, Result};
use crate::output::{self, TokenView};
use crate::provider::{builtin, no_tokens};
use crate::session::{Session, TokenOptions, open_cache};
use crate::settings::{Selection, Settings, Target};
use crate::token::Token;
use crate::variables::{Variable, variable};

/// The variable with the base URL that the token is for.
pub(super) const BASE_URL_VARIABLE: &str = "TRAVAUTH_BASE_URL";

/// The variables that the formats `env`, `dotenv` and `github` set.
pub const TOKEN_VARIABLES: [Variable; 4] = [
    variable("TRAVAUTH_TOKEN", "The token."),
    variable("TRAVAUTH_TOKEN_EXPIRES_AT", "When it expires, RFC 3339, UTC; empty if unknown."),
    variable(BASE_URL_VARIABLE, "The base URL that it is for; empty with the built-in emulator."),
    variable("…_ACCESS_TOKEN", "The token again, in the provider's own variable, such as `AMADEUS_ACCESS_TOKEN`."),
];

pub(super) fn run(args: &GetArgs, context: &Context) -> Result<Outcome> {
    let format = chosen_format(args.format, args.json, TokenFormat::Json)?.unwrap_or_default();
    let github_env = github_file(format, context)?;
    let session = session(args, context)?;
    let line = context.ui.progress();
    let options =
        TokenOptions { min_valid: args.min_valid, refresh: args.refresh, offline: args.offline, rejected: None };
    let obtained = session.token(&options).map_err(|failure| session.with_origins(failure))?;
    drop(line);
    let token = &obtained.cached.token;
    let secret = token.access_token.expose();
    let text = match format {
        TokenFormat::Token => format!("{secret}\n"),
        TokenFormat::Header => format!("{}\n", header(session.target(), token)?),
        TokenFormat::Curl => format!("header = {}\n", output::curl_config(&header(session.target(), token)?)),
        TokenFormat::Env => assignments(&variables(session.target(), token), args.shell.unwrap_or_default()),
        TokenFormat::Dotenv => dotenv(&variables(session.target(), token))?,
        TokenFormat::Soap => soap_header(secret),
        TokenFormat::Json => json(&session, &obtained)?,
        TokenFormat::Github => {
            if let Some(file) = github_env {
                append(&file, &variables(session.target(), token))?;
            }
            format!("::add-mask::{}\n", output::github_data(secret))
        }
    };
    context.ui.data(text)?;
    Ok(Outcome::Done)
}

fn session(args: &GetArgs, context: &Context) -> Result<Arc<Session>> {
    let settings = Settings::load(args.selection.files(), &context.env)?;
    let selection = Selection { min_valid: args.min_valid, ..args.selection.selection() };
    let target = settings.target(&selection)?;
    if let Some(failure) = no_tokens(&target.provider.value) {
        return Err(failure);
    }
    if args.format == Some(TokenFormat::Soap) && target.provider.value.dialect != builtin::SABRE.dialect {
        return Err(Failure::new(Kind::Usage, "`--format soap` is for Sabre only")
            .because(format!("{} has no SOAP header for tokens", target.provider.value.title))
            .hint("use `--format header`"));
    }
    let network = settings.network(&args.network.flags(), Some(&target))?;
    let cache = if args.no_cache {
        TokenCache::off()
    } else {
        open_cache(&settings, &network.trust(), args.network.shared_cache())?
    };
    Ok(Arc::new(Session::new(target, &network, cache)))
}

/// Returns the SOAP header element that carries a token at Sabre, as its Postman collections write it.
fn soap_header(token: &str) -> String {
    let token = token.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!(
        "<Security xmlns=\"http://schemas.xmlsoap.org/ws/2002/12/secext\">\
         <BinarySecurityToken EncodingType=\"Base64Binary\" valueType=\"String\">{token}</BinarySecurityToken></Security>\n"
    )
}

/// Returns the line of the header that carries the token.
fn header(target: &Target, token: &Token) -> Result<String> {
    let (name, value) = target.token_header(&token.access_token)?;
    Ok(format!("{name}: {}", value.expose()))
}

fn json(session: &Session, obtained: &Obtained) -> Result<String> {
    let source = match obtained.origin {
        TokenOrigin::Cache => "cache",
        TokenOrigin::Network => "network",
    };
    let (target, token) = (session.target(), &obtained.cached.token);
    let view = TokenView {
        provider: target.provider.value.name.to_string(),
        environment: target.environment.value.clone(),
        profile: target.profile.as_ref().map(|profile| profile.value.clone()),
        base_url: target.base_url.shown(),
        client_id: session.credentials()?.client_id.value.clone(),
        ..TokenView::masked(token, clock::now(), source).reveal(token)
    };
    Ok(format!("{}\n", serde_json::to_string(&view).or_internal("write the token as JSON")?))
}

/// Returns the environment variables that carry a token.
pub(super) fn variables(target: &Target, token: &Token) -> [(String, String); 4] {
    let secret = token.access_token.expose().to_owned();
    let expires_at = token.expires_at.map_or_else(String::new, |time| time.to_string());
    [
        ("TRAVAUTH_TOKEN".to_owned(), secret.clone()),
        ("TRAVAUTH_TOKEN_EXPIRES_AT".to_owned(), expires_at),
        (BASE_URL_VARIABLE.to_owned(), target.base_url.shown().unwrap_or_default()),
        (target.provider.value.token_variable(), secret),
    ]
}

fn assignments(variables: &[(String, String)], shell: ShellQuoting) -> String {
    variables.iter().map(|(name, value)| assignment(name, value, shell)).collect()
}

/// Returns the line that sets a variable in a shell.
pub(super) fn assignment(name: &str, value: &str, shell: ShellQuoting) -> String {
    match shell {
        ShellQuoting::Sh => format!("export {name}={}\n", output::sh(value)),
        ShellQuoting::Fish => format!("set -gx {name} {}\n", output::fish(value)),
        ShellQuoting::PowerShell => format!("$env:{name} = {}\n", output::powershell(value)),
    }
}

/// Returns the variables as lines of an env file. The values are not quoted, because some programs do not remove quotes.
fn dotenv(variables: &[(String, String)]) -> Result<String> {
    let is_special = |c: char| matches!(c, '"' | '\'' | '#' | '$' | '\\' | '`');
    if let Some((name, _)) = variables.iter().find(|(_, value)| value.contains(is_special)) {
        return Err(Failure::new(Kind::Usage, "the token cannot be written as a line of an env file")
            .because(format!(
                "the value of {name} has a quote, `#`, `$`, backslash or backtick, which programs read differently"
            ))
            .hint("use `--format env` or `--format json`"));
    }
    Ok(variables.iter().map(|(name, value)| format!("{name}={value}\n")).collect())
}

/// Returns the file for the variables of the next GitHub Actions steps; none for other formats.
fn github_file(format: TokenFormat, context: &Context) -> Result<Option<std::path::PathBuf>> {
    if format != TokenFormat::Github {
        return Ok(None);
    }
    let is_action = context.env.get("GITHUB_ACTIONS")?.as_deref() == Some("true");
    let file = context.env.os("GITHUB_ENV").filter(|file| is_action && !file.is_empty());
    let file = file.ok_or_else(|| {
        Failure::new(Kind::Usage, "`--format github` works only in a GitHub Actions step")
            .because("GITHUB_ACTIONS is not `true`, or GITHUB_ENV is not set")
            .hint("use `--format env` elsewhere")
    })?;
    Ok(Some(file.into()))
}

fn append(file: &std::path::Path, variables: &[(String, String)]) -> Result<()> {
    use std::io::Write as _;
    let lines: String = variables.iter().map(|(name, value)| format!("{name}={value}\n")).collect();
    std::fs::OpenOptions::new()
        .append(true)
        .create(true)
        .open(file)
        .and_then(|mut file| file.write_all(lines.as_bytes()))
        .map_err(|error| {
            Failure::new(Kind::LocalIo, format!("{} (from GITHUB_ENV) cannot be written", file.display()))
                .caused_by(error)
        })
}
