//! README.md and docs/: links, the index of questions, and the length of README.md.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use pulldown_cmark::HeadingLevel;

use crate::support::{markdown, source};

fn read(page: &Path) -> String {
    fs::read_to_string(page).unwrap_or_else(|error| panic!("{}: {error}", page.display()))
}

/// Returns the mistake in a link, if there is one.
fn mistake(page: &Path, link: &str, repository: Option<&str>) -> Option<&'static str> {
    if link.contains("://") {
        let names_project = link.split('/').skip(3).any(|part| part.trim_end_matches(".git") == "travauth");
        let is_known = repository.is_some_and(|repository| link.starts_with(repository));
        return (names_project && !is_known).then_some("Cargo.toml has another address of the project");
    }
    let (path, fragment) = link.split_once('#').map_or((link, None), |(path, fragment)| (path, Some(fragment)));
    let target =
        if path.is_empty() { page.to_owned() } else { page.parent().expect("a page is in a directory").join(path) };
    if !target.exists() {
        return Some("the file does not exist");
    }
    let fragment = fragment.filter(|_| target.extension().is_some_and(|end| end == "md"))?;
    let is_found = markdown::headings(&read(&target)).iter().any(|heading| heading.anchor == fragment);
    (!is_found).then_some("the page has no such heading")
}

#[test]
fn every_link_leads_to_a_file_and_a_heading() {
    let manifest: toml::Table = read(&source::root().join("Cargo.toml")).parse().expect("the manifest is TOML");
    let repository = manifest["package"].get("repository").and_then(toml::Value::as_str);
    let mut count = 0;
    let mut mistakes = Vec::new();
    for page in source::pages() {
        for link in markdown::links(&read(&page)) {
            count += 1;
            mistakes.extend(mistake(&page, &link, repository).map(|why| format!("{}: {link}: {why}", page.display())));
        }
    }
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
    assert!(count > 150, "only {count} links were found");
}

#[test]
fn a_wrong_link_is_found() {
    let page = source::root().join("docs/README.md");
    for link in ["missing.md", "install.md#missing", "#missing", "https://forge.example/someone/travauth"] {
        assert!(mistake(&page, link, Some("https://forge.example/us/travauth")).is_some(), "{link}");
    }
    for link in
        ["install.md#upgrade", "../README.md", "https://forge.example/us/travauth/issues", "https://example.com"]
    {
        assert_eq!(mistake(&page, link, Some("https://forge.example/us/travauth")), None, "{link}");
    }
}

#[test]
fn every_page_begins_with_its_only_title() {
    for page in source::pages() {
        let headings = markdown::headings(&read(&page));
        let titles: Vec<&str> =
            headings.iter().filter(|one| one.level == HeadingLevel::H1).map(|one| one.text.as_str()).collect();
        assert_eq!(titles, [headings[0].text.as_str()], "{}", page.display());
    }
}

#[test]
fn the_index_leads_to_every_page_and_repeats_no_row() {
    let index = read(&source::root().join("docs/README.md"));
    let links = markdown::links(&index);
    let mut targets = BTreeSet::new();
    for link in &links {
        assert!(targets.insert(link.as_str()), "docs/README.md links to {link} twice");
    }
    let mut questions = BTreeSet::new();
    for row in index.lines().filter_map(|line| line.strip_prefix("| ")) {
        let question = row.split(" |").next().unwrap_or_default();
        assert!(questions.insert(question) || ["question", "---"].contains(&question), "twice: {question}");
    }
    let linked: BTreeSet<&str> = links.iter().filter_map(|link| link.split('#').next()).collect();
    for page in source::pages().iter().filter(|page| page.starts_with(source::root().join("docs"))) {
        let name = page.file_name().and_then(|name| name.to_str()).expect("a page has a name");
        assert!(name == "README.md" || linked.contains(name), "docs/README.md does not link to {name}");
    }
}

/// Returns why two tables say the same: they have a row in common, or most names in the first column.
fn repetition(one: &[Vec<String>], other: &[Vec<String>]) -> Option<String> {
    let normal = |row: &Vec<String>| {
        row.iter().map(|cell| cell.replace('`', "").trim_end_matches('.').to_lowercase()).collect::<Vec<_>>()
    };
    let rows: BTreeSet<Vec<String>> = one.iter().map(normal).collect();
    if let Some(row) = other.iter().map(normal).find(|row| rows.contains(row)) {
        return Some(format!("the row {}", row.join(" | ")));
    }
    let names = |table: &[Vec<String>]| {
        let first = table.iter().filter_map(|row| row.first());
        first.filter(|cell| cell.starts_with('`') && cell.ends_with('`')).cloned().collect::<BTreeSet<_>>()
    };
    let common: Vec<_> = names(one).intersection(&names(other)).cloned().collect();
    let has_most = common.len() >= 3 && common.len() * 2 > one.len().min(other.len());
    has_most.then(|| format!("the names {}", common.join(", ")))
}

