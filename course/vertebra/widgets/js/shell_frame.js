// @ts-check
// The frame of a widget: its bar, its sentence, its refusals, and the banner of a kernel that is gone.
/** @import { Shell } from "./types" */
import { makeButton } from "./controls.js";
import { element } from "./elements.js";
import { t } from "./texts.js";

const FAR_PX = 400;
const TITLES = Symbol.for("vertebra.titles of widgets in this page");

/**
 * @param {string} title
 * @param {[string, string][]} keys
 * @param {(stem: string) => string} newId
 * @returns {Shell}
 */
export function makeShell(title, keys, newId) {
  const keysId = newId("keys");
  const undo = makeButton(t("Undo"), null, { name: "undo", title: t("Undo (Ctrl Z or U)") });
  const redo = makeButton(t("Redo"), null, { name: "redo", title: t("Redo (Ctrl Shift Z)") });
  const reset = makeButton(t("Reset"), null, { name: "reset", title: t("Start again (R)") });
  const help = makeButton(t("Keys"), null, { title: t("Keys (H)") });
  help.setAttribute("aria-expanded", "false");
  help.setAttribute("aria-controls", keysId);
  const list = element("ul", { class: "vx-keys", id: keysId, hidden: true });
  for (const [press, does] of keys) list.append(element("li", {}, element("kbd", {}, press), ` ${does}`));
  const stage = element("div", { class: "vx-stage" });
  const sentence = element("p", { class: "vx-sentence", "aria-hidden": "true" });
  const spoken = element("p", { class: "vx-spoken", "aria-live": "polite", "aria-atomic": "true" });
  const warning = element("p", { class: "vx-warning", role: "alert", hidden: true });
  const notice = element("p", { class: "vx-notice", role: "status", hidden: true });
  const banner = element("p", { class: "vx-lost", role: "alert", hidden: true });
  const name = element("strong", { class: "vx-title" }, title);
  const bar = element("div", { class: "vx-bar" }, name, undo, redo, help, reset);
  const body = element("div", { class: "vx-body" }, list, stage, sentence, spoken);
  const frame = {
    class: "vx",
    role: "group",
    "aria-label": title,
    "data-lm-suppress-shortcuts": "true",
    tabindex: "-1",
  };
  const root = element("div", frame, banner, bar, notice, warning, body);
  /** @type {HTMLElement | null} */
  let used = null;
  return {
    root,
    bar,
    body,
    stage,
    sentence,
    spoken,
    banner,
    undo,
    redo,
    reset,
    help,
    touched(target) {
      used = target instanceof HTMLElement ? target : null;
    },
    warn(text, key = "") {
      if (!text && warning.hidden) return;
      warning.textContent = text;
      warning.dataset.key = key;
      warning.hidden = !text;
      placeBeside(warning, text ? used : null, root);
    },
    note(text) {
      notice.textContent = text;
      notice.hidden = !text;
    },
    toggleKeys() {
      list.hidden = !list.hidden;
      help.setAttribute("aria-expanded", String(!list.hidden));
    },
  };
}

/**
 * A refusal stands where the hand is: below the control that was used, if the widget's top is not to be seen.
 * @param {HTMLElement} warning
 * @param {HTMLElement | null} used
 * @param {HTMLElement} root
 */
function placeBeside(warning, used, root) {
  const outer = root.getBoundingClientRect();
  const inner = used?.isConnected ? used.getBoundingClientRect() : null;
  const away = Boolean(inner) && (outer.top < 0 || (inner?.top ?? 0) - outer.top > FAR_PX);
  warning.classList.toggle("vx-beside", away);
  warning.style.top = inner && away ? `${inner.bottom - outer.top + 6}px` : "";
}

/**
 * What a widget is called: where a page has several of a kind, they are numbered.
 * @param {string} title
 * @param {HTMLElement} root
 */
export function uniqueTitle(title, root) {
  const page = /** @type {any} */ (globalThis);
  page[TITLES] ??= new Map();
  const known = page[TITLES];
  /** @type {WeakRef<HTMLElement>[]} */
  const roots = (known.get(title) ?? []).filter((/** @type {WeakRef<HTMLElement>} */ ref) => ref.deref()?.isConnected);
  const taken = new Set(roots.map((ref) => ref.deref()?.getAttribute("aria-label")));
  known.set(title, [...roots, new WeakRef(root)]);
  let [number, name] = [1, title];
  while (taken.has(name)) {
    number += 1;
    name = `${title} ${number}`;
  }
  return name;
}

/**
 * A banner in place of a widget that no kernel has any more; nothing in it can be used meanwhile.
 * @param {Shell} shell
 * @param {import("./kernel_watch.js").Loss} loss
 */
export function showLoss(shell, loss) {
  const { banner, body, bar, root } = shell;
  body.inert = bar.inert = Boolean(loss);
  root.dataset.lost = loss;
  banner.hidden = !loss;
  if (loss === "away") banner.replaceChildren(t("The connection to the course is interrupted. Please wait."));
  if (loss !== "lost") return;
  const start = () => {
    const event = new CustomEvent("vertebra-start-again", { bubbles: true, cancelable: true });
    // Whoever can start the lesson again says so by preventing the default.
    if (root.dispatchEvent(event)) banner.replaceChildren(t("Choose Run, Run All Cells in the menu above."));
    else banner.replaceChildren(t("Starting …"));
  };
  const button = makeButton(t("Start again"), start, { name: "start-again", main: true });
  const saved = root.dataset.saves ? t("What you did is saved.") : "";
  const words = t("The course's kernel has stopped, so nothing here answers.");
  banner.replaceChildren(element("span", {}, `${words} ${saved}`.trim()), button);
}
