//! Renders README.md and docs/ as HTML pages with navigation and search, which work without a server.

mod page;
mod search;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use super::markdown;
use super::source::root;

/// The page that lists the pages by question; its headings and links are the navigation of the site.
const INDEX: &str = "docs/README.md";

const ASSETS: [(&str, &str); 2] = [("style.css", include_str!("style.css")), ("search.js", include_str!("search.js"))];

/// A page of the repository.
struct Source {
    /// Its path below the root of the repository, such as `docs/ci.md`.
    path: PathBuf,
    text: String,
}

impl Source {
    /// Returns its title: its first heading.
    fn title(&self) -> String {
        markdown::headings(&self.text).into_iter().next().map(|heading| heading.text).unwrap_or_default()
    }

    /// Returns the path of a file that it links to, below the root of the repository.
    fn target(&self, link: &str) -> PathBuf {
        let dir = self.path.parent().unwrap_or(Path::new(""));
        let mut target = PathBuf::new();
        for part in dir.join(link).components() {
            match part {
                Component::ParentDir => {
                    target.pop();
                }
                part => target.push(part),
            }
        }
        target
    }

    /// Returns what leads from the directory of the page to the root of the site.
    fn to_root(&self) -> String {
        "../".repeat(self.path.components().count() - 1)
    }
}

/// Returns the path below the root of the site for this path below the root of the repository.
fn site_path(path: &Path) -> PathBuf {
    if path == Path::new("README.md") {
        return PathBuf::from("index.html");
    }
    if root().join(path).is_dir() {
        return path.join("index.html");
    }
    if path.extension().is_some_and(|end| end == "md") { path.with_extension("html") } else { path.to_owned() }
}

/// Returns a path with slashes, as in a link.
fn link_text(path: &Path) -> String {
    path.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn sources() -> Vec<Source> {
    let mut paths: Vec<PathBuf> = ["", "docs"]
        .iter()
        .flat_map(|dir| fs::read_dir(root().join(dir)).expect("a directory can be read").flatten())
        .map(|item| item.path())
        .filter(|path| path.extension().is_some_and(|end| end == "md"))
        .map(|path| path.strip_prefix(root()).expect("it is below the root").to_owned())
        .collect();
    paths.sort();
    let read =
        |path: PathBuf| Source { text: fs::read_to_string(root().join(&path)).expect("a page can be read"), path };
    paths.into_iter().map(read).collect()
}

/// Writes the site into this directory, which it replaces.
pub fn build(dir: &Path) {
    let _ = fs::remove_dir_all(dir);
    let write = |path: &Path, content: &[u8]| {
        let file = dir.join(path);
        fs::create_dir_all(file.parent().expect("it is in a directory")).expect("a directory can be created");
        fs::write(file, content).expect("a file of the site can be written");
    };
    let sources = sources();
    let index = sources.iter().find(|source| source.path == Path::new(INDEX)).expect("there is an index");
    let navigation = page::navigation(index, &sources);
    let mut linked = BTreeSet::new();
    for source in &sources {
        write(&site_path(&source.path), page::page(source, &navigation).as_bytes());
        let links = markdown::links(&source.text).into_iter().filter(|link| !link.contains("://"));
        let paths = links.filter_map(|link| link.split('#').next().map(str::to_owned)).filter(|path| !path.is_empty());
        linked.extend(paths.map(|path| source.target(&path)));
    }
    for path in linked {
        let file = root().join(&path);
        if file.is_dir() {
            let items = fs::read_dir(&file).expect("a directory can be read").flatten();
            let mut names: Vec<String> = items.map(|item| item.file_name().to_string_lossy().into_owned()).collect();
            names.sort();
            for name in &names {
                write(&path.join(name), &fs::read(file.join(name)).expect("a linked file can be read"));
            }
            write(&site_path(&path), page::list(&names, &"../".repeat(path.components().count())).as_bytes());
        } else if path.extension().is_none_or(|end| end != "md") {
            write(&path, &fs::read(file).expect("a linked file can be read"));
        }
    }
    for (name, text) in ASSETS {
        write(Path::new(name), text.as_bytes());
    }
    write(Path::new("search-index.js"), search::index(&sources).as_bytes());
}
