//! Both providers on loopback, for work without accounts or a network.
//!
//! It is written from the providers' public documentation alone and shares no code with the rest of the
//! program: were one encoder used on both sides, a wrong double base64 would agree with itself. It is
//! strict for the same reason: what the real service would refuse must fail here too.
//!
//! Its access tokens carry their own expiry and signature, so that a token of one emulator is good in
//! every other one. The key is public: the tokens guard nothing but built-in sample data.

mod airlines;
mod amadeus;
mod answer;
mod ask;
mod authorization;
mod behaviour;
mod data;
pub mod demo;
mod fault;
mod rate;
mod router;
mod running;
mod sabre;
mod server;
mod settings;
mod tls;
mod token;

pub use behaviour::Behaviour;
pub use fault::Fault;
pub use rate::Rate;
pub use running::Running;
pub use server::Server;
pub use tls::Tls;

#[cfg(test)]
mod tests;
