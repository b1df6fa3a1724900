//! Turns fields into a JSON body or a query, as `gh api` does.
//!
//! `a[b]=c` nests, `a[]=c` appends, `a[][b]=c` fills objects in a list one after another, `a[]` alone is the empty list.

use serde_json::{Map, Value};

use crate::failure::{Failure, Kind, Result};

/// Reads the text of a file, or of standard input for `-`.
pub type ReadFile<'a> = dyn Fn(&str) -> Result<String> + 'a;

/// Builds a JSON object from raw and typed fields, the raw ones first.
pub fn json_body(raw: &[String], typed: &[String], read: &ReadFile<'_>) -> Result<Value> {
    let mut body = Value::Object(Map::new());
    for (field, is_typed) in with_types(raw, typed) {
        let (key, value) = split(field)?;
        let steps = steps(key, field)?;
        let value = match value {
            Some(text) if is_typed => Some(typed_value(text, read)?),
            Some(text) => Some(Value::from(text)),
            None => None,
        };
        insert(&mut body, &steps, value, field)?;
    }
    Ok(body)
}

/// Builds a query from the same fields, for a method without a body.
pub fn query_pairs(raw: &[String], typed: &[String], read: &ReadFile<'_>) -> Result<Vec<(String, String)>> {
    let mut pairs = Vec::new();
    for (field, is_typed) in with_types(raw, typed) {
        let (key, value) = split(field)?;
        let text = match value.unwrap_or_default() {
            "null" if is_typed => String::new(),
            text if is_typed => match text.strip_prefix('@') {
                Some(file) => read(file)?,
                None => text.to_owned(),
            },
            text => text.to_owned(),
        };
        pairs.push((key.to_owned(), text));
    }
    Ok(pairs)
}

/// Returns each field, and whether it is typed.
fn with_types<'a>(raw: &'a [String], typed: &'a [String]) -> impl Iterator<Item = (&'a str, bool)> {
    let raw = raw.iter().map(|field| (field.as_str(), false));
    raw.chain(typed.iter().map(|field| (field.as_str(), true)))
}

/// Splits a field into key and value. A key that ends in `[]` may have no value: it is an empty list.
fn split(field: &str) -> Result<(&str, Option<&str>)> {
    match field.split_once('=') {
        Some((key, value)) => Ok((key, Some(value))),
        None if field.ends_with("[]") => Ok((field, None)),
        None => Err(wrong(field, "has no `=`", "write it like name=value")),
    }
}

fn typed_value(text: &str, read: &ReadFile<'_>) -> Result<Value> {
    Ok(match text {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        "null" => Value::Null,
        _ => match (text.strip_prefix('@'), text.parse::<i64>()) {
            (Some(file), _) => Value::String(read(file)?),
            (None, Ok(number)) => Value::from(number),
            (None, Err(_)) => Value::from(text),
        },
    })
}

/// One step into the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum KeyStep<'a> {
    Key(&'a str),
    Append,
}

fn steps<'a>(key: &'a str, field: &str) -> Result<Vec<KeyStep<'a>>> {
    let malformed = || wrong(field, "has a malformed name", "nest like a[b]=c, and append like a[]=c");
    let (first, mut rest) = match key.find('[') {
        Some(at) => key.split_at(at),
        None => (key, ""),
    };
    if first.is_empty() || first.contains(']') {
        return Err(malformed());
    }
    let mut steps = vec![KeyStep::Key(first)];
    while !rest.is_empty() {
        let (inner, after) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')).ok_or_else(malformed)?;
        if inner.contains('[') {
            return Err(malformed());
        }
        steps.push(if inner.is_empty() { KeyStep::Append } else { KeyStep::Key(inner) });
        rest = after;
    }
    Ok(steps)
}

