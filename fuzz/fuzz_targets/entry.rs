//! A cache entry that others could write is refused, or holds only what travauth would have written.
#![no_main]

use std::time::Duration;

use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use travauth::cache::{Entry, LONGEST_COOLDOWN};
use travauth::clock;
use travauth::exit::ExitCode;
use travauth::redact::has_unsafe_characters;
use travauth::token::LONGEST_LIFETIME;

fuzz_target!(|text: &str| {
    let Ok(entry) = Entry::from_text(text) else { return };
    check(&entry);
    let written = entry.to_text().expect("an entry can be written");
    let again = Entry::from_text(&written).expect("a written entry can be read");
    assert_eq!(again.to_text().expect("again"), written, "reading and writing change nothing");
    assert_eq!(again.key.name(), entry.key.name());
});

fn check(entry: &Entry) {
    let key = &entry.key;
    let labels = [&entry.environment, &key.provider, &key.token_url, &key.grant, &key.client_id];
    let optional = [&entry.base_url, &key.user, &key.scope];
    for label in labels.into_iter().chain(optional.into_iter().flatten()) {
        assert!(!has_unsafe_characters(label), "{label:?}");
    }
    assert!(key.params.iter().all(|(_, value)| value.is_empty()), "a parameter's value was stored");
    let times = [Timestamp::MIN, Timestamp::UNIX_EPOCH, clock::now(), Timestamp::MAX];
    if let Some(cached) = &entry.token {
        let token = &cached.token;
        assert!(token.access_token.expose().bytes().all(|byte| byte.is_ascii_graphic()));
        assert!(!token.access_token.expose().is_empty());
        assert!(!has_unsafe_characters(&cached.id));
        assert!(token.lifetime().unwrap_or_default() <= LONGEST_LIFETIME);
        for now in times {
            for min_valid in [None, Some(Duration::ZERO), Some(Duration::MAX)] {
                let lasts = token.lasts(now, min_valid);
                assert!(!lasts || (token.left(now) > Duration::ZERO && !token.is_from_the_future(now)));
            }
            let _ = token.state(now);
        }
    }
    assert!(entry.replaced.iter().all(|id| !has_unsafe_characters(id)));
    for recorded in &entry.failures {
        let failure = &recorded.failure;
        assert_ne!(failure.kind().exit_code(), ExitCode::Done, "a failure that is a success");
        assert!(recorded.until.is_none() || failure.kind().is_rejection());
        let cooldown = recorded.until.map_or(Duration::ZERO, |until| clock::until(recorded.at, until));
        assert!(cooldown <= LONGEST_COOLDOWN, "{cooldown:?}");
        let hint = failure.hint_line().unwrap_or_default();
        assert!(!has_unsafe_characters(&failure.message()) && !has_unsafe_characters(&hint));
        assert!(failure.message().chars().count() + hint.chars().count() < 32 << 10);
    }
}
