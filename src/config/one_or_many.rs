//! Reads and writes one value or an array of values, for `#[serde(with = …)]`. An empty list is left out.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Error, IntoDeserializer as _, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::values::List;

pub(crate) fn deserialize<'de, T, D>(deserializer: D) -> Result<List<T>, D::Error>
where
    T: Deserialize<'de> + Clone,
    D: Deserializer<'de>,
{
    struct Values<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for Values<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("one value or an array of them")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Vec<T>, E> {
            T::deserialize(text.into_deserializer()).map(|value| vec![value])
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Vec<T>, A::Error> {
            T::deserialize(MapAccessDeserializer::new(map)).map(|value| vec![value])
        }

        fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Vec<T>, A::Error> {
            Vec::deserialize(SeqAccessDeserializer::new(items))
        }
    }

    deserializer.deserialize_any(Values(PhantomData)).map(Into::into)
}

pub(crate) fn serialize<T, S>(values: &List<T>, serializer: S) -> Result<S::Ok, S::Error>
where
    T: Serialize + Clone,
    S: Serializer,
{
    match values.as_ref() {
        // toml leaves out a key without a value.
        [] => serializer.serialize_none(),
        [only] => only.serialize(serializer),
        values => values.serialize(serializer),
    }
}
