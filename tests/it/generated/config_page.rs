//! docs/config.md and docs/config.schema.json, from the doc comments of the types in `src/config/`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use crate::support::source;

/// A key of a table, or a value of a choice.
struct Entry {
    name: String,
    /// The Rust type; empty for a value of a choice.
    rust_type: String,
    docs: String,
}

/// A struct or an enum in `src/config/`.
#[derive(Default)]
struct Type {
    docs: String,
    entries: Vec<Entry>,
    is_enum: bool,
}

/// The headings of the page, each with the type of the table that it describes.
const SECTIONS: [(&str, &str); 15] = [
    ("The whole file", "ConfigFile"),
    ("`[profiles.NAME]`", "Profile"),
    ("`[network]`", "NetworkTable"),
    ("`[cache]`", "CacheTable"),
    ("`[[rules]]`", "Rule"),
    ("A secret", "ReferenceTable"),
    ("`[providers.NAME]`", "ProviderTable"),
    ("`[providers.NAME.environments.NAME]`", "Environment"),
    ("`[providers.NAME.versions.VERSION]`", "EndpointTable"),
    ("`[providers.NAME.credentials]`", "CredentialVariables"),
    ("`[providers.NAME.variables]`", "VariablesTable"),
    ("`[providers.NAME.request]`", "RequestFields"),
    ("`[providers.NAME.assertion]`", "AssertionKeys"),
    ("`[providers.NAME.answer]`", "ResponseFields"),
    ("`[providers.NAME.errors]`", "ErrorFields"),
];

const CHOICES: [(&str, &str); 7] = [
    ("`grant`", "Grant"),
    ("`client_auth`", "ClientAuth"),
    ("`body`", "BodyFormat"),
    ("`username`", "Username"),
    ("`algorithm`", "AssertionAlgorithm"),
    ("`lifetime_unit`", "LifetimeUnit"),
    ("`signature`", "Signature"),
];

/// Reads the types of all files in `src/config/`.
fn types() -> BTreeMap<String, Type> {
    let mut types = BTreeMap::new();
    for file in source::files() {
        if file.parent().is_some_and(|dir| dir.ends_with("src/config")) {
            read_types(&std::fs::read_to_string(&file).expect("a source can be read"), &mut types);
        }
    }
    types
}

fn read_types(code: &str, types: &mut BTreeMap<String, Type>) {
    let mut docs = String::new();
    let mut attributes = String::new();
    let mut snake_case = false;
    let mut current: Option<(String, Type)> = None;
    for line in code.lines() {
        let text = line.trim();
        if let Some(doc) = text.strip_prefix("///") {
            docs.push_str(doc);
        } else if text.starts_with("#[") {
            attributes.push_str(text);
        } else if let Some((name, is_enum)) = declared(line) {
            snake_case = attributes.contains("rename_all = \"snake_case\"");
            let found = Type { docs: docs.trim().to_owned(), is_enum, ..Type::default() };
            current = Some((name, found));
            (docs, attributes) = Default::default();
        } else if line == "}" {
            types.extend(current.take());
            (docs, attributes) = Default::default();
        } else {
            if let Some((_, found)) = &mut current
                && !attributes.contains("skip")
                && let Some(mut entry) = entry(text, found.is_enum, snake_case)
            {
                entry.docs = docs.trim().to_owned();
                let rename = attributes.split("rename = \"").nth(1).and_then(|rest| rest.split('"').next());
                entry.name = rename.map_or(entry.name, str::to_owned);
                found.entries.push(entry);
            }
            (docs, attributes) = Default::default();
        }
    }
}

/// Returns the name of the struct or enum that this line begins.
fn declared(line: &str) -> Option<(String, bool)> {
    let line = line.strip_prefix("pub ").unwrap_or(line).strip_suffix(" {")?;
    let (keyword, name) = line.split_once(' ')?;
    (matches!(keyword, "struct" | "enum") && !name.contains('<')).then(|| (name.to_owned(), keyword == "enum"))
}

