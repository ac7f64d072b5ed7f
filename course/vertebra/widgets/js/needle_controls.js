// @ts-check
// The three steps of a needle and what each asks of the hand: a pad on each picture, and a row below with the rest.
/** @import { NeedleControls, NeedleFrame } from "./frame_types" */
/** @import { Api } from "./types" */
/** @import { Direction } from "./pad.js" */
/** @import { StepName, ViewName, What } from "./needle_actions.js" */
import { makeBar, makeButton, makeSelect, nextOf, setText } from "./controls.js";
import { element } from "./elements.js";
import { STEPS, TAP_MM, aimBy, markBy, padLabel } from "./needle_actions.js";
import { makeArrowPad } from "./pad.js";
import { t } from "./texts.js";
import { setUnusable } from "./unusable.js";

/** @typedef {Api<NeedleFrame, NeedleControls>} NeedleApi */
/** @typedef {{step: StepName, view: ViewName, what: What, ct: boolean}} Hand at which step the hand is, on which
 * picture, what its arrows change, and whether it looks at the CT */

/** @type {Record<StepName, string>} */
const NAMES = { plan: t("Plan"), aim: t("Aim"), advance: t("Advance") };
/** @type {Record<StepName, string>} */
const TASKS = {
  plan: t("Drag the yellow mark, in both pictures, to where the tip should lie."),
  aim: t("Bring the line through the pedicle to the mark."),
  advance: t("Stay outside the pedicle's inner border until the side shows the back wall passed."),
};
/**
 * The steps as buttons: number, name, and a tick once the step is done.
 * @param {HTMLElement} parent
 * @param {(step: StepName | "ct") => void} go
 */
export function makeSteps(parent, go) {
  const list = element("div", { class: "vx-steps", role: "group", "aria-label": t("Steps") });
  parent.append(list);
  const names = /** @type {(StepName | "ct")[]} */ ([...STEPS, "ct"]);
  const buttons = names.map((name) =>
    makeButton("", () => go(name), { name: name === "ct" ? "c" : `step-${name}`, className: "vx-step" }),
  );
  list.append(...buttons);
  return {
    /**
     * @param {NeedleFrame} frame
     * @param {Hand} hand
     */
    update({ marked, loose, scanned }, { step, ct }) {
      const done = { plan: marked, aim: !loose, advance: scanned, ct: false };
      const current = ct ? "ct" : step;
      names.forEach((name, at) => {
        const words = name === "ct" ? "CT" : NAMES[name];
        setText(buttons[at], `${done[name] ? "✓" : at + 1} ${words}`);
        buttons[at].classList.toggle("vx-done", done[name]);
        if (name === current) buttons[at].setAttribute("aria-current", "step");
        else buttons[at].removeAttribute("aria-current");
      });
    },
  };
}

/**
 * Arrows on a picture: they move the mark, the entry or the aim, each the way it points.
 * @param {HTMLElement} pane
 * @param {NeedleApi} api
 * @param {ViewName} view
 * @param {Hand} hand
 */
export function makePad(pane, api, view, hand) {
  const { node: pad, buttons } = makeArrowPad(pane, view, press);
  /** @param {Direction} way */
  function press(way) {
    const frame = api.frame();
    if (!frame) return;
    const action = hand.step === "plan" ? markBy(view, way) : aimBy(view, way, hand.what, frame.side);
    if (action) api.enqueue(action);
  }
  return {
    /** @param {NeedleFrame} frame */
    update({ loose, held }) {
      pad.hidden = hand.step === "advance";
      pad.setAttribute("aria-label", t("{view}: arrows", { view: t(view) }));
      const old = hand.step === "aim" && held.includes(view);
      const fast = t("The needle is fast in the bone; draw it back to change this.");
      for (const [way, button] of buttons) {
        const blind = hand.step === "aim" && view === "lateral" && (way === "left" || way === "right");
        button.hidden = blind;
        button.setAttribute("aria-label", padLabel(view, way, hand.step, hand.what));
        setUnusable(api, button, !loose ? fast : old ? t("This picture is an old one; look again from here.") : "");
      }
    },
  };
}

/**
 * The row under the pictures: what the step asks, and its own controls.
 * @param {HTMLElement} parent
 * @param {NeedleApi} api
 * @param {Hand} hand
 * @param {() => void} changed
 */
