//! Tests of bodies that are too long for memory, both ways at the same time.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};

use super::{FREE_PORT, Proxy, TOKEN, program};
use crate::support::Sandbox;

/// The length of the body in each direction, in bytes: many times the memory that the proxy may take.
const BYTES: usize = 256 << 20;
/// The most memory that such a request may take, in KiB. Up to 8 MiB of its body are kept to repeat it.
#[cfg(target_os = "linux")]
const MAX_KIB: usize = 20 << 10;

/// Starts an API that grants a token, and then sends each byte of a request's body back as soon as it arrives.
fn echo_while_reading() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it has an address");
    std::thread::spawn(move || {
        let token = format!("{{\"access_token\":\"{TOKEN}\",\"expires_in\":99}}");
        let (mut stream, _) = listener.accept().expect("the proxy requests a token");
        read_head(&mut stream);
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{token}", token.len());
        stream.write_all(head.as_bytes()).expect("the proxy reads");
        let (mut stream, _) = listener.accept().expect("the proxy forwards the request");
        read_head(&mut stream);
        let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {BYTES}\r\n\r\n");
        stream.write_all(head.as_bytes()).expect("the proxy reads");
        let mut body = std::io::Read::take(stream.try_clone().expect("a handle can be copied"), BYTES as u64);
        std::io::copy(&mut body, &mut stream).expect("the proxy sends and reads");
    });
    address
}

/// Reads a head byte by byte, so that no byte of the body is lost.
fn read_head(stream: &mut TcpStream) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(super::byte(stream).expect("the proxy sends a head"));
    }
}

#[test]
fn bodies_longer_than_the_memory_stream_both_ways_at_the_same_time() {
    let sandbox = Sandbox::new();
    let proxy = Proxy::of(program(&sandbox, &format!("http://{}", echo_while_reading())).args(FREE_PORT));
    #[cfg(target_os = "linux")]
    let before = peak_kib(&proxy);
    let mut stream = proxy.connect();
    let head =
        format!("POST /v1/a HTTP/1.1\r\nHost: HOST\r\nAuthorization: Bearer KEY\r\nContent-Length: {BYTES}\r\n\r\n");
    stream.write_all(proxy.filled(&head).as_bytes()).expect("it reads");
    // The block has a prime length, so a lost or repeated part changes the bytes after it.
    let block: Vec<u8> = (0..65_521_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 24).to_le_bytes()[0]).collect();
    let sent = block.clone();
    let mut writer = stream.try_clone().expect("a handle can be copied");
    let sending = std::thread::spawn(move || {
        let mut left = BYTES;
        while left > 0 {
            let part = left.min(sent.len());
            writer.write_all(&sent[..part]).expect("it reads");
            left -= part;
        }
    });
    read_head(&mut stream);
    let mut part = vec![0; block.len()];
    let mut left = BYTES;
    while left > 0 {
        let length = left.min(part.len());
        stream.read_exact(&mut part[..length]).expect("it responds");
        assert!(part[..length] == block[..length], "the body has changed, {left} bytes before its end");
        left -= length;
    }
    sending.join().expect("all was sent");
    #[cfg(target_os = "linux")]
    {
        let taken = peak_kib(&proxy) - before;
        assert!(taken < MAX_KIB, "{taken} KiB");
    }
}

/// Returns the most memory that the proxy has had so far.
#[cfg(target_os = "linux")]
fn peak_kib(proxy: &Proxy) -> usize {
    let status = std::fs::read_to_string(format!("/proc/{}/status", proxy.running.id())).expect("it runs");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the kernel counts it");
    peak.trim().trim_end_matches(" kB").parse().expect("it is a number")
}
