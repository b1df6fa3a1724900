//! Changes the config file without touching what they are not about: comments and order stay.

use std::fs::Permissions;
use std::io;
use std::path::{Path, PathBuf};

use toml_edit::{DocumentMut, Item, Table, TableLike, Value};

use super::file::{Config, LARGEST_BYTES};
use crate::failure::{Failure, Kind, Result};
use crate::{fs, user_file};

const PROFILES: &str = "profiles";
const PROVIDERS: &str = "providers";
const DEFAULT_PROFILE: &str = "default_profile";

/// A config file that is being changed. Nothing is written before [`Self::save`].
#[derive(Clone, Debug)]
pub struct ConfigEditor {
    /// The path as the user knows it.
    path: PathBuf,
    /// The file itself, behind all links.
    target: PathBuf,
    /// The text that was read; `None` if there was no file.
    original: Option<String>,
    document: DocumentMut,
}

impl ConfigEditor {
    /// Reads the file; an empty document if there is none.
    pub fn open(path: &Path) -> Result<Self> {
        let failed = |why: &dyn std::fmt::Display| unchanged(path).because(why);
        let target = match std::fs::canonicalize(path) {
            Ok(target) => target,
            Err(error) if error.kind() == io::ErrorKind::NotFound && !path.is_symlink() => path.to_owned(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(failed(&"it is a link to a file that does not exist"));
            }
            Err(error) => return Err(failed(&error)),
        };
        let original = read(&target).map_err(|error| failed(&error))?;
        let text = original.clone().unwrap_or_default();
        // The program's own parser names the line of a mistake, and its hint.
        Config::parse(text.clone(), path.to_owned())?;
        let document = text.parse::<DocumentMut>().map_err(|error| failed(&error))?;
        Ok(Self { path: path.to_owned(), target, original, document })
    }

    /// Returns whether the file has this profile.
    pub fn has_profile(&self, name: &str) -> bool {
        self.document.get(PROFILES).and_then(Item::as_table_like).is_some_and(|profiles| profiles.contains_key(name))
    }

    /// Returns the names of all profiles.
    pub fn profile_names(&self) -> Vec<String> {
        let profiles = self.document.get(PROFILES).and_then(Item::as_table_like);
        profiles.into_iter().flat_map(|profiles| profiles.iter()).map(|(name, _)| name.to_owned()).collect()
    }

    /// Sets keys of a profile, or removes those whose value is `None`; creates the profile if necessary.
    pub fn set_profile(&mut self, name: &str, keys: &[(&str, Option<Value>)]) -> Result<()> {
        self.set_entry(PROFILES, name, keys)
    }

    /// Does the same for a provider.
    pub fn set_provider(&mut self, name: &str, keys: &[(&str, Option<Value>)]) -> Result<()> {
        self.set_entry(PROVIDERS, name, keys)
    }

    fn set_entry(&mut self, table: &str, name: &str, keys: &[(&str, Option<Value>)]) -> Result<()> {
        let entries = child(self.document.as_table_mut(), table, true).ok_or_else(|| unchanged(&self.path))?;
        let entry = child(entries, name, false).ok_or_else(|| unchanged(&self.path))?;
        for (key, value) in keys {
            set(entry, key, value.clone());
        }
        Ok(())
    }

    /// Removes a profile, and the default profile if it is this one. Returns whether it was there.
    pub fn remove_profile(&mut self, name: &str) -> bool {
        let removed = self.profiles_mut().is_some_and(|profiles| profiles.remove(name).is_some());
        if self.default_profile() == Some(name) {
            self.set_default_profile(None);
        }
        removed
    }

    /// Renames a profile in its place, and the default profile if it is this one. Returns whether it was there.
    pub fn rename_profile(&mut self, old: &str, new: &str) -> bool {
        let Some(profiles) = self.profiles_mut() else {
            return false;
        };
        let Some(profile) = profiles.remove(old) else {
            return false;
        };
        profiles.insert(new, profile);
        if self.default_profile() == Some(old) {
            self.set_default_profile(Some(new));
        }
        true
    }

