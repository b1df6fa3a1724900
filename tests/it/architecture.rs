//! The imports in `src/` follow the layers in docs/architecture.md.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::source;

/// The path of a module from the root of the crate, such as `["http", "url"]`. The path of the root is empty.
type Module = Vec<String>;

/// Returns the layers on the page from top to bottom, each with its modules from top to bottom.
fn layers() -> Vec<(String, Vec<String>)> {
    let text = fs::read_to_string(source::root().join("docs/architecture.md")).expect("the page exists");
    let block = text.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).expect("it has a block");
    let mut layers: Vec<(String, Vec<String>)> = Vec::new();
    for line in block.lines() {
        if let Some(name) = line.strip_prefix("── ") {
            layers.push((name.to_owned(), Vec::new()));
        } else {
            let path = line.split_whitespace().next().unwrap_or_default();
            let name = path.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches('/');
            let exists = source::root().join(path).exists();
            assert!(exists, "docs/architecture.md lists {path}, which does not exist");
            layers.last_mut().expect("the first line names a layer").1.push(name.to_owned());
        }
    }
    assert_eq!(layers.len(), 4, "interface, core, output, foundation: {layers:?}");
    layers
}

/// Returns every module of the crate with the modules that its code imports or names.
fn imports() -> BTreeMap<Module, BTreeSet<Module>> {
    let files: BTreeMap<Module, PathBuf> = source::files()
        .into_iter()
        .map(|file| (module_of(&file), file))
        .filter(|(module, _)| module != &["main"])
        .collect();
    let known: BTreeSet<&Module> = files.keys().collect();
    let mut imports = BTreeMap::new();
    for (module, file) in &files {
        let code = source::code(file);
        let mut named = BTreeSet::new();
        for path in paths_of(&code, module) {
            let longest =
                (0..=path.len()).rev().map(|length| path[..length].to_vec()).find(|path| known.contains(path));
            named.extend(longest.filter(|path| path != module));
        }
        imports.insert(module.clone(), named);
    }
    imports
}

fn module_of(file: &Path) -> Module {
    let relative = file.strip_prefix(source::root().join("src")).expect("it is in src").with_extension("");
    let mut module: Module = relative.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if module.last().is_some_and(|last| last == "mod") || module == ["lib"] {
        module.pop();
    }
    module
}

/// Returns the paths that begin with `crate::` or `super::`, as paths from the root, with groups split.
fn paths_of(code: &str, module: &Module) -> Vec<Module> {
    let mut paths = Vec::new();
    for (start, module) in [("crate::", &Module::new()), ("super::", &parent(module))] {
        for (at, _) in code.match_indices(start) {
            let before = code[..at].chars().next_back();
            if before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':') {
                read_paths(&code[at + start.len()..], module.clone(), &mut paths);
            }
        }
    }
    paths
}

fn parent(module: &[String]) -> Module {
    module[..module.len().saturating_sub(1)].to_vec()
}

/// Reads one path or group, and returns the text after it.
fn read_paths<'t>(text: &'t str, mut path: Module, paths: &mut Vec<Module>) -> &'t str {
    let text = text.trim_start();
    if let Some(mut rest) = text.strip_prefix('{') {
        loop {
            rest = read_paths(rest, path.clone(), paths).trim_start();
            match rest.strip_prefix(',') {
                Some(after) if !after.trim_start().starts_with('}') => rest = after,
                _ => return rest.split_once('}').map_or("", |(_, after)| after),
            }
        }
    }
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    match word {
        "super" => path = parent(&path),
        "self" => {}
        _ => path.push(word.to_owned()),
    }
    if let Some(after) = rest.strip_prefix("::") {
        return read_paths(after, path, paths);
    }
    paths.push(path);
    let other_name = rest.trim_start().strip_prefix("as ");
    other_name.map_or(rest, |after| after.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_'))
}

