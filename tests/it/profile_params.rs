//! Lists and placeholders in `params` and `scope` of a profile.

use super::own_providers::TOKEN;
use crate::support::{Output, Reply, Sandbox, Server};

/// A profile with these lines, and the server of its provider.
struct World {
    sandbox: Sandbox,
    server: Server,
}

impl World {
    fn new(lines: &str) -> Self {
        let (sandbox, server) = (Sandbox::new(), Server::start(|_| Reply::json(200, TOKEN)));
        let text = "[providers.acme]\ntoken_url = \"URL/token\"\nparams = { audience = \"a\", tenant = \"t\" }\n\
                    [profiles.mine]\nprovider = \"acme\"\nclient_id = \"me\"\nclient_secret = { env = \"MY_SECRET\" }\n";
        sandbox.write("config/travauth/config.toml", text.replace("URL", &server.url()) + lines);
        sandbox.token("token-of-the-test");
        Self { sandbox, server }
    }

    fn run(&self, args: &[&str]) -> Output {
        let program = self.sandbox.travauth().args(args).env("MY_SECRET", self.sandbox.secret("s3cret-of-acme-0815"));
        program.shows("token-of-the-test").run()
    }

    /// Returns the body of the token request with these flags.
    fn body(&self, flags: &[&str]) -> String {
        self.run(&[&["token", "get", "-P", "mine", "--no-cache"], flags].concat()).token();
        self.server.requests().pop().expect("there was a request").text()
    }
}

#[test]
fn a_list_repeats_a_field_and_ids_are_filled_in() {
    let world = World::new(
        "group = \"A1 B2\"\nscope = [\"read\", \"hotel:{group}\", \"of:{domain}\"]\n\
         params = { tenant = \"x-{group}\", resource = [\"hotels\", \"{client_id}\"], left_out = \"{domain}\" }\n",
    );
    assert_eq!(
        world.body(&[]),
        "grant_type=client_credentials&scope=read+hotel%3AA1+B2&audience=a&tenant=x-A1+B2&resource=hotels&resource=me"
    );
    assert_eq!(
        world.body(&["--scope", "w", "--token-param", "resource=r"]),
        "grant_type=client_credentials&scope=w&audience=a&tenant=x-A1+B2&resource=r"
    );
    let shown = world.run(&["config", "show", "-P", "mine"]).exits(0).stdout;
    assert!(shown.contains("hotels, {client_id}") && shown.contains("read hotel:A1 B2"), "{shown}");
}

#[test]
fn the_group_in_a_field_or_scope_distinguishes_tokens() {
    for lines in ["scope = \"hotel:{group}\"\n", "params = { tenant = \"{group}\" }\n"] {
        let world = World::new(&format!("{lines}group = \"A\"\n"));
        world.run(&["token", "get", "-P", "mine"]).token();
        world.run(&["token", "get", "-P", "mine"]).token();
        world.server.expect(1);
        world.run(&["token", "get", "-P", "mine", "--group", "B"]).token();
        world.server.expect(2);
    }
}

#[test]
fn a_placeholder_that_cannot_be_filled_in_is_an_error() {
    for (lines, part) in [
        ("params = { tenant = \"{token}\" }\n", "before there is a token"),
        ("params = { tenant = \"{signature}\" }\n", "has no `signature`"),
        ("params = { tenant = \"{grup}\" }\n", "did you mean `group`?"),
        ("scope = \"{password}\"\n", "only have the placeholders of ids"),
    ] {
        let world = World::new(lines);
        for args in [&["token", "get", "-P", "mine"][..], &["config", "validate"]] {
            let output = world.run(args).exits(2);
            assert!(output.stderr.contains(part), "{lines}: {output}");
            assert!(output.stderr.contains("config.toml:8:"), "{lines}: {output}");
        }
        let World { sandbox, server } = world;
        drop(sandbox);
        drop(server.at_least(0));
    }
}
