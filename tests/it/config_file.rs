//! The config file: its path, its mistakes, and the `config` commands.

use crate::support::{Output, Sandbox};

/// Returns a sandbox with this config.
fn with_config(text: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("config/travauth/config.toml", text);
    sandbox
}

/// Runs `token get --offline`. It fails because of the config, or because the cache is empty.
fn get(sandbox: &Sandbox, args: &[&str]) -> Output {
    sandbox.travauth().args(["token", "get", "--offline"]).args(args).run()
}

#[test]
fn a_mistake_in_the_config_is_reported_with_file_line_and_column() {
    for (text, position, parts) in [
        (
            "[profiles.a]\nprovider = \"amadeus\"\nclient_idd = \"x\"\n",
            ":3:1:",
            &["unknown key `client_idd`", "did you mean `client_id`"][..],
        ),
        ("default_profil = \"a\"\n", ":1:1:", &["unknown key `default_profil`", "`default_profile`"]),
        ("[profile.a]\nprovider = \"amadeus\"\n", ":1:2:", &["unknown key `profile`", "`profiles`"]),
        ("[profiles.a]\nprovider = 3\n", ":2:12:", &["`provider` takes a string, and this is an integer"]),
        ("[profiles.a]\nprovider = \"amadeus\"\n[profiles.a]\n", ":3:11:", &["duplicate key"]),
        ("[profiles.a\n", ":1:12:", &[]),
        ("profiles = 1\n", ":1:12:", &["takes a table"]),
        ("[profiles]\na = 1\n", ":2:5:", &["takes a table"]),
        ("[profiles.a]\nmin_valid = \"soon\"\n", ":2:13:", &["time span"]),
        ("[network]\nretries = -1\n", ":2:11:", &["not negative"]),
        ("[[profiles]]\n", ":1:1:", &["`profiles` takes a table, and this is an array"]),
        ("[profiles.\"a b\"]\nprovider = \"amadeus\"\n", ":1:11:", &["not a valid name"]),
        (
            "[profiles.a]\npassword = { env = \"A\", file = \"b\" }\n",
            ":2:12:",
            &["exactly one of env, file, keyring and command"],
        ),
        ("[profiles.a]\npassword = { cmd = \"A\" }\n", ":2:14:", &["unknown key `cmd`", "command"]),
        (
            "[profiles.a]\npassword = { command = \"pass show x\" }\n",
            ":2:24:",
            &["list of arguments", "[\"pass\", \"show\", \"x\"]"],
        ),
        ("[profiles.a]\npassword = { command = [] }\n", ":2:24:", &["empty"]),
    ] {
        let sandbox = with_config(text);
        get(&sandbox, &["-p", "amadeus"]).fails(2, &[&format!("config.toml{position}")]).fails(2, parts);
    }
}

#[test]
fn a_plain_text_secret_is_rejected_and_not_repeated() {
    let sandbox = Sandbox::new();
    let secret = sandbox.secret("hunter2-hunter2");
    let text = format!("[profiles.a]\nprovider = \"amadeus\"\nclient_id = \"me\"\nclient_secret = \"{secret}\"\n");
    sandbox.write("config/travauth/config.toml", &text);
    get(&sandbox, &["-P", "a"]).fails(2, &["config.toml:4:17:", "plain text", "{ env = ", "{ file = ", "{ command = "]);
    // The closing quotation mark is missing.
    sandbox.write("config/travauth/config.toml", text.trim_end().trim_end_matches('"'));
    get(&sandbox, &["-P", "a"]).fails(2, &["config.toml:4:"]);
}

#[test]
fn an_unusable_config_file_is_rejected() {
    let sandbox = Sandbox::new();
    std::fs::create_dir_all(sandbox.path("config/travauth/config.toml")).unwrap();
    get(&sandbox, &["-p", "amadeus"]).fails(2, &["is a directory"]);
    let file = |bytes: &[u8]| sandbox.write("work/other.toml", bytes).display().to_string();
    let rejected = |bytes: &[u8]| get(&sandbox, &["-p", "amadeus", "--config", &file(bytes)]);
    rejected(b"# one\n# \xff\n").fails(2, &["line 2 is not UTF-8"]);
    rejected(&b"# a comment that is repeated\n".repeat(400_000)).fails(2, &["larger than"]);
    get(&sandbox, &["-p", "amadeus", "--config", "missing.toml"]).fails(2, &["missing.toml", "--config"]);
    // An empty file is valid, so the run fails later, because no token is cached.
    let empty = file(b"");
    get(&sandbox, &["-p", "amadeus", "--client-id", "x", "--client-secret-file", &empty, "--config", &empty]).exits(8);
    let by_variable = sandbox.travauth().args(["token", "get", "-p", "amadeus"]).env("TRAVAUTH_CONFIG", "gone.toml");
    by_variable.run().fails(2, &["gone.toml", "$TRAVAUTH_CONFIG"]);
}

