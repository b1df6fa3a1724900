//! jq expressions, evaluated by jaq: compiled once, applied to each response.

use std::io::{self, Write};

use jaq_core::data::JustLut;
use jaq_core::load::{self, Arena, File, Loader};
use jaq_core::native::{self, Fun};
use jaq_core::{Compiler, Ctx, Filter, Vars};
use jaq_json::Val;

use super::json::{self, JsonStyle};
use super::terminal;
use crate::failure::{Failure, Kind, OrInternal as _, Result};
use crate::redact::Redactor;

/// A compiled expression.
pub struct Jq(Filter<JustLut<Val>>);

/// An error while an expression runs.
#[derive(Debug)]
pub enum JqError {
    /// The input or the expression is wrong.
    Failed(Failure),
    /// The output could not be written.
    NotWritten(io::Error),
}

impl Jq {
    /// Compiles an expression, which can neither read files nor use `input`.
    pub fn compile(expression: &str) -> Result<Self> {
        let invalid = |why: String| {
            Failure::new(Kind::Usage, "the jq expression is invalid")
                .because(Redactor::default().line(&why))
                .hint("use jq syntax such as '.data[].iataCode', quoted for the shell")
        };
        let formats = load::parse(include_str!("formats.jq"), |parser| parser.defs()).into_iter().flatten();
        let definitions = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs()).chain(formats);
        // jaq's `fromjson` has no limits, and its input can be a string of the response.
        let json_functions = jaq_json::funs().filter(|(name, ..)| *name != "fromjson").chain([from_json()]);
        let functions = jaq_core::funs().chain(jaq_std::funs()).chain(json_functions);
        let arena = Arena::default();
        let modules = Loader::new(definitions)
            .load(&arena, File { path: (), code: expression })
            .map_err(|errors| invalid(describe_errors(expression, errors)))?;
        let filter = Compiler::default().with_funs(functions).compile(modules).map_err(|errors| {
            let unknown = errors.into_iter().flat_map(|(_, errors)| errors).next();
            invalid(unknown.map_or_else(String::new, |(name, what)| format!("there is no {} `{name}`", what.as_str())))
        })?;
        Ok(Self(filter))
    }

    /// Runs the expression on JSON text and writes one result per line, strings without quotes.
    pub fn run(&self, text: &[u8], style: JsonStyle, out: &mut dyn Write) -> Result<(), JqError> {
        self.each_result(text, |value| {
            let written = match value {
                Val::TStr(text) if style.escaped => out.write_all(terminal::escape_bytes(text).as_bytes()),
                Val::TStr(text) => out.write_all(text),
                value => style.write(value, out),
            };
            written.and_then(|()| out.write_all(b"\n")).map_err(JqError::NotWritten)
        })
    }

    /// Runs the expression on JSON text and returns each result as JSON.
    pub fn results(&self, text: &[u8]) -> Result<Vec<String>> {
        let mut results = Vec::new();
        let outcome = self.each_result(text, |value| {
            let mut json = Vec::new();
            JsonStyle::default().write(value, &mut json).map_err(JqError::NotWritten)?;
            results.push(String::from_utf8_lossy(&json).into_owned());
            Ok(())
        });
        match outcome {
            Ok(()) => Ok(results),
            Err(JqError::Failed(failure)) => Err(failure),
            Err(JqError::NotWritten(error)) => Err(error).or_internal("write JSON into memory"),
        }
    }

    /// Calls `visit` with each result of the expression for JSON text.
    fn each_result(&self, text: &[u8], mut visit: impl FnMut(&Val) -> Result<(), JqError>) -> Result<(), JqError> {
        let values = json::read(text).map_err(|why| {
            let failure = Failure::new(Kind::BadResponse, "the response is not JSON, which --jq requires");
            JqError::Failed(failure.because(why).hint("remove --jq to see the response"))
        })?;
        for value in values {
            let context = Ctx::<JustLut<Val>>::new(&self.0.lut, Vars::new([]));
            for result in self.0.id.run((context, value)) {
                match result.map_err(jaq_core::Exn::get_err) {
                    Ok(value) => visit(&value)?,
                    Err(Ok(error)) => return Err(JqError::Failed(does_not_fit(&error.to_string()))),
                    // The expression called `halt`.
                    Err(Err(_)) => return Ok(()),
                }
            }
        }
        Ok(())
    }
}

