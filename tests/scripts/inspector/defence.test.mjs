// Hostile traffic is shown as text, and pages of other origins get no access.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import { afterEach, beforeEach, test } from "node:test";

import { browser, serve, until } from "./support.mjs";

const { open, page: blank } = browser();
let server;
beforeEach(async () => {
  server = await serve();
});
afterEach(() => server.end());

test("hostile paths, headers and bodies stay text", async () => {
  const page = await open(server);
  const evil = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';
  const all = {
    method: evil, target: `/${evil}`, status: 400, failure: evil, headers: { "user-agent": evil, "x-evil": evil },
    response_headers: { "content-type": "application/json", "x-evil": evil },
    explanation: { title: evil, advice: [evil, "javascript:window.hacked=1"] },
  };
  const json = JSON.stringify({ [evil]: evil, __proto__: { evil }, list: [evil] });
  const bodies = [[evil, "text/html"], [json, "application/json"], [json.slice(0, -9), "application/json"], [`a=${encodeURIComponent(evil)}`, "application/x-www-form-urlencoded"]];
  for (const [body, type] of bodies) await server.exchange({ ...all, request_type: type, body, response: body });
  // hyper accepts no worse path than this in a real request.
  await fetch(`${server.url}/%3Cimg%20src=x%20onerror=alert(1)%3E'"`, { method: "POST", body: evil });
  await until(page, 5, () => page.locator("#rows tr").count());
  for (const row of await page.locator("#rows tr").all()) {
    await row.click();
    await page.locator("#detail").getByText("onerror").first().waitFor();
    await page.locator("#detail details").evaluateAll((parts) => parts.forEach((part) => (part.open = true)));
    assert.equal(await page.locator("main :is(img, script, iframe, a)").count(), 0);
    await page.locator("#detail .tools button").evaluateAll((buttons) => buttons.filter((button) => button.textContent === "Raw").forEach((button) => button.click()));
    assert.equal(await page.locator("main :is(img, script, iframe, a)").count(), 0);
  }
  await page.keyboard.press("/");
  await page.keyboard.type(evil);
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  assert.deepEqual(page.complaints, []);
});

test("the browser forbids markup and other origins on the page", async () => {
  const page = await open(server);
  const tried = await page.evaluate(async () => {
    const attempt = async (act) => {
      try {
        await act();
        return "done";
      } catch (error) {
        return error.name;
      }
    };
    return {
      markup: await attempt(() => (document.body.innerHTML = "<b>x</b>")),
      code: await attempt(() => (document.createElement("script").text = "1")),
      elsewhere: await attempt(() => fetch("http://localhost:1/")),
    };
  });
  assert.deepEqual(tried, { markup: "TypeError", code: "TypeError", elsewhere: "TypeError" });
  assert.equal(await page.evaluate(() => document.cookie), "");
});

test("a link opens the page once, and without a link it stays closed", async () => {
  const link = await server.link();
  const first = await blank();
  await first.goto(link);
  await first.locator("#connection", { hasText: "Live" }).waitFor();
  assert.equal(first.url(), `${server.url}/-/`);
  const [cookie] = await first.context().cookies();
  assert.deepEqual(
    [cookie.name, cookie.httpOnly, cookie.sameSite, cookie.path],
    [`travauth-${server.port}`, true, "Strict", "/-/"],
  );
  // The cookie lets the page be loaded again.
  await first.reload();
  await first.locator("#connection", { hasText: "Live" }).waitFor();

  const second = await blank();
  const again = await second.goto(link);
  assert.equal(again.status(), 401);
  assert.match(await second.locator("body").innerText(), /This link has been used/);
  assert.equal((await second.goto(`${server.url}/-/`)).status(), 401);
  assert.equal((await second.goto(`${server.url}/-/har`)).status(), 401);
});

