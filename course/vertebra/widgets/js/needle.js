// @ts-check
// A needle steered by two pictures: mark a place, aim while it stands on the bone, advance, and scan at the end.
// One C-arm shows a
// view at a time.
/** @import { NeedleControls, NeedleFrame } from "./frame_types" */
/** @import { Api, Fit, Part, Pen } from "./types" */
import { makeAssessmentList } from "./assessment_list.js";
import { makeCanvas } from "./canvas.js";
import { makeBar, makeButton, makeSelect, nextOf } from "./controls.js";
import { makeCtStack } from "./ct_stack.js";
import { element } from "./elements.js";
import { drawGreyImage, drawTag } from "./images.js";
import { NEEDLE_ACTIONS, NEEDLE_BARS, actionOf } from "./needle_actions.js";
import { makeMarks } from "./needle_marks.js";
import { makeSaveLoad } from "./save_load.js";
import { t } from "./texts.js";
import { defineWidget } from "./widget_shell.js";

/** @typedef {Api<NeedleFrame, NeedleControls>} NeedleApi */
/** @typedef {"AP" | "lateral"} ViewName */

/** @type {Record<ViewName, string>} */
const VIEWS = {
  AP: t("AP, from behind"),
  lateral: t("lateral, front on the left"),
};
/**
 * Where her right side is, in the pictures that have one.
 * @type {Partial<Record<ViewName, "left" | "right">>}
 */
const RIGHT = { AP: "right" };

