// Builds elements. The page never parses text as markup.

export const byId = (id) => document.getElementById(id);

/** Creates an element; `data`, `aria` and `on` hold attributes and event listeners. */
export function el(name, properties = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (key === "class") element.className = value;
    else if (key === "role") element.setAttribute("role", value);
    else if (key === "data") Object.assign(element.dataset, value);
    else if (key === "aria") for (const [name, text] of Object.entries(value)) element.setAttribute(`aria-${name}`, text);
    else if (key === "on") for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    else element[key] = value;
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/** Creates an SVG element. */
export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** Sets a text only if it differs, since setting it draws and announces it again. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Announces a text to screen readers. */
export function announce(text) {
  byId("announce").textContent = text;
}

/** Copies a text, and shows the result on the button. */
export async function copy(text, button) {
  const label = button?.textContent;
  let done = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without TLS, browsers allow the clipboard only to pages of the same machine.
    const area = el("textarea", { class: "unseen", value: text, readOnly: true });
    (document.querySelector("dialog[open]") ?? document.body).append(area);
    area.select();
    done = document.execCommand("copy");
    area.remove();
    button?.focus();
  }
  announce(done ? "Copied" : "The browser does not allow copying");
  if (!button || button.dataset.busy) return;
  button.dataset.busy = "yes";
  button.textContent = done ? "Copied" : "Not allowed";
  setTimeout(() => {
    button.textContent = label;
    delete button.dataset.busy;
  }, 1200);
}
