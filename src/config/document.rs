//! The TOML text as a tree in which every key and value knows where it stands.
//!
//! The events of `toml_parser` are gathered here into two flat lists instead of the maps of the `toml` crate, which costs
//! half as many instructions a byte: the config is read on every start.

use std::borrow::Cow;

use toml_parser::decoder::{Encoding, ScalarKind};
use toml_parser::parser::{EventReceiver, RecursionGuard, parse_document};
use toml_parser::{ErrorSink, ParseError, Source, Span};

use super::problem::Problem;

/// Text that is borrowed from the file where it stands there as it is.
pub type Text = Cow<'static, str>;

/// Deeper nesting is not one of ours, and would cost stack.
const DEEPEST: u32 = 16;

/// A parsed file.
#[derive(Debug, Default)]
pub struct Document {
    tables: Vec<Vec<Entry>>,
}

/// A key with its value.
#[derive(Debug)]
pub struct Entry {
    /// The key.
    pub key: Text,
    /// Where the key stands: bytes from the start of the file.
    pub at: usize,
    /// The value.
    pub value: Value,
}

/// A value, and where it stands.
#[derive(Debug)]
pub struct Value {
    /// Bytes from the start of the file.
    pub at: usize,
    /// What it is.
    pub data: Data,
}

/// What a value is.
#[derive(Debug)]
pub enum Data {
    /// A text.
    Text(Text),
    /// A whole number.
    Integer(i64),
    /// True or false.
    Boolean(bool),
    /// A list.
    List(Vec<Value>),
    /// A table, by its place in the document.
    Table(usize),
    /// What no setting is: a date, a float.
    Other(&'static str),
}

impl Data {
    /// What it is, with its article.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Integer(_) => "a number",
            Self::Boolean(_) => "true or false",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
            Self::Other(kind) => kind,
        }
    }
}

/// One table of a document.
#[derive(Clone, Copy, Debug)]
pub struct Table<'d> {
    document: &'d Document,
    index: usize,
}

impl Document {
    /// Parses the text.
    pub fn parse(text: &'static str) -> Result<Self, Problem> {
        let source = Source::new(text);
        let tokens = source.lex().into_vec();
        let mut builder = Builder {
            source,
            tables: vec![Building { entries: Vec::new(), kind: Kind::Header }],
            current: ROOT,
            keys: Vec::new(),
            open: Vec::new(),
        };
        let mut first = None;
        let mut sink = |error: ParseError| {
            let at = error.unexpected().or(error.context()).map_or(text.len(), |span| span.start());
            // The parser goes on after an error: what stands first in the file is told.
            if first.as_ref().is_none_or(|problem: &Problem| at < problem.at) {
                first = Some(Problem::new(at, error.description().to_owned()));
            }
        };
        parse_document(&tokens, &mut RecursionGuard::new(&mut builder, DEEPEST), &mut sink);
        match first {
            Some(problem) => Err(problem),
            None => Ok(Self { tables: builder.tables.into_iter().map(|table| table.entries).collect() }),
        }
    }

    /// The outermost table.
    pub fn root(&self) -> Table<'_> {
        Table { document: self, index: ROOT }
    }

    /// The table that this data is, if it is one.
    pub fn table(&self, data: &Data) -> Option<Table<'_>> {
        match data {
            Data::Table(index) => Some(Table { document: self, index: *index }),
            _ => None,
        }
    }
}

impl<'d> Table<'d> {
    /// Its keys and values, in the order of the file.
    pub fn entries(self) -> &'d [Entry] {
        self.document.tables.get(self.index).map_or(&[], Vec::as_slice)
    }

    /// The document that it is a part of.
    pub fn document(self) -> &'d Document {
        self.document
    }

    /// The value of this key.
    pub fn get(self, key: &str) -> Option<&'d Value> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// The text of this key.
    pub fn text(self, key: &str) -> Option<&'d Text> {
        self.get(key).and_then(Value::text)
    }

    /// The table of this key.
    pub fn table(self, key: &str) -> Option<Self> {
        self.document.table(&self.get(key)?.data)
    }
}

