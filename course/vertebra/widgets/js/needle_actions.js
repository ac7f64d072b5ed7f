// @ts-check
// What can be done with a needle by a button or a key.
/** @import { NeedleControls } from "./frame_types" */
import { t } from "./texts.js";

/** @typedef {{key: string, words: string, label: string, action: Partial<NeedleControls>}} NeedleAction */

/** @type {(key: string, words: string, label: string, action: Partial<NeedleControls>) => NeedleAction} */
const by = (key, words, label, action) => ({ key, words, label, action });

export const NEEDLE_ACTIONS = [
  by("ArrowLeft", "◂", t("Turn outwards by 2 degrees"), { medial: -2 }),
  by("ArrowRight", "▸", t("Turn towards the midline by 2 degrees"), { medial: 2 }),
  by("ArrowUp", "▴", t("Turn upwards by 2 degrees"), { caudal: -2 }),
  by("ArrowDown", "▾", t("Turn downwards by 2 degrees"), { caudal: 2 }),
  by("a", t("in"), t("Entry 1 mm inwards"), { out: -1 }),
  by("d", t("out"), t("Entry 1 mm outwards"), { out: 1 }),
  by("w", t("up"), t("Entry 1 mm upwards"), { up: 1 }),
  by("s", t("down"), t("Entry 1 mm downwards"), { up: -1 }),
  by("PageUp", "2 mm ▸", t("Advance by 2 mm"), { advance: 2 }),
  by("PageDown", "◂ 2 mm", t("Draw back by 2 mm"), { advance: -2 }),
  by("Shift+ArrowLeft", "◂", t("Mark 2 mm to the left"), { mark: [-2, 0, 0] }),
  by("Shift+ArrowRight", "▸", t("Mark 2 mm to the right"), { mark: [2, 0, 0] }),
  by("Shift+ArrowUp", "▴", t("Mark 2 mm upwards"), { mark: [0, 0, 2] }),
  by("Shift+ArrowDown", "▾", t("Mark 2 mm downwards"), { mark: [0, 0, -2] }),
  by("Shift+PageUp", t("front"), t("Mark 2 mm to the front"), { mark: [0, 2, 0] }),
  by("Shift+PageDown", t("back"), t("Mark 2 mm to the back"), { mark: [0, -2, 0] }),
];

/** The groups of their buttons, from one action up to another. */
export const NEEDLE_BARS = [
  { name: "mark", heading: t("Mark"), from: 10, to: 16 },
  { name: "entry", heading: t("Entry"), from: 4, to: 8 },
  { name: "angle", heading: t("Angle"), from: 0, to: 4 },
  { name: "depth", heading: t("Depth"), from: 8, to: 10 },
];

/**
 * What a key does, or undefined. Shift moves the mark; a capital letter is the letter.
 * @param {{key: string, shiftKey?: boolean}} event
 */
export function actionOf({ key, shiftKey = false }) {
  const named = key.length > 1 && shiftKey ? `Shift+${key}` : key.length > 1 ? key : key.toLowerCase();
  return NEEDLE_ACTIONS.find((action) => action.key === named)?.action;
}
