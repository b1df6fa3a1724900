//! Reads and sets fields of JSON objects by name. A dot in a name leads into a nested object.

use serde_json::{Map, Value};

/// Returns the value of a field. A field whose name contains the dots itself takes precedence.
pub(super) fn field_at<'d>(document: &'d Map<String, Value>, path: &str) -> Option<&'d Value> {
    if let Some(value) = document.get(path) {
        return Some(value);
    }
    let (first, rest) = path.split_once('.')?;
    field_at(document.get(first)?.as_object()?, rest)
}

/// Adds a text to the field of this name; returns none if the name leads into a field that is not an object.
///
/// A second text for the same field makes the field a list.
pub(super) fn add_text(document: &mut Map<String, Value>, path: &str, text: &str) -> Option<()> {
    let text = Value::String(text.to_owned());
    if let Some((first, rest)) = path.split_once('.') {
        let object = document.entry(first).or_insert_with(|| Value::Object(Map::new())).as_object_mut()?;
        return add_text(object, rest, text.as_str()?);
    }
    match document.get_mut(path) {
        None => drop(document.insert(path.to_owned(), text)),
        Some(Value::Array(list)) => list.push(text),
        Some(Value::Object(_)) => return None,
        Some(first) => *first = Value::Array(vec![first.take(), text]),
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn texts_are_added_to_objects_and_lists() {
        let mut document = Map::new();
        for (path, text) in [("a.b", "1"), ("a.c", "2"), ("d", "3"), ("d", "4"), ("d", "5"), ("a.e.f", "6")] {
            assert!(add_text(&mut document, path, text).is_some(), "{path}");
        }
        let expected = json!({"a": {"b": "1", "c": "2", "e": {"f": "6"}}, "d": ["3", "4", "5"]});
        assert_eq!(Value::Object(document.clone()), expected);
        for path in ["a.b.x", "d.x", "a"] {
            assert!(add_text(&mut document, path, "7").is_none(), "{path}");
        }
        assert_eq!(field_at(&document, "a.e.f"), Some(&json!("6")));
        assert_eq!(field_at(&document, "a.x"), None);
    }
}