impl Value {
    /// The text, if it is one.
    pub fn text(&self) -> Option<&Text> {
        match &self.data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The items of a list; a single value is a list of one.
    pub fn items(&self) -> &[Self] {
        match &self.data {
            Data::List(items) => items,
            _ => std::slice::from_ref(self),
        }
    }
}

const ROOT: usize = 0;

/// How a table came to be, which decides how it can be added to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// As a part of a header's path.
    Implied,
    /// By a header of its own.
    Header,
    /// By a dotted key.
    Dotted,
    /// In braces.
    Inline,
}

struct Building {
    entries: Vec<Entry>,
    kind: Kind,
}

/// A value that is not complete, and the keys that it will be put under.
struct Open {
    at: usize,
    keys: Vec<(Text, usize)>,
    what: OpenWhat,
}

enum OpenWhat {
    Table(usize),
    List(Vec<Value>),
}

struct Builder {
    source: Source<'static>,
    tables: Vec<Building>,
    current: usize,
    keys: Vec<(Text, usize)>,
    open: Vec<Open>,
}

impl Builder {
    fn add_table(&mut self, kind: Kind) -> usize {
        self.tables.push(Building { entries: Vec::new(), kind });
        self.tables.len() - 1
    }

    /// The place of this key in the table.
    fn find(&self, table: usize, key: &str) -> Option<&Entry> {
        self.tables[table].entries.iter().find(|entry| entry.key == key)
    }

    /// The table one step down, made where there is none; none where something else is in the way.
    fn descend(&mut self, table: usize, (key, at): (Text, usize), kind: Kind) -> Option<usize> {
        match self.find(table, &key) {
            None => {
                let made = self.add_table(kind);
                self.tables[table].entries.push(Entry { key, at, value: Value { at, data: Data::Table(made) } });
                Some(made)
            }
            Some(entry) => match entry.value.data {
                Data::Table(found) => {
                    let is_open = match kind {
                        Kind::Dotted => self.tables[found].kind == Kind::Dotted,
                        _ => self.tables[found].kind != Kind::Inline,
                    };
                    is_open.then_some(found)
                }
                _ => None,
            },
        }
    }

    fn open_header(&mut self, error: &mut dyn ErrorSink) {
        let mut keys = std::mem::take(&mut self.keys);
        let Some((last, at)) = keys.pop() else { return };
        let mut table = ROOT;
        for key in keys {
            let at = key.1;
            match self.descend(table, key, Kind::Implied) {
                Some(found) => table = found,
                None => return report(error, at, "this is not a table that can be added to"),
            }
        }
        let existing = self.find(table, &last).map(|entry| match entry.value.data {
            Data::Table(found) => (Some(found), entry.at),
            _ => (None, entry.at),
        });
        self.current = match existing {
            None => {
                let made = self.add_table(Kind::Header);
                self.tables[table].entries.push(Entry { key: last, at, value: Value { at, data: Data::Table(made) } });
                made
            }
            Some((Some(found), _)) if self.tables[found].kind == Kind::Implied => {
                self.tables[found].kind = Kind::Header;
                found
            }
            Some((_, first)) => {
                self.twice(error, &last, at, first);
                // Where what follows goes does not matter any more.
                self.add_table(Kind::Header)
            }
        };
    }