#[test]
fn no_table_repeats_one_of_another_page() {
    let pages: Vec<_> = source::pages().into_iter().map(|page| (markdown::tables(&read(&page)), page)).collect();
    let mut mistakes = Vec::new();
    let mut count = 0;
    for (index, (tables, page)) in pages.iter().enumerate() {
        count += tables.len();
        for (others, other) in &pages[index + 1..] {
            let pairs = tables.iter().flat_map(|one| others.iter().map(move |other| (one, other)));
            let found = pairs.filter_map(|(one, other)| repetition(one, other));
            mistakes.extend(found.map(|what| format!("{} and {}: {what}", page.display(), other.display())));
        }
    }
    assert!(mistakes.is_empty(), "keep one of them, and link to it:\n{}", mistakes.join("\n"));
    assert!(count > 50, "only {count} tables were found");
}

#[test]
fn a_repeated_table_is_found() {
    let table = |text: &str| markdown::tables(&format!("| a | b |\n| --- | --- |\n{text}")).remove(0);
    let one = table("| `x` | The [X](x.md) of it. |\n| `y` | why |\n| `z` | zed |\n| `w` | |\n");
    for other in ["| x | the `x` of it |\n| `q` | |\n", "| `x` | 1 |\n| `y` | 2 |\n| `z` | 3 |\n| `v` | 4 |\n"] {
        assert!(repetition(&one, &table(other)).is_some(), "{other}");
    }
    let other = table("| `x` | 1 |\n| y | 2 |\n| z | 3 |\n");
    assert_eq!(repetition(&one, &other), None);
}

#[test]
fn every_picture_and_schema_of_the_docs_is_linked() {
    let root = source::root();
    let linked: BTreeSet<PathBuf> = source::pages()
        .iter()
        .flat_map(|page| {
            let dir = page.parent().expect("a page is in a directory").to_owned();
            markdown::links(&read(page)).into_iter().map(move |link| dir.join(link))
        })
        .filter_map(|path| path.canonicalize().ok())
        .collect();
    for dir in ["docs", "docs/pictures", "docs/schemas"] {
        for file in fs::read_dir(root.join(dir)).expect("a directory can be read").flatten().map(|item| item.path()) {
            let is_shown = file.extension().is_some_and(|end| end == "svg" || end == "json");
            assert!(!is_shown || linked.contains(&file), "no page links to {}", file.display());
        }
    }
}

#[test]
fn every_picture_is_readable_in_dark_and_light_and_loads_nothing() {
    let dir = source::root().join("docs/pictures");
    let files = fs::read_dir(dir).expect("a directory can be read").flatten().map(|item| item.path());
    let pictures: Vec<PathBuf> = files.filter(|file| file.extension().is_some_and(|end| end == "svg")).collect();
    assert!(pictures.len() >= 3, "{pictures:?}");
    for picture in pictures {
        let text = read(&picture);
        for part in ["prefers-color-scheme: dark", "<title id=\"title\">", "<text "] {
            assert!(text.contains(part), "{} lacks {part}", picture.display());
        }
        let text = text.replacen("http://www.w3.org/2000/svg", "", 1);
        for part in ["href", "://", "url(", "@import", "@font-face", "<script", "<foreignObject", "<path", "<image"] {
            assert!(!text.contains(part), "{} contains {part}", picture.display());
        }
    }
}

#[test]
fn every_picture_has_a_text_in_its_place() {
    for page in source::pages() {
        for (image, text) in markdown::images(&read(&page)) {
            assert!(text.len() > 20, "{}: {image} needs a longer alternative text", page.display());
        }
    }
}

#[test]
fn the_readme_is_short_and_shows_the_program_before_the_source_tree() {
    let readme = read(&source::root().join("README.md"));
    assert!(readme.lines().count() <= 120, "README.md has {} lines", readme.lines().count());
    let steps =
        ["cargo install", "-e emulator", "travauth login", "cargo run --release", "tests/run", "docs/README.md"];
    let positions = steps.map(|step| readme.find(step).unwrap_or_else(|| panic!("README.md lacks {step}")));
    assert!(positions.is_sorted(), "{positions:?}");
}
