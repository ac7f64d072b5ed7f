// Making elements, and the keys of the common grammar.

export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

let made = 0;
export const uniqueId = (stem) => `vx-${stem}-${++made}`;

// What the grammar does with a key: "reset", "help", "part" (the widget's own affair) or null (left to the browser).
export function keyIntent({ key, ctrlKey = false, metaKey = false, altKey = false }, tag = "", type = "") {
  if (ctrlKey || metaKey || altKey || key === "Tab") return null;
  const writes = tag === "TEXTAREA" || tag === "SELECT" || (tag === "INPUT" && !["radio", "checkbox", "range"].includes(type));
  if (writes) return null;
  if (key === "r" || key === "R") return "reset";
  if (key === "h" || key === "H" || key === "?") return "help";
  const native = (tag === "INPUT" && !/^[a-z]$/i.test(key)) || ((tag === "BUTTON" || tag === "SUMMARY") && (key === "Enter" || key === " "));
  return native ? null : "part";
}
