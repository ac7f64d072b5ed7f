// @ts-check
// A point in a picture: by a click, or with the arrow keys on the picture.
/** @import { Changed, Field, Item } from "../../js/types" */
import { KEEPS_KEYS, setText } from "../../../widgets/js/controls.js";
import { element } from "../../../widgets/js/elements.js";
import { pt, t } from "../../../widgets/js/texts.js";
import { asStatus, newId } from "../../js/quiz_page.js";

/** @typedef {number[]} Place fractions of the picture's width and height */

const STEP = 0.02;
const FINE_STEP = 0.005;
/** @type {Record<string, Place>} */
const BY_KEY = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @param {number} fraction */
const within = (fraction) => Math.min(1, Math.max(0, fraction));

/**
 * A key's new point, or null where the key moves nothing.
 * @param {Place | null} point
 * @param {string} key
 * @param {boolean} fine
 * @returns {Place | null}
 */
export function stepped(point, key, fine) {
  if (key === "Home") return [0.5, 0.5];
  const by = BY_KEY[key];
  if (!by) return null;
  if (!point) return [0.5, 0.5];
  const step = fine ? FINE_STEP : STEP;
  return [within(point[0] + by[0] * step), within(point[1] + by[1] * step)];
}

/** @param {Place | null} point */
export function asText(point) {
  return point ? point.map((fraction) => within(fraction).toFixed(4)).join(",") : "";
}

/**
 * @param {unknown} value
 * @returns {Place | null}
 */
export function asPoint(value) {
  if (typeof value !== "string" || !value.trim()) return null;
  const parts = value.split(",").map(Number);
  return parts.length === 2 && parts.every((part) => part >= 0 && part <= 1) ? parts : null;
}

/** @param {Place | null} point */
export function inWords(point) {
  if (!point) return t("No point yet.");
  const [x, y] = point.map((fraction) => Math.round(100 * fraction));
  return pt("point-said", "Point {x}% from the left, {y}% from the top.", { x, y });
}

/** @param {string} rule */
const helpWords = (rule) =>
  t("{rule} Click the place, or move the mark with the arrow keys (with Shift in small steps, Home to the middle).", {
    rule,
  });

/**
 * @param {Item} item
 * @param {string} stemId
 * @param {Changed} changed
 * @returns {Field}
 */
function pointField(item, stemId, changed) {
  const helpId = newId("help");
  const mark = element("span", { class: "vq-mark", hidden: true, "aria-hidden": "true" });
  const said = element("p", asStatus("vq-help"));
  /** @type {Place | null} */
  let now = null;
  /** @param {Place | null} place */
  const show = (place) => {
    now = place;
    mark.hidden = !place;
    if (place) [mark.style.left, mark.style.top] = place.map((fraction) => `${100 * fraction}%`);
    setText(said, inWords(place));
  };
  const plate = makePlate(item, mark, `${stemId} ${helpId}`, {
    now: () => now,
    put(place, settled) {
      show(place);
      changed(asText(place), settled);
    },
  });
  show(null);
  const help = element("p", { class: "vq-help", id: helpId }, helpWords(item.rule ?? ""));
  return {
    node: element("div", { class: "vq-field" }, help, plate, said),
    get: () => asText(now),
    set: (value) => show(asPoint(value)),
    why() {},
    focus: () => plate.focus(),
  };
}

/**
 * The picture, which takes clicks and keys.
 * @param {Item} item
 * @param {HTMLElement} mark
 * @param {string} describedBy
 * @param {{now: () => Place | null, put: (place: Place, settled: boolean) => void}} hand
 */
function makePlate({ figure }, mark, describedBy, { now, put }) {
  const { src = "", alt = "" } = figure ?? {};
  const plate = element(
    "div",
    {
      class: "vq-plate",
      tabindex: "0",
      role: "application",
      "aria-roledescription": t("picture to point at"),
      "aria-label": alt,
      "aria-describedby": describedBy,
      ...KEEPS_KEYS,
      onclick(event) {
        const box = plate.getBoundingClientRect();
        put([within((event.clientX - box.left) / box.width), within((event.clientY - box.top) / box.height)], true);
      },
      onkeydown(event) {
        const next = stepped(now(), event.key, event.shiftKey);
        if (!next) return;
        event.preventDefault();
        put(next, false);
      },
      onblur() {
        const place = now();
        if (place) put(place, true);
      },
    },
    element("img", { src, alt: "", draggable: "false" }),
    mark,
  );
  return plate;
}

/** @param {Item} _item @param {unknown} value */
const words = (_item, value) => inWords(asPoint(value));

export const point = { field: pointField, answeredInFigure: true, words };
