//! Pagination: finds the link to the next page, and detects loops.

use std::borrow::Cow;
use std::collections::HashSet;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use url::Url;

use crate::failure::{Failure, Kind, Result};

/// Returns the link to the next page, which is at this JSON pointer; none on the last page.
pub(crate) fn next_link(body: &[u8], pointer: &str) -> Result<Option<String>> {
    let steps: Vec<String> =
        pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect();
    let mut document = serde_json::Deserializer::from_slice(body);
    let link = Lookup(&steps).deserialize(&mut document).and_then(|link| document.end().map(|()| link));
    let link = link.map_err(|error| {
        Failure::new(Kind::BadResponse, "the response is not JSON, so it has no link to a next page")
            .because(error)
            .hint("leave --paginate out")
    })?;
    Ok(link.filter(|link| !link.is_empty()))
}

/// Finds the text at these steps of a JSON pointer, without keeping the rest of the document, which can be large.
#[derive(Clone, Copy)]
struct Lookup<'p>(&'p [String]);

impl<'de> DeserializeSeed<'de> for Lookup<'_> {
    type Value = Option<String>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Lookup<'_> {
    type Value = Option<String>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            match self.0.split_first() {
                Some((step, rest)) if *step == name => found = map.next_value_seed(Lookup(rest))?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(found)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let (index, rest) = match self.0.split_first() {
            Some((step, rest)) => (step.parse().ok(), rest),
            None => (None, self.0),
        };
        let mut found = None;
        for number in 0_usize.. {
            if Some(number) == index {
                match items.next_element_seed(Lookup(rest))? {
                    Some(link) => found = link,
                    None => break,
                }
            } else if items.next_element::<IgnoredAny>()?.is_none() {
                break;
            }
        }
        Ok(found)
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(self.0.is_empty().then(|| text.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }
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
            (r#"{"meta":7,"a":[true,1.5,-1,null,{}],"meta":{"links":{"next":"p"}}}"#, Some("p")),
            ("[]", None),
            ("1", None),
            ("null", None),
        ] {
            assert_eq!(next_link(body.as_bytes(), pointer).unwrap().as_deref(), expected, "{body}");
        }
        assert_eq!(next_link(br#"[{"a/b~":"p"}]"#, "/0/a~1b~0").unwrap().as_deref(), Some("p"));
        assert_eq!(next_link(br#"{"x":["p"]}"#, "/x/1").unwrap(), None);
        assert_eq!(next_link(b"{} x", pointer).unwrap_err().kind(), Kind::BadResponse);
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
