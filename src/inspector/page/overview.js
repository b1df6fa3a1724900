// The overview: the token and the rate of each upstream, and the totals.

import { byId, el, setText } from "./dom.js";
import { count, plural, soon, span } from "./format.js";

/** Creates the overview; `tick` updates its times. */
export function overview() {
  let mounts = [];
  let cards = [];

  function set({ mounts: changed, totals, under_way }) {
    // Only a different set of upstreams replaces the cards, so that focus and selected text stay.
    const shape = (list) => JSON.stringify(list.map((mount) => [mount.name, mount.target, mount.token?.state, !mount.rate]));
    if (shape(changed) !== shape(mounts)) {
      cards = changed.map(card);
      byId("mounts").replaceChildren(...cards.map((built) => built.element));
    }
    mounts = changed;
    const parts = [plural(totals.requests, "request") + " in all"];
    const failed = totals.client_error + totals.server_error + totals.failed;
    if (failed) parts.push(`${count(failed)} failed`);
    if (under_way) parts.push(`${count(under_way)} under way`);
    setText(byId("totals"), parts.join(" · "));
  }

  function tick(now) {
    cards.forEach((built, index) => built.show(mounts[index], now));
  }
  return { set, tick };
}

function card(mount) {
  const shows = [];
  const name = [mount.name && `/${mount.name}/`, mount.target].filter(Boolean).join(" · ");
  const element = el("article", { class: "mount card", aria: { label: name } }, el("h2", {}, name));
  if (mount.token) {
    const token = tokenGauge();
    element.append(token.element);
    shows.push((mount, now) => token.show(mount.token, now));
  }
  if (mount.rate) {
    const rate = gauge("Rate");
    element.append(rate.element);
    shows.push(({ rate: { used, allowed, window, waiting } }) => {
      const unit = window === 1000 ? "second" : window === 60_000 ? "minute" : `${window / 1000} s`;
      const aside = waiting ? `${count(waiting)} waiting` : "none waiting";
      rate.set({ text: `${count(used)} of ${count(allowed)} per ${unit}`, aside, share: used / allowed, tone: waiting ? "warn" : "" });
    });
  }
  return { element, show: (mount, now) => shows.forEach((show) => show(mount, now)) };
}

/** Creates a label with its value and a bar; `set` changes the page only if a value differs. */
function gauge(label) {
  const value = el("strong");
  const side = el("span", { class: "side" });
  const fill = el("span", { class: "fill" });
  const mark = el("span", { class: "mark" });
  const bar = el("div", { class: "bar", role: "meter", aria: { label, valuemin: 0, valuemax: 100 } }, fill, mark);
  const below = el("p", { class: "below" });
  const element = el("div", { class: "gauge" }, el("p", {}, el("span", { class: "label" }, label), value, side), bar, below);
  // Rounded to half a percent, so that the bar of a token seldom moves.
  const within = (share) => Math.round(Math.min(1, Math.max(0, share)) * 200) / 2;
  let shown = "";

  function set({ text, aside = "", under = "", share = 0, tone = "", marked = -1 }) {
    const [wide, at] = [within(share), within(marked)];
    const all = JSON.stringify([text, aside, under, wide, tone, at]);
    if (all === shown) return;
    shown = all;
    value.textContent = text;
    side.textContent = aside;
    below.textContent = under;
    below.hidden = !under;
    fill.style.width = `${wide}%`;
    mark.hidden = marked < 0;
    mark.style.left = `${at}%`;
    bar.dataset.tone = tone;
    bar.setAttribute("aria-valuenow", wide);
    bar.setAttribute("aria-valuetext", `${text} ${aside}`);
  }
  return { element, set };
}

function tokenGauge() {
  const { element, set } = gauge("Token");
  const problem = el("div", { class: "problem" });
  element.append(problem);

  function show(token, now) {
    const text = JSON.stringify(token.problem ?? null);
    if (problem.dataset.shown !== text) {
      problem.dataset.shown = text;
      problem.hidden = !token.problem;
      const { title, advice } = token.problem ?? { title: "", advice: [] };
      problem.replaceChildren(el("strong", {}, title), ...advice.map((line) => el("p", {}, line)));
    }
    if (token.state === "idle") return set({ text: "none yet", under: "The first request fetches one." });
    if (token.state === "missing") return set({ text: "none", tone: "bad" });
    const left = token.expires - now;
    const due = token.renews - now;
    const lifetime = Math.max(1, token.expires - token.obtained);
    set({
      text: left > 0 ? `${span(left)} left` : "expired",
      aside: due > 0 ? `renews in ${span(due)}` : "renewal due",
      under: `${span(now - token.obtained)} old · ${left > 0 ? "expires" : "expired"} ${soon(token.expires, now)}`,
      share: left / lifetime,
      tone: left <= 0 ? "bad" : due <= 0 ? "warn" : "",
      marked: Math.max(0, (token.expires - token.renews) / lifetime),
    });
  }
  return { element, show };
}
