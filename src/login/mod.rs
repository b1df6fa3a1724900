//! Sets up a profile: the questions as data, a real check, then the secret and the config, or nothing at all.

mod draft;
mod questions;
mod save;
mod secret_store;
mod verify;

pub use draft::{NewProfile, NewSecret};
pub use questions::{OfferedAnswer, Question, ask_for, choices};
pub use save::{StoredSecret, check_name, default_name, profile_keys, save};
pub use secret_store::{SecretLocation, SecretStore, remove_secret};
pub use verify::{VerifyOptions, verify};
