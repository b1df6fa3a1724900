//! Made-up exchanges and states, which are the same in every run except for their times.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use hyper::header::{HeaderName, HeaderValue};
use hyper::{HeaderMap, Request};
use jiff::SignedDuration;
use serde_json::{Value, json};
use travauth::clock;
use travauth::inspector::{
    CopyText, Draft, Exchange, Explanation, Inspector, MountStatus, Owner, RateStatus, TokenStatus,
};
use travauth::redact::Redactor;

/// Takes the place of the server that owns the page.
#[derive(Clone, Default)]
pub struct MadeUp(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    mounts: Vec<MountStatus>,
    count: u64,
}

impl Owner for MadeUp {
    fn mounts(&self) -> Vec<MountStatus> {
        self.with_state(|state| state.mounts.clone())
    }

    fn redactor(&self) -> Arc<Redactor> {
        Arc::default()
    }

    fn copy_texts(&self, exchange: &Exchange) -> Vec<CopyText> {
        let data = exchange.request.text().map_or(String::new(), |text| format!(" -d '{text}'"));
        let Exchange { method, target, .. } = exchange;
        vec![
            CopyText { label: "curl".into(), text: format!("curl -X {method}{data} 'http://127.0.0.1:8900{target}'") },
            CopyText { label: "travauth call".into(), text: format!("travauth call -X {method}{data} '{target}'") },
        ]
    }
}