/// Returns a `fromjson` with the same limits as for the response.
fn from_json() -> Fun<JustLut<Val>> {
    native::run(("fromjson", native::v(0), |(_, input)| {
        let values = input.try_as_utf8_bytes_owned().and_then(|text| {
            json::read(&text).map_err(|why| jaq_json::Error::str(format!("cannot parse the text as JSON: {why}")))
        });
        match values {
            Ok(values) => Box::new(values.into_iter().map(Ok)),
            Err(error) => native::bome(Err(error)),
        }
    }))
}

fn does_not_fit(why: &str) -> Failure {
    Failure::new(Kind::Usage, "the jq expression does not fit the response")
        .because(Redactor::default().line(why))
        .hint("remove --jq to see the whole response; `?` skips values that do not fit: '.data[]?.name?'")
}

fn describe_errors(expression: &str, errors: load::Errors<&str, ()>) -> String {
    let at = |part: &str| match expression.get(..load::span(expression, part).start) {
        _ if part.is_empty() => "the end".to_owned(),
        Some(before) => format!("position {}", before.chars().count() + 1),
        None => "an unknown position".to_owned(),
    };
    let first = errors.into_iter().map(|(_, error)| error).next();
    match first {
        Some(load::Error::Lex(errors)) => {
            errors.first().map(|(expected, found)| format!("expected {} at {}", expected.as_str(), at(found)))
        }
        Some(load::Error::Parse(errors)) => {
            errors.first().map(|(expected, found)| format!("expected {} at {}", expected.as_str(), at(found)))
        }
        Some(load::Error::Io(errors)) => errors.into_iter().next().map(|(_, error)| error),
        None => None,
    }
    .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(expression: &str, text: &str) -> Result<String, String> {
        let jq = Jq::compile(expression).map_err(|failure| failure.to_string())?;
        let mut out = Vec::new();
        match jq.run(text.as_bytes(), JsonStyle::default(), &mut out) {
            Ok(()) => Ok(String::from_utf8(out).unwrap()),
            Err(JqError::Failed(failure)) => Err(format!("{} {failure}", String::from_utf8(out).unwrap())),
            Err(JqError::NotWritten(error)) => panic!("{error}"),
        }
    }

    #[test]
    fn jq_syntax_is_supported() {
        let text = r#"{"data":[{"code":"BA","n":1.10},{"code":"IB","n":2}],"z":null}"#;
        for (expression, expected) in [
            (".data[].code", "BA\nIB\n"),
            ("[.data[].code]", "[\"BA\",\"IB\"]\n"),
            (".z", "null\n"),
            (".data | length", "2\n"),
            (".data[0].n", "1.10\n"),
            (r#".data[] | select(.code | test("^B")) | "\(.code)!""#, "BA!\n"),
            (".data[] | [.code, .n] | @csv", "\"BA\",1.10\n\"IB\",2\n"),
            (r#"["a\tb\\", null, true] | @tsv"#, "a\\tb\\\\\t\ttrue\n"),
            (r#"["a\"b"] | @csv, @base64, @html"#, "\"a\"\"b\"\nWyJhXCJiIl0=\n[&quot;a\\&quot;b&quot;]\n"),
            ("empty", ""),
            ("1, halt, 2", "1\n"),
        ] {
            assert_eq!(run(expression, text).as_deref(), Ok(expected), "{expression}");
        }
        assert_eq!(run(".a", r#"{"a":1}{"a":2}"#).as_deref(), Ok("1\n2\n"));
    }

    #[test]
    fn mistakes_are_reported() {
        for (expression, part) in [
            (".data[", "is invalid"),
            ("foo", "there is no filter `foo`"),
            ("$x", "there is no variable `$x`"),
            ("input", "there is no filter `input`"),
            (".a | §", "is invalid"),
            ("include \"x\"; .", "is invalid"),
        ] {
            let failure = Jq::compile(expression).map(drop).unwrap_err();
            assert_eq!(failure.kind(), Kind::Usage, "{expression}");
            assert!(failure.message().contains(part), "{expression}: {failure}");
        }
        assert!(run(".a[]", r#"{"a":1}"#).unwrap_err().contains("does not fit"));
        assert!(run("1, error(\"x\")", "{}").unwrap_err().starts_with("1\n"));
        assert!(run(".", "<html>").unwrap_err().contains("not JSON"));
    }
}
