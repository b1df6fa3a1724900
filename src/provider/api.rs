//! The headers and paths that a provider's APIs need, besides the token.

use std::borrow::Cow;

use serde::Serialize;

use super::{List, Text};
use crate::config::one_or_many;

/// The headers and paths that a provider's APIs need. The user's own headers replace these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Api {
    /// The `Accept` header of every request.
    #[serde(skip_serializing_if = "is_default_accept")]
    pub accept: Text,
    /// The content type of a body, unless the user sets one.
    #[serde(skip_serializing_if = "is_default_content_type")]
    pub content_type: Text,
    /// The paths, relative to the base URL, where a POST only reads data and needs `X-HTTP-Method-Override: GET`.
    #[serde(with = "one_or_many")]
    pub post_reads: List<Text>,
    /// The JSON pointer (RFC 6901) of the link to the next page in a response; none if there are no such links.
    pub next_page: Option<Text>,
}

impl Api {
    /// An API that uses JSON and has no special paths.
    pub const JSON: Self = Self {
        accept: Cow::Borrowed("application/json, */*;q=0.5"),
        content_type: Cow::Borrowed("application/json"),
        post_reads: Cow::Borrowed(&[]),
        next_page: None,
    };

    /// Returns whether a POST to this path, relative to the base URL, only reads data.
    pub fn reads_by_post(&self, path: &str) -> bool {
        self.post_reads.iter().any(|known| path.trim_end_matches('/') == &**known)
    }
}

fn is_default_accept(accept: &Text) -> bool {
    *accept == Api::JSON.accept
}

fn is_default_content_type(content_type: &Text) -> bool {
    *content_type == Api::JSON.content_type
}
