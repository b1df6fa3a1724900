// The search of the pages that `just docs` builds. A reader opens them as files, without a server.
import assert from "node:assert/strict";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { browser, until } from "../inspector/support.mjs";

const { page } = browser();
const address = (path) => pathToFileURL(`${process.env.SITE}/${path}`).href;

async function open(path) {
  const made = await page();
  await made.goto(address(path));
  return made;
}

const results = (page) => page.locator("#results li:has(a)");
const titles = (page) => page.locator("#results a").allTextContents();

for (const start of ["index.html", "docs/ci.html"]) {
  test(`a result leads from ${start} to its heading`, async () => {
    const page = await open(start);
    await page.getByRole("searchbox").fill("Killed processes");
    const first = results(page).first();
    assert.equal(await first.getByRole("link").textContent(), "Reliability: Killed processes");
    assert.match(await first.locator("p").textContent(), /kill/);
    await first.getByRole("link").click();
    assert.equal(page.url(), address("docs/reliability.html") + "#killed-processes");
    const heading = page.locator("#killed-processes");
    assert.equal(await heading.textContent(), "Killed processes");
    assert.ok(await heading.evaluate((one) => one.getBoundingClientRect().top < innerHeight));
    assert.deepEqual(page.complaints, []);
  });
}

test("a result contains all words, and those with the words in the heading come first", async () => {
  const page = await open("index.html");
  await page.keyboard.press("/");
  await page.keyboard.type("redis sentinel");
  const found = await titles(page);
  assert.equal(found[0], "One token for many machines: Sentinel");
  const index = await page.evaluate(() => SEARCH_INDEX);
  for (const title of found) {
    const entry = index.find((one) => title === `${one.page}: ${one.heading}` || (title === one.page && title === one.heading));
    const text = Object.values(entry).join(" ").toLowerCase();
    assert.ok(text.includes("redis") && text.includes("sentinel"), title);
  }
  await page.keyboard.type(" zebra");
  await until(page, 0, () => results(page).count());
});

test("a search without a result says so, and Escape ends it", async () => {
  const page = await open("docs/README.html");
  assert.equal(await page.locator("#results").isVisible(), false);
  await page.getByRole("searchbox").fill("antidisestablishmentarianism");
  assert.equal(await page.locator("#results").textContent(), "No page contains these words.");
  assert.equal(await page.locator("#results").isVisible(), true);
  await page.keyboard.press("Escape");
  assert.equal(await page.getByRole("searchbox").inputValue(), "");
  assert.equal(await page.locator("#results").isVisible(), false);
  assert.deepEqual(page.complaints, []);
});
