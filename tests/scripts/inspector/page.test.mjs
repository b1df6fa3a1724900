// The functions of the page: list, filter, keyboard, request details, copying.
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";

import { browser, rows, serve, until } from "./support.mjs";

const { open } = browser();
let server;
beforeEach(async () => {
  server = await serve();
});
afterEach(() => server.end());

const visible = (page) => page.locator("#rows tr:not([hidden])").count();
const selected = (page) => page.locator("#rows tr[aria-selected=true]").getAttribute("data-id");

test("new requests appear at once with their request and response", async () => {
  const page = await open(server);
  await page.getByText("No requests yet").waitFor();
  await fetch(`${server.url}/status/503?city=PAR`, { method: "POST", body: "hello", headers: { "user-agent": "tester/1" } });
  await page.locator("#rows tr").waitFor();
  const [row] = await rows(page);
  assert.equal(row.status, "503");
  assert.equal(row.method, "POST");
  assert.equal(row.path, "/status/503?city=***");
  assert.equal(row.sent, "5 B");
  assert.equal(row.received, "5 B");
  assert.equal(row.agent, "tester/1");
  assert.match(row.time, /^\d\d:\d\d:\d\d$/);
  assert.match(await page.locator("#totals").textContent(), /^1 request in all · 1 failed/);
  await server.exchange({ target: "/next", tries: 3, waited: 1500, pid: 4711 });
  await until(page, 2, () => visible(page));
  const [next] = await rows(page);
  assert.equal(next.path, "/next");
  assert.equal(next.tries, "3×");
  assert.equal(next.waited, "1.50 s");
  assert.equal(next.pid, "4711");
  assert.deepEqual(page.complaints, []);
});

test("the list keeps as many rows as the server", async () => {
  const page = await open(server);
  await server.exchange({ target: "/oldest" });
  await page.getByText("/oldest").click();
  await page.locator("#detail .target").waitFor();
  await server.send("fill 249");
  await server.exchange({ target: "/newest" });
  await until(page, "/newest", async () => (await rows(page))[0]?.path);
  assert.equal(await page.locator("#rows tr").count(), 200);
  assert.equal(await page.locator(".chip").first().textContent(), "all200");
  assert.equal(await page.locator("#rows tr").last().getAttribute("data-id"), "52");
  // An open request stays open when its row is removed.
  assert.equal(await page.locator("#detail .target").textContent(), "/oldest");
});

test("the filter accepts words, excluded words, and status classes", async () => {
  const page = await open(server);
  for (const [target, status, agent] of [["/a/one", 200, "curl"], ["/a/two", 404, "node"], ["/b/three", 500, "node"], ["/b/four", null, "curl"]]) {
    await server.exchange({ target, status, headers: { "user-agent": agent } });
  }
  await until(page, 4, () => visible(page));
  const shown = async () => (await rows(page)).map((row) => row.path);
  const filter = page.locator("#filter");
  await filter.fill("NODE");
  assert.deepEqual(await shown(), ["/b/three", "/a/two"]);
  assert.equal(await page.locator("#count").textContent(), "2 of 4 requests");
  await filter.fill("node -/a/");
  assert.deepEqual(await shown(), ["/b/three"]);
  await filter.fill("nothing like it");
  await page.getByRole("button", { name: "Show all" }).click();
  assert.equal((await shown()).length, 4);
  await page.getByRole("button", { name: "4xx" }).click();
  assert.deepEqual(await shown(), ["/a/two"]);
  // Later rows are filtered too.
  await server.exchange({ target: "/c", status: 429 });
  await server.exchange({ target: "/d", status: 200 });
  await until(page, ["/c", "/a/two"], shown);
  await page.getByRole("button", { name: "none" }).click();
  assert.deepEqual(await shown(), ["/b/four"]);
});

