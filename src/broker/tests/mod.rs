//! Tests of `obtain` with cached entries, with other processes, and with failures.

mod case;
mod fakes;
mod simulation;

use super::*;
use crate::clock;
use crate::machine::run_to_end;
use case::case;
use fakes::{FakeLocal, FakeMachine, FakeShared, Turn, check, empty, key, with_failure, with_token};

const CACHE: TokenOrigin = TokenOrigin::Cache;
const NETWORK: TokenOrigin = TokenOrigin::Network;

#[test]
fn the_local_cache_is_read_before_the_shared_one() {
    let other_secret = || {
        let mut entry = with_token("local", Some(1799));
        entry.token.as_mut().unwrap().secret_check = Some(check("old"));
        entry
    };
    for case in [
        case("cold", Ok(("fresh", NETWORK)), 1),
        case("local", Ok(("local", CACHE)), 0)
            .local(with_token("local", Some(1799)))
            .shared(with_token("shared", Some(1799))),
        case("both expired", Ok(("fresh", NETWORK)), 1)
            .local(with_token("local", Some(0)))
            .shared(with_token("shared", None)),
        case("changed secret", Ok(("fresh", NETWORK)), 1).local(other_secret()),
        case("rejected", Ok(("fresh", NETWORK)), 1)
            .local(with_token("bad", Some(1799)))
            .shared(with_token("bad", Some(1799)))
            .wanted(|wanted| wanted.rejected = Some("bad".to_owned())),
        case("refresh", Ok(("fresh", NETWORK)), 1)
            .local(with_token("local", Some(1799)))
            .shared(with_token("shared", Some(1799)))
            .wanted(|wanted| wanted.refresh = true),
        case("never long enough", Err(Kind::MinValidUnmet), 1)
            .wanted(|wanted| wanted.min_valid = Some(Duration::from_secs(4000))),
        case("offline", Err(Kind::NoCachedToken), 0)
            .shared(with_token("shared", Some(1799)))
            .wanted(|wanted| wanted.offline = true),
    ] {
        case.passes();
    }
    for case in [
        case("shared", Ok(("shared", CACHE)), 0),
        case("local expired", Ok(("shared", CACHE)), 0).local(with_token("local", Some(0))),
        case("changed secret, shared", Ok(("shared", CACHE)), 0).local(other_secret()),
        case("rejected, and replaced elsewhere", Ok(("shared", CACHE)), 0)
            .local(with_token("bad", Some(1799)))
            .wanted(|wanted| wanted.rejected = Some("bad".to_owned())),
        case("long enough", Ok(("shared", CACHE)), 0)
            .local(with_token("local", Some(100)))
            .wanted(|wanted| wanted.min_valid = Some(Duration::from_secs(1000))),
        case("another machine got a token after a rejection here", Ok(("shared", CACHE)), 0)
            .local(with_failure("x", true)),
    ] {
        case.shared(with_token("shared", Some(1799))).copies("shared");
    }
}

#[test]
fn a_cooldown_in_either_store_prevents_a_request() {
    for case in [
        case("local", Err(Kind::CredentialsRejected), 0).local(with_failure("before", true)),
        case("shared", Err(Kind::CredentialsRejected), 0).shared(with_failure("before", true)),
        case("a failure without a cooldown", Ok(("fresh", NETWORK)), 1)
            .local(with_failure("before", false))
            .shared(with_failure("before", false)),
        case("refresh", Ok(("fresh", NETWORK)), 1)
            .shared(with_failure("before", true))
            .wanted(|wanted| wanted.refresh = true),
        case("changed secret", Ok(("fresh", NETWORK)), 1)
            .local(with_failure("before", true))
            .shared(with_failure("before", true))
            .source(|source| source.secret = "new"),
    ] {
        case.passes();
    }
}

