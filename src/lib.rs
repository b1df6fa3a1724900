//! `travauth` fetches, caches, inspects and uses access tokens of travel APIs.
//!
//! The library promises no stable interface: it exists so that the program, its tests and the generators
//! of completions, manual pages and reference pages reach the same code.

pub mod emulator;
pub mod sabre_id;
