//! The client certificate of TLS, which identifies the client to a server.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustls::SignatureScheme;
use rustls::client::ResolvesClientCert;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;

use super::TransportError;
use crate::failure::{Failure, Kind, Result};
use crate::secret::Secret;

/// The beginning of a private key that a passphrase protects (PKCS #8).
const ENCRYPTED_KEY: &str = "-----BEGIN ENCRYPTED PRIVATE KEY-----";
/// A header of an older private key that a passphrase protects.
const ENCRYPTED_LEGACY_KEY: &str = "Proc-Type: 4,ENCRYPTED";
/// The hint for a missing client certificate.
pub(super) const MISSING_HINT: &str =
    "name it with --client-cert FILE and --client-key FILE, or with `client_cert` and `client_key` in the profile";

/// The contents of the files of a client certificate.
pub struct CertificateFiles {
    /// The certificate in PEM, with the certificates of its issuers.
    pub certificate: Vec<u8>,
    /// The private key in PEM.
    pub key: Secret,
    /// The name of the certificate's file, for messages.
    pub certificate_name: String,
    /// The name of the key's source, for messages.
    pub key_name: String,
}

/// The source of a client certificate.
pub trait CertificateSource: std::fmt::Debug + Send + Sync {
    /// Reads certificate and key.
    ///
    /// # Errors
    ///
    /// Fails when one of them cannot be read.
    fn load(&self) -> Result<CertificateFiles>;

    /// Returns a text that changes when one of the files does.
    fn version(&self) -> String;

    /// Returns the bytes of the certificate's file; none if it cannot be read.
    fn certificate(&self) -> Option<Vec<u8>>;
}

/// Chooses the client certificate of a connection, and records whether a server asks for one.
#[derive(Debug, Default)]
pub(super) struct CertificateResolver {
    certified: Option<Arc<CertifiedKey>>,
    was_asked: AtomicBool,
}

impl CertificateResolver {
    /// Creates a resolver that presents this certificate, or none.
    pub(super) fn new(source: Option<&dyn CertificateSource>) -> Result<Self> {
        Self::from_files(source.map(CertificateSource::load).transpose()?.as_ref())
    }

    /// Creates a resolver that presents the certificate in these files, or none.
    pub(super) fn from_files(files: Option<&CertificateFiles>) -> Result<Self> {
        let certified = files.map(parse).transpose()?;
        Ok(Self { certified: certified.map(Arc::new), was_asked: AtomicBool::new(false) })
    }

    /// Returns whether a server asked for a certificate and there was none.
    pub(super) fn lacks_certificate(&self) -> bool {
        self.certified.is_none() && self.was_asked.load(Ordering::Relaxed)
    }

    /// Explains an error of a connection whose server asked for a certificate.
    pub(super) fn explain(&self, error: TransportError, host: &str) -> TransportError {
        if !self.was_asked.load(Ordering::Relaxed) {
            return error;
        }
        let failure = match (error.failure.kind(), &self.certified) {
            (Kind::TlsFailed, None) => {
                Failure::new(Kind::TlsFailed, format!("{host} demands a client certificate")).hint(MISSING_HINT)
            }
            (Kind::TlsFailed, Some(_)) => error.failure.hints_first([
                "the server asked for a client certificate: check that it is the right one, that it has not expired, and \
                 that its file also contains the certificates of its issuers"
                    .to_owned(),
            ]),
            (Kind::ConnectionLost | Kind::ConnectFailed, None) => {
                error.failure.hints_first([format!("the server asked for a client certificate; {MISSING_HINT}")])
            }
            _ => return error,
        };
        TransportError { failure, retryable: error.retryable && self.certified.is_some() }
    }
}

/// Returns the hint for a response from a server that asked for a certificate and got none.
pub fn missing_certificate_hint() -> String {
    format!("the server asked for a client certificate, and there was none; {MISSING_HINT}")
}

impl ResolvesClientCert for CertificateResolver {
    fn resolve(&self, _: &[&[u8]], schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.was_asked.store(true, Ordering::Relaxed);
        self.certified.clone().filter(|certified| certified.key.choose_scheme(schemes).is_some())
    }

    fn has_certs(&self) -> bool {
        self.certified.is_some()
    }
}

/// Checks that certificate and key can be used together.
///
/// # Errors
///
/// Fails when one of them is not in PEM, or the key belongs to another certificate.
pub fn check_certificate(files: &CertificateFiles) -> Result<()> {
    parse(files).map(drop)
}

fn parse(files: &CertificateFiles) -> Result<CertifiedKey> {
    let CertificateFiles { certificate, key, certificate_name, key_name } = files;
    let bad = |what: String| Failure::new(Kind::BadClientCertificate, what);
    let chain: Vec<CertificateDer<'static>> =
        CertificateDer::pem_slice_iter(certificate).filter_map(Result::ok).collect();
    if chain.is_empty() {
        let failure = bad(format!("{certificate_name} contains no client certificate in PEM"));
        // DER and PKCS #12 begin with an ASN.1 sequence.
        return Err(failure.hint(if certificate.first() == Some(&0x30) {
            "convert it: `openssl pkcs12 -in FILE -out client.pem -noenc` for .p12 and .pfx, `openssl x509 -in FILE -inform \
             DER -out client.pem` for .der and .cer"
        } else {
            "it must have a block that begins with -----BEGIN CERTIFICATE-----"
        }));
    }
    let text = key.expose();
    if text.contains(ENCRYPTED_KEY) || text.contains(ENCRYPTED_LEGACY_KEY) {
        let failure = bad(format!("the private key in {key_name} is encrypted"));
        return Err(
            failure.hint("decrypt it into a file that only you can read: `openssl pkey -in KEY -out client.key`")
        );
    }
    let key = PrivateKeyDer::from_pem_slice(text.as_bytes()).map_err(|_| {
        bad(format!("{key_name} contains no private key in PEM"))
            .hint("it must have a block that begins with -----BEGIN PRIVATE KEY-----")
    })?;
    let provider = rustls::crypto::ring::default_provider();
    CertifiedKey::from_der(chain, key, &provider).map_err(|error| match error {
        rustls::Error::InconsistentKeys(_) => {
            bad(format!("the private key in {key_name} does not belong to the certificate in {certificate_name}"))
                .hint("name the key with which the certificate was requested")
        }
        error => bad(format!("the client certificate in {certificate_name} cannot be used"))
            .because(error)
            .hint("the key must be RSA, ECDSA (P-256, P-384) or Ed25519"),
    })
}
