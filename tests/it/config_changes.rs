//! `config set`, `config unset` and `config edit`: one change, or none.

use crate::support::{Output, Sandbox};

const TEXT: &str = "# my config\ndefault_profile = \"a\" # the usual one\n\n[profiles.a] # first\nprovider = \"sabre\"   # keep\n\
                    user_id = \"1\"\n\n# network\n[network]\nretries = 1\n";

fn with_config(text: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("config/travauth/config.toml", text);
    sandbox
}

fn text(sandbox: &Sandbox) -> String {
    std::fs::read_to_string(sandbox.path("config/travauth/config.toml")).unwrap()
}

fn config(sandbox: &Sandbox, args: &[&str]) -> Output {
    sandbox.travauth().args(["config"]).args(args).run()
}

#[test]
fn a_key_is_set_and_everything_else_stays() {
    for (key, value, before, after) in [
        ("network.retries", "5", "retries = 1", "retries = 5"),
        ("network.timeout", "30s", "retries = 1\n", "retries = 1\ntimeout = \"30s\"\n"),
        ("profiles.a.user_id", "7971", "user_id = \"1\"", "user_id = \"7971\""),
        ("profiles.a.auth_version", "3", "user_id = \"1\"\n", "user_id = \"1\"\nauth_version = \"3\"\n"),
        (
            "profiles.a.password",
            "{ env = \"PW\" }",
            "user_id = \"1\"\n",
            "user_id = \"1\"\npassword = { env = \"PW\" }\n",
        ),
    ] {
        let sandbox = with_config(TEXT);
        config(&sandbox, &["set", key, value]).exits(0).silently();
        assert_eq!(text(&sandbox), TEXT.replace(before, after), "{key}");
    }
    let sandbox = with_config(TEXT);
    let output = config(&sandbox, &["set", "default_profile", "b"]).exits(0);
    assert!(output.stderr.contains("warning: there is no profile `b`"), "{output}");
    assert_eq!(text(&sandbox), TEXT.replace("\"a\" # the", "\"b\" # the"));
    let sandbox = Sandbox::new();
    config(&sandbox, &["set", "profiles.\"x.y\".provider", "amadeus"]).exits(0);
    assert_eq!(text(&sandbox), "[profiles.\"x.y\"]\nprovider = \"amadeus\"\n");
    let sandbox = with_config(TEXT);
    config(&sandbox, &["unset", "profiles.a.user_id"]).exits(0).silently();
    assert_eq!(text(&sandbox), TEXT.replace("user_id = \"1\"\n", ""));
    config(&sandbox, &["unset", "network"]).exits(0);
    assert!(!text(&sandbox).contains("retries"));
}

#[test]
fn a_value_that_is_not_valid_changes_nothing() {
    let sandbox = with_config(TEXT);
    let secret = sandbox.secret("hunter2-hunter2");
    for (args, parts) in [
        (&["set", "retries", "5"][..], &["nothing was changed", "did you mean `network.retries`?"][..]),
        (&["set", "network.retris", "5"], &["nothing was changed", "unknown key `retris`", "`retries`"]),
        (&["set", "network.retries", "many"], &["`retries` takes a whole number"]),
        (&["set", "network.timeout", "soon"], &["time span"]),
        (&["set", "profiles.a.password", secret], &["plain text"]),
        (&["set", "profiles.a.extends", "a"], &["extends itself"]),
        (&["set", "", "1"], &["not the path of a key"]),
        (&["set", "default_profile.x", "1"], &["`default_profile` is not a table"]),
        (&["unset", "network.timeout"], &["has no key `network.timeout`"]),
        (&["unset", "a b"], &["not the path of a key"]),
    ] {
        let output = config(&sandbox, args);
        assert!(output.code == 2 || output.code == 1, "{output}");
        for part in parts {
            assert!(output.stderr.contains(part), "{part}: {output}");
        }
        assert_eq!(text(&sandbox), TEXT, "{args:?}");
    }
    sandbox.write("config/travauth/config.toml", "broken");
    config(&sandbox, &["set", "network.retries", "5"]).fails(2, &["config.toml:1:"]);
    assert_eq!(text(&sandbox), "broken");
}