#[test]
fn imports_point_down_the_layers() {
    let order: Vec<String> = layers().into_iter().flat_map(|(_, modules)| modules).collect();
    let place = |name: &String| order.iter().position(|other| other == name);
    let mut wrong = Vec::new();
    for (module, imported) in imports() {
        let Some(top) = module.first() else { continue };
        let Some(from) = place(top) else {
            wrong.push(format!("src/{top} is missing in docs/architecture.md"));
            continue;
        };
        for other in imported.iter().filter_map(|other| other.first()).filter(|other| *other != top) {
            if place(other).is_some_and(|to| to < from) {
                wrong.push(format!("src/{} imports {other}, which is above it", module.join("/")));
            }
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let imports = imports();
    // A folder's `mod.rs` exports what its files define, so an import between the two is not followed.
    let is_facade = |one: &Module, other: &Module| one.starts_with(other) || other.starts_with(one);
    let mut left: BTreeMap<&Module, BTreeSet<&Module>> = imports
        .iter()
        .map(|(module, imported)| (module, imported.iter().filter(|other| !is_facade(module, other)).collect()))
        .collect();
    // Files that import none of the rest are taken away until only circles, and files that import them, are left.
    loop {
        let done: Vec<&Module> =
            left.iter().filter(|(_, imported)| imported.is_empty()).map(|(module, _)| *module).collect();
        if done.is_empty() {
            break;
        }
        left.retain(|module, _| !done.contains(module));
        for imported in left.values_mut() {
            imported.retain(|other| !done.contains(other));
        }
    }
    let circles: Vec<String> = left
        .iter()
        .map(|(module, imported)| {
            let imported: Vec<String> = imported.iter().map(|other| other.join("/")).collect();
            format!("{} imports {}", module.join("/"), imported.join(", "))
        })
        .collect();
    assert!(circles.is_empty(), "{}", circles.join("\n"));
}

#[test]
fn the_core_uses_neither_the_output_nor_clap() {
    let core = &layers()[1];
    assert_eq!(core.0, "the core");
    let in_core = |module: &Module| module.first().is_some_and(|top| core.1.contains(top));
    for (module, imported) in imports().into_iter().filter(|(module, _)| in_core(module)) {
        let output = imported.iter().find(|other| other.first().is_some_and(|top| top == "output"));
        assert_eq!(output, None, "src/{} imports the output", module.join("/"));
    }
    for file in source::files().into_iter().filter(|file| in_core(&module_of(file))) {
        let names_clap = source::code(&file).contains("clap::");
        assert!(!names_clap, "{} names clap", file.display());
    }
}

#[test]
fn the_emulator_imports_only_itself_and_the_inspector() {
    for (module, imported) in imports() {
        if module.first().is_some_and(|top| top == "emulator") {
            let other = imported
                .iter()
                .find(|module| module.first().is_some_and(|top| top != "emulator" && top != "inspector"));
            assert_eq!(other, None, "src/{}", module.join("/"));
        }
    }
}

#[test]
fn no_two_types_share_a_name() {
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in source::files() {
        for name in type_names(&source::code(&file)) {
            files.entry(name).or_default().push(module_of(&file).join("/"));
        }
    }
    assert!(files.contains_key("Session") && files.contains_key("Settings"), "no types were found: {files:?}");
    let shared: Vec<String> = files
        .into_iter()
        .filter(|(_, modules)| modules.len() > 1)
        .map(|(name, modules)| format!("{name} in {}", modules.join(" and ")))
        .collect();
    assert!(shared.is_empty(), "give each type its own name:\n{}", shared.join("\n"));
}

/// Returns the types that this code declares: structs, enums, traits and aliases, including those inside functions.
fn type_names(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for line in code.lines() {
        let mut words = line.split_whitespace().skip_while(|word| word.starts_with("pub"));
        let is_declared = words.next().is_some_and(|word| ["struct", "enum", "trait", "union"].contains(&word))
            || (line.starts_with("type ") || line.starts_with("pub") && line.contains(" type "));
        if !is_declared {
            continue;
        }
        let mut name =
            line.split_whitespace().skip_while(|word| !["struct", "enum", "trait", "union", "type"].contains(word));
        let name = name.nth(1).unwrap_or_default();
        names.push(name.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default().to_owned());
    }
    names
}

#[test]
fn type_names_are_found_as_they_are_declared() {
    let code = "pub(super) struct One<'a> {\n    type Value = u8;\npub enum Two {\n    struct Three;\npub(crate) type Four = u8;\n\
                let structure = 1;";
    assert_eq!(type_names(code), ["One", "Two", "Three", "Four"]);
}

#[test]
fn paths_are_read_as_rust_reads_them() {
    let module: Module = ["http", "client"].map(str::to_owned).into();
    let read = |code: &str| -> Vec<String> { paths_of(code, &module).iter().map(|path| path.join("::")).collect() };
    assert_eq!(read("use crate::clock::{self, in_words};"), ["clock", "clock::in_words"]);
    assert_eq!(read("use crate::{clock, fs::{a, b as c,}, d};"), ["clock", "fs::a", "fs::b", "d"]);
    assert_eq!(read("pub(crate) fn f() -> crate::failure::Result<()>"), ["failure::Result"]);
    assert_eq!(read("use super::{proxy, url as urls};"), ["http::proxy", "http::url"]);
    assert_eq!(read("use super::super::clock;"), ["clock"]);
    assert_eq!(read("mycrate::x"), Vec::<String>::new());
}
