// @ts-check
// Meters: a name, a value with its unit, a bar with the limits that matter, and a verdict in words. A bar is filled and
// has no handle: only what can be dragged looks so.
/** @import { MeterValue } from "./frame_types" */
import { clamp } from "./canvas.js";
import { setText } from "./controls.js";
import { element } from "./elements.js";

/**
 * How far along its bar a value lies, 0 to 1.
 * @param {number} value
 * @param {{low: number, high: number}} bar
 */
export const fractionOf = (value, { low, high }) => clamp((value - low) / (high - low), 0, 1);

/**
 * @param {HTMLElement} parent
 * @param {string} label
 */
export function makeMeters(parent, label) {
  const list = element("div", { class: "vx-readouts", role: "group", "aria-label": label });
  parent.append(list);
  /** @type {ReturnType<typeof makeRow>[]} */
  let rows = [];
  /** @param {MeterValue} item */
  function makeRow(item) {
    const value = element("strong");
    const verdict = element("span", { class: "vx-verdict" });
    const [fill, mark] = [element("i", { class: "vx-fill" }), element("i", { class: "vx-mark" })];
    const limits = item.limits.map(({ at, text }) =>
      element("i", { class: "vx-limit", style: `left: ${100 * fractionOf(at, item)}%` }, element("span", {}, text)),
    );
    const bar = element("div", { class: "vx-meter", "aria-hidden": "true" }, fill, ...limits, mark);
    list.append(
      element("span", { class: "vx-what", "data-meter": item.key }, item.name),
      element("div", {}, value, " ", verdict, bar),
    );
    return { value, verdict, fill, mark };
  }
  return {
    /**
     * Makes the rows at first and updates them later.
     * @param {MeterValue[]} items
     */
    show(items) {
      if (rows.length !== items.length) {
        list.replaceChildren();
        rows = items.map(makeRow);
      }
      items.forEach((item, at) => {
        const { value, verdict, fill, mark } = rows[at];
        setText(value, item.text);
        setText(verdict, item.verdict);
        verdict.classList.toggle("vx-grave", Boolean(item.grave));
        const reached = `${(100 * fractionOf(item.value, item)).toFixed(2)}%`;
        if (fill.style.width !== reached) fill.style.width = mark.style.left = reached;
      });
    },
  };
}
