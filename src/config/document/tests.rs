use super::*;
use proptest::prelude::*;

fn parse(text: &str) -> Result<Document, Problem> {
    Document::parse(String::from(text).leak())
}

/// The same document as the `toml` crate's value, which counts as right.
fn reference(document: &Document, data: &Data) -> toml::Value {
    match data {
        Data::Text(text) => toml::Value::String(text.to_string()),
        Data::Integer(number) => toml::Value::Integer(*number),
        Data::Boolean(boolean) => toml::Value::Boolean(*boolean),
        Data::List(items) => toml::Value::Array(items.iter().map(|item| reference(document, &item.data)).collect()),
        Data::Table(_) => {
            let entries = document.table(data).unwrap().entries();
            let pairs = entries.iter().map(|entry| (entry.key.to_string(), reference(document, &entry.value.data)));
            toml::Value::Table(pairs.collect())
        }
        Data::Other(kind) => toml::Value::String((*kind).to_owned()),
    }
}

fn agrees(text: &str) {
    let theirs = text.parse::<toml::Table>();
    match parse(text) {
        Ok(ours) => {
            assert_eq!(Some(reference(&ours, &Data::Table(ROOT))), theirs.ok().map(toml::Value::Table), "{text}");
        }
        Err(problem) => assert!(theirs.is_err(), "{text}\n{problem:?}"),
    }
}

#[test]
fn documents_read_as_the_toml_crate_reads_them() {
    for text in [
        "",
        "# only a comment",
        "\u{feff}a = 1",
        "a = 'x'\r\nb = \"y\\u00e4\\n\\\"\"\r\n",
        "a = '''\nx\n'y'\n'''\nb = \"\"\"\nx\\\n   y\"\"\"",
        "\"a.b\".c.'d e' = 1",
        "[a]\nb.c = 1\nb.d = 2\n[a.e]\n[a.b.f]",
        "[a.b.c]\n[a]\nx = 1\n[a.b]\ny = 2",
        "[a]\n[a]",
        "[a]\nb = 1\n[a.b]",
        "a.b = 1\n[a]",
        "[a.b]\n[a]\nb.c = 1",
        "a = {b = 1, c.d = 2}\n",
        "a = {b = 1, b = 2}",
        "a = {b = 1}\na.c = 2",
        "a = {b = 1}\n[a.c]",
        "a = 1\na = 2",
        "a = [1, [2, 'x'], {b = [true]}]",
        "a = [1, 2",
        "a = [{b = 1}, {b = 2}]",
        "a = 0x1f\nb = 1_000\nc = -5",
        "a = 99999999999999999999",
        "a = \"x",
        "a = x",
        "a",
        "= 1",
        "[a",
        "[]",
        "[a]]",
        "a = \"\\q\"",
        "a = \"\u{1}\"",
    ] {
        agrees(text);
    }
}

#[test]
fn a_mistake_is_told_with_its_place_and_never_with_a_value() {
    for (text, at, what) in [
        ("a = 1\na = 2", 6, "`a` is there already, in line 1"),
        ("[p.x]\n\n[p.x]\n", 10, "`x` is there already, in line 1"),
        ("[[a]]\n", 0, "`[[…]]`"),
        ("a = \"hunter2", 12, ""),
    ] {
        let problem = parse(text).unwrap_err();
        assert!(problem.what.contains(what) && !problem.what.contains("hunter2"), "{text}: {problem:?}");
        assert_eq!(problem.at, at, "{text}: {problem:?}");
    }
    let deep = format!("a = {}1{}", "[".repeat(5000), "]".repeat(5000));
    assert!(parse(&deep).is_err());
}

/// Pieces that a config is made of, and that meet in all ways.
fn line() -> impl Strategy<Value = String> {
    let key = prop::sample::select(vec!["a", "b", "c", "a.b", "b.c", "a.b.c", "\"a\"", "'a.b'", " a . c "]);
    let value = prop::sample::select(vec![
        "1",
        "'x'",
        "\"y\\t\"",
        "true",
        "[1, 'x']",
        "{a = 1}",
        "{b.c = 'x', a = []}",
        "[{}]",
    ]);
    prop_oneof![
        (key.clone(), value).prop_map(|(key, value)| format!("{key} = {value}")),
        key.prop_map(|key| format!("[{key}]")),
        Just("# comment".to_owned()),
        Just(String::new()),
    ]
}

proptest! {
    #[test]
    fn made_documents_read_as_the_toml_crate_reads_them(lines in prop::collection::vec(line(), 0..8)) {
        agrees(&lines.join("\n"));
    }

    #[test]
    fn any_text_can_be_parsed(text in "[ -~\\n\u{e4}]{0,60}") {
        let _ = parse(&text);
    }
}
