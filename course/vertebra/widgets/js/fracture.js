// @ts-check
// A vertebral body that loses height: the learner lowers it, reads three heights and gives the grade.
/** @import { CollapseControls, CollapseFrame } from "./frame_types" */
/** @import { Api, Part, Pen } from "./types" */
/** @import { Placement } from "./sagittal.js" */
import { clamp, makeCanvas, makeDrag, redrawOnFocus } from "./canvas.js";
import { slideTo } from "./chart.js";
import { makeBar, makeButton, makeRange, makeSelect } from "./controls.js";
import { element } from "./elements.js";
import { drawCaption, drawTag } from "./images.js";
import { makeMeters } from "./meters.js";
import { drawPlane, groundOf, placeOf } from "./sagittal.js";
import { t } from "./texts.js";
import { defineWidget } from "./widget_shell.js";

/** @typedef {Api<CollapseFrame, CollapseControls>} CollapseApi */
/** @typedef {(loss: number) => void} Moved */

const CALIPERS = ["#ffb000", "#56b4e9", "#ff9ecb"];
/** @type {Record<string, string>} */
const UPSIDE_DOWN = { ArrowUp: "ArrowDown", ArrowDown: "ArrowUp", PageUp: "PageDown", PageDown: "PageUp" };

export default defineWidget({
  title: t("Collapse and grade"),
  keys: [
    ["↑ ↓", t("less height lost, more")],
    [t("Page Up/Down"), t("5 % at a time")],
    ["W", t("next way of loading")],
    ["0 1 2 3", t("give the grade")],
  ],
  mount,
});

/**
 * The loss after a key, which goes down where a slider goes up; null for any other key.
 * @param {number} loss
 * @param {number} most
 * @param {string} key
 * @param {boolean} [shift]
 */
export const lossAfter = (loss, most, key, shift) =>
  slideTo(loss, { low: 0, high: most, step: 1, leap: 5 }, UPSIDE_DOWN[key] ?? key, shift);

/**
 * @param {HTMLElement} stage
 * @param {CollapseApi} api
 * @returns {Part<CollapseFrame>}
 */
function mount(stage, api) {
  const hand = { loss: 0 };
  const controls = makeControls(stage, api, moved);
  const left = element("div", { class: "vx-collapse-body" });
  const right = element("div");
  stage.append(element("div", { class: "vx-collapse" }, left, right));
  const body = makeBody(left, api, hand, moved);
  const meters = makeMeters(right, t("Heights in the median plane"));
  const grades = makeGrades(right, api);

  /** @param {number} loss */
  function moved(loss) {
    const frame = api.frame();
    if (!frame) return;
    hand.loss = clamp(Math.round(loss), 0, frame.most);
    controls.write(hand.loss);
    api.setLatest({ loss: hand.loss });
    body.tell(frame);
  }
  return {
    render(frame, { behind }) {
      if (!behind) {
        hand.loss = frame.loss;
        controls.update(frame);
      }
      meters.show(frame.readouts);
      grades.update(frame);
      body.tell(frame);
      body.redraw();
    },
    handleKey({ key, shiftKey }, frame) {
      const loss = lossAfter(hand.loss, frame.most, key, shiftKey);
      if (loss === null) return controls.key(key.toLowerCase()) || grades.key(key);
      moved(loss);
      return true;
    },
  };
}

/**
 * @param {HTMLElement} parent
 * @param {CollapseApi} api
 * @param {Moved} moved
 */
function makeControls(parent, api, moved) {
  const bar = makeBar(parent);
  const way = makeSelect(bar, api, "way", { label: t("Loaded"), onChange: (value) => api.enqueue({ way: value }) });
  const loss = makeRange(bar, api, "loss", {
    label: t("Height lost where it loses most"),
    min: 0,
    max: 60,
    step: 1,
    words: (value) => `${value} %`,
    onInput: moved,
  });
  return {
    /** @param {number} value */
    write: (value) => loss.show(value, true),
    /** @param {CollapseFrame} frame */
    update(frame) {
      way.fill(frame.ways);
      way.show(frame.way);
      loss.input.max = String(frame.most);
      loss.show(frame.loss, true);
    },
    /** @param {string} key */
    key(key) {
      if (key === "w") way.next();
      return key === "w";
    },
  };
}

