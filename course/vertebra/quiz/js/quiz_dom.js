// What all parts of the quiz build their page with.

// Each widget of a notebook loads these files by itself, so that a count alone would give two items the same names: a
// label would then tick the box of another item.
const page = Math.random().toString(36).slice(2, 10);
let made = 0;

export function uniqueId() {
  return `vertebra-${page}-${++made}`;
}

export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value == null) continue;
    if (name === "html") node.innerHTML = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

export const button = (label, onclick, more = {}) =>
  element("button", { type: "button", class: "vq-button", "data-lm-suppress-shortcuts": "true", onclick, ...more }, label);