#[cfg(unix)]
#[test]
fn a_config_that_others_can_write_is_rejected() {
    use std::os::unix::fs::PermissionsExt as _;
    let sandbox = with_config("");
    let path = sandbox.path("config/travauth/config.toml");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o666)).unwrap();
    get(&sandbox, &["-p", "amadeus"]).fails(2, &["every user", "chmod o-w"]);
    std::fs::remove_file(&path).unwrap();
    let target = sandbox.write("work/real.toml", "default_profile = \"gone\"\n");
    std::os::unix::fs::symlink(target, &path).unwrap();
    get(&sandbox, &[]).fails(2, &["there is no profile `gone`"]);
}

#[test]
fn nothing_is_read_from_the_working_directory() {
    let sandbox = Sandbox::new();
    for name in ["config.toml", "travauth.toml", ".travauth.toml", "travauth/config.toml"] {
        sandbox.write(format!("work/{name}"), "broken");
    }
    get(&sandbox, &[]).fails(2, &["no provider was chosen"]);
}

#[test]
fn the_path_is_printed_even_if_the_file_does_not_exist() {
    let sandbox = Sandbox::new();
    let path = |program: crate::support::Program| program.args(["config", "path"]).run().exits(0).stdout;
    assert_eq!(path(sandbox.travauth()), format!("{}\n", sandbox.path("config/travauth/config.toml").display()));
    let elsewhere = sandbox.path("home/elsewhere");
    let with_dir = sandbox.travauth().env("TRAVAUTH_CONFIG_DIR", &elsewhere);
    assert_eq!(path(with_dir), format!("{}\n", elsewhere.join("config.toml").display()));
    assert_eq!(path(sandbox.travauth().env("TRAVAUTH_CONFIG", "/x.toml")), "/x.toml\n");
    let flagged = sandbox.travauth().args(["config", "path", "--config", "y.toml"]).run().exits(0);
    assert_eq!(flagged.stdout, "y.toml\n");
}

#[test]
fn init_creates_a_private_starter_and_overwrites_no_file() {
    let sandbox = Sandbox::new();
    let init = || sandbox.travauth().args(["config", "init"]).run();
    let path = sandbox.path("config/travauth/config.toml");
    assert_eq!(init().exits(0).stdout, format!("{}\n", path.display()));
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.lines().all(|line| line.is_empty() || line.starts_with('#')), "{text}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    }
    sandbox.write("config/travauth/config.toml", "# mine");
    init().fails(2, &["already exists"]);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "# mine");
    sandbox.travauth().args(["config", "validate"]).run().exits(0);
}

