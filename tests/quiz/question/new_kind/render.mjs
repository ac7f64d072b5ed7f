// Renders a view with a bundled script in a page that is only as real as it must be, answers its item, and prints what was
// drawn and sent:  node render.mjs SCRIPT VIEW VALUE
import { readFileSync } from "node:fs";

class Node {
  constructor(tag) {
    Object.assign(this, { tag, attributes: {}, children: [], listeners: {}, hidden: false, disabled: false, value: "" });
    this.classList = { add() {} };
  }
  setAttribute(name, value) {
    this.attributes[name] = String(value);
    if (name === "id") this.id = String(value);
  }
  getAttribute(name) {
    return this.attributes[name] ?? null;
  }
  addEventListener(name, act) {
    this.listeners[name] = act;
  }
  append(...children) {
    this.children.push(...children);
  }
  replaceChildren(...children) {
    this.children = children;
  }
  contains() {
    return false;
  }
  querySelectorAll() {
    return [];
  }
  focus() {}
  remove() {}
}

globalThis.document = { createElement: (tag) => new Node(tag), activeElement: null };
const [, , script, view, value] = process.argv;
const { default: widget } = await import(script);
const sent = [];
const model = { get: () => JSON.parse(readFileSync(view, "utf8")), send: (message) => sent.push(message), on() {}, off() {} };
const el = new Node("div");
const leave = widget.render({ model, el });
const all = (node) => (node instanceof Node ? [node, ...node.children.flatMap(all)] : []);
const field = all(el).find((node) => node.tag === "input");
const shown = { type: field.attributes.type, min: field.attributes.min, max: field.attributes.max, value: field.value };
field.value = value;
field.listeners.change();
leave();
console.log(JSON.stringify({ shown, sent: sent.map(({ kind, item, value }) => ({ kind, item, value })) }));