fn entry(text: &str, is_enum: bool, snake_case: bool) -> Option<Entry> {
    let text = text.strip_suffix(',')?;
    let text = text.strip_prefix("pub ").unwrap_or(text);
    if is_enum {
        let name = if snake_case { to_snake_case(text) } else { text.to_owned() };
        return Some(Entry { name, rust_type: String::new(), docs: String::new() });
    }
    let (name, rust_type) = text.split_once(": ")?;
    Some(Entry { name: name.to_owned(), rust_type: rust_type.to_owned(), docs: String::new() })
}

fn to_snake_case(name: &str) -> String {
    let parts = name.char_indices().map(|(index, c)| {
        let line = if index > 0 && c.is_uppercase() { "_" } else { "" };
        format!("{line}{}", c.to_lowercase())
    });
    parts.collect()
}

/// Returns the type inside `Name<…>`.
fn inside<'t>(rust_type: &'t str, name: &str) -> Option<&'t str> {
    rust_type.strip_prefix(name)?.strip_prefix('<')?.strip_suffix('>')
}

/// Returns the type of a key in words.
fn in_words(rust_type: &str) -> String {
    for wrapper in ["Option", "Spanned"] {
        if let Some(inner) = inside(rust_type, wrapper) {
            return in_words(inner);
        }
    }
    if let Some(inner) = inside(rust_type, "List") {
        return format!("{}, or a list of them", in_words(inner));
    }
    if let Some(inner) = inside(rust_type, "Vec") {
        return format!("list: {}", in_words(inner));
    }
    if let Some(inner) = inside(rust_type, "IndexMap") {
        let (_, value) = inner.split_once(", ").expect("a map has two types");
        return format!("table: {}", in_words(value));
    }
    match rust_type {
        "String" | "Text" | "PathBuf" | "Name" | "RuleDirectory" | "LockedKey" => "string",
        "u32" | "u64" | "NonZeroU32" => "integer",
        "bool" => "boolean",
        "RateText" => "rate, such as `\"10/s\"`, or requests per second",
        "TimeSpan" => "time span, such as `\"90s\"`, or seconds",
        "Version" => "string or integer",
        "SecretReference" => "secret",
        "WritableReference" => "secret in the keyring or in a file",
        "PathOrReference" => "path, or secret",
        "HeaderText" => "string with placeholders, or secret",
        "FieldValues" => "string with placeholders, or secret, or a list of them",
        "ProfileValues" | "ScopeText" => "string with placeholders, or a list of them",
        "EnvironmentEntry" => "base URL, or table",
        "AllowedHosts" | "Arguments" => "list: string",
        "Grant" | "ClientAuth" | "BodyFormat" | "Username" | "AssertionAlgorithm" | "LifetimeUnit" | "Signature" => {
            "choice"
        }
        _ => "table",
    }
    .to_owned()
}

pub(super) fn page() -> String {
    let types = types();
    let mut page = "# The config file\n\nEvery key of `config.toml`. [providers.md](providers.md) explains providers with \
                    examples, and [secrets.md](secrets.md) explains secrets.\n\n`travauth config schema` prints these keys \
                    as a JSON Schema. Editors with taplo use it after\n`#:schema ./config.schema.json` in the first line of \
                    the file.\n"
        .to_owned();
    for (heading, name) in &SECTIONS {
        let found = types.get(*name).unwrap_or_else(|| panic!("there is no type {name} in src/config"));
        let _ = write!(page, "\n## {heading}\n\n{}\n\n| key | type | meaning |\n| --- | --- | --- |\n", found.docs);
        for entry in &found.entries {
            assert!(!entry.docs.is_empty(), "{name}.{} has no doc comment", entry.name);
            let _ = writeln!(page, "| `{}` | {} | {} |", entry.name, in_words(&entry.rust_type), entry.docs);
        }
    }
    page.push_str("\n## Choices\n");
    for (heading, name) in CHOICES {
        let _ = write!(page, "\n{heading}:\n\n| value | meaning |\n| --- | --- |\n");
        for entry in &types[name].entries {
            let _ = writeln!(page, "| `{}` | {} |", entry.name, entry.docs);
        }
    }
    page
}

