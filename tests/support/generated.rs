//! Compares the generated files with the code, or writes them again if `UPDATE=1` is set.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::source::root;

fn is_update() -> bool {
    std::env::var_os("UPDATE").is_some_and(|value| value == "1")
}

fn compare(path: &str, wanted: &[u8]) -> Result<(), String> {
    let file = root().join(path);
    if is_update() {
        fs::create_dir_all(file.parent().expect("the file is in a directory")).expect("the directory can be created");
        fs::write(&file, wanted).expect("a generated file can be written");
        return Ok(());
    }
    let found = fs::read(&file).map_err(|error| format!("{path}: {error}"))?;
    if found == wanted {
        return Ok(());
    }
    let (found, wanted) = (String::from_utf8_lossy(&found), String::from_utf8_lossy(wanted));
    let line = found.lines().zip(wanted.lines()).take_while(|(found, wanted)| found == wanted).count();
    let at = |text: &str| text.lines().nth(line).unwrap_or("(end of file)").to_owned();
    Err(format!("{path}, line {}:\n  found     {}\n  expected  {}", line + 1, at(&found), at(&wanted)))
}

/// Compares the file with its expected content, or writes that content.
#[track_caller]
pub fn assert_same(path: &str, wanted: &[u8]) {
    assert_all([compare(path, wanted)]);
}

#[track_caller]
fn assert_all(outcomes: impl IntoIterator<Item = Result<(), String>>) {
    let wrong: Vec<String> = outcomes.into_iter().filter_map(Result::err).collect();
    assert!(wrong.is_empty(), "{}\nrun `just generate` and check the difference", wrong.join("\n"));
}

/// Compares a directory with the files that should be in it, and no others.
#[track_caller]
pub fn assert_same_dir(dir: &str, wanted: &[(String, Vec<u8>)]) {
    let names: BTreeSet<&str> = wanted.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names.len(), wanted.len(), "two files with one name in {dir}");
    assert_all(wanted.iter().map(|(name, text)| compare(&format!("{dir}/{name}"), text)));
    let stale = |path: &Path| path.file_name().is_none_or(|name| !names.contains(&*name.to_string_lossy()));
    let present = fs::read_dir(root().join(dir)).expect("it is a directory").flatten().map(|item| item.path());
    for path in present.filter(|path| stale(path)) {
        if is_update() {
            fs::remove_file(&path).expect("a stale file can be deleted");
        } else {
            panic!("{} is no longer generated: run `just generate`", path.display());
        }
    }
}
