//! The scripted server over TLS, with its own certificate authority.

use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::ServerConfig;
use rustls::pki_types::PrivatePkcs8KeyDer;
use tempfile::TempDir;

use super::server::{Reply, Request, Server};

/// The certificate of a server.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Certificate {
    /// For `127.0.0.1` and `localhost`, valid for many years.
    Good,
    /// For the same names, but expired since 2001.
    Expired,
    /// Valid, but for another host.
    WrongHost,
}

/// A [`Server`] that speaks TLS.
///
/// With a certificate that no client should accept, the server may receive no requests at all.
#[must_use = "a server stops when it is dropped"]
pub struct TlsServer {
    server: Server,
    dir: TempDir,
}

impl TlsServer {
    pub fn start(certificate: Certificate, handler: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let (config, authority) = configure(certificate).expect("certificates can be created");
        let dir = tempfile::tempdir().expect("a temporary directory can be created");
        fs::write(dir.path().join("ca.pem"), authority).expect("a temporary file can be written");
        let required = usize::from(certificate == Certificate::Good);
        let server = Server::listen(Some(Arc::new(config)), Box::new(handler)).at_least(required);
        Self { server, dir }
    }

    /// Returns the file with the authority's certificate, for `--ca-bundle` and `SSL_CERT_FILE`.
    pub fn ca_bundle(&self) -> PathBuf {
        self.ca_dir().join("ca.pem")
    }

    /// Returns a directory that holds only the authority's certificate.
    pub fn ca_dir(&self) -> &Path {
        self.dir.path()
    }
}

impl Deref for TlsServer {
    type Target = Server;

    fn deref(&self) -> &Server {
        &self.server
    }
}

/// Certificates and key, in PEM, for a server on `127.0.0.1` that is another program.
pub struct ServerFiles {
    pub authority: String,
    pub certificate: String,
    pub key: String,
}

impl ServerFiles {
    pub fn new() -> Self {
        let Issued { authority, certificate, key } = issue(Certificate::Good).expect("certificates can be created");
        Self { authority, certificate: certificate.pem(), key: key.serialize_pem() }
    }
}

/// Returns the configuration of the server, and the certificate of its authority in PEM.
fn configure(certificate: Certificate) -> Result<(ServerConfig, String), Box<dyn std::error::Error>> {
    let Issued { authority, certificate, key } = issue(certificate)?;
    let chain = vec![certificate.der().clone()];
    let key = PrivatePkcs8KeyDer::from(key.serialize_der());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(chain, key.into())?;
    Ok((config, authority))
}

struct Issued {
    authority: String,
    certificate: rcgen::Certificate,
    key: KeyPair,
}

fn issue(certificate: Certificate) -> Result<Issued, rcgen::Error> {
    let mut authority = CertificateParams::new(Vec::new())?;
    authority.distinguished_name.push(DnType::CommonName, "travauth test authority");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let authority_key = KeyPair::generate()?;
    let authority_pem = authority.self_signed(&authority_key)?.pem();
    let issuer = Issuer::new(authority, authority_key);

    let names = match certificate {
        Certificate::Good | Certificate::Expired => ["127.0.0.1", "localhost"].as_slice(),
        Certificate::WrongHost => &["elsewhere.example"],
    };
    let names: Vec<_> = names.iter().map(|&name| name.to_owned()).collect();
    let mut params = CertificateParams::new(names)?;
    if certificate == Certificate::Expired {
        params.not_before = rcgen::date_time_ymd(2000, 1, 1);
        params.not_after = rcgen::date_time_ymd(2001, 1, 1);
    }
    let key = KeyPair::generate()?;
    let certificate = params.signed_by(&key, &issuer)?;
    Ok(Issued { authority: authority_pem, certificate, key })
}
