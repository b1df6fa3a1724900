// A server with made-up traffic, and a Chromium to view its page.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { after, afterEach, before } from "node:test";

const { chromium } = createRequire(process.env.PLAYWRIGHT)("playwright-core");

/** Starts the server of examples/inspector. `send` sends it a command and waits until the command is done. */
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
      const reply = await line();
      if (reply === "ok") return "";
      await line();
      return reply;
    },
    exchange: function (exchange) {
      return this.send(`exchange ${JSON.stringify(exchange)}`);
    },
    /** Returns an address that opens the page once. */
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

/** Starts a browser for a file of tests. Its pages record errors in `complaints`. */
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

/** Returns the rows of the list, each as an object with the text of each cell by the cell's class. */
export const rows = (page) =>
  page.locator("#rows tr:not([hidden])").evaluateAll((rows) =>
    rows.map((row) => Object.fromEntries([...row.cells].map((cell) => [cell.className, cell.textContent]))),
  );

/** Waits until a function returns this value. Throws an error with the last value if it does not. */
export async function until(page, expected, get) {
  const text = JSON.stringify(expected);
  let last;
  for (let round = 0; round < 200; round += 1) {
    last = JSON.stringify(await get());
    if (last === text) return;
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  throw new Error(`the value stays ${last}, not ${text}`);
}
