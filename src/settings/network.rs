//! Settings of the network: time limits, retries, rate, proxy, trusted certificates.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::guard_rails::TargetLocks;
use super::tls::TlsSettings;
use super::{BaseUrl, Settings, Target, first_of, flag};
use crate::clock::parse_span;
use crate::config::NetworkTable;
use crate::credentials::first_variable;
use crate::env::Env;
use crate::failure::{Failure, Kind, Result};
use crate::http::url::without_user_info;
use crate::http::{CertificateSource, Network, Trust};
use crate::origin::{Origin, ProfileChoice, Setting};
use crate::request_rate::{RateLimit, RequestRate};

// Each variable has the same meaning as the flag of the same name.
const TIMEOUT_VARIABLE: &str = "TRAVAUTH_TIMEOUT";
const CONNECT_TIMEOUT_VARIABLE: &str = "TRAVAUTH_CONNECT_TIMEOUT";
const RETRIES_VARIABLE: &str = "TRAVAUTH_RETRIES";
const RETRY_MAX_TIME_VARIABLE: &str = "TRAVAUTH_RETRY_MAX_TIME";
const RATE_VARIABLE: &str = "TRAVAUTH_RATE";
const RATE_WAIT_VARIABLE: &str = "TRAVAUTH_RATE_WAIT";
const PROXY_VARIABLE: &str = "TRAVAUTH_PROXY";
const CA_BUNDLE_VARIABLE: &str = "TRAVAUTH_CA_BUNDLE";
/// The common variables for the proxy of https URLs. The first one that is set takes precedence.
const COMMON_PROXY_VARIABLES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
/// The variables that list the hosts to reach directly.
const NO_PROXY_VARIABLES: [&str; 2] = ["NO_PROXY", "no_proxy"];
/// The variable that names a PEM file of trusted certificates.
const CERT_FILE_VARIABLE: &str = "SSL_CERT_FILE";
/// The variable that lists directories of PEM files with trusted certificates.
const CERT_DIR_VARIABLE: &str = "SSL_CERT_DIR";

/// The default of the longest time that a request waits for its turn.
const DEFAULT_RATE_WAIT: Duration = Duration::from_secs(30);

/// The network flags of the command line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetworkFlags {
    /// `--timeout`
    pub timeout: Option<Duration>,
    /// `--connect-timeout`
    pub connect_timeout: Option<Duration>,
    /// `--retries`
    pub retries: Option<u32>,
    /// `--retry-max-time`
    pub retry_max_time: Option<Duration>,
    /// `--rate`
    pub rate: Option<RateLimit>,
    /// `--rate-wait`
    pub rate_wait: Option<Duration>,
    /// `--proxy`
    pub proxy: Option<String>,
    /// `--ca-bundle`
    pub ca_bundle: Option<PathBuf>,
    /// `--add-ca`
    pub add_ca: Option<PathBuf>,
    /// `--client-cert`
    pub client_cert: Option<PathBuf>,
    /// `--client-key`
    pub client_key: Option<PathBuf>,
}

/// The URL of a proxy. It is printed without user name and password.
#[derive(Clone)]
pub struct ProxyUrl(String);

impl std::fmt::Display for ProxyUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&without_user_info(&self.0))
    }
}

impl std::fmt::Debug for ProxyUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ProxyUrl({self})")
    }
}

/// The network settings, each value with its origin.
#[derive(Clone, Debug)]
pub struct NetworkSettings {
    /// The time limit of a token request with its retries, and of each API request until its response headers arrive.
    pub timeout: Setting<Duration>,
    /// The time limit for opening a connection.
    pub connect_timeout: Setting<Duration>,
    /// The largest number of retries of a failed request.
    pub retries: Setting<u32>,
    /// The time after which a failed request is not retried; none if only `timeout` limits it.
    pub retry_max_time: Option<Setting<Duration>>,
    /// The rate of API requests; none to use the rate that the provider documents.
    pub rate: Option<Setting<RateLimit>>,
    /// The longest wait of a request for its turn.
    pub rate_wait: Setting<Duration>,
    /// The proxy.
    pub proxy: Option<Setting<ProxyUrl>>,
    /// The hosts that are reached directly.
    pub no_proxy: Option<Setting<String>>,
    /// Whether the system config locks the proxy.
    pub is_proxy_locked: bool,
    /// A PEM file of trusted certificates, which replaces all other sources.
    pub ca_bundle: Option<Setting<PathBuf>>,
    /// A PEM file of trusted certificates, which replaces the system's.
    pub cert_file: Option<Setting<PathBuf>>,
    /// Directories of PEM files with trusted certificates, joined as in `PATH`.
    pub cert_dir: Option<Setting<OsString>>,
    /// The client certificate, and further trusted certificates.
    pub tls: TlsSettings,
}

