//! `call --dry-run` and `call --print-curl`: print the request without sending it.

use std::fmt::Write as _;

use url::Url;

use super::call_input::{body, reads_stdin};
use super::{Context, Outcome};
use crate::call::{TypedRequest, build_request};
use crate::cli::{CallArgs, NetworkArgs, SelectionArgs};
use crate::failure::{Failure, Kind, OrInternal as _, Result};
use crate::http::url::host_and_port;
use crate::http::{Body, USER_AGENT};
use crate::output::{Sink, sh};
use crate::provider::Grant;
use crate::session::{ApiRequest, Content};
use crate::settings::{BaseUrl, Target};

/// Prints the request as it would be sent.
pub(super) fn dry_run(args: &CallArgs, target: &Target, typed: &TypedRequest, context: &Context) -> Result<Outcome> {
    let request = build_request(typed, &target.provider.value, &base(target)?)?;
    let mut request_body = body(args)?;
    let mut text = request_head(&request, &credential_headers(args, target));
    let length = match &request_body {
        Content::Empty => None,
        Content::Bytes(bytes) => Some(bytes.len() as u64),
        Content::File(_, length) => Some(*length),
        Content::Stream(_) | Content::Streamed(_) => {
            text.push_str("transfer-encoding: chunked\r\n");
            None
        }
    };
    if let Some(length) = length {
        // Writing to a String cannot fail.
        let _ = write!(text, "content-length: {length}\r\n");
    }
    text.push_str("\r\n");
    context.ui.data(text.replace("\r\n", "\n"))?;
    let (in_memory, upload) = request_body.take()?;
    if let Body::Bytes(bytes) = in_memory {
        context.ui.data(&bytes)?;
    }
    if let Some(upload) = upload {
        let mut sink = Sink::stdout()?;
        if let Some(mut reader) = upload.into_reader() {
            std::io::copy(&mut reader, &mut sink).map_err(|error| sink.failed(&error))?;
        }
    }
    Ok(Outcome::Done)
}

/// Returns the headers that carry credentials, without their values.
fn credential_headers(args: &CallArgs, target: &Target) -> Vec<String> {
    if args.no_auth {
        return Vec::new();
    }
    let is_bearer = target.endpoint.grant != Grant::None && !target.has_own_token_header();
    let token = is_bearer.then(|| "authorization: Bearer".to_owned());
    let of_provider = target.provider.value.headers.iter().map(|(name, _)| name);
    let added = of_provider.chain(target.headers.iter().map(|(name, _)| name));
    token.into_iter().chain(added.map(|name| format!("{}:", name.to_lowercase()))).collect()
}

fn request_head(request: &ApiRequest, credentials: &[String]) -> String {
    let url = &request.url;
    let target = url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
    let mut text = format!("{} {target} HTTP/1.1\r\nhost: {}\r\n", request.method, host_and_port(url));
    let headers = request.headers_for(url);
    if !headers.contains_key("user-agent") {
        let _ = write!(text, "user-agent: {USER_AGENT}\r\n");
    }
    for credential in credentials {
        let _ = write!(text, "{credential} ***\r\n");
    }
    for (name, value) in &headers {
        let _ = write!(text, "{name}: {}\r\n", String::from_utf8_lossy(value.as_bytes()));
    }
    text
}

