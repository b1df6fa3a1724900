# Formats of jq that jaq provides only in a crate that also reads YAML, XML and others.
def flat_text(f): if type == "string" then f elif . == null then "" elif type == "number" or type == "boolean" then tojson else error("a row can contain only strings, numbers, booleans and nulls") end;
def replaced(a; b): split(a) | join(b);
def @csv: map(flat_text("\"" + replaced("\""; "\"\"") + "\"")) | join(",");
def @tsv: map(flat_text(replaced("\\"; "\\\\") | replaced("\t"; "\\t") | replaced("\n"; "\\n") | replaced("\r"; "\\r"))) | join("\t");
