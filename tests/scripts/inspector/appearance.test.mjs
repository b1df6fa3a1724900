// The appearance of the page, dark and light, narrow and wide: layout, contrast, accessible names.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { browser, serve, until } from "./support.mjs";

const { open } = browser();
let server;
before(async () => {
  server = await serve();
  await server.send("status renewing");
  await server.send("fill 60");
  await server.exchange({
    target: `/${"very-long/".repeat(200)}?q=1`, status: 400, failure: "it was cut short", waited: 5, tries: 2, pid: 1,
    headers: { "user-agent": `agent/${"x".repeat(300)}`, "x-long": "v".repeat(3000) },
    response_headers: { "content-type": "application/json" }, response: `{"text":"${"z".repeat(5000)}","n":1,"t":null,"o":{}}`,
    explanation: { title: "It means something", advice: ["Do this.", `Or ${"that".repeat(60)}`] },
  });
});
after(() => server.end());

/** Returns the texts whose contrast with their background is below 4.5, as WCAG computes it. */
function lowContrast() {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = ([red, green, blue]) => {
    const part = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
  };
  const background = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255, 255];
  };
  const found = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let seen = 0;
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !element.checkVisibility() || element.closest("script, :disabled")) continue;
    seen += 1;
    const style = getComputedStyle(element);
    const [one, other] = [luminance(rgba(element.closest("svg") ? style.fill : style.color)), luminance(background(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < 4.5) found.add(`${element.nodeName}.${element.className.baseVal ?? element.className} ${ratio.toFixed(2)}`);
  }
  return { seen, found: [...found] };
}

for (const width of [400, 900, 1600]) {
  for (const colorScheme of ["light", "dark"]) {
    test(`at ${width} pixels, ${colorScheme}`, async () => {
      const page = await open(server, { viewport: { width, height: 800 }, colorScheme });
      await page.locator("#rows tr").first().waitFor();
      const fits = () => page.evaluate(() => [document.documentElement, document.getElementById("detail"), document.getElementById("scroll")].every((part) => part.scrollWidth <= part.clientWidth || part.hidden));
      assert.equal(await fits(), true, "the list is wider than the screen");
      const checkContrast = async (where) => {
        const { seen, found } = await page.evaluate(lowContrast);
        assert.ok(seen > 50, `only ${seen} texts were checked`);
        assert.deepEqual(found, [], `too little contrast ${where}`);
      };
      await checkContrast("in the list");
      await page.locator("#rows tr").first().click();
      await page.getByText("It means something").waitFor();
      // On a narrow screen the request covers the list and gets the focus.
      await until(page, width === 400 ? "close" : "", () => page.evaluate(() => document.activeElement.className));
      for (const name of ["Request headers", "Response headers"]) await page.locator("summary", { hasText: name }).click();
      assert.equal(await fits(), true, "the request is wider than the screen");
      await checkContrast("in the request");
      const dark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const brightness = Number(dark.match(/\d+/)[0]);
      assert.equal(colorScheme === "dark", brightness < 60, dark);
      if (width === 400) {
        await page.keyboard.press("Escape");
        assert.equal(await page.locator("#detail").isHidden(), true);
      }
      assert.deepEqual(page.complaints, []);
    });
  }
}

test("many mounts leave room for the chart", async () => {
  const many = await serve();
  await many.send("status five");
  const page = await open(many, { viewport: { width: 1280, height: 800 } });
  await page.locator(".mount").nth(4).waitFor();
  const [pageWidth, chartWidth] = await page.evaluate(() => [document.documentElement.scrollWidth, document.getElementById("traffic").offsetWidth]);
  assert.ok(pageWidth <= 1280 && chartWidth >= 300, `the page is ${pageWidth} wide, the chart ${chartWidth}`);
  await many.end();
});

test("every control has a name, and the list is a grid with a selection", async () => {
  const page = await open(server);
  await page.locator("#rows tr").first().click();
  await page.getByText("It means something").waitFor();
  for (const control of await page.locator("button:visible, a:visible, input:visible").all()) {
    const name = await control.evaluate((element) => element.getAttribute("aria-label") ?? element.textContent);
    assert.notEqual(name.trim(), "", await control.evaluate((element) => element.outerHTML));
  }
  assert.equal(await page.getByRole("grid").getByRole("row", { selected: true }).count(), 1);
  assert.equal(await page.locator("#rows tr[tabindex='0']").count(), 1);
});
