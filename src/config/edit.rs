//! Changes keys of the config file without changing its comments or order.

use std::path::Path;

use toml_edit::{DocumentMut, Item, Table, TableLike, Value};

use super::config_files::Config;
use super::locked::parse_key;
use super::write::{ConfigText, unchanged};
use crate::failure::{Failure, Kind, Result};
use crate::redact::escape_control;

const PROFILES: &str = "profiles";
const PROVIDERS: &str = "providers";
const DEFAULT_PROFILE: &str = "default_profile";
const RULES: &str = "rules";
const BYTE_ORDER_MARK: char = '\u{feff}';
/// The tables with fixed keys, whose name is easily left out.
const TABLES: [&str; 2] = ["network", "cache"];

/// A config file that is being changed. Nothing is written before [`Self::save`].
#[derive(Clone, Debug)]
pub struct ConfigEditor {
    file: ConfigText,
    document: DocumentMut,
}

impl ConfigEditor {
    /// Reads the file; the document is empty if there is none.
    ///
    /// # Errors
    ///
    /// Fails when the file cannot be read or has a mistake.
    pub fn open(path: &Path) -> Result<Self> {
        let file = ConfigText::open(path)?;
        let text = file.original().unwrap_or_default().to_owned();
        // The program's own parser names the line of a mistake, and its hint.
        Config::parse(text.clone(), path.to_owned())?;
        let document = text.parse::<DocumentMut>().map_err(|error| unchanged(path).because(error))?;
        Ok(Self { file, document })
    }

    /// Sets the key with this path, such as `network.retries`, to a value that is valid for it.
    ///
    /// The value is text, or TOML if the key takes no text. Text in quotes, brackets or braces is read as TOML first.
    ///
    /// # Errors
    ///
    /// Fails when there is no such key, or the value is not valid for it.
    pub fn set_key(&mut self, key: &str, value: &str) -> Result<()> {
        let path = parse_path(key)?;
        match self.with_key(&path, value) {
            Ok(changed) => self.document = changed,
            Err(failure) => {
                let in_table = |table: &str| [&[table.to_owned()], &*path].concat();
                let is_meant = |table: &&'static str| path.len() == 1 && self.with_key(&in_table(table), value).is_ok();
                let failure = match TABLES.into_iter().find(is_meant) {
                    Some(table) => failure.only_hint(format!("did you mean `{table}.{}`?", escape_control(key))),
                    None => failure,
                };
                return Err(failure.within("nothing was changed"));
            }
        }
        Ok(())
    }

    /// Returns the document with this key.
    fn with_key(&self, path: &[String], value: &str) -> Result<DocumentMut> {
        let text = Value::from(value);
        let candidates = match value.parse::<Value>() {
            Ok(toml) if value.starts_with(['"', '\'', '[', '{']) => vec![toml, text],
            Ok(toml) => vec![text, toml],
            Err(_) => vec![text],
        };
        let mut first_failure = None;
        for candidate in candidates {
            let mut changed = self.document.clone();
            let (name, parents) = path.split_last().ok_or_else(|| unchanged(self.file.path()))?;
            let mut table: &mut dyn TableLike = changed.as_table_mut();
            for parent in parents {
                let is_implicit = parents.len() > 1 && Some(parent) == parents.first();
                table = child(table, parent, is_implicit).ok_or_else(|| not_a_table(self.file.path(), parent))?;
            }
            set(table, name, Some(candidate));
            match Config::parse(changed.to_string(), self.file.path().to_owned()) {
                Ok(_) => return Ok(changed),
                Err(failure) => first_failure = first_failure.or(Some(failure)),
            }
        }
        Err(first_failure.unwrap_or_else(|| unchanged(self.file.path())))
    }

