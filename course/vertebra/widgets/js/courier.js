// Flow control between a view and Python: one request under way, and only the latest wanted values kept.

export function merge(queue, action, keep) {
  const last = queue[queue.length - 1];
  if (!keep && last && !last.keep) Object.assign(last.action, action);
  else queue.push({ action: { ...action }, keep });
  return queue;
}

// send({seq, action}) posts a request. onSlow(true) is called when no answer came within patience_ms, onSlow(false) when
// one came after all. timer and clear are replaceable for tests.
export function courier(send, { patience_ms = 8000, onSlow = () => {}, timer = setTimeout, clear = clearTimeout } = {}) {
  const queue = [];
  let seq = 0;
  let underWay = null;
  let slow = false;
  let alarm = null;

  function next() {
    if (underWay !== null || queue.length === 0) return;
    const { action } = queue.shift();
    underWay = ++seq;
    alarm = timer(giveUp, patience_ms);
    send({ seq, action });
  }
  function giveUp() {
    underWay = null;
    slow = true;
    onSlow(true);
    next();
  }
  return {
    // Values that replace each other: while one request is under way, later ones merge into the next.
    want(action) {
      merge(queue, action, false);
      next();
    },
    // A deed that must not be lost nor merged.
    ask(action) {
      merge(queue, action, true);
      next();
    },
    settle(answered) {
      if (slow) onSlow((slow = false));
      if (answered !== underWay) return;
      clear(alarm);
      underWay = null;
      next();
    },
    close() {
      clear(alarm);
      queue.length = 0;
    },
    get busy() {
      return underWay !== null;
    },
    get waiting() {
      return queue.length;
    },
  };
}