test("everything works by keyboard", async () => {
  const page = await open(server);
  for (const number of [1, 2, 3]) await server.exchange({ target: `/number/${number}` });
  await until(page, 3, () => visible(page));
  const press = (...keys) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve());
  await press("j");
  assert.equal(await selected(page), "3");
  await press("j", "ArrowDown");
  assert.equal(await selected(page), "1");
  await press("j");
  assert.equal(await selected(page), "1");
  await press("k");
  assert.equal(await selected(page), "2");
  await press("g");
  assert.equal(await selected(page), "3");
  await press("G", "ArrowUp", "Enter");
  await until(page, "/number/2", () => page.locator("#detail .target").textContent());
  assert.equal(await page.evaluate(() => document.activeElement.dataset.id), "2");
  await press("j");
  await until(page, "/number/1", () => page.locator("#detail .target").textContent());
  await press("Escape");
  assert.equal(await page.locator("#detail").isHidden(), true);
  assert.equal(await page.evaluate(() => document.activeElement.dataset.id), "1");

  await press("/");
  await page.keyboard.type("number/3");
  assert.equal(await visible(page), 1);
  await press("Enter");
  assert.equal(await selected(page), "3");
  await press("Escape");
  assert.equal(await visible(page), 3);
  await press("/", "x", "Escape");
  assert.equal(await page.locator("#filter").inputValue(), "");

  await press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await press("Escape");
  assert.equal(await page.locator("#help").isHidden(), true);

  await press("p");
  await server.exchange({ target: "/while/paused" });
  await page.getByRole("button", { name: "Go on · 1 new" }).waitFor();
  assert.equal(await visible(page), 3);
  await press("p");
  await until(page, 4, () => visible(page));
  await press("x");
  await page.getByText("The list was cleared.").waitFor();
  await server.exchange({ target: "/after/clearing" });
  await until(page, 1, () => visible(page));
  // Keys with modifiers belong to the browser.
  await press("Control+x");
  assert.equal(await visible(page), 1);
});

test("a request is shown with its times, explanation, headers and bodies", async () => {
  const page = await open(server);
  await server.exchange({
    method: "POST", target: "/v1/token?a=b", status: 401, millis: 50, waited: 10, tries: 2,
    headers: { authorization: "Basic c2VjcmV0", accept: "*/*" },
    request_type: "application/x-www-form-urlencoded", body: "client_id=me&client_secret=s3cret",
    response_headers: { "content-type": "application/json" },
    response: '{"error":"invalid_client","big":12345678901234567890,"price":1.10,"access_token":"s3cret"}',
    explanation: { title: "The secret is wrong", advice: ["Set the right one."] },
  });
  await page.locator("#rows tr").click();
  const detail = page.locator("#detail");
  await detail.getByText("The secret is wrong").waitFor();
  const text = await detail.innerText();
  assert.match(text, /Set the right one\./);
  assert.match(text, /60 ms \(10 ms waiting for the rate limit, 44 ms to the response headers, 6\.0 ms for the rest\)/);
  assert.match(text, /client_secret\s+\*\*\*/);
  assert.match(text, /"big": 12345678901234567890,/);
  assert.match(text, /"price": 1\.10,/);
  assert.match(text, /"access_token": "\*\*\*"/);
  assert.ok(!(await page.content()).includes("s3cret"));
  await detail.getByText("Request headers").click();
  assert.match(await detail.innerText(), /authorization\s+Basic \*\*\*/);
  // The parts that are open stay open for the next request.
  await server.exchange({ target: "/other", headers: { accept: "text/other" } });
  await page.getByText("/other").click();
  await detail.getByText("text/other").waitFor();
});

