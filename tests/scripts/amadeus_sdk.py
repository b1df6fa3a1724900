"""Uses the emulator through the official SDK, configured only by the emulator's variables."""

import json
import os
from datetime import date, timedelta

from amadeus import Client, Location, NotFoundError, ResponseError

# The client itself reads AMADEUS_CLIENT_ID, AMADEUS_CLIENT_SECRET, AMADEUS_HOST, AMADEUS_PORT and AMADEUS_SSL.
amadeus = Client()
assert amadeus.host == os.environ["AMADEUS_HOST"] != "test.api.amadeus.com", amadeus.host
assert str(amadeus.port) == os.environ["AMADEUS_PORT"], amadeus.port
# The SDK uses TLS unless AMADEUS_SSL is empty.
assert bool(amadeus.ssl) == os.environ["AMADEUS_BASE_URL"].startswith("https://"), amadeus.ssl

# Check-in links, as in the SDK's own examples.
links = amadeus.reference_data.urls.checkin_links.get(airlineCode="BA")
assert links.status_code == 200, links.status_code
assert links.result["meta"]["count"] == len(links.data) > 0, links.body
assert all(link["type"] == "checkin-link" and link["href"] for link in links.data), links.body

# The SDK keeps this token, and must use it for all calls.
token = amadeus.access_token.access_token
assert token and amadeus.access_token.expires_at > 0

# The SDK follows the links to the next pages.
page = amadeus.reference_data.locations.get(keyword="MUC", subType=Location.ANY, page={"limit": 1})
count = page.result["meta"]["count"]
assert count > 1, f"there is only one page: {page.body}"
seen = []
while page is not None:
    assert len(page.data) == 1, page.body
    seen += [json.dumps(location, sort_keys=True) for location in page.data]
    assert len(seen) <= count, f"more pages than locations: {seen}"
    page = amadeus.next(page)
assert len(seen) == len(set(seen)) == count, seen
assert amadeus.access_token.access_token == token, "a second token was fetched"

# Flight offers, as in the SDK's own examples, but with dates in the future.
days = [(date.today() + timedelta(days=ahead)).isoformat() for ahead in (30, 58)]
found = amadeus.shopping.flight_offers_search.get(
    originLocationCode="SYD", destinationLocationCode="BKK", departureDate=days[0], adults=1
)
assert found.result["meta"]["count"] == len(found.data) > 0, found.body
searched = amadeus.shopping.flight_offers_search.post(
    {
        "currencyCode": "ZAR",
        "originDestinations": [
            {
                "id": "1",
                "originLocationCode": "JNB",
                "destinationLocationCode": "CPT",
                "departureDateTimeRange": {"date": days[0], "time": "00:00:00"},
            },
            {
                "id": "2",
                "originLocationCode": "CPT",
                "destinationLocationCode": "JNB",
                "departureDateTimeRange": {"date": days[1], "time": "00:00:00"},
            },
        ],
        "travelers": [
            {"id": "1", "travelerType": "ADULT"},
            {"id": "2", "travelerType": "ADULT"},
            {"id": "3", "travelerType": "HELD_INFANT", "associatedAdultId": "1"},
        ],
        "sources": ["GDS"],
        "searchCriteria": {
            "maxFlightOffers": 10,
            "additionalInformation": {"chargeableCheckedBags": True, "brandedFares": True},
            "flightFilters": {"carrierRestrictions": {"includedCarrierCodes": ["FA"]}},
        },
    }
)
assert 0 < len(searched.data) <= 10 and searched.data[0]["price"]["currency"] == "ZAR", searched.body
for offer in found.data[0], searched.data[0]:
    priced = amadeus.shopping.flight_offers.pricing.post(offer, include="detailed-fare-rules")
    assert priced.data["flightOffers"][0]["price"]["grandTotal"] == offer["price"]["grandTotal"], priced.body
assert amadeus.access_token.access_token == token, "a second token was fetched"
try:
    amadeus.shopping.flight_offers_search.get(
        originLocationCode="SYD", destinationLocationCode="BKK", departureDate="2022-11-01", adults=1
    )
except ResponseError as error:
    assert error.response.result["errors"][0]["code"] == 425, error.response.body
else:
    raise AssertionError("a date in the past was accepted")

# The SDK's errors contain the error codes of Amadeus.
try:
    amadeus.reference_data.urls.checkin_links.get(airline="BA")
except ResponseError as error:
    assert error.response.status_code == 400, error.response.status_code
    assert str(error.response.result["errors"][0]["code"]) == "32171", error.response.body
else:
    raise AssertionError("an obsolete parameter was accepted")
try:
    amadeus.get("/v1/no/such/resource")
except NotFoundError as error:
    assert str(error.response.result["errors"][0]["code"]) == "38196", error.response.body
else:
    raise AssertionError("an unknown path was found")
try:
    Client(client_secret="not-the-secret").reference_data.urls.checkin_links.get(airlineCode="BA")
except ResponseError as error:
    assert error.code == "AuthenticationError", error.code
    assert error.response.result["error"] == "invalid_client", error.response.body
else:
    raise AssertionError("a wrong secret was accepted")

print(f"the SDK got {len(links.data)} check-in links, read {count} pages and found {len(found.data)} flight offers")
