//! `[[rules]]`: the profile that is used in a directory.

use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::problem::Problem;
use super::secret_reference::expand_home;

/// A directory and the profile that is used in it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, expecting = "a table")]
pub struct Rule {
    /// The directory; with `/**` at its end, also all directories below it. `~/` is the home directory.
    pub directory: RuleDirectory,
    /// The profile.
    pub profile: Spanned<String>,
}

/// The directories of a rule.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct RuleDirectory {
    path: PathBuf,
    /// Whether the rule also applies to all directories below.
    with_subdirectories: bool,
}

impl TryFrom<String> for RuleDirectory {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let (dir, with_subdirectories) = match text.strip_suffix("/**") {
            Some("") => ("/", true),
            Some(dir) => (dir, true),
            None => (text.as_str(), false),
        };
        if dir.contains('*') {
            return Err("`*` cannot be used here\nonly `/**` at the end can, for a directory and all below it");
        }
        let path = if dir == "~" { expand_home(Path::new("~/.")) } else { expand_home(Path::new(dir)) };
        if !path.is_absolute() {
            return Err("this is a relative path\nwrite a path that begins with `/` or `~/`");
        }
        Ok(Self { path, with_subdirectories })
    }
}

impl RuleDirectory {
    /// Returns whether the rule applies to this directory. Symbolic links in both paths are resolved.
    pub fn contains(&self, dir: &Path) -> bool {
        let resolved = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let (own, dir) = (resolved(&self.path), resolved(dir));
        if self.with_subdirectories { dir.starts_with(own) } else { dir == own }
    }
}

/// Fails when two rules have the same directory, because the second one would never be used.
pub(super) fn require_distinct(rules: &[Spanned<Rule>]) -> Result<(), Problem> {
    for (index, rule) in rules.iter().enumerate() {
        let directory = &rule.get_ref().directory;
        if rules[..index].iter().any(|earlier| earlier.get_ref().directory == *directory) {
            let problem = Problem::new(rule.span().start, "an earlier rule has the same directory");
            return Err(problem.hint("remove one of the two rules: the first one is used"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory(text: &str) -> Result<RuleDirectory, &'static str> {
        RuleDirectory::try_from(text.to_owned())
    }

    #[test]
    fn a_rule_is_for_a_directory_and_with_two_stars_for_those_below() {
        for (text, dir, expected) in [
            ("/a/b", "/a/b", true),
            ("/a/b/", "/a/b", true),
            ("/a/b", "/a/b/c", false),
            ("/a/b", "/a", false),
            ("/a/b/**", "/a/b", true),
            ("/a/b/**", "/a/b/c/d", true),
            ("/a/b/**", "/a/bc", false),
            ("/**", "/a", true),
            ("/a[b]?", "/a[b]?", true),
        ] {
            assert_eq!(directory(text).unwrap().contains(Path::new(dir)), expected, "{text} {dir}");
        }
        for text in ["a", "./a", "", "/a/*", "/a/**/b", "**", "/a/***"] {
            assert!(directory(text).is_err(), "{text}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_are_resolved_on_both_sides() {
        let dir = tempfile::tempdir().unwrap();
        let (real, link) = (dir.path().join("real"), dir.path().join("link"));
        std::fs::DirBuilder::new().recursive(true).create(real.join("below")).unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        for (rule, dir) in [(&real, &link), (&link, &real)] {
            assert!(directory(&format!("{}/**", rule.display())).unwrap().contains(&dir.join("below")));
            assert!(directory(&rule.display().to_string()).unwrap().contains(dir));
        }
    }
}
