//! Reads when a token expires. Servers send this in many forms.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use super::json_fields::field_at;
use super::{LifetimeUnit, Provider};
use crate::clock::{self, in_words};
use crate::http::ResponseHead;
use crate::token::{IdleLifetime, LONGEST_LIFETIME};

/// If the server's clock differs from this machine's by more than this, the difference is subtracted from the server's dates.
const CLOCK_TOLERANCE_SECONDS: i64 = 60;
/// A number at least this large is a date in seconds since 1970, because as a lifetime it would be 31 years.
const FIRST_DATE_SECONDS: f64 = 1e9;
/// A number at least this large is a date in milliseconds since 1970.
const FIRST_DATE_MILLISECONDS: f64 = 1e11;
const DAY_SECONDS: f64 = 86_400.0;
/// The lifetime that replaces an implausible one, in seconds.
const REDUCED_SECONDS: f64 = DAY_SECONDS;
/// The longest payload of a JWT that is read, in bytes.
const LONGEST_PAYLOAD_BYTES: usize = 64 << 10;

/// The usual fields with the time of expiry, in the order in which they are read.
const DATE_FIELDS: [&str; 9] =
    ["expires_at", "expires_on", "expiresAt", "expiresOn", "expires", ".expires", "expiration", "expiry", "exp"];

/// When a token expires.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Lifetime {
    /// The time of expiry; none if it is not known.
    pub(super) expires_at: Option<Timestamp>,
    /// The part of the lifetime that each use extends.
    pub(super) idle: Option<IdleLifetime>,
    /// A warning about a missing or implausible lifetime.
    pub(super) warning: Option<String>,
}

/// A time as a server sends it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Moment {
    /// Seconds after the request.
    After(f64),
    /// A time of the server's clock.
    At(Timestamp),
}

/// Reads the lifetime of a token from its response, its JWT claims and the provider's description, in this order.
pub(super) fn read(provider: &Provider, document: &Map<String, Value>, token: &str, head: &ResponseHead) -> Lifetime {
    let sent_at = head.sent_at;
    let ahead = head.clock_difference_seconds().filter(|seconds| seconds.abs() > CLOCK_TOLERANCE_SECONDS);
    let local = |moment| match moment {
        Moment::After(seconds) => after(sent_at, seconds),
        Moment::At(date) => {
            let date = clock::plus_seconds(date, ahead.unwrap_or(0).saturating_neg());
            date.clamp(sent_at, clock::plus_seconds(sent_at, LONGEST_LIFETIME.as_secs().cast_signed()))
        }
    };
    let mut warning = None;
    let in_response = in_response(provider, document, sent_at, &mut warning);
    let configured = || provider.lifetime_seconds.map(|seconds| after(sent_at, to_float(seconds)));
    let mut expires_at = match (in_response, jwt_expiry(token)) {
        (Some(moment), _) => Some(local(moment)),
        (None, Some(claim)) => {
            let claim = local(Moment::At(claim));
            Some(configured().map_or(claim, |configured| configured.min(claim)))
        }
        (None, None) => configured(),
    };
    let idle = idle_seconds(provider, document).map(|seconds| IdleLifetime { seconds, ends_at: expires_at });
    if let Some(idle) = &idle {
        expires_at = Some(idle.expiry_after(sent_at));
    }
    if expires_at.is_none() {
        warning = Some(unknown(provider));
    }
    Lifetime { expires_at, idle, warning }
}

/// Reads the lifetime or the time of expiry that the response names.
fn in_response(
    provider: &Provider,
    document: &Map<String, Value>,
    sent_at: Timestamp,
    warning: &mut Option<String>,
) -> Option<Moment> {
    let fields = &provider.response;
    let date = |field: &str| field_at(document, field).and_then(date);
    if let Some(moment) = fields.expires_at.as_deref().and_then(date) {
        return Some(moment);
    }
    let lifetimes = [&*fields.expires_in, "expiresIn"];
    if let Some(number) = lifetimes.iter().find_map(|field| number(field_at(document, field)?)) {
        return Some(lifetime(provider, number, sent_at, warning));
    }
    DATE_FIELDS.iter().find_map(|field| date(field))
}

/// Reads an `expires_in`. Without a configured unit it can also be a date, and an implausible lifetime is reduced.
fn lifetime(provider: &Provider, number: f64, sent_at: Timestamp, warning: &mut Option<String>) -> Moment {
    if let Some(unit) = provider.lifetime_unit {
        return Moment::After(number * unit.seconds());
    }
    if let Some(date) = date_of_number(number).filter(|date| is_date_of_expiry(*date, sent_at)) {
        return Moment::At(date);
    }
    if is_plausible(number) {
        return Moment::After(number);
    }
    *warning = Some(implausible(provider, number));
    Moment::After(REDUCED_SECONDS)
}

