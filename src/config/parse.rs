//! Parses the text of each config file into its keys.

use serde::Deserialize as _;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer};

use super::file::{ConfigFile, ConfigSource};
use super::locked::{LockedKey, ignores_case};
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

/// Removes the values of a locked key from the user's file. Returns the key and the position of each value that differs from
/// the system's.
///
/// A profile that extends the profile of the key cannot set the key either.
pub(super) fn remove_locked(user: &mut Tables<'_>, system: &Tables<'_>, key: &LockedKey) -> Vec<(LockedKey, usize)> {
    let mut removed: Vec<_> = key.equivalent_keys().into_iter().map(|own| (own.clone(), own)).collect();
    for child in key.profile().map(|name| profiles_extending(user, system, name)).unwrap_or_default() {
        for key in replaceable_keys(key, system) {
            removed.extend(key.equivalent_keys().into_iter().map(|key| (key.of_profile(&child), key)));
        }
    }
    let remove = |(own, key): (LockedKey, LockedKey)| Some((remove_one(user, &own, system, &key)?, own));
    removed.into_iter().filter_map(remove).map(|(at, key)| (key, at)).collect()
}

/// Returns the keys of a locked profile that another profile could replace: those of the system's file if the whole profile is
/// locked.
fn replaceable_keys(locked: &LockedKey, system: &Tables<'_>) -> Vec<LockedKey> {
    let (table, name) = match locked.path() {
        [table, name] => (table, name),
        [_, _, key] if key == "extends" => return Vec::new(),
        _ => return vec![locked.clone()],
    };
    let profile = profiles_of(system).and_then(|profiles| profiles.get(name.as_str())?.get_ref().as_table());
    let keys =
        profile.into_iter().flat_map(DeTable::keys).map(|key| key.get_ref().as_ref()).filter(|key| *key != "extends");
    keys.map(|key| LockedKey::new([table, name, key])).collect()
}

/// Removes the value of a key from the user's file, and returns its position if it differs from the value of the locked key.
fn remove_one(user: &mut Tables<'_>, key: &LockedKey, system: &Tables<'_>, locked: &LockedKey) -> Option<usize> {
    let (last, parents) = key.path().split_last()?;
    let mut own = user.get_mut();
    for name in parents {
        own = match own.get_mut(name.as_str())?.get_mut() {
            DeValue::Table(table) => table,
            _ => return None,
        };
    }
    let is_key = |name: &str| name == last || (ignores_case(parents) && name.eq_ignore_ascii_case(last));
    let name = own.keys().find(|name| is_key(name.get_ref()))?.get_ref().to_string();
    let removed = own.remove(name.as_str())?;
    let mut final_value = Some(system.get_ref());
    let (last, parents) = locked.path().split_last()?;
    for name in parents {
        final_value = final_value.and_then(|table| table.get(name.as_str())?.get_ref().as_table());
    }
    let is_same =
        final_value.and_then(|table| table.get(last.as_str())).is_some_and(|value| plain(value) == plain(&removed));
    (!is_same).then_some(removed.span().start)
}

/// Returns the profiles of the user's file that extend this one, directly or through others.
fn profiles_extending(user: &Tables<'_>, system: &Tables<'_>, name: &str) -> Vec<String> {
    let files: Vec<&DeTable<'_>> = [user, system].into_iter().filter_map(profiles_of).collect();
    let parent = |child: &str| {
        files.iter().find_map(|file| file.get(child)?.get_ref().as_table()?.get("extends")?.get_ref().as_str())
    };
    // The limit ends a cycle, which is reported later.
    let limit = files.iter().map(|file| file.len()).sum();
    let extends = |child: &str| {
        let mut parents = std::iter::successors(parent(child), |name| parent(name)).take(limit);
        child != name && parents.any(|parent| parent == name)
    };
    let names = profiles_of(user).into_iter().flat_map(DeTable::keys).map(|name| name.get_ref().to_string());
    names.filter(|child| extends(child)).collect()
}

fn profiles_of<'a, 't>(tables: &'a Tables<'t>) -> Option<&'a DeTable<'t>> {
    tables.get_ref().get("profiles")?.get_ref().as_table()
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
