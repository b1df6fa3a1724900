//! docs/json.md, from the schemas in docs/schemas/.

use std::fmt::Write as _;

use serde_json::Value;

use crate::support::schemas::{self, members};

const HEAD: &str = "\
# JSON outputs

Scripts can rely on these outputs. A member that is listed here keeps its name, type and meaning until the next major version
(before 1.0, the next minor version); a new version can add members, so ignore those that you do not know. See
[SECURITY.md](../SECURITY.md#what-a-release-promises).

Each output is one line. Times are RFC 3339 in UTC. All members are always present unless their description says otherwise, and a
value that is not known is `null`.

The schemas are JSON Schema, draft 2020-12. They are written by hand: tests compare them with samples of every output, and fail if
a sample has a member that is not described, or if a described member is in no sample.

";

pub(super) fn render() -> String {
    let mut page = HEAD.to_owned();
    page.push_str("| output | schema |\n| --- | --- |\n");
    for name in schemas::NAMES {
        let title = title(&schemas::read(name));
        let anchor = title.to_lowercase().replace(' ', "-");
        let _ = writeln!(page, "| [{title}](#{anchor}) | [{name}.json](schemas/{name}.json) |");
    }
    page.push_str(
        "| the config file | [config.schema.json](config.schema.json), which `travauth config schema` prints |\n",
    );
    for name in schemas::NAMES {
        section(&mut page, &schemas::read(name));
    }
    page.push_str(
        "\n## Others\n\n`call` without `--batch` prints the API's own response. `check --format junit` prints JUnit XML. `proxy --format postman` prints a \
         Postman environment, and `proxy --har` writes a file in the format HAR 1.2.\n",
    );
    page
}

fn title(schema: &Value) -> String {
    schema["title"].as_str().expect("a schema has a title").to_owned()
}

fn section(page: &mut String, schema: &Value) {
    let description = schema["description"].as_str().expect("a schema has a description");
    let _ = write!(page, "\n## {}\n\n{description}\n", title(schema));
    let members = members(schema);
    if !members.is_empty() {
        page.push_str("\n| member | type | meaning |\n| --- | --- | --- |\n");
        for member in &members {
            let meaning = member.schema["description"].as_str().expect("a member has a description");
            let _ = writeln!(page, "| `{}` | {} | {meaning} |", member.path, type_of(&member.schema));
        }
    }
    for example in schema["examples"].as_array().expect("a schema has examples") {
        let _ = write!(page, "\n```json\n{example:#}\n```\n");
    }
}

fn type_of(schema: &Value) -> String {
    let types = match &schema["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
        one => vec![one.as_str().expect("a member has a type")],
    };
    let name = |name: &str| match (name, schema["format"].as_str()) {
        ("string", Some("date-time")) => "time".to_owned(),
        ("string", Some("uri")) => "URL".to_owned(),
        ("array", _) if schema["items"].is_null() => "list".to_owned(),
        ("array", _) => format!("list: {}", type_of(&schema["items"])),
        ("object", _) if schema["additionalProperties"].is_object() => {
            format!("object: {}", type_of(&schema["additionalProperties"]))
        }
        (name, _) => name.to_owned(),
    };
    types.into_iter().map(name).collect::<Vec<_>>().join(" or ")
}
