// @ts-check
// A forest of trials: each can be taken out and put back, and the pool follows.
/** @import { ForestControls, ForestFrame, TrialRow } from "./frame_types" */
/** @import { Api, Part } from "./types" */
import { makeCanvas } from "./canvas.js";
import { makeBar, makeButton, makeCheckbox, makeSelect } from "./controls.js";
import { element } from "./elements.js";
import { drawForest, rowAt, rowsOf } from "./forest_plot.js";
import { makeMeters } from "./meters.js";
import { t } from "./texts.js";
import { defineWidget } from "./widget_shell.js";

/** @typedef {Api<ForestFrame, ForestControls>} ForestApi */

export default defineWidget({
  title: t("What the trials found"),
  keys: [
    [t("Space"), t("take the trial out, put it back")],
    ["M", t("fixed effect, random effects")],
    ["Y", t("first result, at a year")],
  ],
  mount,
});

/**
 * @param {HTMLElement} stage
 * @param {ForestApi} api
 * @returns {Part<ForestFrame>}
 */
function mount(stage, api) {
  const controls = makeControls(stage, api);
  const names = element("div", { class: "vx-trials-names" });
  const picture = element("div", { class: "vx-trials-picture" });
  stage.append(element("div", { class: "vx-trials", role: "group", "aria-label": t("Trials") }, names, picture));
  const boxes = makeBoxes(names, api);
  const canvas = makeCanvas(picture, api, {
    label: t("Difference in pain with its 95 % interval, trial by trial, and the pool"),
    focusable: false,
    draw: (pen, width, height, frame) => drawForest(pen, width, height, frame, api),
  });
  api.on(canvas.node, "click", ({ offsetY }) => boxes.click(rowAt(offsetY)));
  const meters = makeMeters(stage, t("The pool"));
  return {
    render(frame, { behind }) {
      boxes.show(frame.trials, behind);
      if (!behind) controls.update(frame);
      picture.style.height = `${rowsOf(frame.trials.length, frame.without.length).height}px`;
      meters.show(frame.readouts);
      canvas.redraw();
    },
    handleKey: ({ key }) => controls.key(key.toLowerCase()),
    themeChanged: () => canvas.redraw(),
  };
}

/**
 * A box for each trial; they are made anew when the trials are others.
 * @param {HTMLElement} parent
 * @param {ForestApi} api
 */
function makeBoxes(parent, api) {
  /** @type {ReturnType<typeof makeCheckbox>[]} */
  let boxes = [];
  let made = "";
  /** @param {TrialRow} trial */
  const makeBox = ({ name, about }) =>
    makeCheckbox(parent, api, "trial", {
      label: element("span", {}, element("strong", {}, name), element("br"), about),
      className: "vx-trials-name",
      onChange: () => api.enqueue({ toggle: name }),
    });
  return {
    /** @param {number} at */
    click: (at) => boxes[at]?.input.click(),
    /**
     * @param {TrialRow[]} trials
     * @param {boolean} behind
     */
    show(trials, behind) {
      const wanted = trials.map(({ name, about }) => name + about).join();
      if (made !== wanted) {
        parent.replaceChildren();
        boxes = trials.map(makeBox);
        made = wanted;
      }
      if (behind) return;
      boxes.forEach(({ input }, at) => {
        input.checked = trials[at].weight !== null;
      });
    },
  };
}

/**
 * @param {HTMLElement} parent
 * @param {ForestApi} api
 */
function makeControls(parent, api) {
  const bar = makeBar(parent);
  const groups = [
    ["all", t("All")],
    ["sham", t("Sham-controlled only")],
    ["usual care", t("Open only")],
  ];
  bar.append(...groups.map(([name, words]) => makeButton(words, () => api.enqueue({ only: name }), { name })));
  const model = makeSelect(bar, api, "model", {
    label: t("Pooled by"),
    options: [
      ["random", t("random effects")],
      ["fixed", t("fixed effect")],
    ],
    onChange: (value) => api.enqueue({ model: value }),
  });
  const year = makeSelect(bar, api, "year", {
    label: t("Pain"),
    options: [
      ["", t("first result of each")],
      ["year", t("at a year")],
    ],
    onChange: (value) => api.enqueue({ year: Boolean(value) }),
  });
  return {
    /** @param {ForestFrame} frame */
    update(frame) {
      model.show(frame.model);
      year.show(frame.year ? "year" : "");
    },
    /** @param {string} key */
    key(key) {
      if (key === "m") model.next();
      else if (key === "y") year.next();
      else return false;
      return true;
    },
  };
}