/**
 * @param {HTMLElement} parent
 * @param {CollapseApi} api
 */
function makeGrades(parent, api) {
  const list = element("div", { class: "vx-grades", role: "group", "aria-label": t("Your grade") });
  const verdict = element("p", { class: "vx-judged", role: "status" });
  parent.append(element("p", { class: "vx-what" }, t("Which grade is it?")), list, verdict);
  /** @type {HTMLButtonElement[]} */
  let buttons = [];
  return {
    /** @param {CollapseFrame} frame */
    update({ grades, guess, verdict: words }) {
      if (!buttons.length) {
        buttons = grades.map((name, grade) =>
          makeButton(name, () => api.enqueue({ guess: grade }), { name: `grade-${grade}` }),
        );
        list.append(...buttons);
      }
      buttons.forEach((button, grade) => {
        button.setAttribute("aria-pressed", String(guess === grade));
      });
      verdict.textContent = words;
    },
    /** @param {string} key */
    key(key) {
      if (!["0", "1", "2", "3"].includes(key)) return false;
      api.enqueue({ guess: Number(key) });
      return true;
    },
  };
}

/** @type {(frame: CollapseFrame, width: number, height: number) => Placement} */
const placeBody = (frame, width, height) =>
  placeOf({ ...frame, shape: frame.plane.shape }, { left: 6, top: 30, wide: width - 12, tall: height - 40 });

/**
 * @param {HTMLElement} parent
 * @param {CollapseApi} api
 * @param {{loss: number}} hand
 * @param {Moved} moved
 */
function makeBody(parent, api, hand, moved) {
  const canvas = makeCanvas(parent, api, { label: t("Height lost"), role: "slider", draw: drawBody });
  const { node } = canvas;
  node.setAttribute("aria-orientation", "vertical");
  node.setAttribute("aria-valuemin", "0");
  redrawOnFocus(canvas, api);
  let rough = 0;
  makeDrag(node, api, {
    start() {
      rough = hand.loss;
      return true;
    },
    move(_, by) {
      const frame = /** @type {CollapseFrame} */ (api.frame());
      const { size } = placeBody(frame, node.clientWidth, node.clientHeight);
      const before = frame.readouts[1].limits[0].at;
      rough = clamp(rough + (100 * by.y) / (size * before), 0, frame.most);
      moved(rough);
    },
  });
  return {
    /** @param {CollapseFrame} frame */
    tell({ most }) {
      node.setAttribute("aria-valuemax", String(most));
      node.setAttribute("aria-valuenow", String(hand.loss));
      node.setAttribute("aria-valuetext", t("{percent} % of the height lost", { percent: hand.loss }));
    },
    redraw: canvas.redraw,
  };
}

/**
 * @param {Pen} pen
 * @param {number} width
 * @param {number} height
 * @param {CollapseFrame} frame
 */
function drawBody(pen, width, height, frame) {
  const { plane, colours, lines, readouts } = frame;
  const to = placeBody(frame, width, height);
  pen.fillStyle = groundOf(colours);
  pen.fillRect(0, 0, width, height);
  drawPlane(pen, plane, colours, to);
  lines.forEach(([y, low, high], at) => {
    drawCaliper(pen, to.x(y), to.y(high), to.y(low), CALIPERS[at]);
  });
  lines.forEach(([y, low], at) => {
    drawTag(pen, readouts[at].text, to.x(y), to.y(low) + 22, { colour: CALIPERS[at] });
  });
  drawCaption(pen, t("Median plane, front on the left. Pull down to lower."), 8, 8);
}

/** @type {(pen: Pen, x: number, top: number, bottom: number, colour: string) => void} */
function drawCaliper(pen, x, top, bottom, colour) {
  for (const [ink, width] of /** @type {[string, number][]} */ ([
    ["#000", 4.5],
    [colour, 2],
  ])) {
    pen.strokeStyle = ink;
    pen.lineWidth = width;
    pen.beginPath();
    pen.moveTo(x, top);
    pen.lineTo(x, bottom);
    for (const y of [top, bottom]) {
      pen.moveTo(x - 8, y);
      pen.lineTo(x + 8, y);
    }
    pen.stroke();
  }
}
