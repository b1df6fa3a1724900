//! The token of a call: from the broker, and anew when the API says that it is dead.

use reqwest::header::HeaderValue;

use crate::broker::{self, Obtained, TokenSource, Wish};
use crate::cache::TokenStore;
use crate::failure::{Failure, Result};
use crate::secret::Secret;

/// The token, got when it is first needed.
pub struct Bearer<'a> {
    store: &'a dyn TokenStore,
    source: &'a mut dyn TokenSource,
    wish: Wish,
    obtained: Option<Obtained>,
}

impl<'a> Bearer<'a> {
    /// Nothing is asked for yet.
    pub fn new(store: &'a dyn TokenStore, source: &'a mut dyn TokenSource, wish: Wish) -> Self {
        Self { store, source, wish, obtained: None }
    }

    /// The token.
    pub fn token(&mut self) -> Result<&Secret> {
        let obtained = match self.obtained.take() {
            Some(obtained) => obtained,
            None => broker::obtain(self.store, &self.wish, self.source)?,
        };
        Ok(&self.obtained.insert(obtained).held.token.access_token)
    }

    /// The `Authorization` header.
    pub fn header(&mut self) -> Result<HeaderValue> {
        let text = format!("Bearer {}", self.token()?.expose());
        let mut value = HeaderValue::from_str(&text).map_err(|error| Failure::from(anyhow::Error::new(error)))?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// The API rejected the token: another one is asked for next time, which may be one that another process has got since.
    pub fn reject(&mut self) {
        if let Some(obtained) = self.obtained.take() {
            self.wish.rejected = Some(obtained.held.id);
        }
    }
}
