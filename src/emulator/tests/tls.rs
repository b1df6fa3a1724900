//! Tests of the emulator over TLS.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

use super::http::{Client, connect, start};
use crate::emulator::{Behaviour, Running, Tls};

const LOOPBACK: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

fn encrypted() -> (Running, Tls) {
    let tls = Tls::generate("travauth emulator", LOOPBACK).unwrap();
    (start(Behaviour { tls: Some(tls.clone()), ..Behaviour::default() }), tls)
}

/// Connects a client that trusts only this authority; returns the error of the handshake if it fails.
fn client(address: SocketAddr, authority: &str, name: &str) -> Result<Client, String> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(authority.as_bytes()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let mut connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = connect(address);
    while connection.is_handshaking() {
        connection.complete_io(&mut stream).map_err(|error| error.to_string())?;
    }
    Ok(Client::over(StreamOwned::new(connection, stream)))
}

#[test]
fn both_providers_are_served_under_every_loopback_name() {
    let (emulator, tls) = encrypted();
    assert_eq!(emulator.base_url(), format!("https://{}", emulator.address()));
    for name in ["127.0.0.1", "::1", "localhost"] {
        let mut client = client(emulator.address(), tls.authority(), name).unwrap();
        let (amadeus, sabre) = (client.amadeus_token(), client.sabre_token());
        let airlines = client.get("/v1/reference-data/airlines?airlineCodes=BA", &amadeus);
        assert_eq!(airlines.status, 200, "{airlines:?}");
        let link = airlines.value()["meta"]["links"]["self"].as_str().unwrap().to_owned();
        assert!(link.starts_with(&emulator.base_url()), "{link}");
        assert_eq!(client.get("/v1/shop/themes", &sabre).status, 200);
    }
}

#[test]
fn the_certificate_is_valid_only_for_this_machine_and_this_run() {
    let (emulator, tls) = encrypted();
    let error = client(emulator.address(), tls.authority(), "test.api.amadeus.com").err().unwrap();
    assert!(error.contains("not valid for name"), "{error}");
    let other = Tls::generate("travauth emulator", LOOPBACK).unwrap();
    assert_ne!(other.authority(), tls.authority());
    let error = client(emulator.address(), other.authority(), "localhost").err().unwrap();
    assert!(error.contains("invalid peer certificate"), "{error}");
}

#[test]
fn the_certificate_contains_the_listen_address() {
    let tls = Tls::generate("travauth emulator", "192.0.2.7".parse().unwrap()).unwrap();
    let emulator = start(Behaviour { tls: Some(tls.clone()), ..Behaviour::default() });
    for name in ["192.0.2.7", "localhost"] {
        assert!(client(emulator.address(), tls.authority(), name).is_ok(), "{name}");
    }
    assert!(client(emulator.address(), tls.authority(), "192.0.2.8").is_err());
}

#[test]
fn plain_http_is_rejected_with_a_readable_error() {
    let (emulator, _) = encrypted();
    let mut plain = Client::of(&emulator);
    let airlines = plain.request("GET", "/v1/reference-data/airlines", "", "");
    assert_eq!((airlines.status, &airlines.value()["errors"][0]["code"]), (403, &38197.into()));
    let token = plain.post("/v1/security/oauth2/token", "", "grant_type=client_credentials");
    assert_eq!((token.status, &token.value()["errors"][0]["code"]), (403, &38197.into()));
    let themes = plain.request("GET", "/v1/shop/themes", "", "");
    assert_eq!(themes.status, 403);
    assert!(themes.body.contains(&emulator.base_url()), "{themes:?}");
}

#[test]
fn an_unfinished_handshake_does_not_block_other_clients() {
    let (emulator, tls) = encrypted();
    let silent = connect(emulator.address());
    let cut = Client::of(&emulator);
    drop(cut);
    let mut client = client(emulator.address(), tls.authority(), "localhost").unwrap();
    assert_eq!(client.request("GET", "/", "", "").status, 200);
    drop(silent);
}