impl NetworkSettings {
    /// Returns the values without origins, for the HTTP client.
    pub fn to_network(&self) -> Network {
        Network {
            timeout: self.timeout.value,
            connect_timeout: self.connect_timeout.value,
            retries: self.retries.value,
            retry_max_time: self.retry_max_time.as_ref().map(|span| span.value),
            proxy: self.proxy.as_ref().map(|proxy| proxy.value.0.clone()),
            no_proxy: self.no_proxy.as_ref().map(|hosts| hosts.value.clone()).unwrap_or_default(),
            is_proxy_locked: self.is_proxy_locked,
            trust: self.trust(),
            client_certificate: self.tls.client.clone().map(|client| Arc::new(client) as Arc<dyn CertificateSource>),
        }
    }

    /// Returns the rate of API requests to this target: the rate that the user set, or else the rate that the provider
    /// documents. The built-in emulator has no rate.
    pub fn rate_of(&self, target: &Target) -> Option<Setting<RequestRate>> {
        if target.base_url == BaseUrl::Emulator {
            return None;
        }
        match &self.rate {
            Some(limit) => Some(Setting::new(limit.value.rate()?, limit.origin.clone())),
            None => Some(Setting::new(target.documented_rate()?, Origin::Documented)),
        }
    }

    /// Returns the sources of trusted certificates.
    pub fn trust(&self) -> Trust {
        Trust {
            ca_bundle: self.ca_bundle.as_ref().map(|path| path.value.clone()),
            add_ca: self.tls.add_ca.as_ref().map(|path| path.value.clone()),
            cert_file: self.cert_file.as_ref().map(|path| path.value.clone()),
            cert_dir: self.cert_dir.as_ref().map(|dirs| dirs.value.clone()),
        }
    }
}

impl Settings {
    /// Returns `TRAVAUTH_PROXY` if its URL contains a user name or password, because then its value is a secret.
    pub(super) fn proxy_secret_variable(&self) -> Option<String> {
        let url = self.env().os(PROXY_VARIABLE)?;
        url.to_string_lossy().contains('@').then(|| PROXY_VARIABLE.to_owned())
    }

