//! Types of values that several tables of the config file use.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Error, IntoDeserializer as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::clock::parse_span;
use crate::request_rate::RateLimit;

/// Text: a constant of a built-in provider, or owned by a configured one.
pub type Text = Cow<'static, str>;
/// A list: a constant of a built-in provider, or owned by a configured one.
pub type List<T> = Cow<'static, [T]>;

/// The name of a profile, provider or environment, as it is typed on the command line.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct Name(String);

impl Name {
    /// Returns its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Name {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        let is_good = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '@' | '/');
        if name.is_empty() || name.starts_with('-') || !name.chars().all(is_good) {
            return Err("this is not a valid name\n\
                a name consists of letters, digits and `-`, `_`, `.`, `@`, `/`, and does not start with `-`");
        }
        Ok(Self(name))
    }
}

/// Text, or a value of another type.
///
/// Unlike `#[serde(untagged)]`, this keeps the position of a mistake inside the other value.
pub(super) enum TextOr<T> {
    Text(String),
    Other(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for TextOr<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextOrVisitor<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for TextOrVisitor<T> {
            type Value = TextOr<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<TextOr<T>, E> {
                Ok(TextOr::Text(text.to_owned()))
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<TextOr<T>, E> {
                T::deserialize(value.into_deserializer()).map(TextOr::Other)
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<TextOr<T>, E> {
                T::deserialize(number.into_deserializer()).map(TextOr::Other)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<TextOr<T>, A::Error> {
                T::deserialize(SeqAccessDeserializer::new(items)).map(TextOr::Other)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<TextOr<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(TextOr::Other)
            }
        }

        deserializer.deserialize_any(TextOrVisitor(PhantomData))
    }
}

/// A time span: text such as `"90s"`, or a number of seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "TextOr<u64>")]
pub struct TimeSpan(pub Duration);

impl TryFrom<TextOr<u64>> for TimeSpan {
    type Error = &'static str;

    fn try_from(written: TextOr<u64>) -> Result<Self, Self::Error> {
        match written {
            TextOr::Text(text) => {
                parse_span(&text).map(Self).ok_or("this is no time span\nwrite it like \"90s\", \"5m\" or \"1h 30m\"")
            }
            TextOr::Other(seconds) => Ok(Self(Duration::from_secs(seconds))),
        }
    }
}

/// A rate: text such as `"10/s"` or `"none"`, or a number of requests per second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "TextOr<u64>")]
pub struct RateText(pub RateLimit);

impl TryFrom<TextOr<u64>> for RateText {
    type Error = &'static str;

    fn try_from(written: TextOr<u64>) -> Result<Self, Self::Error> {
        let text = match written {
            TextOr::Text(text) => text,
            TextOr::Other(per_second) => per_second.to_string(),
        };
        text.parse().map(Self).map_err(|_| "this is no rate\nwrite it like \"10/s\", \"100/m\" or \"none\"")
    }
}

/// The version of a token endpoint, a string or a whole number.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(from = "TextOr<i64>")]
pub struct Version(pub String);

impl From<TextOr<i64>> for Version {
    fn from(written: TextOr<i64>) -> Self {
        match written {
            TextOr::Text(text) => Self(text),
            TextOr::Other(number) => Self(number.to_string()),
        }
    }
}
