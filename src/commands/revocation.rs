//! Revokes the cached tokens of a profile, for `logout --revoke`.

use std::sync::Arc;

use crate::cache::Entry;
use crate::clock;
use crate::failure::{Failure, Result};
use crate::provider::RevokedToken;
use crate::session::{Session, SharedCachePolicy, TokenOptions};
use crate::settings::{NetworkFlags, Selection, Settings};

/// The revocation of a profile's tokens.
pub(super) struct Revocation {
    session: Arc<Session>,
    name: String,
}

impl Revocation {
    /// Prepares the revocation. Nothing is sent yet.
    ///
    /// # Errors
    ///
    /// Fails when the provider has no revocation URL.
    pub(super) fn prepare(settings: &Settings, name: &str) -> Result<Self> {
        let selection = Selection { profile: Some(name.to_owned()), ..Selection::default() };
        let session =
            Session::open(settings, &selection, &NetworkFlags::default(), SharedCachePolicy::WorkingIfConfigured)?;
        session.revocation_url()?;
        Ok(Self { session, name: name.to_owned() })
    }

    /// Revokes the tokens, and describes in a line what was done.
    ///
    /// # Errors
    ///
    /// Fails when a token that is still valid could not be revoked.
    pub(super) fn run(&self) -> Result<String> {
        // A server can revoke the access tokens of a refresh token together with it.
        let refresh_token = self.session.refresh_token()?.map(RevokedToken::Refresh);
        let tokens: Vec<RevokedToken> = refresh_token.into_iter().chain(self.access_tokens()?).collect();
        for token in &tokens {
            self.session.revoke(token).map_err(|failure| self.with_logout_hint(failure))?;
        }
        let labels: Vec<&str> = tokens.iter().map(RevokedToken::label).collect();
        Ok(match labels.as_slice() {
            [] => "revoked no token, because no valid one is cached".to_owned(),
            labels => format!("revoked the {}", labels.join(" and the ")),
        })
    }

    /// Returns the cached tokens that are still valid.
    fn access_tokens(&self) -> Result<Vec<RevokedToken>> {
        let key = self.session.requirements(&TokenOptions::default())?.key;
        let [local, shared] = self.session.load_entries(&key)?;
        let is_other = Entry::token_id(local.as_ref()) != Entry::token_id(shared.as_ref());
        let now = clock::now();
        let entries = [local, shared.filter(|_| is_other)].into_iter().flatten();
        let tokens = entries.filter_map(|entry| Some(entry.token?.token));
        let valid = tokens.filter(|token| token.expires_at.is_none_or(|time| time > now));
        Ok(valid.map(|token| RevokedToken::Access(token.access_token)).collect())
    }

    fn with_logout_hint(&self, failure: Failure) -> Failure {
        failure.hint(format!("nothing was deleted; `travauth logout {}` deletes everything here without it", self.name))
    }
}