    /// Settles the network settings.
    ///
    /// # Errors
    ///
    /// Fails when a variable has a wrong value.
    pub fn network(&self, flags: &NetworkFlags, target: Option<&Target>) -> Result<NetworkSettings> {
        let locks = target.map(|target| self.locks(target));
        let sources = NetworkSources {
            settings: self,
            locks: locks.as_ref(),
            profile: target.map_or(&[], |target| &target.network),
        };
        let env = self.env();
        let usual = Network::default();
        let path_of = |name: &str| {
            let value = env.os(name).filter(|value| !value.is_empty())?;
            Some(Setting::new(value, Origin::Variable(name.to_owned())))
        };
        let (cert_file, cert_dir) = (path_of(CERT_FILE_VARIABLE), path_of(CERT_DIR_VARIABLE));
        let has_usual_trust = cert_file.is_some() || cert_dir.is_some();
        let timeout = sources.first(
            "timeout",
            flag(flags.timeout, "--timeout"),
            || parsed(TIMEOUT_VARIABLE, time_limit, env),
            |table| Some(table.timeout?.0),
        )?;
        let connect_timeout = sources.first(
            "connect_timeout",
            flag(flags.connect_timeout, "--connect-timeout"),
            || parsed(CONNECT_TIMEOUT_VARIABLE, time_limit, env),
            |table| Some(table.connect_timeout?.0),
        )?;
        let retries = sources.first(
            "retries",
            flag(flags.retries, "--retries"),
            || parsed(RETRIES_VARIABLE, whole_number, env),
            |table| table.retries,
        )?;
        let retry_max_time = sources.first(
            "retry_max_time",
            flag(flags.retry_max_time, "--retry-max-time"),
            || parsed(RETRY_MAX_TIME_VARIABLE, time_limit, env),
            |table| Some(table.retry_max_time?.0),
        )?;
        let rate = sources.first(
            "rate",
            flag(flags.rate, "--rate"),
            || parsed(RATE_VARIABLE, str::parse, env),
            |table| Some(table.rate?.0),
        )?;
        let rate_wait = sources.first(
            "rate_wait",
            flag(flags.rate_wait, "--rate-wait"),
            || parsed(RATE_WAIT_VARIABLE, duration, env),
            |table| Some(table.rate_wait?.0),
        )?;
        let proxy = sources.first(
            "proxy",
            flag(flags.proxy.clone(), "--proxy"),
            || first_variable([PROXY_VARIABLE].into_iter().chain(COMMON_PROXY_VARIABLES), env),
            |table| table.proxy.clone(),
        )?;
        if let Some((locks, rate)) = locks.as_ref().zip(rate.as_ref()) {
            locks.check_documented_rate(&rate.origin)?;
        }
        let bundle = |table: &NetworkTable| Some(table.ca_bundle.as_ref()?.get_ref().clone());
        let by_flag = flag(flags.ca_bundle.clone(), "--ca-bundle");
        let by_variable = || Ok(path_of(CA_BUNDLE_VARIABLE).map(|path| path.map(PathBuf::from)));
        let ca_bundle = sources.first_value("ca_bundle", by_flag, by_variable, bundle)?;
        let is_locked = locks.as_ref().is_some_and(|locks| locks.locks_profile_key("ca_bundle"));
        // `SSL_CERT_FILE` and `SSL_CERT_DIR` take precedence over a profile that this run does not name, and over the config.
        let ca_bundle = ca_bundle.filter(|bundle| is_locked || !has_usual_trust || is_explicit(&bundle.origin));
        let ca_bundle = self.apply_lock(&["network", "ca_bundle"], ca_bundle, |file| bundle(&file.network))?;
        let or_default =
            |setting: Option<Setting<Duration>>, usual| setting.unwrap_or_else(|| Setting::new(usual, Origin::Default));
        Ok(NetworkSettings {
            timeout: or_default(timeout, usual.timeout),
            connect_timeout: or_default(connect_timeout, usual.connect_timeout),
            retries: retries.unwrap_or_else(|| Setting::new(usual.retries, Origin::Default)),
            retry_max_time,
            rate,
            rate_wait: or_default(rate_wait, DEFAULT_RATE_WAIT),
            proxy: proxy.map(|proxy| proxy.map(ProxyUrl)),
            no_proxy: first_variable(NO_PROXY_VARIABLES, env)?,
            is_proxy_locked: self.config.is_locked(&["network", "proxy"])
                || locks.as_ref().is_some_and(|locks| locks.locks_profile_key("proxy")),
            ca_bundle,
            cert_file: cert_file.map(|file| file.map(PathBuf::from)),
            cert_dir,
            tls: self.tls(flags, target)?,
        })
    }
}

/// The sources that can contain network settings.
struct NetworkSources<'a> {
    settings: &'a Settings,
    /// The locks of the target, if there is one.
    locks: Option<&'a TargetLocks<'a>>,
    /// The tables of the profile in the order of their precedence.
    profile: &'a [Setting<NetworkTable>],
}

