//! The examples of the pages work.
//!
//! The `sh` blocks of a page run in order, each in its own shell, against the emulator and with its demo credentials. The
//! line above a block can be `<!-- not run: why -->`, `<!-- exits: CODE -->`, `<!-- needs: PROGRAM -->` for a block that
//! only tests/run runs, or `<!-- serves -->` for a command that serves until it is stopped. It is stopped before the next
//! such block, and at the end of the page.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use clap::CommandFactory as _;
use travauth::cli::Cli;
use travauth::provider::builtin;

use crate::support::{Sandbox, source};

/// A block of code in a page.
struct Block {
    position: String,
    language: String,
    code: String,
    remark: Option<String>,
}

impl Block {
    /// Returns whether tests/scripts/recipes.sh runs the block, or the page says why no test does.
    fn is_settled(&self) -> bool {
        self.not_run() || self.remark.as_deref() == Some("run by tests/scripts/recipes.sh")
    }

    fn not_run(&self) -> bool {
        self.remark.as_deref().is_some_and(|remark| remark.starts_with("not run: "))
    }

    fn needs_another_program(&self) -> bool {
        self.remark.as_deref().is_some_and(|remark| remark.starts_with("needs: "))
    }

    fn serves(&self) -> bool {
        self.remark.as_deref() == Some("serves")
    }

    fn exit_code(&self) -> &str {
        self.remark.as_deref().and_then(|remark| remark.strip_prefix("exits: ")).unwrap_or("0")
    }
}

/// Returns the blocks of shell code of each page.
fn pages() -> Vec<Vec<Block>> {
    let shell = |page: &PathBuf| blocks_of(page).into_iter().filter(|block| block.language == "sh").collect();
    source::pages().iter().map(shell).collect()
}

fn blocks_of(page: &Path) -> Vec<Block> {
    let text = fs::read_to_string(page).expect("a page can be read");
    let name = page.file_name().unwrap_or_default().to_string_lossy();
    let mut blocks = Vec::new();
    let mut before = "";
    let mut lines = text.lines().zip(1..);
    while let Some((line, number)) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let code: Vec<&str> = lines.by_ref().map(|(line, _)| line).take_while(|line| *line != "```").collect();
            let remark = before.strip_prefix("<!-- ").and_then(|rest| rest.strip_suffix(" -->")).map(str::to_owned);
            let position = format!("{name}, line {number}");
            blocks.push(Block { position, language: language.to_owned(), code: code.join("\n"), remark });
        }
        if !line.trim().is_empty() {
            before = line;
        }
    }
    blocks
}

/// Returns whether a line runs `travauth`: the program's name, and then the name of a command, also in lists such as
/// `["travauth", "token"]` and `<string>travauth</string><string>proxy</string>`.
fn is_command(line: &str, commands: &[String]) -> bool {
    let words = line.split(|letter: char| !letter.is_alphanumeric() && !"/.-_".contains(letter));
    let words: Vec<&str> = words.filter(|word| !matches!(*word, "" | "string" | "/string")).collect();
    words.array_windows().any(|[program, command]| {
        program.rsplit('/').next() == Some("travauth") && commands.iter().any(|name| name == command)
    })
}

/// The usage lines in docs/cli.md are from clap's definitions.
#[test]
fn every_command_in_another_language_is_run_or_says_why_not() {
    let commands: Vec<_> = Cli::command().get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let mut count = 0;
    for block in source::pages().iter().filter(|page| !page.ends_with("cli.md")).flat_map(|page| blocks_of(page)) {
        let only_run_by_recipes = ["console", "dotenv", "groovy", "ini", "python", "xml", "yaml"];
        let is_code = only_run_by_recipes.contains(&&*block.language)
            || (block.language != "sh" && block.code.lines().any(|line| is_command(line, &commands)));
        assert!(!is_code || block.is_settled(), "{}: no test runs this, and it does not say why", block.position);
        count += usize::from(is_code);
    }
    assert!(count > 10, "{count}");
    for line in ["$ travauth check --all", "  run: /usr/bin/travauth proxy &", r#"["travauth", "token", "get"]"#] {
        assert!(is_command(line, &commands), "{line}");
    }
    assert!(is_command("<string>/bin/travauth</string><string>proxy</string>", &commands));
    assert!(!is_command("/home/me/.config/travauth/config.toml", &commands));
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
    for (value, variable) in DEMO {
        code = code.replace(&format!("={value}"), &format!("=${variable}"));
    }
    code
}

