//! The certificate with which this machine identifies itself to a server, and its private key.

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::failure::{Failure, Kind, Result};

/// A certificate, the certificates that lead from it to its authority, and its private key.
#[derive(Debug)]
pub struct ClientCertificate {
    pub(super) chain: Vec<CertificateDer<'static>>,
    pub(super) key: PrivateKeyDer<'static>,
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
            return Err(unusable(format!("{} holds no certificate", certificate.origin))
                .hint("it must hold a PEM block that begins with -----BEGIN CERTIFICATE-----"));
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
}

/// Returns the failure of a client certificate that cannot be used.
pub(super) fn unusable(why: impl std::fmt::Display) -> Failure {
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
