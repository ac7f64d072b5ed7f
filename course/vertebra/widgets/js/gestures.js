// @ts-check
// See decision 0410.
// What one hand does is one step to undo: a press to its release, a drag, a key or a burst of it, a text that is
// written, a choice. Each of these gestures has a number, and what is asked of Python within it carries that number.

const BURST_MS = 800;
const MODIFIERS = ["Shift", "Control", "Alt", "Meta", "Tab"];

/**
 * Whether a key pressed here writes text.
 * @param {{tagName?: string, type?: string}} target
 */
export const isWriting = ({ tagName = "", type = "" }) =>
  tagName === "TEXTAREA" || (tagName === "INPUT" && ["text", "number", "search", "email"].includes(type));

/** @param {() => number} [now] ms */
export function makeGestures(now = () => performance.now()) {
  let number = 0;
  let isFresh = false; // begun by a press whose click has not come yet
  /** @type {unknown} what goes on: a key, a field that is written in */
  let burst = null;
  /** @type {unknown} the control that has the keys */
  let place = null;
  let last = Number.NEGATIVE_INFINITY;
  /** @type {number | null} */
  let answered = null;
  /** @param {unknown} what */
  const begin = (what) => {
    number += 1;
    burst = what;
    isFresh = true;
    last = now();
  };
  /** @type {(what: unknown, goesOn: boolean) => void} */
  const goOn = (what, goesOn) => {
    if (burst !== what || !goesOn) return begin(what);
    isFresh = true;
    last = now();
  };
  return {
    /** The number of the gesture to which what is asked for now belongs. */
    get current() {
      return answered ?? number;
    },
    press: () => begin(null),
    /** @param {KeyboardEvent} event */
    key({ key, repeat, target }) {
      if (MODIFIERS.includes(key)) return;
      if (target && isWriting(/** @type {any} */ (target))) goOn(target, true);
      else goOn(key, target === place && (repeat || now() - last < BURST_MS));
      place = target;
    },
    wheel: () => goOn("wheel", now() - last < BURST_MS),
    /** A click that no press of a pointer or key came before: of a screen reader, or of a script. */
    click() {
      if (!isFresh) begin(null);
      isFresh = false;
    },
    /**
     * What is asked for while an answer is drawn goes on with what was answered.
     * @param {number | null} gesture
     * @param {() => void} act
     */
    during(gesture, act) {
      answered = gesture;
      try {
        act();
      } finally {
        answered = null;
      }
    },
  };
}
