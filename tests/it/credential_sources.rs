//! Each credential is looked up separately, and a secret is never sent with the id of another account.

use super::common::{SECRET, TOKEN, grant};
use crate::support::{Output, Program, Sandbox, Server};

const CONFIG: &str = r#"
[profiles.sab]
provider = "sabre"
base_url = "URL"
user_id = "7971"
group = "7TZA"
password = { env = "SAB" }

[profiles.ids]
provider = "sabre"
base_url = "URL"
epr = "7971"
pcc = "7TZA"

[profiles.ama]
provider = "amadeus"
base_url = "URL"
client_id = "ama-id"
client_secret = { env = "AMA" }
"#;

struct World {
    sandbox: Sandbox,
    server: Server,
}

impl World {
    fn new() -> Self {
        let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant(TOKEN)).at_least(0));
        sandbox.write("config/travauth/config.toml", CONFIG.replace("URL", &server.url()));
        sandbox.write("work/pw", sandbox.secret(SECRET));
        Self { sandbox, server }
    }

    fn run(&self, args: &[&str], env: &[(&str, &str)]) -> Output {
        let mut program = self.sandbox.travauth().args(["token", "get"]).args(args);
        for (name, value) in env {
            program = program.env(name, value);
        }
        let base_urls = ["SABRE_BASE_URL", "AMADEUS_BASE_URL"];
        let set = |program: Program, name: &&str| program.env(name, self.server.url());
        let [sab, ama] = [self.sandbox.secret("secret-of-sab"), self.sandbox.secret("secret-of-ama")];
        base_urls.iter().fold(program, set).env("SAB", sab).env("AMA", ama).run()
    }

    /// Returns the `Authorization` header, decoded twice, or the form of the token request.
    fn sent(&self, args: &[&str], env: &[(&str, &str)]) -> String {
        let before = self.server.requests().len();
        assert_eq!(self.run(&[args, &["--no-cache"]].concat(), env).token(), TOKEN);
        let request = &self.server.expect(before + 1)[before];
        match request.header("authorization") {
            None => format!("{} {}", request.form()["client_id"], request.form()["client_secret"]),
            Some(basic) => {
                let decode = |text: &str| {
                    use base64::Engine as _;
                    String::from_utf8(base64::engine::general_purpose::STANDARD.decode(text).unwrap()).unwrap()
                };
                let halves = decode(basic.strip_prefix("Basic ").unwrap());
                let (id, password) = halves.split_once(':').unwrap();
                format!("{} {}", decode(id), decode(password))
            }
        }
    }
}

#[test]
fn each_value_is_looked_up_separately() {
    let world = World::new();
    let other = world.sandbox.secret("another-secret");
    let ids = [("SABRE_USER_ID", "1"), ("SABRE_GROUP", "2")];
    for (args, env, sent) in [
        // A secret of a flag completes the ids of the variables, of a named profile and of one with other names.
        (&["-p", "sabre", "--password-file", "pw"][..], &ids[..], format!("V1:1:2:AA {SECRET}")),
        (&["-P", "sab", "--password-file", "pw"], &ids, format!("V1:7971:7TZA:AA {SECRET}")),
        (&["-P", "ids", "--password-file", "pw"], &[], format!("V1:7971:7TZA:AA {SECRET}")),
        // The group is no id.
        (&["-P", "sab", "--pcc", "XYZ1"], &[], "V1:7971:XYZ1:AA secret-of-sab".to_owned()),
        (&["-P", "sab", "--domain", "LH"], &ids, "V1:7971:7TZA:LH secret-of-sab".to_owned()),
        (
            &["-p", "sabre", "--pcc", "XYZ1"],
            &[("SABRE_CLIENT_ID", "V1:1:2:LH"), ("SABRE_PASSWORD", other)],
            format!("V1:1:XYZ1:LH {other}"),
        ),
        // A secret without an id.
        (&["-p", "sabre", "--user-id", "1", "--pcc", "2"], &[("SABRE_PASSWORD", other)], format!("V1:1:2:AA {other}")),
        (&["-P", "ids"], &[("SABRE_PASSWORD", other)], format!("V1:7971:7TZA:AA {other}")),
        (&["-p", "amadeus", "--client-id", "x"], &[("AMADEUS_CLIENT_SECRET", other)], format!("x {other}")),
        // The same id twice.
        (
            &["-p", "amadeus", "--client-id", "x"],
            &[("AMADEUS_CLIENT_ID", "x"), ("AMADEUS_CLIENT_SECRET", other)],
            format!("x {other}"),
        ),
        (
            &["-p", "sabre", "--user-id", "1"],
            &[("SABRE_CLIENT_ID", "V1:1:2:AA"), ("SABRE_PASSWORD", other)],
            format!("V1:1:2:AA {other}"),
        ),
    ] {
        assert_eq!(world.sent(args, env), sent, "{args:?} {env:?}");
    }
}