/// The values on the pages, and the variables of the emulator that have the values in their place.
const DEMO: [(&str, &str); 7] = [
    ("your-api-key", "AMADEUS_CLIENT_ID"),
    ("your-api-secret", "AMADEUS_CLIENT_SECRET"),
    ("your-application", "SABRE_CLIENT_ID"),
    ("its-secret", "SABRE_CLIENT_SECRET"),
    ("7971", "SABRE_USER_ID"),
    ("7TZA", "SABRE_GROUP"),
    ("your-password", "SABRE_PASSWORD"),
];

/// Adapts a command that serves: it gets a free port, and the file to which it writes its address.
fn adapted_server(code: &str) -> (String, String) {
    let mut code = adapted(code).replace("127.0.0.1:8080", "127.0.0.1:0");
    if !code.contains("--listen") {
        code = code.replace("travauth proxy", "travauth proxy --listen 127.0.0.1:0");
    }
    if !code.contains(" > ") {
        code.push_str(" > address");
    }
    let file = code.rsplit(" > ").next().unwrap_or_default().to_owned();
    (code, file)
}

/// Writes the profiles that docs/proxy.md uses.
const PROFILES: &str = r#"mkdir -p "$TRAVAUTH_CONFIG_DIR"
cat > "$TRAVAUTH_CONFIG_DIR/config.toml" <<END
[profiles]
amadeus-test = { provider = "amadeus", base_url = "$AMADEUS_BASE_URL" }
sabre-cert = { provider = "sabre", base_url = "$SABRE_BASE_URL" }
END"#;

/// Stands in for a script of the user, and its interpreter: uses the API with the variables of an SDK.
const SCRIPT: &str = "#!/bin/sh
exec travauth call -p amadeus /v1/reference-data/airlines --query airlineCodes=BA --silent
";

/// Runs the blocks of one page.
fn run(blocks: &[&Block]) {
    // Each block is three arguments: its position, its exit code, and its code. In place of the exit code, a command that
    // serves has the file to which it writes its address. The file is a pipe, so that the shell can wait for the first line.
    const EACH: &str = r#"
        PATH=$0:$PATH
        server=
        stop() {
            [ -n "$server" ] || return 0
            kill "$server"
            wait "$server" || [ $? = 143 ] || fail "the server at $position failed"
            server=
        }
        fail() {
            echo "$1" >&2
            exit 1
        }
        trap '[ -z "$server" ] || kill "$server"' EXIT
        while [ $# -gt 0 ]; do
            code=0
            case $2 in
                [0-9]*)
                    sh -euc "$3" || code=$?
                    [ "$code" = "$2" ] || fail "the block at $1 exits with $code, not $2" ;;
                *)
                    stop
                    position=$1
                    rm -f "$2"
                    mkfifo "$2"
                    sh -euc "exec $3" &
                    server=$!
                    exec 3<"$2"
                    read -r address <&3 || fail "the block at $1 ends without serving" ;;
            esac
            shift 3
        done
        stop"#;
    let sandbox = Sandbox::new();
    for interpreter in ["node", "python"] {
        let program = sandbox.write(format!("programs/{interpreter}"), SCRIPT);
        fs::set_permissions(program, PermissionsExt::from_mode(0o700)).expect("it can be made executable");
    }
    let programs = Sandbox::binary().parent().expect("it is in a directory");
    let programs = std::env::join_paths([&sandbox.path("programs"), programs]).expect("no path has a colon");
    let setup = blocks.iter().any(|block| block.code.contains("=amadeus-test"));
    let setup = ["the profiles", "0", PROFILES].map(str::to_owned).into_iter().filter(|_| setup);
    let args = blocks.iter().flat_map(|block| {
        let (code, expected) = if block.serves() {
            adapted_server(&block.code)
        } else {
            (adapted(&block.code), block.exit_code().to_owned())
        };
        [block.position.clone(), expected, code]
    });
    let output = sandbox
        .travauth()
        .args(["emulator", "--", "sh", "-c", EACH])
        .args([programs])
        .args(setup.chain(args))
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
    texts.extend(source::pages().iter().map(|page| fs::read_to_string(page).expect("a page can be read")));
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
