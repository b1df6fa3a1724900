//! Whatever a token endpoint or an API sends becomes a token that the cache can keep, or a failure that is safe to show.
//!
//! The first byte of the input chooses the provider, the second one the status, the third one a header; the rest is the
//! body, in which 0x01 stands for the secret of the request.
#![no_main]

use http::{HeaderMap, HeaderValue};
use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use travauth::cache::{CachedToken, Entry, Key, RecordedFailure};
use travauth::clock;
use travauth::exit::ExitCode;
use travauth::failure::Failure;
use travauth::http::{FullResponse, ResponseHead};
use travauth::provider::{ErrorFields, Provider, ResponseFields, TokenRequestTarget, builtin, judge_api, read_token};
use travauth::redact::{Redactor, has_unsafe_characters};
use travauth::secret::Secret;
use travauth::token::{LONGEST_LIFETIME, Token};
use url::Url;

const SECRET: &str = "Qz7-secret-of-this-run";
const STATUSES: [u16; 16] = [200, 201, 204, 301, 307, 400, 401, 403, 404, 405, 408, 413, 429, 500, 503, 999];
/// Longer than any failure should be: every part that a server wrote is cut to 256 characters.
const LONGEST_SHOWN: usize = 8 << 10;

fuzz_target!(|input: &[u8]| {
    let [provider, status, header, body @ ..] = input else { return };
    let provider = provider_of(*provider);
    let body = body.split(|byte| *byte == 1).collect::<Vec<_>>().join(SECRET.as_bytes());
    let head = ResponseHead {
        status: STATUSES[usize::from(*status) % STATUSES.len()],
        reason: String::new(),
        headers: headers(*header, &body),
        sent_at: Timestamp::UNIX_EPOCH,
        received_at: Timestamp::UNIX_EPOCH,
        lacked_certificate: false,
    };
    let response = FullResponse { head, body };
    let redactor = Redactor::new([&Secret::new(SECRET)]);
    let url = Url::parse("https://api.example/token").expect("a good URL");
    let target = TokenRequestTarget { url: &url, is_absolute: true };
    match read_token(&provider, &target, &response, &redactor) {
        Ok(granted) => check_token(&response, granted.token),
        Err(error) => {
            check_failure(&error.failure);
            let until = error.is_rejection().then(|| clock::plus_seconds(Timestamp::UNIX_EPOCH, 30));
            store(None, Some((error.failure, until)));
        }
    }
    check_failure(&judge_api(&provider, &response, &redactor).failure);
});

/// A built-in provider, or one of the user's whose fields are all named in another way.
fn provider_of(number: u8) -> Provider {
    let number = usize::from(number) % (builtin::ALL.len() + 1);
    builtin::ALL.get(number).map_or_else(own_provider, |provider| (*provider).clone())
}

fn own_provider() -> Provider {
    Provider {
        name: "own".into(),
        title: "Own".into(),
        response: ResponseFields {
            token: "a.b".into(),
            expires_in: "a.c".into(),
            scope: "s".into(),
            ..Provider::EMPTY.response
        },
        errors: ErrorFields {
            error: vec!["e.0".into()].into(),
            code: vec!["c.d".into()].into(),
            words: vec!["w".into()].into(),
        },
        token_prefix: Some("Bearer ".into()),
        lifetime_seconds: Some(u64::MAX),
        ..Provider::EMPTY
    }
}

/// One header, whose value is the beginning of the body.
fn headers(choice: u8, body: &[u8]) -> HeaderMap {
    let names = ["retry-after", "www-authenticate", "location", "date", "content-type"];
    let mut headers = HeaderMap::new();
    if let Some(name) = names.get(usize::from(choice))
        && let Ok(value) = HeaderValue::from_bytes(body.split(|byte| *byte == b'\n').next().unwrap_or_default())
    {
        headers.insert(*name, value);
    }
    headers
}

fn check_token(response: &FullResponse, token: Token) {
    assert!((200..300).contains(&response.head.status));
    let text = token.access_token.expose();
    assert!(!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic()), "{text:?}");
    assert!(token.lifetime().unwrap_or_default() <= LONGEST_LIFETIME);
    let others = format!("{:?} {:?}", token.scope, token.extra);
    assert!(!others.contains(SECRET), "{others}");
    // A token is stored as it was granted, even one that contains the secret.
    if !text.contains(SECRET) {
        store(Some(token), None);
    }
}

fn check_failure(failure: &Failure) {
    assert_ne!(failure.kind().exit_code(), ExitCode::Done);
    let shown = format!("{} {}", failure.message(), failure.hint_line().unwrap_or_default());
    assert!(!has_unsafe_characters(&shown), "{shown:?}");
    assert!(!shown.contains(SECRET), "{shown:?}");
    assert!(shown.chars().count() < LONGEST_SHOWN, "{} characters", shown.chars().count());
    let json = failure.to_json().to_string();
    assert!(!json.contains(SECRET), "{json}");
}

/// Checks that an entry with this outcome is read back, so that it is found in the cache.
fn store(token: Option<Token>, failure: Option<(Failure, Option<Timestamp>)>) {
    let key = Key {
        provider: "own".to_owned(),
        token_url: "https://api.example/token".to_owned(),
        grant: "client_credentials".to_owned(),
        client_id: "id".to_owned(),
        user: None,
        scope: None,
        params: Vec::new(),
    };
    let entry = Entry {
        key,
        environment: "test".to_owned(),
        base_url: None,
        token: token.map(|token| CachedToken { id: "t".to_owned(), secret_check: None, token }),
        failures: Vec::from_iter(failure.map(|(failure, until)| RecordedFailure {
            id: "f".to_owned(),
            secret_check: None,
            sending_check: None,
            at: Timestamp::UNIX_EPOCH,
            until,
            count: 1,
            failure,
        })),
        replaced: Vec::new(),
    };
    let text = entry.to_text().expect("it can be written");
    assert!(!text.contains(SECRET), "{text}");
    if let Err(error) = Entry::from_text(&text) {
        panic!("{error}: {text}");
    }
}
