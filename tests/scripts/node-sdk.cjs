// The emulator as the Node SDKs see it, configured by nothing but the environment that the emulator sets: `amadeus`,
// the official one, and `amadeus-ts`, which the community keeps.
'use strict';

const assert = require('node:assert/strict');

// Both read AMADEUS_CLIENT_ID, AMADEUS_CLIENT_SECRET, AMADEUS_HOST, AMADEUS_PORT and AMADEUS_SSL by themselves.
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
  assert.ok(count > 1, `one page only, nothing to turn: ${page.body}`);
  for (; page !== null; page = await amadeus.next(page)) {
    assert.equal(page.data.length, 1, page.body);
    seen.add(JSON.stringify(page.data));
    assert.ok(seen.size <= count, `more pages than locations: ${[...seen]}`);
  }
  assert.equal(seen.size, count);
  return count;
}

async function errors(Amadeus, amadeus) {
  // What the developer guide still shows; the parameter has another name by now.
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
    const turned = await pages(amadeus);
    assert.equal(await amadeus.client.accessToken.bearerToken(amadeus.client), token, 'a second token was fetched');
    await errors(Amadeus, amadeus);
    console.log(`${name} got ${links} check-in links and turned ${turned} pages`);
  }
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
