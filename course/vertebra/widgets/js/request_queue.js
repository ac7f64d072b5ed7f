// @ts-check
// Flow control between a view and Python: one request (or a few) under way, and only the latest wanted values kept.

/** @typedef {{action: Record<string, unknown>, keep: boolean, gesture?: number}} Request */

/**
 * Add an action to the queue: into the last request, unless one of the two must be kept apart.
 * @param {Request[]} queue
 * @param {Record<string, unknown>} action
 * @param {boolean} keep
 */
export function coalesce(queue, action, keep) {
  const last = queue[queue.length - 1];
  if (!keep && last && !last.keep) Object.assign(last.action, action);
  else queue.push({ action: { ...action }, keep });
  return queue;
}

/**
 * @typedef {object} QueueOptions
 * @property {number} [patience_ms]
 * @property {number} [ahead] how many requests are under way, so that Python can work on the next while the page
 * draws the last
 * @property {() => number} [gesture] the number of what the hand does now; it goes with the request
 * @property {(slow: boolean) => void} [onSlow] true when no answer came within patience_ms, false when one came
 * after all
 * @property {(act: () => void, ms: number) => any} [timer]
 * @property {(timer: any) => void} [clear]
 */

/**
 * send({seq, action}) posts a request. timer and clear are replaceable for tests.
 * @param {(message: {seq: number, action: Record<string, unknown>, gesture?: number}) => void} send
 * @param {QueueOptions} [options]
 */
export function makeRequestQueue(
  send,
  { patience_ms = 8000, ahead = 1, gesture, onSlow = () => {}, timer = setTimeout, clear = clearTimeout } = {},
) {
  /** @type {Request[]} */
  const queue = [];
  /** @type {Map<number, {alarm: any, gesture?: number}>} */
  const underWay = new Map();
  let seq = 0;
  let slow = false;

  function next() {
    while (underWay.size < ahead && queue.length > 0) {
      const { action, gesture: of } = /** @type {Request} */ (queue.shift());
      const own = ++seq;
      underWay.set(own, { alarm: timer(() => giveUp(own), patience_ms), gesture: of });
      send({ seq: own, action, ...(of === undefined ? {} : { gesture: of }) });
    }
  }
  /** @param {number} own */
  function giveUp(own) {
    underWay.delete(own);
    slow = true;
    onSlow(true);
    next();
  }
  /** @type {(action: Record<string, unknown>, keep: boolean) => void} */
  function add(action, keep) {
    coalesce(queue, action, keep);
    if (gesture) queue[queue.length - 1].gesture = gesture();
    next();
  }
  return {
    /** @param {Record<string, unknown>} action */
    setLatest: (action) => add(action, false),
    /** @param {Record<string, unknown>} action */
    enqueue: (action) => add(action, true),
    /** @param {number} answered */
    acknowledge(answered) {
      if (slow) onSlow(false);
      slow = false;
      if (!underWay.has(answered)) return;
      clear(underWay.get(answered)?.alarm);
      underWay.delete(answered);
      next();
    },
    /**
     * The number of the gesture that asked for `seq`; null where it is not known any more.
     * @param {number} seq
     */
    gestureOf: (seq) => underWay.get(seq)?.gesture ?? null,
    close() {
      for (const { alarm } of underWay.values()) clear(alarm);
      queue.length = 0;
    },
    /**
     * Whether more was asked for than `answered` knows of (0 for an answer to another view).
     * @param {number} answered
     */
    hasPendingAfter: (answered) => queue.length > 0 || [...underWay.keys()].some((seq) => seq !== answered),
    get busy() {
      return underWay.size > 0;
    },
  };
}
