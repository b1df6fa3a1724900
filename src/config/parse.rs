//! Parses the text of each config file into its keys.

use serde::Deserialize as _;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer};

use super::file::{ConfigFile, ConfigSource};
use super::locked::LockedKey;
use super::problem::Problem;
use crate::redact::escape_control;

/// A config file whose syntax is correct.
pub(super) type Tables<'t> = Spanned<DeTable<'t>>;

/// Parses the TOML of a text, and checks `requires` before all other keys, because a newer program may know more keys.
pub(super) fn read_tables(text: &str) -> Result<Tables<'_>, Problem> {
    let tables = DeTable::parse(text).map_err(|error| Problem::from_toml(error, text))?;
    if let Some(requires) = tables.get_ref().get("requires") {
        require_version(requires)?;
    }
    Ok(tables)
}

fn require_version(requires: &Spanned<DeValue<'_>>) -> Result<(), Problem> {
    const VERSION: &str = env!("CARGO_PKG_VERSION");
    // A value of another type is reported when all keys are read.
    let Some(text) = requires.get_ref().as_str() else { return Ok(()) };
    let at = requires.span().start;
    let wanted = semver::VersionReq::parse(text).map_err(|_| {
        Problem::new(at, "this is not a range of versions").hint("write it like \">=0.3\" or \">=0.3, <2\"")
    })?;
    if semver::Version::parse(VERSION).is_ok_and(|version| wanted.matches(&version)) {
        return Ok(());
    }
    let what = format!("this file requires travauth {}, and this is {VERSION}", escape_control(text));
    Err(Problem::new(at, what).hint("install another version, or use another file with `--config FILE`"))
}

/// Reads the keys of a file.
pub(super) fn read_keys(tables: Tables<'_>, text: &str, source: ConfigSource) -> Result<ConfigFile, Problem> {
    let mut file =
        ConfigFile::deserialize(Deserializer::from(tables)).map_err(|error| Problem::from_toml(error, text))?;
    file.check(source)?;
    Ok(file)
}

/// Removes the value of a locked key from the user's file, and returns its position if it differs from the system's value.
pub(super) fn remove_locked(user: &mut Tables<'_>, system: &Tables<'_>, key: &LockedKey) -> Option<usize> {
    let (last, parents) = key.path().split_last()?;
    let mut own = user.get_mut();
    let mut final_table = Some(system.get_ref());
    for name in parents {
        own = match own.get_mut(name.as_str())?.get_mut() {
            DeValue::Table(table) => table,
            _ => return None,
        };
        final_table = final_table.and_then(|table| table.get(name.as_str())?.get_ref().as_table());
    }
    let removed = own.remove(last.as_str())?;
    let final_value = final_table.and_then(|table| table.get(last.as_str()));
    let is_same = final_value.is_some_and(|value| plain(value) == plain(&removed));
    (!is_same).then_some(removed.span().start)
}

/// Returns the value without positions, for comparison.
fn plain(value: &Spanned<DeValue<'_>>) -> Option<toml::Value> {
    toml::Value::deserialize(toml::de::ValueDeserializer::from(value.clone())).ok()
}

/// Adds the keys of a table that only the other file has.
pub(super) fn merge_table<'t>(user: &mut Tables<'t>, system: &Tables<'t>, name: &'static str) {
    let Some(theirs) = system.get_ref().get_key_value(name) else { return };
    let (key, value) = (theirs.0.clone(), theirs.1.clone());
    match user.get_mut().get_mut(name) {
        None => drop(user.get_mut().insert(key, value)),
        Some(own) => merge(own, value),
    }
}

/// Adds the keys of nested tables recursively. A value in the user's file is never replaced.
fn merge<'t>(user: &mut Spanned<DeValue<'t>>, system: Spanned<DeValue<'t>>) {
    let (DeValue::Table(own), DeValue::Table(theirs)) = (user.get_mut(), system.into_inner()) else { return };
    for (key, value) in theirs {
        match own.get_mut(key.get_ref().as_ref()) {
            Some(present) => merge(present, value),
            None => drop(own.insert(key, value)),
        }
    }
}