/// Returns whether a token can be valid for this many seconds: up to eight days, or whole days up to a year.
///
/// So an hour in milliseconds is rejected: read as seconds, it is 41 days and 16 hours.
fn is_plausible(seconds: f64) -> bool {
    const LONGEST_ANY_DAYS: f64 = 8.0;
    const LONGEST_WHOLE_DAYS: f64 = 366.0;
    let days = seconds / DAY_SECONDS;
    // Some servers count from an earlier moment, so whole days can be some seconds short.
    let is_whole = (days.ceil() - days) * DAY_SECONDS <= 60.0;
    days <= LONGEST_ANY_DAYS || (days <= LONGEST_WHOLE_DAYS && is_whole)
}

/// Returns whether a token that was requested at `sent_at` can expire at `date`.
fn is_date_of_expiry(date: Timestamp, sent_at: Timestamp) -> bool {
    let earliest = clock::plus_seconds(sent_at, -86_400);
    let latest = clock::plus_seconds(sent_at, LONGEST_LIFETIME.as_secs().cast_signed());
    (earliest..=latest).contains(&date)
}

fn idle_seconds(provider: &Provider, document: &Map<String, Value>) -> Option<u64> {
    let field = provider.response.idle_lifetime.as_deref();
    let sent = field.and_then(|field| number(field_at(document, field)?)).filter(|number| *number > 0.0);
    let unit = provider.lifetime_unit.unwrap_or(LifetimeUnit::Seconds);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the cast of a positive float saturates"
    )]
    let seconds = sent.map(|number| (number * unit.seconds()) as u64);
    seconds.or(provider.idle_lifetime_seconds).map(|seconds| seconds.min(LONGEST_LIFETIME.as_secs()))
}

/// Adds seconds to the time of the request. A negative number counts as zero.
fn after(sent_at: Timestamp, seconds: f64) -> Timestamp {
    let longest = to_float(LONGEST_LIFETIME.as_secs());
    #[expect(clippy::cast_possible_truncation, reason = "the bounds fit")]
    let seconds = seconds.floor().clamp(0.0, longest) as i64;
    clock::plus_seconds(sent_at, seconds)
}

#[expect(clippy::cast_precision_loss, reason = "lifetimes are far below 2^52 seconds")]
fn to_float(seconds: u64) -> f64 {
    seconds as f64
}

/// Reads a number or a numeric string.
fn number(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    (!number.is_nan()).then_some(number)
}

/// Reads the time of expiry in a field for dates. A number that is too small for a date is a lifetime.
fn date(value: &Value) -> Option<Moment> {
    if let Some(number) = number(value) {
        return Some(date_of_number(number).map_or(Moment::After(number), Moment::At));
    }
    let text = value.as_str()?.trim();
    // The JSON of older .NET servers: /Date(1764220000000)/.
    if let Some(number) = text.strip_prefix("/Date(").and_then(|rest| rest.strip_suffix(")/")) {
        let end = number.rfind(['+', '-']).filter(|at| *at > 0).unwrap_or(number.len());
        return number[..end].parse::<i64>().ok().and_then(|ms| Timestamp::from_millisecond(ms).ok()).map(Moment::At);
    }
    let with_zone = text.parse::<Timestamp>().ok();
    let as_rfc_2822 = || jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok();
    let without_zone = || TimeZone::UTC.to_timestamp(text.parse::<DateTime>().ok()?).ok();
    with_zone.or_else(as_rfc_2822).or_else(without_zone).map(Moment::At)
}

/// Reads a number as seconds or milliseconds since 1970; returns none if it is too small for a date.
fn date_of_number(number: f64) -> Option<Timestamp> {
    #[expect(clippy::cast_possible_truncation, reason = "the cast saturates, and jiff checks the range")]
    let whole = number as i64;
    match number {
        number if number >= FIRST_DATE_MILLISECONDS => Timestamp::from_millisecond(whole).ok(),
        number if number >= FIRST_DATE_SECONDS => Timestamp::from_second(whole).ok(),
        _ => None,
    }
}

