//! A reverse proxy on this machine: it sends requests on with the token that they need, for clients that hold no secret.
//!
//! A request passes the guards ([`guard`]), shows the key ([`access`]), and is forwarded by its mount ([`forward`]), or
//! answered here: the token endpoints ([`token_endpoint`]) and the inspector. `docs/proxy.md` has the threat model.

mod access;
mod body;
mod client_variables;
mod connections;
mod dialect;
mod exchange_record;
mod forward;
mod guard;
mod headers;
mod key;
mod listen;
mod location;
mod mount;
mod own_response;
mod path;
mod phantom;
mod respond;
mod server;
mod state;
mod status;
mod stop;
mod token_endpoint;
mod upload;

pub use client_variables::{client_variables, mount_url, replaced_variables};
pub use key::AccessKey;
pub use listen::{Listen, Listeners};
pub use mount::{Mount, MountOpener};
pub use server::{Proxy, ProxyOptions};
pub use state::ExchangeLog;
pub use stop::{StopSignal, Stopped};
