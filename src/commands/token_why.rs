//! `token show --why`: explains the origin of each value and what the next `token get` would do.

use jiff::Timestamp;

use super::token_filter::nothing_cached;
use super::{Context, Outcome};
use crate::broker::{self, Forecast, Requirements};
use crate::cache::{Entry, RequestCheck};
use crate::cli::ShowArgs;
use crate::clock::{self, in_words, to_the_second};
use crate::credentials::can_prompt;
use crate::failure::Result;
use crate::http::url::shown;
use crate::output::TextTable;
use crate::provider::{Credentials, RequiredSecret, SecretName, no_tokens};
use crate::session::{Session, SharedCachePolicy, TokenOptions};
use crate::settings::{BaseUrl, NetworkFlags, Settings, Target};

type Lines = Vec<(&'static str, String)>;

pub(super) fn run(args: &ShowArgs, context: &Context) -> Result<Outcome> {
    let settings = Settings::load(args.selection.files(), &context.env)?;
    let selection = args.selection.selection();
    let session = Session::open(&settings, &selection, &NetworkFlags::default(), SharedCachePolicy::Optional)?;
    let mut lines = Lines::new();
    lines.extend(settings.config().path().map(|path| ("config", path.display().to_string())));
    lines.extend(settings.config().system_path().map(|path| ("system config", path.display().to_string())));
    let line = context.ui.progress();
    let outcome = explain(&session, args.reveal, &mut lines);
    drop(line);
    let table = TextTable::without_header(lines.into_iter().map(|(name, text)| [name.to_owned(), text]));
    context.ui.table(&table, args.table.wide)?;
    outcome.map(|()| Outcome::Done)
}

/// Adds a line for each known value, and then returns the failure, so that the caller prints the lines first.
fn explain(session: &Session, reveal: bool, lines: &mut Lines) -> Result<()> {
    let target = session.target();
    add_target(target, lines)?;
    lines.extend(session.stored_token_url().map(|url| ("discovered token URL", shown(&url))));
    add_rate(session, lines);
    let credentials = session.credentials()?;
    add_credentials(credentials, lines);
    let refresh_token = target.used_refresh_token();
    lines.extend(refresh_token.map(|token| ("refresh token", format!("{} ({})", token.value.name(), token.origin))));
    if let Some(failure) = no_tokens(&target.provider.value) {
        return Err(failure);
    }
    let wanted = session.requirements(&TokenOptions::default())?;
    lines.push(("cache", session.cache().location(&wanted.key)));
    let [local, shared] = session.load_entries(&wanted.key)?;
    lines.extend(session.cache().shared_server().map(|server| ("shared cache", server)));
    let entries = CacheView {
        local: local.as_ref(),
        shared: shared.as_ref(),
        wanted: &wanted,
        check: session.request_check()?,
        now: clock::now(),
    };
    entries.add_token(reveal, lines);
    entries.add_shared_token(lines);
    entries.add_last_failure(lines);
    entries.add_forecast(credentials, lines);
    let has_token = [&local, &shared].into_iter().flatten().any(|entry| entry.token.is_some());
    if has_token { Ok(()) } else { Err(nothing_cached()) }
}

fn add_target(target: &Target, lines: &mut Lines) -> Result<()> {
    lines.extend(target.profile.as_ref().map(|profile| ("profile", format!("{} ({})", profile.value, profile.origin))));
    lines.push(("provider", format!("{} ({})", target.provider.value.name, target.provider.origin)));
    lines.push(("environment", format!("{} ({})", target.environment.value, target.environment.origin)));
    let token_label = if target.issuer().is_some() { "issuer" } else { "token URL" };
    match &target.base_url {
        BaseUrl::Url(base) => {
            lines.push(("base URL", shown(base)));
            lines.push((token_label, target.token_url(base)?.to_string()));
        }
        BaseUrl::Emulator => {
            lines.push(("base URL", "the built-in emulator, started when it is needed".to_owned()));
        }
        BaseUrl::Unknown => {
            lines.push(("base URL", "not known; only `call` and `check` need it".to_owned()));
            lines.push((token_label, target.absolute_token_url()?.to_string()));
        }
    }
    Ok(())
}

/// Adds the rate of API requests.
fn add_rate(session: &Session, lines: &mut Lines) {
    let rate = session.rate().map_or_else(
        || "none is set or documented".to_owned(),
        |rate| format!("{} for all requests of this account ({})", rate.value, rate.origin),
    );
    lines.push(("rate", rate));
}

fn add_credentials(credentials: &Credentials, lines: &mut Lines) {
    lines.push(("client id", format!("{} ({})", credentials.client_id.value, credentials.client_id.origin)));
    lines.extend(credentials.username.iter().map(|username| ("user name", username.clone())));
    for name in SecretName::ALL {
        match credentials.secret(name) {
            RequiredSecret::NotNeeded => {}
            RequiredSecret::Known(found) => {
                lines.push((name.label(), format!("{} ({})", found.source.name(), found.origin)));
            }
            RequiredSecret::Missing(where_to_set) => lines.push((name.label(), format!("missing; set {where_to_set}"))),
        }
    }
}

/// The cache entries, and the requirements of the next token request.
struct CacheView<'a> {
    local: Option<&'a Entry>,
    shared: Option<&'a Entry>,
    wanted: &'a Requirements,
    check: RequestCheck,
    now: Timestamp,
}

