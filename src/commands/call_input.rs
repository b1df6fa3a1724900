//! The request and body of `call`, as the user typed them.

use crate::call::{TypedRequest, json_body, method, query_pairs};
use crate::cli::CallArgs;
use crate::failure::{Failure, Kind, Result};
use crate::session::{Content, SendRules, read_text};

/// Returns the request as the user typed it. Fields become query parameters if the method has no body.
pub(super) fn typed_request(args: &CallArgs) -> Result<TypedRequest> {
    let method = if args.head { Some("HEAD".to_owned()) } else { args.method.clone().or(args.verb.clone()) };
    let has_fields = !(args.raw_fields.is_empty() && args.fields.is_empty());
    let fields_are_query = has_fields && has_no_body(method.as_deref())?;
    let mut query = args.query.clone();
    if fields_are_query {
        query.extend(query_pairs(&args.raw_fields, &args.fields, &read_text)?);
    }
    Ok(TypedRequest {
        method,
        path: args.path.clone().unwrap_or_default(),
        headers: args.headers.clone(),
        query,
        has_body: args.data.is_some() || (has_fields && !fields_are_query),
        compressed: args.compressed,
        no_auth: args.no_auth,
    })
}

fn has_no_body(method: Option<&str>) -> Result<bool> {
    method.map_or(Ok(false), |method| method::parse(method).map(|method| method::is_bodyless(&method)))
}

/// Returns the body that the flags describe.
pub(super) fn body(args: &CallArgs) -> Result<Content> {
    if let Some(data) = &args.data {
        return Content::from_data(data);
    }
    let method = args.method.as_deref().or(args.verb.as_deref());
    if (args.raw_fields.is_empty() && args.fields.is_empty()) || has_no_body(method)? {
        return Ok(Content::Empty);
    }
    let body = json_body(&args.raw_fields, &args.fields, &read_text)?;
    Ok(Content::Bytes(body.to_string().into()))
}

/// Returns the rules that the flags set.
pub(super) fn send_rules(args: &CallArgs) -> SendRules {
    SendRules {
        anonymous: args.no_auth,
        bounds_body: args.network.timeout.is_some(),
        follow: args.follow,
        retry_unsafe: args.retry_unsafe,
        min_valid: args.min_valid,
        ..SendRules::default()
    }
}

/// Returns whether the body is read from standard input.
pub(super) fn reads_stdin(args: &CallArgs) -> bool {
    matches!(args.data.as_deref(), Some("-" | "@-"))
}

/// Fails if more than one flag reads standard input.
pub(super) fn check_stdin(args: &CallArgs) -> Result<()> {
    let is_dash = |file: &Option<std::path::PathBuf>| file.as_ref().is_some_and(|file| file.as_os_str() == "-");
    let fields = args.fields.iter().filter(|field| field.split_once('=').is_some_and(|(_, value)| value == "@-"));
    let readers = usize::from(reads_stdin(args))
        + fields.count()
        + usize::from(is_dash(&args.selection.client_secret_file))
        + usize::from(is_dash(&args.selection.password_file))
        + usize::from(is_dash(&args.batch));
    if readers > 1 {
        return Err(Failure::new(Kind::Usage, "standard input can be read by one flag only")
            .hint("put the body, the field, the batch or the secret into a file"));
    }
    Ok(())
}