#[test]
fn a_process_that_waits_uses_the_outcome_of_the_holder() {
    for case in [
        case("token here", Ok(("new", CACHE)), 0).local_turn(Turn::Busy(Some(with_token("new", Some(1799))))),
        case("new and without a lifetime", Ok(("new", CACHE)), 0).local_turn(Turn::Busy(Some(with_token("new", None)))),
        case("the old ones again", Ok(("fresh", NETWORK)), 1)
            .local(with_token("local", None))
            .shared(with_token("shared", None))
            .local_turn(Turn::Busy(Some(with_token("local", None))))
            // Another process copies the shared token to this machine, which does not make it new.
            .local_turn(Turn::Free(Some(with_token("shared", None))))
            .shared_turn(Turn::Busy(Some(with_token("shared", None))))
            .shared_turn(Turn::Free(Some(with_token("shared", None)))),
        case("new, and too short", Err(Kind::MinValidUnmet), 0)
            .wanted(|wanted| wanted.min_valid = Some(Duration::from_secs(4000)))
            .local_turn(Turn::Busy(Some(with_token("new", Some(1799))))),
        case("a failure of another process", Err(Kind::CredentialsRejected), 0)
            .local_turn(Turn::Busy(Some(with_failure("new", false)))),
        case("a failure from before", Ok(("fresh", NETWORK)), 1)
            .shared(with_failure("old", false))
            .shared_turn(Turn::Busy(Some(with_failure("old", false))))
            .shared_turn(Turn::Free(Some(with_failure("old", false)))),
        case("a failure of another secret", Ok(("fresh", NETWORK)), 1)
            .source(|source| source.secret = "new")
            .shared_turn(Turn::Free(Some(with_failure("new", false)))),
    ] {
        case.passes();
    }
    for case in [
        case("token elsewhere", Ok(("new", CACHE)), 0)
            .shared_turn(Turn::Busy(None))
            .shared_turn(Turn::Busy(Some(with_token("new", Some(1799))))),
        case("token elsewhere, and the lock", Ok(("new", CACHE)), 0)
            .shared_turn(Turn::Free(Some(with_token("new", Some(1799))))),
        case("refresh of another machine", Ok(("new", CACHE)), 0)
            .local(with_token("local", Some(1799)))
            .shared(with_token("shared", Some(1799)))
            .wanted(|wanted| wanted.refresh = true)
            .shared_turn(Turn::Busy(Some(with_token("shared", Some(1799)))))
            .shared_turn(Turn::Busy(Some(with_token("new", Some(1799))))),
    ] {
        case.copies("new");
    }
}

#[test]
fn the_wait_ends_at_the_time_limit_of_the_holder() {
    let mut busy =
        case("a holder that hangs", Ok(("fresh", NETWORK)), 1).wanted(|wanted| wanted.timeout = Duration::from_secs(2));
    for _ in 0..2000 {
        busy = busy.local_turn(Turn::Busy(None));
    }
    let effects = busy.passes();
    // 5 s for reading the secret, 2 s for the request of another machine, 2 s for the holder's own, and 1 s after each.
    assert!((Duration::from_secs(11)..Duration::from_secs(12)).contains(&effects.waited), "{:?}", effects.waited);
}

#[test]
fn a_broken_cache_fails_a_run_only_if_it_is_required() {
    for mut case in [
        case("no local lock", Ok(("fresh", NETWORK)), 1).local_turn(Turn::Broken),
        case("no shared lock", Ok(("fresh", NETWORK)), 1).shared_turn(Turn::Broken),
        case("no shared lock, and it is required", Err(Kind::SharedCacheFailed), 0).shared_turn(Turn::Broken),
    ] {
        case.shared_is_required = case.requests == 0;
        case.passes();
    }
    let mut full = case("full when it is written", Ok(("fresh", NETWORK)), 1);
    full.local.cannot_save = true;
    assert_eq!(full.passes().shared.len(), 1);
    let mut full = case("full before the provider is asked", Ok(("fresh", NETWORK)), 1);
    full.local.cannot_prepare = true;
    assert_eq!(full.passes().shared.len(), 1);
}