#[test]
fn a_secret_is_not_sent_with_the_id_of_another_account() {
    let world = World::new();
    let other = world.sandbox.secret("another-secret");
    let pair = [("AMADEUS_CLIENT_ID", "y"), ("AMADEUS_CLIENT_SECRET", other)];
    let sabre = [("SABRE_CLIENT_ID", "V1:1:2:AA"), ("SABRE_PASSWORD", other)];
    for (args, env, parts) in [
        (
            &["-p", "amadeus", "--client-id", "x"][..],
            &pair[..],
            &["$AMADEUS_CLIENT_SECRET belongs to the client id y (from $AMADEUS_CLIENT_ID)", "x (from --client-id)"][..],
        ),
        (&["-P", "ama", "--client-id", "x"], &[], &["belongs to the client id ama-id"]),
        (
            &["-p", "sabre", "--user-id", "9"],
            &sabre,
            &["$SABRE_PASSWORD belongs to the user id 1", "9 (from --user-id)"],
        ),
        (&["-P", "sab", "--user-id", "9"], &[], &["belongs to the user id 7971"]),
        // The profile has no secret, and that of the variables is for their own id.
        (&["-P", "ids"], &sabre, &["$SABRE_PASSWORD belongs to the user id 1", "7971 (from the profile ids)"]),
        // Without the flag the secret would be sent with the profile's id.
        (&["-P", "ids", "--user-id", "9"], &[("SABRE_PASSWORD", other)], &["belongs to the user id 7971"]),
    ] {
        world.run(args, env).fails(9, parts);
        world.run(&[args, &["--offline"]].concat(), env).fails(9, parts);
    }
    world.server.expect(0);
}

/// The guard does not depend on the cache, which needs the id alone.
#[test]
fn the_guard_holds_for_a_cached_token_too() {
    let world = World::new();
    let other = world.sandbox.secret("another-secret");
    let file = world.sandbox.write("work/x", other).display().to_string();
    let with_file = ["-p", "amadeus", "--client-id", "x", "--client-secret-file", &file];
    assert_eq!(world.run(&with_file, &[]).token(), TOKEN);
    // The token of the client id x is cached: without a secret it is used.
    assert_eq!(world.run(&["-p", "amadeus", "--client-id", "x"], &[]).token(), TOKEN);
    let pair = [("AMADEUS_CLIENT_ID", "y"), ("AMADEUS_CLIENT_SECRET", other)];
    world.run(&["-p", "amadeus", "--client-id", "x"], &pair).fails(9, &["belongs to the client id y"]);
    world.server.expect(1);
}

