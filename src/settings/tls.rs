//! The client certificate, and further trusted certificates.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::{NetworkFlags, Settings, Target};
use crate::config::{PrivateKeyReference, SecretReference, TlsKeys};
use crate::credentials::{PrivateKeySource, shown_name};
use crate::failure::{Failure, Kind, Result};
use crate::http::{CertificateFiles, CertificateSource};
use crate::origin::{Origin, Setting};
use crate::secret::Secret;
use crate::user_file;

const ADD_CA_VARIABLE: &str = "TRAVAUTH_ADD_CA";
const CLIENT_CERT_VARIABLE: &str = "TRAVAUTH_CLIENT_CERT";
const CLIENT_KEY_VARIABLE: &str = "TRAVAUTH_CLIENT_KEY";
/// A larger file is not a client certificate.
const LARGEST_CERTIFICATE_BYTES: usize = 1 << 20;

/// The settings of TLS besides the trusted certificates that replace the system's.
#[derive(Clone, Debug, Default)]
pub struct TlsSettings {
    /// A PEM file of trusted certificates besides the others.
    pub add_ca: Option<Setting<PathBuf>>,
    /// The client certificate.
    pub client: Option<ClientCertificate>,
}

/// The files of a client certificate.
#[derive(Clone, Debug)]
pub struct ClientCertificate {
    /// The PEM file with the certificate.
    pub certificate: Setting<PathBuf>,
    /// The private key; none if it is in the same file.
    pub key: Option<Setting<PrivateKeySource>>,
}

/// The values of one place.
struct TlsPlace {
    origin: fn(&'static str) -> Origin,
    keys: TlsKeys,
    fixed: Option<Origin>,
}

impl TlsPlace {
    fn setting<T>(&self, name: &'static str, value: Option<T>) -> Option<Setting<T>> {
        Some(Setting::new(value?, self.fixed.clone().unwrap_or_else(|| (self.origin)(name))))
    }
}

impl Settings {
    /// Settles the client certificate and further trusted certificates: by flag, a profile that this run names, variable,
    /// another profile, the provider, and `[network]`.
    ///
    /// # Errors
    ///
    /// Fails when there is a key without a certificate.
    pub(super) fn tls(&self, flags: &NetworkFlags, target: Option<&Target>) -> Result<TlsSettings> {
        let places = self.places(flags, target);
        let add_ca = places.iter().find_map(|place| place.setting("--add-ca", place.keys.add_ca.clone()));
        let mut key = None;
        for place in &places {
            let source = place
                .keys
                .client_key
                .clone()
                .map(|PrivateKeyReference(reference)| PrivateKeySource::new(reference, &self.env));
            key = key.or(place.setting("--client-key", source));
            if let Some(certificate) = place.setting("--client-cert", place.keys.client_cert.clone()) {
                return Ok(TlsSettings { add_ca, client: Some(ClientCertificate { certificate, key }) });
            }
        }
        match key {
            None => Ok(TlsSettings { add_ca, client: None }),
            Some(key) => Err(Failure::new(Kind::BadConfig, "there is a client key without a client certificate")
                .because(format!("the key is from {}", key.origin))
                .hint("add --client-cert FILE, or `client_cert` where the key is set")),
        }
    }