    /// Removes the key or table with this path.
    ///
    /// # Errors
    ///
    /// Fails when the file does not have it.
    pub fn remove_key(&mut self, key: &str) -> Result<()> {
        let path = parse_path(key)?;
        let (name, parents) = path.split_last().ok_or_else(|| unchanged(self.file.path()))?;
        let mut table: Option<&mut dyn TableLike> = Some(self.document.as_table_mut());
        for parent in parents {
            table = table.and_then(|table| table.get_mut(parent)?.as_table_like_mut());
        }
        if table.and_then(|table| table.remove(name)).is_some() {
            return Ok(());
        }
        let what = format!("{} has no key `{}`", self.file.path().display(), escape_control(key));
        Err(Failure::new(Kind::BadConfig, what).hint("`travauth config show` prints the keys that are set"))
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

    /// Sets or removes keys of a provider, as [`Self::set_profile`] does for a profile.
    pub fn set_provider(&mut self, name: &str, keys: &[(&str, Option<Value>)]) -> Result<()> {
        self.set_entry(PROVIDERS, name, keys)
    }

    fn set_entry(&mut self, table: &str, name: &str, keys: &[(&str, Option<Value>)]) -> Result<()> {
        let entries = child(self.document.as_table_mut(), table, true).ok_or_else(|| unchanged(self.file.path()))?;
        let entry = child(entries, name, false).ok_or_else(|| unchanged(self.file.path()))?;
        for (key, value) in keys {
            set(entry, key, value.clone());
        }
        Ok(())
    }

    /// Removes a profile, the rules that select it, and `default_profile` if it names this one. Returns whether there were
    /// such rules, without which each command in their directories would fail.
    pub fn remove_profile(&mut self, name: &str) -> bool {
        if let Some(profiles) = self.profiles_mut() {
            profiles.remove(name);
        }
        if self.default_profile() == Some(name) {
            self.set_default_profile(None);
        }
        let has_rules = self.rules_mut().iter().any(|rule| selects(*rule, name));
        match self.document.get_mut(RULES) {
            Some(Item::ArrayOfTables(rules)) => rules.retain(|rule| !selects(rule, name)),
            Some(Item::Value(Value::Array(rules))) => {
                rules.retain(|rule| !rule.as_inline_table().is_some_and(|rule| selects(rule, name)));
            }
            _ => {}
        }
        has_rules
    }

    /// Renames a profile, and changes the name in `extends`, `rules` and `default_profile` too. Returns whether the profile existed.
    pub fn rename_profile(&mut self, old: &str, new: &str) -> bool {
        let Some(profiles) = self.profiles_mut() else {
            return false;
        };
        let Some(profile) = profiles.remove(old) else {
            return false;
        };
        profiles.insert(new, profile);
        for (_, other) in profiles.iter_mut() {
            if let Some(other) = other.as_table_like_mut()
                && other.get("extends").and_then(Item::as_str) == Some(old)
            {
                set(other, "extends", Some(new.into()));
            }
        }
        for rule in self.rules_mut() {
            if selects(rule, old) {
                set(rule, "profile", Some(new.into()));
            }
        }
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

    /// Returns the text with all changes. A byte order mark and CRLF line ends stay.
    pub fn text(&self) -> String {
        let original = self.file.original().unwrap_or_default();
        let text = self.document.to_string();
        // The parser drops both.
        let text = if original.contains("\r\n") { text.replace("\r\n", "\n").replace('\n', "\r\n") } else { text };
        if original.starts_with(BYTE_ORDER_MARK) && !text.starts_with(BYTE_ORDER_MARK) {
            return format!("{BYTE_ORDER_MARK}{text}");
        }
        text
    }

    /// Checks the new text and replaces the file by it as a whole.
    ///
    /// # Errors
    ///
    /// Fails when the new text is not a valid config, when the file has changed since it was read, or when it cannot be
    /// written. The file is unchanged then.
    pub fn save(self) -> Result<()> {
        self.file.save(&self.text())
    }

    fn rules_mut(&mut self) -> Vec<&mut dyn TableLike> {
        match self.document.get_mut(RULES) {
            Some(Item::ArrayOfTables(rules)) => rules.iter_mut().map(|rule| rule as &mut dyn TableLike).collect(),
            Some(Item::Value(Value::Array(rules))) => {
                let tables = rules.iter_mut().filter_map(Value::as_inline_table_mut);
                tables.map(|rule| rule as &mut dyn TableLike).collect()
            }
            _ => Vec::new(),
        }
    }

    fn profiles_mut(&mut self) -> Option<&mut dyn TableLike> {
        self.document.get_mut(PROFILES)?.as_table_like_mut()
    }
}

/// Returns whether the rule selects this profile.
fn selects(rule: &dyn TableLike, profile: &str) -> bool {
    rule.get("profile").and_then(Item::as_str) == Some(profile)
}

fn parse_path(key: &str) -> Result<Vec<String>> {
    parse_key(key).ok_or_else(|| {
        Failure::new(Kind::Usage, format!("`{}` is not the path of a key", escape_control(key)))
            .hint("write it like network.retries or profiles.NAME.client_id")
    })
}

fn not_a_table(path: &Path, name: &str) -> Failure {
    unchanged(path).because(format!("`{}` is not a table", escape_control(name)))
}

/// Returns the table of this name. Creates it if it does not exist.
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
    use crate::fs;

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
    fn line_ends_and_a_byte_order_mark_stay() {
        let dir = tempfile::tempdir().unwrap();
        let before = format!("{BYTE_ORDER_MARK}{}", BEFORE.replace('\n', "\r\n"));
        let mut editor = editor(dir.path(), Some(&before));
        assert_eq!(editor.text(), before);
        editor.set_profile("a", &[("user_id", Some("2".into())), ("group", Some("3".into()))]).unwrap();
        let expected = before.replace("user_id = \"1\"\r\n", "user_id = \"2\"\r\ngroup = \"3\"\r\n");
        assert_eq!(editor.text(), expected);
        editor.save().unwrap();
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
    fn profiles_that_extend_a_renamed_one_extend_the_new_name() {
        let dir = tempfile::tempdir().unwrap();
        let text = format!("{BEFORE}\n[profiles.b]\nextends = \"a\" # its parent\n");
        let mut editor = editor(dir.path(), Some(&text));
        assert!(editor.rename_profile("a", "z"));
        assert!(editor.text().contains("extends = \"z\" # its parent"), "{}", editor.text());
        editor.save().unwrap();
    }

    #[test]
    fn rules_follow_their_profile() {
        let tables = "[[rules]] # one\ndirectory = \"/a\"\nprofile = \"a\" # mine\n[[rules]]\ndirectory = \"/b\"\nprofile = \"b\"\n\
                      [profiles.a]\n[profiles.b]\n";
        let values = "rules = [{ directory = \"/a\", profile = \"a\" }, { directory = \"/b\", profile = \"b\" }]\n\
                      [profiles.a]\n[profiles.b]\n";
        for text in [tables, values] {
            let dir = tempfile::tempdir().unwrap();
            let mut editor = editor(dir.path(), Some(text));
            assert!(editor.rename_profile("a", "z"));
            let renamed = text.replace("profile = \"a\"", "profile = \"z\"").replace("[profiles.a]\n", "");
            let renamed = renamed.replace("[profiles.b]\n", "[profiles.b]\n[profiles.z]\n");
            let sorted = |text: &str| text.lines().map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
            assert_eq!(sorted(&editor.text()), sorted(&renamed));
            assert!(editor.remove_profile("z"));
            assert!(
                !editor.text().contains("\"z\"") && editor.text().contains("directory = \"/b\""),
                "{}",
                editor.text()
            );
            Config::parse(editor.text(), "config.toml".into()).unwrap();
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
        assert!(!editor.remove_profile("z") && !editor.has_profile("z"));
        assert_eq!(editor.default_profile(), None);
        assert!(editor.text().contains("# cache\n[cache]"), "{}", editor.text());
    }

    #[test]
    fn a_file_that_changed_meanwhile_is_not_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let mut editor = editor(dir.path(), None);
        editor.set_default_profile(Some("a"));
        fs::replace_private(&dir.path().join("config.toml"), "# of another program\n").unwrap();
        let failure = editor.save().unwrap_err().to_string();
        assert!(failure.contains("changed it"), "{failure}");
        assert_eq!(std::fs::read_to_string(dir.path().join("config.toml")).unwrap(), "# of another program\n");
    }
}
