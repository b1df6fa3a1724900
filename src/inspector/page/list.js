// The list of requests: the newest first, filtered, with one row selected.

import { announce, byId, el, setText } from "./dom.js";
import { bytes, clock, count, millis, moment, plural, statusClass } from "./format.js";

const CLASSES = ["all", "2xx", "3xx", "4xx", "5xx", "none"];

/** Creates the list; a click on a row calls `open` with its id. */
export function list({ open }) {
  const body = byId("rows");
  const scroll = byId("scroll");
  const entries = new Map();
  let limit = 200;
  let selected = null;
  let words = [];
  let wanted = "all";
  let paused = false;
  let waiting = [];
  let clearedTo = 0;
  let unseen = 0;
  let example = "";

  const chips = new Map(
    CLASSES.map((name) => {
      const number = el("span", { class: "number" });
      const chip = el("button", { class: "chip", title: name === "none" ? "Without a response" : undefined, aria: { pressed: name === wanted } }, name, number);
      chip.addEventListener("click", () => filterClass(name === wanted ? "all" : name));
      return [name, { chip, number }];
    }),
  );
  byId("classes").append(...[...chips.values()].map(({ chip }) => chip));

  const visible = () => [...body.children].filter((row) => !row.hidden);
  const matches = ({ row, text }) =>
    row.id > clearedTo &&
    (wanted === "all" || statusClass(row.status) === wanted) &&
    words.every((word) => (word.length > 1 && word[0] === "-" ? !text.includes(word.slice(1)) : text.includes(word)));

  function add(rows) {
    if (paused) {
      waiting = waiting.concat(rows).slice(-limit);
      return refresh();
    }
    const added = [];
    for (const row of rows.slice(-limit)) {
      const entry = { row, text: searchable(row), element: build(row) };
      entry.element.hidden = !matches(entry);
      entries.set(row.id, entry);
      added.unshift(entry.element);
    }
    if (isScrolled()) unseen += added.filter((element) => !element.hidden).length;
    body.prepend(...added);
    while (entries.size > limit) drop();
    refresh();
  }

  function drop() {
    const [id, { element }] = entries.entries().next().value;
    entries.delete(id);
    if (element.contains(document.activeElement)) element.previousElementSibling?.focus();
    element.remove();
    if (id === selected) selected = null;
  }

  function build(row) {
    const cell = (name, text, title) => el("td", { class: name, role: "gridcell", title }, text);
    const query = row.target.indexOf("?");
    const path = cell("path", query < 0 ? row.target : row.target.slice(0, query), row.target);
    if (query >= 0) path.append(el("span", { class: "query" }, row.target.slice(query)));
    return el(
      "tr",
      { role: "row", tabIndex: -1, data: { id: row.id, class: statusClass(row.status), failed: row.failed }, aria: { selected: false } },
      cell("time", clock(row.at), moment(row.at)),
      cell("status", String(row.status ?? "none"), row.failed ? "The response is missing or incomplete" : undefined),
      cell("method", row.method, row.method),
      path,
      cell("took", millis(row.millis)),
      cell("waited", row.waited > 0 ? millis(row.waited) : ""),
      cell("tries", row.tries === 1 ? "" : `${row.tries}×`),
      cell("sent", row.sent > 0 ? bytes(row.sent) : ""),
      cell("received", row.received > 0 ? bytes(row.received) : ""),
      cell("agent", row.agent, row.agent),
      cell("pid", String(row.pid ?? "")),
    );
  }

  /** Updates everything that depends on the number of rows. */
  function refresh() {
    const counts = new Map();
    let shown = 0;
    for (const entry of entries.values()) {
      if (entry.row.id <= clearedTo) continue;
      const name = statusClass(entry.row.status);
      counts.set(name, (counts.get(name) ?? 0) + 1);
      counts.set("all", (counts.get("all") ?? 0) + 1);
      if (!entry.element.hidden) shown += 1;
    }
    for (const [name, { chip, number }] of chips) {
      setText(number, count(counts.get(name) ?? 0));
      chip.hidden = name !== "all" && name !== wanted && !counts.get(name);
    }
    const all = counts.get("all") ?? 0;
    setText(byId("count"), shown === all ? "" : `${count(shown)} of ${plural(all, "request")}`);
    byId("listing").dataset.pid = [...entries.values()].some(({ row }) => row.pid !== null);
    if (!isScrolled()) unseen = 0;
    byId("newer").hidden = unseen === 0;
    setText(byId("newer"), `↑ ${count(unseen)} new`);
    byId("pause").setAttribute("aria-pressed", paused);
    setText(byId("pause"), paused ? (waiting.length ? `Go on · ${count(waiting.length)} new` : "Go on") : "Pause");
    byId("clear").disabled = all === 0;
    if (!body.querySelector("tr[tabindex='0']:not([hidden])")) {
      const first = visible()[0];
      for (const row of body.querySelectorAll("tr[tabindex='0']")) row.tabIndex = -1;
      if (first) first.tabIndex = 0;
    }
    showEmpty(shown, all);
  }

  function showEmpty(shown, all) {
    const empty = byId("empty");
    const kind = shown > 0 ? "" : all > 0 ? "filtered" : clearedTo > 0 ? "cleared" : "none";
    empty.hidden = kind === "";
    if (empty.dataset.kind === kind) return;
    empty.dataset.kind = kind;
    if (kind === "filtered") {
      const button = el("button", { on: { click: () => filterText("", true) } }, "Show all");
      empty.replaceChildren(el("p", {}, "No request matches the filter."), button);
    } else if (kind === "cleared") {
      const button = el("button", { on: { click: () => clear(0) } }, "Show them again");
      empty.replaceChildren(el("p", {}, "The list was cleared. New requests appear here."), button);
    } else if (kind === "none") {
      const parts = [el("p", {}, "No requests yet. They appear here as they end.")];
      if (example) parts.push(el("pre", {}, example));
      empty.replaceChildren(...parts);
    }
  }

  function filter() {
    for (const entry of entries.values()) entry.element.hidden = !matches(entry);
    for (const [name, { chip }] of chips) chip.setAttribute("aria-pressed", name === wanted);
    unseen = 0;
    refresh();
  }

  function filterText(text, everything = false) {
    words = text.toLowerCase().split(/\s+/).filter(Boolean);
    if (everything) wanted = "all";
    if (byId("filter").value !== text) byId("filter").value = text;
    filter();
  }

  function filterClass(name) {
    wanted = name;
    filter();
    announce(plural(visible().length, "request"));
  }

  function clear(to) {
    clearedTo = to;
    filter();
  }

  /** Returns whether the list is scrolled: on wide screens in its own box, on narrow screens with the page. */
  function isScrolled() {
    return scroll.scrollTop > 4 || (getComputedStyle(scroll).overflowY === "visible" && scroll.getBoundingClientRect().top < 0);
  }

  function select(row, { focus = true } = {}) {
    if (!row) return;
    for (const other of body.querySelectorAll("[aria-selected=true]")) other.setAttribute("aria-selected", "false");
    for (const other of body.querySelectorAll("tr[tabindex='0']")) other.tabIndex = -1;
    row.setAttribute("aria-selected", "true");
    row.tabIndex = 0;
    selected = Number(row.dataset.id);
    if (focus) row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  body.addEventListener("click", (event) => {
    const row = event.target.closest("tr");
    // A click that ends a text selection does not open the row.
    if (!row || !getSelection().isCollapsed) return;
    select(row);
    open(selected);
  });
  scroll.addEventListener("scroll", () => {
    if (unseen && !isScrolled()) refresh();
  });
  addEventListener("scroll", () => {
    if (unseen && !isScrolled()) refresh();
  });
  byId("newer").addEventListener("click", () => {
    scroll.scrollTop = 0;
    if (isScrolled()) byId("listing").scrollIntoView();
    unseen = 0;
    refresh();
  });

  return {
    add,
    filterText,
    /** Replaces all rows. */
    reset(snapshot, sameRun) {
      limit = snapshot.limit;
      example = snapshot.example;
      const previous = sameRun ? selected : null;
      if (!sameRun) clearedTo = 0;
      if (paused && sameRun) {
        const newest = Math.max(0, ...entries.keys());
        waiting = snapshot.rows.filter((row) => row.id > newest);
        return refresh();
      }
      const hadFocus = body.contains(document.activeElement);
      entries.clear();
      body.replaceChildren();
      waiting = [];
      selected = null;
      add(snapshot.rows);
      const row = entries.get(previous)?.element;
      if (row) select(row, { focus: hadFocus });
    },
    /** Moves the selection by this many rows, and returns the id of the row. */
    step(by) {
      const rows = visible();
      const at = rows.findIndex((row) => Number(row.dataset.id) === selected);
      const next = Math.min(rows.length - 1, Math.max(0, Math.max(0, at) + (at < 0 && by === 1 ? 0 : by)));
      select(rows[next]);
      return rows.length ? selected : null;
    },
    /** Returns the id of the selected row, if it is visible. */
    selected: () => (entries.get(selected)?.element.hidden === false ? selected : null),
    /** Moves the focus to the list. */
    focus() {
      (entries.get(selected)?.element ?? body.querySelector("tr[tabindex='0']"))?.focus({ preventScroll: true });
    },
    pause() {
      paused = !paused;
      const rows = waiting;
      waiting = [];
      if (!paused) add(rows);
      else refresh();
      announce(paused ? "Paused" : "Live");
    },
    clear: () => clear(Math.max(0, ...entries.keys())),
  };
}

function searchable(row) {
  const pid = row.pid === null ? "" : `pid ${row.pid}`;
  return `${row.method} ${row.target} ${row.status ?? "none"} ${row.agent} ${pid}`.toLowerCase();
}