test("a page of another port can neither read nor send, although the browser sends the cookie with its requests", async () => {
  const inspector = await open(server);
  await server.exchange({ target: "/private" });
  await inspector.locator("#rows tr").waitFor();
  const foreign = createServer((_, response) => response.writeHead(200, { "content-type": "text/html" }).end("<title>foreign</title>"));
  foreign.listen(0, "127.0.0.1");
  await once(foreign, "listening");
  try {
    const page = await blank({ context: inspector.context() });
    // The page itself does not see all requests and responses, so the test records them in the browser.
    const wire = await page.context().newCDPSession(page);
    await wire.send("Network.enable");
    const requests = new Map();
    wire.on("Network.requestWillBeSent", ({ requestId, request }) => request.url.startsWith(`${server.url}/-/`) && requests.set(requestId, request));
    const cookies = new Set();
    wire.on("Network.requestWillBeSentExtraInfo", ({ requestId, headers }) => (headers.Cookie ?? headers.cookie)?.includes("travauth-") && cookies.add(requestId));
    const statuses = new Map();
    wire.on("Network.responseReceivedExtraInfo", ({ requestId, statusCode }) => statuses.set(requestId, statusCode));
    await page.goto(`http://127.0.0.1:${foreign.address().port}/`);
    const results = await page.evaluate(async (url) => {
      const results = {};
      const attempt = async (name, act) => {
        try {
          results[name] = await act();
        } catch (error) {
          results[name] = error.name;
        }
      };
      const loaded = (element) => new Promise((resolve) => {
        element.onload = () => resolve("loaded");
        element.onerror = () => resolve("refused");
        document.head.append(element);
      });
      const read = (path, options) => async () => (await fetch(url + path, { credentials: "include", ...options })).text();
      await attempt("read", read("/-/exchanges/1"));
      await attempt("har", read("/-/har", { mode: "no-cors" }));
      await attempt("post", read("/-/har", { method: "POST", mode: "no-cors", body: "x" }));
      await attempt("preflight", read("/-/har", { headers: { authorization: "Bearer guess" } }));
      await attempt("script", () => loaded(Object.assign(document.createElement("script"), { src: `${url}/-/app.js` })));
      await attempt("style", () => loaded(Object.assign(document.createElement("link"), { rel: "stylesheet", href: `${url}/-/style.css` })));
      await attempt("image", () => loaded(Object.assign(new Image(), { src: `${url}/-/icon.svg` })));
      await attempt("events", () => new Promise((resolve) => {
        const source = new EventSource(`${url}/-/events`, { withCredentials: true });
        source.onmessage = source.onopen = () => resolve("opened");
        source.onerror = () => resolve("refused");
      }));
      return results;
    }, server.url);
    assert.deepEqual(results, {
      read: "TypeError",
      har: "TypeError",
      post: "TypeError",
      preflight: "TypeError",
      script: "refused",
      style: "refused",
      image: "refused",
      events: "refused",
    });
    // The other page cannot show the inspector in a frame or open it by a link.
    await page.evaluate((url) => document.body.append(Object.assign(document.createElement("iframe"), { src: `${url}/-/` })), server.url);
    await page.evaluate((url) => document.body.append(Object.assign(document.createElement("a"), { href: `${url}/-/`, textContent: "go" })), server.url);
    await page.getByText("go").click();
    await page.getByText("Pages of other sites cannot use the inspector.").waitFor();
    const outcomes = [...requests].filter(([id]) => statuses.has(id)).map(([id, { method, url }]) => [`${method} ${new URL(url).pathname}`, statuses.get(id)]);
    assert.ok(outcomes.length >= 9, JSON.stringify(outcomes));
    assert.deepEqual(outcomes.filter(([, status]) => status !== 403), []);
    assert.ok([...requests.keys()].filter((id) => cookies.has(id)).length >= 6, "the browser did not send the cookie, so this test shows nothing");
  } finally {
    foreign.closeAllConnections();
    foreign.close();
  }
});

test("a page that loses its server says so, and works again after a new link", async () => {
  const page = await open(server);
  await server.exchange({ target: "/before" });
  await page.locator("#rows tr").waitFor();
  await server.end();
  await page.getByText("The server does not respond. Trying again.").waitFor();
  server = await serve(server.port);
  await page.getByText("Open the page with a new link").waitFor();
  assert.equal(await page.locator("#connection").textContent(), "Closed");
  // The cookie that another tab receives from a new link opens this page too.
  await open(server, { context: page.context() });
  await page.locator("#connection", { hasText: "Live" }).waitFor();
  assert.equal(await page.locator("#banner").isHidden(), true);
  assert.equal(await page.locator("#rows tr").count(), 0);
});

test("a page in the background closes its connection", async () => {
  const page = await open(server, { clock: true });
  const setHidden = (hidden) => page.evaluate((hidden) => {
    Object.defineProperty(document, "hidden", { configurable: true, value: hidden });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
  await setHidden(true);
  await page.clock.runFor("00:04");
  assert.equal(await page.locator("#connection").textContent(), "Resting");
  await server.exchange({ target: "/unseen" });
  await setHidden(false);
  await page.getByText("/unseen").waitFor();
  assert.equal(await page.locator("#connection").textContent(), "Live");
});