    /// Returns the name of the default profile.
    pub fn default_profile(&self) -> Option<&str> {
        self.document.get(DEFAULT_PROFILE).and_then(Item::as_str)
    }

    /// Sets or removes the default profile.
    pub fn set_default_profile(&mut self, name: Option<&str>) {
        set(self.document.as_table_mut(), DEFAULT_PROFILE, name.map(Value::from));
    }

    /// Returns the document, for changes of other keys.
    pub fn document_mut(&mut self) -> &mut DocumentMut {
        &mut self.document
    }

    /// Returns the text with all changes.
    pub fn text(&self) -> String {
        self.document.to_string()
    }

    /// Checks the new text and replaces the file by it as a whole.
    ///
    /// # Errors
    ///
    /// If the new text is no valid config, if the file changed since it was read, or if it cannot be written. The file
    /// is unchanged then.
    pub fn save(self) -> Result<()> {
        let text = self.text();
        if self.original.as_ref() == Some(&text) {
            return Ok(());
        }
        Config::parse(text.clone(), self.path.clone())?;
        self.replace(&text)
    }

    fn replace(&self, text: &str) -> Result<()> {
        let failed = |error: io::Error| unchanged(&self.path).because(error);
        if let Some(dir) = self.target.parent().filter(|dir| !dir.as_os_str().is_empty() && !dir.exists()) {
            fs::make_private_dir(dir).map_err(failed)?;
        }
        let permissions = writable_permissions(&self.target).map_err(failed)?;
        // Beside the link, not behind it: the file itself can be in a directory of someone's dotfiles.
        let lock = fs::open_lock(&self.path.with_extension("lock")).map_err(failed)?;
        // A file system without locks is no reason to fail: the comparison below still finds most changes.
        let _ = lock.lock();
        if read(&self.target).map_err(failed)? != self.original {
            return Err(unchanged(&self.path)
                .because("another program changed it in the meantime")
                .hint("look at its changes, then run the command again"));
        }
        fs::Replacement::create_unlocked(&self.target)
            .and_then(|replacement| replacement.finish_with(text, permissions))
            .map_err(failed)
    }

    fn profiles_mut(&mut self) -> Option<&mut dyn TableLike> {
        self.document.get_mut(PROFILES)?.as_table_like_mut()
    }
}

