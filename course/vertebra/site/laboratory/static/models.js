// @ts-check
// The page's side of widgets: for each an object with get, set, on, off, send, as the widgets' scripts know it.

/** @typedef {(message: object, transfer: Transferable[]) => void} Post */
/**
 * @typedef {object} Message what Python says of a widget
 * @property {string} kind
 * @property {number} model
 * @property {any} content
 * @property {ArrayBuffer[]} buffers
 * @property {Record<string, any>} values
 * @property {Tree} tree
 */

/**
 * @typedef {object} Tree a widget, a box of several, or a line of text
 * @property {number} [model]
 * @property {number} [box]
 * @property {string} [kind]
 * @property {Record<string, any>} [traits]
 * @property {Tree[]} [children]
 * @property {string} [text]
 */

const WAIT_FOR_PICTURE_MS = 30_000;

/** One widget of Python, as its script sees it. */
class Model {
  /**
   * @param {number} id
   * @param {Record<string, any>} traits
   * @param {Post} post
   */
  constructor(id, traits, post) {
    this.id = id;
    this.traits = traits;
    this.post = post;
    /** @type {Map<string, Set<(...values: any[]) => void>>} */
    this.listeners = new Map();
    /** @type {Set<string>} */
    this.changed = new Set();
    this.widget_manager = { get_model: async () => this };
  }

  /** @param {string} name */
  get(name) {
    return this.traits[name];
  }

  /**
   * @param {string} name
   * @param {any} value
   */
  set(name, value) {
    this.traits[name] = value;
    this.changed.add(name);
    this.tell(`change:${name}`, this, value);
  }

  save_changes() {
    const values = Object.fromEntries([...this.changed].map((name) => [name, this.traits[name]]));
    this.changed.clear();
    if (Object.keys(values).length) this.post({ kind: "changed", model: this.id, values }, []);
  }

  /**
   * @param {any} content
   * @param {unknown} [_callbacks]
   * @param {ArrayBuffer[]} [buffers]
   */
  send(content, _callbacks, buffers = []) {
    this.post({ kind: "sent", model: this.id, content, buffers }, buffers);
  }

  /**
   * @param {string} event
   * @param {(...values: any[]) => void} listener
   */
  on(event, listener) {
    const known = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, known.add(listener));
  }

  /**
   * @param {string} event
   * @param {(...values: any[]) => void} [listener]
   */
  off(event, listener) {
    if (listener) this.listeners.get(event)?.delete(listener);
    else this.listeners.delete(event);
  }

  /**
   * @param {string} event
   * @param {...any} values
   */
  tell(event, ...values) {
    for (const listener of [...(this.listeners.get(event) ?? [])]) listener(...values);
  }
}

/** All widgets of a page. */
export class Models {
  /**
   * @param {URL} folder
   * @param {Post} post
   */
  constructor(folder, post) {
    this.folder = folder;
    this.post = post;
    /** @type {Map<number, Model>} */
    this.models = new Map();
    /** @type {Map<number, HTMLElement>} */
    this.boxes = new Map();
  }

  /** @param {Message} message */
  receive({ kind, model: id, content, buffers, values, tree }) {
    const model = this.models.get(id);
    if (kind === "sent" && model) {
      model.tell(
        "msg:custom",
        content,
        buffers.map((buffer) => new DataView(buffer)),
      );
    } else if (kind === "changed" && model) {
      for (const [name, value] of Object.entries(values)) {
        model.traits[name] = value;
        model.tell(`change:${name}`, model, value);
      }
    } else if (kind === "children") {
      const box = this.boxes.get(tree.box ?? 0);
      if (box) this.fill(box, tree.children ?? []);
    }
  }

  /**
   * Show a tree of widgets in the place of what stands in an element, once each has drawn its first picture.
   * @param {HTMLElement} element
   * @param {Tree} tree
   */
  async show(element, tree) {
    const live = document.createElement("div");
    live.className = "vx-live-widget";
    live.style.visibility = "hidden";
    live.style.position = "absolute";
    live.style.insetInline = "0";
    element.style.position = "relative";
    element.append(live);
    await this.build(live, tree);
    live.style.cssText = "";
    element.replaceChildren(live);
    element.style.position = "";
  }

  /**
   * @param {HTMLElement} parent
   * @param {Tree} tree
   */
  async build(parent, tree) {
    if (tree.model !== undefined) return this.open(parent, tree.model, tree.kind ?? "", tree.traits ?? {});
    const box = document.createElement("div");
    box.textContent = tree.text ?? "";
    parent.append(box);
    if (tree.box === undefined) return undefined;
    this.boxes.set(tree.box, box);
    return this.fill(box, tree.children ?? []);
  }

  /**
   * @param {HTMLElement} box
   * @param {Tree[]} children
   */
  async fill(box, children) {
    box.replaceChildren();
    for (const child of children) await this.build(box, child);
  }

  /**
   * @param {HTMLElement} parent
   * @param {number} id
   * @param {string} kind
   * @param {Record<string, any>} traits
   */
  async open(parent, id, kind, traits) {
    const model = this.models.get(id) ?? new Model(id, traits, this.post);
    this.models.set(id, model);
    await this.loadStyle(kind);
    const script = await import(new URL(`widgets/${kind}.js`, this.folder).href);
    const element = document.createElement("div");
    element.className = "vx-widget-root";
    parent.append(element);
    const drawn = new Promise((resolve) => {
      const first = () => {
        model.off("msg:custom", first);
        requestAnimationFrame(resolve);
      };
      model.on("msg:custom", first);
      setTimeout(resolve, WAIT_FOR_PICTURE_MS);
    });
    await script.default.initialize?.({ model });
    await script.default.render({ model, el: element });
    await drawn;
  }

  /** @param {string} kind */
  async loadStyle(kind) {
    if (document.querySelector(`link[data-widget="${kind}"]`)) return;
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL(`widgets/${kind}.css`, this.folder).href;
    link.dataset.widget = kind;
    await new Promise((resolve) => {
      link.addEventListener("load", resolve);
      link.addEventListener("error", resolve);
      document.head.append(link);
    });
  }
}
