//! What may stand in the config file: every key, and the shape of its value.

use super::document::{Data, Document, Entry, Table, Value};
use super::problem::Problem;
use crate::clock::parse_span;
use crate::redact::escape_control;
use crate::suggest;

/// The shape of a value.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A text.
    Text,
    /// One text or a list of texts.
    Texts,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A whole number, not negative.
    Count,
    /// A text or a whole number.
    Version,
    /// A time span in words.
    Span,
    /// A secret by reference: one of `env`, `file`, `command`.
    Secret,
    /// A header's value: a text, or a secret by reference.
    Header,
    /// A table with these keys.
    Table(&'static [Field]),
    /// A table in which the user chooses the names.
    Named(&'static Self),
    /// The same, with names that are also said on the command line.
    Choosable(&'static Self),
    /// One value of that shape or a list of them.
    List(&'static Self),
    /// A text for short, or the table.
    TextOr(&'static Self),
}

/// A key and the shape of its value.
pub type Field = (&'static str, Shape);

/// The whole file.
pub const FILE: &[Field] = &[
    ("default_profile", Shape::Text),
    ("profiles", Shape::Choosable(&Shape::Table(PROFILE))),
    ("providers", Shape::Choosable(&Shape::Table(PROVIDER))),
    ("cache", Shape::Table(CACHE)),
    ("network", Shape::Table(NETWORK)),
];

/// `[profiles.NAME]`
pub const PROFILE: &[Field] = &[
    ("provider", Shape::Text),
    ("environment", Shape::Text),
    ("base_url", Shape::Text),
    ("client_id", Shape::Text),
    ("client_secret", Shape::Secret),
    ("user_id", Shape::Text),
    ("group", Shape::Text),
    ("domain", Shape::Text),
    ("password", Shape::Secret),
    ("auth_version", Shape::Version),
    ("scope", Shape::Text),
    ("params", Shape::Named(&Shape::Text)),
    ("headers", Shape::Named(&Shape::Header)),
    ("min_valid", Shape::Span),
    ("timeout", Shape::Span),
];

/// `[cache]`
const CACHE: &[Field] = &[("url", Shape::Text), ("password", Shape::Secret)];

/// `[network]`
const NETWORK: &[Field] = &[
    ("timeout", Shape::Span),
    ("connect_timeout", Shape::Span),
    ("retries", Shape::Count),
    ("proxy", Shape::Text),
    ("ca_bundle", Shape::Text),
];

/// A secret by reference.
const SECRET: &[Field] = &[("env", Shape::Text), ("file", Shape::Text), ("command", Shape::Texts)];

/// `[providers.NAME]`
pub const PROVIDER: &[Field] = &[
    ("title", Shape::Text),
    ("token_url", Shape::Text),
    ("grant", Shape::Word(&["client_credentials", "password", "none"])),
    ("client_auth", CLIENT_AUTH),
    ("username", USERNAME),
    ("params", Shape::Named(&Shape::Text)),
    ("token_headers", Shape::Named(&Shape::Text)),
    ("credentials", Shape::List(&Shape::Table(CREDENTIALS))),
    ("versions", Shape::Named(&Shape::Table(VERSION))),
    ("environments", Shape::Choosable(&Shape::TextOr(&Shape::Table(ENVIRONMENT)))),
    ("variables", Shape::Table(VARIABLES)),
    ("headers", Shape::Named(&Shape::Header)),
    ("signature", Shape::Word(&["sha256", "sha512"])),
    ("answer", Shape::Table(&[("token", Shape::Text), ("expires_in", Shape::Text), ("scope", Shape::Text)])),
    ("errors", Shape::Table(&[("error", Shape::Texts), ("code", Shape::Texts), ("words", Shape::Texts)])),
    ("lifetime", Shape::Span),
    ("probe", Shape::Texts),
    ("token_prefix", Shape::Text),
    ("throttle_wait", Shape::Span),
    ("accept", Shape::Text),
    ("content_type", Shape::Text),
    ("post_reads", Shape::Texts),
    ("next_page", Shape::Text),
    ("dialect", Shape::Text),
    ("notes", Shape::Texts),
];

const CLIENT_AUTH: Shape =
    Shape::Word(&["client_secret_basic", "client_secret_post", "basic_unencoded", "sabre", "none"]);
const USERNAME: Shape = Shape::Word(&["user_id", "sabre_triple"]);

/// `[providers.NAME.versions.V]`
const VERSION: &[Field] = &[
    ("token_url", Shape::Text),
    ("grant", Shape::Word(&["client_credentials", "password"])),
    ("client_auth", CLIENT_AUTH),
    ("username", USERNAME),
    ("params", Shape::Named(&Shape::Text)),
    ("token_headers", Shape::Named(&Shape::Text)),
    ("credentials", Shape::List(&Shape::Table(CREDENTIALS))),
];

const CREDENTIALS: &[Field] = &[
    ("client_id", Shape::Texts),
    ("client_secret", Shape::Texts),
    ("user_id", Shape::Texts),
    ("group", Shape::Texts),
    ("domain", Shape::Texts),
    ("password", Shape::Texts),
];

const ENVIRONMENT: &[Field] = &[
    ("base_url", Shape::Text),
    ("token_url", Shape::Text),
    ("aliases", Shape::Texts),
    ("unreachable_hint", Shape::Text),
    ("requests_per_second", Shape::Count),
];

const VARIABLES: &[Field] = &[
    ("base_url", Shape::Text),
    ("environment", Shape::Text),
    ("host", Shape::Text),
    ("port", Shape::Text),
    ("ssl", Shape::Text),
    ("auth_version", Shape::Text),
];

/// Checks the whole file: the first mistake, if there is one.
pub fn check(document: &Document) -> Result<(), Problem> {
    check_table(document.root(), FILE)
}

fn check_table(table: Table<'_>, fields: &'static [Field]) -> Result<(), Problem> {
    for entry in table.entries() {
        match fields.iter().find(|(name, _)| *name == entry.key) {
            Some((name, shape)) => check_value(table.document(), &entry.value, *shape, name)?,
            None => return Err(unknown_key(entry, fields)),
        }
    }
    Ok(())
}

fn unknown_key(entry: &Entry, fields: &'static [Field]) -> Problem {
    let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
    let key = escape_control(&entry.key);
    Problem::new(entry.at, format!("unknown key `{key}`")).hint(suggest::hint(&key, &names))
}

fn check_value(document: &Document, value: &Value, shape: Shape, name: &str) -> Result<(), Problem> {
    match (shape, &value.data) {
        (Shape::Text | Shape::Version | Shape::Header | Shape::TextOr(_), Data::Text(_))
        | (Shape::Version, Data::Integer(_)) => Ok(()),
        (Shape::Texts, Data::Text(_) | Data::List(_)) => {
            match value.items().iter().find(|item| item.text().is_none()) {
                None => Ok(()),
                Some(item) => Err(wrong(item, name, "a text")),
            }
        }
        (Shape::Word(words), Data::Text(text)) => {
            if words.iter().any(|word| word == text) {
                return Ok(());
            }
            Err(Problem::new(value.at, format!("`{name}` has no such value")).hint(suggest::hint(text, words)))
        }
        (Shape::Count, Data::Integer(number)) if *number >= 0 => Ok(()),
        (Shape::Span, Data::Integer(number)) if *number >= 0 => Ok(()),
        (Shape::Span, Data::Text(text)) if parse_span(text).is_some() => Ok(()),
        (Shape::Secret, Data::Text(_)) => Err(plain_secret(value, name)),
        (Shape::Secret | Shape::Header, Data::Table(_)) => check_secret(document, value, name),
        (Shape::Table(fields), Data::Table(_)) => {
            document.table(&value.data).map_or(Ok(()), |table| check_table(table, fields))
        }
        (Shape::TextOr(shape), Data::Table(_)) => check_value(document, value, *shape, name),
        (Shape::Named(shape), Data::Table(_)) => check_named(document, value, *shape),
        (Shape::Choosable(shape), Data::Table(_)) => {
            let table = document.table(&value.data);
            table.map_or(&[][..], Table::entries).iter().try_for_each(check_name)?;
            check_named(document, value, *shape)
        }
        (Shape::List(shape), Data::List(_) | Data::Table(_)) => {
            value.items().iter().try_for_each(|item| check_value(document, item, *shape, name))
        }
        (shape, _) => Err(wrong(value, name, shape.words())),
    }
}

fn check_named(document: &Document, value: &Value, shape: Shape) -> Result<(), Problem> {
    let table = document.table(&value.data);
    table
        .map_or(&[][..], Table::entries)
        .iter()
        .try_for_each(|entry| check_value(document, &entry.value, shape, &entry.key))
}

/// A name that is typed on the command line, put into variables and shown in tables.
fn check_name(entry: &Entry) -> Result<(), Problem> {
    let is_good = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '@' | '/');
    if entry.key.is_empty() || entry.key.starts_with('-') || !entry.key.chars().all(is_good) {
        let name = escape_control(&entry.key);
        return Err(Problem::new(entry.at, format!("`{name}` cannot be a name"))
            .hint("a name is made of letters, digits and `-`, `_`, `.`, `@`, `/`, and does not start with `-`"));
    }
    Ok(())
}

fn check_secret(document: &Document, value: &Value, name: &str) -> Result<(), Problem> {
    let Some(table) = document.table(&value.data) else { return Ok(()) };
    check_table(table, SECRET)?;
    let [only] = table.entries() else {
        return Err(
            Problem::new(value.at, format!("`{name}` takes exactly one of env, file and command")).hint(SECRET_HINT)
        );
    };
    let is_empty = match &only.value.data {
        Data::List(items) => items.first().and_then(Value::text).is_none_or(|program| program.is_empty()),
        Data::Text(text) if only.key == "command" => {
            let words: Vec<String> = text.split_whitespace().map(|word| format!("{word:?}")).collect();
            return Err(Problem::new(only.value.at, "a command is a list of arguments: no shell takes it apart")
                .hint(format!("write it like `command = [{}]`", words.join(", "))));
        }
        Data::Text(text) => text.is_empty(),
        _ => false,
    };
    if is_empty {
        return Err(Problem::new(only.value.at, format!("`{}` of `{name}` is empty", only.key)).hint(SECRET_HINT));
    }
    Ok(())
}

const SECRET_HINT: &str =
    "write one of { env = \"NAME\" }, { file = \"PATH\" }, { command = [\"pass\", \"show\", \"NAME\"] }";

fn plain_secret(value: &Value, name: &str) -> Problem {
    Problem::new(value.at, format!("`{name}` stands here in plain text; a secret does not belong into this file"))
        .hint(format!("{SECRET_HINT}; and take the secret out of the file, its backups and its history"))
}

fn wrong(value: &Value, name: &str, wanted: &str) -> Problem {
    let name = escape_control(name);
    Problem::new(value.at, format!("`{name}` takes {wanted}, and this is {}", value.data.kind()))
}

impl Shape {
    /// What is wanted, for a person.
    const fn words(self) -> &'static str {
        match self {
            Self::Text | Self::Word(_) => "a text",
            Self::Texts => "a text or a list of texts",
            Self::Count => "a whole number that is not negative",
            Self::Version => "a text or a number",
            Self::Span => "a time span such as \"90s\", \"5m\" or \"1h 30m\"",
            Self::Secret => "a table with one of env, file and command",
            Self::Header => "a text or a secret by reference",
            Self::Table(_) | Self::Named(_) | Self::Choosable(_) => "a table",
            Self::List(_) => "a list of tables",
            Self::TextOr(_) => "a text or a table",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = include_str!("../../docs/providers.md");

    #[test]
    fn the_page_on_providers_has_every_key() {
        let fields = [FILE, PROFILE, PROVIDER, VERSION, CREDENTIALS, ENVIRONMENT, VARIABLES].concat();
        let missing: Vec<&str> = fields
            .iter()
            .map(|(name, _)| *name)
            .filter(|name| !PAGE.contains(*name) && !matches!(*name, "cache" | "network"))
            .collect();
        assert!(missing.is_empty(), "docs/providers.md does not speak of {missing:?}");
    }
}
