//! Both providers on loopback, for work without accounts or a network.
//!
//! It follows the providers' public documentation and shares no code with the rest of the program: an encoder
//! used on both sides would hide its own bugs. It is strict for the same reason: a request that the real
//! service rejects must fail here too.
//!
//! Its access tokens contain their expiry and a signature, so that every emulator accepts the tokens of every
//! other one. The key is public: the tokens protect only built-in sample data.

mod airlines;
mod amadeus;
mod authorization;
mod behaviour;
mod data;
pub mod demo;
mod fault;
mod rate;
mod request;
mod response;
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
