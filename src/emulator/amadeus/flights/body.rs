//! Reads a JSON body; each error has a pointer to the invalid value.

use hyper::header::HeaderValue;
use serde_json::{Value, json};

use crate::emulator::amadeus::errors::{ErrorCase, bad_request};
use crate::emulator::request::EmulatedRequest;
use crate::emulator::response::EmulatedResponse;

const OVERRIDE: &str = "x-http-method-override";

/// A value in the body with its pointer in the notation of the service, for example `/travelers[0]/id`.
#[derive(Debug, Clone)]
pub struct Node<'v> {
    pub value: &'v Value,
    pointer: String,
}

/// Checks the header `X-HTTP-Method-Override: GET`, which marks a `POST` that only reads.
///
/// The specifications always require the header. The official Node SDK omits it when it prices an offer with `include`,
/// so pricing does not require it.
///
/// # Errors
/// Returns the service's error response when the header is missing or has another value.
pub fn check_override(request: &EmulatedRequest, required: bool) -> Result<(), EmulatedResponse> {
    let source = json!({"parameter": "X-HTTP-Method-Override"});
    match request.headers.get(OVERRIDE).map(HeaderValue::as_bytes) {
        Some(b"GET") => Ok(()),
        Some(_) => Err(bad_request(ErrorCase::InvalidFormat, "This header must be GET", &source)),
        None if required => {
            let detail = "The header X-HTTP-Method-Override: GET is required";
            Err(bad_request(ErrorCase::MandatoryDataMissing, detail, &source))
        }
        None => Ok(()),
    }
}

/// Reads the body as a JSON object.
///
/// # Errors
/// Returns the service's error response to any other body.
pub fn object(request: &EmulatedRequest) -> Result<Value, EmulatedResponse> {
    let body = serde_json::from_slice(&request.body).ok().filter(Value::is_object);
    body.ok_or_else(|| bad_request(ErrorCase::InvalidFormat, "The body is not a JSON object", &json!({"pointer": "/"})))
}

impl<'v> Node<'v> {
    /// Creates the node of the whole body.
    pub fn root(value: &'v Value) -> Self {
        Self { value, pointer: String::new() }
    }

    /// Returns the `source` of an error at this value.
    pub fn source(&self) -> Value {
        json!({"pointer": self.pointer})
    }

    /// Returns the error response for a mistake at this value.
    pub fn wrong(&self, problem: ErrorCase, detail: &str) -> EmulatedResponse {
        bad_request(problem, detail, &self.source())
    }

    /// Returns a member, or `None` if it is missing or null.
    pub fn get(&self, name: &str) -> Option<Self> {
        let value = self.value.get(name).filter(|value| !value.is_null())?;
        Some(Node { value, pointer: format!("{}/{name}", self.pointer) })
    }

    /// Returns a required member.
    pub fn require(&self, name: &str) -> Result<Self, EmulatedResponse> {
        self.get(name).ok_or_else(|| {
            let source = json!({"pointer": format!("{}/{name}", self.pointer)});
            bad_request(ErrorCase::MandatoryDataMissing, &format!("{name} is required"), &source)
        })
    }

    /// Returns the elements of a list, at least one and at most `most`.
    pub fn list(&self, most: usize) -> Result<Vec<Self>, EmulatedResponse> {
        let Some(values) = self.value.as_array() else {
            return Err(self.wrong(ErrorCase::InvalidFormat, "This must be a list"));
        };
        if values.is_empty() {
            return Err(self.wrong(ErrorCase::MandatoryDataMissing, "This list must not be empty"));
        }
        if values.len() > most {
            return Err(self.wrong(ErrorCase::TooManyOccurrences, &format!("This list has at most {most} elements")));
        }
        let element = |(index, value)| Node { value, pointer: format!("{}[{index}]", self.pointer) };
        Ok(values.iter().enumerate().map(element).collect())
    }

    /// Returns the value as text.
    pub fn text(&self) -> Result<&'v str, EmulatedResponse> {
        self.value.as_str().ok_or_else(|| self.wrong(ErrorCase::InvalidFormat, "This must be text"))
    }

    /// Returns the value as a whole number of at least `least`.
    pub fn number(&self, least: u64) -> Result<u64, EmulatedResponse> {
        let number = self.value.as_u64().filter(|number| *number >= least);
        number.ok_or_else(|| {
            self.wrong(ErrorCase::InvalidFormat, &format!("This must be a whole number of at least {least}"))
        })
    }

    /// Returns the value as a boolean.
    pub fn flag(&self) -> Result<bool, EmulatedResponse> {
        self.value.as_bool().ok_or_else(|| self.wrong(ErrorCase::InvalidFormat, "This must be true or false"))
    }

    /// Converts the value, which is a name, by `named`; fails if `named` returns `None`.
    pub fn named<T>(&self, named: impl Fn(&str) -> Option<T>) -> Result<T, EmulatedResponse> {
        named(self.text()?).ok_or_else(|| self.wrong(ErrorCase::InvalidFormat, "This is not one of the known values"))
    }
}
