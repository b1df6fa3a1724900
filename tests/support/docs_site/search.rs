//! The index of the search: one entry for each heading, in a script, because a page in a file cannot load data.

use pulldown_cmark::{Event, Tag, TagEnd};
use serde_json::json;

use super::{Source, link_text, site_path};
use crate::support::markdown;

/// Returns a script that sets the global `SEARCH_INDEX`.
pub(super) fn index(sources: &[Source]) -> String {
    let entries: Vec<serde_json::Value> = sources.iter().flat_map(entries).collect();
    format!("\"use strict\";\nconst SEARCH_INDEX = {};\n", serde_json::Value::from(entries))
}

fn entries(source: &Source) -> Vec<serde_json::Value> {
    let (page, title) = (link_text(&site_path(&source.path)), source.title());
    let mut texts: Vec<String> = Vec::new();
    let mut is_heading = false;
    for event in markdown::parse(&source.text) {
        match event {
            Event::Start(Tag::Heading { .. }) => {
                is_heading = true;
                texts.push(String::new());
            }
            Event::End(TagEnd::Heading(_)) => is_heading = false,
            Event::Text(part) | Event::Code(part) if !is_heading => {
                if let Some(text) = texts.last_mut() {
                    text.push_str(&part);
                }
            }
            Event::SoftBreak | Event::HardBreak | Event::End(_) => {
                if let Some(text) = texts.last_mut() {
                    text.push(' ');
                }
            }
            _ => {}
        }
    }
    let entry = |(heading, text): (markdown::Heading, String)| {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        json!({"link": format!("{page}#{}", heading.anchor), "page": title, "heading": heading.text, "text": text})
    };
    markdown::headings(&source.text).into_iter().zip(texts).map(entry).collect()
}
