//! The page's embedded files, and the security headers of every response of the inspector.

use hyper::header::{
    CACHE_CONTROL, CONTENT_TYPE, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use hyper::{Response, StatusCode};

use super::body::ResponseBody;

/// The path of the page.
pub const ROOT: &str = "/-/";

/// A file of the page.
pub(super) struct PageFile {
    name: &'static str,
    media_type: &'static str,
    text: &'static str,
}

const SCRIPT: &str = "text/javascript; charset=utf-8";

macro_rules! file {
    ($name:literal, $media_type:expr) => {
        PageFile { name: $name, media_type: $media_type, text: include_str!(concat!("page/", $name)) }
    };
}

const INDEX: PageFile = file!("index.html", "text/html; charset=utf-8");

const FILES: &[PageFile] = &[
    file!("style.css", "text/css; charset=utf-8"),
    file!("icon.svg", "image/svg+xml"),
    file!("app.js", SCRIPT),
    file!("chart.js", SCRIPT),
    file!("detail.js", SCRIPT),
    file!("dom.js", SCRIPT),
    file!("feed.js", SCRIPT),
    file!("format.js", SCRIPT),
    file!("json.js", SCRIPT),
    file!("list.js", SCRIPT),
    file!("overview.js", SCRIPT),
];

/// Allows only files of this server, and forbids scripts to turn text into markup.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types";

/// Returns the file with this name below [`ROOT`]; the name of the page itself is empty.
pub(super) fn file(name: &str) -> Option<Response<ResponseBody>> {
    let file = if name.is_empty() { &INDEX } else { FILES.iter().find(|file| file.name == name)? };
    Some(response(StatusCode::OK, file.media_type, file.text))
}

/// Builds a response with plain text.
pub(super) fn text(status: StatusCode, text: &str) -> Response<ResponseBody> {
    response(status, "text/plain; charset=utf-8", format!("{text}\n"))
}

/// Builds a response with the security headers.
pub(super) fn response(
    status: StatusCode,
    media_type: &'static str,
    body: impl Into<ResponseBody>,
) -> Response<ResponseBody> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_TYPE, media_type),
        (CACHE_CONTROL, "no-store"),
        (hyper::header::CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "no-referrer"),
        (hyper::header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (hyper::header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> impl Iterator<Item = &'static PageFile> {
        std::iter::once(&INDEX).chain(FILES)
    }

    #[test]
    fn the_page_is_small() {
        let bytes: usize = all().map(|file| file.text.len()).sum();
        assert!(bytes <= 60 << 10, "{bytes} bytes");
    }

    #[test]
    fn every_file_is_served_and_every_link_between_files_works() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/inspector/page");
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|item| item.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        let mut served: Vec<&str> = all().map(|file| file.name).collect();
        served.sort_unstable();
        assert_eq!(names, served);

        for file in all() {
            let imports = file.text.split("from \"./").skip(1);
            let links = file.text.split("=\"/-/").skip(1);
            for name in imports.chain(links).filter_map(|rest| rest.split('"').next()).filter(|name| *name != "har") {
                assert!(served.contains(&name), "{} links to {name}", file.name);
            }
        }
    }

    #[test]
    fn no_file_turns_text_into_markup_or_links_to_another_server() {
        const FORBIDDEN: &[&str] = &[
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "DOMParser",
            "createContextualFragment",
            "srcdoc",
            "eval(",
            "Function(",
            "style=\"",
            "javascript:",
        ];
        for file in all() {
            for word in FORBIDDEN {
                assert!(!file.text.contains(word), "{} has {word}", file.name);
            }
            let without_namespace = file.text.replace("http://www.w3.org/2000/svg", "");
            assert!(!without_namespace.contains("://"), "{} links to another server", file.name);
        }
    }

    #[test]
    fn every_response_has_the_security_headers() {
        for response in [file("").unwrap(), file("app.js").unwrap(), text(StatusCode::NOT_FOUND, "no")] {
            let header = |name: &str| response.headers()[name].to_str().unwrap();
            assert!(header("content-security-policy").starts_with("default-src 'none'; script-src 'self';"));
            assert_eq!(header("x-content-type-options"), "nosniff");
            assert_eq!(header("x-frame-options"), "DENY");
            assert_eq!(header("referrer-policy"), "no-referrer");
            assert_eq!(header("cross-origin-resource-policy"), "same-origin");
            assert_eq!(header("cache-control"), "no-store");
        }
        assert_eq!(file("").unwrap().headers()["content-type"], "text/html; charset=utf-8");
        assert!(file("nothing").is_none());
    }
}
