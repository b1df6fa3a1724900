//! The client certificate of TLS, which shows a server who its client is.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustls::SignatureScheme;
use rustls::client::ResolvesClientCert;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;

use super::TransportError;
use crate::failure::{Failure, Kind, Result};

/// The remedy when there is no certificate.
pub(super) const MISSING_HINT: &str =
    "name it with --client-cert FILE and --client-key FILE, or with `client_cert` and `client_key` in the profile";

/// A certificate, the certificates that lead from it to its authority, and its private key.
#[derive(Debug)]
pub struct ClientCertificate {
    chain: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
}

/// PEM text, with the name of its origin for messages.
#[derive(Clone, Copy, Debug)]
pub struct NamedPem<'a> {
    /// The text.
    pub pem: &'a [u8],
    /// Its origin, for example `the file key.pem`.
    pub origin: &'a str,
}

impl ClientCertificate {
    /// Reads a certificate and its key. Both can be in the same text.
    ///
    /// # Errors
    ///
    /// One of them is missing or malformed, or the key is encrypted.
    pub fn from_pem(certificate: NamedPem<'_>, key: NamedPem<'_>) -> Result<Self> {
        let chain: std::result::Result<Vec<_>, _> = CertificateDer::pem_slice_iter(certificate.pem).collect();
        let chain = chain.map_err(|error| unusable(format!("{}: {error}", certificate.origin)))?;
        if chain.is_empty() {
            let failure = unusable(format!("{} holds no certificate", certificate.origin));
            // DER and PKCS #12 begin with an ASN.1 sequence.
            return Err(failure.hint(if certificate.pem.first() == Some(&0x30) {
                "convert it: `openssl pkcs12 -in FILE -out client.pem -noenc` for .p12 and .pfx, `openssl x509 -in FILE \
                 -inform DER -out client.pem` for .der and .cer"
            } else {
                "it must hold a PEM block that begins with -----BEGIN CERTIFICATE-----"
            }));
        }
        if is_encrypted(key.pem) {
            return Err(unusable(format!("the private key in {} is encrypted", key.origin)).hint(
                "decrypt it into a file that only you can read: (umask 077; openssl pkey -in KEY.pem -out PLAIN.pem)",
            ));
        }
        let key = PrivateKeyDer::from_pem_slice(key.pem).map_err(|_| {
            unusable(format!("{} holds no private key", key.origin))
                .hint("it must hold a PEM block like -----BEGIN PRIVATE KEY-----")
        })?;
        Ok(Self { chain, key })
    }

    /// Combines certificate and key, which must belong together.
    fn certified(self) -> Result<CertifiedKey> {
        let provider = rustls::crypto::ring::default_provider();
        CertifiedKey::from_der(self.chain, self.key, &provider).map_err(|error| match error {
            rustls::Error::InconsistentKeys(_) => unusable("the private key does not belong to the certificate")
                .hint("name the key with which the certificate was requested"),
            error => unusable(error).hint("the key must be RSA, ECDSA (P-256, P-384) or Ed25519"),
        })
    }
}

/// Where a client certificate is kept.
pub trait CertificateSupply: std::fmt::Debug + Send + Sync {
    /// Reads certificate and key.
    ///
    /// # Errors
    ///
    /// Fails when one of them cannot be read or used.
    fn load(&self) -> Result<ClientCertificate>;

    /// Returns a text that changes when one of the files does.
    fn version(&self) -> String;

    /// Returns the bytes of the certificate's file; none if it cannot be read.
    fn certificate(&self) -> Option<Vec<u8>>;
}

/// Chooses the client certificate of a connection, and notes whether a server asks for one.
#[derive(Debug, Default)]
pub(super) struct CertificateResolver {
    certified: Option<Arc<CertifiedKey>>,
    was_asked: AtomicBool,
}

impl CertificateResolver {
    /// Creates a resolver that shows this certificate, or none.
    pub(super) fn new(certificate: Option<ClientCertificate>) -> Result<Self> {
        let certified = certificate.map(ClientCertificate::certified).transpose()?;
        Ok(Self { certified: certified.map(Arc::new), was_asked: AtomicBool::new(false) })
    }

    /// Returns whether a server asked for a certificate, and there was none to show.
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

/// Returns the hint of a response whose server asked for a certificate, and got none.
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

/// Returns the failure of a client certificate that cannot be used.
fn unusable(why: impl std::fmt::Display) -> Failure {
    Failure::new(Kind::BadClientCertificate, "the client certificate cannot be used").because(why)
}

/// Returns whether there is an encrypted key: of PKCS #8, or in the older form of OpenSSL.
fn is_encrypted(pem: &[u8]) -> bool {
    let has = |text: &str| memchr::memmem::find(pem, text.as_bytes()).is_some();
    has("-----BEGIN ENCRYPTED PRIVATE KEY-----") || has("Proc-Type: 4,ENCRYPTED")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(certificate: &str, key: &str) -> Result<ClientCertificate> {
        let named = |pem, origin| NamedPem { pem, origin };
        ClientCertificate::from_pem(named(certificate.as_bytes(), "cert.pem"), named(key.as_bytes(), "key.pem"))
    }

    #[test]
    fn a_certificate_needs_a_plain_key() {
        let made = rcgen::generate_simple_self_signed(vec!["me".to_owned()]).unwrap();
        let (certificate, key) = (made.cert.pem(), made.signing_key.serialize_pem());
        let both = format!("Bag Attributes\n{key}{certificate}");
        assert_eq!(read(&certificate, &key).unwrap().chain.len(), 1);
        assert_eq!(read(&both, &both).unwrap().chain.len(), 1);
        for (certificate, key, expected) in [
            (key.as_str(), key.as_str(), "cert.pem holds no certificate"),
            (&certificate, &certificate, "key.pem holds no private key"),
            (&certificate, "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMII=", "key.pem is encrypted"),
            (
                &certificate,
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nMII=",
                "key.pem is encrypted",
            ),
        ] {
            let failure = read(certificate, key).unwrap_err();
            assert!(failure.message().contains(expected), "{failure}");
            assert_eq!(failure.kind().exit_code().number(), 2);
        }
        let hint = read(&certificate, "-----BEGIN ENCRYPTED PRIVATE KEY-----").unwrap_err().hint_line().unwrap();
        assert!(hint.contains("openssl pkey -in KEY.pem -out PLAIN.pem"), "{hint}");
    }
}
