//! The tests, one file a subject.

mod answers;
mod architecture;
mod cache_faults;
mod check;
mod check_many;
mod common;
mod connections;
mod cooldown;
mod credentials;
mod dependencies;
mod examples;
mod formats;
mod generated;
mod herd;
mod junit;
mod output;
mod place;
mod privacy;
mod proxy;
mod rejections;
mod requests;
mod retries;
mod support_works;
mod tls;
mod validity;
mod verify_sabre_id;
