//! A reverse proxy on this machine. It adds the access token to requests, so its clients need no secrets.
//!
//! A request must pass the guards (`guard`) and contain the key (`access`), and is then forwarded by its mount
//! (`forward`). The token endpoints (`token_endpoint`) and the inspector are served by the proxy itself.
//! `docs/proxy.md` has the threat model.

mod access;
mod body;
mod client_variables;
mod connections;
mod dialect;
mod error;
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
mod refuse;
mod respond;
mod screen;
mod server;
mod state;
mod status;
mod stop;
mod token_endpoint;
mod upload;

pub use client_variables::{CLIENT_VARIABLES, client_variables, mount_url, replaced_variables};
pub use key::AccessKey;
pub use listen::{Listen, Listeners};
pub use mount::{Mount, MountOpener};
pub use server::{Proxy, ProxyOptions};
pub use state::ExchangeLog;
pub use stop::{StopSignal, Stopped};