#[cfg(unix)]
#[test]
fn links_modes_and_read_only_files_are_respected() {
    use std::os::unix::fs::PermissionsExt as _;
    let sandbox = Sandbox::new();
    let real = sandbox.write("work/dotfiles.toml", TEXT);
    let link = sandbox.path("config/travauth/config.toml");
    std::fs::create_dir_all(link.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    let mode = |mode| std::fs::set_permissions(&real, std::fs::Permissions::from_mode(mode)).unwrap();
    mode(0o640);
    config(&sandbox, &["set", "network.retries", "5"]).exits(0);
    assert!(link.is_symlink() && text(&sandbox).contains("retries = 5"));
    assert_eq!(std::fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    mode(0o440);
    config(&sandbox, &["set", "network.retries", "6"]).fails(1, &["was not changed", "read-only"]);
    mode(0o640);
    std::fs::remove_file(&real).unwrap();
    config(&sandbox, &["set", "network.retries", "6"]).fails(1, &["link to a file that does not exist"]);
    std::fs::remove_file(&link).unwrap();
    sandbox.command("mkfifo").args([&link]).run().exits(0);
    config(&sandbox, &["set", "network.retries", "6"]).fails(1, &["not a regular file"]);
}

/// Returns a run of `config edit` with this shell command as the editor; its argument is the file.
#[cfg(unix)]
fn edit(sandbox: &Sandbox, script: &str) -> Output {
    use std::os::unix::fs::PermissionsExt as _;
    let editor = sandbox.write("work/my editor", format!("#!/bin/sh\n{script}\n"));
    std::fs::set_permissions(&editor, std::fs::Permissions::from_mode(0o755)).unwrap();
    sandbox.travauth().args(["config", "edit"]).env("EDITOR", editor).run()
}

#[cfg(unix)]
#[test]
fn an_edited_text_replaces_the_file_only_if_it_is_valid() {
    let sandbox = with_config(TEXT);
    edit(&sandbox, "sed -i 's/retries = 1/retries = 5/' \"$1\"").exits(0);
    assert_eq!(text(&sandbox), TEXT.replace("retries = 1", "retries = 5"));
    let before = text(&sandbox);
    let output = edit(&sandbox, "echo 'nonsense = 1' >> \"$1\"").exits(2);
    assert!(output.stderr.contains("unknown key `nonsense`") && output.stderr.contains("your text is in "), "{output}");
    let kept = output.stderr.split("your text is in ").nth(1).unwrap().trim();
    assert!(std::fs::read_to_string(kept).unwrap().contains("nonsense"));
    edit(&sandbox, "exit 3").fails(1, &["exit code 3", "was not changed"]);
    edit(&sandbox, "true").exits(0);
    assert_eq!(text(&sandbox), before);
    // Another program changes the file while the editor is open.
    let path = sandbox.path("config/travauth/config.toml").display().to_string();
    let output = edit(&sandbox, &format!("echo '# theirs' > '{path}'; echo '# mine' >> \"$1\""));
    output.fails(1, &["another program has changed it", "your text is in"]);
    assert_eq!(text(&sandbox), "# theirs\n");
    // A broken file can be repaired.
    sandbox.write("config/travauth/config.toml", "broken");
    edit(&sandbox, "echo '# repaired' > \"$1\"").exits(0);
    assert_eq!(text(&sandbox), "# repaired\n");
    // Without a file the starter is edited.
    let sandbox = Sandbox::new();
    edit(&sandbox, "sed -i 's/^#: //' \"$1\"").exits(0);
    assert!(text(&sandbox).contains("[profiles.sabre-cert]"));
    // An editor that changes nothing creates no file.
    let sandbox = Sandbox::new();
    edit(&sandbox, "true").exits(0);
    assert!(!sandbox.path("config/travauth/config.toml").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn a_signal_ends_the_question_whether_to_edit_again() {
    let sandbox = with_config(TEXT);
    let editor = "sh -c 'echo \"nonsense = 1\" >> \"$1\"' sh";
    let terminal = sandbox.travauth().args(["config", "edit"]).env("EDITOR", editor).at_terminal();
    terminal.until_it_asks("or Ctrl-D to stop").types("\u{3}");
    let output = terminal.wait().exits(130);
    assert!(output.stdout.contains("your text is in "), "{output}");
    assert_eq!(text(&sandbox), TEXT);
}

#[cfg(unix)]
#[test]
fn the_editor_is_a_command_with_options() {
    let sandbox = with_config(TEXT);
    let run = |editor: &str| sandbox.travauth().args(["config", "edit"]).env("VISUAL", editor).run();
    let hint = "set VISUAL or EDITOR to another editor";
    run("no-such-editor --wait").fails(1, &["`no-such-editor` cannot be started", hint]);
    run("'unclosed").fails(1, &["has an open quote", hint]);
    run("sh -c 'exit 4'").fails(1, &["the editor `sh` ended with exit code 4", hint]);
    assert_eq!(text(&sandbox), TEXT);
    run("sh -c 'echo \"# $1\" >> \"$2\"' sh 'two words'").exits(0);
    assert_eq!(text(&sandbox), format!("{TEXT}# two words\n"));
}

#[cfg(unix)]
#[test]
fn an_edited_copy_is_in_the_directory_for_temporary_files() {
    let sandbox = with_config(TEXT);
    // Instead of editing the file, this prints its directory.
    let output = sandbox.travauth().args(["config", "edit"]).env("EDITOR", "dirname").run().exits(0);
    assert!(output.stdout.starts_with(&format!("{}\n", sandbox.path("tmp").display())), "{output}");
}
