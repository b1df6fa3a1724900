//! Reads TOML text into serde structs, with errors that know their position, their key and a hint.
//!
//! The deserializer of the `toml` crate reports a mistake as text alone; this one fails with [`Problem`], which keeps the
//! names that were expected, so that a misspelt key gets the nearest one as its hint.

use serde::de::value::{CowStrDeserializer, StringDeserializer};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error as _, IntoDeserializer, MapAccess, SeqAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_spanned::Spanned;
use serde_spanned::de::{SpannedDeserializer, is_spanned};
use toml::de::{DeArray, DeString, DeTable, DeValue};

use super::problem::Problem;

/// The structure that the text describes, or its first mistake.
pub(super) fn from_text<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T, Problem> {
    let table = DeTable::parse(text).map_err(|error| {
        // The error's own text would quote the line, which could hold a secret.
        Problem::new(error.span().map_or(text.len(), |span| span.start), error.message())
    })?;
    let span = table.span();
    T::deserialize(ValueDeserializer(Spanned::new(span, DeValue::Table(table.into_inner()))))
}

/// A value and its position.
struct ValueDeserializer<'de>(Spanned<DeValue<'de>>);

impl<'de> ValueDeserializer<'de> {
    fn visit<V: Visitor<'de>>(value: DeValue<'de>, visitor: V) -> Result<V::Value, Problem> {
        match value {
            DeValue::String(DeString::Borrowed(text)) => visitor.visit_borrowed_str(text),
            DeValue::String(DeString::Owned(text)) => visitor.visit_string(text),
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => visitor.visit_i64(number),
                Err(_) => Err(Problem::custom("takes a smaller number")),
            },
            DeValue::Float(number) => match number.as_str().parse() {
                Ok(number) => visitor.visit_f64(number),
                Err(_) => Err(Problem::wrong_type(wanted(&visitor), "a float")),
            },
            DeValue::Boolean(boolean) => visitor.visit_bool(boolean),
            DeValue::Datetime(_) => Err(Problem::wrong_type(wanted(&visitor), "a date or time")),
            DeValue::Array(items) => visitor.visit_seq(Items(items.into_iter())),
            DeValue::Table(table) => visitor.visit_map(Entries { entries: table.into_iter(), value: None }),
        }
    }
}

fn wanted<'de>(visitor: &impl Visitor<'de>) -> String {
    (visitor as &dyn serde::de::Expected).to_string()
}

impl<'de> Deserializer<'de> for ValueDeserializer<'de> {
    type Error = Problem;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        let at = self.0.span().start;
        Self::visit(self.0.into_inner(), visitor).map_err(|problem| problem.or_at(at))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        if is_spanned(name) {
            let span = self.0.span();
            return visitor.visit_map(SpannedDeserializer::new(self, span));
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        let at = self.0.span().start;
        let text = String::deserialize(self)?;
        visitor.visit_enum(StringDeserializer::new(text)).map_err(|problem: Problem| problem.or_at(at))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, Problem> for ValueDeserializer<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// The items of an array.
struct Items<'de>(<DeArray<'de> as IntoIterator>::IntoIter);

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Problem;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Problem> {
        self.0.next().map(|item| seed.deserialize(ValueDeserializer(item))).transpose()
    }
}

/// The keys and values of a table.
struct Entries<'de> {
    entries: <DeTable<'de> as IntoIterator>::IntoIter,
    value: Option<(DeString<'de>, Spanned<DeValue<'de>>)>,
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Problem;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Problem> {
        let Some((key, value)) = self.entries.next() else { return Ok(None) };
        let at = key.span().start;
        let text = key.get_ref().clone();
        let read = seed.deserialize(KeyDeserializer(key)).map_err(|problem| problem.or_at(at).or_key(&text))?;
        self.value = Some((text, value));
        Ok(Some(read))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Problem> {
        let Some((key, value)) = self.value.take() else { return Err(Problem::custom("has no value")) };
        let at = value.span().start;
        seed.deserialize(ValueDeserializer(value)).map_err(|problem| problem.or_at(at).or_key(&key))
    }
}

/// A key and its position.
struct KeyDeserializer<'de>(Spanned<DeString<'de>>);

