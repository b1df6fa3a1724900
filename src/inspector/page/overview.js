// Above the list: each upstream's token and rate, and the sums.

import { byId, el, setText } from "./dom.js";
import { count, plural, soon, span } from "./format.js";

/** Shows an overview; `tick` lets its times go on. */
export function overview() {
  let mounts = [];
  let cards = [];

  function set({ mounts: changed, totals, under_way }) {
    // Cards are built anew only when mounts come and go: what somebody reads or has focused stays.
    const shape = (list) => JSON.stringify(list.map((mount) => [mount.name, mount.target, mount.token?.state, !mount.rate]));
    if (shape(changed) !== shape(mounts)) {
      cards = changed.map(card);
      byId("mounts").replaceChildren(...cards.map((built) => built.element));
    }
    mounts = changed;
    const parts = [plural(totals.requests, "request") + " in all"];
    const failed = totals.client_error + totals.server_error + totals.unanswered;
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
      rate.set(`${count(used)} of ${count(allowed)} per ${unit}`, waiting ? `${count(waiting)} waiting` : "none waiting", "");
      rate.bar(used / allowed, waiting ? "warn" : "");
    });
  }
  return { element, show: (mount, now) => shows.forEach((show) => show(mount, now)) };
}

function gauge(label) {
  const value = el("strong");
  const side = el("span", { class: "side" });
  const fill = el("span", { class: "fill" });
  const mark = el("span", { class: "mark", hidden: true });
  const bar = el("div", { class: "bar", role: "meter", aria: { label, valuemin: 0, valuemax: 100 } }, fill, mark);
  const below = el("p", { class: "below" });
  const element = el("div", { class: "gauge" }, el("p", {}, el("span", { class: "label" }, label), value, side), bar, below);
  return {
    element,
    set(text, aside, under) {
      setText(value, text);
      setText(side, aside);
      setText(below, under);
      below.hidden = !under;
      bar.setAttribute("aria-valuetext", [text, aside].filter(Boolean).join(", "));
    },
    bar(share, tone, marked = null) {
      const percent = `${Math.round(Math.min(1, Math.max(0, share)) * 1000) / 10}%`;
      if (fill.style.width !== percent) fill.style.width = percent;
      bar.dataset.tone = tone;
      bar.setAttribute("aria-valuenow", Number.parseFloat(percent));
      mark.hidden = marked === null;
      if (marked !== null) mark.style.left = `${marked * 100}%`;
    },
    extra: (child) => element.append(child),
  };
}

function tokenGauge() {
  const view = gauge("Token");
  const problem = el("div", { class: "problem", hidden: true });
  view.extra(problem);

  function showProblem(explanation) {
    problem.hidden = !explanation;
    const text = JSON.stringify(explanation);
    if (!explanation || problem.dataset.shown === text) return;
    problem.dataset.shown = text;
    problem.replaceChildren(el("strong", {}, explanation.title), ...explanation.advice.map((line) => el("p", {}, line)));
  }

  function show(token, now) {
    showProblem(token.problem);
    if (token.state === "idle") {
      view.set("none yet", "", "The first request fetches one.");
      view.bar(0, "");
    } else if (token.state === "missing") {
      view.set("none", "", "");
      view.bar(0, "bad");
    } else {
      const left = token.expires - now;
      const lifetime = Math.max(1, token.expires - token.obtained);
      const due = token.renews - now;
      const age = `${span(now - token.obtained)} old`;
      if (left <= 0) {
        view.set("expired", "renewal due", `${age} · expired ${soon(token.expires, now)}`);
      } else {
        const renewal = due > 0 ? `renews in ${span(due)}` : "renewal due";
        view.set(`${span(left)} left`, renewal, `${age} · expires ${soon(token.expires, now)}`);
      }
      view.bar(left / lifetime, left <= 0 ? "bad" : due <= 0 ? "warn" : "", Math.min(1, Math.max(0, (token.expires - token.renews) / lifetime)));
    }
  }
  return { element: view.element, show };
}
