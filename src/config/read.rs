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
