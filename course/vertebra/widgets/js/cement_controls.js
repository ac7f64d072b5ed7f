// @ts-check
// The buttons of the cement trainer.
/** @import { CementFrame } from "./frame_types" */
/** @import { CementApi } from "./cement.js" */
import { makeButton, makeRange, showRunning } from "./controls.js";
import { element } from "./elements.js";
import { makePedal, makePedalButton } from "./pedal.js";
import { t } from "./texts.js";
import { setUnusable } from "./unusable.js";

const WAIT_S = 30;
const MOVE_MM = 2;

/** @typedef {(frame: CementFrame) => void} Act */
/** @typedef {Parameters<CementApi["enqueue"]>[0]} Action */

/**
 * @param {{tabs: HTMLElement, actions: HTMLElement}} places of what is looked at, and of what is done
 * @param {CementApi} api
 * @param {{syringe: {on: boolean}, inject: (wanted: boolean) => void}} hand
 */
export function makeCementControls({ tabs, actions: bar }, api, { syringe, inject }) {
  /** Every other action stops the injection first.
   * @param {(frame: CementFrame) => Action} action
   * @returns {Act}
   */
  const stopped = (action) => (frame) => {
    inject(false);
    api.enqueue(action(frame));
  };
  /** @type {Record<string, Act>} */
  const actions = {
    w: stopped(() => ({ wait: WAIT_S })),
    s: stopped(({ side }) => ({ side: -side })),
    v: ({ view, scanned }) => look(scanned ? view : view === "AP" ? "lateral" : "AP"),
    c: stopped(({ scanned }) => ({ scan: !scanned })),
    k: stopped(({ cleft }) => ({ cleft: !cleft })),
  };
  /** @param {string} view of the C-arm; it ends the look at the CT */
  const look = (view) => api.enqueue({ view, scan: false });
  const pedal = makePedal({ on: () => syringe.on, set: inject });
  const buttons = makeButtons(api, actions, pedal);
  const { views, scan, start, flow, wait, side, cleft } = buttons;
  /** @param {number} mm */
  const move = (mm) => {
    inject(false);
    api.enqueue({ move: mm });
  };
  for (const [name, button] of Object.entries(views)) api.on(button, "click", () => look(name));
  tabs.append(...Object.values(views), scan, cleft);
  bar.append(start, flow.field, wait, makeNeedleButtons(move), side);
  return {
    move,
    pedal,
    /** @param {CementFrame} frame */
    update(frame) {
      updateButtons(api, buttons, frame, syringe.on);
    },
    /**
     * @param {string} key
     * @param {CementFrame} frame
     */
    key(key, frame) {
      actions[key]?.(frame);
      return key in actions;
    },
  };
}

/**
 * @param {CementApi} api
 * @param {Record<string, Act>} actions
 * @param {ReturnType<typeof makePedal>} pedal
 */
function makeButtons(api, actions, pedal) {
  /** @type {(words: string, key: string, name: string, title?: string) => HTMLButtonElement} */
  const button = (words, key, name, title) => {
    const act = () => {
      const frame = api.frame();
      if (frame) actions[key](frame);
    };
    return makeButton(words, act, { name, title });
  };
  const start = makePedalButton(t("Inject"), "inject", api, pedal);
  const flow = makeRange(element("span"), api, "flow", {
    label: t("Flow"),
    min: 0.02,
    max: 0.3,
    step: 0.02,
    wide: "vx-cement-said",
    words: (value) => t("{flow} mL/s", { flow: value.toFixed(2) }),
    onInput: (value) => api.setLatest({ flow: value }),
  });
  flow.field.title = t("What your thumb asks for. A thick cement or a thin needle gives less.");
  return {
    start,
    flow,
    views: {
      lateral: makeButton(t("Lateral"), null, { name: "lateral" }),
      AP: makeButton(t("AP"), null, { name: "AP" }),
    },
    scan: button("CT", "c", "scan", t("Scan her: where the cement is")),
    cleft: button(
      t("Bone with a cleft"),
      "k",
      "cleft",
      t("A hollow left by a fracture that has not healed: cement runs into it first."),
    ),
    wait: button(t("Wait 30 s"), "w", "wait"),
    side: button(t("Other side"), "s", "side"),
  };
}

/**
 * @param {CementApi} api
 * @param {ReturnType<typeof makeButtons>} buttons
 * @param {CementFrame} frame
 * @param {boolean} on whether cement flows
 */
function updateButtons(api, { views, scan, start, flow, cleft }, frame, on) {
  showRunning(start, on, { start: `▶ ${t("Inject: hold (Space)")}`, stop: `■ ${t("Stop")}` });
  setUnusable(api, start, frame.set && !on ? t("The cement in the syringe has set: nothing flows any more.") : "");
  for (const [name, button] of Object.entries(views)) {
    button.setAttribute("aria-pressed", String(!frame.scanned && frame.view === name));
  }
  scan.setAttribute("aria-pressed", String(frame.scanned));
  cleft.setAttribute("aria-pressed", String(frame.cleft));
  const reason = t("There is cement in this bone. Undo it, or press Reset, before you take another fracture.");
  setUnusable(api, cleft, frame.empty ? "" : reason);
  setUnusable(api, flow.input, frame.set ? t("The cement in the syringe has set: nothing flows any more.") : "");
  flow.show(frame.flow);
}

/** @param {(mm: number) => void} move */
function makeNeedleButtons(move) {
  const back = makeButton("◂ 2 mm", () => move(-MOVE_MM), { name: "back", ariaLabel: t("Needle 2 mm back") });
  const forward = makeButton("2 mm ▸", () => move(MOVE_MM), { name: "forward", ariaLabel: t("Needle 2 mm forward") });
  return element("span", { class: "vx-field" }, t("Needle"), back, forward);
}