#[test]
fn validate_finds_mistakes_that_no_single_run_finds() {
    let validate = |sandbox: &Sandbox| sandbox.travauth().args(["config", "validate"]).run();
    validate(&Sandbox::new()).fails(2, &["there is no config file", "config init"]);
    for (text, parts) in [
        ("[profiles.a]\nprovider = \"amadeuss\"\n", &[":2:12:", "there is no provider `amadeuss`", "`amadeus`"][..]),
        ("[profiles.a]\nuser_id = \"1\"\n", &[":1:11:", "has no provider"]),
        (
            "[profiles.a]\nprovider = \"sabre\"\nenvironment = \"certt\"\n",
            &[":3:15:", "no environment `certt`", "`cert`"],
        ),
        ("[profiles.a]\nprovider = \"sabre\"\nbase_url = \"api.example.com\"\n", &[":3:12:", "no scheme"]),
        ("[profiles.a]\nprovider = \"sabre\"\nauth_version = 4\n", &[":3:16:", "of this version"]),
        (
            "[profiles.a]\nprovider = \"sabre\"\nheaders = { X = \"{secret}\" }\n",
            &[":3:17:", "`{secret}`, which is not a placeholder", "client_secret"],
        ),
        ("default_profile = \"b\"\n[profiles.a]\nprovider = \"sabre\"\n", &["there is no profile `b`"]),
        ("[providers.x]\ntitle = \"X\"\n", &[":1:12:", "no token_url"]),
        ("[providers.x]\ntoken_url = \"auth.example/token\"\n", &[":2:13:", "no scheme", "https://auth.example/token"]),
        ("[providers.x]\ntoken_url = \"http://auth.example/token\"\n", &[":2:13:", "plain http"]),
        ("[providers.x]\ntoken_url = \"/t\"\nclient_auth = \"basic\"\n", &[":3:15:", "client_secret_basic"]),
        (
            "[providers.x]\ntoken_url = \"/t\"\n[providers.x.environments]\na = \"https://x.example/v1\"\n",
            &[":4:5:", "version"],
        ),
        ("[providers.x]\nheaders = { A = \"{nothing}\" }\n", &[":2:17:", "`{nothing}`, which is not a placeholder"]),
        ("[providers.x]\nheaders = { A = \"{signature}\" }\n", &[":2:17:", "sha256"]),
        ("[providers.x]\nheaders = { \"A B\" = \"x\" }\n", &[":2:13:", "no header can have"]),
        ("[providers.x]\ntoken_url = \"/t\"\ndialect = \"sabree\"\n", &[":3:11:", "`sabre`"]),
        ("[cache]\nurl = \"gopher://x\"\n", &["[cache]"]),
    ] {
        let sandbox = with_config(text);
        validate(&sandbox).fails(2, parts);
    }
    let good = with_config(
        "[profiles.a]\nprovider = \"sabre\"\nenvironment = \"prod\"\n[profiles.b]\nprovider = \"x\"\n[providers.x]\ntoken_url = \"https://x.example/t\"\n",
    );
    let output = validate(&good).exits(0);
    assert!(output.stdout.ends_with("config.toml: valid (2 profiles, 1 provider)\n"), "{output}");
}

#[test]
fn show_prints_every_setting_with_its_origin_and_no_secret() {
    let sandbox = Sandbox::new();
    let secret = sandbox.secret("the-secret-in-the-variable");
    sandbox.write(
        "config/travauth/config.toml",
        "default_profile = \"a\"\n[profiles.a]\nprovider = \"amadeus\"\nclient_id = \"me\"\nclient_secret = { env = \"MINE\" }\nscope = \"s\"\nmin_valid = \"5m\"\nparams = { a = \"1\", b = \"2\" }\nheaders = { X-Key = { env = \"MINE\" } }\n[network]\nretries = 5\n[cache]\nurl = \"none\"\n",
    );
    let show = |args: &[&str]| {
        let program = sandbox.travauth().args(["config", "show"]).args(args).env("MINE", secret);
        let output = program.run().exits(0);
        output.stdout.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>()
    };
    let lines = show(&["-e", "enterprise-test", "--token-param", "b=3", "--timeout", "5s"]);
    for expected in [
        "cache none the config file",
        "profile a the config file",
        "provider amadeus the default profile a",
        "environment enterprise-test --environment",
        "base_url https://test.travel.api.amadeus.com --environment",
        "client_id me the default profile a",
        "client_secret *** from $MINE the default profile a",
        "scope s the default profile a",
        "params.a 1 the default profile a",
        "params.b 3 --token-param",
        "headers.X-Key *** from $MINE the default profile a",
        "min_valid 5 min the default profile a",
        "timeout 5 s --timeout",
        "connect_timeout 10 s built-in default",
        "retries 5 the config file",
    ] {
        assert!(lines.iter().any(|line| line == expected), "{expected} is not in {lines:#?}");
    }
    assert!(Sandbox::new().travauth().args(["config", "show"]).run().exits(0).stdout.contains("none chosen"));
}

