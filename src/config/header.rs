//! The headers that a provider or profile adds to API requests.

use std::borrow::Cow;
use std::fmt;
use std::path::Path;

use reqwest::header::{HeaderName, HeaderValue};
use serde::{Deserialize, Serialize, Serializer};
use toml::Spanned;

use super::one_or_many;
use super::secret_reference::SecretReference;
use super::values::{List, Text, TextOr};
use crate::redact::escape_control;
use crate::suggest;

/// The value of a header.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(untagged, try_from = "TextOr<SecretReference>")]
pub enum HeaderText {
    /// Text with placeholders for values of the credentials.
    Template(Template),
    /// A secret.
    Secret(SecretReference),
}

/// Text with placeholders.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Template(pub Cow<'static, [TemplatePart]>);

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplatePart {
    /// Text that is sent as it is.
    Text(Text),
    /// A placeholder.
    Placeholder(Placeholder),
}

impl TemplatePart {
    /// Creates a part of a built-in template.
    pub const fn text(text: &'static str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

/// A name in braces, which a value replaces.
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
    /// Client id and client secret as in HTTP Basic: in base64, joined by a colon.
    Basic,
    /// The access token.
    Token,
}

impl Placeholder {
    /// All placeholders.
    pub const ALL: [Self; 10] = [
        Self::ClientId,
        Self::ClientSecret,
        Self::UserId,
        Self::Group,
        Self::Domain,
        Self::Password,
        Self::Timestamp,
        Self::Signature,
        Self::Basic,
        Self::Token,
    ];

    /// Returns the name between the braces.
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
            Self::Basic => "basic",
            Self::Token => "token",
        }
    }

    /// Returns whether its value must not be shown.
    pub const fn is_secret(self) -> bool {
        matches!(self, Self::ClientSecret | Self::Password | Self::Signature | Self::Basic | Self::Token)
    }
}

impl Template {
    /// Splits the text at its placeholders. Braces around anything but a name of lower-case letters are text, as in JSON.
    ///
    /// # Errors
    ///
    /// Fails when a name in braces is not a placeholder. The second line of the message is the hint.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let braced = rest.strip_prefix('{').and_then(|inside| inside.split_once('}'));
            if let Some((name, after)) = braced.filter(|(name, _)| is_name(name)) {
                let known = Placeholder::ALL.into_iter().find(|placeholder| placeholder.name() == name);
                parts.push(TemplatePart::Placeholder(known.ok_or_else(|| {
                    let name = escape_control(name);
                    let hint = suggest::hint(&name, &Placeholder::ALL.map(Placeholder::name));
                    format!("the text has `{{{name}}}`, which is not a placeholder\n{hint}")
                })?));
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

    /// Returns its parts.
    pub fn parts(&self) -> &[TemplatePart] {
        &self.0
    }

    /// Returns whether it has this placeholder.
    pub fn has(&self, placeholder: Placeholder) -> bool {
        self.0.contains(&TemplatePart::Placeholder(placeholder))
    }
}

/// Returns whether the text in braces can be meant as the name of a placeholder.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|part| match part {
            TemplatePart::Text(text) => f.write_str(text),
            TemplatePart::Placeholder(placeholder) => write!(f, "{{{}}}", placeholder.name()),
        })
    }
}

impl TryFrom<String> for Template {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text)
    }
}

impl TryFrom<TextOr<SecretReference>> for HeaderText {
    type Error = String;

    fn try_from(written: TextOr<SecretReference>) -> Result<Self, String> {
        match written {
            TextOr::Text(text) if HeaderValue::from_str(&text).is_err() => {
                Err("no header can have a control character\nwrite it in one line".to_owned())
            }
            TextOr::Text(text) => Template::parse(&text).map(Self::Template),
            TextOr::Other(reference) => Ok(Self::Secret(reference)),
        }
    }
}

impl HeaderText {
    /// Returns the reference if it is a secret.
    pub fn secret(&self) -> Option<&SecretReference> {
        match self {
            Self::Template(_) => None,
            Self::Secret(reference) => Some(reference),
        }
    }

    /// Returns the reference of a header and its position in the file, in bytes.
    pub fn secret_with_position(header: &Spanned<Self>) -> Option<(usize, &SecretReference)> {
        Some((header.span().start, header.get_ref().secret()?))
    }

    /// Makes paths relative to the directory of the config file.
    pub(super) fn resolve_paths(&mut self, config_dir: &Path) {
        if let Self::Secret(reference) = self {
            reference.resolve_paths(config_dir);
        }
    }
}

impl Serialize for Template {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The values of one field of the token request; each is sent in a field of the same name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(transparent)]
pub struct FieldValues(#[serde(with = "one_or_many")] pub List<HeaderText>);

impl FieldValues {
    /// Returns the references of its secrets.
    pub fn secrets(&self) -> impl Iterator<Item = &SecretReference> {
        self.0.iter().filter_map(HeaderText::secret)
    }

    /// Makes paths relative to the directory of the config file.
    pub(super) fn resolve_paths(&mut self, config_dir: &Path) {
        self.0.to_mut().iter_mut().for_each(|value| value.resolve_paths(config_dir));
    }
}

/// The values of one field that a profile adds to the token request; each is sent in a field of the same name.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct ProfileValues(#[serde(deserialize_with = "one_or_many::deserialize")] pub List<Template>);

impl ProfileValues {
    /// Returns the same values as those of a field of the provider.
    pub fn field_values(&self) -> FieldValues {
        FieldValues(self.0.iter().cloned().map(HeaderText::Template).collect())
    }
}

/// The scope of a profile: a text, or a list whose texts are joined by spaces.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "ProfileValues")]
pub struct ScopeText(List<Template>);

impl TryFrom<ProfileValues> for ScopeText {
    type Error = &'static str;

    fn try_from(ProfileValues(texts): ProfileValues) -> Result<Self, Self::Error> {
        let is_id = |part: &TemplatePart| match part {
            TemplatePart::Text(_) => true,
            TemplatePart::Placeholder(placeholder) => {
                matches!(placeholder, Placeholder::ClientId | Placeholder::Group | Placeholder::Domain)
            }
        };
        if texts.iter().flat_map(Template::parts).all(is_id) {
            return Ok(Self(texts));
        }
        Err("a scope can only have the placeholders of ids\nuse {client_id}, {group} and {domain}")
    }
}

impl ScopeText {
    /// Returns the texts of the list.
    pub fn texts(&self) -> &[Template] {
        &self.0
    }
}

impl fmt::Display for ScopeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let texts: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&texts.join(" "))
    }
}

/// The name of a header.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(try_from = "String")]
pub struct HeaderKey(String);

impl TryFrom<String> for HeaderKey {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        match HeaderName::from_bytes(name.as_bytes()) {
            Ok(_) => Ok(Self(name)),
            Err(_) => Err("this is a name that no header can have\n\
                a name has letters, digits and hyphens, like X-Api-Key"),
        }
    }
}

impl HeaderKey {
    /// Returns its text.
    pub fn text(&self) -> Text {
        self.0.clone().into()
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
            ("{\"a\":{}}", vec![TemplatePart::text("{\"a\":"), TemplatePart::text("{}}")]),
            ("", vec![]),
        ] {
            let template = Template::parse(text).unwrap();
            assert_eq!(template.parts(), expected, "{text}");
            assert_eq!(template.to_string(), text);
        }
        assert!(Template::parse("{secret}").is_err());
    }
}