export function makeFoot(parent, api, hand, changed) {
  const foot = element("div", { class: "vx-needle-foot" });
  const task = element("p", { class: "vx-needle-task" });
  const row = makeBar(foot);
  foot.prepend(task);
  parent.append(foot);
  const plan = makePlan(row, api);
  const aim = makeAim(row, hand, changed);
  const advance = makeAdvance(row, api);
  const look = makeLook(row, api);
  return {
    node: foot,
    look,
    /** @param {NeedleFrame} frame */
    update(frame) {
      setText(task, TASKS[hand.step]);
      plan.update(frame, hand.step === "plan");
      aim.update(hand.step === "aim");
      advance.update(frame, hand.step === "advance");
      look.update(frame, hand.step !== "plan");
    },
  };
}

/**
 * @param {HTMLElement} row
 * @param {NeedleApi} api
 */
function makePlan(row, api) {
  const way = makeSelect(row, api, "way", { label: t("Way"), onChange: (value) => api.enqueue({ way: value }) });
  const gauge = makeSelect(row, api, "gauge", {
    label: t("Gauge"),
    onChange: (value) => api.enqueue({ gauge: Number(value) }),
  });
  return {
    /**
     * @param {NeedleFrame} frame
     * @param {boolean} shown
     */
    update(frame, shown) {
      way.field.hidden = gauge.field.hidden = !shown;
      way.fill(frame.ways.map((name) => [name, t(name)]));
      gauge.fill(frame.gauges.map((number) => [number, String(number)]));
      way.show(frame.way);
      gauge.show(frame.gauge);
      const fast = frame.loose ? "" : t("The needle is fast in the bone; draw it back to change this.");
      setUnusable(api, way.input, fast);
      setUnusable(api, gauge.input, fast);
    },
  };
}

/**
 * @param {HTMLElement} row
 * @param {Hand} hand
 * @param {() => void} changed
 */
function makeAim(row, hand, changed) {
  const group = element("span", { class: "vx-segments", role: "group", "aria-label": t("The arrows move") });
  const buttons = /** @type {[What, HTMLButtonElement][]} */ (
    /** @type {[What, string][]} */ ([
      ["entry", t("Entry")],
      ["angle", t("Angle")],
    ]).map(([what, words]) => [what, makeButton(words, () => choose(what), { name: `arrows-${what}` })])
  );
  group.append(t("Arrows move"), ...buttons.map(([, button]) => button));
  row.append(group);
  /** @param {What} what */
  function choose(what) {
    hand.what = what;
    changed();
  }
  return {
    /** @param {boolean} shown */
    update(shown) {
      group.hidden = !shown;
      for (const [what, button] of buttons) button.setAttribute("aria-pressed", String(what === hand.what));
    },
  };
}

/**
 * @param {HTMLElement} row
 * @param {NeedleApi} api
 */
function makeAdvance(row, api) {
  const tap = makeButton(t("Tap: 2 mm deeper"), () => act(TAP_MM), { name: "PageUp", main: true });
  const back = makeButton(t("Draw back 2 mm"), () => act(-TAP_MM), { name: "PageDown" });
  row.append(tap, back);
  /** @param {number} mm */
  function act(mm) {
    api.enqueue({ advance: mm });
  }
  return {
    /**
     * @param {NeedleFrame} frame
     * @param {boolean} shown
     */
    update({ depth }, shown) {
      tap.hidden = back.hidden = !shown;
      setUnusable(api, back, depth > 0 ? "" : t("The needle stands on the skin side of its entry already."));
    },
  };
}

/**
 * @param {HTMLElement} row
 * @param {NeedleApi} api
 */
function makeLook(row, api) {
  const look = makeSelect(row, api, "look", { label: t("Look"), onChange: (value) => api.enqueue({ look: value }) });
  const shot = makeButton(t("One more picture"), () => api.enqueue({ shot: true }), { name: "p" });
  row.append(shot);
  /** @param {string} name */
  const words = (name) => (name === "both" ? t("both at once") : t("{view} only", { view: t(name) }));
  return {
    next() {
      const frame = api.frame();
      if (frame) api.enqueue({ look: nextOf(frame.looks, frame.look) });
    },
    /**
     * @param {NeedleFrame} frame
     * @param {boolean} shown
     */
    update(frame, shown) {
      look.field.hidden = shot.hidden = !shown;
      look.fill(frame.looks.map((name) => [name, words(name)]));
      look.show(frame.look);
    },
  };
}