    /// Returns the values of all places, in the order of their precedence.
    fn places(&self, flags: &NetworkFlags, target: Option<&Target>) -> Vec<TlsPlace> {
        let path = |name: &str| self.env.os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let file = |path: PathBuf| PrivateKeyReference(SecretReference::File(path));
        let flags = TlsKeys {
            add_ca: flags.add_ca.clone(),
            client_cert: flags.client_cert.clone(),
            client_key: flags.client_key.clone().map(file),
        };
        let variables = TlsKeys {
            add_ca: path(ADD_CA_VARIABLE),
            client_cert: path(CLIENT_CERT_VARIABLE),
            client_key: path(CLIENT_KEY_VARIABLE).map(file),
        };
        let of = |keys: TlsKeys, origin: Origin| TlsPlace { origin: Origin::Flag, keys, fixed: Some(origin) };
        let profile = target.and_then(|target| target.tls.clone());
        let profile = profile.map(|setting| of(setting.value, setting.origin));
        let is_named = |place: &TlsPlace| matches!(place.fixed, Some(Origin::Profile { is_default: false, .. }));
        let (named, other) = match profile {
            Some(profile) if is_named(&profile) => (Some(profile), None),
            profile => (None, profile),
        };
        let provider = target.map(|target| {
            let provider = &target.provider.value;
            let keys = TlsKeys {
                add_ca: None,
                client_cert: provider.client_cert.clone(),
                client_key: provider.client_key.clone(),
            };
            of(keys, Origin::Config)
        });
        let mut places = vec![TlsPlace { origin: Origin::Flag, keys: flags, fixed: None }];
        places.extend(named);
        places.push(TlsPlace { origin: variable_of, keys: variables, fixed: None });
        places.extend(other);
        places.extend(provider);
        places.push(of(self.config.network().tls(), Origin::Config));
        places
    }
}

/// Returns the variable that corresponds to a flag.
fn variable_of(flag: &'static str) -> Origin {
    let name = match flag {
        "--add-ca" => ADD_CA_VARIABLE,
        "--client-cert" => CLIENT_CERT_VARIABLE,
        _ => CLIENT_KEY_VARIABLE,
    };
    Origin::Variable(name.to_owned())
}

impl CertificateSource for ClientCertificate {
    fn load(&self) -> Result<CertificateFiles> {
        let path = &self.certificate.value;
        let name = format!("the file {} (from {})", shown_name(path), self.certificate.origin);
        let unreadable = |why: &dyn std::fmt::Display| {
            Failure::new(Kind::BadConfig, format!("the client certificate in {name} cannot be read"))
                .because(why)
                .hint("check the path and its permissions")
        };
        let certificate = user_file::read(path, LARGEST_CERTIFICATE_BYTES).map_err(|error| unreadable(&error))?.bytes;
        if certificate.len() > LARGEST_CERTIFICATE_BYTES {
            return Err(unreadable(&"it is too large for a certificate"));
        }
        let (key, key_name) = match &self.key {
            Some(key) => (key.value.read()?, format!("{} (from {})", key.value.name(), key.origin)),
            None => (Secret::new(String::from_utf8_lossy(&certificate)), name.clone()),
        };
        if let Some(path) = self.key.as_ref().map_or(Some(path.as_path()), |key| key.value.path()) {
            warn_of_permissions(path);
        }
        Ok(CertificateFiles { certificate, key, certificate_name: name, key_name })
    }

    fn version(&self) -> String {
        let key = self.key.as_ref().and_then(|key| key.value.path());
        [Some(self.certificate.value.as_path()), key].into_iter().flatten().map(file_version).collect()
    }

    fn certificate(&self) -> Option<Vec<u8>> {
        user_file::read(&self.certificate.value, LARGEST_CERTIFICATE_BYTES).ok().map(|file| file.bytes)
    }
}

/// Returns path, size and time of change of a file.
fn file_version(path: &Path) -> String {
    let metadata = std::fs::metadata(path).ok();
    let changed = metadata.as_ref().and_then(|metadata| metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok());
    format!("{} {:?} {:?}\n", path.display(), metadata.map(|metadata| metadata.len()), changed)
}

/// Warns of a private key that other users can read.
#[cfg(unix)]
fn warn_of_permissions(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = std::fs::metadata(path).map_or(0, |metadata| metadata.permissions().mode());
    if mode & 0o077 != 0 {
        let name = shown_name(path);
        log::warn!("other users can read the private key in {name}: use `chmod 600 {name}`");
    }
}

#[cfg(not(unix))]
fn warn_of_permissions(_: &Path) {}
