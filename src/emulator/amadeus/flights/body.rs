//! Reading a JSON body, each mistake with a pointer to its place.

use hyper::header::HeaderValue;
use serde_json::{Value, json};

use crate::emulator::amadeus::errors::{ErrorCase, bad_request};
use crate::emulator::answer::Answer;
use crate::emulator::ask::Ask;

const OVERRIDE: &str = "x-http-method-override";

/// A value in the body, and where it is: `/travelers[0]/id`, as the service writes it.
#[derive(Debug, Clone)]
pub struct Node<'v> {
    pub value: &'v Value,
    pointer: String,
}

/// Checks the header by which a `POST` says that it only reads: `X-HTTP-Method-Override: GET`.
///
/// The specifications require it everywhere. The official Node SDK leaves it out when it prices an offer and asks for
/// more to be included, so pricing does not require it.
///
/// # Errors
/// The answer that the service gives when it is missing or another method.
pub fn check_override(ask: &Ask, required: bool) -> Result<(), Answer> {
    let source = json!({"parameter": "X-HTTP-Method-Override"});
    match ask.headers.get(OVERRIDE).map(HeaderValue::as_bytes) {
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
/// The answer that the service gives to anything else.
pub fn object(ask: &Ask) -> Result<Value, Answer> {
    let body = serde_json::from_slice(&ask.body).ok().filter(Value::is_object);
    body.ok_or_else(|| bad_request(ErrorCase::InvalidFormat, "The body is no JSON object", &json!({"pointer": "/"})))
}

impl<'v> Node<'v> {
    /// The whole body.
    pub fn root(value: &'v Value) -> Self {
        Self { value, pointer: String::new() }
    }

    /// The source of an error here.
    pub fn source(&self) -> Value {
        json!({"pointer": self.pointer})
    }

    /// An error here.
    pub fn wrong(&self, problem: ErrorCase, detail: &str) -> Answer {
        bad_request(problem, detail, &self.source())
    }

    /// A member, if it is there.
    pub fn get(&self, name: &str) -> Option<Self> {
        let value = self.value.get(name).filter(|value| !value.is_null())?;
        Some(Node { value, pointer: format!("{}/{name}", self.pointer) })
    }

    /// A member that must be there.
    pub fn require(&self, name: &str) -> Result<Self, Answer> {
        self.get(name).ok_or_else(|| {
            let source = json!({"pointer": format!("{}/{name}", self.pointer)});
            bad_request(ErrorCase::MandatoryDataMissing, &format!("{name} is required"), &source)
        })
    }

    /// Its elements: at least one, and no more than `most`.
    pub fn list(&self, most: usize) -> Result<Vec<Self>, Answer> {
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

    /// Its text.
    pub fn text(&self) -> Result<&'v str, Answer> {
        self.value.as_str().ok_or_else(|| self.wrong(ErrorCase::InvalidFormat, "This must be text"))
    }

    /// Its number, which is whole and at least `least`.
    pub fn number(&self, least: u64) -> Result<u64, Answer> {
        let number = self.value.as_u64().filter(|number| *number >= least);
        number.ok_or_else(|| {
            self.wrong(ErrorCase::InvalidFormat, &format!("This must be a whole number from {least} on"))
        })
    }

    /// Its truth.
    pub fn flag(&self) -> Result<bool, Answer> {
        self.value.as_bool().ok_or_else(|| self.wrong(ErrorCase::InvalidFormat, "This must be true or false"))
    }

    /// What its text is the name of.
    pub fn named<T>(&self, named: impl Fn(&str) -> Option<T>) -> Result<T, Answer> {
        named(self.text()?).ok_or_else(|| self.wrong(ErrorCase::InvalidFormat, "There is no such value"))
    }
}
