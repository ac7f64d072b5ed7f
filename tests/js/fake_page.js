// A page without a browser: as much of a document as the widgets need, so that node can mount them, send frames and press keys.

class FakeClasses {
  names = new Set();
  toggle(name, wanted = !this.names.has(name)) {
    if (wanted) this.names.add(name);
    else this.names.delete(name);
    return wanted;
  }
  add(...names) {
    for (const name of names) this.names.add(name);
  }
}

export class FakeElement {
  constructor(tag) {
    this.tagName = tag.toUpperCase();
    this.children = [];
    this.attributes = {};
    this.dataset = {};
    this.style = {};
    this.classList = new FakeClasses();
    this.listeners = {};
    this.value = "";
    this.parent = null;
    [this.clientWidth, this.clientHeight] = [400, 300];
  }
  get options() {
    return this.children;
  }
  get firstChild() {
    return this.children[0] ?? null;
  }
  get textContent() {
    return this.children.map((child) => (typeof child === "string" ? child : child.textContent)).join("");
  }
  set textContent(text) {
    this.children = [String(text)];
  }
  setAttribute(name, value) {
    this.attributes[name] = value;
    if (name === "class") this.classList.add(...value.split(" ").filter(Boolean));
    else if (name.startsWith("data-")) this.dataset[name.slice(5)] = value;
    else if (["hidden", "checked", "disabled"].includes(name)) this[name] = true;
    else if (["id", "type", "value", "name"].includes(name)) this[name] = value;
  }
  getAttribute(name) {
    return this.attributes[name] ?? null;
  }
  removeAttribute(name) {
    delete this.attributes[name];
  }
  get isConnected() {
    return this.parent !== null;
  }
  append(...nodes) {
    for (const node of nodes) if (typeof node === "object") node.parent = this;
    this.children.push(...nodes);
  }
  after(node) {
    node.parent = this.parent;
    this.parent?.children.splice(this.parent.children.indexOf(this) + 1, 0, node);
  }
  replaceChildren(...nodes) {
    this.children = [];
    this.append(...nodes);
  }
  remove() {
    if (this.parent) this.parent.children = this.parent.children.filter((child) => child !== this);
  }
  addEventListener(type, act) {
    this.listeners[type] = [...(this.listeners[type] ?? []), act];
  }
  removeEventListener(type, act) {
    this.listeners[type] = (this.listeners[type] ?? []).filter((other) => other !== act);
  }
  dispatch(type, event = {}) {
    const whole = { target: this, stopPropagation() {}, preventDefault() {}, ...event };
    for (let node = this; node; node = node.parent) for (const act of node.listeners[type] ?? []) act(whole);
  }
  click() {
    if (this.type === "checkbox") {
      this.checked = !this.checked;
      this.dispatch("change");
    }
    this.dispatch("click");
  }
  focus() {
    document.activeElement = this;
  }
  getContext(kind) {
    return kind === "2d" ? makePen(this) : null;
  }
  getBoundingClientRect() {
    return { left: 0, top: 0, width: this.clientWidth, height: this.clientHeight };
  }
  *all() {
    for (const child of this.children) {
      if (typeof child !== "object") continue;
      yield child;
      yield* child.all();
    }
  }
  querySelector() {
    return null;
  }
  closest() {
    return null;
  }
}

// A pen that remembers the texts it wrote.
function makePen(canvas) {
  const written = [];
  const known = {
    canvas,
    written,
    measureText: (text) => ({ width: 6 * text.length }),
    fillText: (text) => written.push(text),
  };
  return new Proxy(known, { get: (target, name) => target[name] ?? (() => {}), set: () => true });
}

const PATIENCE_MS = 5000;
const { setTimeout: startTimer } = globalThis;

/** A widget waits seconds for its kernel; no test waits for that, so such a timer doesn't keep the process. */
function startTimerOfPage(act, delay, ...rest) {
  const timer = startTimer(act, delay, ...rest);
  if (delay > PATIENCE_MS) timer.unref();
  return timer;
}

/** Install the page; `tick()` runs what was put off to the next animation frame. */
export function installPage() {
  const due = [];
  const body = new FakeElement("body");
  Object.assign(globalThis, {
    setTimeout: globalThis.setTimeout === startTimer ? startTimerOfPage : globalThis.setTimeout, // a mock stays
    document: { createElement: (tag) => new FakeElement(tag), body, activeElement: body },
    HTMLElement: FakeElement,
    ResizeObserver: class {
      observe() {}
      disconnect() {}
    },
    MutationObserver: class {
      observe() {}
      disconnect() {}
    },
    OffscreenCanvas: class extends FakeElement {
      constructor() {
        super("canvas");
      }
    },
    ImageData: class {
      constructor(first, second, third) {
        const given = typeof first === "number" ? null : first;
        [this.width, this.height] = given ? [second, third] : [first, second];
        this.data = given ?? new Uint8ClampedArray(4 * this.width * this.height);
      }
    },
    Path2D: class {
      moveTo() {}
      lineTo() {}
    },
    requestAnimationFrame: (act) => due.push(act),
    cancelAnimationFrame: () => {},
    matchMedia: () => new FakeElement("media"),
    getComputedStyle: () => ({ getPropertyValue: () => "#123456" }),
    CSS: { escape: (text) => text },
  });
  return {
    tick() {
      for (const act of due.splice(0)) act();
    },
  };
}

/** Mount a widget; what it sends stands in `sent`. */
export function mountWidget(definition, traits = {}) {
  const page = installPage();
  const sent = [];
  const handlers = {};
  const model = {
    get: (name) => traits[name] ?? null,
    set: (name, value) => Object.assign(traits, { [name]: value }),
    save_changes() {},
    send: (message) => sent.push(message),
    on: (event, act) => Object.assign(handlers, { [event]: act }),
    off: () => {},
  };
  const el = new FakeElement("div");
  const leave = definition.render({ model, el });
  const [root] = el.children;
  let seq = 0;
  return {
    root,
    sent,
    leave,
    page,
    /** Send a frame as Python does; what was asked for is answered. */
    frame(state, arrays = {}, fresh = seq === 0) {
      const layouts = Object.entries(arrays).map(([name, values]) => ({
        name,
        dtype: { Uint8Array: "uint8", Float32Array: "float32", Uint32Array: "uint32" }[values.constructor.name],
        shape: values.shape ?? [values.length],
      }));
      const buffers = Object.values(arrays).map((values) => values.buffer);
      const last = sent.at(-1);
      seq = last.seq ?? 0;
      handlers["msg:custom"](
        { kind: "frame", view: last.view, seq, fresh, state, arrays: layouts, sentence: "" },
        buffers,
      );
      page.tick();
    },
    /** The action of the last request. */
    get asked() {
      return sent.at(-1).action;
    },
    key(key, more = {}) {
      const target = more.target ?? root;
      root.dispatch("keydown", { key, ...more, target });
    },
    control: (name) =>
      [...root.all()].find(({ dataset, id }) => dataset.control === name || id?.startsWith(`vx-${name}-`)),
    find: (test) => [...root.all()].filter(test),
  };
}

/** An array of zeros with a shape. */
export const plane = (Type, ...shape) => Object.assign(new Type(shape.reduce((all, one) => all * one, 1)), { shape });
