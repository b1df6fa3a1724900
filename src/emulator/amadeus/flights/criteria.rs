//! Reads a search from the body of a `POST`.
//!
//! Filters without a visible effect on made-up data are ignored.

use jiff::civil::Time;
use serde_json::Value;

use super::body::Node;
use super::query::{
    Airlines, Cabin, MAX_OFFERS, MAX_SEATS, Query, Slice, Traveler, TravelerKind, airline, check_slices,
    check_travelers, currency, date, place,
};
use crate::emulator::amadeus::errors::ErrorCase;
use crate::emulator::response::EmulatedResponse;

/// Reads the search.
///
/// # Errors
/// Returns the service's error response to an invalid body.
pub fn read(body: &Value, now: u64) -> Result<Query, EmulatedResponse> {
    let root = Node::root(body);
    let parts = root.require("originDestinations")?.list(6)?;
    let travelers = travelers(&root.require("travelers")?)?;
    for source in root.require("sources")?.list(usize::MAX)? {
        source.named(|name| (name == "GDS").then_some(()))?;
    }
    let criteria = root.get("searchCriteria");
    let filters = criteria.as_ref().and_then(|criteria| criteria.get("flightFilters"));
    let slices = parts.iter().map(|part| slice(part, filters.as_ref(), now)).collect::<Result<Vec<_>, _>>()?;
    check_slices(&slices, |index| parts[index].source(), |index| parts[index].source())?;
    let of_criteria = |name: &str| criteria.as_ref().and_then(|criteria| criteria.get(name));
    let bags = of_criteria("pricingOptions").and_then(|options| options.get("includedCheckedBagsOnly"));
    let max = of_criteria("maxFlightOffers").map_or(Ok(MAX_OFFERS as u64), |max| max.number(1))?;
    let max_price = of_criteria("maxPrice").map(|price| price.number(1)).transpose()?;
    Ok(Query {
        slices,
        travelers,
        currency: match root.get("currencyCode") {
            None => currency("EUR", &Value::Null)?,
            Some(code) => currency(code.text()?, &code.source())?,
        },
        airlines: filters
            .and_then(|filters| filters.get("carrierRestrictions"))
            .map_or(Ok(Airlines::Any), |node| airlines(&node))?,
        max_price: max_price.map(|price| i64::try_from(price).unwrap_or(i64::MAX)),
        bags_only: bags.map_or(Ok(false), |bags| bags.flag())?,
        max: usize::try_from(max).unwrap_or(MAX_OFFERS).min(MAX_OFFERS),
    })
}

fn slice(part: &Node, filters: Option<&Node>, now: u64) -> Result<Slice, EmulatedResponse> {
    let id = part.require("id")?.text()?;
    let location = |name: &str| {
        let code = part.require(name)?;
        place(code.text()?, &code.source())
    };
    let (from, to) = (location("originLocationCode")?, location("destinationLocationCode")?);
    let range = part.require("departureDateTimeRange")?;
    let day = range.require("date")?;
    let time = |node: Node| {
        let text = node.text()?;
        // jiff alone would also accept fractions and other notations of ISO 8601.
        let time = text.parse::<Time>().ok().filter(|_| text.len() == 8 && text.contains(':'));
        time.ok_or_else(|| node.wrong(ErrorCase::InvalidFormat, "A time has the form hh:mm:ss"))
    };
    let connections = filters
        .and_then(|filters| filters.get("connectionRestriction"))
        .and_then(|restriction| restriction.get("maxNumberOfConnections"))
        .map(|most| most.number(0));
    Ok(Slice {
        from,
        to,
        date: date(day.text()?, now, &day.source())?,
        earliest: range.get("time").map_or(Ok(Time::MIN), time)?,
        cabin: cabin(id, filters)?,
        max_changes: usize::try_from(connections.transpose()?.unwrap_or(1)).unwrap_or(1),
    })
}

/// Returns the cabin for a part of the trip. A restriction without a list of parts applies to all parts.
fn cabin(id: &str, filters: Option<&Node>) -> Result<Cabin, EmulatedResponse> {
    let Some(restrictions) = filters.and_then(|filters| filters.get("cabinRestrictions")) else {
        return Ok(Cabin::Economy);
    };
    let mut result = Cabin::Economy;
    for restriction in restrictions.list(6)? {
        let cabin = restriction.require("cabin")?.named(Cabin::named)?;
        let applies = match restriction.get("originDestinationIds") {
            None => true,
            Some(ids) => ids.list(usize::MAX)?.iter().any(|other| other.value == id),
        };
        if applies {
            result = cabin;
        }
    }
    Ok(result)
}

fn travelers(list: &Node) -> Result<Vec<Traveler>, EmulatedResponse> {
    let mut travelers: Vec<Traveler> = Vec::new();
    for node in list.list(2 * MAX_SEATS)? {
        let id = node.require("id")?;
        if travelers.iter().any(|other| other.id == id.value.as_str().unwrap_or_default()) {
            return Err(id.wrong(ErrorCase::InvalidData, "Another traveler has the same id"));
        }
        let kind = node.require("travelerType")?.named(TravelerKind::named)?;
        let adult = match kind {
            TravelerKind::HeldInfant => Some(node.require("associatedAdultId")?.text()?.to_owned()),
            _ => None,
        };
        travelers.push(Traveler { id: id.text()?.to_owned(), kind, adult });
    }
    check_travelers(&travelers, &list.source())?;
    Ok(travelers)
}

fn airlines(restrictions: &Node) -> Result<Airlines, EmulatedResponse> {
    let list = |name: &str| {
        let codes = restrictions.get(name).map(|codes| {
            codes.list(99)?.iter().map(|code| airline(code.text()?, &code.source())).collect::<Result<Vec<_>, _>>()
        });
        codes.transpose()
    };
    match (list("includedCarrierCodes")?, list("excludedCarrierCodes")?) {
        (None, None) => Ok(Airlines::Any),
        (Some(codes), None) => Ok(Airlines::Only(codes)),
        (None, Some(codes)) => Ok(Airlines::Not(codes)),
        (Some(_), Some(_)) => {
            let detail = "includedCarrierCodes and excludedCarrierCodes cannot be combined";
            Err(restrictions.wrong(ErrorCase::InvalidCombination, detail))
        }
    }
}