    fn put(&mut self, at: usize, data: Data, error: &mut dyn ErrorSink) {
        let value = Value { at, data };
        let mut table = match self.open.last_mut().map(|open| &mut open.what) {
            Some(OpenWhat::List(items)) => return items.push(value),
            Some(OpenWhat::Table(table)) => *table,
            None => self.current,
        };
        let Some((last, at)) = self.keys.pop() else { return };
        if !self.keys.is_empty() {
            for key in std::mem::take(&mut self.keys) {
                let at = key.1;
                match self.descend(table, key, Kind::Dotted) {
                    Some(found) => table = found,
                    None => return report(error, at, "this is not a table that can be added to"),
                }
            }
        }
        match self.find(table, &last) {
            Some(entry) => self.twice(error, &last, at, entry.at),
            None => self.tables[table].entries.push(Entry { key: last, at, value }),
        }
    }

    fn twice(&self, error: &mut dyn ErrorSink, key: &str, at: usize, first: usize) {
        let (line, _) = super::problem::line_and_column(self.source.input(), first);
        report(error, at, format!("`{}` is there already, in line {line}", crate::redact::escape_control(key)));
    }

    fn open(&mut self, span: Span, what: OpenWhat) {
        self.open.push(Open { at: span.start(), keys: std::mem::take(&mut self.keys), what });
    }

    fn close(&mut self, error: &mut dyn ErrorSink) {
        if let Some(Open { at, keys, what }) = self.open.pop() {
            self.keys = keys;
            let data = match what {
                OpenWhat::Table(table) => Data::Table(table),
                OpenWhat::List(items) => Data::List(items),
            };
            self.put(at, data, error);
        }
    }
}

fn report(error: &mut dyn ErrorSink, at: usize, what: impl Into<Cow<'static, str>>) {
    error.report_error(ParseError::new(what).with_unexpected(Span::new_unchecked(at, at)));
}

impl EventReceiver for Builder {
    fn std_table_open(&mut self, _: Span, _: &mut dyn ErrorSink) {
        self.keys.clear();
    }

    fn std_table_close(&mut self, _: Span, error: &mut dyn ErrorSink) {
        self.open_header(error);
    }

    fn array_table_open(&mut self, span: Span, error: &mut dyn ErrorSink) {
        self.keys.clear();
        report(error, span.start(), "`[[…]]`: no setting of this file is a list of tables; write `[…]`");
    }

    fn inline_table_open(&mut self, span: Span, _: &mut dyn ErrorSink) -> bool {
        let table = self.add_table(Kind::Inline);
        self.open(span, OpenWhat::Table(table));
        true
    }

    fn inline_table_close(&mut self, _: Span, error: &mut dyn ErrorSink) {
        self.close(error);
    }

    fn array_open(&mut self, span: Span, _: &mut dyn ErrorSink) -> bool {
        self.open(span, OpenWhat::List(Vec::new()));
        true
    }

    fn array_close(&mut self, _: Span, error: &mut dyn ErrorSink) {
        self.close(error);
    }

    fn simple_key(&mut self, span: Span, encoding: Option<Encoding>, error: &mut dyn ErrorSink) {
        let raw = &self.source.input()[span.start()..span.end()];
        let mut key = Cow::Borrowed("");
        toml_parser::Raw::new_unchecked(raw, encoding, span).decode_key(&mut key, error);
        self.keys.push((key, span.start()));
    }

    fn scalar(&mut self, span: Span, encoding: Option<Encoding>, error: &mut dyn ErrorSink) {
        let raw = &self.source.input()[span.start()..span.end()];
        let mut text = Cow::Borrowed("");
        let data = match toml_parser::Raw::new_unchecked(raw, encoding, span).decode_scalar(&mut text, error) {
            ScalarKind::String => Data::Text(text),
            ScalarKind::Boolean(boolean) => Data::Boolean(boolean),
            ScalarKind::Integer(radix) => match i64::from_str_radix(&text, radix.value()) {
                Ok(number) => Data::Integer(number),
                Err(_) => return report(error, span.start(), "this number is too large"),
            },
            ScalarKind::Float => Data::Other("a number with a fraction"),
            ScalarKind::DateTime => Data::Other("a date or time"),
        };
        self.put(span.start(), data, error);
    }
}

#[cfg(test)]
mod tests;
