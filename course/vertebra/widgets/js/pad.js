// @ts-check
// Four arrows on a picture, each of which goes where it points.
import { makeButton } from "./controls.js";
import { element } from "./elements.js";

/** @typedef {"left" | "right" | "up" | "down"} Direction as it is seen on a picture */

/** @type {[Direction, string][]} */
const ARROWS = [
  ["up", "▲"],
  ["left", "◀"],
  ["right", "▶"],
  ["down", "▼"],
];

/**
 * @param {HTMLElement} pane
 * @param {string} name of its buttons, before the direction
 * @param {(way: Direction) => void} press
 */
export function makeArrowPad(pane, name, press) {
  const node = element("div", { class: "vx-pad", role: "group" });
  /** @type {[Direction, HTMLButtonElement][]} */
  const buttons = ARROWS.map(([way, sign]) => [
    way,
    makeButton(sign, () => press(way), { name: `${name}-${way}`, className: `vx-pad-button vx-pad-${way}` }),
  ]);
  node.append(...buttons.map(([, button]) => button));
  pane.append(node);
  return { node, buttons };
}
