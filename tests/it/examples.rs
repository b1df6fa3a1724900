//! The examples in README.md and docs/ work.
//!
//! The `sh` blocks of a page run in order, each in its own shell, against the emulator and with its demo credentials. The
//! line above a block can be `<!-- not run: why -->`, `<!-- exits: CODE -->`, or `<!-- needs: PROGRAM -->` for a block that
//! only tests/run runs.
#![cfg(unix)]

use std::fs;
use std::path::Path;

use travauth::provider::builtin;

use crate::support::{Sandbox, source};

/// A block of shell code in a page.
struct Block {
    position: String,
    code: String,
    remark: Option<String>,
}

impl Block {
    fn not_run(&self) -> bool {
        self.remark.as_deref().is_some_and(|remark| remark.starts_with("not run: "))
    }

    fn needs_another_program(&self) -> bool {
        self.remark.as_deref().is_some_and(|remark| remark.starts_with("needs: "))
    }

    fn exit_code(&self) -> &str {
        self.remark.as_deref().and_then(|remark| remark.strip_prefix("exits: ")).unwrap_or("0")
    }
}

/// Returns the blocks of each page.
fn pages() -> Vec<Vec<Block>> {
    let root = source::root();
    let mut pages = vec![root.join("README.md"), root.join("CONTRIBUTING.md")];
    let docs = fs::read_dir(root.join("docs")).expect("docs can be read").flatten().map(|item| item.path());
    pages.extend(docs.filter(|path| path.extension().is_some_and(|extension| extension == "md")));
    pages.sort();
    pages.iter().map(|page| blocks_of(page)).collect()
}

fn blocks_of(page: &Path) -> Vec<Block> {
    let text = fs::read_to_string(page).expect("a page can be read");
    let name = page.file_name().unwrap_or_default().to_string_lossy();
    let mut blocks = Vec::new();
    let mut before = "";
    let mut lines = text.lines().zip(1..);
    while let Some((line, number)) = lines.next() {
        if line == "```sh" {
            let code: Vec<&str> = lines.by_ref().map(|(line, _)| line).take_while(|line| *line != "```").collect();
            let remark = before.strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(" -->")).map(str::to_owned);
            blocks.push(Block { position: format!("{name}, line {number}"), code: code.join("\n"), remark });
        }
        if !line.trim().is_empty() {
            before = line;
        }
    }
    blocks
}

/// `test`, the default environment of Amadeus, is switched off.
#[test]
fn no_example_of_the_pages_uses_a_switched_off_environment() {
    for block in pages().iter().flatten().filter(|block| block.code.contains("-p amadeus")) {
        let words = ["enterprise-test", "emulator", "--base-url", "--environment", "AMADEUS_"];
        assert!(words.iter().any(|word| block.code.contains(word)), "{}: {}", block.position, block.code);
    }
}

/// Adapts the code to this test: runs the built program, with the emulator instead of the providers' hosts.
fn adapted(code: &str) -> String {
    // The flag takes precedence over the variables with the emulator's address.
    let mut code = code.replace("cargo run --release -- ", "travauth ").replace(" -e enterprise-test", "");
    for provider in builtin::ALL {
        let Some(variable) = &provider.variables.base_url else { continue };
        for environment in provider.environments.iter() {
            // The shell does not expand variables in a URL in single quotes.
            code = code.replace(&format!("'{}", environment.base_url), &format!("\"${variable}\"'"));
        }
    }
    code
}

/// Runs the blocks of one page.
fn run(blocks: &[&Block]) {
    const EACH: &str = r#"
        PATH=$0:$PATH
        while [ $# -gt 0 ]; do
            code=0
            sh -euc "$3" || code=$?
            if [ "$code" != "$2" ]; then
                echo "the block at $1 exits with $code, not $2" >&2
                exit 1
            fi
            shift 3
        done"#;
    let sandbox = Sandbox::new();
    let programs = Sandbox::binary().parent().expect("it is in a directory");
    let args =
        blocks.iter().flat_map(|block| [block.position.clone(), block.exit_code().to_owned(), adapted(&block.code)]);
    let output = sandbox
        .travauth()
        .args(["emulator", "--", "sh", "-c", EACH])
        .args([programs])
        .args(args)
        .prints_token()
        .run()
        .exits(0);
    // The exit code of a pipeline is that of its last command, so it hides earlier errors.
    assert!(!output.stderr.contains("error:"), "{output}");
}

#[test]
fn the_examples_work() {
    let mut count = 0;
    for page in pages() {
        let to_run: Vec<_> = page.iter().filter(|block| !block.not_run() && !block.needs_another_program()).collect();
        count += to_run.len();
        run(&to_run);
    }
    assert!(count >= 5, "the pages have too few examples");
}

#[test]
#[ignore = "needs the programs that the examples name: tests/run runs it"]
fn the_examples_with_other_programs_work() {
    for page in pages() {
        let to_run: Vec<_> = page.iter().filter(|block| !block.not_run()).collect();
        run(&to_run);
    }
}

/// I19: every user of a machine can read the arguments of its processes.
#[test]
fn no_example_puts_a_token_or_secret_into_arguments() {
    let sandbox = Sandbox::new();
    let mut texts = vec![];
    for command in ["call", "exec", "emulator", "check", "encode-sabre-id"] {
        texts.push(sandbox.travauth().args([command, "--help"]).run().exits(0).stdout);
    }
    let pages = std::fs::read_dir(source::root().join("docs")).expect("docs can be listed");
    let pages =
        pages.map(|page| page.expect("a page").path()).filter(|page| page.extension().is_some_and(|e| e == "md"));
    for page in pages.chain([source::root().join("README.md")]) {
        texts.push(std::fs::read_to_string(page).expect("a page can be read"));
    }
    for line in texts.iter().flat_map(|text| text.lines()) {
        let names_token = ["$TRAVAUTH_TOKEN", "$(travauth token get", "_ACCESS_TOKEN", "_PASSWORD\"", "_SECRET\""]
            .iter()
            .any(|value| line.contains(value));
        let as_argument = ["-H \"", "-H '", "--header \"", "-u \"", "--user \"", "-d \"", "Authorization:\"Bearer"]
            .iter()
            .any(|flag| line.contains(flag));
        assert!(!(names_token && as_argument), "{line}");
    }
}
