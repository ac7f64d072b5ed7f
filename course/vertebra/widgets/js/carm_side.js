// @ts-check
// Beside and on the C-arm's picture: the table's arrows, what the angles mean, what it costs, and what a view is worth.
/** @import { CArmFrame } from "./frame_types" */
/** @import { CArmApi, Hand, MoveName } from "./carm_positioning.js" */
/** @import { Direction } from "./pad.js" */
import { makeCarmDiagram } from "./carm_diagram.js";
import { TABLE_MM } from "./carm_hand.js";
import { makeAssessmentTable, makeMachine } from "./carm_panel.js";
import { makeButton, setText } from "./controls.js";
import { element } from "./elements.js";
import { makeMeters } from "./meters.js";
import { makeArrowPad } from "./pad.js";
import { t } from "./texts.js";

/**
 * What the letters of the angles mean.
 * @param {{rotation: number, tilt: number}} stand
 */
export function anglesMeaning({ rotation, tilt }) {
  const [turn, lean] = [Math.round(rotation), Math.round(tilt)];
  const side =
    turn > 0
      ? t("LPO, left posterior oblique: the detector is turned to her left.")
      : turn < 0
        ? t("RPO, right posterior oblique: the detector is turned to her right.")
        : t("The detector is straight above her back.");
  const end =
    lean > 0 ? t("Cranial: it leans towards her head.") : lean < 0 ? t("Caudal: it leans towards her feet.") : "";
  return `${side} ${end}`.trim();
}

/**
 * The table by arrows on the picture: what is seen goes where the arrow points.
 * @param {HTMLElement} parent
 * @param {(right: number, down: number) => void} push by so many mm
 */
export function makeTablePad(parent, push) {
  /** @type {Record<Direction, [number, number]>} */
  const ways = { left: [-TABLE_MM, 0], right: [TABLE_MM, 0], up: [0, -TABLE_MM], down: [0, TABLE_MM] };
  const words = { left: t("left"), right: t("right"), up: t("up"), down: t("down") };
  const { node, buttons } = makeArrowPad(parent, "table", (way) => push(...ways[way]));
  node.setAttribute("aria-label", t("Table"));
  node.append(element("span", { class: "vx-pad-name" }, t("table")));
  for (const [way, button] of buttons) {
    button.setAttribute("aria-label", t("Table: the picture goes 5 mm {where}", { where: words[way] }));
  }
}

/**
 * Beside the picture: arm and patient drawn small, what it costs and the machine, or what the set-up is worth.
 * @param {HTMLElement} parent
 * @param {CArmApi} api
 * @param {Hand} hand
 * @param {(change: Partial<Record<MoveName, number>>) => void} moved
 */
export function makeSide(parent, api, hand, moved) {
  const work = element("div");
  const score = element("div", { hidden: true });
  const hint = element("p", { class: "vx-arm-hint", role: "status", hidden: true });
  parent.append(hint, work, score);
  const diagram = makeCarmDiagram(work, api, hand);
  const meaning = element("p", { class: "vx-arm-meaning" });
  work.append(meaning);
  const meters = makeMeters(work, t("What it costs"));
  const machine = makeMachine(work, api, hand, moved);
  const table = makeAssessmentTable(score);
  table.node.hidden = false;
  score.append(makeButton(t("Back to the arm"), () => showScore(false), { name: "points-close" }));
  let last = -1;
  /** @param {boolean} wanted */
  function showScore(wanted) {
    const shown = wanted && Boolean(api.frame()?.verdicts.length);
    score.hidden = !shown;
    work.hidden = shown;
  }
  return {
    showScore,
    redraw() {
      diagram.redraw();
      machine.update();
      setText(meaning, anglesMeaning(hand));
    },
    /** @param {CArmFrame} frame */
    update(frame) {
      hint.hidden = !frame.hinting;
      setText(hint, frame.hint);
      meters.show(frame.readouts);
      machine.fill(frame);
      table.show(frame.verdicts);
      // A view that was just called true shows its points in the eye's reach; a move of the arm takes them away again.
      if (last >= 0 && frame.claimed !== last) showScore(frame.claimed > last);
      last = frame.claimed;
    },
  };
}
