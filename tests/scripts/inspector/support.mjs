// A server with made-up traffic, and a Chromium to look at it with.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { after, afterEach, before } from "node:test";

const { chromium } = createRequire(process.env.PLAYWRIGHT)("playwright-core");

/** Starts the server of examples/inspector; `say` gives it a command and waits until it is done. */
export async function serve(port = 0) {
  const child = spawn(process.env.INSPECTOR, [String(port)], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error("the server has ended");
    return value;
  };
  const url = await line();
  let link = url + (await line());
  return {
    url,
    port: new URL(url).port,
    async send(command) {
      child.stdin.write(`${command}\n`);
      const answer = await line();
      if (answer === "ok") return "";
      await line();
      return answer;
    },
    exchange: function (exchange) {
      return this.send(`exchange ${JSON.stringify(exchange)}`);
    },
    /** An address that opens the page, once. */
    async link() {
      const first = link;
      link = null;
      return first ?? url + (await this.send("link"));
    },
    async end() {
      if (child.exitCode !== null) return;
      child.stdin.end();
      await once(child, "exit");
    },
  };
}

/** A browser for a whole file of tests, and what its pages complained about. */
export function browser() {
  let running;
  const contexts = new Set();
  before(async () => {
    running = await chromium.launch({
      executablePath: "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    });
  });
  after(() => running.close());
  afterEach(async () => {
    for (const context of contexts) await context.close();
    contexts.clear();
  });

  async function page(options = {}) {
    const context = options.context ?? (await running.newContext({ viewport: { width: 1280, height: 800 }, ...options }));
    contexts.add(context);
    const made = await context.newPage();
    made.complaints = [];
    made.on("console", (message) => message.type() === "error" && made.complaints.push(message.text()));
    made.on("pageerror", (error) => made.complaints.push(error.message));
    return made;
  }

  /** Opens the page of a server, and waits until it is live. */
  async function open(server, options = {}) {
    const made = await page(options);
    if (options.clock) await made.clock.install();
    await made.goto(await server.link());
    await made.locator("#connection", { hasText: "Live" }).waitFor();
    return made;
  }
  return { page, open };
}

/** The rows of the list as lists of the cells' texts, by their classes. */
export const rows = (page) =>
  page.locator("#rows tr:not([hidden])").evaluateAll((rows) =>
    rows.map((row) => Object.fromEntries([...row.cells].map((cell) => [cell.className, cell.textContent]))),
  );

/** Waits until a function of the page gives this value, and says what it gave instead if it never does. */
export async function until(page, wanted, get) {
  const text = JSON.stringify(wanted);
  let last;
  for (let round = 0; round < 200; round += 1) {
    last = JSON.stringify(await get());
    if (last === text) return;
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  throw new Error(`it stays ${last}, not ${text}`);
}
