//! How the network is used: time limits, retries, proxy, trusted certificates.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::tls::TlsSettings;
use super::{Settings, Target, flag};
use crate::config::NetworkTable;
use crate::credentials::first_variable;
use crate::failure::Result;
use crate::http::url::without_user_info;
use crate::http::{CertificateSource, Network, Trust};
use crate::origin::{Origin, Setting};

/// The variables that name a proxy for https, the first one set wins.
const PROXY_VARIABLES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];
/// The variables that list the hosts to reach directly.
const NO_PROXY_VARIABLES: [&str; 2] = ["NO_PROXY", "no_proxy"];
/// A PEM file of trusted certificates.
const CERT_FILE_VARIABLE: &str = "SSL_CERT_FILE";
/// Directories of such files.
const CERT_DIR_VARIABLE: &str = "SSL_CERT_DIR";

/// The flags that say how the network is used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetworkFlags {
    /// `--timeout`
    pub timeout: Option<Duration>,
    /// `--connect-timeout`
    pub connect_timeout: Option<Duration>,
    /// `--retries`
    pub retries: Option<u32>,
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

/// The URL of a proxy; printed, it has no user name and no password.
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

/// How the network is used, each value with its origin.
#[derive(Clone, Debug)]
pub struct NetworkSettings {
    /// The time limit of the token step and of each request up to its answer.
    pub timeout: Setting<Duration>,
    /// The time limit of making a connection.
    pub connect_timeout: Setting<Duration>,
    /// How often a failed request is sent again at most.
    pub retries: Setting<u32>,
    /// The proxy.
    pub proxy: Option<Setting<ProxyUrl>>,
    /// The hosts that are reached directly.
    pub no_proxy: Option<Setting<String>>,
    /// A PEM file of trusted certificates, which replaces all other sources.
    pub ca_bundle: Option<Setting<PathBuf>>,
    /// A PEM file of trusted certificates, which replaces the system's.
    pub cert_file: Option<Setting<PathBuf>>,
    /// Directories of such files, joined as in `PATH`.
    pub cert_dir: Option<Setting<OsString>>,
    /// The client certificate, and further trusted certificates.
    pub tls: TlsSettings,
}

impl NetworkSettings {
    /// The values alone, for the HTTP client.
    pub fn to_network(&self) -> Network {
        Network {
            timeout: self.timeout.value,
            connect_timeout: self.connect_timeout.value,
            retries: self.retries.value,
            proxy: self.proxy.as_ref().map(|proxy| proxy.value.0.clone()),
            no_proxy: self.no_proxy.as_ref().map(|hosts| hosts.value.clone()).unwrap_or_default(),
            trust: self.trust(),
            client_certificate: self.tls.client.clone().map(|client| Arc::new(client) as Arc<dyn CertificateSource>),
        }
    }

    /// Where trusted certificates are read from.
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
    /// How the network is used: by the flags, then the target's profile, then `[network]`, then variables.
    ///
    /// # Errors
    ///
    /// A variable is not valid UTF-8.
    pub fn network(&self, flags: &NetworkFlags, target: Option<&Target>) -> Result<NetworkSettings> {
        let env = self.env();
        let usual = Network::default();
        let or_default =
            |setting: Option<Setting<Duration>>, usual| setting.unwrap_or_else(|| Setting::new(usual, Origin::Default));
        let timeout = flag(flags.timeout, "--timeout").or_else(|| target?.timeout.clone());
        let timeout = timeout.or_else(|| self.configured(|table| Some(table.timeout?.0)));
        let timeout = self.apply_lock("network.timeout", timeout, |file| Some(file.network.timeout?.0))?;
        let connect_timeout = flag(flags.connect_timeout, "--connect-timeout");
        let connect_timeout = connect_timeout.or_else(|| self.configured(|table| Some(table.connect_timeout?.0)));
        let connect_timeout =
            self.apply_lock("network.connect_timeout", connect_timeout, |file| Some(file.network.connect_timeout?.0))?;
        let retries = flag(flags.retries, "--retries").or_else(|| self.configured(|table| table.retries));
        let retries = self.apply_lock("network.retries", retries, |file| file.network.retries)?;
        let proxy = match flag(flags.proxy.clone(), "--proxy").or_else(|| self.configured(|table| table.proxy.clone()))
        {
            Some(proxy) => Some(proxy),
            None => first_variable(PROXY_VARIABLES, env)?,
        };
        let proxy = self.apply_lock("network.proxy", proxy, |file| file.network.proxy.clone())?;
        let bundle = |table: &NetworkTable| Some(table.ca_bundle.as_ref()?.get_ref().clone());
        let ca_bundle = flag(flags.ca_bundle.clone(), "--ca-bundle").or_else(|| self.configured(bundle));
        let ca_bundle = self.apply_lock("network.ca_bundle", ca_bundle, |file| bundle(&file.network))?;
        let path = |name: &str| {
            let value = env.os(name).filter(|value| !value.is_empty())?;
            Some(Setting::new(value, Origin::Variable(name.to_owned())))
        };
        Ok(NetworkSettings {
            timeout: or_default(timeout, usual.timeout),
            connect_timeout: or_default(connect_timeout, usual.connect_timeout),
            retries: retries.unwrap_or_else(|| Setting::new(usual.retries, Origin::Default)),
            proxy: proxy.map(|proxy| proxy.map(ProxyUrl)),
            no_proxy: first_variable(NO_PROXY_VARIABLES, env)?,
            ca_bundle,
            cert_file: path(CERT_FILE_VARIABLE).map(|file| file.map(PathBuf::from)),
            cert_dir: path(CERT_DIR_VARIABLE),
            tls: self.tls(flags, target)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::env::Env;
    use crate::origin::{ProfileChoice, ProfileOrigin};
    use crate::settings::Selection;

    #[test]
    fn flag_profile_config_and_default_win_in_this_order() {
        let env = Env::Given([].into());
        let settings = |text: &str| Settings::new(Config::parse(text.to_owned(), "c.toml".into()).unwrap(), &env);
        let table = "default_profile = \"a\"\n[profiles.a]\nprovider = \"sabre\"\ntimeout = 2\n[network]\ntimeout = 3\nretries = 4\n";
        let (given, empty) = (settings(table), settings(""));
        let target = given.target(&Selection::default()).unwrap();
        let flags = NetworkFlags { timeout: Some(Duration::from_secs(1)), ..NetworkFlags::default() };
        let none = NetworkFlags::default();
        let profile =
            ProfileOrigin { name: "a".to_owned(), choice: ProfileChoice::Default, extended_by: None, is_system: false };
        for (settings, flags, target, seconds, origin) in [
            (&given, &flags, Some(&target), 1, Origin::Flag("--timeout")),
            (&given, &none, Some(&target), 2, Origin::Profile(profile)),
            (&given, &none, None, 3, Origin::Config),
            (&empty, &none, None, 30, Origin::Default),
        ] {
            let network = settings.network(flags, target).unwrap();
            assert_eq!(network.timeout, Setting::new(Duration::from_secs(seconds), origin));
            assert_eq!(network.to_network().timeout, Duration::from_secs(seconds));
        }
        let network = given.network(&none, None).unwrap();
        assert_eq!(network.retries, Setting::new(4, Origin::Config));
        assert_eq!(network.connect_timeout.origin, Origin::Default);
    }
}