/// A secret can be in a file that a variable names, as Docker and Kubernetes provide it.
#[test]
fn a_variable_can_name_the_file_of_a_secret() {
    let world = World::new();
    let other = world.sandbox.secret("another-secret");
    let file = world.sandbox.write("run/secret", format!("{other}\n")).display().to_string();
    for (args, env, sent) in [
        (
            &["-p", "sabre"][..],
            &[("SABRE_EPR", "1"), ("SABRE_PCC", "2"), ("SABRE_PASSWORD_FILE", &*file)][..],
            format!("V1:1:2:AA {other}"),
        ),
        (&["-p", "amadeus"], &[("AMADEUS_API_KEY", "k"), ("AMADEUS_API_SECRET_FILE", &file)], format!("k {other}")),
        // An empty variable counts as not set.
        (
            &["-p", "amadeus"],
            &[("AMADEUS_CLIENT_ID", "k"), ("AMADEUS_CLIENT_SECRET", ""), ("AMADEUS_CLIENT_SECRET_FILE", &file)],
            format!("k {other}"),
        ),
    ] {
        assert_eq!(world.sent(args, env), sent, "{env:?}");
    }
    let id = ("AMADEUS_CLIENT_ID", "k");
    let run = |more: &[(&str, &str)]| world.run(&["-p", "amadeus", "--refresh"], &[&[id], more].concat());
    run(&[("AMADEUS_CLIENT_SECRET", other), ("AMADEUS_CLIENT_SECRET_FILE", &file)])
        .fails(2, &["$AMADEUS_CLIENT_SECRET and $AMADEUS_CLIENT_SECRET_FILE are both set"]);
    run(&[("AMADEUS_CLIENT_SECRET_FILE", "gone.txt")]).fails(9, &["gone.txt", "$AMADEUS_CLIENT_SECRET_FILE"]);
    // The secret itself in place of a path is not shown.
    run(&[("AMADEUS_CLIENT_SECRET_FILE", other)]).fails(9, &["$AMADEUS_CLIENT_SECRET_FILE", "its name is not shown"]);
    // The emulator uses its own credentials.
    let both = [("AMADEUS_CLIENT_SECRET", other), ("AMADEUS_CLIENT_SECRET_FILE", &*file)];
    assert!(!world.run(&["-p", "amadeus", "-e", "emulator"], &both).token().is_empty());
}

#[test]
fn a_variable_that_names_a_file_is_kept_from_a_command() {
    let world = World::new();
    let program = world.sandbox.travauth().args(["exec", "-p", "sabre", "-e", "emulator", "--", "env"]).prints_token();
    let output = program.env("SABRE_PASSWORD_FILE", "/run/secrets/sabre").run().exits(0);
    assert!(!output.stdout.contains("SABRE_PASSWORD_FILE"), "{output}");
}

/// Own providers have the same variables, also those that the config names.
#[test]
fn secret_variables_of_own_providers_have_a_twin() {
    let (sandbox, server) = (Sandbox::new(), Server::start(|_| grant(TOKEN)).at_least(0));
    let url = server.url();
    let config = format!(
        "[providers.acme]\ntoken_url = \"{url}/token\"\nenvironments = {{ a = \"{url}\" }}\n\
         [providers.other]\ntoken_url = \"{url}/token\"\nenvironments = {{ a = \"{url}\" }}\n\
         credentials = {{ client_id = \"MY_ID\", client_secret = \"MY_KEY\" }}\n"
    );
    sandbox.write("config/travauth/config.toml", config);
    let file = sandbox.write("run/secret", sandbox.secret("another-secret")).display().to_string();
    for (provider, id, secret) in
        [("acme", "ACME_CLIENT_ID", "ACME_CLIENT_SECRET_FILE"), ("other", "MY_ID", "MY_KEY_FILE")]
    {
        let get = sandbox.travauth().args(["token", "get", "-p", provider]).env(id, provider).env(secret, &file);
        assert_eq!(get.run().token(), TOKEN);
    }
    server.expect(2);
}

/// Both spellings of a key at once are a mistake.
#[test]
fn epr_and_pcc_are_other_spellings() {
    let sandbox = Sandbox::new();
    for (keys, position) in [("user_id = \"1\"\nepr = \"1\"", ":4:7:"), ("group = \"1\"\npcc = \"1\"", ":4:7:")] {
        sandbox.write("config/travauth/config.toml", format!("[profiles.a]\nprovider = \"sabre\"\n{keys}\n"));
        sandbox.travauth().args(["token", "get", "-P", "a"]).run().fails(2, &[position, "another spelling"]);
    }
}
