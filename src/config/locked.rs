//! `locked`: keys of the system config that the user's config, flags and variables cannot change.

use serde::Deserialize;

/// The path of a key, such as `network.proxy`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct LockedKey(Vec<String>);

/// Keys of a profile that set the same value: other spellings, and the two keys that set the base URL.
const EQUIVALENT_KEYS: [[&str; 2]; 3] = [["user_id", "epr"], ["group", "pcc"], ["base_url", "environment"]];

impl LockedKey {
    pub(super) fn new(path: [&str; 3]) -> Self {
        Self(path.map(str::to_owned).into())
    }

    /// Returns the names of the tables that contain the key, and then the key's own name.
    pub(super) fn path(&self) -> &[String] {
        &self.0
    }

    /// Returns whether the lock applies to `key`: the locked path is the key or a table that contains it.
    pub fn covers(&self, key: &[&str]) -> bool {
        let is_same = |index: usize, own: &str, name: &str| {
            own == name || (ignores_case(&key[..index]) && own.eq_ignore_ascii_case(name))
        };
        key.len() >= self.0.len()
            && self.0.iter().zip(key).enumerate().all(|(index, (own, name))| is_same(index, own, name))
    }

    /// Returns the keys of a profile that would replace the value of this key, including itself.
    pub(super) fn equivalent_keys(&self) -> Vec<Self> {
        if let [table, profile, key] = self.0.as_slice()
            && table == "profiles"
            && let Some(keys) = EQUIVALENT_KEYS.iter().find(|keys| keys.contains(&key.as_str()))
        {
            return keys.iter().map(|key| Self(vec![table.clone(), profile.clone(), (*key).to_owned()])).collect();
        }
        vec![self.clone()]
    }

    /// Returns the name of the profile that is locked or has the locked key; none for a key outside of profiles.
    pub(super) fn profile(&self) -> Option<&str> {
        match self.0.as_slice() {
            [table, profile, ..] if table == "profiles" => Some(profile),
            _ => None,
        }
    }

    /// Returns the same key of another profile.
    pub(super) fn of_profile(&self, name: &str) -> Self {
        let mut path = self.0.clone();
        name.clone_into(&mut path[1]);
        Self(path)
    }
}

impl std::fmt::Display for LockedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.join("."))
    }
}

impl TryFrom<String> for LockedKey {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let mut path = parse_key(&text).ok_or("this is not the path of a key\nwrite it like \"network.proxy\"")?;
        if let [table, _, key] = path.as_mut_slice()
            && table == "profiles"
            && let Some([usual, _]) = EQUIVALENT_KEYS[..2].iter().find(|[_, other]| other == key)
        {
            *key = (*usual).to_owned();
        }
        Ok(Self(path))
    }
}

/// Returns whether case does not matter for the names in this table, as for the names of headers.
pub(super) fn ignores_case(table: &[impl AsRef<str>]) -> bool {
    matches!(table, [_, _, name] if ["headers", "params"].contains(&name.as_ref()))
}

/// Splits the path of a key at its dots, as TOML does.
pub(super) fn parse_key(text: &str) -> Option<Vec<String>> {
    let mut table: toml::Table = toml::from_str(&format!("{text} = 0")).ok()?;
    let mut path = Vec::new();
    while table.len() == 1 {
        let (name, value) = table.into_iter().next()?;
        path.push(name);
        match value {
            toml::Value::Table(inner) => table = inner,
            _ => return Some(path),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_split_at_its_dots() {
        let key = |text: &str| LockedKey::try_from(text.to_owned()).map(|key| key.0);
        assert_eq!(key("network.proxy").unwrap(), ["network", "proxy"]);
        assert_eq!(key("profiles.\"a.b\".base_url").unwrap(), ["profiles", "a.b", "base_url"]);
        for text in ["", "a = 1\nb", "network proxy", "a.", "[a]"] {
            assert!(key(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_table_covers_its_keys() {
        let key = LockedKey::try_from("network".to_owned()).unwrap();
        assert!(key.covers(&["network"]) && key.covers(&["network", "proxy"]) && !key.covers(&["cache", "url"]));
        let key = LockedKey::try_from("network.proxy".to_owned()).unwrap();
        assert!(key.covers(&["network", "proxy"]) && !key.covers(&["network"]) && !key.covers(&["network", "retries"]));
        let key = LockedKey::try_from("profiles.a.headers.X-One".to_owned()).unwrap();
        assert!(
            key.covers(&["profiles", "a", "headers", "x-one"]) && !key.covers(&["profiles", "A", "headers", "X-One"])
        );
    }
}
