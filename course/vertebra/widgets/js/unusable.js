// @ts-check
// Controls that can't be used now, and why.
/** @import { Api, Shell } from "./types" */
import { element } from "./elements.js";

/** @typedef {HTMLButtonElement | HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */

/** @type {WeakMap<Control, HTMLElement>} */
const descriptions = new WeakMap();

/**
 * Say why a control can't be used now; no reason makes it usable again.
 *
 * A button keeps its focus and its place in the Tab order, so that the reason can be read; the shell stops its clicks
 * and shows the reason beside it. A field is disabled as the browser does it, and its label holds the reason.
 * @param {Pick<Api, "id">} api
 * @param {Control} control
 * @param {string} reason empty where it can be used
 */
export function setUnusable(api, control, reason) {
  const known = descriptions.get(control);
  if ((control.dataset.reason ?? "") === reason && (!reason || known?.isConnected)) return;
  if (control.tagName === "BUTTON") {
    if (reason) control.setAttribute("aria-disabled", "true");
    else control.removeAttribute("aria-disabled");
  } else {
    control.disabled = Boolean(reason);
    const label = control.closest("label");
    label?.classList.toggle("vx-unusable", Boolean(reason));
    label?.setAttribute("title", reason);
  }
  if (reason) control.dataset.reason = reason;
  else delete control.dataset.reason;
  const words = known ?? element("span", { id: api.id("reason"), hidden: true });
  descriptions.set(control, words);
  words.textContent = reason;
  if (!known?.isConnected) control.after(words);
  if (reason) control.setAttribute("aria-describedby", words.id);
  else control.removeAttribute("aria-describedby");
}

/**
 * Whether a control may be used now.
 * @param {Element} control
 */
export const isUsable = (control) => control.getAttribute("aria-disabled") !== "true";

/**
 * Shows reasons beside their controls and stops clicks on what can't be used.
 * @param {Shell} shell
 * @param {Api} api
 */
export function watchReasons(shell, api) {
  const bubble = element("p", { class: "vx-reason", role: "status", hidden: true });
  shell.root.append(bubble);
  /** @type {(event: Event) => HTMLElement | null} */
  const controlOf = ({ target }) => /** @type {any} */ (target)?.closest?.("[data-reason]") ?? null;
  /** @param {HTMLElement} control */
  const show = (control) => {
    bubble.textContent = control.dataset.reason ?? "";
    bubble.hidden = false;
    const [inner, outer] = [control.getBoundingClientRect(), shell.root.getBoundingClientRect()];
    const below = inner.bottom - outer.top + 6;
    const above = inner.top - outer.top - bubble.offsetHeight - 6;
    const left = Math.min(inner.left - outer.left, outer.width - bubble.offsetWidth - 8);
    bubble.style.left = `${Math.max(8, left)}px`;
    bubble.style.top = `${below + bubble.offsetHeight < outer.height ? below : above}px`;
  };
  const hide = () => {
    bubble.hidden = true;
  };
  for (const type of ["pointerover", "focusin", "click"]) {
    api.on(
      shell.root,
      type,
      (event) => {
        const control = controlOf(event);
        if (!control) return hide();
        show(control);
        if (type !== "click" || isUsable(control)) return;
        event.preventDefault();
        event.stopImmediatePropagation();
      },
      { capture: true },
    );
  }
  for (const type of ["pointerleave", "focusout"]) api.on(shell.root, type, hide);
}
