// A real browser: pages of other origins get nothing unless they are allowed, and the inspector shows the traffic live.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { afterEach, test } from "node:test";

import { browser, until } from "../inspector/support.mjs";

const { page } = browser();
const path = "/v1/reference-data/airlines?airlineCodes=LH";
const running = [];
afterEach(async () => {
  for (const end of running.splice(0)) await end();
});

/** Starts a proxy, and returns the document of `--format json`. */
async function proxy(...flags) {
  const child = spawn("travauth", ["proxy", "-p", "amadeus", "--listen", "127.0.0.1:0", "--format", "json", "--log", "none", ...flags], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  running.push(async () => {
    child.kill();
    await once(child, "exit");
  });
  const { value } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  return JSON.parse(value);
}

/** Serves an empty page on another port, and returns its origin. */
async function site() {
  const server = createServer((_, response) => response.setHeader("Content-Type", "text/html").end("<!doctype html>"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  running.push(() => new Promise((done) => server.close(done)));
  return `http://127.0.0.1:${server.address().port}`;
}

/** Fetches as a page of the site does; returns the status, or the name of the error. */
const attempt = (made, url, options) =>
  made.evaluate(
    async ([url, options]) => {
      try {
        const response = await fetch(url, options);
        return [response.type, response.status, (await response.text()).length > 0];
      } catch (error) {
        return error.name;
      }
    },
    [url, options],
  );

test("a page of another origin can neither read nor send anything", async () => {
  const { base_url: url, key, token_url } = await proxy();
  const made = await page();
  await made.goto(await site());
  const bearer = { headers: { Authorization: `Bearer ${key}` } };
  const origin = new URL(url).origin;
  for (const [target, options] of [
    [url + path, {}],
    [origin + path, bearer],
    [`${origin}/-/har`, {}],
    [`${origin}/-/healthz`, {}],
    [token_url, { method: "POST", body: new URLSearchParams({ client_secret: key }).toString() }],
  ]) {
    assert.equal(await attempt(made, target, options), "TypeError", target);
  }
  // Without CORS a page reads nothing, but it could send.
  await attempt(made, url + path, { mode: "no-cors" });
  await made.evaluate((url) => new Promise((done) => Object.assign(new Image(), { onerror: done, onload: done, src: url })), url + path);
  const metrics = await (await fetch(`${origin}/-/metrics`, bearer)).text();
  assert.doesNotMatch(metrics, /status="200"/);
  assert.match(metrics, /status="403"/);
});

test("an allowed origin can use the API with the key", async () => {
  const other = await site();
  const { base_url: url, key } = await proxy("--allow-origin", other);
  const origin = new URL(url).origin;
  const made = await page();
  await made.goto(other);
  const bearer = { headers: { Authorization: `Bearer ${key}` } };
  assert.deepEqual(await attempt(made, origin + path, bearer), ["cors", 200, true]);
  assert.deepEqual(await attempt(made, url + path, {}), ["cors", 200, true]);
  assert.deepEqual(await attempt(made, origin + path, {}), ["cors", 401, true]);
  const post = { method: "POST", body: "{}", headers: { ...bearer.headers, "Content-Type": "application/json" } };
  assert.equal((await attempt(made, `${origin}/v2/shopping/flight-offers`, post))[1], 400);
  assert.equal((await attempt(made, `${origin}/-/har`, bearer))[1], 404);

  const foreign = await page();
  await foreign.goto(await site());
  assert.equal(await attempt(foreign, origin + path, bearer), "TypeError");
});

test("the printed address opens the inspector, which shows requests live and no secret", async () => {
  const { base_url: url, key } = await proxy();
  const origin = new URL(url).origin;
  const made = await page();
  await made.goto(`${url}/`);
  await made.locator("#connection", { hasText: "Live" }).waitFor();
  assert.equal(made.url(), `${origin}/-/`);
  await fetch(url + path);
  await fetch(`${origin}/v1/unknown`, { headers: { Authorization: `Bearer ${key}` } });
  await until(made, 2, () => made.locator("#rows tr").count());
  await made.locator("#rows tr").first().click();
  await made.locator("#detail").getByText("38196").first().waitFor();
  const html = await made.content();
  for (const secret of [key, "demo-amadeus-client-secret", "airlineCodes=LH"]) assert.ok(!html.includes(secret), secret);
  assert.deepEqual(made.complaints, []);
});

test("a page of the API that the proxy passes on can read nothing of the inspector", async () => {
  const html = "<!doctype html><script>parent.postMessage('ran', '*'); fetch('/-/har').then(r => r.text()).then(t => { document.title = t; })</script>";
  const upstream = createServer((request, response) => {
    if (request.url.endsWith("/token")) return response.setHeader("Content-Type", "application/json").end('{"access_token":"real-token-1234","expires_in":99}');
    return response.setHeader("Content-Type", "text/html").end(html);
  });
  upstream.listen(0, "127.0.0.1");
  await once(upstream, "listening");
  running.push(() => new Promise((done) => upstream.close(done)));
  const { base_url: url } = await proxy("--base-url", `http://127.0.0.1:${upstream.address().port}`);
  const made = await page();
  await made.goto(`${url}/`);
  await made.locator("#connection", { hasText: "Live" }).waitFor();
  await made.goto(`${url}/v1/page`);
  assert.equal(await made.title(), "");
  // The sandbox keeps scripts from running at all.
  assert.ok(made.complaints.some((text) => text.includes("sandbox")), made.complaints.join());
});
