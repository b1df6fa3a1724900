//! The JSON Schemas in docs/schemas/, and outputs that are validated against them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use boon::{Compiler, SchemaIndex, Schemas};
use serde_json::{Value, json};

use super::source::root;

/// The names of the schemas, in the order of docs/json.md.
pub const NAMES: [&str; 17] = [
    "token-get",
    "token-show",
    "check",
    "error",
    "call-batch-input",
    "call-batch-output",
    "login",
    "profile-list",
    "profile-show",
    "providers-list",
    "config-show",
    "explain",
    "encode-sabre-id",
    "encode-sabre-id-verify",
    "proxy",
    "proxy-log",
    "version",
];

/// Reads a schema.
#[track_caller]
pub fn read(name: &str) -> Value {
    let path = root().join(format!("docs/schemas/{name}.json"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All schemas, compiled, and the members that have had a value in an output so far.
pub struct Validator {
    schemas: Schemas,
    compiled: BTreeMap<&'static str, SchemaIndex>,
    seen: BTreeSet<String>,
}

impl Validator {
    pub fn new() -> Self {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.enable_format_assertions();
        for name in NAMES {
            let mut schema = read(name);
            forbid_other_members(&mut schema);
            compiler.add_resource(&url(name), schema).expect("the schema has a URL of its own");
        }
        let indices = NAMES.map(|name| {
            let index = compiler.compile(&url(name), &mut schemas);
            (name, index.unwrap_or_else(|error| panic!("{name}: {error:#}")))
        });
        Self { schemas, compiled: indices.into(), seen: BTreeSet::new() }
    }

    /// Checks that an output matches a schema, and has no member that the schema lacks.
    #[track_caller]
    pub fn validate(&mut self, name: &str, output: &Value) {
        if let Err(error) = self.schemas.validate(output, self.compiled[name]) {
            panic!("{name}: {error}\n{output:#}");
        }
        collect_members(name, output, &mut self.seen);
    }

    /// Returns the members of all schemas that had no value but null in every output.
    pub fn unseen(&self) -> Vec<String> {
        let members = NAMES
            .iter()
            .flat_map(|name| members(&read(name)).into_iter().map(move |one| format!("{name}: {}", one.path)));
        members.filter(|member| !self.seen.contains(member)).collect()
    }
}

fn url(name: &str) -> String {
    format!("file:///{name}.json")
}

/// Adds `additionalProperties: false` to each object with known members. The published schemas allow others, because a new
/// version may add some.
fn forbid_other_members(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if members.contains_key("properties") {
                members.insert("additionalProperties".to_owned(), json!(false));
            }
            members.iter_mut().filter(|(key, _)| *key != "examples").for_each(|(_, value)| forbid_other_members(value));
        }
        Value::Array(items) => items.iter_mut().for_each(forbid_other_members),
        _ => {}
    }
}

fn collect_members(path: &str, value: &Value, seen: &mut BTreeSet<String>) {
    fn collect(schema: &str, path: &str, value: &Value, seen: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => {
                for (name, value) in members.iter().filter(|(_, value)| !value.is_null()) {
                    let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    seen.insert(format!("{schema}: {path}"));
                    collect(schema, &path, value, seen);
                }
            }
            Value::Array(items) => {
                let path = if path.is_empty() { String::new() } else { format!("{path}[]") };
                for item in items {
                    collect(schema, &path, item, seen);
                }
            }
            _ => {}
        }
    }
    collect(path, "", value, seen);
}

/// A member of an output.
pub struct Member {
    /// Its name after those of the objects and lists around it: `results[].steps[].name`.
    pub path: String,
    /// Its schema.
    pub schema: Value,
}

/// Returns the members that a schema describes, each before those inside it.
pub fn members(schema: &Value) -> Vec<Member> {
    fn collect(path: &str, schema: &Value, found: &mut Vec<Member>) {
        for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            found.push(Member { path: path.clone(), schema: schema.clone() });
            collect(&path, schema, found);
        }
        if schema["items"].is_object() {
            let path = if path.is_empty() { String::new() } else { format!("{path}[]") };
            collect(&path, &schema["items"], found);
        }
    }
    let mut found = Vec::new();
    collect("", schema, &mut found);
    found
}
