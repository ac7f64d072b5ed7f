// @ts-check
// Pulses of the beam: at most one in each interval while something moves.

/**
 * @param {() => void} give a pulse
 * @param {{now?: () => number, timer?: (act: () => void, ms: number) => any, clear?: (timer: any) => void}} [clock]
 */
export function makePulser(give, { now = () => performance.now(), timer = setTimeout, clear = clearTimeout } = {}) {
  let last = Number.NEGATIVE_INFINITY;
  /** @type {any} */
  let due = null;
  const fire = () => {
    clear(due);
    due = null;
    last = now();
    give();
  };
  return {
    now: fire,
    /**
     * The last one is always given.
     * @param {number} interval ms
     */
    soon(interval) {
      if (due !== null) return;
      const left = last + interval - now();
      if (left <= 0) fire();
      else due = timer(fire, left);
    },
    stop() {
      clear(due);
      due = null;
    },
    get due() {
      return due !== null;
    },
  };
}
