// @ts-check
// A refusal stands where it was caused: right below the button that was pressed, not at the top of a tall widget.
/** @import { Api } from "./types" */

/** What a refusal is put below: the row of the button that was pressed. */
const ROWS = ".vx-options > div, .vx-bar, .vx-row, .vx-controls";

/**
 * The row inside the widget's stage in which a control stands; the control itself where it stands in none.
 * @param {Element} pressed
 * @param {Element} root
 */
export function rowOf(pressed, root) {
  const row = pressed.closest(ROWS);
  return row && row !== root && root.contains(row) ? row : pressed;
}

/** @param {Api<any, any>} api */
export function keepWarningNear(api) {
  const warning = /** @type {HTMLElement | null} */ (api.root.querySelector(".vx-warning"));
  if (!warning) return;
  const home = document.createComment("warnings");
  warning.before(home);
  /** @type {Element | null} */
  let pressed = null;
  const note = (/** @type {Event} */ event) => {
    const target = /** @type {Element | null} */ (event.target);
    const control = target?.closest?.("button, input, select, [tabindex]");
    if (control && api.root.contains(control)) pressed = control;
  };
  api.on(api.root, "pointerdown", note, { capture: true });
  api.on(api.root, "keydown", note, { capture: true });
  const place = () => {
    const inside = pressed?.isConnected && pressed.closest(".vx-stage");
    if (warning.hidden || !pressed || !inside) return home.after(warning);
    rowOf(pressed, api.root).after(warning);
    warning.scrollIntoView?.({ block: "nearest" });
  };
  const watch = new MutationObserver(place);
  watch.observe(warning, { attributes: true, attributeFilter: ["hidden", "data-key"] });
  api.later(() => watch.disconnect());
}
