//! The examples in the help of the commands work as they are printed.
#![cfg(unix)]

use travauth::cli::command_of;

use super::help::{commands, text_after_help};
use crate::support::Sandbox;

/// The examples that this test does not run, and why.
const NOT_RUN: [(&str, &str); 3] = [
    ("travauth login", "it asks questions on a terminal: tests/it/login.rs answers them"),
    ("source <(travauth completions bash)", "it needs bash: tests/scripts/completions.sh runs it"),
    ("travauth completions zsh > \"${fpath[1]}/_travauth\"", "it needs zsh: tests/scripts/completions.sh runs it"),
];

/// Prepares the files, and the other programs, that the examples name. Then runs each argument in its own shell. A server
/// is stopped when it has printed its address.
const RUN: &str = r#"
    PATH=$0:$PWD/programs:$PATH
    program() { printf '#!/bin/sh\n%s\n' "$2" > "programs/$1"; chmod +x "programs/$1"; }
    mkdir -p programs "$HOME/.config/fish/completions"
    program curl 'cat > config; test -s config'
    program python 'test -n "$TRAVAUTH_TOKEN$AMADEUS_BASE_URL"'
    program node 'test -n "$AMADEUS_BASE_URL"'
    program nano ''
    program pass 'printf "%s\\n" "$SABRE_PASSWORD"'
    program pbpaste 'travauth encode-sabre-id --client-id V1:7971:7TZA:AA'
    printf '#!/bin/sh\n' > my-tests.sh
    chmod +x my-tests.sh
    printf '%s\n' "$SABRE_PASSWORD" > pw.txt
    printf '%s\n' '{"id": 1, "path": "/v1/reference-data/airlines?airlineCodes=BA"}' > requests.ndjson
    travauth call -p amadeus /v2/shopping/flight-offers --query originLocationCode=SYD --query destinationLocationCode=BKK \
        --query "departureDate=$(date +%Y-%m-%d)" --query adults=1 \
        --jq '{data: {type: "flight-offers-pricing", flightOffers: [.data[0]]}}' > offer.json
    runs() { sh -euc "$1"; }
    serves() {
        rm -f address
        mkfifo address
        sh -euc "exec $1" > address &
        read -r line < address || echo "it has printed no address"
        kill "$!"
        status=0
        wait "$!" || status=$?
        [ "$status" = 143 ] || return "$status"
    }
    failed=0
    for example in "$@"; do
        mkdir "$PWD/config"
        export TRAVAUTH_CONFIG_DIR=$PWD/config
        case $example in *'config init'* | *'travauth login'*) ;; *)
            cat > config/config.toml <<END
            default_profile = "sabre-cert"
            network.proxy = "http://proxy.example:3128"
            [profiles.sabre-cert]
            provider = "sabre"
            base_url = "$SABRE_BASE_URL"
            user_id = "$SABRE_USER_ID"
            group = "$SABRE_GROUP"
            password = { env = "SABRE_PASSWORD" }
            [profiles.amadeus-test]
            provider = "amadeus"
            base_url = "$AMADEUS_BASE_URL"
END
            chmod 600 config/config.toml
            travauth token get > /dev/null
        esac
        case $example in
            *' -- '*) way=runs ;;
            'travauth emulator'* | 'travauth proxy'*) way=serves ;;
            *) way=runs ;;
        esac
        code=0
        output=$("$way" "$example" 2>&1) || code=$?
        if [ "$code" != 0 ]; then
            printf '%s\nexits with %s:\n%s\n' "$example" "$code" "$output" >&2
            failed=1
        fi
        rm -r config
    done
    exit $failed"#;

/// Returns the examples that the help of every command prints. A line that ends with `\` continues on the next one.
fn examples() -> Vec<String> {
    let sandbox = Sandbox::new();
    let mut examples = Vec::new();
    for words in commands() {
        let help = sandbox.travauth().args(&words).args(["--help"]).env("COLUMNS", "80").run().exits(0).silently();
        let printed = help.stdout.split_once("\nExamples:\n").map(|(_, printed)| printed);
        let printed = printed.unwrap_or_else(|| panic!("no examples: {help}"));
        let mut lines = printed.lines().map(str::trim).take_while(|line| !line.is_empty());
        while let Some(line) = lines.next() {
            let mut example = line.to_owned();
            while example.ends_with('\\') {
                example.push('\n');
                example.push_str(lines.next().expect("the example continues"));
            }
            examples.push(example);
        }
    }
    examples
}

fn is_run(example: &str) -> bool {
    !NOT_RUN.iter().any(|(not_run, _)| example == *not_run)
}

/// Adapts an example to this test: the emulator takes the place of the providers' hosts, and its account that of the user,
/// and a server listens on a free port.
fn adapted(example: &str) -> String {
    let example = example
        .replace(" -e enterprise-test", "")
        .replace(" -e cert", " sabre-cert --base-url \"$SABRE_BASE_URL\"")
        .replace("--user-id 7971 --group 7TZA", "--user-id \"$SABRE_USER_ID\" --group \"$SABRE_GROUP\"")
        .replace(":8080", ":0");
    if example.starts_with("travauth proxy") && !example.contains(" -- ") {
        example + " --listen 127.0.0.1:0"
    } else {
        example
    }
}

#[test]
fn the_examples_of_the_help_work() {
    let sandbox = Sandbox::new();
    let programs = Sandbox::binary().parent().expect("it is in a directory").to_owned();
    let (to_run, not_run): (Vec<String>, Vec<String>) = examples().into_iter().partition(|example| is_run(example));
    for (example, _) in NOT_RUN {
        assert!(not_run.contains(&example.to_owned()), "this is no example any more: {example}");
    }
    let output = sandbox
        .travauth()
        .args(["emulator", "--", "sh", "-euc", RUN])
        .args([programs])
        .args(to_run.iter().map(|example| adapted(example)))
        .prints_token()
        .run();
    assert_eq!(output.code, 0, "{output}");
}

/// The help folds longer lines, and then a shell runs each part as a command.
#[test]
fn no_line_of_an_example_is_longer_than_80_columns() {
    let mut too_long = Vec::new();
    for words in commands() {
        let command = command_of(&words).expect("it exists");
        let text = text_after_help(&command);
        too_long.extend(text.lines().filter(|line| line.chars().count() > 80).map(str::to_owned));
    }
    assert!(too_long.is_empty(), "break these with a backslash: {too_long:#?}");
}

#[test]
fn no_example_uses_a_switched_off_environment() {
    for example in
        examples().iter().filter(|example| example.contains("-p amadeus") && !example.contains("emulator --"))
    {
        let is_on = example.contains("-e enterprise-test") || example.contains("-e emulator");
        assert!(is_on, "`test`, the default environment of Amadeus, is switched off: {example}");
    }
}