#[test]
fn providers_are_listed_and_shown() {
    let sandbox = with_config(
        "[providers.acme]\ntoken_url = \"https://auth.acme.example/t\"\n[providers.acme.environments]\nlive = \"https://api.acme.example\"\n",
    );
    let list = sandbox.travauth().args(["providers", "list"]).run().exits(0).stdout;
    for (name, from) in [("amadeus", "built in"), ("sabre", "built in"), ("acme", "config")] {
        assert!(list.lines().any(|line| line.starts_with(name) && line.ends_with(from)), "{list}");
    }
    let shown = sandbox.travauth().args(["providers", "show", "acme"]).run().exits(0).stdout;
    for part in ["token_url = \"https://auth.acme.example/t\"", "client_secret_basic", "ACME_CLIENT_ID", "live = "] {
        assert!(shown.contains(part), "{shown}");
    }
    sandbox
        .travauth()
        .args(["providers", "show", "acm"])
        .run()
        .fails(2, &["there is no provider `acm`", "did you mean `acme`"]);
}

#[test]
fn an_invalid_cache_url_is_not_shown() {
    let sandbox = Sandbox::new();
    let password = sandbox.secret("the-password-of-the-cache");
    let output = sandbox
        .travauth()
        .args(["config", "show"])
        .env("TRAVAUTH_CACHE", format!("redis//:{password}@127.0.0.1:1/0"))
        .run()
        .fails(2, &["TRAVAUTH_CACHE"]);
    assert!(!output.stderr.contains(password), "{output}");
}

#[test]
fn show_prints_proxy_and_certificates_with_their_origin_and_without_user_info() {
    let sandbox = with_config("[network]\nproxy = \"http://config.example:1\"\nca_bundle = \"own.pem\"\n");
    let password = sandbox.secret("the-p@ssword-of-the-proxy");
    let show = |args: &[&str], env: &[(&str, &str)]| {
        let program = sandbox.travauth().args(["config", "show", "--config"]).args(args);
        let output = env.iter().fold(program, |program, (name, value)| program.env(name, value)).run().exits(0);
        output.stdout.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>()
    };
    let own = sandbox.path("config/travauth/config.toml").display().to_string();
    let bundle = format!("ca_bundle {} the config file", sandbox.path("config/travauth/own.pem").display());
    let empty = sandbox.write("work/empty.toml", "").display().to_string();
    let with_user = format!("http://me:{password}@proxy.example:2");
    let variables = [("https_proxy", "http://a.example"), ("ALL_PROXY", "http://b.example")];
    for (args, env, expected) in [
        (
            &[own.as_str()][..],
            &[("HTTPS_PROXY", "http://variable.example")][..],
            "proxy http://variable.example $HTTPS_PROXY",
        ),
        (&[&own], &[("TRAVAUTH_PROXY", "http://me@b.example"), variables[0]], "proxy http://b.example $TRAVAUTH_PROXY"),
        (&[&own], &[], "proxy http://config.example:1 the config file"),
        (&[&own], &[("SSL_CERT_FILE", "y.pem")], "cert_file y.pem $SSL_CERT_FILE"),
        (&[&own], &[], &bundle),
        (&[&own, "--proxy", &with_user], &[], "proxy http://proxy.example:2 --proxy"),
        (&[&own, "--ca-bundle", "x.pem"], &[("SSL_CERT_FILE", "y.pem")], "ca_bundle x.pem --ca-bundle"),
        (&[&empty], &[("HTTPS_PROXY", &with_user)], "proxy http://proxy.example:2 $HTTPS_PROXY"),
        (&[&empty], &variables, "proxy http://a.example $https_proxy"),
        (&[&empty], &variables[1..], "proxy http://b.example $ALL_PROXY"),
        (&[&empty], &[("NO_PROXY", ".example")], "no_proxy .example $NO_PROXY"),
        (&[&empty], &[("SSL_CERT_FILE", "y.pem")], "cert_file y.pem $SSL_CERT_FILE"),
        (&[&empty], &[("SSL_CERT_DIR", "certs")], "cert_dir certs $SSL_CERT_DIR"),
        (&[&empty], &[], "proxy none built-in default"),
        (&[&empty], &[], "ca_bundle the system's certificates built-in default"),
    ] {
        let lines = show(args, env);
        assert!(lines.iter().any(|line| line == expected), "{expected} is not in {lines:#?}");
    }
}

