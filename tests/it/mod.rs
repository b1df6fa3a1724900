//! The tests, one file a subject.

mod architecture;
mod check;
mod check_many;
mod common;
mod credentials;
mod dependencies;
mod examples;
mod formats;
mod generated;
mod junit;
mod place;
mod support_works;
mod validity;
mod verify_sabre_id;
