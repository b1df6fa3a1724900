//! Generates the certificates for `--tls`, which are new in each run.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _, tz::TimeZone};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
    SanType, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::pki_types::PrivatePkcs8KeyDer;

/// The TLS configuration of the server: a certificate for this machine, and the authority that signed it.
#[derive(Debug, Clone)]
pub struct Tls {
    config: Arc<ServerConfig>,
    authority: String,
}

impl Tls {
    /// Generates an authority and a certificate for `localhost`, both loopback addresses, and the given address. Both are
    /// named after the server, such as `travauth emulator`.
    ///
    /// The authority's key is dropped at once, so it cannot sign another certificate.
    ///
    /// # Errors
    /// Fails if the system has no random numbers.
    pub fn generate(name: &str, address: IpAddr) -> io::Result<Self> {
        let (certificate, key, authority) = issue(name, address).map_err(io::Error::other)?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .and_then(|builder| {
                let key = PrivatePkcs8KeyDer::from(key.serialize_der());
                builder.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key.into())
            })
            .map_err(io::Error::other)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { config: Arc::new(config), authority })
    }

    /// Returns the authority's certificate in PEM, which clients must trust.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// Returns the configuration for rustls.
    pub fn config(&self) -> Arc<ServerConfig> {
        Arc::clone(&self.config)
    }
}

fn issue(name: &str, address: IpAddr) -> Result<(rcgen::Certificate, KeyPair, String), rcgen::Error> {
    let mut authority = params(&format!("{name} CA"))?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let authority_key = KeyPair::generate()?;
    let authority_pem = authority.self_signed(&authority_key)?.pem();
    let issuer = Issuer::new(authority, authority_key);

    let mut server = params(name)?;
    let mut addresses = vec![IpAddr::V4(Ipv4Addr::LOCALHOST), Ipv6Addr::LOCALHOST.into()];
    if !address.is_unspecified() && !addresses.contains(&address) {
        addresses.push(address);
    }
    server.subject_alt_names = vec![SanType::DnsName("localhost".try_into()?)];
    server.subject_alt_names.extend(addresses.into_iter().map(SanType::IpAddress));
    server.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    server.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    // Python 3.13 and newer reject a certificate without this extension.
    server.use_authority_key_identifier_extension = true;
    let key = KeyPair::generate()?;
    let certificate = server.signed_by(&key, &issuer)?;
    Ok((certificate, key, authority_pem))
}

/// Returns the parameters of a certificate. It is valid from yesterday, in case a client's clock is slow, and for a
/// year, because Apple's systems accept at most 825 days.
fn params(name: &str) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.distinguished_name.push(DnType::CommonName, name);
    let midnight =
        |date: Date| date_time_ymd(date.year().into(), date.month().unsigned_abs(), date.day().unsigned_abs());
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    params.not_before = midnight(today.saturating_sub(1.day()));
    params.not_after = midnight(today.saturating_add(1.year()));
    Ok(params)
}
