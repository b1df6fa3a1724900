//! Flight check-in links.

use serde_json::{Value, json};

use super::errors;
use super::wire::{MEDIA_TYPE, link};
use crate::emulator::airlines::named;
use crate::emulator::answer::Answer;
use crate::emulator::ask::Ask;
use crate::emulator::settings::EmulatorSettings;

/// `GET /v2/reference-data/urls/checkin-links?airlineCode=IB`: where the airline checks in.
///
/// The parameter was `airline` before the specification's version 2.1.0; the older name no longer counts.
pub fn links(ask: &Ask, settings: &EmulatorSettings) -> Answer {
    let Some(code) = ask.parameter("airlineCode") else {
        return errors::missing("airlineCode");
    };
    if !matches!(code.len(), 2 | 3) || !code.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return errors::malformed("airlineCode", "An airline has a code of 2 or 3 characters");
    }
    let data: Vec<Value> =
        named(code).flat_map(|airline| ["Web", "Mobile"].map(|channel| describe(airline.iata, channel))).collect();
    let own = link(&settings.base_url, &ask.path, &ask.query);
    Answer::json(200, MEDIA_TYPE, &json!({"meta": {"count": data.len(), "links": {"self": own}}, "data": data}))
}

/// One link; its host is reserved for examples, since nobody should check in through sample data.
fn describe(iata: &str, channel: &str) -> Value {
    let kind = channel.to_ascii_lowercase();
    json!({
        "type": "checkin-link",
        "id": format!("{iata}EN-GB{channel}"),
        "href": format!("https://checkin.example/{iata}/en-gb/{kind}"),
        "channel": channel,
    })
}
