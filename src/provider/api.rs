//! The headers and paths that a provider's APIs need, besides the token.

use std::borrow::Cow;

use serde::Serialize;

use super::{List, Text};
use crate::config::one_or_many;

/// The headers and paths that a provider's APIs need. The user's own headers replace these.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Api {
    /// The `Accept` of every request.
    #[serde(skip_serializing_if = "is_usual_accept")]
    pub accept: Text,
    /// The content type of a body for which the user names none.
    #[serde(skip_serializing_if = "is_usual_content_type")]
    pub content_type: Text,
    /// The paths, on the base URL, whose POST only reads and must say so with `X-HTTP-Method-Override: GET`.
    #[serde(with = "one_or_many")]
    pub post_reads: List<Text>,
    /// The JSON pointer (RFC 6901) to the link to the next page in a response; none without such links.
    pub next_page: Option<Text>,
}

impl Api {
    /// An API of which only JSON is known.
    pub const JSON: Self = Self {
        accept: Cow::Borrowed("application/json, */*;q=0.5"),
        content_type: Cow::Borrowed("application/json"),
        post_reads: Cow::Borrowed(&[]),
        next_page: None,
    };

    /// Returns whether a POST to this path, below the base URL, only reads.
    pub fn reads_by_post(&self, path: &str) -> bool {
        self.post_reads.iter().any(|known| path.trim_end_matches('/') == &**known)
    }
}

fn is_usual_accept(accept: &Text) -> bool {
    *accept == Api::JSON.accept
}

fn is_usual_content_type(content_type: &Text) -> bool {
    *content_type == Api::JSON.content_type
}
