// Connects the parts of the page with the feed, the keys and the buttons.

import { byId, copy, setText } from "./dom.js";
import { clock } from "./format.js";
import { chart } from "./chart.js";
import { detail } from "./detail.js";
import { follow } from "./feed.js";
import { list } from "./list.js";
import { overview } from "./overview.js";

const drawing = chart();
const summary = overview();
const details = detail({ closed: () => requests.focus() });
const requests = list({ open: show });
const help = byId("help");
const filter = byId("filter");

let run = 0;
let ahead = 0;
let lastUpdate = 0;
let rows = [];
let traffic = [];

/** Returns the server's time, which all times on the page refer to. */
const now = () => Date.now() + ahead;

function receive(data) {
  ahead = data.now - Date.now();
  lastUpdate = data.now;
  if (data.overview) summary.set(data.overview);
}

/** Shows the new data; runs at most once in each frame. */
function draw() {
  summary.tick(now());
  drawing.add(traffic, now());
  if (rows.length) requests.add(rows);
  rows = traffic = [];
}

follow({
  snapshot(data) {
    const sameRun = run === data.run;
    run = data.run;
    if (!sameRun) details.close();
    setText(byId("title"), data.title);
    setText(byId("base-url"), data.base_url);
    byId("copy-url").hidden = false;
    document.title = `${data.title} · ${data.base_url.replace(/^.*:\/\//, "")}`;
    drawing.reset(data);
    receive(data);
    rows = [];
    traffic = data.traffic;
    requests.reset(data, sameRun);
    draw();
  },
  update(data) {
    receive(data);
    if (rows.length + traffic.length === 0) requestAnimationFrame(draw);
    rows = rows.concat(data.rows);
    traffic = traffic.concat(data.traffic);
  },
  state: connection,
});

function connection(state) {
  const banner = byId("banner");
  const label = { live: "Live", lost: "Lost", closed: "Closed", idle: "Resting" }[state];
  setText(byId("connection"), label);
  byId("connection").dataset.state = state;
  banner.hidden = state === "live" || state === "idle";
  if (state === "lost") {
    const since = lastUpdate ? ` Last update at ${clock(lastUpdate)}.` : "";
    setText(banner, `The server does not respond. Trying again.${since}`);
  } else if (state === "closed") {
    setText(banner, "The server was restarted, or this page's session has ended. Open the page with a new link from the server.");
  }
}

setInterval(() => {
  // Without a connection the page keeps the last known state.
  if (byId("connection").dataset.state !== "live") return;
  summary.tick(now());
  drawing.tick(now());
}, 1000);

function show(id) {
  details.open(id).then(() => {
    // On a narrow screen the details cover the list.
    if (matchMedia("(max-width: 819px)").matches) details.focus();
  });
}

function step(by) {
  const id = requests.step(by);
  if (id !== null && details.shown() !== null) show(id);
}

const keys = {
  j: () => step(1),
  k: () => step(-1),
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  g: () => step(-Infinity),
  G: () => step(Infinity),
  Home: () => step(-Infinity),
  End: () => step(Infinity),
  Enter: () => requests.selected() !== null && show(requests.selected()),
  Escape: () => details.close() || requests.filterText("", true),
  "/": () => {
    filter.focus();
    filter.select();
  },
  c: () => details.copy(),
  p: () => requests.pause(),
  x: () => requests.clear(),
  "?": () => help.showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  if (event.target === filter) {
    if (event.key === "Escape" || event.key === "Enter" || event.key === "ArrowDown") {
      if (event.key === "Escape") requests.filterText("", true);
      filter.blur();
      if (event.key !== "Escape") step(0);
      event.preventDefault();
    }
    return;
  }
  // Enter activates controls, and the arrow keys scroll the details.
  const isControl = event.target.closest("button, a, summary");
  const inDetail = event.target.closest("#detail");
  if (isControl && event.key === "Enter") return;
  if (inDetail && /^(Arrow|Home|End)/.test(event.key)) return;
  const action = Object.hasOwn(keys, event.key) ? keys[event.key] : null;
  if (!action) return;
  event.preventDefault();
  action();
});

filter.addEventListener("input", () => requests.filterText(filter.value));
byId("pause").addEventListener("click", () => requests.pause());
byId("clear").addEventListener("click", () => requests.clear());
byId("help-button").addEventListener("click", () => help.showModal());
byId("copy-url").addEventListener("click", (event) => copy(byId("base-url").textContent, event.currentTarget));
