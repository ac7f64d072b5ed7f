// Flow control between a view and Python: one request (or a few) under way, and only the latest wanted values kept.

export function coalesce(queue, action, keep) {
  const last = queue[queue.length - 1];
  if (!keep && last && !last.keep) Object.assign(last.action, action);
  else queue.push({ action: { ...action }, keep });
  return queue;
}

// send({seq, action}) posts a request; up to `ahead` are under way, so that Python can work on the next while the page draws the
// last. onSlow(true) is called when no answer came within patience_ms, onSlow(false) when one came after all. timer and clear are
// replaceable for tests.
export function makeRequestQueue(send, { patience_ms = 8000, ahead = 1, onSlow = () => {}, timer = setTimeout, clear = clearTimeout } = {}) {
  const queue = [];
  const underWay = new Map();
  let seq = 0;
  let slow = false;

  function next() {
    while (underWay.size < ahead && queue.length > 0) {
      const { action } = queue.shift();
      const own = ++seq;
      underWay.set(own, timer(() => giveUp(own), patience_ms));
      send({ seq: own, action });
    }
  }
  function giveUp(own) {
    underWay.delete(own);
    slow = true;
    onSlow(true);
    next();
  }
  return {
    // Values that replace each other: while one request is under way, later ones coalesce into the next.
    setLatest(action) {
      coalesce(queue, action, false);
      next();
    },
    // An action that must not be lost nor merged.
    enqueue(action) {
      coalesce(queue, action, true);
      next();
    },
    acknowledge(answered) {
      if (slow) onSlow((slow = false));
      if (!underWay.has(answered)) return;
      clear(underWay.get(answered));
      underWay.delete(answered);
      next();
    },
    close() {
      underWay.forEach((alarm) => clear(alarm));
      queue.length = 0;
    },
    // Whether more was asked for than `answered` knows of (0 for an answer to somebody else).
    hasPendingAfter(answered) {
      return queue.length > 0 || [...underWay.keys()].some((one) => one !== answered);
    },
    get busy() {
      return underWay.size > 0;
    },
  };
}
