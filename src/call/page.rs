//! Pagination: finds the link to the next page, detects loops, and waits between requests.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use serde_json::Value;
use url::Url;

use crate::failure::{Failure, Kind, Result};

/// Returns the link to the next page, which is at this JSON pointer; none on the last page.
pub(crate) fn next_link(body: &[u8], pointer: &str) -> Result<Option<String>> {
    let document: Value = serde_json::from_slice(body).map_err(|error| {
        Failure::new(Kind::BadResponse, "the response is not JSON, so it has no link to a next page")
            .because(error)
            .hint("leave --paginate out")
    })?;
    let link = document.pointer(pointer).and_then(Value::as_str);
    Ok(link.filter(|link| !link.is_empty()).map(str::to_owned))
}

/// The pages that were requested.
#[derive(Debug, Default)]
pub(crate) struct VisitedPages(HashSet<String>);

impl VisitedPages {
    /// Records a page, and returns whether it is new.
    pub(crate) fn insert(&mut self, url: &Url) -> bool {
        self.0.insert(url.to_string())
    }
}

/// Limits the rate of requests.
#[derive(Debug)]
pub(crate) struct Pacer {
    interval: Duration,
    next: Option<Instant>,
}

impl Pacer {
    /// Creates a pacer with at least this interval between the starts of two requests.
    pub(crate) fn new(interval: Duration) -> Self {
        Self { interval, next: None }
    }

    /// Waits until the next request may start.
    pub(crate) fn wait(&mut self) {
        let now = Instant::now();
        if let Some(pause) = self.next.and_then(|next| next.checked_duration_since(now)) {
            std::thread::sleep(pause);
        }
        self.next = Instant::now().checked_add(self.interval);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pointer_finds_the_next_page() {
        let pointer = "/meta/links/next";
        for (body, expected) in [
            (r#"{"meta":{"links":{"next":"https://x/y"}}}"#, Some("https://x/y")),
            (r#"{"meta":{"links":{"next":null}}}"#, None),
            (r#"{"meta":{"links":{"next":""}}}"#, None),
            (r#"{"meta":{}}"#, None),
            ("[]", None),
        ] {
            assert_eq!(next_link(body.as_bytes(), pointer).unwrap().as_deref(), expected, "{body}");
        }
        assert_eq!(next_link(b"<html>", pointer).unwrap_err().kind(), Kind::BadResponse);
        assert_eq!(next_link(b"", pointer).unwrap_err().kind(), Kind::BadResponse);
    }

    #[test]
    fn a_page_is_new_once() {
        let mut visited = VisitedPages::default();
        let url = Url::parse("https://a.example/x?p=1").unwrap();
        assert!(visited.insert(&url) && !visited.insert(&url));
    }
}