/// Reads the file; `None` if there is none.
fn read(path: &Path) -> io::Result<Option<String>> {
    let bytes = match user_file::read(path, LARGEST_BYTES) {
        Ok(file) if !file.metadata.is_file() => return Err(io::Error::other("it is not a regular file")),
        Ok(file) => file.bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    if bytes.len() > LARGEST_BYTES {
        return Err(io::Error::other(format!("it is larger than {LARGEST_BYTES} bytes")));
    }
    String::from_utf8(bytes).map(Some).map_err(|_| io::Error::other("it is not UTF-8"))
}

/// Returns the permissions that the new file gets: those of the old one. A read-only file is not replaced, although its
/// directory would allow it.
fn writable_permissions(path: &Path) -> io::Result<Option<Permissions>> {
    match std::fs::metadata(path) {
        Ok(metadata) if metadata.permissions().readonly() => {
            Err(io::Error::new(io::ErrorKind::PermissionDenied, "it is read-only"))
        }
        Ok(metadata) => Ok(Some(metadata.permissions())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn unchanged(path: &Path) -> Failure {
    Failure::new(Kind::LocalIo, format!("the config file {} was not changed", path.display()))
}

/// Returns the table of this name, and creates it if there is none.
fn child<'t>(parent: &'t mut dyn TableLike, name: &str, is_implicit: bool) -> Option<&'t mut dyn TableLike> {
    if !parent.contains_key(name) {
        let mut table = Table::new();
        table.set_implicit(is_implicit);
        parent.insert(name, Item::Table(table));
    }
    parent.get_mut(name)?.as_table_like_mut()
}

/// Sets a value and keeps the comments around the old one; removes the key if there is no value.
fn set(table: &mut dyn TableLike, key: &str, value: Option<Value>) {
    let Some(mut value) = value else {
        table.remove(key);
        return;
    };
    if let Some(old) = table.get_mut(key) {
        if let Some(decor) = old.as_value().map(|old| old.decor().clone()) {
            *value.decor_mut() = decor;
        }
        *old = Item::Value(value);
    } else {
        table.insert(key, Item::Value(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "# my config\ndefault_profile = \"a\" # the usual one\n\n[profiles.a] # first\nprovider = \
                          \"sabre\"   # keep\nuser_id = \"1\"\n\n# cache\n[cache]\nurl = \"redis://cache\"\n";

    fn editor(dir: &Path, text: Option<&str>) -> ConfigEditor {
        let path = dir.join("config.toml");
        if let Some(text) = text {
            fs::replace_private(&path, text).unwrap();
        }
        ConfigEditor::open(&path).unwrap()
    }

    #[test]
    fn comments_and_order_stay() {
        let dir = tempfile::tempdir().unwrap();
        let mut editor = editor(dir.path(), Some(BEFORE));
        editor.set_profile("a", &[("user_id", Some("2".into())), ("group", None)]).unwrap();
        editor.set_profile("b", &[("provider", Some("amadeus".into()))]).unwrap();
        assert!(editor.has_profile("b") && !editor.has_profile("c"));
        let expected = BEFORE.replace("user_id = \"1\"", "user_id = \"2\"");
        let expected = expected.replace("\n# cache", "\n[profiles.b]\nprovider = \"amadeus\"\n\n# cache");
        assert_eq!(editor.text(), expected);
        editor.save().unwrap();
        assert_eq!(std::fs::read_to_string(dir.path().join("config.toml")).unwrap(), expected);
    }

    #[test]
    fn a_profile_is_added_to_every_form_of_the_table() {
        for (before, after) in [
            ("", "[profiles.b]\nprovider = \"sabre\"\n"),
            ("default_profile = \"b\"\n", "default_profile = \"b\"\n\n[profiles.b]\nprovider = \"sabre\"\n"),
            (
                "profiles = { a = { provider = \"sabre\" } }\n",
                "profiles = { a = { provider = \"sabre\" } , b = { provider = \"sabre\" } }\n",
            ),
            (
                "profiles.a.provider = \"sabre\"\n",
                "profiles.a.provider = \"sabre\"\n\n[profiles.b]\nprovider = \"sabre\"\n",
            ),
        ] {
            let dir = tempfile::tempdir().unwrap();
            let mut editor = editor(dir.path(), Some(before));
            editor.set_profile("b", &[("provider", Some("sabre".into()))]).unwrap();
            assert!(editor.has_profile("b"), "{before}");
            let text = editor.text();
            Config::parse(text.clone(), "config.toml".into()).unwrap();
            assert_eq!(text, after, "{before}");
        }
    }

    #[test]
    fn a_default_profile_follows_its_profile() {
        let dir = tempfile::tempdir().unwrap();
        let mut editor = editor(dir.path(), Some(BEFORE));
        assert!(editor.rename_profile("a", "z"));
        assert_eq!(editor.default_profile(), Some("z"));
        assert!(editor.text().contains("default_profile = \"z\" # the usual one"), "{}", editor.text());
        assert!(editor.text().contains("[profiles.z] # first"), "{}", editor.text());
        assert!(editor.remove_profile("z") && !editor.remove_profile("z"));
        assert_eq!(editor.default_profile(), None);
        assert!(editor.text().contains("# cache\n[cache]"), "{}", editor.text());
    }

    #[test]
    fn a_file_that_changed_meanwhile_is_not_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let mut editor = editor(dir.path(), None);
        editor.set_default_profile(Some("a"));
        fs::replace_private(&dir.path().join("config.toml"), "# of another program\n").unwrap();
        assert!(editor.save().unwrap_err().to_string().contains("another program changed it"));
        assert_eq!(std::fs::read_to_string(dir.path().join("config.toml")).unwrap(), "# of another program\n");
    }
}