#[test]
fn a_failure_keeps_the_stored_token_unless_it_was_rejected() {
    for (rejected, kept) in [(None, Some("shared")), (Some("shared".to_owned()), None)] {
        let effects = case("rejected", Err(Kind::CredentialsRejected), 1)
            .local(with_token("local", Some(0)))
            .shared(with_token("shared", Some(10)))
            .wanted(|wanted| {
                wanted.rejected = rejected;
                wanted.min_valid = Some(Duration::from_secs(1000));
            })
            .source(|source| source.rejects = true)
            .passes();
        assert_eq!((effects.local.len(), effects.shared.len(), effects.released), (1, 1, 0));
        assert_eq!(Entry::token_id(effects.shared.first()), kept);
        assert!(effects.shared[0].failures.first().is_some_and(|failure| failure.until.is_some()));
    }
}

#[test]
fn a_secret_that_cannot_be_read_fails_only_the_processes_that_wait() {
    let effects =
        case("unreadable", Err(Kind::CredentialSourceFailed), 0).source(|source| source.cannot_read = true).passes();
    let recorded = &effects.local[0].failures[0];
    assert_eq!((recorded.until, recorded.count), (None, 0));
    assert!(effects.shared.is_empty());
}

/// Returns an entry with a rejection of `secret` whose cooldown is over.
fn rejected_before() -> Entry {
    let mut before = with_failure("before", true);
    before.failures[0].at = clock::plus_seconds(clock::now(), -60);
    before.failures[0].until = Some(clock::plus_seconds(clock::now(), -30));
    before
}

#[test]
fn rejections_of_each_secret_and_way_of_sending_are_counted() {
    let other = Some(key().sending_check(&[b"other"]));
    for (secret, sending, counts) in
        [("secret", None, vec![2]), ("new", None, vec![1, 1]), ("secret", other, vec![1, 1])]
    {
        let mut before = rejected_before();
        before.failures[0].sending_check = Some(key().sending_check(&[b"usual"])).filter(|_| sending.is_some());
        let effects = case("rejected again", Err(Kind::CredentialsRejected), 1)
            .local(before)
            .source(|source| (source.rejects, source.secret, source.sending) = (true, secret, sending))
            .passes();
        let counted: Vec<u32> = effects.local[0].failures.iter().map(|failure| failure.count).collect();
        assert_eq!(counted, counts, "{secret} {sending:?}");
    }
}

#[test]
fn a_failure_that_is_no_rejection_keeps_cooldowns_and_counts() {
    let mut before = with_failure("before", true);
    before.failures[0].count = 3;
    let left = case("unreadable", Err(Kind::CredentialSourceFailed), 0)
        .local(before)
        .wanted(|wanted| wanted.refresh = true)
        .source(|source| source.cannot_read = true)
        .passes();
    let left = left.local.into_iter().next().unwrap();
    assert_eq!(left.failures.iter().map(|failure| failure.count).collect::<Vec<_>>(), [0, 3]);
    let check = RequestCheck { secret: Some(check("secret")), sending: None };
    assert_eq!(rejections_in_a_row(Some(&left), check), 3);
    case("still in the cooldown", Err(Kind::CredentialsRejected), 0).local(left).passes();
}

/// Neither entry had a token when it was read. Another process stored a failure in the first one since then.
#[test]
fn a_late_copy_restores_no_replaced_token_and_deletes_no_rejection() {
    for (current, saved) in [(with_failure("rejected", true), 0), (empty(), 1)] {
        let (machine, local) = (FakeMachine::default(), FakeLocal::default());
        let mut current = current;
        current.mark_replaced("dead");
        local.entry.replace(Some(current));
        let cache = Cache::new(machine, Some(local), None::<FakeShared>, false);
        run_to_end(cache.copy_to_local(&with_token("dead", Some(1799)), None));
        let (_, local, _) = cache.into_parts();
        let stored = local.unwrap().saved.into_inner();
        assert_eq!(stored.len(), saved);
        assert!(stored.iter().all(|entry| entry.token.is_none() && entry.replaced == ["dead"]), "{stored:?}");
    }
}

