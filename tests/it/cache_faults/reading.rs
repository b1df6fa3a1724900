//! A cache whose content cannot be used.

use std::fs;
use std::os::unix::fs::symlink;

use serde_json::json;

use super::cached;
use crate::it::common::{
    age_entry, amadeus, cache_files, edit_entry, entry_path, mode, numbered_grants, numbered_token,
};
use crate::support::{Sandbox, overwrite};

#[test]
fn a_malformed_entry_is_replaced() {
    for (name, content) in [
        ("empty", &b""[..]),
        ("truncated", b"{\"version\":1,\"environment\":\"custom\",\"base_url\":null,\"key\":{\"prov"),
        ("not JSON", b"what is this?"),
        ("not text", b"\xff\xfe\0\0"),
        ("other JSON", b"[1,2]"),
        ("another program's", b"{\"access_token\":\"another\"}"),
        ("newer", b"{\"version\":99,\"something\":\"new\"}"),
        ("older", b"{\"version\":0}"),
        ("large", &vec![b' '; 5 << 20]),
    ] {
        let (sandbox, server) = cached();
        let entry = entry_path(&sandbox);
        overwrite(&entry, content);
        let output = amadeus(&sandbox, &server.url()).run().warns_once(entry.to_str().expect("it is text"));
        assert_eq!(output.token(), numbered_token(1), "{name}");
        if name == "newer" {
            assert!(output.stderr.contains("newer travauth"), "{output}");
        }
        assert_eq!(amadeus(&sandbox, &server.url()).run().silently().token(), numbered_token(1), "{name}");
        assert_eq!(mode(&entry), 0o600);
        assert!(cache_files(&sandbox, "tmp").is_empty());
    }
}

/// S15: other users may be able to write the cache, so an entry is checked as strictly as a response of the provider.
#[test]
fn an_entry_that_no_provider_could_have_granted_is_not_used() {
    type Change = fn(&mut serde_json::Value);
    let changes: [(&str, Change); 9] = [
        ("a line break", |entry| entry["token"]["access_token"] = json!("x\nLD_PRELOAD=/tmp/e.so")),
        ("a quote and a space", |entry| entry["token"]["access_token"] = json!("x\" \nurl = \"file:///etc/passwd")),
        ("a control character", |entry| entry["token"]["access_token"] = json!("x\u{1b}[2J")),
        ("not ASCII", |entry| entry["token"]["access_token"] = json!("tökén")),
        ("empty", |entry| entry["token"]["access_token"] = json!("")),
        ("too long", |entry| entry["token"]["access_token"] = json!("x".repeat((1 << 20) + 1))),
        ("no text", |entry| entry["token"]["access_token"] = json!(["x"])),
        ("valid forever", |entry| entry["token"]["expires_at"] = json!("9999-01-01T00:00:00Z")),
        ("a scope of two lines", |entry| entry["token"]["scope"] = json!("read\n::add-mask::x")),
    ];
    for (name, change) in changes {
        for format in ["github", "curl", "header", "env", "token"] {
            let (sandbox, server) = cached();
            edit_entry(&sandbox, change);
            let github = sandbox.write("work/github-env", "");
            sandbox.allow("work/github-env");
            let output = amadeus(&sandbox, &server.url())
                .args(["--format", format])
                .env("GITHUB_ACTIONS", "true")
                .env("GITHUB_ENV", &github)
                .prints_token()
                .run()
                .exits(0);
            let printed = output.stdout.clone() + &fs::read_to_string(&github).expect("it exists");
            assert!(printed.contains(&numbered_token(1)), "{name}, {format}: {output}");
            assert!(!printed.contains("LD_PRELOAD") && !printed.contains("file:///"), "{name}, {format}: {output}");
            output.warns_once("the token cache does not work");
        }
    }
}

#[test]
fn a_truncated_entry_never_yields_a_token() {
    let (sandbox, server) = cached();
    let entry = entry_path(&sandbox);
    let whole = fs::read(&entry).expect("it exists");
    for length in (0..whole.len()).step_by(23) {
        overwrite(&entry, &whole[..length]);
        amadeus(&sandbox, &server.url()).args(["--offline"]).run().exits(8);
    }
    server.expect(1);
}

#[test]
fn an_entry_of_another_key_is_not_used() {
    let (sandbox, server) = cached();
    let entry = entry_path(&sandbox);
    let other = amadeus(&sandbox, &server.url()).env("AMADEUS_CLIENT_ID", "another");
    assert_eq!(other.run().token(), numbered_token(1));
    let others = cache_files(&sandbox, "json").into_iter().find(|path| *path != entry).expect("there are two");
    fs::copy(others, &entry).expect("it can be copied");
    let output = amadeus(&sandbox, &server.url()).run().warns_once("belongs to other credentials");
    assert_eq!(output.token(), numbered_token(2));
}

#[test]
fn a_token_from_the_future_is_discarded() {
    for (seconds, is_used) in [(30, true), (120, false)] {
        let (sandbox, server) = cached();
        age_entry(&sandbox, -seconds);
        let output = amadeus(&sandbox, &server.url()).run();
        assert_eq!(output.token(), numbered_token(usize::from(!is_used)), "{seconds}");
        if is_used {
            output.silently();
        } else {
            output.warns_once("dated in the future");
        }
    }
}

#[test]
fn no_symbolic_link_in_the_directory_is_followed() {
    let (sandbox, server) = cached();
    let entry = entry_path(&sandbox);
    let elsewhere = sandbox.path("work/elsewhere.json");
    for extension in ["json", "lock", "json.tmp"] {
        let path = entry.with_extension(extension);
        let number = server.requests().len();
        drop(fs::remove_file(&path));
        overwrite(&elsewhere, "precious");
        symlink(&elsewhere, &path).expect("nothing is in the way");
        let output = amadeus(&sandbox, &server.url()).args(["--refresh"]).run();
        assert_eq!(output.token(), numbered_token(number), "{extension}");
        if extension != "json.tmp" {
            output.warns_once("symbolic link");
        }
        assert_eq!(fs::read_to_string(&elsewhere).expect("it exists"), "precious", "{extension}");
        assert_eq!(mode(&elsewhere) & 0o44, 0o44, "{extension}: its mode was not touched");
        drop(fs::remove_file(&path));
    }
}

#[test]
fn the_config_dir_may_be_a_symbolic_link() {
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    fs::create_dir(sandbox.path("work/real")).expect("it is new");
    symlink(sandbox.path("work/real"), sandbox.config_dir()).expect("it is new");
    for _ in 0..2 {
        assert_eq!(amadeus(&sandbox, &server.url()).run().silently().token(), numbered_token(0));
    }
    assert_eq!(mode(&sandbox.path("work/real/tokens")), 0o700);
}