/// Prints a shell command that sends the same request with curl.
pub(super) fn print_curl(args: &CallArgs, target: &Target, typed: &TypedRequest, context: &Context) -> Result<Outcome> {
    if target.base_url == BaseUrl::Emulator {
        return Err(Failure::new(Kind::Usage, "curl cannot reach the built-in emulator, which ends with this command")
            .hint("start one with `travauth emulator` and pass its URL with --base-url, or use --dry-run"));
    }
    let request = build_request(typed, &target.provider.value, &base(target)?)?;
    let adds_credentials = target.endpoint.grant == Grant::None
        || !(target.provider.value.headers.is_empty() && target.headers.is_empty());
    if adds_credentials && !args.no_auth {
        return Err(Failure::new(Kind::Usage, "the curl command would contain credentials")
            .because("the provider or profile adds headers to each request")
            .hint("`exec` passes them to a command in TRAVAUTH_HEADERS; or use --dry-run"));
    }
    let mut words = vec!["curl".to_owned(), "-sS".to_owned(), "-g".to_owned()];
    if !args.no_auth {
        words.extend(["-K".to_owned(), "-".to_owned()]);
    }
    let mut flag = |flag: &str, value: Option<&str>| {
        words.push(flag.to_owned());
        words.extend(value.map(sh));
    };
    if args.head {
        flag("-I", None);
    } else {
        flag("-X", Some(request.method.as_str()));
    }
    for (name, value) in &request.headers_for(&request.url) {
        if !(args.compressed && name == "accept-encoding") {
            flag("-H", Some(&format!("{name}: {}", String::from_utf8_lossy(value.as_bytes()))));
        }
    }
    let takes_stdin = reads_stdin(args);
    match args.data.as_deref() {
        // curl reads the token from standard input.
        Some(_) if takes_stdin && !args.no_auth => flag("--data-binary", Some("@/dev/fd/3")),
        Some(_) if takes_stdin => flag("--data-binary", Some("@-")),
        Some(file) if file.starts_with('@') => flag("--data-binary", Some(file)),
        Some(text) => flag("--data-raw", Some(text)),
        None => {
            if let Content::Bytes(bytes) = body(args)? {
                flag("--data-raw", Some(&String::from_utf8_lossy(&bytes)));
            }
        }
    }
    for (is_wanted, name) in [(args.include, "-i"), (args.follow, "-L"), (args.compressed, "--compressed")] {
        if is_wanted {
            flag(name, None);
        }
    }
    if let Some(file) = &args.output {
        flag("-o", Some(&file.to_string_lossy()));
    } else if args.silent {
        flag("-o", Some("/dev/null"));
    }
    curl_network(&args.network, &mut flag);
    words.push(sh(request.url.as_str()));
    let curl = words.join(" ");
    let text = match (args.no_auth, takes_stdin) {
        (true, _) => curl,
        (false, false) => format!("{} | {curl}", token_command(&args.selection, &args.network)),
        (false, true) => format!("{{ {} | {curl}; }} 3<&0", token_command(&args.selection, &args.network)),
    };
    context.ui.data(format!("{text}\n"))?;
    Ok(Outcome::Done)
}

fn curl_network(args: &NetworkArgs, flag: &mut impl FnMut(&str, Option<&str>)) {
    if let Some(limit) = args.timeout {
        flag("--max-time", Some(&limit.as_secs_f64().to_string()));
    }
    if let Some(limit) = args.connect_timeout {
        flag("--connect-timeout", Some(&limit.as_secs_f64().to_string()));
    }
    if let Some(proxy) = &args.proxy {
        flag("--proxy", Some(proxy));
    }
    if let Some(bundle) = &args.ca_bundle {
        flag("--cacert", Some(&bundle.to_string_lossy()));
    }
    if let Some(certificate) = &args.client_cert {
        flag("--cert", Some(&certificate.to_string_lossy()));
    }
    if let Some(key) = &args.client_key {
        flag("--key", Some(&key.to_string_lossy()));
    }
}

/// Returns the command that prints the token for curl, with the same selection.
fn token_command(selection: &SelectionArgs, network: &NetworkArgs) -> String {
    let mut words = vec!["travauth token get".to_owned()];
    let mut flag = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            words.push(format!("{name} {}", sh(&value)));
        }
    };
    let path = |path: &Option<std::path::PathBuf>| path.as_ref().map(|path| path.to_string_lossy().into_owned());
    flag("--config", path(&selection.config));
    flag("--provider", selection.provider.clone());
    flag("--profile", selection.profile.clone());
    flag("--environment", selection.environment.clone());
    flag("--base-url", selection.base_url.clone());
    flag("--client-id", selection.client_id.clone());
    flag("--client-secret-file", path(&selection.client_secret_file));
    flag("--password-file", path(&selection.password_file));
    flag("--user-id", selection.user_id.clone());
    flag("--group", selection.group.clone());
    flag("--domain", selection.domain.clone());
    flag("--auth-version", selection.auth_version.clone());
    flag("--scope", selection.scope.clone());
    for (name, value) in &selection.token_params {
        flag("--token-param", Some(format!("{name}={value}")));
    }
    flag("--proxy", network.proxy.clone());
    flag("--ca-bundle", path(&network.ca_bundle));
    flag("--add-ca", path(&network.add_ca));
    flag("--client-cert", path(&network.client_cert));
    flag("--client-key", path(&network.client_key));
    flag("--format", Some("curl".to_owned()));
    words.join(" ")
}

/// Returns the base URL. It has no port for the built-in emulator, whose port differs on each run.
fn base(target: &Target) -> Result<Url> {
    match &target.base_url {
        BaseUrl::Url(url) => Ok(url.clone()),
        BaseUrl::Emulator => Url::parse("http://127.0.0.1").or_internal("write the emulator's address"),
        BaseUrl::Unknown => Err(target.unknown_base_url()),
    }
}
