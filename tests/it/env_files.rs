//! `--env-file`: which variables are read, and their precedence.

use super::common::{TOKEN, grant};
use crate::support::{Output, Program, Sandbox, Server};

fn with_env(program: Program, env: &[(&str, &str)]) -> Program {
    env.iter().fold(program, |program, (name, value)| program.env(name, value))
}

/// Returns what `token show --why` prints with these files, which needs no network.
fn why(sandbox: &Sandbox, args: &[&str], env: &[(&str, &str)]) -> Output {
    with_env(sandbox.travauth().args(["token", "show", "--why"]).args(args), env).run()
}

#[track_caller]
fn line<'a>(output: &'a Output, name: &str) -> &'a str {
    let found = output.stdout.lines().find_map(|line| line.strip_prefix(name));
    found.unwrap_or_else(|| panic!("no line {name:?}: {output}")).trim_start()
}

#[test]
fn a_token_is_obtained_with_the_variables_of_a_file() {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant(TOKEN)));
    let secret = sandbox.secret("pa$SABRE #word");
    let text = format!(
        "# of the test account\r\nexport TRAVAUTH_PROVIDER=amadeus\r\nAMADEUS_CLIENT_ID=\"id\" # the id\r\n\
         AMADEUS_CLIENT_SECRET='{secret}'\r\nAMADEUS_BASE_URL={}\r\n",
        server.url()
    );
    sandbox.write("work/ci.env", text);
    assert_eq!(sandbox.travauth().args(["token", "get", "--env-file", "ci.env"]).run().silently().token(), TOKEN);
    let form = server.expect(1)[0].form();
    assert_eq!((form["client_id"].as_str(), form["client_secret"].as_str()), ("id", secret));
    let output = why(&sandbox, &["--env-file", "ci.env"], &[]);
    assert_eq!(line(&output, "client id"), "id ($AMADEUS_CLIENT_ID in ci.env)");
    assert_eq!(line(&output, "client secret"), "$AMADEUS_CLIENT_SECRET in ci.env ($AMADEUS_CLIENT_SECRET in ci.env)");
    assert_eq!(line(&output, "environment"), "custom ($AMADEUS_BASE_URL in ci.env)");
}

#[test]
fn the_environment_takes_precedence_and_then_the_last_file() {
    let sandbox = Sandbox::new();
    sandbox.write("work/one", "SABRE_EPR=1\nSABRE_PCC=1\nSABRE_DOMAIN=D1\nSABRE_ENVIRONMENT=cert\n");
    sandbox.write("work/two", "SABRE_EPR=2\nSABRE_PCC=2\nSABRE_ENVIRONMENT=production\n");
    let files = ["-p", "sabre", "--env-file", "one", "--env-file", "two"];
    let output = why(&sandbox, &files, &[("SABRE_PCC", "3")]);
    assert_eq!(line(&output, "client id"), "V1:2:3:D1 ($SABRE_EPR in two)");
    assert_eq!(line(&output, "environment"), "production ($SABRE_ENVIRONMENT in two)");
    // An empty variable counts as not set.
    let output = why(&sandbox, &files, &[("SABRE_EPR", ""), ("SABRE_ENVIRONMENT", "cert")]);
    assert_eq!(line(&output, "client id"), "V1:2:2:D1 ($SABRE_EPR in two)");
    assert_eq!(line(&output, "environment"), "cert ($SABRE_ENVIRONMENT)");
}

