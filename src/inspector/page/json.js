// Parses JSON that may be cut off, without changing its numbers, and shows it as a tree that folds.

import { el } from "./dom.js";
import { count, plural } from "./format.js";

const DEEPEST = 100;
const ITEMS_AT_ONCE = 100;
const LONGEST_STRING = 600;

class NotJson extends Error {}

/** Parses JSON to a tree, even if it is cut off; returns null for other texts. */
export function parse(text) {
  let at = 0;
  let size = 0;

  const space = () => {
    while (at < text.length && " \t\r\n".includes(text[at])) at += 1;
  };
  const token = (pattern) => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (!found) return null;
    at = pattern.lastIndex;
    return found[0];
  };
  const string = () => token(/"(?:[^"\\]|\\[^])*(?:"|\\?$)/y);

  function value(depth) {
    space();
    size += 1;
    if (at >= text.length) return null;
    if (depth > DEEPEST) throw new NotJson();
    const first = text[at];
    if (first === "{" || first === "[") return container(first, depth);
    if (first === '"') return { kind: "string", raw: string() };
    const number = token(/-?[0-9][0-9.eE+-]*|-$/y);
    if (number) return { kind: "number", raw: number };
    const word = token(/true|false|null|(?:t|tr|tru|f|fa|fal|fals|n|nu|nul)$/y);
    if (word) return { kind: "word", raw: word };
    throw new NotJson();
  }

  function container(first, depth) {
    const node = { kind: first === "{" ? "object" : "array", items: [], cut: false };
    const last = first === "{" ? "}" : "]";
    at += 1;
    space();
    if (text[at] === last) {
      at += 1;
      return node;
    }
    for (;;) {
      let key = null;
      if (node.kind === "object") {
        space();
        if (at >= text.length) break;
        if (text[at] !== '"') throw new NotJson();
        key = string();
        space();
        if (at < text.length && text[at] !== ":") throw new NotJson();
        at += 1;
      }
      const child = value(depth + 1);
      if (!child) break;
      node.items.push({ key, node: child });
      space();
      if (at >= text.length) break;
      if (text[at] === last) {
        at += 1;
        return node;
      }
      if (text[at] !== ",") throw new NotJson();
      at += 1;
    }
    node.cut = true;
    return node;
  }

  try {
    const root = value(0);
    space();
    if (!root || at < text.length || (root.kind !== "object" && root.kind !== "array")) return null;
    return { root, size };
  } catch (error) {
    if (error instanceof NotJson) return null;
    throw error;
  }
}

/** Builds the elements of a tree; of a large tree only the first levels are open. */
export function tree({ root, size }) {
  const open = size < 300 ? DEEPEST : size < 3000 ? 2 : 1;
  return el("div", { class: "json", role: "tree", aria: { label: "JSON" } }, item(null, root, 0, open, true));
}

/** Returns whether a part of the tree is folded. */
export const isFolded = (view) => view.querySelector(".fold[aria-expanded=false]") !== null;

/** Opens every part of a tree, or folds all parts below its root. */
export function unfold(view, open) {
  // Opening a part creates its children, so this repeats until all are open.
  for (let round = 0; round < DEEPEST; round += 1) {
    const folds = [...view.querySelectorAll(`.fold[aria-expanded=${!open}]`)].filter((fold) => open || fold.dataset.depth > 0);
    if (folds.length === 0) return;
    for (const fold of folds) fold.click();
  }
}

function item(key, node, depth, open, isLast) {
  const comma = isLast ? "" : ",";
  const name = key === null ? null : el("span", { class: "key" }, key);
  const line = el("div", { class: "line", role: "treeitem" }, name, name && ": ");
  if (node.kind !== "object" && node.kind !== "array") {
    line.append(scalar(node), comma);
    return line;
  }
  const [first, last] = node.kind === "object" ? "{}" : "[]";
  if (node.items.length === 0) {
    line.append(first, node.cut ? cutMark() : "", node.cut ? "" : last + comma);
    return line;
  }
  const size = el("span", { class: "size" }, plural(node.items.length, node.kind === "object" ? "member" : "item"));
  const kids = el("div", { class: "kids", role: "group" });
  const end = el("div", {}, last + comma);
  const folded = el("span", {}, `…${last}${comma} `, size);
  const fold = el("button", { class: "fold", data: { depth }, aria: { label: key ?? "item" } });
  const show = (isOpen) => {
    if (isOpen && !kids.firstChild) fill(kids, node, 0, depth, open);
    fold.setAttribute("aria-expanded", isOpen);
    kids.hidden = !isOpen;
    end.hidden = !isOpen || node.cut;
    folded.hidden = isOpen;
  };
  fold.addEventListener("click", () => show(fold.getAttribute("aria-expanded") !== "true"));
  show(depth < open);
  line.prepend(fold);
  line.append(first, folded, kids, end);
  return line;
}

function fill(kids, node, from, depth, open) {
  const until = Math.min(node.items.length, from + ITEMS_AT_ONCE);
  for (let index = from; index < until; index += 1) {
    const { key, node: child } = node.items[index];
    kids.append(item(key, child, depth + 1, open, index === node.items.length - 1));
  }
  if (until < node.items.length) {
    const more = el("button", { class: "link" }, `Show more (${count(node.items.length - until)})`);
    more.addEventListener("click", () => {
      more.remove();
      fill(kids, node, until, depth, open);
    });
    kids.append(more);
  } else if (node.cut) {
    kids.append(cutMark());
  }
}

const cutMark = () => el("span", { class: "cut" }, "… cut off here");

function scalar(node) {
  const view = el("span", { class: node.kind });
  if (node.raw.length <= LONGEST_STRING) {
    view.textContent = node.raw;
    return view;
  }
  view.textContent = node.raw.slice(0, LONGEST_STRING / 2);
  const more = el("button", { class: "link" }, `… show all ${count(node.raw.length)} characters`);
  more.addEventListener("click", () => {
    view.textContent = node.raw;
  });
  view.append(more);
  return view;
}
