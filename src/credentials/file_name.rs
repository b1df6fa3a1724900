//! File names in messages. A name that may be a secret is not shown.

use std::path::{Component, Path};

/// The usual endings of secret files.
const EXTENSIONS: [&str; 14] =
    ["txt", "secret", "pw", "pwd", "pass", "password", "key", "pem", "token", "cred", "env", "json", "conf", "b64"];
/// The most bytes of one part of a path that is shown; a longer part may be an encoded secret.
const LONGEST_COMPONENT: usize = 40;
/// The most bytes of a lowercase name without a directory or a usual ending; a longer one may be a passphrase.
const LONGEST_WORD: usize = 12;

/// Returns the path for a message, or a replacement text if the path may be a secret.
///
/// Users sometimes give the secret itself instead of the name of the file that holds it. So the text is shown only if a
/// file has this name, or if the text looks like a path.
pub fn shown_name(path: &Path) -> String {
    if std::fs::symlink_metadata(path).is_ok() || looks_like_a_path(path) {
        return crate::redact::escape_control(&path.display().to_string());
    }
    "(its name is not shown, because it may be the secret itself)".to_owned()
}

fn looks_like_a_path(path: &Path) -> bool {
    let Some(text) = path.to_str() else { return false };
    let is_letter = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '~' | ':');
    let components: Vec<&str> = path.components().filter_map(as_name).collect();
    if components.iter().any(|name| name.len() > LONGEST_COMPONENT || !name.chars().all(is_letter)) {
        return false;
    }
    let extension = path.extension().and_then(|extension| extension.to_str());
    if extension.is_some_and(|extension| EXTENSIONS.contains(&extension.to_ascii_lowercase().as_str())) {
        return true;
    }
    let is_word = text.len() <= LONGEST_WORD && text.chars().all(|c| c.is_ascii_lowercase() || c == '_');
    if is_word && !text.is_empty() {
        return true;
    }
    // A text with slashes can also be base64, but then a part usually contains both capital letters and digits.
    let is_mixed =
        |name: &&str| name.contains(|c: char| c.is_ascii_uppercase()) && name.contains(|c: char| c.is_ascii_digit());
    let has_dir = path.parent().is_some_and(|dir| dir.components().any(|component| as_name(component).is_some()));
    let is_rooted = path.is_absolute() || text.starts_with("./") || text.starts_with("../") || text.starts_with("~/");
    has_dir && (path.parent().is_some_and(Path::is_dir) || (is_rooted && !components.iter().any(is_mixed)))
}

/// Returns this part of the path if it is a name, not a root, `.` or `..`.
fn as_name(component: Component<'_>) -> Option<&str> {
    match component {
        Component::Normal(name) => name.to_str(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_looks_like_a_path_is_shown() {
        for text in [
            "pw",
            "missing",
            "sabre_pw",
            "pw.txt",
            "acme.secret",
            "/run/secrets/sabre",
            "./sub/sabre_2",
            "../secrets/pw",
            "/tmp/Sabre2",
            "C.PEM",
        ] {
            assert!(looks_like_a_path(Path::new(text)), "{text}");
        }
        for text in [
            "hunter2",
            "Hunter",
            "correcthorsebattery",
            "correct-horse-battery",
            "/hunter2",
            "s3c: r+/=&%41#?'",
            "VmpFNk56azNNVG8zVkZwQk9rRkI6TVRJek5EVTJOemc9",
            "/9j4AAQSkZ/JRgAB3",
            "/a/b+c=",
            "pass word.txt",
            "Summer.Time",
            "",
        ] {
            assert!(!looks_like_a_path(Path::new(text)), "{text}");
            assert!(text.is_empty() || !shown_name(Path::new(text)).contains(text), "{text}");
        }
    }
}
