// @ts-check
// The buttons of the cement trainer.
/** @import { CementFrame } from "./frame_types" */
/** @import { CementApi } from "./cement.js" */
import { makeBar, makeButton, makeRange, showRunning } from "./controls.js";
import { element } from "./elements.js";
import { t } from "./texts.js";
import { setUnusable } from "./unusable.js";

const WAIT_S = 30;
const MOVE_MM = 2;

/** @typedef {(frame: CementFrame) => void} Act */

/**
 * @param {HTMLElement} parent
 * @param {CementApi} api
 * @param {{syringe: {on: boolean}, inject: (wanted: boolean) => void}} hand
 */
export function makeCementControls(parent, api, { syringe, inject }) {
  /** Every other action stops the injection first.
   * @param {(frame: CementFrame) => Parameters<CementApi["enqueue"]>[0]} action
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
    v: ({ view }) => api.enqueue({ view: view === "AP" ? "lateral" : "AP" }),
    c: stopped(({ scanned }) => ({ scan: !scanned })),
    k: stopped(({ cleft }) => ({ cleft: !cleft })),
  };
  /** @param {number} mm */
  const move = (mm) => {
    inject(false);
    api.enqueue({ move: mm });
  };
  /** @type {(words: string, key: string, name: string) => HTMLButtonElement} */
  const button = (words, key, name) => {
    const act = () => {
      const frame = api.frame();
      if (frame) actions[key](frame);
    };
    return makeButton(words, act, { name });
  };
  const start = makeButton(t("Inject"), () => inject(!syringe.on), { name: "inject", main: true });
  const bar = makeBar(parent);
  bar.append(start, button(t("Wait 30 s"), "w", "wait"));
  const flow = makeRange(bar, api, "flow", {
    label: t("asked"),
    min: 0.02,
    max: 0.3,
    step: 0.02,
    wide: "vx-cement-said",
    words: (value) => `${value.toFixed(2)} mL/s`,
    onInput: (value) => api.setLatest({ flow: value }),
  });
  const [side, cleft] = [button(t("Other side"), "s", "side"), button(t("Cleft"), "k", "cleft")];
  const view = button(t("View"), "v", "view");
  const scan = button("CT", "c", "scan");
  bar.append(makeNeedleButtons(move), side, cleft, view, scan);
  return {
    move,
    /** @param {CementFrame} frame */
    update(frame) {
      showRunning(start, syringe.on, { start: t("Inject"), stop: t("Stop") });
      setUnusable(api, start, frame.set ? t("The cement in the syringe is hard.") : "");
      view.textContent = frame.view === "AP" ? t("Lateral view") : t("AP view");
      scan.setAttribute("aria-pressed", String(frame.scanned));
      cleft.setAttribute("aria-pressed", String(frame.cleft));
      setUnusable(api, cleft, frame.empty ? "" : t("There is cement in this bone. Undo it, or press R, first."));
      flow.show(frame.flow);
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

/** @param {(mm: number) => void} move */
function makeNeedleButtons(move) {
  const back = makeButton("◂ 2 mm", () => move(-MOVE_MM), { name: "back", ariaLabel: t("Needle 2 mm back") });
  const forward = makeButton("2 mm ▸", () => move(MOVE_MM), { name: "forward", ariaLabel: t("Needle 2 mm forward") });
  return element("span", { class: "vx-field" }, t("Needle"), back, forward);
}