export default defineWidget({
  title: t("Needle"),
  keys: [
    [t("Shift + arrows, Page Up/Down"), t("your mark: in the AP picture, to front and back")],
    ["A D W S", t("entry in, out, up, down")],
    ["← → ↑ ↓", t("turn by two degrees")],
    [t("Page Up/Down"), t("advance, draw back")],
    ["P", t("one more picture")],
    ["V", t("the other view, or both")],
    ["C", "CT"],
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
  const controls = makeControls(stage, api);
  const rule = element("p", { class: "vx-warning", role: "status", hidden: true });
  const grid = element("div", { class: "vx-needle" });
  stage.append(rule, grid);
  let away = false;
  const ct = makeCtStack(stage, api, {
    onClose() {
      away = true;
      showCt();
    },
  });
  const showCt = () => {
    const frame = api.frame();
    if (!frame) return;
    ct.update(frame);
    ct.node.hidden = !frame.scanned || away;
    grid.hidden = !ct.node.hidden;
  };
  const list = makeAssessmentList(stage);
  makeSaveLoad(stage, api, "needle.json", () => api.frame()?.saved ?? "");
  const pictures = [makeShot(grid, api, "AP"), makeShot(grid, api, "lateral")];
  return {
    render(frame, { behind }) {
      controls.update(frame);
      rule.textContent = frame.warning;
      rule.hidden = !frame.warning;
      if (!frame.scanned) away = false;
      showCt();
      list.node.hidden = !frame.scanned;
      list.show(frame.verdicts);
      for (const picture of pictures) picture.update(behind);
    },
    handleKey(event, frame) {
      const action = actionOf(event);
      if (action) api.enqueue(action);
      else return controls.key(event.key.toLowerCase(), frame);
      return true;
    },
  };
}

/**
 * A picture of fluoroscopy, with handles on it.
 * @param {HTMLElement} parent
 * @param {NeedleApi} api
 * @param {"AP" | "lateral"} view
 */
function makeShot(parent, api, view) {
  /** @type {Fit} */
  let fit = { left: 0, top: 0, size: 1 };
  const pane = element("div", { class: "vx-needle-view" });
  parent.append(pane);
  const canvas = makeCanvas(pane, api, {
    label: VIEWS[view],
    draw(pen, width, height, frame) {
      fit = drawView(pen, width, height, frame, view) ?? fit;
      marks.draw(pen);
      const below = belowWords(frame, view, width);
      const left = Math.max(fit.left, 0) + 8;
      if (below) drawTag(pen, below, left, height - fit.top - 14, { align: "left", colour: "#ffd166" });
    },
  });
  const marks = makeMarks(view, canvas, api, () => fit);
  return {
    /** @param {boolean} behind */
    update(behind) {
      marks.settle(behind);
      canvas.redraw();
    },
  };
}

/**
 * The picture of a view with its name and her right side; null while there is none.
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
  const left = Math.max(fit.left, 0) + 8;
  drawTag(pen, VIEWS[view], left, fit.top + 18, { align: "left" });
  const side = RIGHT[view];
  const x = side === "left" ? left : width - Math.max(fit.left, 0) - 8;
  if (side) drawTag(pen, "R", x, height / 2, { align: side });
  return fit;
}

/**
 * @param {NeedleFrame} frame
 * @param {string} view
 * @param {number} width
 */
function belowWords({ held, loose, marked }, view, width) {
  if (held.includes(view)) return t("held picture");
  if (!loose || marked) return "";
  return width > 330 ? t("drag the mark to where the tip should lie") : t("drag the mark");
}

/**
 * Mark, entry, angle and depth by buttons; what is in hand and what is looked at by lists.
 * @param {HTMLElement} parent
 * @param {NeedleApi} api
 */
function makeControls(parent, api) {
  const bar = makeBar(parent);
  const groups = makeGroups(bar, api);
  const lists = makeLists(bar, api);
  /** @type {Record<string, (frame: NeedleFrame) => void>} */
  const actions = {
    v: (frame) => api.enqueue({ look: nextOf(frame.looks, frame.look) }),
    p: () => api.enqueue({ shot: true }),
    c: (frame) => frame.scanned || api.enqueue({ scan: true }),
  };
  /** @param {string} key */
  const act = (key) => () => {
    const frame = api.frame();
    if (frame) actions[key](frame);
  };
  const scan = makeButton("CT", act("c"), { name: "c", title: t("Show where the needle lies. The list says when.") });
  bar.append(scan);
  return {
    /** @param {NeedleFrame} frame */
    update(frame) {
      groups.update(frame);
      lists.update(frame);
      scan.setAttribute("aria-pressed", String(frame.scanned));
    },
    /**
     * @param {string} key
     * @param {NeedleFrame} frame
     */
    key(key, frame) {
      actions[key]?.(frame);
      return key in actions;
    },
  };
}

/**
 * Buttons in groups, each with what it has led to.
 * @param {HTMLElement} bar
 * @param {NeedleApi} api
 */
function makeGroups(bar, api) {
  /** @type {Record<string, HTMLOutputElement>} */
  const said = {};
  /** @type {HTMLButtonElement[]} */
  const onlyLoose = [];
  for (const { name, heading, from, to } of NEEDLE_BARS) {
    said[name] = element("output", { class: "vx-number vx-needle-said" });
    const buttons = NEEDLE_ACTIONS.slice(from, to).map(({ key, words, label, action }) =>
      makeButton(words, () => api.enqueue(action), { name: key, ariaLabel: label, title: label }),
    );
    if (name !== "depth") onlyLoose.push(...buttons);
    bar.append(element("span", { class: "vx-field" }, heading, ...buttons, said[name]));
  }
  return {
    /** @param {NeedleFrame} frame */
    update({ medial, caudal, depth, loose, marked, shots }) {
      said.mark.textContent = marked ? "" : loose ? t("none yet") : t("none made");
      said.angle.textContent = aimText(medial, caudal);
      said.entry.textContent = loose ? "" : t("fast in the bone");
      said.depth.textContent = t("{depth} mm, {shots} pictures", { depth: depth.toFixed(0), shots });
      for (const button of onlyLoose) button.disabled = !loose;
    },
  };
}

/**
 * @param {HTMLElement} bar
 * @param {NeedleApi} api
 */
function makeLists(bar, api) {
  const look = makeSelect(bar, api, "look", { label: t("Look"), onChange: (value) => api.enqueue({ look: value }) });
  const way = makeSelect(bar, api, "way", { label: t("Way"), onChange: (value) => api.enqueue({ way: value }) });
  const gauge = makeSelect(bar, api, "gauge", {
    label: t("Gauge"),
    onChange: (value) => api.enqueue({ gauge: Number(value) }),
  });
  /** @param {string} name */
  const lookWords = (name) =>
    name === "both" ? t("both at once (biplane)") : t("{view}, one C-arm", { view: t(name) });
  return {
    /** @param {NeedleFrame} frame */
    update(frame) {
      look.fill(frame.looks.map((name) => [name, lookWords(name)]));
      way.fill(frame.ways.map((name) => [name, t(name)]));
      gauge.fill(frame.gauges.map((number) => [number, String(number)]));
      look.show(frame.look);
      way.show(frame.way);
      gauge.show(frame.gauge);
      way.input.disabled = gauge.input.disabled = !frame.loose;
    },
  };
}
