// Uses the emulator through two Node SDKs, configured only by the emulator's variables: the official `amadeus`, and
// `amadeus-ts` of the community.
'use strict';

const assert = require('node:assert/strict');

// Both read AMADEUS_CLIENT_ID, AMADEUS_CLIENT_SECRET, AMADEUS_HOST, AMADEUS_PORT and AMADEUS_SSL themselves.
const sdks = { 'amadeus': require('amadeus'), 'amadeus-ts': require('amadeus-ts').default };

async function fails(call, code) {
  const error = await call.then(() => assert.fail('it was accepted'), error => error);
  assert.equal(error.code, code, JSON.stringify(error));
  return error.response.result;
}

async function checkInLinks(amadeus) {
  const response = await amadeus.referenceData.urls.checkinLinks.get({ airlineCode: 'IB' });
  assert.equal(response.statusCode, 200);
  assert.ok(response.data.length > 0, response.body);
  assert.ok(response.data.every(link => link.type === 'checkin-link' && link.href), response.body);
  return response.data.length;
}

async function pages(amadeus) {
  const seen = new Set();
  let page = await amadeus.referenceData.locations.get({ keyword: 'MUC', subType: 'AIRPORT,CITY', page: { limit: 1 } });
  const count = page.result.meta.count;
  assert.ok(count > 1, `there is only one page: ${page.body}`);
  for (; page !== null; page = await amadeus.next(page)) {
    assert.equal(page.data.length, 1, page.body);
    seen.add(JSON.stringify(page.data));
    assert.ok(seen.size <= count, `more pages than locations: ${[...seen]}`);
  }
  assert.equal(seen.size, count);
  return count;
}

// The first examples of the SDKs, with dates in the future.
async function flights(amadeus) {
  const inDays = days => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const { flightOffersSearch, flightOffers } = amadeus.shopping;
  const query = {
    originLocationCode: 'SYD', destinationLocationCode: 'BKK', departureDate: inDays(30), adults: '2',
  };
  const found = await flightOffersSearch.get(query);
  assert.equal(found.statusCode, 200);
  assert.equal(found.result.meta.count, found.data.length);
  assert.ok(found.data.length > 0 && found.data.every(offer => offer.type === 'flight-offer'), found.body);

  const searched = await flightOffersSearch.post({
    currencyCode: 'USD',
    originDestinations: [
      {
        id: '1', originLocationCode: 'SYD', destinationLocationCode: 'BKK',
        departureDateTimeRange: { date: inDays(30), time: '10:00:00' },
      },
      {
        id: '2', originLocationCode: 'BKK', destinationLocationCode: 'SYD',
        departureDateTimeRange: { date: inDays(35), time: '17:00:00' },
      },
    ],
    travelers: [{ id: '1', travelerType: 'ADULT' }, { id: '2', travelerType: 'CHILD' }],
    sources: ['GDS'],
    searchCriteria: { maxFlightOffers: 10 },
  });
  assert.ok(searched.data.length > 0 && searched.data.length <= 10, searched.body);
  assert.ok(searched.data.every(offer => offer.itineraries.length === 2 && offer.price.currency === 'USD'));

  for (const offer of [found.data[0], searched.data[0]]) {
    const priced = await flightOffers.pricing.post(
      { data: { type: 'flight-offers-pricing', flightOffers: [offer] } },
      { include: 'credit-card-fees,detailed-fare-rules' },
    );
    assert.equal(priced.data.flightOffers[0].price.grandTotal, offer.price.grandTotal);
  }
  const past = await fails(flightOffersSearch.get({ ...query, departureDate: '2020-08-01' }), 'ClientError');
  assert.equal(past.errors[0].code, 425);
  const missing = await fails(flightOffersSearch.get({ ...query, originLocationCode: '' }), 'ClientError');
  assert.equal(missing.errors[0].code, 32171);
  return found.data.length + searched.data.length;
}

async function errors(Amadeus, amadeus) {
  // The developer guide still shows this old name of the parameter.
  const obsolete = await fails(amadeus.referenceData.urls.checkinLinks.get({ airline: 'IB' }), 'ClientError');
  assert.equal(obsolete.errors[0].code, 32171);
  const missing = await fails(amadeus.client.get('/v1/no/such/resource', {}), 'NotFoundError');
  assert.equal(missing.errors[0].code, 38196);
  const wrong = new Amadeus({ clientSecret: 'not-the-secret' });
  const rejected = await fails(wrong.referenceData.urls.checkinLinks.get({ airlineCode: 'IB' }), 'AuthenticationError');
  assert.equal(rejected.error, 'invalid_client');
}

async function main() {
  for (const [name, Amadeus] of Object.entries(sdks)) {
    const amadeus = new Amadeus();
    assert.equal(amadeus.client.host, process.env.AMADEUS_HOST);
    assert.equal(amadeus.client.port, process.env.AMADEUS_PORT);
    const links = await checkInLinks(amadeus);
    const token = await amadeus.client.accessToken.bearerToken(amadeus.client);
    const pageCount = await pages(amadeus);
    assert.equal(await amadeus.client.accessToken.bearerToken(amadeus.client), token, 'a second token was fetched');
    const offers = await flights(amadeus);
    await errors(Amadeus, amadeus);
    console.log(`${name} got ${links} check-in links, read ${pageCount} pages and found ${offers} flight offers`);
  }
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
