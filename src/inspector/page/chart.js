// The chart: the number of requests in each step, and their latency.

import { byId, setText, svg } from "./dom.js";
import { clock, count, millis, plural } from "./format.js";

const LABELS = 52;
/** The space between, above and below the lanes. */
const GAP = 12;

/** Creates the chart. */
export function chart() {
  const drawing = byId("chart");
  const points = new Map();
  let step = 5;
  let steps = 120;
  let last = 0;
  let pointed = null;

  const size = () => {
    const box = drawing.getBoundingClientRect();
    return { left: box.left, inner: Math.max(100, box.width - LABELS), height: Math.max(90, box.height) };
  };
  const all = (point) => point.good + point.client_errors + point.server_errors;

  function draw() {
    const { inner, height } = size();
    const requests = { top: 2, height: Math.round((height - GAP - 4) * 0.58) };
    const latency = { top: requests.top + requests.height + GAP, height: Math.floor((height - GAP - 4) * 0.42) };
    const shown = [...points.values()].filter((point) => point.step > last - steps && point.step <= last);
    const most = roundUp(Math.max(4, ...shown.map(all)));
    const slowest = roundUp(Math.max(10, ...shown.map((point) => point.p95)));
    const wide = inner / steps;
    const bar = wide > 3 ? wide - 1 : wide;
    const x = (step) => (steps - 1 - (last - step)) * wide;
    const rect = (kind, step, y, height) => svg("rect", { class: kind, x: x(step), y, width: bar, height });

    drawing.replaceChildren(
      lane(requests, inner, shown.length ? count(most) : "", `per ${step} s`),
      lane(latency, inner, shown.length ? millis(slowest).replace(/\.0+ /, " ") : "", "took"),
    );
    for (const point of shown) {
      let base = requests.top + requests.height;
      for (const kind of ["good", "client_errors", "server_errors"]) {
        if (point[kind] === 0) continue;
        const part = Math.max(1.5, (point[kind] / most) * requests.height);
        base -= part;
        drawing.append(rect(kind, point.step, base, part));
      }
      const bottom = latency.top + latency.height;
      const tall = (value) => Math.max(2, (Math.min(value, slowest) / slowest) * latency.height);
      drawing.append(rect("p95", point.step, bottom - tall(point.p95), tall(point.p95)));
      drawing.append(rect("median", point.step, bottom - tall(point.median), 2));
    }
    if (pointed !== null) drawing.append(rect("pointer", pointed, 0, height));
    describe(shown);
  }

  function describe(shown) {
    const requests = shown.reduce((sum, point) => sum + all(point), 0);
    const errors = shown.reduce((sum, point) => sum + point.client_errors + point.server_errors, 0);
    const text = `${plural(requests, "request")}, ${plural(errors, "error")} in the last ${Math.round((step * steps) / 60)} min`;
    drawing.setAttribute("aria-label", text);
    const point = points.get(pointed);
    if (pointed === null) setText(byId("readout"), text);
    else if (!point) setText(byId("readout"), `${clock(pointed * step * 1000)} · no requests`);
    else {
      const failed = point.client_errors + point.server_errors;
      const parts = [clock(point.step * step * 1000), plural(all(point), "request")];
      if (failed) parts.push(plural(failed, "error"));
      parts.push(`median ${millis(point.median)}`, `95 % within ${millis(point.p95)}`);
      setText(byId("readout"), parts.join(" · "));
    }
  }

  function point(event) {
    const { left, inner } = size();
    const index = Math.floor((event.clientX - left) / (inner / steps));
    pointed = index >= 0 && index < steps ? last - (steps - 1 - index) : null;
    draw();
  }
  drawing.addEventListener("pointermove", point);
  drawing.addEventListener("pointerleave", () => {
    pointed = null;
    draw();
  });
  new ResizeObserver(draw).observe(drawing);

  return {
    /** Removes all steps, and sets their length and number. */
    reset(snapshot) {
      points.clear();
      ({ step, steps } = snapshot);
    },
    /** Adds or replaces steps. */
    add(traffic, now) {
      for (const point of traffic) points.set(point.step, point);
      for (const number of points.keys()) if (number <= last - steps) points.delete(number);
      last = Math.floor(now / 1000 / step);
      draw();
    },
    /** Moves the chart to the current step. */
    tick(now) {
      const current = Math.floor(now / 1000 / step);
      if (current === last) return;
      last = current;
      if (points.size > 0) draw();
      for (const number of points.keys()) if (number <= last - steps) points.delete(number);
    },
  };
}

function lane({ top, height }, width, label, unit) {
  const line = (y) => svg("line", { class: "grid", x1: 0, x2: width, y1: y, y2: y });
  return svg(
    "g",
    {},
    line(top + 0.5),
    line(top + height + 0.5),
    svg("text", { x: width + 6, y: top + 8 }, label),
    svg("text", { x: width + 6, y: top + height, class: "unit" }, unit),
  );
}

/** Rounds up to 1, 2, 4, 5, 10, 20, … */
function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 5, 10].map((factor) => factor * power).find((end) => end >= value);
}