impl NetworkSources<'_> {
    /// Returns the first value of a key, or that of the system config if the key of `[network]` is locked.
    ///
    /// # Errors
    ///
    /// Fails when a flag or variable replaces a locked key of `[network]` or of the profile.
    fn first<T: PartialEq>(
        &self,
        name: &str,
        flag: Option<Setting<T>>,
        variable: impl FnOnce() -> Result<Option<Setting<T>>>,
        key: impl Fn(&NetworkTable) -> Option<T>,
    ) -> Result<Option<Setting<T>>> {
        let chosen = self.first_value(name, flag, variable, &key)?;
        self.settings.apply_lock(&["network", name], chosen, |file| key(&file.network))
    }

    /// Returns the first value in this order: the flag, a profile that this run names, the variable, any other profile, the
    /// user's config, the system's config.
    ///
    /// # Errors
    ///
    /// Fails when a flag or variable replaces a locked key of the profile.
    fn first_value<T: PartialEq>(
        &self,
        name: &str,
        flag: Option<Setting<T>>,
        variable: impl FnOnce() -> Result<Option<Setting<T>>>,
        key: impl Fn(&NetworkTable) -> Option<T>,
    ) -> Result<Option<Setting<T>>> {
        let of_table = |table: &Setting<NetworkTable>| Some(Setting::new(key(&table.value)?, table.origin.clone()));
        let of_profile = self.profile.iter().find_map(of_table);
        let chosen = first_of(flag, of_profile, variable)?;
        if let Some(locks) = self.locks {
            locks.check_profile_key(&[name], chosen.as_ref(), |profile| key(&profile.network()))?;
        }
        Ok(chosen.or_else(|| self.settings.configured(&key)))
    }
}

/// Returns whether this run sets the value: by a flag, by a variable, or by naming a profile.
fn is_explicit(origin: &Origin) -> bool {
    match origin {
        Origin::Profile(profile) => profile.choice == ProfileChoice::Named,
        origin => origin.is_of_this_run(),
    }
}

/// Reads the value of a variable.
fn parsed<T>(
    name: &'static str,
    parse: impl FnOnce(&str) -> Result<T, String>,
    env: &Env,
) -> Result<Option<Setting<T>>> {
    let Some(text) = env.get(name)? else { return Ok(None) };
    let value = parse(&text)
        .map_err(|why| Failure::new(Kind::BadConfig, format!("the variable {name} has a wrong value")).because(why))?;
    Ok(Some(Setting::new(value, Origin::Variable(name.to_owned()))))
}

fn duration(text: &str) -> Result<Duration, String> {
    parse_span(text).ok_or_else(|| "expected a duration such as 90s, 5m or 1h 30m".to_owned())
}

fn time_limit(text: &str) -> Result<Duration, String> {
    match duration(text)? {
        Duration::ZERO => Err("a time limit must be more than 0, such as 30s".to_owned()),
        span => Ok(span),
    }
}

