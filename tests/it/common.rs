//! Helpers that several tests share: token requests, token responses, cache entries.

use std::fs;
#[cfg(target_os = "linux")]
use std::ops::RangeBounds;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

#[cfg(target_os = "linux")]
use crate::support::Gate;
use crate::support::{Output, Program, Reply, Sandbox, Server, overwrite};

/// A secret with characters that encodings and shells must escape.
pub const SECRET: &str = "s3c: r+/=&%41#?'\"\\$ü€;end";
/// A token with allowed characters that shells must escape.
pub const TOKEN: &str = r#"T1RLAQ'x"y\z$HOME`id`+/%2B=**"#;
pub const AMADEUS_ID: &str = "my-amadeus-key";
pub const SABRE_ID: &str = "V1:7971:7TZA:AA";

/// The path of Amadeus' token endpoint.
pub const AMADEUS_PATH: &str = "/v1/security/oauth2/token";

/// Prepares `token get` for Amadeus at this base URL, with credentials in variables.
pub fn amadeus(sandbox: &Sandbox, base_url: &str) -> Program {
    sandbox
        .travauth()
        .args(["token", "get", "--provider", "amadeus", "--base-url", base_url])
        .env("AMADEUS_CLIENT_ID", AMADEUS_ID)
        .env("AMADEUS_CLIENT_SECRET", sandbox.secret(SECRET))
}

/// Prepares `token get` for Sabre v2 at this base URL, with credentials in variables.
pub fn sabre(sandbox: &Sandbox, base_url: &str) -> Program {
    sandbox
        .travauth()
        .args(["token", "get", "--provider", "sabre", "--base-url", base_url])
        .env("SABRE_CLIENT_ID", SABRE_ID)
        .env("SABRE_PASSWORD", sandbox.secret(SECRET))
}

/// Prepares `token get` for Sabre v3 at this base URL, with credentials in variables.
pub fn sabre_v3(sandbox: &Sandbox, base_url: &str, secret: &str, password: &str) -> Program {
    sandbox
        .travauth()
        .args(["token", "get", "-p", "sabre", "--auth-version", "3", "--base-url", base_url])
        .env("SABRE_CLIENT_ID", "my-app")
        .env("SABRE_CLIENT_SECRET", sandbox.secret(secret))
        .env("SABRE_USER_ID", "79&71")
        .env("SABRE_GROUP", "7TZA")
        .env("SABRE_DOMAIN", "EXT")
        .env("SABRE_PASSWORD", sandbox.secret(password))
}

/// Returns the token that [`numbered_grants`] grants to the request with this number, from 0.
pub fn numbered_token(number: usize) -> String {
    format!("token-number-{number}-ends")
}

/// Returns a response with a token that expires in half an hour.
pub fn grant(token: &str) -> Reply {
    grant_for(token, &json!(1799))
}

/// Returns a response with a token and this `expires_in`.
pub fn grant_for(token: &str, expires_in: &Value) -> Reply {
    Reply::json(200, json!({"access_token": token, "token_type": "Bearer", "expires_in": expires_in}).to_string())
}