/// Reads the claim `exp` of a token that is a JWT (RFC 7519).
fn jwt_expiry(token: &str) -> Option<Timestamp> {
    let mut parts = token.split('.');
    let (_, payload, _) = (parts.next()?, parts.next()?, parts.next()?);
    if payload.len() > LONGEST_PAYLOAD_BYTES || parts.next().is_some() {
        return None;
    }
    let payload = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    let claims: Map<String, Value> = serde_json::from_slice(&payload).ok()?;
    date_of_number(number(claims.get("exp")?)?)
}

fn unknown(provider: &Provider) -> String {
    let what = format!("{} sent no lifetime with the token, so the next use requests a new token", provider.title);
    format!("{what}; if you know it, set `lifetime = \"1h\"` {}", provider.config_table())
}

fn implausible(provider: &Provider, seconds: f64) -> String {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the cast of a positive float saturates"
    )]
    let span = std::time::Duration::from_secs((seconds as u64).min(LONGEST_LIFETIME.as_secs()));
    format!(
        "{} sent an implausible lifetime of the token ({}), so it is used for 1 day; set `lifetime_unit = \"milliseconds\"` \
         or, if the value is right, `lifetime_unit = \"seconds\"` {}",
        provider.title,
        in_words(span),
        provider.config_table()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::ResponseFields;
    use reqwest::header::{HeaderMap, HeaderValue};
    use serde_json::json;

    const NOW: i64 = 1_764_220_000; // 2025-11-27T05:06:40Z
    const YEARS_10: i64 = 10 * 365 * 86_400;

    fn head(date: Option<&str>) -> ResponseHead {
        let now = Timestamp::from_second(NOW).unwrap();
        let mut headers = HeaderMap::new();
        if let Some(date) = date {
            headers.insert("date", HeaderValue::from_str(date).unwrap());
        }
        ResponseHead {
            status: 200,
            reason: String::new(),
            headers,
            sent_at: now,
            received_at: now,
            lacked_certificate: false,
        }
    }

    /// Returns the seconds until expiry, and whether there is a warning.
    fn seconds(provider: &Provider, response: Value, token: &str, date: Option<&str>) -> (Option<i64>, bool) {
        let Value::Object(document) = response else { panic!("no object") };
        let read = read(provider, &document, token, &head(date));
        (read.expires_at.map(|time| time.as_second() - NOW), read.warning.is_some())
    }

    #[test]
    fn expires_in_is_read_in_every_form_that_servers_send() {
        for (sent, expected) in [
            (json!(1799), (Some(1799), false)),
            (json!("1799"), (Some(1799), false)),
            (json!(" 60 "), (Some(60), false)),
            (json!(1799.9), (Some(1799), false)),
            (json!("1799.9"), (Some(1799), false)),
            (json!(604_800), (Some(604_800), false)),
            (json!(2_591_999), (Some(2_591_999), false)),
            (json!(31_536_000), (Some(31_536_000), false)),
            (json!(0), (Some(0), false)),
            (json!(-5), (Some(0), false)),
            // Milliseconds.
            (json!(3_600_000), (Some(86_400), true)),
            (json!(86_400_000), (Some(86_400), true)),
            // Dates.
            (json!(NOW + 3600), (Some(3600), false)),
            (json!((NOW + 3600) * 1000), (Some(3600), false)),
            (json!((NOW + 3600).to_string()), (Some(3600), false)),
            (json!(NOW - 5), (Some(0), false)),
            (json!(1e300), (Some(86_400), true)),
            (json!(u64::MAX), (Some(86_400), true)),
            (json!("inf"), (Some(86_400), true)),
            (json!("NaN"), (None, true)),
            (json!("soon"), (None, true)),
            (json!(null), (None, true)),
            (json!([1799]), (None, true)),
            (json!(true), (None, true)),
        ] {
            let found = seconds(&Provider::EMPTY, json!({ "expires_in": sent }), "t", None);
            assert_eq!(found, expected, "{sent}");
        }
        assert_eq!(seconds(&Provider::EMPTY, json!({}), "t", None), (None, true));
        assert_eq!(seconds(&Provider::EMPTY, json!({ "expiresIn": 60 }), "t", None), (Some(60), false));
    }

    #[test]
    fn a_configured_unit_is_used_without_a_guess() {
        for (unit, sent, expected) in [
            (LifetimeUnit::Milliseconds, 3_600_000, 3600),
            (LifetimeUnit::Seconds, 3_600_000, 3_600_000),
            (LifetimeUnit::Seconds, NOW + 3600, YEARS_10),
            (LifetimeUnit::Minutes, 20, 1200),
            (LifetimeUnit::Hours, 24, 86_400),
        ] {
            let provider = Provider { lifetime_unit: Some(unit), ..Provider::EMPTY };
            let found = seconds(&provider, json!({ "expires_in": sent }), "t", None);
            assert_eq!(found, (Some(expected), false), "{unit:?} {sent}");
        }
    }

    #[test]
    fn dates_of_expiry_are_read_in_every_form_that_servers_send() {
        for sent in [
            json!(NOW + 3600),
            json!((NOW + 3600).to_string()),
            json!((NOW + 3600) * 1000),
            json!("2025-11-27T06:06:40Z"),
            json!("2025-11-27T06:06:40.000Z"),
            json!("2025-11-27T07:06:40+01:00"),
            json!("2025-11-27T07:06:40+0100"),
            json!("2025-11-27T06:06:40"),
            json!("2025-11-27 06:06:40"),
            json!("Thu, 27 Nov 2025 06:06:40 GMT"),
            json!(format!("/Date({})/", (NOW + 3600) * 1000)),
            json!(format!("/Date({}+0000)/", (NOW + 3600) * 1000)),
            json!(3600),
        ] {
            for field in DATE_FIELDS {
                let found = seconds(&Provider::EMPTY, json!({ field: sent }), "t", None);
                assert_eq!(found, (Some(3600), false), "{field} {sent}");
            }
            let fields = ResponseFields { expires_at: Some("data.until".into()), ..ResponseFields::STANDARD };
            let provider = Provider { response: fields, ..Provider::EMPTY };
            let found = seconds(&provider, json!({ "data": { "until": sent }, "expires_in": 5 }), "t", None);
            assert_eq!(found, (Some(3600), false), "{sent}");
        }
        for sent in [json!("soon"), json!(""), json!(null), json!({}), json!("/Date(x)/"), json!("/Date()/")] {
            assert_eq!(seconds(&Provider::EMPTY, json!({ "expires_at": sent }), "t", None), (None, true), "{sent}");
        }
        let far = json!({ "expires_at": "9999-01-01T00:00:00Z" });
        assert_eq!(seconds(&Provider::EMPTY, far, "t", None), (Some(YEARS_10), false));
    }

    #[test]
    fn a_date_of_the_server_is_moved_by_a_large_difference_of_the_clocks() {
        let response = || json!({ "expires_at": NOW + 3600 });
        let ten_minutes_ahead = Some("Thu, 27 Nov 2025 05:16:40 GMT");
        assert_eq!(seconds(&Provider::EMPTY, response(), "t", ten_minutes_ahead), (Some(3000), false));
        let nearly_equal = Some("Thu, 27 Nov 2025 05:06:39 GMT");
        assert_eq!(seconds(&Provider::EMPTY, response(), "t", nearly_equal), (Some(3600), false));
    }

    #[test]
    fn the_claim_of_a_jwt_and_the_configured_lifetime_fill_the_gap() {
        let jwt = |claims: Value| format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims.to_string()));
        let valid = jwt(json!({ "exp": NOW + 600 }));
        let configured = Provider { lifetime_seconds: Some(7200), ..Provider::EMPTY };
        let shorter = Provider { lifetime_seconds: Some(60), ..Provider::EMPTY };
        for (provider, token, expected) in [
            (&Provider::EMPTY, &*valid, Some(600)),
            (&configured, "t", Some(7200)),
            (&configured, &*valid, Some(600)),
            (&shorter, &*valid, Some(60)),
            (&Provider::EMPTY, "a.b.c", None),
            (&Provider::EMPTY, &*jwt(json!({ "exp": 5 })), None),
            (&Provider::EMPTY, &*jwt(json!([])), None),
            (&Provider::EMPTY, &*format!("{valid}.x"), None),
        ] {
            assert_eq!(seconds(provider, json!({}), token, None).0, expected, "{token}");
        }
    }

    #[test]
    fn an_idle_lifetime_is_bounded_by_the_whole_lifetime() {
        let fields = ResponseFields { idle_lifetime: Some("data.idle".into()), ..ResponseFields::STANDARD };
        let minutes = Some(LifetimeUnit::Minutes);
        let provider =
            Provider { response: fields, lifetime_unit: minutes, idle_lifetime_seconds: Some(300), ..Provider::EMPTY };
        for (response, expected) in [
            (json!({ "data": { "idle": 20 } }), 1200),
            (json!({}), 300),
            (json!({ "expires_in": 2 }), 120),
            (json!({ "expires_in": 60, "data": { "idle": 20 } }), 1200),
        ] {
            assert_eq!(seconds(&provider, response.clone(), "t", None), (Some(expected), false), "{response}");
        }
    }
}
