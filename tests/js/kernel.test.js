// Cells run again, once, where their kernel died or restarted under them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { runInKernel } from "../../course/labextension/static/kernel.js";

const LOOK_MS = 5;
const never = new Promise(() => {});

function signal() {
  const heard = new Set();
  return { connect: (one) => heard.add(one), disconnect: (one) => heard.delete(one), heard };
}

const emit = ({ heard }, value) => [...heard].forEach((one) => one(null, value));

/** A notebook whose kernels are counted; `fate(kernel, panel, cell)` says what becomes of a cell in it. */
function notebook(fate, guard = () => Promise.resolve()) {
  const log = [];
  let count = 0;
  const start = () => {
    const kernel = { id: ++count, isDisposed: false, status: "idle" };
    kernel.requestExecute = () => ({ done: guard(kernel) });
    return kernel;
  };
  const session = {
    ready: Promise.resolve(),
    kernelPreference: { name: "python3" },
    session: { kernel: start() },
    kernelChanged: signal(),
    sessionChanged: signal(),
    statusChanged: signal(),
    gone: false,
    asked: 0,
  };
  session.sessionManager = {
    // What the server no longer knows goes, as JupyterLab has it.
    refreshRunning: async () => {
      session.asked += 1;
      if (!session.gone) return;
      session.gone = false;
      session.session.kernel.isDisposed = true;
      session.session = null;
      emit(session.sessionChanged);
    },
  };
  session.changeKernel = async () => {
    session.session = { kernel: start() };
  };
  session.restartKernel = async () => {
    session.session = { kernel: start() };
  };
  const panel = { sessionContext: session, isDisposed: false, content: {} };
  const runCells = async (_, [cell]) => {
    const { kernel } = session.session;
    log.push(`${kernel.id}${cell}`);
    return fate(kernel, session, cell, panel) ?? true;
  };
  return { log, session, run: () => runInKernel(panel, { runCells }, ["a", "b"], LOOK_MS) };
}

test("cells run once, in order, and nothing is asked of the server afterwards", async () => {
  const { log, session, run } = notebook(() => true);
  assert.equal(await run(), true);
  assert.deepEqual(log, ["1a", "1b"]);
  const { asked } = session;
  await new Promise((resolve) => setTimeout(resolve, 4 * LOOK_MS));
  assert.equal(session.asked, asked);
  assert.equal(session.statusChanged.heard.size + session.sessionChanged.heard.size, 0);
});

test("a kernel that another page shut down while a cell waits for it is replaced", async () => {
  const { log, run } = notebook((kernel, session) => {
    if (kernel.id > 1) return true;
    session.gone = true;
    return never;
  });
  assert.equal(await run(), true);
  assert.deepEqual(log, ["1a", "2a", "2b"]);
});

test("a kernel that restarts under a cell runs all cells again", async () => {
  let restarts = 0;
  const { log, run } = notebook((_, session, cell) => {
    if (cell === "a" || restarts++) return true;
    emit(session.statusChanged, "autorestarting");
    return false;
  });
  assert.equal(await run(), true);
  assert.deepEqual(log, ["1a", "1b", "1a", "1b"]);
});

test("a kernel that is dead is restarted", async () => {
  const { log, run } = notebook((kernel) => {
    if (kernel.id > 1) return true;
    kernel.status = "dead";
    return false;
  });
  assert.equal(await run(), true);
  assert.deepEqual(log, ["1a", "2a", "2b"]);
});

test("one that is lost before its first answer is replaced, whether it refuses or is silent", async () => {
  const refuses = notebook(
    () => true,
    (kernel) => (kernel.id > 1 ? Promise.resolve() : Promise.reject(new Error("Canceled"))),
  );
  assert.equal(await refuses.run(), true);
  assert.deepEqual(refuses.log, ["2a", "2b"]);
  const silent = notebook(
    () => true,
    (kernel) => (kernel.id > 1 ? Promise.resolve() : never),
  );
  silent.session.gone = true;
  assert.equal(await silent.run(), true);
  assert.deepEqual(silent.log, ["2a", "2b"]);
});

test("it starts again once, not for ever, and not for a cell that only fails", async () => {
  const dies = notebook((_, session) => {
    session.gone = true;
    return never;
  });
  assert.equal(await dies.run(), false);
  assert.deepEqual(dies.log, ["1a", "2a"]);
  const fails = notebook((_kernel, _session, cell) => cell !== "a");
  assert.equal(await fails.run(), false);
  assert.deepEqual(fails.log, ["1a", "1b"]);
});

test("a page that was closed starts nothing again", async () => {
  const { log, run } = notebook((_kernel, session, _cell, panel) => {
    panel.isDisposed = true;
    session.gone = true;
    return never;
  });
  assert.equal(await run(), false);
  assert.deepEqual(log, ["1a"]);
});
