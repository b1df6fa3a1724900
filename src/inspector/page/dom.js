// Builds elements. Text only ever becomes text: nothing here, or anywhere on the page, parses markup.

export const byId = (id) => document.getElementById(id);

/** An element with these properties and children; `data`, `aria`, `role` and `on` are taken apart. */
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

/** An element of a drawing. */
export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/** Changes a text only if it differs, so that nothing is drawn or announced again for nothing. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A message for those who listen to the page. */
export function announce(text) {
  byId("announce").textContent = text;
}

/** Copies a text, and says so on the button. */
export async function copy(text, button) {
  const label = button?.textContent;
  let done = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without TLS browsers give the clipboard to this machine's own pages only.
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