test("JSON can be folded, and an incomplete body is shown up to its end", async () => {
  const page = await open(server);
  const item = JSON.stringify({ name: "x", list: [1, 2], long: "y".repeat(700) });
  await server.exchange({ target: "/json", response_headers: { "content-type": "application/json" }, response: `{"a":{"b":{"c":[]}},"items":[${item}]}` });
  await page.locator("#rows tr").click();
  const json = page.locator(".json");
  await json.waitFor();
  const leaf = json.getByText('"c"');
  assert.equal(await leaf.isVisible(), true);
  await json.locator(".fold").nth(1).click();
  assert.equal(await leaf.isVisible(), false);
  assert.match(await json.innerText(), /"a": \{…\}, 1 member/);
  await page.getByRole("button", { name: "Unfold" }).click();
  assert.equal(await leaf.isVisible(), true);
  await page.getByRole("button", { name: "Fold", exact: true }).click();
  assert.equal(await leaf.isVisible(), false);
  await page.getByRole("button", { name: "Unfold" }).click();
  await page.getByRole("button", { name: "show all 702 characters" }).click();
  assert.ok((await json.innerText()).includes("y".repeat(700)));
  await page.getByRole("button", { name: "Raw" }).click();
  assert.ok((await page.locator("#detail pre").innerText()).startsWith('{"a":{"b"'));

  const response = `${item},`;
  await server.exchange({ target: "/huge", response_headers: { "content-type": "application/json" }, response, repeat_response: 2000 });
  await server.exchange({ target: "/list", response_headers: { "content-type": "application/json" }, response: `[${response.repeat(200)}` });
  await page.getByText("/huge").click();
  await page.getByText("Only the beginning is stored.").waitFor();
  await page.getByText("/list").click();
  await page.getByText("… cut off here").last().waitFor();
  assert.deepEqual(page.complaints, []);
});

test("a request is copied as a command", async () => {
  const page = await open(server, { permissions: ["clipboard-read", "clipboard-write"] });
  await server.exchange({ target: "/copy?a=b" });
  await page.locator("#rows tr").click();
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await page.getByRole("button", { name: "Copy as travauth call" }).click();
  await until(page, "travauth call -X GET '/copy?a=***'", copied);
  await page.keyboard.press("c");
  await until(page, "curl -X GET 'http://127.0.0.1:8900/copy?a=***'", copied);
  await page.locator("#copy-url").click();
  await until(page, server.url, copied);
});

test("token, rate and missing credentials are shown", async () => {
  const page = await open(server);
  const card = page.locator(".mount");
  await server.send("status idle");
  await card.getByText("none yet").waitFor();
  await server.send("status held");
  await card.getByText("3 of 10 per second").waitFor();
  const text = await card.innerText();
  assert.match(text, /2[34] min left/);
  assert.match(text, /renews in 2[23] min/);
  assert.match(text, /6 min old · expires (at|on)/);
  const token = page.getByRole("meter", { name: "Token" });
  assert.ok(Math.abs(Number(await token.getAttribute("aria-valuenow")) - 80) < 3);
  await server.send("status missing");
  await card.getByText("no client secret found").waitFor();
  await server.send("status renewing");
  await card.getByText("the token endpoint returned 503").waitFor();
  await card.getByText("4 waiting").waitFor();
  await server.send("status two");
  await until(page, 2, () => card.count());
  await server.send("status none");
  await until(page, 0, () => card.count());
});

test("new requests do not move the rows that are being read", async () => {
  const page = await open(server);
  await server.send("fill 100");
  await until(page, 100, () => visible(page));
  const read = page.locator("#rows tr[data-id='50']");
  await read.scrollIntoViewIfNeeded();
  const position = async () => (await read.boundingBox()).y;
  const before = await position();
  await server.send("fill 5");
  await page.getByRole("button", { name: "↑ 5 new" }).waitFor();
  assert.ok(Math.abs((await position()) - before) <= 1);
  await page.getByRole("button", { name: "↑ 5 new" }).click();
  await until(page, 0, () => page.evaluate(() => document.getElementById("scroll").scrollTop));
  assert.equal(await page.locator("#newer").isHidden(), true);
});

test("without traffic the page does not change", async () => {
  await server.send("status idle");
  const page = await open(server, { clock: true });
  await server.exchange({ target: "/only" });
  await page.locator("#rows tr").waitFor();
  // The chart changes until it shows no traffic any more.
  await page.clock.runFor("11:00");
  await page.evaluate(() => {
    window.changes = [];
    const observer = new MutationObserver((records) => window.changes.push(...records.map((record) => record.target.nodeName)));
    observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  });
  await page.clock.runFor("01:00");
  assert.deepEqual(await page.evaluate(() => window.changes), []);
});
