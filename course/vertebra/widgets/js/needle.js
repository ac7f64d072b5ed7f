// @ts-check
// A needle steered by two pictures in three steps: plan its place, aim while it stands on the bone, advance; the CT at
// the end takes the pictures' place. One C-arm shows a view at a time.
/** @import { NeedleControls, NeedleFrame } from "./frame_types" */
/** @import { Api, Fit, Part, Pen } from "./types" */
/** @import { Hand } from "./needle_controls.js" */
/** @import { StepName, ViewName } from "./needle_actions.js" */
import { makeAssessmentList } from "./assessment_list.js";
import { makeCanvas } from "./canvas.js";
import { makeCtStack } from "./ct_stack.js";
import { makeDistanceSound } from "./distance_sound.js";
import { element } from "./elements.js";
import { drawGreyImage, drawTag } from "./images.js";
import { actionOf, stepOf } from "./needle_actions.js";
import { makeFoot, makePad, makeSteps } from "./needle_controls.js";
import { makeMarks } from "./needle_marks.js";
import { makePatientPanel } from "./patient_panel.js";
import { makeSaveLoad } from "./save_load.js";
import { t } from "./texts.js";
import { defineWidget } from "./widget_shell.js";

/** @typedef {Api<NeedleFrame, NeedleControls>} NeedleApi */

/** @type {Record<ViewName, string>} */
const VIEWS = { AP: t("AP, from behind"), lateral: t("Lateral, front on the left") };
const TAP_MS = 140;
/** Below it, two tags do not stand beside each other. */
const NARROW_PX = 330;

export default defineWidget({
  title: t("Needle"),
  keys: [
    ["1 2 3", t("plan, aim, advance")],
    ["← → ↑ ↓", t("the mark (plan), aim or entry (aim), as the arrow points")],
    ["E", t("the arrows move the entry, or the angle")],
    ["A D W S", t("entry left, right, up, down")],
    [t("Shift + arrows, Page Up/Down"), t("your mark: in the AP picture, to front and back")],
    [t("Page Up/Down"), t("tap in, draw back; on the CT through its slices")],
    ["P", t("one more picture")],
    ["V", t("the other view, or both")],
    ["C", t("CT, and back to the pictures")],
    [t("Home"), t("on the CT: the worst place")],
  ],
  mount,
});

/**
 * Where the needle points, in words.
 * @type {(medial: number, caudal: number) => string}
 */
export const aimText = (medial, caudal) => {
  const [side, end] = [medial < 0 ? t("out") : t("in"), caudal < 0 ? t("up") : t("down")];
  return `${Math.abs(medial).toFixed(0)}° ${side}, ${Math.abs(caudal).toFixed(0)}° ${end}`;
};

/**
 * @param {HTMLElement} stage
 * @param {NeedleApi} api
 * @returns {Part<NeedleFrame>}
 */
function mount(stage, api) {
  /** @type {Hand} */
  const hand = { step: "plan", view: "AP", what: "angle", ct: false };
  const scene = makeScene(stage, api, hand);
  const actions = makeActions(api, hand, scene);
  let was = { depth: Number.NaN, loose: true, steps: 0 };
  return {
    render(frame, { fresh, behind, arrays }) {
      if (fresh || frame.steps === 0) [hand.step, hand.ct] = [stepOf(frame), frame.scanned && !fresh];
      else if (was.loose !== frame.loose) hand.step = frame.loose ? "aim" : "advance";
      if (!frame.scanned && was.steps > frame.steps) hand.ct = false;
      for (const picture of scene.pictures) {
        picture.update(frame, arrays, behind);
        if (frame.depth > was.depth && !api.calm) picture.tap();
      }
      was = frame;
      scene.patient.show(frame.patient);
      scene.show();
    },
    handleKey(event, frame) {
      const key = event.key.toLowerCase();
      const looking = hand.ct && frame.scanned;
      if (looking && scene.result.key(event)) return true;
      const view = /** @type {HTMLElement} */ (event.target).closest?.("[data-view]")?.getAttribute("data-view");
      hand.view = view === "lateral" ? "lateral" : "AP";
      const action = looking ? null : actionOf(event, hand, frame);
      if (action) api.enqueue(action);
      else if (!event.repeat) actions[key]?.();
      return Boolean(action) || key in actions;
    },
    reset() {
      Object.assign(hand, { step: "plan", ct: false, what: "angle" });
    },
  };
}

/** @typedef {ReturnType<typeof makeScene>} Scene */

/**
 * What the keys do, besides the arrows.
 * @param {NeedleApi} api
 * @param {Hand} hand
 * @param {Scene} scene
 * @returns {Record<string, () => void>}
 */
const makeActions = (api, hand, { goTo, show, nextLook }) => ({
  v: nextLook,
  p: () => api.enqueue({ shot: true }),
  c: () => goTo(hand.ct ? hand.step : "ct"),
  e() {
    hand.what = hand.what === "angle" ? "entry" : "angle";
    show();
  },
  1: () => goTo("plan"),
  2: () => goTo("aim"),
  3: () => goTo("advance"),
});

/**
 * Steps above, the pictures or the CT in the middle, the step's own controls below.
 * @param {HTMLElement} stage
 * @param {NeedleApi} api
 * @param {Hand} hand
 */
