//! The headers that a provider or profile adds to API requests.

use std::borrow::Cow;
use std::fmt;

use reqwest::header::{HeaderName, HeaderValue};
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use super::problem::WithHint;
use super::secret_reference::SecretReference;
use crate::redact::escape_control;
use crate::suggest;

/// The value of a header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeaderText {
    /// Text with placeholders for what the credentials have.
    Template(Template),
    /// A secret.
    Secret(SecretReference),
}

/// Text with placeholders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(pub Cow<'static, [TemplatePart]>);

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplatePart {
    /// Text that is sent as it is.
    Text(Cow<'static, str>),
    /// A placeholder.
    Placeholder(Placeholder),
}

impl TemplatePart {
    /// Text that is built in.
    pub const fn text(text: &'static str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

/// What a name in braces stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placeholder {
    /// The client id.
    ClientId,
    /// The client secret.
    ClientSecret,
    /// The user name.
    UserId,
    /// The group.
    Group,
    /// The domain.
    Domain,
    /// The password.
    Password,
    /// The seconds since 1970.
    Timestamp,
    /// The signature of client id, client secret and timestamp.
    Signature,
}

/// A name in braces that is no placeholder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownPlaceholder(String);

impl Placeholder {
    /// All placeholders.
    pub const ALL: [Self; 8] = [
        Self::ClientId,
        Self::ClientSecret,
        Self::UserId,
        Self::Group,
        Self::Domain,
        Self::Password,
        Self::Timestamp,
        Self::Signature,
    ];

    /// The name between the braces.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ClientId => "client_id",
            Self::ClientSecret => "client_secret",
            Self::UserId => "user_id",
            Self::Group => "group",
            Self::Domain => "domain",
            Self::Password => "password",
            Self::Timestamp => "timestamp",
            Self::Signature => "signature",
        }
    }

    /// True when its value must not be shown.
    pub const fn is_secret(self) -> bool {
        matches!(self, Self::ClientSecret | Self::Password | Self::Signature)
    }
}

impl UnknownPlaceholder {
    /// What is wrong.
    fn message(&self) -> String {
        format!("has `{{{}}}`, which stands for nothing", escape_control(&self.0))
    }

    /// The nearest name, and all names.
    fn hint(&self) -> String {
        suggest::hint(&escape_control(&self.0), &Placeholder::ALL.map(Placeholder::name))
    }
}

impl Template {
    /// Splits the text at its placeholders; a brace that nothing closes is text.
    pub fn parse(text: &str) -> Result<Self, UnknownPlaceholder> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            if let Some((name, after)) = rest.strip_prefix('{').and_then(|inside| inside.split_once('}')) {
                let known = Placeholder::ALL.into_iter().find(|placeholder| placeholder.name() == name);
                parts.push(TemplatePart::Placeholder(known.ok_or_else(|| UnknownPlaceholder(name.to_owned()))?));
                rest = after;
                continue;
            }
            let end = rest[first.len_utf8()..].find('{').map_or(rest.len(), |at| at + first.len_utf8());
            let (text, after) = rest.split_at(end);
            parts.push(TemplatePart::Text(Cow::Owned(text.to_owned())));
            rest = after;
        }
        Ok(Self(Cow::Owned(parts)))
    }

    /// Its parts.
    pub fn parts(&self) -> &[TemplatePart] {
        &self.0
    }

    /// True when it has this placeholder.
    pub fn has(&self, placeholder: Placeholder) -> bool {
        self.0.contains(&TemplatePart::Placeholder(placeholder))
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|part| match part {
            TemplatePart::Text(text) => f.write_str(text),
            TemplatePart::Placeholder(placeholder) => write!(f, "{{{}}}", placeholder.name()),
        })
    }
}

impl<'de> Deserialize<'de> for HeaderText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct HeaderVisitor;

        impl<'de> Visitor<'de> for HeaderVisitor {
            type Value = HeaderText;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string or a secret by reference")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<HeaderText, E> {
                check_value(text)?;
                Template::parse(text)
                    .map(HeaderText::Template)
                    .map_err(|unknown| E::custom(WithHint { what: &unknown.message(), hint: &unknown.hint() }))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<HeaderText, A::Error> {
                SecretReference::deserialize(MapAccessDeserializer::new(map)).map(HeaderText::Secret)
            }
        }

        deserializer.deserialize_any(HeaderVisitor)
    }
}

impl Serialize for HeaderText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Template(template) => serializer.collect_str(template),
            Self::Secret(reference) => reference.serialize(serializer),
        }
    }
}

fn check_value<E: Error>(text: &str) -> Result<(), E> {
    let what = "has a control character, which no header can have";
    HeaderValue::from_str(text).map(drop).map_err(|_| E::custom(WithHint { what, hint: "write it in one line" }))
}

/// The name of a header.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct HeaderKey(String);

impl HeaderKey {
    /// A name that is known to be one, such as a built-in provider's.
    pub fn of(name: &str) -> Self {
        Self(name.to_owned())
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for HeaderKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        match HeaderName::from_bytes(name.as_bytes()) {
            Ok(_) => Ok(Self(name)),
            Err(_) => Err(D::Error::custom(WithHint {
                what: "is a name that no header can have",
                hint: "a name has letters, digits and hyphens, like X-Api-Key",
            })),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_split_at_its_placeholders() {
        let placeholder = TemplatePart::Placeholder;
        for (text, expected) in [
            ("Bearer {client_secret}", vec![TemplatePart::text("Bearer "), placeholder(Placeholder::ClientSecret)]),
            ("{group}{domain}", vec![placeholder(Placeholder::Group), placeholder(Placeholder::Domain)]),
            ("ä{group}ü", vec![TemplatePart::text("ä"), placeholder(Placeholder::Group), TemplatePart::text("ü")]),
            ("ü{", vec![TemplatePart::text("ü"), TemplatePart::text("{")]),
            ("", vec![]),
        ] {
            let template = Template::parse(text).unwrap();
            assert_eq!(template.parts(), expected, "{text}");
            assert_eq!(template.to_string(), text);
        }
        assert_eq!(Template::parse("{secret}"), Err(UnknownPlaceholder("secret".to_owned())));
    }
}
