// @ts-check
// Search over all pages: every word of the question has to stand in a section, or begin a word of it. The index is a
// script, since a page opened from the disk can fetch nothing.
import { element } from "../../widgets/js/elements.js";
import { nt, t } from "../../widgets/js/texts.js";

/** @typedef {{page: string, title: string, anchor: string, heading: string, text: string}} Section */
/** @typedef {Section & {score: number, at: number}} Hit */

const MAX_HITS = 12;
const AROUND = 70;

/**
 * Letters without accents, small; every sign that is neither letter nor digit parts words.
 * @param {string} text
 */
export const plainLetters = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** @param {string} text */
export const wordsOf = (text) => plainLetters(text).match(/[\p{L}\p{N}]+/gu) ?? [];

/** @param {string} word */
const starting = (word) => new RegExp(`(?<![\\p{L}\\p{N}])${word}`, "gu");

/**
 * The sections that hold every word, those first whose heading does.
 * @param {Section[]} sections
 * @param {string} query
 * @returns {Hit[]}
 */
export function findSections(sections, query) {
  const words = wordsOf(query);
  if (words.length === 0) return [];
  /** @type {Hit[]} */
  const hits = [];
  for (const section of sections) {
    const [heading, text] = [plainLetters(`${section.title} ${section.heading}`), plainLetters(section.text)];
    let score = 0;
    let at = -1;
    const holdsAll = words.every((word) => {
      const inHeading = starting(word).test(heading);
      const places = [...text.matchAll(starting(word))];
      if (at < 0 && places.length) at = places[0].index;
      score += (inHeading ? 10 : 0) + Math.min(places.length, 5);
      return inHeading || places.length > 0;
    });
    if (holdsAll) hits.push({ ...section, score, at: Math.max(at, 0) });
  }
  return hits.sort((a, b) => b.score - a.score).slice(0, MAX_HITS);
}

/** @param {Hit} hit */
function excerpt({ text, at }) {
  const start = Math.max(0, at - AROUND);
  const end = Math.min(text.length, at + 2 * AROUND);
  return `${start ? "…" : ""}${text.slice(start, end).trim()}${end < text.length ? "…" : ""}`;
}

/**
 * @param {string} root the way from this page to the folder of pages
 * @returns {Promise<Section[]>}
 */
function loadIndex(root) {
  const known = /** @type {any} */ (window).vertebraSearch;
  if (known) return Promise.resolve(known);
  return new Promise((resolve, reject) => {
    const script = element("script", { src: `${root}search_index.js` });
    script.onload = () => resolve(/** @type {any} */ (window).vertebraSearch);
    script.onerror = () => reject(new Error("search_index.js"));
    document.head.append(script);
  });
}

/**
 * Bring the search field of the page to life.
 * @param {HTMLElement} place
 * @param {string} root
 */
export function showSearch(place, root) {
  const input = element("input", {
    type: "search",
    class: "vs-search-input",
    placeholder: t("Search all lessons"),
    "aria-label": t("Search all lessons"),
    "aria-controls": "vs-hits",
    autocomplete: "off",
  });
  const count = element("p", { class: "vs-count", role: "status" });
  const list = element("ul", { id: "vs-hits", class: "vs-hits" });
  const panel = element("div", { class: "vs-search-panel", hidden: true }, count, list);
  let latest = 0;
  const show = async () => {
    const number = ++latest;
    panel.hidden = input.value.trim() === "";
    if (panel.hidden) return;
    try {
      const hits = findSections(await loadIndex(root), input.value);
      if (number !== latest) return;
      count.textContent = hits.length
        ? nt("{n} place", "{n} places", hits.length)
        : t("Nothing found. Try another word.");
      list.replaceChildren(...hits.map((hit) => hitLine(hit, root)));
    } catch {
      count.textContent = t("The search can't be loaded: the file search_index.js is missing from this folder.");
    }
  };
  input.addEventListener("input", show);
  place.addEventListener("keydown", (event) => moveAmongHits(event, input, panel));
  document.addEventListener("click", ({ target }) => {
    if (!place.contains(/** @type {Node} */ (target))) panel.hidden = true;
  });
  input.addEventListener("focus", () => input.value && show());
  place.replaceChildren(input, panel);
}

/** @type {(hit: Hit, root: string) => HTMLElement} */
function hitLine(hit, root) {
  const where = hit.heading && hit.heading !== hit.title ? `${hit.title} › ${hit.heading}` : hit.title;
  const href = `${root}${hit.page}${hit.anchor ? `#${hit.anchor}` : ""}`;
  return element("li", {}, element("a", { href }, element("strong", {}, where), element("span", {}, excerpt(hit))));
}

/** @type {(event: KeyboardEvent, input: HTMLElement, panel: HTMLElement) => void} */
function moveAmongHits(event, input, panel) {
  const links = [...panel.querySelectorAll("a")];
  const at = links.indexOf(/** @type {any} */ (document.activeElement));
  if (event.key === "Escape") {
    input.focus(); // This shows the places that were looked for before.
    panel.hidden = true;
  } else if (event.key === "ArrowDown" && at < links.length - 1) links[at + 1].focus();
  else if (event.key === "ArrowUp") (at > 0 ? links[at - 1] : input).focus();
  else return;
  event.preventDefault();
}
