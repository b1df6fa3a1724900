//! The state of tokens and rates, and the counters; the tokens themselves are not included.

use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use serde::ser::{SerializeStruct as _, Serializer};

use super::exchange::{Explanation, millis};
use crate::redact::Redactor;

/// One upstream with the state of its token and its rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MountStatus {
    /// The name of the mount, empty at the root.
    pub name: String,
    /// Provider and environment, for example `amadeus test`.
    pub target: String,
    /// The state of the token; `None` if requests to this upstream need no token.
    pub token: Option<TokenStatus>,
    /// The state of the rate; `None` if there is no limit.
    pub rate: Option<RateStatus>,
}

impl MountStatus {
    /// Masks known secrets in the texts.
    pub(super) fn masked(mut self, redactor: &Redactor) -> Self {
        if let Some(TokenStatus::Missing(problem) | TokenStatus::Held { problem: Some(problem), .. }) = &mut self.token
        {
            *problem = problem.masked(redactor);
        }
        self
    }
}

/// The state of a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenStatus {
    /// No request has needed a token yet.
    Idle,
    /// A token was obtained.
    Held {
        /// When the token was obtained.
        obtained: Timestamp,
        /// The first request after this time renews the token.
        renews: Timestamp,
        /// When the token expires.
        expires: Timestamp,
        /// The reason why the last attempt to renew the token failed.
        problem: Option<Explanation>,
    },
    /// No token could be obtained, for this reason.
    Missing(Explanation),
}

impl Serialize for TokenStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("TokenStatus", 5)?;
        match self {
            Self::Idle => fields.serialize_field("state", "idle")?,
            Self::Missing(problem) => {
                fields.serialize_field("state", "missing")?;
                fields.serialize_field("problem", problem)?;
            }
            Self::Held { obtained, renews, expires, problem } => {
                fields.serialize_field("state", "held")?;
                fields.serialize_field("obtained", &obtained.as_millisecond())?;
                fields.serialize_field("renews", &renews.as_millisecond())?;
                fields.serialize_field("expires", &expires.as_millisecond())?;
                fields.serialize_field("problem", problem)?;
            }
        }
        fields.end()
    }
}

/// The used part of a rate limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RateStatus {
    /// Requests in the current window.
    pub used: u32,
    /// Requests that are allowed in a window.
    pub allowed: u32,
    /// The length of a window.
    pub window: Duration,
    /// Requests that wait for the rate limit.
    pub waiting: u32,
}

impl Serialize for RateStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("RateStatus", 4)?;
        fields.serialize_field("used", &self.used)?;
        fields.serialize_field("allowed", &self.allowed)?;
        fields.serialize_field("window", &millis(self.window))?;
        fields.serialize_field("waiting", &self.waiting)?;
        fields.end()
    }
}

/// Counts of requests by their result.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// All requests.
    pub requests: u64,
    /// Responses below 300.
    pub success: u64,
    /// Responses from 300 to 399.
    pub redirect: u64,
    /// Responses from 400 to 499.
    pub client_error: u64,
    /// Responses from 500.
    pub server_error: u64,
    /// Requests without a response.
    pub failed: u64,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_status_has_the_fields_that_the_page_reads() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let problem = Explanation { title: "no credentials".to_owned(), advice: vec!["run travauth login".to_owned()] };
        let mut mount = MountStatus {
            name: "sabre".to_owned(),
            target: "sabre cert".to_owned(),
            token: Some(TokenStatus::Held { obtained: at(1), renews: at(2), expires: at(3), problem: None }),
            rate: Some(RateStatus { used: 3, allowed: 10, window: Duration::from_secs(1), waiting: 0 }),
        };
        assert_eq!(
            serde_json::to_value(&mount).unwrap(),
            json!({
                "name": "sabre", "target": "sabre cert",
                "token": {"state": "held", "obtained": 1000, "renews": 2000, "expires": 3000, "problem": null},
                "rate": {"used": 3, "allowed": 10, "window": 1000.0, "waiting": 0},
            })
        );
        mount.token = Some(TokenStatus::Missing(problem));
        assert_eq!(
            serde_json::to_value(&mount).unwrap()["token"],
            json!({"state": "missing", "problem": {"title": "no credentials", "advice": ["run travauth login"]}})
        );
        mount.token = Some(TokenStatus::Idle);
        assert_eq!(serde_json::to_value(&mount).unwrap()["token"], json!({"state": "idle"}));
    }
}
