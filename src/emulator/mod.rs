//! Emulates both providers on loopback, for work without accounts or a network.
//!
//! The emulator follows the providers' public documentation and shares no code with the rest of the program, because an
//! encoder used on both sides would hide its own bugs. For the same reason it is strict: a request that the real
//! service rejects must fail here too.
//!
//! An access token contains its expiry and a signature, so every emulator accepts the tokens of all others. The key is
//! public, because the tokens protect only built-in sample data.

mod airlines;
mod amadeus;
mod authorization;
mod behaviour;
mod data;
pub mod demo;
mod fault;
mod page;
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
