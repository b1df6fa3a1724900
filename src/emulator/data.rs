//! Reads response bodies from the user's files, which are named after the path of the request.
//!
//! `v1/some/path.json` is the response to `GET /v1/some/path`, and `v1/some/path.POST.json` is the response to a `POST`.
//! A file is read for each request, so it can be changed while the emulator runs.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use hyper::Method;
use percent_encoding::percent_decode_str;

/// The largest file that is read, in bytes.
const MAX_SIZE: u64 = 64 << 20;
/// The methods for which there can be a file.
const METHODS: [Method; 5] = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

/// Returns the text of the file for a request, if the file exists.
///
/// # Errors
/// Fails if the file exists and cannot be used; the error contains its path.
pub fn find(dir: &Path, method: &Method, path: &str) -> io::Result<Option<String>> {
    let method = if method == Method::HEAD { &Method::GET } else { method };
    let Some(stem) = stem(dir, path).filter(|_| METHODS.contains(method)) else {
        return Ok(None);
    };
    for file in files(&stem, method) {
        match read(&file) {
            Err(error) if is_absent(&error) => {}
            Err(error) => return Err(io::Error::new(error.kind(), format!("{}: {error}", file.display()))),
            Ok(text) => return Ok(Some(text)),
        }
    }
    Ok(None)
}

/// Returns the methods for which there are files, in the form of the header `Allow`.
pub fn allowed(dir: &Path, path: &str) -> Option<String> {
    let stem = stem(dir, path)?;
    let exists = |method: &&Method| files(&stem, method).iter().any(|file| file.is_file());
    let methods: Vec<&str> = METHODS.iter().filter(exists).map(Method::as_str).collect();
    (!methods.is_empty()).then(|| methods.join(", "))
}

/// Returns the path of the files without their extensions, or `None` for a path that could leave the directory.
fn stem(dir: &Path, path: &str) -> Option<PathBuf> {
    let mut stem = dir.to_owned();
    for segment in path.strip_prefix('/')?.split('/') {
        let segment = percent_decode_str(segment).decode_utf8().ok()?;
        let leaves_directory = matches!(&*segment, "" | "." | "..") || segment.contains(['/', '\\', ':', '\0']);
        if leaves_directory {
            return None;
        }
        stem.push(&*segment);
    }
    Some(stem)
}

fn files(stem: &Path, method: &Method) -> Vec<PathBuf> {
    let with_extension = |extension: &str| {
        let mut name = stem.as_os_str().to_owned();
        name.push(extension);
        PathBuf::from(name)
    };
    let named = with_extension(&format!(".{method}.json"));
    if method == Method::GET { vec![named, with_extension(".json")] } else { vec![named] }
}

fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

fn read(path: &Path) -> io::Result<String> {
    // Reading from a pipe could wait forever.
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    let mut text = String::new();
    let size = File::open(path)?.take(MAX_SIZE + 1).read_to_string(&mut text)?;
    if size as u64 > MAX_SIZE {
        return Err(io::Error::other("it is larger than 64 MiB"));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_could_leave_the_directory_are_rejected() {
        let dir = Path::new("/data");
        for path in [
            "",
            "/",
            "//",
            "/a/",
            "/a//b",
            "/.",
            "/..",
            "/../a",
            "/a/../../b",
            "/%2e%2e/a",
            "/a%2f..%2fb",
            "/a%5cb",
            "/C:a",
            "/a%00",
            "/%ff",
            "a",
            "*",
        ] {
            assert_eq!(stem(dir, path), None, "{path}");
        }
        for (path, expected) in [("/v1/a", "/data/v1/a"), ("/a%20b/..c", "/data/a b/..c"), ("/%c3%bc", "/data/ü")] {
            assert_eq!(stem(dir, path).as_deref(), Some(Path::new(expected)), "{path}");
        }
    }
}