/// Returns the schema of a type.
fn schema_of(rust_type: &str, types: &BTreeMap<String, Type>) -> Value {
    let any_of = |options: Vec<Value>| json!({ "anyOf": options });
    for wrapper in ["Option", "Spanned"] {
        if let Some(inner) = inside(rust_type, wrapper) {
            return schema_of(inner, types);
        }
    }
    if let Some(inner) = inside(rust_type, "List") {
        let inner = schema_of(inner, types);
        return any_of(vec![inner.clone(), json!({ "type": "array", "items": inner })]);
    }
    if let Some(inner) = inside(rust_type, "Vec") {
        return json!({ "type": "array", "items": schema_of(inner, types) });
    }
    if let Some(inner) = inside(rust_type, "IndexMap") {
        let (_, value) = inner.split_once(", ").expect("a map has two types");
        return json!({ "type": "object", "additionalProperties": schema_of(value, types) });
    }
    let string = || json!({ "type": "string" });
    match rust_type {
        "String" | "Text" | "PathBuf" | "Name" | "RuleDirectory" | "LockedKey" => string(),
        "u32" | "u64" => json!({ "type": "integer", "minimum": 0 }),
        "NonZeroU32" => json!({ "type": "integer", "minimum": 1 }),
        "bool" => json!({ "type": "boolean" }),
        "RateText" => any_of(vec![string(), json!({ "type": "integer", "minimum": 1 })]),
        "TimeSpan" | "Version" => any_of(vec![string(), json!({ "type": "integer", "minimum": 0 })]),
        "Arguments" => json!({ "type": "array", "items": string(), "minItems": 1 }),
        "AllowedHosts" => json!({ "type": "array", "items": string() }),
        "SecretReference" | "WritableReference" => reference("ReferenceTable", types),
        "HeaderText" | "PathOrReference" => any_of(vec![string(), reference("ReferenceTable", types)]),
        "ProfileValues" | "ScopeText" => schema_of("List<String>", types),
        "FieldValues" => {
            let one = schema_of("HeaderText", types);
            any_of(vec![one.clone(), json!({ "type": "array", "items": one })])
        }
        "EnvironmentEntry" => any_of(vec![string(), reference("Environment", types)]),
        "SelectionVariables" => reference("VariablesTable", types),
        name => reference(name, types),
    }
}

fn reference(name: &str, types: &BTreeMap<String, Type>) -> Value {
    assert!(types.contains_key(name), "add the type {name} to tests/it/generated/config_page.rs");
    json!({ "$ref": format!("#/$defs/{name}") })
}

fn definition(found: &Type, types: &BTreeMap<String, Type>) -> Value {
    if found.is_enum {
        let values: Vec<&str> = found.entries.iter().map(|entry| entry.name.as_str()).collect();
        return json!({ "description": found.docs, "enum": values });
    }
    let mut properties = Map::new();
    for entry in &found.entries {
        let mut schema = schema_of(&entry.rust_type, types);
        schema["description"] = json!(entry.docs);
        properties.insert(entry.name.clone(), schema);
    }
    json!({ "description": found.docs, "type": "object", "properties": properties, "additionalProperties": false })
}

pub(super) fn schema() -> String {
    let types = types();
    let mut definitions = Map::new();
    for (_, name) in SECTIONS.iter().chain(&CHOICES).filter(|(_, name)| *name != "ConfigFile") {
        let mut schema = definition(&types[*name], &types);
        if *name == "ReferenceTable" {
            (schema["minProperties"], schema["maxProperties"]) = (json!(1), json!(1));
        }
        definitions.insert((*name).to_owned(), schema);
    }
    let mut schema = definition(&types["ConfigFile"], &types);
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("The config file of travauth");
    schema["$defs"] = Value::Object(definitions);
    format!("{}\n", serde_json::to_string_pretty(&schema).expect("it is JSON"))
}

#[test]
fn every_reference_of_the_schema_has_a_definition() {
    let schema: Value = serde_json::from_str(&schema()).unwrap();
    let text = schema.to_string();
    let names: Vec<&str> =
        text.split("#/$defs/").skip(1).map(|rest| rest.split('"').next().unwrap_or_default()).collect();
    assert!(names.len() > 10);
    for name in names {
        assert!(schema["$defs"].get(name).is_some(), "{name}");
    }
    assert_eq!(schema["$defs"]["ClientAuth"]["enum"][0], "client_secret_basic");
    assert_eq!(schema["$defs"]["Grant"]["enum"][0], "client_credentials");
}
