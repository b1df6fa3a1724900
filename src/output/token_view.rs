//! The printed forms of a token: JSON and table.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use super::table::table;
use crate::clock::{in_words, to_the_second};
use crate::token::Token;

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

/// Formats the table of `token show`, one line per token.
///
/// The last column shows which cache has the token. It is left out if no row has this value.
pub fn token_table(rows: &[(&TokenView, &Token, Option<&'static str>)], now: Timestamp) -> String {
    let mut header = vec!["PROVIDER", "ENVIRONMENT", "CLIENT ID", "TOKEN", "OBTAINED", "EXPIRES", "LEFT", "STATE"];
    header.extend(rows.iter().any(|(_, _, location)| location.is_some()).then_some("STORED"));
    let cells = rows.iter().map(|(view, token, location)| {
        let left = token.left(now);
        let mut row = vec![
            view.provider.clone(),
            view.environment.clone(),
            view.client_id.clone(),
            view.access_token.clone(),
            to_the_second(view.obtained_at),
            view.expires_at.map_or_else(|| "unknown".to_owned(), to_the_second),
            if left.is_zero() { "none".to_owned() } else { in_words(left) },
            token.state(now).word().to_owned(),
        ];
        row.extend(location.map(str::to_owned));
        row
    });
    table(&header, cells)
}