/// Follows the steps into the document and inserts the value there. Without a value, it creates only the empty list.
fn insert(at: &mut Value, steps: &[KeyStep<'_>], value: Option<Value>, field: &str) -> Result<()> {
    let clash =
        |is: &str| wrong(field, &format!("does not fit: another field made it {is}"), "use each name in one way");
    match steps {
        [] => {
            *at = value.unwrap_or_default();
            Ok(())
        }
        [KeyStep::Key(key), rest @ ..] => {
            if at.is_null() {
                *at = Value::Object(Map::new());
            }
            let shape = shape(at);
            let object = at.as_object_mut().ok_or_else(|| clash(shape))?;
            match object.get_mut(*key) {
                Some(_) if rest.is_empty() => Err(wrong(field, "is given twice", "give it once, or append with []")),
                // Another field set this null, because a value is added to its object only when it is complete.
                Some(Value::Null) => Err(clash("null")),
                Some(inner) => insert(inner, rest, value, field),
                None => {
                    let mut inner = Value::Null;
                    insert(&mut inner, rest, value, field)?;
                    object.insert((*key).to_owned(), inner);
                    Ok(())
                }
            }
        }
        [KeyStep::Append, rest @ ..] => {
            if at.is_null() {
                *at = Value::Array(Vec::new());
            }
            let shape = shape(at);
            let list = at.as_array_mut().ok_or_else(|| clash(shape))?;
            if rest.is_empty() {
                list.extend(value);
                return Ok(());
            }
            if let ([KeyStep::Key(key), deeper @ ..], Some(Value::Object(last))) = (rest, list.last())
                && last.get(*key).is_none_or(|member| member.is_array() && !deeper.is_empty())
                && let Some(last) = list.last_mut()
            {
                return insert(last, rest, value, field);
            }
            let mut inner = Value::Null;
            insert(&mut inner, rest, value, field)?;
            list.push(inner);
            Ok(())
        }
    }
}

fn shape(value: &Value) -> &'static str {
    match value {
        Value::Object(_) => "an object",
        Value::Array(_) => "a list",
        _ => "a plain value",
    }
}

fn wrong(field: &str, what: &str, hint: &str) -> Failure {
    let name = field.split_once('=').map_or(field, |(name, _)| name);
    Failure::new(Kind::Usage, format!("the field `{}` {what}", crate::redact::escape_control(name))).hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::unnecessary_wraps, reason = "the type of ReadFile")]
    fn read(name: &str) -> Result<String> {
        Ok(format!("content of {name}\n"))
    }

    fn strings(fields: &[&str]) -> Vec<String> {
        fields.iter().map(|&field| field.to_owned()).collect()
    }

    #[test]
    fn fields_make_a_document() {
        let cases: [(&[&str], &[&str], &str); 11] = [
            (&["a=1", "b=true"], &[], r#"{"a":"1","b":"true"}"#),
            (
                &[],
                &["a=1", "b=true", "c=null", "d=x", "e=-5", "f=1.5"],
                r#"{"a":1,"b":true,"c":null,"d":"x","e":-5,"f":"1.5"}"#,
            ),
            (&[], &["a=@file", "b=@-"], r#"{"a":"content of file\n","b":"content of -\n"}"#),
            (&["a=@file"], &[], r#"{"a":"@file"}"#),
            (&["a[b]=c", "a[d][e]=f"], &[], r#"{"a":{"b":"c","d":{"e":"f"}}}"#),
            (&["a[]=1", "a[]=2"], &[], r#"{"a":["1","2"]}"#),
            (&["a[]"], &[], r#"{"a":[]}"#),
            (&["a[]", "a[]=1"], &[], r#"{"a":["1"]}"#),
            (&["p[][n]=x", "p[][m]=1", "p[][n]=y"], &[], r#"{"p":[{"n":"x","m":"1"},{"n":"y"}]}"#),
            (&["p[][n][]=x", "p[][n][]=y", "p[][o]=z"], &[], r#"{"p":[{"n":["x","y"],"o":"z"}]}"#),
            (&["a=b=c", "empty="], &[], r#"{"a":"b=c","empty":""}"#),
        ];
        for (raw, typed, expected) in cases {
            let body = json_body(&strings(raw), &strings(typed), &read).unwrap();
            assert_eq!(body.to_string(), expected, "{raw:?} {typed:?}");
        }
    }

    #[test]
    fn fields_that_clash_or_cannot_be_parsed_are_rejected() {
        let cases: [(&[&str], &str); 11] = [
            (&["a"], "has no `=`"),
            (&["=b"], "malformed"),
            (&["[a]=b"], "malformed"),
            (&["a[b=c"], "malformed"),
            (&["a[b]c=d"], "malformed"),
            (&["a]=b"], "malformed"),
            (&["a=1", "a=2"], "given twice"),
            (&["a=1", "a[b]=2"], "a plain value"),
            (&["a[b]=1", "a=2"], "given twice"),
            (&["a[b]=1", "a[]=2"], "an object"),
            (&["a[]=1", "a[b]=2"], "a list"),
        ];
        for (fields, part) in cases {
            let failure = json_body(&strings(fields), &[], &read).unwrap_err();
            assert!(failure.message().contains(part), "{fields:?}: {failure}");
            assert_eq!(failure.kind(), Kind::Usage);
        }
        let clash = json_body(&[], &strings(&["a=null", "a[b]=1"]), &read).unwrap_err();
        assert!(clash.message().contains("null"), "{clash}");
    }

    #[test]
    fn without_a_body_fields_make_a_query() {
        let pairs = query_pairs(&strings(&["a[]=1"]), &strings(&["b=true", "c=null", "d=@f"]), &read).unwrap();
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(pairs, [("a[]", "1"), ("b", "true"), ("c", ""), ("d", "content of f\n")]);
    }
}