/// The config is a pipe, which can be read only once.
#[cfg(unix)]
#[test]
fn a_run_reads_the_config_once() {
    let sandbox = Sandbox::new();
    let secret = sandbox.secret("secret-of-the-test");
    let config = "default_profile = \"a\"\n[profiles.a]\nprovider = \"amadeus\"\nclient_id = \"x\"\nclient_secret = { env = \"S\" }\n\
                  [profiles.b]\nprovider = \"sabre\"\nenvironment = \"emulator\"\n";
    for (args, code) in [
        (&["check", "--all", "-e", "emulator", "--format", "json"][..], 0),
        (&["token", "get", "-P", "b", "--no-cache"], 0),
        (&["token", "get", "-P", "a", "--offline"], 8),
        (&["token", "show", "-P", "a"], 8),
        (&["token", "show", "--why", "-P", "a"], 8),
        (&["token", "clear", "-P", "a"], 0),
        (&["config", "show", "-P", "a"], 0),
        (&["call", "-P", "b", "--dry-run", "/x"], 0),
        (&["exec", "-P", "b", "--", "true"], 0),
    ] {
        let program = sandbox.travauth().args(args.iter().copied().take_while(|arg| *arg != "--"));
        let rest = args.iter().copied().skip_while(|arg| *arg != "--");
        let program = program.args(["--config", "/dev/stdin"]).args(rest).env("S", secret).prints_token();
        program.stdin(config).run().exits(code);
    }
}

/// S17: a config file that another user owns or can write is rejected, and the error shows its owner and mode.
#[cfg(unix)]
#[test]
fn a_config_that_another_user_can_write_is_rejected() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
    let sandbox =
        with_config("[profiles.a]\nprovider = \"amadeus\"\nclient_secret = { command = [\"touch\", \"ran\"] }\n");
    let path = sandbox.path("config/travauth/config.toml");
    let owner = std::fs::metadata(&path).unwrap().uid();
    let mode = |mode| std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
    mode(0o646);
    get(&sandbox, &["-P", "a"]).fails(2, &["every user", &format!("(owner uid {owner}, mode 0646)"), "chmod o-w"]);
    mode(0o644);
    // Only root can change the owner of a file.
    if chown(&path, None, Some(owner + 4321)).is_err() {
        return;
    }
    mode(0o664);
    get(&sandbox, &["-P", "a"]).fails(2, &["every user of its group", "mode 0664", "chmod g-w"]);
    mode(0o644);
    get(&sandbox, &["-P", "a", "--client-id", "x"]).exits(8);
    chown(&path, Some(owner + 1234), None).unwrap();
    for args in [&["-P", "a"][..], &["-p", "sabre", "-e", "emulator"]] {
        let parts = ["another user", &format!("(owner uid {}, mode 0644)", owner + 1234)];
        get(&sandbox, args).fails(2, &parts);
    }
    assert!(!sandbox.path("config/travauth/ran").exists());
}

/// I9, O14: a config that cannot be read causes a warning, or an error if a flag or variable names it. A pipe is not waited for.
#[cfg(unix)]
#[test]
fn a_config_that_cannot_be_read_is_a_warning() {
    for is_pipe in [true, false] {
        let sandbox = Sandbox::new();
        let path = sandbox.path("config/travauth/config.toml");
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        if is_pipe {
            sandbox.command("mkfifo").args([&path]).run().exits(0);
        } else {
            // Root can read a file of any mode, but not a link to itself.
            std::os::unix::fs::symlink(&path, &path).unwrap();
        }
        let output = sandbox.travauth().args(["token", "get", "-p", "sabre", "-e", "emulator"]).run();
        output.token();
        output.warns_once("TRAVAUTH_CONFIG_DIR");
        let named = get(&sandbox, &["-p", "sabre", "-P", "mine"]).exits(2);
        named.fails(2, &["there is no profile `mine`", "cannot be read", "TRAVAUTH_CONFIG_DIR"]);
        sandbox.travauth().args(["config", "validate"]).run().fails(2, &["cannot be read"]);
        let shown = sandbox.travauth().args(["config", "show"]).run().exits(0);
        assert!(shown.stdout.contains("config.toml (not readable)"), "{shown}");
        if !is_pipe {
            let path = path.to_str().unwrap();
            get(&sandbox, &["-p", "sabre", "--config", path]).fails(2, &["cannot be used", "--config names it"]);
        }
    }
    // A pipe that a flag names is read: `--config <(decrypt config.toml)`.
    let sandbox = Sandbox::new();
    let args = ["token", "get", "-P", "piped", "--config", "/dev/stdin"];
    let text = "[profiles.piped]\nprovider = \"sabre\"\nenvironment = \"emulator\"\n";
    sandbox.travauth().args(args).stdin(text).run().token();
}