function makeScene(stage, api, hand) {
  const head = element("div", { class: "vx-needle-head" });
  const rule = element("p", { class: "vx-warning", role: "status", hidden: true });
  const grid = element("div", { class: "vx-needle" });
  stage.append(head, rule, grid);
  const steps = makeSteps(head, goTo);
  const price = element("span", { class: "vx-needle-price vx-number" });
  const file = element("details", { class: "vx-needle-file" }, element("summary", {}, t("File")));
  const sound = element("details", { class: "vx-needle-file" }, element("summary", {}, t("Sound")));
  makeDistanceSound(sound, api, ({ wall }) => wall);
  head.append(price, sound, file);
  makeSaveLoad(file, api, "needle.json", () => api.frame()?.saved ?? "");
  const pictures = /** @type {ViewName[]} */ (["AP", "lateral"]).map((view) => makePicture(grid, api, view, hand));
  const result = makeResult(stage, api, () => goTo(hand.step));
  const bedside = element("div", { class: "vx-patient-place" });
  stage.append(bedside);
  const patient = makePatientPanel(bedside);
  const foot = makeFoot(stage, api, hand, show);

  /** @param {StepName | "ct"} step */
  function goTo(step) {
    const frame = api.frame();
    if (!frame) return;
    hand.ct = step === "ct";
    if (step !== "ct") hand.step = step;
    else if (!frame.scanned) api.enqueue({ scan: true });
    show();
  }
  function show() {
    const frame = api.frame();
    if (!frame) return;
    const looking = hand.ct && frame.scanned;
    grid.hidden = foot.node.hidden = looking;
    rule.textContent = frame.warning;
    rule.hidden = !frame.warning || looking;
    // The CT says what the sentence says; only a screen reader needs both.
    api.root.classList.toggle("vx-quiet-sentence", looking);
    result.update(frame, looking);
    steps.update(frame, hand);
    foot.update(frame);
    price.textContent = t("{shots} pictures", { shots: frame.shots });
    for (const picture of pictures) picture.show(frame);
  }
  return { pictures, patient, result, goTo, show, nextLook: foot.look.next };
}

/**
 * The CT in place of the pictures, with what it shows beside it.
 * @param {HTMLElement} stage
 * @param {NeedleApi} api
 * @param {() => void} onClose
 */
function makeResult(stage, api, onClose) {
  const node = element("div", { class: "vx-needle-result", hidden: true });
  stage.append(node);
  const ct = makeCtStack(node, api, { onClose });
  const list = makeAssessmentList(node);
  let last = "";
  return {
    key: ct.key,
    /**
     * @param {NeedleFrame} frame
     * @param {boolean} shown
     */
    update(frame, shown) {
      node.hidden = !shown;
      ct.update(frame);
      if (!shown) return;
      const now = JSON.stringify(frame.verdicts);
      if (now !== last) list.show(frame.verdicts);
      last = now;
    },
  };
}

/**
 * A picture of fluoroscopy with handles, the instrument and a pad on it.
 * @param {HTMLElement} parent
 * @param {NeedleApi} api
 * @param {ViewName} view
 * @param {Hand} hand
 */
function makePicture(parent, api, view, hand) {
  /** @type {Fit} */
  let fit = { left: 0, top: 0, size: 1 };
  let number = 0;
  let tapped = 0;
  const pane = element("div", { class: "vx-needle-view", "data-view": view });
  parent.append(pane);
  const canvas = makeCanvas(pane, api, {
    label: VIEWS[view],
    draw(pen, width, height, frame) {
      fit = drawView(pen, width, height, frame, view) ?? fit;
      const left = Math.max(performance.now() - tapped, 0) / TAP_MS;
      marks.draw(pen, hand.step, left < 1 ? 4 * (1 - left) : 0);
      drawWords(pen, frame, { width, height });
      if (left < 1) canvas.redraw();
    },
  });
  const marks = makeMarks(
    view,
    canvas,
    api,
    () => fit,
    () => hand.step,
  );
  const pad = makePad(pane, api, view, hand);

  /** @type {(pen: Pen, frame: NeedleFrame, size: {width: number, height: number}) => void} */
  function drawWords(pen, frame, { width, height }) {
    const old = frame.held.includes(view);
    const seen = number ? t("picture {number}", { number }) : "";
    const older = t("an old picture");
    const words = old ? t("held: {seen}", { seen: seen || older }) : seen;
    drawTag(pen, VIEWS[view], fit.left + 8, fit.top + 18, { align: "left" });
    const row = width < NARROW_PX ? 44 : 18;
    if (words)
      drawTag(pen, words, width - fit.left - 8, fit.top + row, { align: "right", colour: old ? "#ffb454" : "#fff" });
    const depth = t("{depth} mm deep", { depth: frame.depth.toFixed(0) });
    drawTag(pen, `${depth} · ${aimText(frame.medial, frame.caudal)}`, fit.left + 8, height - fit.top - 16, {
      align: "left",
      colour: "#8fd6ff",
    });
  }
  return {
    /**
     * @param {NeedleFrame} frame
     * @param {Record<string, unknown>} arrays
     * @param {boolean} behind
     */
    update(frame, arrays, behind) {
      if (view in arrays) number = frame.held.includes(view) ? 0 : frame.shots;
      marks.settle(behind);
    },
    /** @param {NeedleFrame} frame */
    show(frame) {
      pad.update(frame);
      canvas.redraw();
    },
    tap() {
      tapped = performance.now();
      canvas.redraw();
    },
  };
}

/**
 * The picture of a view with her right side; null while there is none.
 * @param {Pen} pen
 * @param {number} width
 * @param {number} height
 * @param {NeedleFrame} frame
 * @param {ViewName} view
 */
function drawView(pen, width, height, frame, view) {
  const image = frame[view];
  if (!image) return null;
  const fit = drawGreyImage(pen, image, width, height);
  const [left, right] = view === "AP" ? ["L", "R"] : ["A", "P"];
  drawTag(pen, left, fit.left + 8, height / 2, { align: "left" });
  drawTag(pen, right, width - fit.left - 8, height / 2, { align: "right" });
  return fit;
}
