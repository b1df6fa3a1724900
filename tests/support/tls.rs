//! The scripted server over TLS, with its own certificate authority.

use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
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
    /// Like the good one, of a server that requires a certificate of its clients.
    Mutual,
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

    /// Starts a server that asks for a client certificate of these clients' authority, and can require one.
    pub fn start_with_clients(
        clients: &Clients,
        is_required: bool,
        handler: impl Fn(&Request) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let issued = issue(Certificate::Good).expect("certificates can be created");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut roots = RootCertStore::empty();
        roots.add(clients.authority.clone()).expect("the authority can be used");
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
        let verifier = if is_required { verifier } else { verifier.allow_unauthenticated() };
        let verifier = verifier.build().expect("the verifier can be built");
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the versions can be used")
            .with_client_cert_verifier(verifier)
            .with_single_cert(
                vec![issued.certificate.der().clone()],
                PrivatePkcs8KeyDer::from(issued.key.serialize_der()).into(),
            )
            .expect("the certificate can be used");
        let dir = tempfile::tempdir().expect("a temporary directory can be created");
        fs::write(dir.path().join("ca.pem"), issued.authority).expect("a temporary file can be written");
        Self { server: Server::listen(Some(Arc::new(config)), Box::new(handler)).at_least(0), dir }
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

/// Issues client certificates with an authority of its own.
pub struct Clients {
    authority: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
}

/// A client certificate.
pub struct ClientFiles {
    /// The certificate in PEM.
    pub certificate: String,
    /// The private key in PEM (PKCS #8).
    pub key: String,
    /// The certificate in DER.
    pub der: Vec<u8>,
}

impl Clients {
    pub fn new() -> Self {
        let create = || -> Result<Self, rcgen::Error> {
            let mut params = CertificateParams::new(Vec::new())?;
            params.distinguished_name.push(DnType::CommonName, "authority of the clients");
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
            let key = KeyPair::generate()?;
            let authority = params.self_signed(&key)?.der().clone();
            Ok(Self { authority, issuer: Issuer::new(params, key) })
        };
        create().expect("an authority can be created")
    }

    /// Issues a certificate for this name.
    pub fn issue(&self, name: &str) -> ClientFiles {
        let create = || -> Result<ClientFiles, rcgen::Error> {
            let mut params = CertificateParams::new(Vec::new())?;
            params.distinguished_name.push(DnType::CommonName, name);
            params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
            let key = KeyPair::generate()?;
            let certificate = params.signed_by(&key, &self.issuer)?;
            let der = certificate.der().to_vec();
            Ok(ClientFiles { certificate: certificate.pem(), key: key.serialize_pem(), der })
        };
        create().expect("a client certificate can be created")
    }
}

/// Certificates and key, in PEM, for a server on `127.0.0.1` that is another program.
pub struct ServerFiles {
    pub authority: String,
    pub certificate: String,
    pub key: String,
    /// A certificate of the same authority for a client.
    pub client_certificate: String,
    pub client_key: String,
}

impl ServerFiles {
    pub fn new() -> Self {
        let Issued { authority, issuer, certificate, key } =
            issue(Certificate::Good).expect("certificates can be created");
        let client_key = KeyPair::generate().expect("a key can be created");
        let client = CertificateParams::new(Vec::new()).and_then(|params| params.signed_by(&client_key, &issuer));
        Self {
            authority,
            certificate: certificate.pem(),
            key: key.serialize_pem(),
            client_certificate: client.expect("certificates can be created").pem(),
            client_key: client_key.serialize_pem(),
        }
    }
}

/// Returns the configuration of the server, and the certificate of its authority in PEM.
fn configure(kind: Certificate) -> Result<(ServerConfig, String), Box<dyn std::error::Error>> {
    let Issued { authority, certificate, key, .. } = issue(kind)?;
    let chain = vec![certificate.der().clone()];
    let key = PrivatePkcs8KeyDer::from(key.serialize_der());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider)).with_safe_default_protocol_versions()?;
    let builder = if kind == Certificate::Mutual {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(authority.as_bytes())?)?;
        builder
            .with_client_cert_verifier(WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build()?)
    } else {
        builder.with_no_client_auth()
    };
    Ok((builder.with_single_cert(chain, key.into())?, authority))
}

struct Issued {
    authority: String,
    issuer: Issuer<'static, KeyPair>,
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
        Certificate::Good | Certificate::Expired | Certificate::Mutual => ["127.0.0.1", "localhost"].as_slice(),
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
    Ok(Issued { authority: authority_pem, issuer, certificate, key })
}
