// @ts-check
// The checklist before the needle: steps in their order, what is ordered, and why it holds or not.
/** @import { PreparationControls, PreparationFrame, PreparationStep } from "./frame_types" */
/** @import { Api, Part } from "./types" */
import { makeAssessmentList } from "./assessment_list.js";
import { makeBar, makeButton, makeNumber, makeSelect, setText } from "./controls.js";
import { element } from "./elements.js";
import { makeSaveLoad } from "./save_load.js";
import { t } from "./texts.js";
import { setUnusable } from "./unusable.js";
import { defineWidget } from "./widget_shell.js";

/** @typedef {Api<PreparationFrame, PreparationControls>} SheetApi */

const UNSET = "";

const CLOSED = t("The sheet is closed. Press R to prepare this patient again.");

export default defineWidget({
  title: t("Prepare the patient"),
  keys: [
    ["Tab", t("next step or order")],
    ["Enter", t("take the step")],
  ],
  mount,
});

/**
 * The steps taken, in their order.
 * @param {readonly PreparationStep[]} steps
 */
export const takenSteps = (steps) => steps.filter(({ done }) => done > 0).sort((a, b) => a.done - b.done);

/**
 * Hours to choose from, first none.
 * @param {readonly number[]} hours
 * @returns {[string, string][]}
 */
export const hourChoices = (hours) => [
  [UNSET, t("choose")],
  ...hours.map((hour) => /** @type {[string, string]} */ ([String(hour), t("{hours} h", { hours: hour })])),
];

/**
 * @param {HTMLElement} stage
 * @param {SheetApi} api
 * @returns {Part<PreparationFrame>}
 */
function mount(stage, api) {
  const who = element("p", { class: "vx-prep-who" });
  const left = element("div", { class: "vx-prep-steps", role: "group", "aria-label": t("Steps") });
  const file = element("ol", { class: "vx-prep-file", "aria-label": t("Done so far"), tabindex: "0" });
  const right = element("div", {}, element("strong", {}, t("Done so far, in this order")), file);
  const verdicts = element("div", { class: "vx-prep-verdicts" });
  stage.append(who, element("div", { class: "vx-prep" }, left, right), verdicts);
  const orders = makeOrders(right, api);
  const total = element("p", { class: "vx-prep-total", role: "status" });
  verdicts.append(total);
  const list = makeAssessmentList(verdicts);
  list.node.setAttribute("aria-label", t("What holds"));
  const bar = makeButtons(stage, api);
  /** @type {ReturnType<typeof makeStep>[]} */
  let buttons = [];
  return {
    render(frame, { behind }) {
      if (!buttons.length) buttons = frame.steps.map((step) => makeStep(left, api, step));
      setText(who, frame.who);
      buttons.forEach((button, at) => button.show(frame.steps[at], frame.closed));
      file.replaceChildren(
        ...takenSteps(frame.steps).map(({ step, label, answer }) =>
          element("li", { "data-step": step }, label, answer ? element("strong", {}, ` ${answer}`) : null),
        ),
      );
      file.scrollTop = file.scrollHeight;
      orders.show(frame, behind);
      verdicts.hidden = !frame.closed;
      list.show(frame.rows);
      const values = { passed: frame.passed, of: frame.rows.length };
      setText(total, frame.closed ? t("{passed} of {of} in order", values) : "");
      bar.show(frame);
    },
  };
}

/**
 * @param {HTMLElement} parent
 * @param {SheetApi} api
 * @param {PreparationStep} step
 */
function makeStep(parent, api, { step, label }) {
  const words = element("span", {}, label);
  const place = element("span", { class: "vx-prep-place", "aria-hidden": "true" });
  const button = makeButton("", () => button.getAttribute("aria-pressed") !== "true" && api.enqueue({ do: step }), {
    className: "vx-button vx-prep-step",
    name: `step-${step.replace(" ", "-")}`,
  });
  button.append(place, words);
  parent.append(button);
  return {
    /**
     * @param {PreparationStep} now
     * @param {boolean} closed
     */
    show({ done }, closed) {
      button.setAttribute("aria-pressed", String(done > 0));
      setText(place, done ? String(done) : "");
      setUnusable(api, button, closed ? CLOSED : "");
    },
  };
}

/**
 * What is decided: hours, drug, volume, go or wait.
 * @param {HTMLElement} parent
 * @param {SheetApi} api
 */
function makeOrders(parent, api) {
  const grid = element("div", { class: "vx-prep-orders" });
  parent.append(grid);
  /** @type {(value: string) => number | null} */
  const hours = (value) => (value === UNSET ? null : Number(value));
  const pause = makeSelect(grid, api, "pause", {
    label: t("Last dose to needle"),
    onChange: (value) => api.enqueue({ pause_h: hours(value) }),
  });
  const restart = makeSelect(grid, api, "restart", {
    label: t("Needle to next dose"),
    onChange: (value) => api.enqueue({ restart_h: hours(value) }),
  });
  const antibiotic = makeSelect(grid, api, "antibiotic", {
    label: t("Antibiotic"),
    onChange: (value) => api.enqueue({ antibiotic: value }),
  });
  const lidocaine = makeNumber(grid, api, "lidocaine", {
    label: t("Most lidocaine 1%, mL"),
    ariaLabel: t("The most lidocaine of 1% in all, in millilitres"),
    min: 0,
    max: 100,
    onInput: (value) => api.setLatest({ lidocaine_ml: value }),
  });
  lidocaine.field.classList.add("vx-field");
  const verdict = makeSelect(grid, api, "verdict", {
    label: t("The needle"),
    onChange: (value) => api.enqueue({ verdict: value }),
  });
  return {
    /**
     * @param {PreparationFrame} frame
     * @param {boolean} behind
     */
    show(frame, behind) {
      pause.fill(hourChoices(frame.pauses_h));
      restart.fill(hourChoices(frame.restarts_h));
      antibiotic.fill(frame.antibiotics);
      verdict.fill(frame.verdicts);
      for (const { input } of [pause, restart, antibiotic, lidocaine, verdict])
        setUnusable(api, input, frame.closed ? CLOSED : "");
      if (behind) return;
      pause.show(frame.pause_h ?? UNSET);
      restart.show(frame.restart_h ?? UNSET);
      antibiotic.show(frame.antibiotic);
      lidocaine.show(frame.lidocaine_ml);
      verdict.show(frame.verdict);
    },
  };
}

/**
 * @param {HTMLElement} parent
 * @param {SheetApi} api
 */
function makeButtons(parent, api) {
  const bar = makeBar(parent);
  const close = makeButton(t("Close the sheet"), () => api.enqueue({ close: true }), { name: "close", main: true });
  const next = makeButton(t("Another patient"), () => api.enqueue({ next: true }), { name: "next" });
  bar.append(close, next);
  const words = { keep: t("Keep this sheet"), open: t("Open a kept sheet") };
  makeSaveLoad(parent, api, "preparation.json", () => api.frame()?.saved ?? "", words);
  return {
    /** @param {PreparationFrame} frame */
    show({ closed }) {
      close.hidden = closed;
    },
  };
}
