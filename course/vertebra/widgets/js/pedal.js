// @ts-check
// A pedal, a key or a button that lets something flow: held, it flows until it is let go; pressed shortly, until it is
// pressed again, for those who can't hold.
//
// See decision 0422.
/** @import { Api } from "./types" */
import { makeButton } from "./controls.js";
import { t } from "./texts.js";

const HOLD_MS = 350;

/**
 * @typedef {object} PedalOptions
 * @property {() => boolean} on whether it flows
 * @property {(wanted: boolean) => void} set
 * @property {() => number} [now] ms
 */

/** @param {PedalOptions} options */
export function makePedal({ on, set, now = () => performance.now() }) {
  /** @type {number | null} */
  let since = null;
  return {
    press() {
      if (since !== null) return;
      if (on()) return set(false);
      since = now();
      set(true);
    },
    release() {
      if (since === null) return;
      const duration = now() - since;
      since = null;
      if (duration >= HOLD_MS) set(false);
    },
    /** The hand or the page is gone: nothing flows on. */
    drop() {
      since = null;
      if (on()) set(false);
    },
  };
}

/**
 * The button from which cement flows.
 * @param {string} words
 * @param {string} name
 * @param {Api} api
 * @param {ReturnType<typeof makePedal>} pedal
 */
export function makePedalButton(words, name, api, pedal) {
  const title = t("Hold to inject. A short press goes on until the next one.");
  const button = makeButton(words, null, { name, main: true, title });
  button.dataset.pedal = "true";
  listenToPedal(button, api, pedal);
  return button;
}

/**
 * A button as a pedal, and Space on it as well. A click that no hand made, such as one of a screen reader, is a short
 * press.
 * @param {HTMLButtonElement} button
 * @param {Api} api
 * @param {ReturnType<typeof makePedal>} pedal
 */
function listenToPedal(button, api, pedal) {
  const isUsable = () => button.getAttribute("aria-disabled") !== "true";
  api.on(button, "pointerdown", (/** @type {PointerEvent} */ event) => {
    if (event.button !== 0 || !isUsable()) return;
    button.setPointerCapture?.(event.pointerId);
    pedal.press();
  });
  for (const type of ["pointerup", "lostpointercapture"]) api.on(button, type, pedal.release);
  api.on(button, "pointercancel", pedal.drop);
  api.on(button, "click", (/** @type {MouseEvent} */ event) => {
    if (event.detail !== 0 || !isUsable()) return;
    pedal.press();
    pedal.release();
  });
  api.on(button, "keydown", (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.repeat && isUsable()) pedal.press();
  });
  api.on(button, "keyup", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === " ") event.preventDefault();
  });
  api.on(document.body, "keyup", (/** @type {KeyboardEvent} */ event) => {
    if (event.key === " ") pedal.release();
  });
  api.on(document.body, "visibilitychange", pedal.drop);
  if (typeof window !== "undefined") api.on(window, "blur", pedal.drop);
}
