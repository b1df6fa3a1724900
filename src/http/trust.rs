//! The trusted certificates: the system's, or those that the user names.
//!
//! The certificates are decoded with a fast base64 decoder. They are not secret, and the constant-time decoder for keys
//! takes a hundred times as long.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine;
use memchr::memmem;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};

use super::Trust;
use super::client_certificate::{CertificateFiles, CertificateResolver};
use crate::failure::{Failure, Kind, OrInternal as _, Result};

/// The files in which systems keep their certificates.
const SYSTEM_BUNDLES: [&str; 6] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
    "/usr/local/share/certs/ca-root-nss.crt",
];

/// Creates the TLS configuration: TLS 1.2 and 1.3 with ring, and the trusted certificates.
pub fn tls_config(trust: &Trust) -> Result<ClientConfig> {
    tls_config_with(trust, Arc::default())
}

/// Creates the TLS configuration, with the client certificate in these files, if there are any.
///
/// # Errors
///
/// Fails when the trusted certificates or the client certificate cannot be used.
pub fn tls_config_with_certificate(trust: &Trust, files: Option<&CertificateFiles>) -> Result<ClientConfig> {
    tls_config_with(trust, Arc::new(CertificateResolver::from_files(files)?))
}

/// Creates the TLS configuration, with a client certificate if the resolver has one.
pub(super) fn tls_config_with(trust: &Trust, resolver: Arc<CertificateResolver>) -> Result<ClientConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .or_internal("set up TLS")?;
    #[cfg(any(target_os = "macos", windows))]
    if trust.ca_bundle.is_none() && trust.cert_file.is_none() && trust.cert_dir.is_none() {
        let verifier = rustls_platform_verifier::Verifier::new_with_extra_roots(further_roots(trust)?, provider)
            .or_internal("set up TLS")?;
        let builder = builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier));
        return Ok(builder.with_client_cert_resolver(resolver));
    }
    Ok(builder.with_root_certificates(roots(trust)?).with_client_cert_resolver(resolver))
}

/// Creates a configuration without trusted certificates, for plain http to this machine.
pub fn tls_config_without_trust() -> Result<ClientConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .or_internal("set up TLS")?
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth())
}

fn roots(trust: &Trust) -> Result<RootCertStore> {
    let mut roots = RootCertStore::empty();
    let mut sources = Vec::new();
    if let Some(bundle) = &trust.ca_bundle {
        add_file(&mut roots, bundle).map_err(|error| unreadable(bundle, "--ca-bundle", &error))?;
        sources.push(bundle.display().to_string());
    } else if trust.cert_file.is_some() || trust.cert_dir.is_some() {
        if let Some(file) = &trust.cert_file {
            add_file(&mut roots, file).map_err(|error| unreadable(file, "SSL_CERT_FILE", &error))?;
            sources.push(file.display().to_string());
        }
        for dir in trust.cert_dir.iter().flat_map(std::env::split_paths) {
            add_dir(&mut roots, &dir).map_err(|error| unreadable(&dir, "SSL_CERT_DIR", &error))?;
            sources.push(dir.display().to_string());
        }
    } else if let Some(bundle) = system_bundle() {
        add_file(&mut roots, &bundle).map_err(|error| unreadable(&bundle, "the system", &error))?;
        sources.push(bundle.display().to_string());
    } else {
        return Err(Failure::new(Kind::BadTrustStore, "this system has no certificate bundle")
            .hint("install the package ca-certificates, or name a bundle with --ca-bundle FILE"));
    }
    roots.add_parsable_certificates(further_roots(trust)?);
    if roots.is_empty() {
        return Err(Failure::new(Kind::BadTrustStore, format!("{} holds no usable certificate", sources.join(", ")))
            .hint("it must hold PEM blocks that begin with -----BEGIN CERTIFICATE-----"));
    }
    Ok(roots)
}

/// Returns the file with the system's certificates; none if there is no such file.
pub fn system_bundle() -> Option<PathBuf> {
    SYSTEM_BUNDLES.iter().map(PathBuf::from).find(|path| path.exists())
}

/// Returns the usable certificates of `--add-ca`.
fn further_roots(trust: &Trust) -> Result<Vec<CertificateDer<'static>>> {
    let Some(file) = &trust.add_ca else { return Ok(Vec::new()) };
    let pem = std::fs::read(file).map_err(|error| unreadable(file, "--add-ca", &error))?;
    let mut found = certificates(&pem);
    found.retain(|certificate| RootCertStore::empty().add(certificate.clone()).is_ok());
    if !found.is_empty() {
        return Ok(found);
    }
    Err(Failure::new(Kind::BadTrustStore, format!("{} (from --add-ca) holds no usable certificate", file.display()))
        .hint("it must hold PEM blocks that begin with -----BEGIN CERTIFICATE-----"))
}

