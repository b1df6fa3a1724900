//! The printed forms of a token: JSON and table.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use super::table::{Cell, Column, TextTable, Tone};
use crate::clock::{in_words, to_the_second};
use crate::token::{Token, TokenState};

/// The object of `token get --format json` and of `token show --json`.
#[derive(Clone, Debug, Serialize)]
pub struct TokenView {
    /// The provider's name.
    pub provider: String,
    /// The environment's name.
    pub environment: String,
    /// The profile, if one was selected.
    pub profile: Option<String>,
    /// The API's base URL; null for the built-in emulator.
    pub base_url: Option<String>,
    /// The client id; for Sabre v2, the user id of the form `V1:…`.
    pub client_id: String,
    /// The token, complete or masked.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: &'static str,
    /// The granted scope.
    pub scope: Option<String>,
    /// When it was requested, as RFC 3339 in UTC.
    pub obtained_at: Timestamp,
    /// When it expires, as RFC 3339 in UTC; null if neither the response nor the provider's `lifetime` gives it.
    pub expires_at: Option<Timestamp>,
    /// When it expires, in seconds since 1970.
    pub expires_at_unix: Option<i64>,
    /// The seconds until it expires; 0 if it has expired.
    pub expires_in: Option<u64>,
    /// `cache` or `network`.
    pub source: &'static str,
    /// Other fields of the token response.
    pub extra: Map<String, Value>,
}

impl TokenView {
    /// Returns the fields of the token, masked; the caller sets the fields of provider and client.
    pub fn masked(token: &Token, now: Timestamp, source: &'static str) -> Self {
        Self {
            provider: String::new(),
            environment: String::new(),
            profile: None,
            base_url: None,
            client_id: String::new(),
            access_token: token.access_token.masked(),
            token_type: "Bearer",
            scope: token.scope.clone(),
            obtained_at: token.obtained_at,
            expires_at: token.expires_at,
            expires_at_unix: token.expires_at.map(Timestamp::as_second),
            expires_in: token.expires_at.map(|_| token.left(now).as_secs()),
            source,
            extra: token.extra.clone(),
        }
    }

    /// Replaces the masked token with the complete one.
    #[must_use]
    pub fn reveal(mut self, token: &Token) -> Self {
        token.access_token.expose().clone_into(&mut self.access_token);
        self
    }
}

/// A row of the table of `token show`.
#[derive(Clone, Copy, Debug)]
pub struct TokenRow<'a> {
    /// The values of the columns.
    pub view: &'a TokenView,
    /// The token.
    pub token: &'a Token,
    /// The requested scope. A provider that grants all of it can leave the scope out of its response.
    pub requested_scope: Option<&'a str>,
    /// The stores that have the token; empty if they are not shown.
    pub stores: &'static str,
}

/// Builds the table of `token show`.
///
/// The columns of profile, scope and stores are left out if no token has them. A revealed token is always shown.
pub fn token_table(rows: &[TokenRow<'_>], now: Timestamp, is_revealed: bool) -> TextTable {
    let token = Column::new("TOKEN");
    let columns = [
        Column::new("PROVIDER"),
        Column::new("ENVIRONMENT"),
        Column::new("CLIENT ID").optional(2),
        if is_revealed { token } else { token.optional(5) },
        Column::new("OBTAINED").optional(7),
        Column::new("EXPIRES").optional(6),
        Column::new("LEFT").number(),
        Column::new("STATE"),
        Column::new("PROFILE").optional(1),
        Column::new("SCOPE").optional(3),
        Column::new("STORED IN").optional(4),
    ];
    let cells = rows.iter().map(|TokenRow { view, token, requested_scope, stores }| {
        let (left, state) = (token.left(now), token.state(now));
        [
            view.provider.clone().into(),
            view.environment.clone().into(),
            view.client_id.clone().into(),
            view.access_token.clone().into(),
            to_the_second(view.obtained_at).into(),
            view.expires_at.map_or_else(|| "unknown".to_owned(), to_the_second).into(),
            if left.is_zero() { "none".to_owned() } else { in_words(left) }.into(),
            Cell::toned(state.word(), Some(state_tone(state))),
            view.profile.clone().unwrap_or_default().into(),
            view.scope.as_deref().or(*requested_scope).unwrap_or_default().to_owned().into(),
            (*stores).to_owned().into(),
        ]
    });
    TextTable::new(columns, cells).without_empty(&["PROFILE", "SCOPE", "STORED IN"])
}

/// Returns the tone of a token's state.
pub fn state_tone(state: TokenState) -> Tone {
    match state {
        TokenState::Valid => Tone::Good,
        TokenState::Expiring => Tone::Warning,
        TokenState::Expired => Tone::Bad,
    }
}