/// I8: `config validate` reports what is missing, with line and column.
#[test]
fn validate_reports_what_is_missing() {
    for (text, position, parts) in [
        (
            "[profiles.a]\nprovider = \"sabre\"\nuser_id = \"1\"\npassword = { env = \"P\" }\n",
            ":1:11:",
            &["no group", "`group` in [profiles.a]"][..],
        ),
        ("[profiles.a]\nprovider = \"sabre\"\npassword = { env = \"P\" }\n", ":1:11:", &["no user id"]),
        ("[profiles.a]\nprovider = \"amadeus\"\nclient_secret = { env = \"P\" }\n", ":1:11:", &["no client id"]),
        (
            "[profiles.a]\nprovider = \"sabre\"\nuser_id = \"1\"\ngroup = \"2 \"\n",
            ":1:11:",
            &["the group", "white space"],
        ),
        (
            "[profiles.a]\nprovider = \"amadeus\"\nclient_id = \"me\"\nclient_secret = { file = \"gone.pw\" }\n",
            ":4:17:",
            &["gone.pw", "cannot be read"],
        ),
        ("[profiles.a]\nprovider = \"duffel\"\nheaders = { x = { file = \"gone.pw\" } }\n", ":3:17:", &["gone.pw"]),
        ("[providers.acme]\ntoken_url = \"/t\"\nheaders = { x = { file = \"gone.pw\" } }\n", ":3:17:", &["gone.pw"]),
        ("[cache]\npassword = { file = \"gone.pw\" }\n", ":2:12:", &["gone.pw"]),
        ("[network]\nca_bundle = \"gone.pem\"\n", ":2:13:", &["gone.pem", "cannot be read"]),
        ("[network]\nca_bundle = \"config.toml\"\n", ":2:13:", &["no usable certificate"]),
        ("[network]\nadd_ca = \"gone.pem\"\n", ":2:10:", &["gone.pem", "cannot be read"]),
        ("[network]\nadd_ca = \"config.toml\"\n", ":2:10:", &["no usable certificate"]),
        ("[network]\nclient_cert = \"gone.pem\"\n", ":2:15:", &["gone.pem", "cannot be read"]),
        ("[profiles.a]\nprovider = \"duffel\"\nadd_ca = \"gone.pem\"\n", ":3:10:", &["gone.pem"]),
        (
            "[profiles.a]\nprovider = \"duffel\"\nclient_cert = \"config.toml\"\nclient_key = \"gone.key\"\n",
            ":4:14:",
            &["gone.key"],
        ),
        ("[profiles.a]\nprovider = \"duffel\"\nprivate_key = \"gone.key\"\n", ":3:15:", &["gone.key"]),
        ("[profiles.a]\nprovider = \"duffel\"\nrefresh_token = { file = \"gone\" }\n", ":3:17:", &["gone"]),
        ("[providers.acme]\ntoken_url = \"/t\"\nclient_cert = \"gone.pem\"\n", ":3:15:", &["gone.pem"]),
        ("[providers.acme]\ntoken_url = \"/t\"\nparams = { a = { file = \"gone\" } }\n", ":3:16:", &["gone"]),
        (
            "[profiles.a]\nprovider = \"duffel\"\nclient_id = \"1\"\nclient_secret = { env = \"P\" }\nclient_cert = \"config.toml\"\n",
            ":1:11:",
            &["no client certificate in PEM"],
        ),
        ("default_profile = \"gone\"\n", ":1:19:", &["there is no profile `gone`"]),
    ] {
        let sandbox = with_config(text);
        let output = sandbox.travauth().args(["config", "validate"]).run();
        output.fails(2, &[&[&*format!("config.toml{position}")], parts].concat());
    }
    // A missing secret is only a warning, because each run can supply it.
    let sandbox = with_config("\n[profiles.a]\nprovider = \"sabre\"\nuser_id = \"1\"\ngroup = \"2\"\n");
    let output = sandbox.travauth().args(["config", "validate"]).run().exits(0);
    output.warns_once("config.toml:2:11: the profile a has no password");
    // The file need not hold credentials that are in variables.
    let sandbox = with_config("[profiles.a]\nprovider = \"sabre\"\n");
    sandbox.travauth().args(["config", "validate"]).env("SABRE_USER_ID", "1").run().exits(0).silently();
}
