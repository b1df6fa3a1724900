//! Settings, each with the origin it came from.

mod setting;

pub use setting::{Origin, Setting};
