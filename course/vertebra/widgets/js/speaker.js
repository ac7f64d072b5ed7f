// @ts-check
// The live sentence of a widget.
/** @import { Speaker } from "./types" */

const SENTENCE_PAUSE_MS = 400;
const SENTENCE_MOST_MS = 2000;

/**
 * Shows a sentence at once, and says it when the hand has rested: a screen reader would otherwise hear every pixel of a
 * drag. What goes on for long is said every two seconds.
 * @param {{textContent: string | null}} shown
 * @param {{textContent: string | null}} spoken
 * @param {{timer?: (act: () => void, ms: number) => any, clear?: (timer: any) => void, now?: () => number}} [clock]
 * @returns {Speaker}
 */
export function makeSpeaker(
  shown,
  spoken,
  { timer = setTimeout, clear = clearTimeout, now = () => performance.now() } = {},
) {
  /** @type {any} */
  let pending = null;
  let since = 0;
  /** @param {string} text */
  const say = (text) => {
    if (shown.textContent !== text) shown.textContent = text;
    clear(pending);
    if (pending === null) since = now();
    const left = Math.max(0, Math.min(SENTENCE_PAUSE_MS, since + SENTENCE_MOST_MS - now()));
    pending = timer(
      () => {
        pending = null;
        if (spoken.textContent !== text) spoken.textContent = text;
      },
      spoken.textContent ? left : 0,
    );
  };
  say.stop = () => clear(pending);
  return say;
}
