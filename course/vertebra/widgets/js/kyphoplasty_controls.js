// @ts-check
// The buttons and lists of the balloon trainer.
/** @import { BalloonFrame } from "./frame_types" */
/** @import { BalloonApi, Hand } from "./kyphoplasty.js" */
import { makeButton, makeSelect, showRunning } from "./controls.js";
import { makePedal, makePedalButton } from "./pedal.js";
import { t } from "./texts.js";
import { setUnusable } from "./unusable.js";

const WAIT_S = 60;

/** @typedef {(frame: BalloonFrame) => void} Act */

/**
 * @param {{tabs: HTMLElement, actions: HTMLElement}} places of what is looked at, and of what is done
 * @param {BalloonApi} api
 * @param {Hand} hand
 * @param {(wanted: boolean) => void} inject
 */
export function makeBalloonControls({ tabs, actions: bar }, api, hand, inject) {
  /** Every other action stops the injection first.
   * @param {(frame: BalloonFrame) => Parameters<BalloonApi["enqueue"]>[0]} action
   * @returns {Act}
   */
  const stopped = (action) => (frame) => {
    inject(false);
    api.enqueue(action(frame));
  };
  const pedal = makePedal({ on: () => hand.on, set: inject });
  /** @type {Record<string, Act>} */
  const actions = {
    d: stopped(({ out, reached }) => (out ? { volume: reached } : { down: true })),
    w: stopped(() => ({ wait: WAIT_S })),
    v: ({ look, scanned }) => api.enqueue({ look: scanned || look !== "AP" ? "AP" : "lateral", scan: false }),
    l: () => lists.load.next(),
    p: () => lists.place.next(),
    c: stopped(({ scanned }) => ({ scan: !scanned })),
  };
  const buttons = makeButtons(api, actions, pedal);
  const { scan, view, down, start, wait } = buttons;
  tabs.append(view, scan);
  bar.append(down, start, wait);
  const lists = makeLists(tabs, api, () => inject(false));
  return {
    pedal,
    /** @param {BalloonFrame} frame */
    update(frame) {
      lists.update(frame);
      updateButtons(api, buttons, frame, hand.on);
    },
    /**
     * @param {string} key
     * @param {BalloonFrame} frame
     */
    key(key, frame) {
      actions[key]?.(frame);
      return key in actions;
    },
  };
}

/**
 * @param {BalloonApi} api
 * @param {Record<string, Act>} actions
 * @param {ReturnType<typeof makePedal>} pedal
 */
function makeButtons(api, actions, pedal) {
  /** @type {(words: string, key: string, name: string) => HTMLButtonElement} */
  const button = (words, key, name) => {
    const act = () => {
      const frame = api.frame();
      if (frame) actions[key](frame);
    };
    return makeButton(words, act, { name });
  };
  const start = makePedalButton(t("Cement"), "cement", api, pedal);
  return {
    down: button(t("Let down"), "d", "down"),
    start,
    wait: button(t("Wait a minute"), "w", "wait"),
    view: button(t("View"), "v", "view"),
    scan: button("CT", "c", "scan"),
  };
}

/**
 * @param {BalloonApi} api
 * @param {ReturnType<typeof makeButtons>} buttons
 * @param {BalloonFrame} frame
 * @param {boolean} on whether cement flows
 */
function updateButtons(api, { down, start, wait, view, scan }, frame, on) {
  down.textContent = frame.out ? t("Fill again") : t("Let down");
  down.classList.toggle("vx-main", !frame.out);
  setUnusable(api, down, frame.filled ? t("There is cement in the hollows: no balloon goes in any more.") : "");
  showRunning(start, on, { start: `▶ ${t("Cement: hold (Space)")}`, stop: `■ ${t("Stop")}` });
  const inTheWay = frame.out ? "" : t("The balloons lie in the way: let them down first.");
  const hard = frame.set && !on ? t("The cement in the syringe has set: nothing flows any more.") : "";
  setUnusable(api, start, inTheWay || hard);
  setUnusable(api, wait, inTheWay);
  view.textContent = frame.look === "AP" ? t("Lateral view") : t("AP view");
  scan.setAttribute("aria-pressed", String(frame.scanned));
}

/**
 * @param {HTMLElement} bar
 * @param {BalloonApi} api
 * @param {() => void} stop
 */
function makeLists(bar, api, stop) {
  const load = makeSelect(bar, api, "load", {
    label: t("Patient"),
    onChange(value) {
      stop();
      api.enqueue({ lies: value });
    },
  });
  const place = makeSelect(bar, api, "place", {
    label: t("Balloons on"),
    onChange(value) {
      stop();
      api.enqueue({ placement: value });
    },
  });
  return {
    load,
    place,
    /** @param {BalloonFrame} frame */
    update(frame) {
      load.fill(frame.loads.map((name) => [name, t(name)]));
      place.fill(frame.placements.map((name) => [name, t(name)]));
      load.show(frame.lies);
      place.show(frame.placement);
    },
  };
}
