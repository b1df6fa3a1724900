//! Calls an API with the token: builds the request, keeps the token to its origin, repeats what may be repeated, follows pages.

mod bearer;
mod body;
mod fields;
pub mod method;
mod origin;
mod page;
mod path;
mod pieces;
mod request;
mod send;

pub use bearer::Bearer;
pub use body::{Content, read_text};
pub use fields::{json_body, query_pairs};
pub use origin::{same_origin, shown_origin};
pub use page::{Pacer, Trail, next_link};
pub use path::on_base;
pub use pieces::{Gathered, Pieces};
pub use request::{Ask, Prepared, prepare};
pub use send::{Credentials, Reply, Rules, Session, location};