fn whole_number(text: &str) -> Result<u32, String> {
    text.trim().parse().map_err(|_| "expected a whole number that is not negative".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::origin::ProfileOrigin;
    use crate::settings::Selection;

    const CONFIG: &str = "default_profile = \"a\"\n[profiles.a]\nprovider = \"sabre\"\ntimeout = 2\nproxy = \"http://profile\"\n\
        ca_bundle = \"/profile\"\n[network]\ntimeout = 3\nretries = 4\nrate = \"5/s\"\nproxy = \"http://config\"\n";

    /// Returns the network settings with this config, these variables, and the profile that `-P` names.
    fn network(
        config: &str,
        variables: &[(&str, &str)],
        profile: Option<&str>,
        flags: &NetworkFlags,
    ) -> NetworkSettings {
        let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let env = Env::Fixed(variables.iter().map(pair).collect());
        let settings = Settings::new(Config::parse(config.to_owned(), "c.toml".into()).unwrap(), &env);
        let selection = Selection { profile: profile.map(str::to_owned), ..Selection::default() };
        settings.network(flags, settings.target(&selection).ok().as_ref()).unwrap()
    }

    #[test]
    fn the_first_source_that_sets_a_value_wins() {
        let flags = NetworkFlags { timeout: Some(Duration::from_secs(1)), ..NetworkFlags::default() };
        let none = NetworkFlags::default();
        let of_profile = |choice| {
            Origin::Profile(ProfileOrigin { name: "a".to_owned(), choice, extended_by: None, is_system: false })
        };
        let of_variable = || Origin::Variable(TIMEOUT_VARIABLE.to_owned());
        let set = [(TIMEOUT_VARIABLE, "7s")];
        for (config, variables, profile, flags, seconds, origin) in [
            (CONFIG, &set[..], Some("a"), &flags, 1, Origin::Flag("--timeout")),
            (CONFIG, &set, Some("a"), &none, 2, of_profile(ProfileChoice::Named)),
            (CONFIG, &set, None, &none, 7, of_variable()),
            (CONFIG, &[], None, &none, 2, of_profile(ProfileChoice::Default)),
            ("[network]\ntimeout = 3", &[], None, &none, 3, Origin::Config),
            ("", &[], None, &none, 30, Origin::Default),
        ] {
            let network = network(config, variables, profile, flags);
            assert_eq!(network.timeout, Setting::new(Duration::from_secs(seconds), origin));
            assert_eq!(network.to_network().timeout, Duration::from_secs(seconds));
        }
        let network = network(CONFIG, &[], None, &none);
        assert_eq!(network.retries, Setting::new(4, Origin::Config));
        assert_eq!(network.connect_timeout.origin, Origin::Default);
        assert_eq!(network.rate, Some(Setting::new("5/s".parse().unwrap(), Origin::Config)));
        assert_eq!(network.rate_wait, Setting::new(DEFAULT_RATE_WAIT, Origin::Default));
    }

    #[test]
    fn common_variables_take_precedence_over_a_profile_that_this_run_does_not_name() {
        let none = NetworkFlags::default();
        let usual = [("HTTPS_PROXY", "http://usual"), (CERT_FILE_VARIABLE, "/usual")];
        let own = [usual[0], usual[1], (PROXY_VARIABLE, "http://own"), (CA_BUNDLE_VARIABLE, "/own")];
        for (variables, profile, proxy, bundle) in [
            (&own[..], Some("a"), "http://profile", Some("/profile")),
            (&own, None, "http://own", Some("/own")),
            (&usual, None, "http://usual", None),
            (&[], None, "http://profile", Some("/profile")),
        ] {
            let network = network(CONFIG, variables, profile, &none);
            assert_eq!(network.to_network().proxy.as_deref(), Some(proxy));
            assert_eq!(network.trust().ca_bundle, bundle.map(PathBuf::from));
        }
    }

    #[test]
    fn every_variable_is_read_and_checked() {
        let good = [
            (TIMEOUT_VARIABLE, "1s"),
            (CONNECT_TIMEOUT_VARIABLE, "2s"),
            (RETRIES_VARIABLE, "3"),
            (RETRY_MAX_TIME_VARIABLE, "4s"),
            (RATE_VARIABLE, "10/m"),
            (RATE_WAIT_VARIABLE, "0"),
        ];
        let network = network("", &good, None, &NetworkFlags::default());
        let seconds = Duration::from_secs;
        assert_eq!((network.timeout.value, network.connect_timeout.value), (seconds(1), seconds(2)));
        assert_eq!((network.retries.value, network.to_network().retry_max_time), (3, Some(seconds(4))));
        assert_eq!((network.rate.unwrap().value.to_string(), network.rate_wait.value), ("10/m".to_owned(), seconds(0)));
        for (name, value) in [
            (TIMEOUT_VARIABLE, "0"),
            (CONNECT_TIMEOUT_VARIABLE, "soon"),
            (RETRIES_VARIABLE, "-1"),
            (RETRY_MAX_TIME_VARIABLE, "0s"),
            (RATE_VARIABLE, "1e9/s"),
            (RATE_WAIT_VARIABLE, "-1s"),
        ] {
            let env = Env::Fixed([(name.to_owned(), value.to_owned())].into());
            let settings = Settings::new(Config::default(), &env);
            let failure = settings.network(&NetworkFlags::default(), None).unwrap_err();
            assert_eq!(failure.kind(), Kind::BadConfig, "{name}");
            assert!(failure.message().contains(name), "{failure}");
        }
    }
}
