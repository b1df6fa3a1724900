//! Flight check-in links.

use serde_json::{Value, json};

use super::errors;
use super::wire::{MEDIA_TYPE, link};
use crate::emulator::airlines::named;
use crate::emulator::request::EmulatedRequest;
use crate::emulator::response::EmulatedResponse;
use crate::emulator::settings::EmulatorSettings;

/// `GET /v2/reference-data/urls/checkin-links?airlineCode=IB`: the check-in pages of an airline.
///
/// The parameter was `airline` before version 2.1.0 of the specification; the older name is not accepted.
pub fn links(request: &EmulatedRequest, settings: &EmulatorSettings) -> EmulatedResponse {
    let Some(code) = request.parameter("airlineCode") else {
        return errors::missing("airlineCode");
    };
    if !matches!(code.len(), 2 | 3) || !code.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return errors::malformed("airlineCode", "An airline code has 2 or 3 characters");
    }
    let data: Vec<Value> =
        named(code).flat_map(|airline| ["Web", "Mobile"].map(|channel| describe(airline.iata, channel))).collect();
    let own = link(&settings.base_url, &request.path, &request.query);
    EmulatedResponse::json(
        200,
        MEDIA_TYPE,
        &json!({"meta": {"count": data.len(), "links": {"self": own}}, "data": data}),
    )
}

/// Describes a link. Its host is reserved for examples, so that sample data cannot start a real check-in.
fn describe(iata: &str, channel: &str) -> Value {
    let kind = channel.to_ascii_lowercase();
    json!({
        "type": "checkin-link",
        "id": format!("{iata}EN-GB{channel}"),
        "href": format!("https://checkin.example/{iata}/en-gb/{kind}"),
        "channel": channel,
    })
}
