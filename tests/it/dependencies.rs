//! docs/dependencies.md lists exactly the crates of Cargo.toml.

use std::collections::BTreeSet;
use std::fs;

use crate::support::source::root;

/// Returns the crates of this table, including those for one platform.
fn in_manifest(table: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(root().join("Cargo.toml")).expect("the manifest can be read");
    let manifest: toml::Table = text.parse().expect("the manifest is TOML");
    let targets = manifest.get("target").and_then(toml::Value::as_table).into_iter().flatten();
    let tables = [manifest.get(table)].into_iter().chain(targets.map(|(_, target)| target.get(table)));
    tables.flatten().filter_map(toml::Value::as_table).flat_map(|crates| crates.keys().cloned()).collect()
}

/// Returns the crates under this heading.
fn on_page(heading: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(root().join("docs/dependencies.md")).expect("the page can be read");
    let section =
        text.split("\n## ").find_map(|section| section.strip_prefix(heading)).expect("the page has the heading");
    let rows: Vec<&str> = section.lines().filter_map(|line| line.strip_prefix("| `")).collect();
    for row in &rows {
        let reason = row.split('|').nth(1).unwrap_or_default().trim();
        assert!(reason.ends_with('.') && reason.len() > 10, "a reason is missing: {row}");
    }
    let names: Vec<&str> = rows.iter().filter_map(|row| row.split('`').next()).collect();
    assert!(names.is_sorted(), "not in alphabetical order under {heading}");
    names.into_iter().map(str::to_owned).collect()
}

#[track_caller]
fn assert_same(heading: &str, table: &str) {
    let (page, manifest) = (on_page(heading), in_manifest(table));
    let missing: Vec<_> = manifest.difference(&page).collect();
    let stale: Vec<_> = page.difference(&manifest).collect();
    assert!(missing.is_empty(), "docs/dependencies.md lacks these crates of Cargo.toml: {missing:?}");
    assert!(stale.is_empty(), "docs/dependencies.md lists these crates, which are not in Cargo.toml: {stale:?}");
}

#[test]
fn every_dependency_of_the_program_has_a_reason() {
    assert_same("In the program", "dependencies");
}

#[test]
fn every_dependency_of_the_tests_has_a_reason() {
    assert_same("In tests only", "dev-dependencies");
}
