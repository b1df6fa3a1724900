//! A stored request or response: its headers and the first bytes of its body, masked.

use serde::Serialize;
use serde::ser::{SerializeStruct as _, Serializer};

/// A header line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The name, in lower case.
    pub name: Box<str>,
    /// The value, masked.
    pub value: Box<str>,
}

impl Serialize for Header {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&*self.name, &*self.value).serialize(serializer)
    }
}

/// The stored part of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageContent {
    /// There was no body.
    Empty,
    /// Decompressed and masked text, at most 64 KiB.
    Text(Box<str>),
    /// Not stored, because it was not text.
    Binary,
    /// Not stored, because this content encoding is not supported.
    Encoded(String),
}

/// A masked request or response.
#[derive(Clone, Debug)]
pub struct Message {
    /// The headers in their order.
    pub headers: Vec<Header>,
    /// How many headers were not stored because there were too many.
    pub more_headers: usize,
    /// The stored part of the body.
    pub content: MessageContent,
    /// True when the text is only the beginning of the body.
    pub is_cut: bool,
    /// How many bytes of the body were transferred.
    pub bytes: u64,
}

impl Message {
    /// Returns a header's first value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name)).map(|header| &*header.value)
    }

    /// Returns the body if it is text.
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            MessageContent::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns roughly how much memory the headers and the text take, in bytes.
    pub(super) fn size(&self) -> usize {
        let headers: usize =
            self.headers.iter().map(|header| size_of::<Header>() + header.name.len() + header.value.len()).sum();
        headers + self.text().map_or(0, str::len)
    }
}

impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (kind, detail) = match &self.content {
            MessageContent::Empty => ("empty", ""),
            MessageContent::Text(text) => ("text", &**text),
            MessageContent::Binary => ("binary", ""),
            MessageContent::Encoded(encoding) => ("encoded", encoding.as_str()),
        };
        let mut fields = serializer.serialize_struct("Message", 7)?;
        fields.serialize_field("headers", &self.headers)?;
        fields.serialize_field("more_headers", &self.more_headers)?;
        fields.serialize_field("bytes", &self.bytes)?;
        fields.serialize_field("type", self.header("content-type").unwrap_or_default())?;
        fields.serialize_field("kind", kind)?;
        fields.serialize_field("text", detail)?;
        fields.serialize_field("cut", &self.is_cut)?;
        fields.end()
    }
}
