//! Finds the source code and the pages, for tests that check them.

use std::fs;
use std::path::{Path, PathBuf};

/// Returns the root directory of the package.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the source files of the program without its unit tests, sorted by path.
pub fn files() -> Vec<PathBuf> {
    let mut files = Vec::new();
    collect(&root().join("src"), &mut files);
    files.sort();
    assert!(files.len() > 20, "src has too few files: {files:?}");
    files
}

/// Returns the pages in the root directory and in docs/, sorted by path.
pub fn pages() -> Vec<PathBuf> {
    let dirs = [root().to_owned(), root().join("docs")].map(|dir| fs::read_dir(dir).expect("a directory can be read"));
    let paths = dirs.into_iter().flatten().flatten().map(|item| item.path());
    let mut pages: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|end| end == "md")).collect();
    pages.sort();
    pages
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) {
    for item in fs::read_dir(dir).expect("a directory of src can be read").flatten() {
        let path = item.path();
        let is_test = path.file_stem().is_some_and(|stem| stem == "tests");
        if path.is_dir() && !is_test {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !is_test {
            files.push(path);
        }
    }
}

/// Returns the code of a file without comment lines and without its `mod tests`.
pub fn code(file: &Path) -> String {
    let text = fs::read_to_string(file).expect("a file of src can be read");
    let mut code = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let is_tests = line.starts_with("#[cfg(")
            && line.contains("test")
            && lines.peek().is_some_and(|next| next.starts_with("mod ") && next.ends_with('{'));
        if is_tests {
            lines.by_ref().find(|line| *line == "}");
        } else if !line.trim_start().starts_with("//") {
            code.push_str(line);
            code.push('\n');
        }
    }
    code
}