/// Another process copied the expired token from the shared cache during the wait.
#[test]
fn an_expired_token_that_appears_during_a_wait_is_not_new() {
    let mut expired = with_token("expired", Some(0));
    expired.token.as_mut().unwrap().token.expires_at = Some(clock::plus_seconds(clock::now(), -300));
    let _ = case("expired", Ok(("fresh", NETWORK)), 1)
        .local_turn(Turn::Busy(Some(expired.clone())))
        .local_turn(Turn::Free(Some(expired)))
        .passes();
    let mut failure = with_failure("long ago", false);
    failure.failures[0].at = clock::plus_seconds(clock::now(), -300);
    let _ = case("failed", Ok(("fresh", NETWORK)), 1).local_turn(Turn::Free(Some(failure))).passes();
}

/// The clock was set back, so the dead token seems to be the newer one.
#[test]
fn a_replaced_token_does_not_return_from_the_shared_cache() {
    let mut dead = with_token("dead", Some(1799));
    let mut local = with_token("local", Some(1799));
    local.mark_replaced("dead");
    dead.token.as_mut().unwrap().token.obtained_at = clock::plus_seconds(clock::now(), 20);
    let effects = case("rejected before", Ok(("fresh", NETWORK)), 1)
        .local(local)
        .shared(dead)
        .wanted(|wanted| wanted.rejected = Some("local".to_owned()))
        .passes();
    let stored = &effects.local[0];
    assert_eq!(stored.replaced, ["local", "dead"]);
    assert_eq!(Entry::from_text(&stored.to_text().unwrap()).unwrap().replaced, stored.replaced);
}

#[test]
fn an_entry_keeps_a_bounded_number_of_rejections() {
    let mut entry = rejected_before();
    for number in 0..100_u32 {
        let secret_check = Some(key().secret_check(&[&number.to_be_bytes()]));
        entry.record(RecordedFailure { secret_check, ..entry.failures[0].clone() });
    }
    assert_eq!(entry.failures.len(), 8);
    let again = Entry::from_text(&entry.to_text().unwrap()).unwrap();
    assert_eq!(again.failures.last().unwrap().secret_check, entry.failures[7].secret_check);
}

#[test]
fn a_token_keeps_the_failure_of_another_secret() {
    for (secret, is_kept) in [("secret", false), ("new", true)] {
        let effects = case("granted", Ok(("fresh", NETWORK)), 1)
            .shared(with_failure("before", false))
            .source(|source| source.secret = secret)
            .passes();
        assert_eq!(!effects.shared[0].failures.is_empty(), is_kept, "{secret}");
    }
}

#[test]
fn no_secret_is_prompted_for_before_it_is_needed() {
    let effects = case("shared", Ok(("shared", CACHE)), 0).shared(with_token("shared", Some(1799))).passes();
    assert_eq!(effects.prepared, 0);
}

#[test]
fn an_old_token_never_replaces_a_newer_one_of_this_machine() {
    let cache = Cache::new(FakeMachine::default(), Some(FakeLocal::default()), None::<FakeShared>, false);
    let seen = with_token("old", Some(0));
    // Another process stored a newer token after `seen` was read.
    let (machine, local, shared) = cache.into_parts();
    local.as_ref().unwrap().entry.replace(Some(with_token("newer", Some(1799))));
    let cache = Cache::new(machine, local, shared, false);
    run_to_end(cache.copy_to_local(&with_token("shared", Some(1799)), Some(&seen)));
    run_to_end(cache.copy_to_local(&with_token("shared", Some(1799)), None));
    let (_, local, _) = cache.into_parts();
    assert!(local.unwrap().saved.into_inner().is_empty());
}