/// Returns a response that rejects the credentials.
pub fn rejection() -> Reply {
    Reply::json(401, r#"{"error":"invalid_client","error_description":"Client credentials are invalid","code":38187}"#)
}

/// Starts a server that grants a different token to each request.
pub fn numbered_grants() -> Server {
    let next = AtomicUsize::new(0);
    Server::start(move |_| grant(&numbered_token(next.fetch_add(1, Ordering::SeqCst))))
}

/// Starts a server that grants a different token to each request. It holds back the responses to the requests with the
/// numbers in `gated`, from 0, until the gate is open.
#[cfg(target_os = "linux")]
pub fn gated_grants(gate: &Gate, gated: impl RangeBounds<usize> + Send + Sync + 'static) -> Server {
    let (gate, next) = (gate.clone(), AtomicUsize::new(0));
    Server::start(move |_| {
        let number = next.fetch_add(1, Ordering::SeqCst);
        let reply = grant(&numbered_token(number));
        if gated.contains(&number) { reply.hold_until(&gate) } else { reply }
    })
}

/// Returns the files in the cache with this extension, sorted.
pub fn cache_files(sandbox: &Sandbox, extension: &str) -> Vec<PathBuf> {
    let Ok(listing) = fs::read_dir(sandbox.config_dir().join("tokens")) else {
        return Vec::new();
    };
    let mut paths: Vec<_> = listing
        .map(|item| item.expect("the directory can be read").path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    paths.sort();
    paths
}

/// Returns the path of the only entry in the cache.
#[track_caller]
pub fn entry_path(sandbox: &Sandbox) -> PathBuf {
    let mut paths = cache_files(sandbox, "json");
    assert_eq!(paths.len(), 1, "not one entry: {paths:?}");
    paths.remove(0)
}

/// Changes the only entry in the cache.
#[track_caller]
pub fn edit_entry(sandbox: &Sandbox, change: impl FnOnce(&mut Value)) {
    let path = entry_path(sandbox);
    let text = fs::read_to_string(&path).expect("the entry can be read");
    let mut entry = serde_json::from_str(&text).expect("the entry is JSON");
    change(&mut entry);
    overwrite(&path, entry.to_string());
}

/// Makes the only entry in the cache older by this many seconds: the times of its token and of its cooldown.
#[track_caller]
pub fn age_entry(sandbox: &Sandbox, seconds: i64) {
    let shift = |time: &mut Value| {
        if let Some(text) = time.as_str() {
            let moment: Timestamp = text.parse().expect("it is a time");
            *time = json!((moment - SignedDuration::from_secs(seconds)).to_string());
        }
    };
    edit_entry(sandbox, |entry| {
        let mut aged = Vec::new();
        for (name, part) in entry.as_object_mut().expect("an entry is an object") {
            match name.as_str() {
                "token" | "refusal" => aged.push(part),
                "earlier_refusals" => aged.extend(part.as_array_mut().expect("a list")),
                _ => {}
            }
        }
        for part in aged.into_iter().filter(|part| part.is_object()) {
            for name in ["obtained_at", "expires_at", "at", "until"] {
                if part.get(name).is_some() {
                    shift(&mut part[name]);
                }
            }
        }
    });
}

/// Prepares a shell script in its own namespace, `--mount` or `--net`, so that it cannot change or reach anything outside.
///
/// In the script, `"$@"` is `travauth` with these arguments. This requires Linux, and either root or user namespaces.
#[cfg(target_os = "linux")]
pub fn alone(sandbox: &Sandbox, namespace: &str, script: &str, args: &[&str]) -> Program {
    alone_with(namespace, script, sandbox.travauth().args(args))
}

/// Does the same as [`alone`] for any program with its arguments and environment.
#[cfg(target_os = "linux")]
pub fn alone_with(namespace: &str, script: &str, program: Program) -> Program {
    let enter = r#"
        namespace=$1
        shift
        unshare "$namespace" true 2>/dev/null || namespace="$namespace --user --map-root-user"
        exec unshare $namespace sh -euc "$@""#;
    program.under(["sh", "-euc", enter, "sh", namespace, script, "sh"])
}

/// Returns the permissions of a file.
#[cfg(unix)]
pub fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    fs::symlink_metadata(path).expect("it exists").permissions().mode() & 0o7777
}

impl Output {
    /// Panics unless standard error is one line: a warning that contains `part`.
    #[track_caller]
    pub fn warns_once(self, part: &str) -> Self {
        let lines: Vec<_> = self.stderr.lines().collect();
        let is_one = matches!(*lines, [line] if line.starts_with("warning: ") && line.contains(part));
        assert!(is_one, "not one warning with {part:?}: {self}");
        self
    }

    /// Panics unless standard error is empty.
    #[track_caller]
    pub fn silently(self) -> Self {
        assert!(self.stderr.is_empty(), "not quiet: {self}");
        self
    }

    /// Panics unless the run failed with this exit code, printed nothing on standard output, and reported one error that
    /// contains all parts.
    #[track_caller]
    pub fn fails(self, code: i32, parts: &[&str]) -> Self {
        assert!(self.code == code, "not the exit code {code}: {self}");
        assert!(self.stdout.is_empty(), "standard output is not empty: {self}");
        let errors = self.stderr.lines().filter(|line| line.starts_with("error: ")).count();
        assert!(errors == 1, "not one error: {self}");
        for part in parts {
            assert!(self.stderr.contains(part), "no {part:?}: {self}");
        }
        self
    }

    /// Returns the error that a run with `--error-format json` printed to standard error.
    #[track_caller]
    pub fn error(&self) -> Value {
        let document: Value = serde_json::from_str(self.stderr.trim_end())
            .unwrap_or_else(|error| panic!("standard error is not JSON ({error}): {self}"));
        document["error"].clone()
    }
}

/// Creates a sandbox with a system config, at `etc/config.toml`, and a config of the user.
pub fn with_configs(system: &str, user: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("etc/config.toml", system);
    sandbox.write("config/travauth/config.toml", user);
    sandbox
}
