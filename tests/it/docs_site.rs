//! The HTML pages that `just docs` builds.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{docs_site, source};

/// Returns all files below a directory.
fn files(dir: &Path) -> Vec<PathBuf> {
    let items = fs::read_dir(dir).expect("a directory can be read").flatten().map(|item| item.path());
    items.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Returns the values of an attribute in a page.
fn attributes<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let start = format!(" {name}=\"");
    page.split(&start).skip(1).filter_map(|part| part.split('"').next()).collect()
}

/// Builds the site into target/docs-site, where `just docs` leaves it for the reader.
#[test]
fn every_link_of_the_site_leads_to_a_file_and_an_anchor() {
    let dir = source::root().join("target/docs-site");
    docs_site::build(&dir);
    let pages: HashMap<PathBuf, String> = files(&dir)
        .into_iter()
        .filter(|file| file.extension().is_some_and(|end| end == "html"))
        .map(|file| (file.clone(), fs::read_to_string(file).expect("a page can be read")))
        .collect();
    let anchors: HashMap<&PathBuf, BTreeSet<&str>> =
        pages.iter().map(|(file, page)| (file, attributes(page, "id").into_iter().collect())).collect();
    let mut mistakes = Vec::new();
    let mut count = 0;
    for (file, page) in &pages {
        for link in attributes(page, "href").into_iter().chain(attributes(page, "src")) {
            if link.contains("://") {
                continue;
            }
            count += 1;
            let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
            let dir = file.parent().expect("a page is in a directory");
            let target = if path.is_empty() { Ok(file.clone()) } else { dir.join(path).canonicalize() };
            let is_found = target.is_ok_and(|target| {
                target.is_file()
                    && (fragment.is_empty() || anchors.get(&target).is_some_and(|ids| ids.contains(fragment)))
            });
            if !is_found {
                mistakes.push(format!("{}: {link}", file.display()));
            }
        }
    }
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
    assert!(count > 1000, "only {count} links were found");
    let index = fs::read_to_string(dir.join("search-index.js")).expect("there is an index");
    let entries = index.split_once('[').and_then(|(_, text)| text.rsplit_once(']')).expect("the index is an array").0;
    let entries: Vec<serde_json::Value> = serde_json::from_str(&format!("[{entries}]")).expect("the index is JSON");
    for entry in &entries {
        let link = entry["link"].as_str().expect("an entry has a link");
        let (path, fragment) = link.split_once('#').expect("a link has an anchor");
        assert!(anchors[&dir.join(path)].contains(fragment), "{link}");
    }
    assert!(entries.iter().any(|entry| entry["heading"] == "Uninstall"), "the index lacks a heading");
}
