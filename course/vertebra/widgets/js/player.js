// @ts-check
// A button that lets a value run to its end, and stops it. Where no motion is wanted it goes one step at a time.
import { makeButton, setText } from "./controls.js";
import { t } from "./texts.js";

const FRAME_MS = 60;

/**
 * @typedef {object} PlayerOptions
 * @property {() => number} value
 * @property {number} most
 * @property {number} step what one frame adds
 * @property {number} leap what one press adds where no motion is wanted
 * @property {(value: number) => void} moved
 * @property {() => void} rest called when it stops
 * @property {() => boolean} calm
 * @property {(act: () => void, ms: number) => any} [timer]
 * @property {(timer: any) => void} [clear]
 */

/** @param {PlayerOptions} options */
export function makePlayer({ value, most, step, leap, moved, rest, calm, timer = setInterval, clear = clearInterval }) {
  /** @type {any} */
  let running = null;
  const button = makeButton(t("Play"), () => toggle(), { name: "play" });
  const show = () => {
    setText(button, running === null ? `▶ ${t("Play")}` : `❚❚ ${t("Pause")}`);
    button.setAttribute("aria-pressed", String(running !== null));
  };
  function stop() {
    if (running === null) return;
    clear(running);
    running = null;
    show();
    rest();
  }
  /** @param {number} by */
  const advance = (by) => moved(Math.min(most, value() + by));
  function toggle() {
    if (running !== null) return stop();
    if (value() >= most) moved(0);
    if (calm()) {
      advance(leap);
      return rest();
    }
    running = timer(() => {
      advance(step);
      if (value() >= most) stop();
    }, FRAME_MS);
    show();
  }
  show();
  return { button, toggle, stop };
}
