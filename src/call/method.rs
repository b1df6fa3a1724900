//! The HTTP methods.

use reqwest::Method;

use crate::failure::{Failure, Kind, Result};
use crate::suggest;

const KNOWN: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/// Parses a method, in upper or lower case. An unknown method is an error.
pub fn parse(text: &str) -> Result<Method> {
    let upper = text.to_ascii_uppercase();
    match Method::from_bytes(upper.as_bytes()) {
        Ok(method) if KNOWN.contains(&upper.as_str()) => Ok(method),
        _ => {
            let text = crate::redact::escape_control(text);
            Err(Failure::new(Kind::Usage, format!("there is no method `{text}`")).hint(suggest::hint(&text, &KNOWN)))
        }
    }
}

/// Returns whether a request with this method has no body.
pub fn is_bodyless(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}
