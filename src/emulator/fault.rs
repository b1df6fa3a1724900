//! Failures on demand.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};

/// A failure of requests to one path, written `PATH=STATUS[:TIMES]`.
///
/// The path is compared with the path of a request as it was sent, still percent-encoded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    path: String,
    status: u16,
    times: Option<u32>,
}

/// The reason why a text is not a fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FaultError {
    /// The text has no `=`.
    #[error("`{0}` is not PATH=STATUS[:TIMES], for example /v2/auth/token=429:2")]
    Shape(String),
    /// No request could have this path.
    #[error("the path `{0}` must begin with `/` and contain no query, fragment or space")]
    Path(String),
    /// The status is not a final HTTP status.
    #[error("`{0}` is not an HTTP status between 200 and 599")]
    Status(String),
    /// The count is not a positive number.
    #[error("`{0}` is not a number of times; it must be 1 or more")]
    Times(String),
}

impl FromStr for Fault {
    type Err = FaultError;

    fn from_str(text: &str) -> Result<Self, FaultError> {
        // The last `=` separates the status, because a path may contain `=`, for example in a token.
        let (path, rest) = text.rsplit_once('=').ok_or_else(|| FaultError::Shape(text.to_owned()))?;
        let is_forbidden = |c: char| matches!(c, '?' | '#') || c.is_whitespace() || c.is_control();
        if !path.starts_with('/') || path.contains(is_forbidden) {
            return Err(FaultError::Path(path.to_owned()));
        }
        let (status, times) = match rest.split_once(':') {
            Some((status, times)) => (status, Some(times)),
            None => (rest, None),
        };
        Ok(Self {
            path: path.to_owned(),
            status: number(status)
                .filter(|status| (200..=599).contains(status))
                .and_then(|status| u16::try_from(status).ok())
                .ok_or_else(|| FaultError::Status(status.to_owned()))?,
            times: match times {
                None => None,
                Some(times) => {
                    Some(number(times).filter(|times| *times > 0).ok_or_else(|| FaultError::Times(times.to_owned()))?)
                }
            },
        })
    }
}

/// Parses a number of digits only; `parse` alone would accept a leading plus.
fn number(text: &str) -> Option<u32> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.path, self.status)?;
        self.times.map_or(Ok(()), |times| write!(f, ":{times}"))
    }
}

/// The faults of a running emulator, and how many times each is still used.
#[derive(Debug)]
pub struct Faults(Vec<(Fault, AtomicU32)>);

impl Faults {
    /// Creates the list with every fault unused.
    pub fn new(faults: Vec<Fault>) -> Self {
        let counted = |fault: Fault| {
            let left = AtomicU32::new(fault.times.unwrap_or(u32::MAX));
            (fault, left)
        };
        Self(faults.into_iter().map(counted).collect())
    }

    /// Returns the status with which a request to this path must fail, if any. Each call uses the fault once.
    pub fn take(&self, path: &str) -> Option<u16> {
        let due = |(fault, left): &&(Fault, AtomicU32)| {
            let next = |left: u32| match fault.times {
                None => Some(left),
                Some(_) => left.checked_sub(1),
            };
            fault.path == path && left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next).is_ok()
        };
        self.0.iter().find(due).map(|(fault, _)| fault.status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parsed_fault_is_displayed_as_it_was_written() {
        for text in ["/v2/auth/token=429:2", "/=500", "/a=b/c==404:4294967295"] {
            assert_eq!(text.parse::<Fault>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn each_mistake_has_its_own_message() {
        let cases = [
            ("", "PATH=STATUS"),
            ("/v1", "PATH=STATUS"),
            ("v1=500", "begin with `/`"),
            ("=500", "begin with `/`"),
            ("/a?b=500", "no query"),
            ("/a b=500", "no query"),
            ("/a=", "HTTP status"),
            ("/a=abc", "HTTP status"),
            ("/a=+500", "HTTP status"),
            ("/a=100", "HTTP status"),
            ("/a=600", "HTTP status"),
            ("/a=66036", "HTTP status"),
            ("/a=500:", "number of times"),
            ("/a=500:0", "number of times"),
            ("/a=500:-1", "number of times"),
            ("/a=500:4294967296", "number of times"),
            ("/a=500:1:1", "number of times"),
        ];
        for (text, part) in cases {
            let error = text.parse::<Fault>().unwrap_err().to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }

    #[test]
    fn faults_of_one_path_are_used_up_in_order() {
        let parse = |text: &str| text.parse().unwrap();
        let faults = Faults::new(["/a=429:2", "/b=503", "/a=500:1"].map(parse).to_vec());
        let taken: Vec<_> = (0..4).map(|_| faults.take("/a")).collect();
        assert_eq!(taken, [Some(429), Some(429), Some(500), None]);
        assert_eq!(faults.take("/a/"), None);
        assert!((0..100).all(|_| faults.take("/b") == Some(503)));
    }
}