impl<'de> Deserializer<'de> for KeyDeserializer<'de> {
    type Error = Problem;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        CowStrDeserializer::new(self.0.into_inner()).deserialize_any(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        if is_spanned(name) {
            let span = self.0.span();
            return visitor.visit_map(SpannedDeserializer::new(self, span));
        }
        self.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct seq
        tuple tuple_struct map enum identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, Problem> for KeyDeserializer<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{
        AnswerTable, CacheTable, ConfigFile, CredentialsTable, EndpointTable, EnvironmentTable, ErrorsTable,
        NetworkTable, Profile, ProviderTable, VariablesTable,
    };
    use proptest::prelude::*;
    use serde::de::value::Error;

    fn problem(text: &str) -> String {
        let failure = from_text::<ConfigFile>(text).unwrap_err().in_file("c.toml".as_ref(), text);
        format!("{}; {}", failure.message(), failure.hint_line().unwrap_or_default())
    }

    #[test]
    fn a_mistake_has_its_position_and_never_a_value() {
        for (text, expected) in [
            ("a = 1\na = 2", "c.toml:2:1: duplicate key"),
            (
                "[profiles.\"ä\"]\nprovider = 1979-05-27",
                "c.toml:2:12: `provider` takes a string, and this is a date or time",
            ),
            ("[cache]\nurl = [\"hunter2\"]", "c.toml:2:7: `url` takes a string, and this is an array"),
            ("[cache]\nurl = \"hunter2", "c.toml:2:15: invalid basic string"),
            ("[cache]\npassword = \"hunter2\"", "c.toml:2:12: `password` is here in plain text"),
            ("[cache]\npassword = { env = [\"hunter2\"] }", "c.toml:2:20: `env` takes a string, and this is an array"),
            ("[providers.a]\ngrant = \"pasword\"", "c.toml:2:9: `grant` has no such value; did you mean `password`?"),
            (
                "[providers.a]\nprobe = 3",
                "c.toml:2:9: `probe` takes a string or an array of strings, and this is an integer",
            ),
            ("[providers.a]\nvariables.prot = 3", "c.toml:2:11: unknown key `prot`; did you mean `port`?"),
            ("[network]\nretries = 0xffffffff0", "c.toml:2:11: `retries` takes a whole number that is not negative"),
            ("[network]\ntimeout = \"hunter2\"", "c.toml:2:11: `timeout` takes a time span such as"),
        ] {
            let problem = problem(text);
            assert!(problem.starts_with(expected) && !problem.contains("hunter2"), "{text}: {problem}");
        }
        let deep = format!("a = {}1{}", "[".repeat(5000), "]".repeat(5000));
        assert!(problem(&deep).contains("recurs"));
    }

    #[test]
    fn tables_keep_the_order_of_the_file_however_they_are_written() {
        let file: ConfigFile = from_text(
            "profiles.z.scope = \"1\"\nprofiles.a = { scope = \"2\" }\n[providers.m]\n[providers.b.params]\nz = \"1\"\na = \"2\"",
        )
        .unwrap();
        let profiles: Vec<_> =
            file.profiles.iter().map(|(name, profile)| (name.get_ref().as_str(), profile.scope.as_deref())).collect();
        assert_eq!(profiles, [("z", Some("1")), ("a", Some("2"))]);
        let providers: Vec<_> = file.providers.iter().map(|(name, _)| name.get_ref().as_str()).collect();
        assert_eq!(providers, ["m", "b"]);
        let (_, provider) = file.providers.get("b").unwrap();
        let params: Vec<_> = provider.params.iter().map(|(name, _)| name.get_ref().as_str()).collect();
        assert_eq!(params, ["z", "a"]);
    }

    proptest! {
        #[test]
        fn any_text_can_be_read(text in "[ -~\\n\u{e4}]{0,60}") {
            let _ = from_text::<ConfigFile>(&text);
        }
    }

    /// Notes the keys that a struct takes, and fails.
    struct Keys<'k>(&'k mut &'static [&'static str]);

    impl<'de> Deserializer<'de> for Keys<'_> {
        type Error = Error;

        fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
            Err(Error::custom("not a struct"))
        }

        fn deserialize_struct<V: Visitor<'de>>(
            self,
            _: &'static str,
            keys: &'static [&'static str],
            visitor: V,
        ) -> Result<V::Value, Error> {
            *self.0 = keys;
            self.deserialize_any(visitor)
        }

        forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
            newtype_struct seq tuple tuple_struct map enum identifier ignored_any
        }
    }

    fn keys<'de, T: Deserialize<'de>>() -> &'static [&'static str] {
        let mut keys: &[&str] = &[];
        let _ = T::deserialize(Keys(&mut keys));
        assert!(!keys.is_empty());
        keys
    }

    #[test]
    fn the_page_on_providers_has_every_key() {
        const PAGE: &str = include_str!("../../docs/providers.md");
        let all = [
            keys::<ConfigFile>(),
            keys::<Profile>(),
            keys::<ProviderTable>(),
            keys::<EndpointTable>(),
            keys::<CredentialsTable>(),
            keys::<EnvironmentTable>(),
            keys::<VariablesTable>(),
            keys::<AnswerTable>(),
            keys::<ErrorsTable>(),
        ];
        let elsewhere = ["cache", "network"];
        let missing: Vec<&str> =
            all.concat().into_iter().filter(|key| !PAGE.contains(key) && !elsewhere.contains(key)).collect();
        assert!(missing.is_empty(), "docs/providers.md does not have {missing:?}");
        assert_eq!(keys::<CacheTable>().len() + keys::<NetworkTable>().len(), 7);
    }
}
