//! Sets up a profile: finds the missing values, checks the credentials, then writes both secret and config or neither.

mod draft;
mod questions;
mod save;
mod secret_store;
mod verify;

pub use draft::{NewProfile, NewSecret};
pub use questions::{OfferedAnswer, Question, ask_for, choices};
pub use save::{StoredSecret, check_name, default_name, profile_keys, save};
pub use secret_store::{SecretLocation, SecretStore, other_user, remove_secret, user_in_default_config};
pub use verify::{VerifyOptions, check_values, verify};
