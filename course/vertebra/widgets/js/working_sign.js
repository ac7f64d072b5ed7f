// @ts-check
// A sign that an answer is being computed, for whoever waits for it.
import { element } from "./elements.js";
import { t } from "./texts.js";

/** A hand that waits longer than this wants to know that its wish was heard. */
export const SIGN_MS = 250;

/**
 * `sent` and `answered` are called with each request and each answer. An answer starts the wait anew: a hand that drags
 * sees pictures come, and no sign.
 * @param {() => boolean} isBusy whether an answer is still to come
 */
export function makeWorkingSign(isBusy) {
  const node = element("span", { class: "vx-working", "aria-hidden": "true", hidden: true }, t("Computing …"));
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const wait = () => {
    timer ??= setTimeout(() => {
      node.hidden = false;
    }, SIGN_MS);
  };
  const stop = () => {
    clearTimeout(timer);
    timer = undefined;
    node.hidden = true;
  };
  return {
    node,
    sent: wait,
    answered() {
      stop();
      if (isBusy()) wait();
    },
    stop,
  };
}
