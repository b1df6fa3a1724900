// Formats numbers and times for display.

const whole = new Intl.NumberFormat("en");
export const count = (number) => whole.format(number);

/** Formats `1 request` or `12 requests`. */
export const plural = (number, noun) => `${count(number)} ${noun}${number === 1 ? "" : "s"}`;

export function bytes(number) {
  if (number < 1000) return `${number} B`;
  const units = ["kB", "MB", "GB", "TB"];
  let value = number;
  let unit = -1;
  do {
    value /= 1000;
    unit += 1;
  } while (value >= 999.5 && unit < units.length - 1);
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

export function millis(number) {
  if (number < 10) return `${number.toFixed(1)} ms`;
  if (number < 1000) return `${Math.round(number)} ms`;
  if (number < 60_000) return `${(number / 1000).toFixed(number < 10_000 ? 2 : 1)} s`;
  return `${Math.floor(number / 60_000)} min ${Math.floor((number % 60_000) / 1000)} s`;
}

/** Formats a duration; a long one is rounded, so that it seldom changes. */
export function span(number) {
  const seconds = Math.max(0, Math.floor(number / 1000));
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  return `${Math.floor(hours / 24)} d`;
}

const two = (number) => String(number).padStart(2, "0");

export function clock(at) {
  const time = new Date(at);
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
}

export function moment(at) {
  const time = new Date(at);
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${date} ${clock(at)}.${String(time.getMilliseconds()).padStart(3, "0")}`;
}

/** Formats a time near `now`, with the date only if it is another day. */
export function soon(at, now) {
  const date = new Date(at);
  if (date.toDateString() === new Date(now).toDateString()) return `at ${clock(at)}`;
  return `on ${date.toLocaleDateString("en-GB", { day: "numeric", month: "short" })} at ${clock(at)}`;
}

/** Returns the class of a status, such as `2xx`, or `none` without a response. */
export const statusClass = (status) => (status ? `${Math.floor(status / 100)}xx` : "none");