#[test]
fn the_guard_and_the_pairs_hold_across_files() {
    let sandbox = Sandbox::new();
    let secret = sandbox.secret("the-secret-in-the-file");
    sandbox.write("work/file", format!("AMADEUS_CLIENT_ID=a\nAMADEUS_CLIENT_SECRET={secret}\n"));
    let get = |env: &[(&str, &str)]| {
        let program = sandbox.travauth().args(["token", "get", "-p", "amadeus", "--env-file", "file"]);
        with_env(program, env).run()
    };
    get(&[("AMADEUS_CLIENT_ID", "b")])
        .fails(9, &["$AMADEUS_CLIENT_SECRET in file belongs to the client id a", "b (from $AMADEUS_CLIENT_ID)"]);
    // The two pairs are not mixed.
    get(&[("AMADEUS_API_KEY", "b")]).fails(9, &["no client secret", "set AMADEUS_API_SECRET"]);
    // Both variables for one secret, in one place.
    sandbox.write("work/file", format!("AMADEUS_CLIENT_SECRET={secret}\nAMADEUS_CLIENT_SECRET_FILE=x\n"));
    get(&[]).fails(2, &["are both set", "in file"]);
}

/// A file sets credentials and the target, but not the program's own settings.
#[test]
fn only_variables_of_targets_and_references_are_read() {
    let sandbox = Sandbox::new();
    let secret = sandbox.secret("the-secret-in-the-file");
    sandbox.write(
        "config/travauth/config.toml",
        "[profiles.a]\nprovider = \"sabre\"\nenvironment = \"emulator\"\n\
         [profiles.b]\nprovider = \"amadeus\"\nclient_id = \"id\"\nclient_secret = { env = \"ANY_NAME\" }\n",
    );
    let own = "TRAVAUTH_CONFIG=gone.toml\nTRAVAUTH_CONFIG_DIR=gone\nTRAVAUTH_CACHE=nonsense\nHTTPS_PROXY=nonsense:\n\
               SSL_CERT_FILE=gone.pem\nRUST_LOG=trace\nPATH=gone\n";
    sandbox.write("work/file", format!("{own}TRAVAUTH_PROFILE=a\nANY_NAME={secret}\n"));
    let output = sandbox.travauth().args(["token", "get", "--env-file", "file"]).run().silently();
    assert!(!output.token().is_empty());
    let output = why(&sandbox, &["-P", "b", "--env-file", "file"], &[]);
    assert!(line(&output, "client secret").starts_with("$ANY_NAME"), "{output}");
    // A command receives none of them.
    let args = ["exec", "--env-file", "file", "--", "sh", "-c", "echo \"${ANY_NAME-none} ${TRAVAUTH_PROFILE-none}\""];
    assert_eq!(sandbox.travauth().args(args).run().exits(0).stdout, "none none\n");
    // No file is read unless a flag names it.
    sandbox.write("work/.env", "TRAVAUTH_PROFILE=a\n");
    sandbox.travauth().args(["token", "get"]).run().fails(2, &["no provider was chosen"]);
}

#[test]
fn a_file_that_cannot_be_used_is_an_error() {
    let sandbox = Sandbox::new();
    let secret = sandbox.secret("the-secret-in-the-file");
    let get = |file: &str| sandbox.travauth().args(["token", "get", "-p", "sabre", "--env-file", file]).run();
    get("gone.env").fails(2, &["gone.env", "No such file"]);
    get(".").fails(2, &["directory"]);
    for (text, parts) in [
        (format!("A=1\nSABRE_PASSWORD {secret}\n").into_bytes(), &["line 2 is not an assignment"][..]),
        (format!("SABRE_PASSWORD=a {secret}\n").into_bytes(), &["line 1", "single quotes"]),
        (format!("SABRE_PASSWORD=\"{secret}\n").into_bytes(), &["line 1"]),
        (b"A=\xff\n".to_vec(), &["not UTF-8"]),
        (vec![b'#'; 300_000], &["larger than"]),
    ] {
        sandbox.write("work/bad.env", text);
        get("bad.env").fails(2, parts);
    }
    sandbox.write("work/placeholder.env", "SABRE_EPR=1\nSABRE_PCC=2\nSABRE_PASSWORD=${SABRE_PASSWORD}\n");
    get("placeholder.env").fails(2, &["$SABRE_PASSWORD in placeholder.env looks like a placeholder"]);
}
