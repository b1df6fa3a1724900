//! Headings, links and tables of a page in Markdown, with the anchors that GitHub gives to headings.

use std::collections::HashMap;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

/// A heading of a page.
pub struct Heading {
    /// Its level: `H1` is the title of the page.
    pub level: HeadingLevel,
    /// Its text, without markup.
    pub text: String,
    /// The fragment of links to it.
    pub anchor: String,
}

/// Parses a page.
pub fn parse(text: &str) -> impl Iterator<Item = Event<'_>> {
    Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH)
}

/// Returns the headings of a page, in order.
pub fn headings(text: &str) -> Vec<Heading> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut headings = Vec::new();
    let mut current = None;
    for event in parse(text) {
        match (event, &mut current) {
            (Event::Start(Tag::Heading { level, .. }), _) => current = Some((level, String::new())),
            (Event::Text(part) | Event::Code(part), Some((_, text))) => text.push_str(&part),
            (Event::End(TagEnd::Heading(_)), _) => {
                let Some((level, text)) = current.take() else { continue };
                let anchor = anchor(&text);
                let count = counts.entry(anchor.clone()).or_default();
                let suffix = if *count == 0 { String::new() } else { format!("-{count}") };
                *count += 1;
                headings.push(Heading { level, text, anchor: anchor + &suffix });
            }
            _ => {}
        }
    }
    headings
}

fn anchor(text: &str) -> String {
    let kept = text.chars().filter(|letter| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

/// Returns the targets of the links and pictures of a page, in order.
pub fn links(text: &str) -> Vec<String> {
    let target = |event| match event {
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => Some(dest_url.into_string()),
        _ => None,
    };
    parse(text).filter_map(target).collect()
}

/// Returns the target and the alternative text of each picture of a page.
pub fn images(text: &str) -> Vec<(String, String)> {
    let mut images: Vec<(String, String)> = Vec::new();
    let mut is_inside = false;
    for event in parse(text) {
        match event {
            Event::Start(Tag::Image { dest_url, .. }) => {
                images.push((dest_url.into_string(), String::new()));
                is_inside = true;
            }
            Event::End(TagEnd::Image) => is_inside = false,
            Event::Text(part) if is_inside => {
                if let Some((_, text)) = images.last_mut() {
                    text.push_str(&part);
                }
            }
            _ => {}
        }
    }
    images
}

/// Returns the rows of each table of a page without its head. A cell is its text without links, and with code in backticks.
pub fn tables(text: &str) -> Vec<Vec<Vec<String>>> {
    let mut tables: Vec<Vec<Vec<String>>> = Vec::new();
    let mut is_cell = false;
    for event in parse(text) {
        let part = match event {
            Event::Start(Tag::Table(_)) => {
                tables.push(Vec::new());
                continue;
            }
            Event::Start(Tag::TableRow) => {
                tables.last_mut().expect("a row is in a table").push(Vec::new());
                continue;
            }
            Event::Start(Tag::TableCell) => {
                is_cell = true;
                if let Some(row) = tables.last_mut().and_then(|table| table.last_mut()) {
                    row.push(String::new());
                }
                continue;
            }
            Event::End(TagEnd::TableCell) => {
                is_cell = false;
                continue;
            }
            Event::Text(part) if is_cell => part.into_string(),
            Event::Code(part) if is_cell => format!("`{part}`"),
            _ => continue,
        };
        if let Some(cell) = tables.last_mut().and_then(|table| table.last_mut()).and_then(|row| row.last_mut()) {
            cell.push_str(&part);
        }
    }
    tables
}
