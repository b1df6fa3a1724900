//! Whatever a Redis replies, an entry is returned only if the reply holds one of this key, and every command ends.
//!
//! The input is all that the server sends, on each connection anew.
#![no_main]

use std::cell::RefCell;
use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use travauth::cache::redis::{Address, RedisStore};
use travauth::cache::{CacheError, CachedToken, Entry, Key, SharedStore as _};
use travauth::http::Trust;
use travauth::machine::run_to_end;
use travauth::redact::has_unsafe_characters;
use travauth::secret::Secret;
use travauth::token::Token;

const HOLDER: &str = "0123456789abcdef";
const PASSWORD: &str = "Qz7-password-of-redis";

thread_local! {
    static SERVER: RefCell<Option<Server>> = const { RefCell::new(None) };
}

/// A server that sends the same bytes on each connection and then closes it.
struct Server {
    url: String,
    reply: Arc<Mutex<Vec<u8>>>,
}

impl Server {
    fn start() -> Self {
        let path = std::env::temp_dir().join(format!("travauth-fuzz-{}.sock", std::process::id()));
        let _ = std::fs::remove_file(&path);
        let listener = UnixListener::bind(&path).expect("a socket");
        let reply = Arc::new(Mutex::new(Vec::new()));
        let sent = Arc::clone(&reply);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                let bytes = sent.lock().expect("no thread panics here").clone();
                // Both can fail: the client may be gone.
                let _ = stream.write_all(&bytes);
                let _ = stream.shutdown(std::net::Shutdown::Write);
                let _ = stream.read_to_end(&mut Vec::new());
            }
        });
        Self { url: format!("redis+unix://{}?db=0", path.display()), reply }
    }
}

fuzz_target!(|reply: &[u8]| {
    SERVER.with_borrow_mut(|server| {
        let server = server.get_or_insert_with(Server::start);
        reply.clone_into(&mut server.reply.lock().expect("no thread panics here"));
        check_load(reply, &connect(&server.url, None));
        let error = check_load(reply, &connect(&server.url, Some(PASSWORD)));
        assert!(!error.is_some_and(|error| error.to_string().contains(PASSWORD)), "the password is shown");
        check_acquire(reply, &connect(&server.url, None));
        let saved = run_to_end(connect(&server.url, None).save(&key(), HOLDER, &entry()));
        assert!(reply.starts_with(b":") || !matches!(saved, Ok(true)), "saved, and the server did not say so");
    });
});

fn connect(url: &str, password: Option<&'static str>) -> RedisStore {
    let address = Address::parse(url, "a fuzzer").expect("a good address");
    RedisStore::new(address, Box::new(move || Ok(password.map(Secret::new))), Trust::default())
}

fn check_load(reply: &[u8], store: &RedisStore) -> Option<CacheError> {
    match run_to_end(store.load(&key())) {
        Ok(None) => None,
        Ok(Some(entry)) => {
            check_entry(reply, &entry);
            None
        }
        Err(error) => {
            check_error(&error);
            assert!(store.has_failed());
            let again = run_to_end(store.load(&key())).expect_err("a store that failed is not asked again");
            assert_eq!(again.to_string(), error.to_string());
            Some(error)
        }
    }
}

fn check_acquire(reply: &[u8], store: &RedisStore) {
    match run_to_end(store.acquire(&key(), HOLDER, Duration::from_secs(40), &["gone"])) {
        Ok(acquired) => {
            if acquired.holder == HOLDER {
                assert!(contains(reply, HOLDER), "the lock is held, and the server did not say so");
            }
            if let Some(entry) = acquired.entry {
                check_entry(reply, &entry);
            }
        }
        Err(error) => check_error(&error),
    }
}

/// The entry must be of this key, and its token in the reply.
fn check_entry(reply: &[u8], entry: &Entry) {
    assert_eq!(entry.key.name(), key().name());
    if let Some(cached) = &entry.token {
        // JSON can write a character as an escape.
        assert!(reply.contains(&b'\\') || contains(reply, cached.token.access_token.expose()));
    }
}

fn check_error(error: &CacheError) {
    let text = error.to_string();
    assert!(!has_unsafe_characters(&text), "{text:?}");
    assert!(text.chars().count() < 2048, "{} characters", text.chars().count());
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|part| part == text.as_bytes())
}

fn key() -> Key {
    Key {
        provider: "sabre".to_owned(),
        token_url: "https://api.example/token".to_owned(),
        grant: "client_credentials".to_owned(),
        client_id: "id".to_owned(),
        user: None,
        scope: None,
        params: Vec::new(),
    }
}

fn entry() -> Entry {
    let token = Token {
        access_token: Secret::new("token"),
        scope: None,
        obtained_at: Timestamp::UNIX_EPOCH,
        expires_at: None,
        idle: None,
        extra: serde_json::Map::new(),
    };
    let token = Some(CachedToken { id: "id".to_owned(), secret_check: None, token });
    Entry {
        key: key(),
        environment: "test".to_owned(),
        base_url: None,
        token,
        failures: Vec::new(),
        replaced: Vec::new(),
    }
}