impl MadeUp {
    fn with_state<T>(&self, action: impl FnOnce(&mut State) -> T) -> T {
        action(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Sets the state that the page shows above the list.
    pub fn set_status(&self, name: &str) -> Result<()> {
        let ago = |minutes: i64| clock::now().saturating_add(SignedDuration::from_mins(-minutes)).unwrap_or_default();
        let held = |age, lifetime, problem| TokenStatus::Held {
            obtained: ago(age),
            renews: ago(age - lifetime + 1),
            expires: ago(age - lifetime),
            problem,
        };
        let missing = Explanation {
            title: "no client secret found".to_owned(),
            advice: vec!["Set AMADEUS_CLIENT_SECRET, or run travauth login amadeus-test.".to_owned()],
        };
        let slow = Explanation {
            title:
                "the token endpoint returned 503: temporarily_unavailable, the service is overloaded and accepts no \
                    requests before the end of the maintenance"
                    .to_owned(),
            advice: vec!["The next attempt is in 8 s.".to_owned()],
        };
        let mount = |name: &str, target: &str, token, allowed, used, waiting| MountStatus {
            name: name.to_owned(),
            target: target.to_owned(),
            token,
            rate: Some(RateStatus { used, allowed, window: Duration::from_secs(1), waiting }),
        };
        let amadeus = |token, used, waiting| mount("", "amadeus test", Some(token), 10, used, waiting);
        let mounts = match name {
            "none" => vec![],
            "idle" => vec![amadeus(TokenStatus::Idle, 0, 0)],
            "held" => vec![amadeus(held(6, 30, None), 3, 0)],
            "renewing" => vec![amadeus(held(29, 30, Some(slow)), 10, 4)],
            "missing" => vec![amadeus(TokenStatus::Missing(missing), 0, 0)],
            "two" => {
                let mut sabre = mount("sabre", "sabre cert", Some(held(60 * 24, 60 * 24 * 7, None)), 0, 0, 0);
                sabre.rate = None;
                vec![mount("amadeus", "amadeus test", Some(held(6, 30, None)), 10, 3, 2), sabre]
            }
            "five" => ["a", "b", "c", "d", "e"]
                .map(|name| mount(name, "amadeus test", Some(held(6, 30, None)), 10, 3, 0))
                .into(),
            _ => bail!("unknown status {name}"),
        };
        self.with_state(|state| state.mounts = mounts);
        Ok(())
    }

    /// Records this many exchanges, spread over the last nine minutes.
    pub fn fill(&self, inspector: &Inspector, count: u32) -> Result<()> {
        let gap = Duration::from_mins(9) / count.max(1);
        (0..count).rev().try_for_each(|number| self.record_one(inspector, gap * number))
    }

    /// Records the next exchange, with a start this long ago.
    pub fn record_one(&self, inspector: &Inspector, ago: Duration) -> Result<()> {
        let count = self.with_state(|state| {
            state.count += 1;
            state.count
        });
        // These numbers only look random, so that the page shows the same exchanges in every run.
        let chance = (count.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) % 1000;
        let mut template = template(count, chance);
        template["millis"] = json!(18 + chance % 90 + if chance > 940 { 900 } else { 0 });
        if chance > 880 {
            template["waited"] = json!(chance % 97);
        }
        let mut draft = from_json(&template)?;
        draft.started = clock::now().saturating_add(SignedDuration::try_from(ago)?.saturating_mul(-1))?;
        inspector.record(draft);
        Ok(())
    }
}

fn template(count: u64, chance: u64) -> Value {
    let json_type =
        json!({"content-type": "application/vnd.amadeus+json", "ama-request-id": format!("00017E{count:06X}")});
    let agent = ["amadeus-python/12.0.0 Python/3.12.4", "PostmanRuntime/7.43.0", "curl/8.5.0", "node"];
    let headers = json!({"user-agent": agent[usize::try_from(chance % 4).unwrap_or_default()], "accept": "*/*",
        "authorization": "Bearer of-no-use-to-you", "host": "127.0.0.1:8900"});
    match chance % 20 {
        0 => json!({
            "method": "POST", "target": "/v1/security/oauth2/token", "headers": headers,
            "request_type": "application/x-www-form-urlencoded",
            "body": "grant_type=client_credentials&client_id=demo&client_secret=not-a-secret",
            "status": 200, "response_headers": {"content-type": "application/json"},
            "response": json!({"type": "amadeusOAuth2Token", "token_type": "Bearer", "access_token": "not-a-token", "expires_in": 1799}).to_string(),
        }),
        1 => json!({
            "target": "/v2/shopping/flight-offers?originLocationCode=SYD&destinationLocationCode=BKK&departureDate=2019-05-02&adults=1",
            "headers": headers, "status": 400, "response_headers": json_type,
            "response": json!({"errors": [{"status": 400, "code": 4926, "title": "INVALID DATA RECEIVED",
                "detail": "Date/Time is in the past", "source": {"parameter": "departureDate", "example": "2026-12-01"}}]}).to_string(),
            "explanation": {"title": "Amadeus 4926: a value is not accepted",
                "advice": ["departureDate is in the past: dates are those of the place of departure.",
                    "The test environment knows only some routes and dates."]},
        }),
        2 if chance > 700 => json!({
            "target": "/v1/shopping/hotel-offers/TSXOJ6LFQ2", "headers": headers, "status": 500, "response_headers": json_type,
            "response": json!({"errors": [{"status": 500, "code": 141, "title": "SYSTEM ERROR HAS OCCURRED"}]}).to_string(),
            "tries": 3,
            "explanation": {"title": "Amadeus 141: an error on its side", "advice": ["The request was sent 3 times. Try again later."]},
        }),
        3 if chance > 600 => json!({
            "target": "/v1/reference-data/locations?subType=AIRPORT", "headers": headers, "status": 429,
            "response_headers": {"retry-after": "1", "content-type": "application/json"}, "tries": 2,
            "response": json!({"errors": [{"status": 429, "code": 38194, "title": "Too many requests"}]}).to_string(),
            "explanation": {"title": "Amadeus 38194: more requests in a second than are allowed", "advice": ["Requests through the proxy wait for the rate limit; another program uses the same account."]},
        }),
        4 => json!({"method": "DELETE", "target": "/v1/booking/flight-orders/eJzTd9f3NjIJdzUGAAp%2fAiY%3d",
            "headers": headers, "status": 204}),
        5 if chance > 800 => json!({
            "target": "/v2/duty-of-care/diseases/covid19-area-report?countryCode=US", "headers": headers, "status": null,
            "failure": "the upstream closed the connection before it responded",
        }),
        6..=9 => json!({
            "method": "POST", "target": "/v2/shopping/flight-offers", "headers": headers,
            "request_type": "application/json",
            "body": json!({"currencyCode": "EUR", "originDestinations": [{"id": "1", "originLocationCode": "PAR",
                "destinationLocationCode": "ICN", "departureDateTimeRange": {"date": "2026-12-10"}}],
                "travelers": [{"id": "1", "travelerType": "ADULT"}], "sources": ["GDS"]}).to_string(),
            "status": 200, "response_headers": json_type, "response": offers(3 + count % 5).to_string(),
        }),
        _ => json!({
            "target": "/v1/reference-data/locations?subType=CITY,AIRPORT&keyword=PAR&page%5Blimit%5D=2",
            "headers": headers, "status": 200, "response_headers": json_type,
            "response": json!({"meta": {"count": 2, "links": {"self": "/v1/reference-data/locations"}}, "data": [
                {"type": "location", "subType": "CITY", "name": "PARIS", "iataCode": "PAR", "timeZoneOffset": "+01:00",
                 "geoCode": {"latitude": 48.85341, "longitude": 2.3488}, "analytics": {"travelers": {"score": 45}}, "relevance": null},
                {"type": "location", "subType": "AIRPORT", "name": "CHARLES DE GAULLE", "iataCode": "CDG", "timeZoneOffset": "+01:00",
                 "geoCode": {"latitude": 49.01278, "longitude": 2.55}, "analytics": {"travelers": {"score": 26}}, "relevance": true}]}).to_string(),
        }),
    }
}

fn offers(count: u64) -> Value {
    let offer = |id: u64| {
        json!({"type": "flight-offer", "id": id.to_string(), "instantTicketingRequired": false, "numberOfBookableSeats": 9,
            "itineraries": [{"duration": "PT14H15M", "segments": [{"departure": {"iataCode": "CDG", "terminal": "2E",
                "at": "2026-12-10T13:10:00"}, "arrival": {"iataCode": "ICN", "at": "2026-12-11T08:55:00"},
                "carrierCode": "AF", "number": "264", "numberOfStops": 0}]}],
            "price": {"currency": "EUR", "total": "612.90", "base": "410.00", "fees": [{"amount": "0.00", "type": "SUPPLIER"}]}})
    };
    json!({"meta": {"count": count}, "data": (1..=count).map(offer).collect::<Vec<_>>()})
}

/// Reads an exchange from JSON. All members are optional: `method`, `target`, `mount`, `status`, `millis`, `waited`,
/// `tries`, `pid`, `headers`, `request_type`, `body`, `response_headers`, `response`, `repeat_response`, `failure` and
/// `explanation`.
pub fn from_json(exchange: &Value) -> Result<Draft> {
    let text = |name: &str| exchange[name].as_str();
    let number = |name: &str| exchange[name].as_u64();
    let mut draft = Draft::new(clock::now(), &Request::builder().body(())?.into_parts().0);
    draft.method = text("method").unwrap_or("GET").into();
    draft.target = text("target").unwrap_or("/").into();
    draft.mount = text("mount").unwrap_or_default().into();
    draft.status = match &exchange["status"] {
        Value::Null if exchange.get("status").is_some() => None,
        status => Some(u16::try_from(status.as_u64().unwrap_or(200))?),
    };
    draft.times.waited = Duration::from_millis(number("waited").unwrap_or_default());
    draft.times.total = Duration::from_millis(number("millis").unwrap_or(20)) + draft.times.waited;
    draft.times.head = draft.status.map(|_| draft.times.total * 9 / 10);
    draft.tries = u32::try_from(number("tries").unwrap_or(1))?;
    draft.pid = number("pid").map(u32::try_from).transpose()?;
    draft.failure = text("failure").map(ToOwned::to_owned);
    draft.request_headers = headers(&exchange["headers"])?;
    if let Some(kind) = text("request_type") {
        draft.request_headers.insert("content-type", kind.parse()?);
    }
    draft.request_body.push(text("body").unwrap_or_default().as_bytes());
    draft.response_headers = headers(&exchange["response_headers"])?;
    for _ in 0..number("repeat_response").unwrap_or(1) {
        draft.response_body.push(text("response").unwrap_or_default().as_bytes());
    }
    if let Some(title) = exchange["explanation"]["title"].as_str() {
        let advice = exchange["explanation"]["advice"].as_array().context("an explanation has advice")?;
        let advice = advice.iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect();
        draft.explanation = Some(Explanation { title: title.to_owned(), advice });
    }
    Ok(draft)
}

fn headers(pairs: &Value) -> Result<HeaderMap> {
    let pairs = pairs.as_object().into_iter().flatten();
    pairs
        .map(|(name, value)| {
            let value = HeaderValue::from_bytes(value.as_str().unwrap_or_default().as_bytes())?;
            Ok((HeaderName::from_bytes(name.as_bytes())?, value))
        })
        .collect()
}
