"use strict";

// Shows the sections that contain all words of the query: first pages with the words in their title, then sections with the words
// in a heading, and the changelog last.
const query = document.getElementById("query");
const results = document.getElementById("results");
const root = document.body.dataset.root;
const SHOWN = 12, BEFORE = 40, EXCERPT = 140;

function score(entry, words) {
  const heading = (entry.page + " " + entry.heading).toLowerCase(), text = entry.text.toLowerCase();
  let sum = 0;
  for (const word of words) {
    if (entry.heading.toLowerCase().includes(word)) sum += 4;
    else if (heading.includes(word)) sum += 2;
    else if (text.includes(word)) sum += 1;
    else return 0;
  }
  const isTitle = entry.heading === entry.page && words.every(word => entry.page.toLowerCase().includes(word));
  return (isTitle ? 100 : 0) + sum - (entry.page === "Changelog" ? 0.5 : 0);
}

function item(entry, words) {
  const link = document.createElement("a");
  link.href = root + entry.link;
  link.textContent = entry.heading === entry.page ? entry.page : entry.page + ": " + entry.heading;
  const places = words.map(word => entry.text.toLowerCase().indexOf(word)).filter(place => place >= 0);
  const start = Math.max(0, Math.min(...places, entry.text.length) - BEFORE);
  const excerpt = document.createElement("p");
  excerpt.textContent = (start > 0 ? "…" : "") + entry.text.slice(start, start + EXCERPT);
  const element = document.createElement("li");
  element.append(link, excerpt);
  return element;
}

function search() {
  const words = query.value.toLowerCase().split(/\s+/).filter(word => word);
  const found = words.length === 0 ? [] : SEARCH_INDEX
    .map(entry => ({ entry, score: score(entry, words) }))
    .filter(one => one.score > 0)
    .sort((one, other) => other.score - one.score)
    .slice(0, SHOWN);
  results.hidden = words.length === 0;
  results.replaceChildren(...found.map(one => item(one.entry, words)));
  if (words.length > 0 && found.length === 0) {
    const nothing = document.createElement("li");
    nothing.textContent = "No page contains these words.";
    results.append(nothing);
  }
}

query.addEventListener("input", search);
document.addEventListener("click", event => {
  if (!results.contains(event.target) || event.target.closest("a")) results.hidden = true;
});
document.addEventListener("keydown", event => {
  if (event.key === "/" && document.activeElement !== query) {
    event.preventDefault();
    query.focus();
  } else if (event.key === "Escape") {
    query.value = "";
    search();
  }
});
