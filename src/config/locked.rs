//! `locked`: keys of the system config that the user's config, flags and variables cannot change.

use serde::Deserialize;

/// The path of a key, such as `network.proxy`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct LockedKey(Vec<String>);

impl LockedKey {
    /// Returns the names of the tables that contain the key, and then the key's own name.
    pub(super) fn path(&self) -> &[String] {
        &self.0
    }

    /// Returns whether the lock applies to `key`: the locked path is the key or a table that contains it.
    pub fn covers(&self, key: &[&str]) -> bool {
        key.len() >= self.0.len() && self.0.iter().zip(key).all(|(own, name)| own == name)
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
        parse_key(&text).map(Self).ok_or("this is not the path of a key\nwrite it like \"network.proxy\"")
    }
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
    }
}