impl CacheView<'_> {
    fn add_token(&self, reveal: bool, lines: &mut Lines) {
        let Some(cached) = self.local.and_then(|entry| entry.token.as_ref()) else {
            lines.push(("token", "none".to_owned()));
            return;
        };
        let token = &cached.token;
        let text = if reveal { token.access_token.expose().to_owned() } else { token.access_token.masked() };
        lines.push(("token", format!("{text} ({})", token.state(self.now).word())));
        lines.push(("obtained", with_age(token.obtained_at, self.now)));
        let left = token.left(self.now);
        let expires = match token.expires_at {
            None => "unknown: the provider sent no lifetime".to_owned(),
            Some(expires_at) if left.is_zero() => with_age(expires_at, self.now),
            Some(expires_at) => format!("{}, in {}", to_the_second(expires_at), in_words(left)),
        };
        lines.push(("expires", expires));
    }

    /// Adds the token of the shared cache.
    fn add_shared_token(&self, lines: &mut Lines) {
        let Some(cached) = self.shared.and_then(|entry| entry.token.as_ref()) else { return };
        let text = if Entry::token_id(self.local) == Entry::token_id(self.shared) {
            "the same".to_owned()
        } else {
            let (masked, state) = (cached.token.access_token.masked(), cached.token.state(self.now).word());
            format!("{masked} ({state}), obtained {}", with_age(cached.token.obtained_at, self.now))
        };
        lines.push(("shared token", text));
    }

    /// Adds the last failure; in a cooldown also its start, its end, its reason and how to continue.
    fn add_last_failure(&self, lines: &mut Lines) {
        let entries = [self.local, self.shared];
        let active =
            entries.into_iter().find_map(|entry| broker::cooling_failure(entry, self.wanted, self.check, self.now));
        let last = || self.local.or(self.shared).and_then(|entry| entry.failures.first());
        let Some(recorded) = active.or_else(last) else { return };
        lines.push(("last failure", recorded.failure.message()));
        if active.is_none() {
            lines.push(("failed", format!("{}; it does not affect the next request", with_age(recorded.at, self.now))));
            return;
        }
        let (reason, how) = broker::why_and_how_to_continue(recorded.failure.kind());
        let until = recorded.until.unwrap_or(self.now);
        let left = in_words(clock::until(self.now, until));
        lines.push(("cooldown since", format!("{}, {reason}", with_age(recorded.at, self.now))));
        lines.push(("cooldown until", format!("{}, in {left}", to_the_second(until))));
        lines.extend(recorded.failure.hint_line().map(|hints| ("what to do", hints)));
        lines.push(("to continue", how.to_owned()));
    }

    fn add_forecast(&self, credentials: &Credentials, lines: &mut Lines) {
        let next = broker::forecast(self.local, self.shared, self.wanted, self.check, self.now);
        let missing = match next {
            Forecast::Fetch(_) => missing_secrets(credentials),
            Forecast::Cached | Forecast::Shared | Forecast::Cooldown(..) => String::new(),
        };
        lines.push(("next token get", format!("{next}{missing}")));
    }
}

fn with_age(time: Timestamp, now: Timestamp) -> String {
    format!("{}, {} ago", to_the_second(time), in_words(clock::until(time, now)))
}

/// Describes the secrets that are missing for a token request, as the end of a forecast.
fn missing_secrets(credentials: &Credentials) -> String {
    let is_missing = |name: &SecretName| matches!(credentials.secret(*name), RequiredSecret::Missing(_));
    let missing: Vec<&str> = SecretName::ALL.into_iter().filter(is_missing).map(SecretName::label).collect();
    match (missing.as_slice(), can_prompt()) {
        ([], _) => String::new(),
        (names, true) => format!("; it prompts for the {}", names.join(" and the ")),
        (names, false) => format!("; it fails, because the {} is missing", names.join(" and the ")),
    }
}
