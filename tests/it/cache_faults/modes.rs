//! Stored files are private: modes, contents, and the directory of a user without a home.

use std::fs;

use serde_json::json;

use super::{cached, set_mode};
use crate::it::common::{TOKEN, amadeus, edit_entry, entry_path, grant, mode, numbered_grants, numbered_token};
use crate::support::{Sandbox, Server};

#[test]
fn files_are_created_private_with_any_umask() {
    for umask in ["000", "022", "777"] {
        let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant(TOKEN)));
        let script = format!(r#"umask {umask}; exec "$0" token get -p sabre"#);
        let output = sandbox
            .command("sh")
            .args(["-c".as_ref(), script.as_ref(), Sandbox::binary().as_os_str()])
            .env("SABRE_BASE_URL", server.url())
            .env("SABRE_CLIENT_ID", "V1:1:2:AA")
            .env("SABRE_PASSWORD", "some password")
            .run();
        assert_eq!(output.token(), TOKEN, "umask {umask}");
        let tokens = sandbox.config_dir().join("tokens");
        if umask == "777" {
            // This umask removes the owner's rights too. The cache does not work then, but the run succeeds.
            set_mode(&sandbox.config_dir(), 0o700);
            if tokens.exists() {
                set_mode(&tokens, 0o700);
            }
            continue;
        }
        output.silently();
        assert_eq!(mode(&tokens), 0o700, "umask {umask}");
        assert_eq!(mode(&sandbox.config_dir()), 0o700, "umask {umask}");
        let files: Vec<_> =
            fs::read_dir(&tokens).expect("it exists").map(|item| item.expect("a file").path()).collect();
        assert_eq!(files.len(), 2, "an entry and its lock: {files:?}");
        assert!(files.iter().all(|file| mode(file) == 0o600), "umask {umask}: {files:?}");
    }
}

#[test]
fn loose_modes_are_tightened_with_a_notice_and_the_token_is_used() {
    let (sandbox, server) = cached();
    let (tokens, entry) = (sandbox.config_dir().join("tokens"), entry_path(&sandbox));
    for (path, loose, tight) in [(&tokens, 0o755, 0o700), (&entry, 0o644, 0o600), (&entry, 0o604, 0o600)] {
        set_mode(path, loose);
        let output = amadeus(&sandbox, &server.url()).run().warns_once("could be read by other users");
        assert_eq!(output.token(), numbered_token(0));
        assert!(output.stderr.contains(path.to_str().expect("it is text")), "{output}");
        assert_eq!(mode(path), tight);
        assert_eq!(amadeus(&sandbox, &server.url()).run().silently().token(), numbered_token(0));
        set_mode(path, loose);
        assert_eq!(amadeus(&sandbox, &server.url()).args(["-q"]).run().silently().token(), numbered_token(0));
    }
    server.expect(1);
}

/// S5: an extra parameter can be a secret, such as a client assertion, so an entry holds only its name.
#[test]
fn the_values_of_extra_token_parameters_are_not_stored() {
    let (sandbox, server) = (Sandbox::new(), numbered_grants());
    let assertion = sandbox.secret("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJl");
    let get = |assertion: &str| {
        amadeus(&sandbox, &server.url()).args(["--token-param", &format!("client_assertion={assertion}")])
    };
    assert_eq!(get(assertion).run().silently().token(), numbered_token(0));
    assert_eq!(get(assertion).run().silently().token(), numbered_token(0));
    edit_entry(&sandbox, |entry| assert_eq!(entry["key"]["params"], json!(["client_assertion"])));
    // Another value still makes another cache entry.
    assert_eq!(get(sandbox.secret("another-assertion-of-the-client")).run().silently().token(), numbered_token(1));
    sandbox.travauth().args(["token", "show", "--json"]).run().exits(0).silently();
    server.expect(2);
}

#[test]
fn an_entry_holds_no_secret_and_only_its_own_token() {
    let (sandbox, _server) = cached();
    edit_entry(&sandbox, |entry| {
        assert_eq!(entry["token"]["access_token"], numbered_token(0));
        // Only 16 bits of a hash of the secret are stored.
        assert!(entry["token"]["secret_check"].as_u64().is_some_and(|check| check < 1 << 16), "{entry}");
        entry["token"]["access_token"] = json!("x");
    });
    assert!(!fs::read_to_string(entry_path(&sandbox)).expect("it exists").contains(&numbered_token(0)));
}

/// The test mounts its own user database, so that no real home directory is touched.
#[cfg(target_os = "linux")]
#[test]
fn without_home_the_user_database_names_the_directory() {
    use crate::it::common::alone;

    let get = ["token", "get", "-p", "sabre", "-e", "emulator"];
    let script = "mount --bind ../passwd /etc/passwd; exec env -u HOME -u XDG_CONFIG_HOME \"$@\"";
    let sandbox = Sandbox::new();
    let home = sandbox.path("home");
    let line = format!("root:x:0:0:root:{}:/bin/sh\n", home.display());
    sandbox.write("passwd", &line);
    let token = alone(&sandbox, "--mount", script, &get).run().silently().token();
    assert_eq!(alone(&sandbox, "--mount", script, &get).run().silently().token(), token);
    assert!(home.join(".config/travauth/tokens").is_dir());

    // This user is not in the database.
    let unknown = ["--user", "--map-user=4242", "env", "-u", "HOME", "-u", "XDG_CONFIG_HOME"];
    let program = sandbox.command("unshare").args(unknown).args([Sandbox::binary()]).args(get);
    let output = program.run().warns_once("no home directory");
    assert!(output.stderr.contains("TRAVAUTH_CONFIG_DIR"), "{output}");
    assert!(!output.token().is_empty());
}
