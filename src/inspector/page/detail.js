// The details of one request: times, explanation of an error, headers and bodies.

import { announce, byId, copy, el, setText } from "./dom.js";
import { bytes, count, millis, moment, plural, statusClass } from "./format.js";
import { isFolded, parse, tree, unfold } from "./json.js";

/** Creates the view; closing it calls `closed`. */
export function detail({ closed }) {
  const view = byId("detail");
  // The next request shows the same sections open.
  const isOpen = { "Request headers": false, "Request body": true, "Response headers": false, "Response body": true };
  let shown = null;
  let texts = [];
  let latest = 0;

  async function open(id) {
    const number = ++latest;
    let response = null;
    try {
      response = await fetch(`/-/exchanges/${id}`);
    } catch {
      // Reported below.
    }
    const exchange = response?.ok ? await response.json() : null;
    // Another request may have been opened in the meantime.
    if (number !== latest) return;
    shown = id;
    texts = exchange?.copy ?? [];
    const why = response?.status === 404 ? "This request is no longer stored." : "The server does not respond.";
    view.replaceChildren(...(exchange ? parts(exchange) : [bar(), el("p", { class: "note" }, why)]));
    view.hidden = false;
    view.scrollTop = 0;
    document.body.dataset.detail = "open";
    announce(exchange ? `${exchange.method} ${exchange.target}, ${exchange.status ?? "no response"}` : why);
  }

  function close() {
    if (view.hidden) return false;
    latest += 1;
    shown = null;
    texts = [];
    view.hidden = true;
    view.replaceChildren();
    delete document.body.dataset.detail;
    closed();
    return true;
  }

  function bar(...children) {
    const button = el("button", { class: "close", aria: { label: "Close" }, title: "Close (Esc)", on: { click: close } }, "✕");
    return el("div", { class: "head" }, ...children, button);
  }

  function parts(exchange) {
    const { request, response, explanation, failure } = exchange;
    const status = el("span", { data: { class: statusClass(exchange.status) } }, el("span", { class: "status" }, String(exchange.status ?? "no response")));
    const buttons = texts.map(({ label, text }) => {
      const button = el("button", { title: text, aria: { label: `Copy as ${label}` } }, label);
      button.addEventListener("click", () => copy(text, button));
      return button;
    });
    return [
      bar(status, el("span", { class: "method" }, exchange.method), buttons.length ? el("span", { class: "copies" }, el("span", { class: "note" }, "Copy as"), ...buttons) : null),
      el("h2", { class: "target" }, exchange.target),
      facts(exchange),
      failure && el("p", { class: "failure" }, failure),
      explanation && explain(explanation),
      headers("Request headers", request),
      body("Request body", request),
      headers("Response headers", response),
      body("Response body", response),
    ].filter(Boolean);
  }

  function facts(exchange) {
    const { millis: total, waited, head } = exchange;
    const spent = [];
    if (waited > 0) spent.push(`${millis(waited)} waiting for the rate limit`);
    if (head !== null) spent.push(`${millis(Math.max(0, head - waited))} to the response headers`, `${millis(Math.max(0, total - head))} for the rest`);
    const all = [
      ["At", moment(exchange.at)],
      ["Took", millis(total) + (spent.length ? ` (${spent.join(", ")})` : "")],
      ["Tries", exchange.tries === 1 ? "" : count(exchange.tries)],
      ["Mount", exchange.mount],
      ["Client", exchange.agent],
      ["PID", exchange.pid ?? ""],
    ];
    return pairs("facts", all.filter(([, value]) => value !== ""));
  }

  function explain({ title, advice }) {
    return el("div", { class: "explanation", role: "note" }, el("strong", {}, title), ...advice.map((line) => el("p", {}, line)));
  }

  function section(name, note, ...children) {
    const tools = el("span", { class: "tools" });
    const element = el("details", { open: isOpen[name] }, el("summary", {}, el("span", { class: "name" }, name), el("span", { class: "note" }, note), tools), ...children);
    element.addEventListener("toggle", () => {
      isOpen[name] = element.open;
    });
    return { element, tools };
  }

  function headers(name, message) {
    if (message.headers.length === 0) return null;
    const more = message.more_headers ? el("p", { class: "note" }, `${plural(message.more_headers, "more header")} not stored`) : null;
    return section(name, count(message.headers.length), pairs("headers", message.headers), more).element;
  }

  function body(name, message) {
    if (message.kind === "empty") return null;
    const note = [bytes(message.bytes), message.type.split(";")[0]].filter(Boolean).join(" · ");
    if (message.kind !== "text") {
      const why = message.kind === "binary" ? "Not shown: binary data." : `Not shown: unsupported encoding ${message.text}.`;
      return section(name, note, el("p", { class: "note" }, why)).element;
    }
    const holder = el("div", { class: "body" });
    const { element, tools } = section(name, note, holder);
    if (message.cut) element.append(el("p", { class: "note" }, "Only the beginning is stored."));
    const button = (label, action) => {
      const built = el("button", { class: "quiet" }, label);
      built.addEventListener("click", (event) => {
        // A click in the summary would fold the section.
        event.preventDefault();
        action(built);
      });
      tools.append(built);
      return built;
    };
    const parsed = parse(message.text);
    const fields = parsed ? null : form(message);
    const raw = () => el("pre", {}, message.text);
    const formatted = parsed ? () => tree(parsed) : fields ? () => fields : null;
    holder.append(formatted ? formatted() : raw());
    if (parsed) {
      const toggle = button("", () => unfold(holder, isFolded(holder)));
      const label = () => setText(toggle, isFolded(holder) ? "Unfold" : "Fold");
      holder.addEventListener("click", label);
      toggle.addEventListener("click", label);
      label();
    }
    if (formatted) {
      button("Raw", (self) => {
        const toRaw = self.textContent === "Raw";
        holder.replaceChildren(toRaw ? raw() : formatted());
        self.textContent = toRaw ? "Formatted" : "Raw";
      });
    }
    button("Copy", (self) => copy(message.text, self));
    return element;
  }

  return {
    open,
    close,
    shown: () => shown,
    focus: () => view.querySelector(".close")?.focus(),
    copy: () => texts[0] && copy(texts[0].text, view.querySelector(".copies button")),
  };
}

/** Decodes the fields of a form; returns null for other bodies. */
function form(message) {
  if (!message.type.toLowerCase().startsWith("application/x-www-form-urlencoded")) return null;
  return pairs("headers", [...new URLSearchParams(message.text)]);
}

/** Builds a list of names and values. */
function pairs(kind, list) {
  return el("dl", { class: kind }, ...list.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, String(value)))));
}
