// @ts-check
// The buttons and lists of the balloon trainer.
/** @import { BalloonFrame } from "./frame_types" */
/** @import { BalloonApi, Hand } from "./kyphoplasty.js" */
import { makeBar, makeButton, makeSelect } from "./controls.js";
import { t } from "./texts.js";

const WAIT_S = 60;

/** @typedef {(frame: BalloonFrame) => void} Act */

/**
 * @param {HTMLElement} parent
 * @param {BalloonApi} api
 * @param {Hand} hand
 * @param {(wanted: boolean) => void} inject
 */
export function makeBalloonControls(parent, api, hand, inject) {
  /** Every other action stops the injection first.
   * @param {(frame: BalloonFrame) => Parameters<BalloonApi["enqueue"]>[0]} action
   * @returns {Act}
   */
  const stopped = (action) => (frame) => {
    inject(false);
    api.enqueue(action(frame));
  };
  const bar = makeBar(parent);
  /** @type {Record<string, Act>} */
  const actions = {
    d: stopped(({ out, reached }) => (out ? { volume: reached } : { down: true })),
    " ": () => inject(!hand.on),
    w: stopped(() => ({ wait: WAIT_S })),
    v: ({ look }) => api.enqueue({ look: look === "AP" ? "lateral" : "AP" }),
    l: () => lists.load.next(),
    p: () => lists.place.next(),
    c: stopped(({ scanned }) => ({ scan: !scanned })),
  };
  const buttons = makeButtons(bar, api, actions);
  const lists = makeLists(bar, api, () => inject(false));
  return {
    /** @param {BalloonFrame} frame */
    update(frame) {
      lists.update(frame);
      updateButtons(buttons, frame, hand.on);
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
 * @param {HTMLElement} bar
 * @param {BalloonApi} api
 * @param {Record<string, Act>} actions
 */
function makeButtons(bar, api, actions) {
  /** @type {(words: string, key: string, name: string) => HTMLButtonElement} */
  const button = (words, key, name) => {
    const act = () => {
      const frame = api.frame();
      if (frame) actions[key](frame);
    };
    return makeButton(words, act, { name });
  };
  const buttons = {
    down: button(t("Let down"), "d", "down"),
    start: button(t("Cement"), " ", "cement"),
    wait: button(t("Wait a minute"), "w", "wait"),
    view: button(t("View"), "v", "view"),
    scan: button("CT", "c", "scan"),
  };
  bar.append(...Object.values(buttons));
  return buttons;
}

/**
 * @param {ReturnType<typeof makeButtons>} buttons
 * @param {BalloonFrame} frame
 * @param {boolean} on whether cement flows
 */
function updateButtons({ down, start, wait, view, scan }, frame, on) {
  down.textContent = frame.out ? t("Fill again") : t("Let down");
  down.disabled = frame.filled;
  down.classList.toggle("vx-main", !frame.out);
  start.textContent = on ? t("Stop") : t("Cement");
  start.setAttribute("aria-pressed", String(on));
  start.classList.toggle("vx-main", frame.out);
  start.hidden = wait.hidden = !frame.out;
  start.disabled = frame.set;
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
