//! The client certificate, and further trusted certificates.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use toml::Spanned;

use super::guard_rails::TargetLocks;
use super::{NetworkFlags, Settings, Target, flag};
use crate::config::{NetworkTable, PathOrReference, SecretReference};
use crate::credentials::{PrivateKeySource, shown_name};
use crate::failure::{Failure, Kind, Result};
use crate::http::{CertificateFiles, CertificateSource};
use crate::origin::{Origin, Setting};
use crate::secret::Secret;
use crate::user_file;

const ADD_CA_VARIABLE: &str = "TRAVAUTH_ADD_CA";
const CLIENT_CERT_VARIABLE: &str = "TRAVAUTH_CLIENT_CERT";
const CLIENT_KEY_VARIABLE: &str = "TRAVAUTH_CLIENT_KEY";
/// The size limit of a client certificate in bytes.
const LARGEST_CERTIFICATE_BYTES: usize = 1 << 20;

/// The settings of TLS, apart from `ca_bundle`.
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

/// The values of one source.
#[derive(Clone, Debug, Default)]
struct TlsSource {
    add_ca: Option<Setting<PathBuf>>,
    client_cert: Option<Setting<PathBuf>>,
    client_key: Option<Setting<PathOrReference>>,
}

impl TlsSource {
    /// Returns the values of a profile's tables. If several have a key, the first of them counts.
    fn of_profile(tables: &[Setting<NetworkTable>]) -> Self {
        fn first<T>(tables: &[Setting<NetworkTable>], key: impl Fn(&NetworkTable) -> Option<T>) -> Option<Setting<T>> {
            tables.iter().find_map(|table| Some(Setting::new(key(&table.value)?, table.origin.clone())))
        }
        Self {
            add_ca: first(tables, |table| file_path(table.add_ca.as_ref())),
            client_cert: first(tables, |table| file_path(table.client_cert.as_ref())),
            client_key: first(tables, |table| table.client_key.clone().map(Spanned::into_inner)),
        }
    }
}

impl Settings {
    /// Finds the client certificate and further trusted certificates in the flags, a profile that this run names, the
    /// variables, another profile, the provider and `[network]`, in this order.
    ///
    /// # Errors
    ///
    /// Fails when there is a key without a certificate, or when a flag or variable replaces a locked key.
    pub(super) fn tls(&self, flags: &NetworkFlags, target: Option<&Target>) -> Result<TlsSettings> {
        let sources = self.tls_sources(flags, target);
        let locks = target.map(|target| self.locks(target));
        let locks = locks.as_ref();
        let add_ca = sources.iter().find_map(|source| source.add_ca.clone());
        let add_ca = self.unlocked(locks, "add_ca", add_ca, |table| file_path(table.add_ca.as_ref()))?;
        let with_certificate = sources.iter().position(|source| source.client_cert.is_some());
        let certificate = with_certificate.and_then(|index| sources[index].client_cert.clone());
        let certificate =
            self.unlocked(locks, "client_cert", certificate, |table| file_path(table.client_cert.as_ref()))?;
        // A key from a source after that of the certificate belongs to another certificate.
        let key_sources = &sources[..with_certificate.map_or(sources.len(), |index| index + 1)];
        let key = key_sources.iter().find_map(|source| source.client_key.clone());
        let key = self.unlocked(locks, "client_key", key, |table| table.client_key.clone().map(Spanned::into_inner))?;
        if let Some(locks) = locks {
            for (name, origin) in [
                ("client_cert", certificate.as_ref().map(|setting| &setting.origin)),
                ("client_key", key.as_ref().map(|setting| &setting.origin)),
            ] {
                origin.map_or(Ok(()), |origin| locks.check_provider_key(&[name], origin))?;
            }
        }
        let source = |PathOrReference(reference)| PrivateKeySource::new(reference, self.variables());
        match (certificate, key) {
            (Some(certificate), key) => {
                let client = ClientCertificate { certificate, key: key.map(|key| key.map(source)) };
                Ok(TlsSettings { add_ca, client: Some(client) })
            }
            (None, None) => Ok(TlsSettings { add_ca, client: None }),
            (None, Some(key)) => {
                Err(Failure::new(Kind::BadConfig, "there is a client key without a client certificate")
                    .because(format!("the key is from {}", key.origin))
                    .hint("add --client-cert FILE, or `client_cert` where the key is set"))
            }
        }
    }

    /// Returns the chosen value, or that of the system config if the key of `[network]` is locked.
    fn unlocked<T: PartialEq>(
        &self,
        locks: Option<&TargetLocks<'_>>,
        name: &str,
        chosen: Option<Setting<T>>,
        key: impl Fn(&NetworkTable) -> Option<T>,
    ) -> Result<Option<Setting<T>>> {
        if let Some(locks) = locks {
            locks.check_profile_key(&[name], chosen.as_ref(), |profile| key(&profile.network()))?;
        }
        self.apply_lock(&["network", name], chosen, |file| key(&file.network))
    }

    /// Returns the values of all sources, in the order of their precedence.
    fn tls_sources(&self, flags: &NetworkFlags, target: Option<&Target>) -> Vec<TlsSource> {
        let file = |path: PathBuf| PathOrReference(SecretReference::File(path));
        let path = |name: &str| {
            let value = self.env().os(name).filter(|value| !value.is_empty())?;
            Some(Setting::new(PathBuf::from(value), Origin::Variable(name.to_owned())))
        };
        let of_flags = TlsSource {
            add_ca: flag(flags.add_ca.clone(), "--add-ca"),
            client_cert: flag(flags.client_cert.clone(), "--client-cert"),
            client_key: flag(flags.client_key.clone().map(file), "--client-key"),
        };
        let of_variables = TlsSource {
            add_ca: path(ADD_CA_VARIABLE),
            client_cert: path(CLIENT_CERT_VARIABLE),
            client_key: path(CLIENT_KEY_VARIABLE).map(|setting| setting.map(file)),
        };
        let profile = target.map(|target| TlsSource::of_profile(&target.network)).unwrap_or_default();
        let is_named =
            target.is_some_and(|target| target.profile.as_ref().is_some_and(|profile| profile.origin.is_of_this_run()));
        let of_provider = target.map(|target| {
            let provider = &target.provider.value;
            TlsSource {
                add_ca: None,
                client_cert: provider.client_cert.clone().map(|path| Setting::new(path, Origin::Config)),
                client_key: provider.client_key.clone().map(|key| Setting::new(key, Origin::Config)),
            }
        });
        let key = self.configured(|table| table.client_key.clone());
        let of_network = TlsSource {
            add_ca: self.configured(|table| file_path(table.add_ca.as_ref())),
            client_cert: self.configured(|table| file_path(table.client_cert.as_ref())),
            client_key: key.map(|setting| setting.map(Spanned::into_inner)),
        };
        let (named, other) = if is_named { (Some(profile), None) } else { (None, Some(profile)) };
        let mut sources = vec![of_flags];
        sources.extend(named);
        sources.push(of_variables);
        sources.extend(other);
        sources.extend(of_provider);
        sources.push(of_network);
        sources
    }
}

fn file_path(path: Option<&Spanned<PathBuf>>) -> Option<PathBuf> {
    Some(path?.get_ref().clone())
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
