//! Parts that the built-in providers share.

use std::borrow::Cow;

use crate::provider::{
    ClientAuth, Environment, FieldValues, Grant, HeaderText, SelectionVariables, Template, TemplatePart, Text,
    TokenEndpoint,
};

/// The endpoint of a provider without tokens.
pub(super) const NO_TOKENS: TokenEndpoint =
    TokenEndpoint { grant: Grant::None, client_auth: ClientAuth::None, ..TokenEndpoint::EMPTY };

/// The usual aliases of environments.
pub(super) const PROD: &[Text] = &[text("prod")];
pub(super) const TEST: &[Text] = &[text("test")];

pub(super) const fn text(text: &'static str) -> Text {
    Cow::Borrowed(text)
}

pub(super) const fn environment(name: &'static str, aliases: &'static [Text], base_url: &'static str) -> Environment {
    Environment {
        name: text(name),
        base_url: text(base_url),
        token_url: None,
        issuer: None,
        aliases: Cow::Borrowed(aliases),
        unreachable_hint: None,
        requests_per_second: None,
    }
}

/// Returns a header. The value must be a `const` block, because its type has a destructor.
pub(super) const fn header(name: &'static str, value: &'static [TemplatePart]) -> (Text, HeaderText) {
    (text(name), HeaderText::Template(Template(Cow::Borrowed(value))))
}

/// Returns a field of the token request. The values must be a `const` block, because their type has a destructor.
pub(super) const fn param(name: &'static str, values: &'static [HeaderText]) -> (Text, FieldValues) {
    (text(name), FieldValues(Cow::Borrowed(values)))
}

/// Returns a text with placeholders.
pub(super) const fn template(parts: &'static [TemplatePart]) -> HeaderText {
    HeaderText::Template(Template(Cow::Borrowed(parts)))
}

/// Returns the variables that set the base URL and the environment.
pub(super) const fn variables(base_url: &'static str, environment: &'static str) -> SelectionVariables {
    SelectionVariables {
        base_url: Some(text(base_url)),
        environment: Some(text(environment)),
        host: None,
        auth_version: None,
    }
}
