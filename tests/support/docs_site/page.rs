//! One page of the site.

use std::fmt::Write as _;

use pulldown_cmark::{CowStr, Event, Tag, html};

use super::{Source, link_text, site_path};
use crate::support::markdown;

/// A section of the navigation: its heading, and the links and titles of its pages.
pub(super) struct Section {
    heading: String,
    pages: Vec<(String, String)>,
}

/// Returns the pages in the order in which the index names them first, below its headings.
pub(super) fn navigation(index: &Source, sources: &[Source]) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for part in index.text.split("\n## ").skip(1) {
        let (heading, text) = part.split_once('\n').unwrap_or((part, ""));
        let mut pages = Vec::new();
        for link in markdown::links(text) {
            let target = index.target(link.split('#').next().unwrap_or_default());
            let Some(source) = sources.iter().find(|source| source.path == target) else { continue };
            let entry = (link_text(&site_path(&source.path)), source.title());
            if !pages.contains(&entry) && !sections.iter().any(|section| section.pages.contains(&entry)) {
                pages.push(entry);
            }
        }
        sections.push(Section { heading: heading.to_owned(), pages });
    }
    sections
}

/// Returns the HTML of a page.
pub(super) fn page(source: &Source, navigation: &[Section]) -> String {
    let (to_root, own) = (source.to_root(), link_text(&site_path(&source.path)));
    let mut sections = String::new();
    for section in navigation {
        let _ = writeln!(sections, "<h2>{}</h2>\n<ul>", escape(&section.heading));
        for (link, title) in &section.pages {
            let current = if *link == own { " aria-current=\"page\"" } else { "" };
            let _ = writeln!(sections, "<li><a href=\"{to_root}{link}\"{current}>{}</a></li>", escape(title));
        }
        sections.push_str("</ul>\n");
    }
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{} · travauth</title>\n\
         <link rel=\"stylesheet\" href=\"{to_root}style.css\">\n\
         <script defer src=\"{to_root}search-index.js\"></script>\n\
         <script defer src=\"{to_root}search.js\"></script>\n</head>\n<body data-root=\"{to_root}\">\n\
         <header>\n<a class=\"home\" href=\"{to_root}index.html\">travauth</a>\n\
         <a href=\"{to_root}docs/README.html\">All pages</a>\n\
         <div role=\"search\"><input id=\"query\" type=\"search\" placeholder=\"Search\" aria-label=\"Search\" autocomplete=\"off\">\n\
         <ol id=\"results\" aria-live=\"polite\" hidden></ol></div>\n</header>\n\
         <main>\n{}</main>\n<nav aria-label=\"Pages\">\n{sections}</nav>\n</body>\n</html>\n",
        escape(&source.title()),
        body(source),
    )
}

/// Returns the HTML of a page that lists files in its own directory. `to_root` leads to the first page.
pub(super) fn list(names: &[String], to_root: &str) -> String {
    let items: String = names.iter().map(|name| format!("<li><a href=\"{0}\">{0}</a></li>\n", escape(name))).collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Files · travauth</title>\n\
         <link rel=\"stylesheet\" href=\"{to_root}style.css\">\n</head>\n<body>\n\
         <header>\n<a class=\"home\" href=\"{to_root}index.html\">travauth</a>\n\
         <a href=\"{to_root}docs/README.html\">All pages</a>\n</header>\n\
         <main>\n<h1>Files</h1>\n<ul>\n{items}</ul>\n</main>\n</body>\n</html>\n"
    )
}

/// Renders the Markdown: headings get the anchors that links name, and links lead to files of the site.
fn body(source: &Source) -> String {
    let mut anchors = markdown::headings(&source.text).into_iter().map(|heading| heading.anchor);
    let adapt = |event| match event {
        Event::Start(Tag::Heading { level, classes, attrs, .. }) => {
            Event::Start(Tag::Heading { level, id: anchors.next().map(CowStr::from), classes, attrs })
        }
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
            Event::Start(Tag::Link { link_type, dest_url: link(source, &dest_url).into(), title, id })
        }
        // The comments in the pages are notes for the tests.
        Event::Html(text) | Event::InlineHtml(text) if text.trim_start().starts_with("<!--") => Event::Html("".into()),
        event => event,
    };
    let mut body = String::new();
    html::push_html(&mut body, markdown::parse(&source.text).map(adapt));
    // A wide table scrolls by itself.
    body.replace("<table>", "<div class=\"table\"><table>").replace("</table>", "</table></div>")
}

fn link(source: &Source, link: &str) -> String {
    if link.contains("://") || link.starts_with('#') {
        return link.to_owned();
    }
    let (path, fragment) =
        link.split_once('#').map_or((link, String::new()), |(path, name)| (path, format!("#{name}")));
    format!("{}{}{fragment}", source.to_root(), link_text(&site_path(&source.target(path))))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
