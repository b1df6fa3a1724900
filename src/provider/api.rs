//! The headers and paths that a provider's APIs need, besides the token.

use std::borrow::Cow;

use super::{List, Text};

/// The headers and paths that a provider's APIs need. The user's own headers replace these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Api {
    /// The `Accept` of every request.
    pub accept: Text,
    /// The content type of a body for which the user names none.
    pub content_type: Text,
    /// The paths, on the base URL, whose POST only reads and must say so with `X-HTTP-Method-Override: GET`.
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
}