fn unreadable(path: &Path, origin: &str, error: &std::io::Error) -> Failure {
    Failure::new(Kind::BadTrustStore, format!("the certificates in {} (from {origin}) cannot be read", path.display()))
        .because(error)
        .hint("check the path and its permissions")
}

fn add_dir(roots: &mut RootCertStore, dir: &Path) -> std::io::Result<()> {
    for item in std::fs::read_dir(dir)? {
        let path = item?.path();
        if path.is_file() {
            // An unreadable file is skipped, as a malformed certificate is.
            let _ = add_file(roots, &path);
        }
    }
    Ok(())
}

fn add_file(roots: &mut RootCertStore, path: &Path) -> std::io::Result<()> {
    for certificate in certificates(&std::fs::read(path)?) {
        // A malformed certificate is skipped.
        let _ = roots.add(certificate);
    }
    Ok(())
}

/// Returns the certificates of a PEM bundle, without those that cannot be decoded.
fn certificates(pem: &[u8]) -> Vec<CertificateDer<'static>> {
    const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";
    const END: &[u8] = b"-----END CERTIFICATE-----";
    let decoder = decoder();
    let (begins, ends) = (memmem::Finder::new(BEGIN), memmem::Finder::new(END));
    let mut found = Vec::new();
    let mut encoded = Vec::new();
    let mut rest = pem;
    while let Some(begin) = begins.find(rest) {
        rest = &rest[begin + BEGIN.len()..];
        // A block without an end runs into the next one, cannot be decoded, and is skipped.
        let Some(end) = ends.find(rest) else { break };
        encoded.clear();
        let mut line_start = 0;
        for line_end in memchr::memchr_iter(b'\n', &rest[..end]).chain([end]) {
            encoded.extend_from_slice(rest[line_start..line_end].trim_ascii());
            line_start = line_end;
        }
        if let Ok(der) = decoder.decode(&encoded) {
            found.push(CertificateDer::from(der));
        }
    }
    found
}

/// Returns a decoder that reads many characters at a time, if the processor can.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
fn decoder() -> impl Engine {
    base64::engine::Simd::standard(base64::engine::general_purpose::PAD)
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn decoder() -> impl Engine {
    base64::engine::general_purpose::STANDARD
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pem() -> String {
        let key = rcgen::generate_simple_self_signed(vec!["ca.example".to_owned()]).unwrap();
        key.cert.pem()
    }

    fn store(trust: &Trust) -> Result<usize> {
        roots(trust).map(|roots| roots.len())
    }

    #[test]
    fn malformed_certificates_are_skipped_and_an_empty_store_names_its_path() {
        let dir = tempfile::tempdir().unwrap();
        let bundle = dir.path().join("bundle.pem");
        let text = format!(
            "a comment\r\n{}-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n{}-----BEGIN CERTIFICATE-----\nMIIB",
            pem(),
            pem().replace('\n', "\r\n")
        );
        crate::fs::replace_private(&bundle, &text).unwrap();
        let trust = Trust { ca_bundle: Some(bundle.clone()), ..Trust::default() };
        assert_eq!(store(&trust).unwrap(), 2);

        crate::fs::replace_private(&bundle, "nothing").unwrap();
        let failure = store(&trust).unwrap_err();
        assert!(failure.message().contains("bundle.pem"), "{failure}");

        let missing = Trust { cert_file: Some(dir.path().join("missing.pem")), ..Trust::default() };
        assert!(store(&missing).unwrap_err().message().contains("missing.pem"));
    }

    #[test]
    fn a_directory_of_certificates_adds_to_the_file() {
        let dir = tempfile::tempdir().unwrap();
        crate::fs::replace_private(&dir.path().join("one.pem"), &pem()).unwrap();
        crate::fs::replace_private(&dir.path().join("two.pem"), &pem()).unwrap();
        let file = dir.path().join("one.pem");
        let cert_dir = Some(dir.path().as_os_str().to_owned());
        let both = Trust { cert_file: Some(file), cert_dir, ca_bundle: None, add_ca: None };
        assert_eq!(store(&both).unwrap(), 3);
    }
}
