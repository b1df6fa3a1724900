//! One API call: builds the request from the command line, reads the body of the response, follows pages.

pub mod batch;
mod body_reader;
mod fields;
pub mod method;
mod page;
mod path;
mod request;
mod response_cache;

pub(crate) use body_reader::{BodyReader, Gathered};
pub use fields::{json_body, query_pairs};
pub(crate) use page::{VisitedPages, next_link};
pub use path::on_base;
pub(crate) use request::{TypedRequest, build_request};
pub(crate) use response_cache::{ResponseAccount, ResponseCache, ResponseFiles, remove_responses};
