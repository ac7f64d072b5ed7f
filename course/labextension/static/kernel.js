// @ts-check
// See decisions 0051 and 0433.
// Cells run in a kernel that lives: should it die or restart under them, they start again, once, in a fresh one.

/** @typedef {any} Panel a notebook of JupyterLab with its toolbar and its kernel */
/** @typedef {any} Session the session context of a notebook */
/** @typedef {any} Kernel a connection to a kernel */

// Run before the first cell: a file called vertebra.py or numpy.py lying beside a lesson must not be imported instead.
const GUARD = "import sys; sys.path[:] = [p for p in sys.path if p not in ('', '.', __import__('os').getcwd())]";
const KERNEL_MS = 120_000;
const LOOK_MS = 1000;
const MAX_TRIES = 2;

/**
 * Whether all cells ran to their end.
 * @param {Panel} panel
 * @param {any} actions of notebooks
 * @param {any[]} cells
 * @param {number} [lookMs] how often the server is asked whether the kernel lives
 */
export async function runInKernel(panel, actions, cells, lookMs = LOOK_MS) {
  const session = panel.sessionContext;
  let another = false;
  for (let tries = 1; !panel.isDisposed; tries++) {
    const watch = makeWatch(session, await started(session, tries > 1, another), lookMs);
    try {
      const complete = await Promise.race([attempt(panel, actions, cells, watch), watch.lost]);
      if (complete || !watch.isLost() || tries === MAX_TRIES) return complete;
    } catch (error) {
      another = !watch.minds.restart; // It did not even answer.
      if (!(another || watch.isLost()) || tries === MAX_TRIES) throw error;
    } finally {
      watch.stop();
    }
  }
  return false;
}

/**
 * One by one, for a cell that fails must not keep the others from running; but nothing more once the kernel is lost.
 * @param {Panel} panel
 * @param {any} actions
 * @param {any[]} cells
 * @param {ReturnType<typeof makeWatch>} watch
 */
async function attempt(panel, actions, cells, watch) {
  const guard = { code: GUARD, silent: true, store_history: false, allow_stdin: false };
  await watch.kernel.requestExecute(guard).done;
  watch.minds.restart = true;
  let complete = true;
  for (const cell of cells) {
    if (panel.isDisposed || watch.isLost()) return false;
    complete = (await actions.runCells(panel.content, [cell], panel.sessionContext)) && complete;
  }
  return complete;
}

/**
 * Notices that a kernel is gone, or restarts once `minds.restart` is set: before its first answer a restart is only its
 * start. A kernel that another page shut down says nothing to this one, so the server is asked as long as cells run.
 * @param {Session} session
 * @param {Kernel} kernel
 * @param {number} lookMs
 */
function makeWatch(session, kernel, lookMs) {
  const minds = { restart: false };
  let restarted = false;
  let stopped = false;
  /** @type {(value: boolean) => void} */
  let giveUp = () => {};
  /** @type {Promise<boolean>} */
  const lost = new Promise((resolve) => {
    giveUp = resolve;
  });
  const isLost = () => restarted || isGone(session, kernel);
  const look = () => isLost() && giveUp(false);
  const onStatus = (/** @type {unknown} */ _, /** @type {string} */ status) => {
    restarted ||= minds.restart && status.endsWith("restarting");
    look();
  };
  session.statusChanged.connect(onStatus);
  session.sessionChanged.connect(look);
  const ask = async () => {
    await session.sessionManager.refreshRunning().catch(() => {});
    look();
    if (!stopped) timer = setTimeout(ask, lookMs);
  };
  let timer = setTimeout(ask, lookMs);
  const stop = () => {
    stopped = true;
    clearTimeout(timer);
    session.statusChanged.disconnect(onStatus);
    session.sessionChanged.disconnect(look);
  };
  return { kernel, minds, lost, isLost, stop };
}

/**
 * @param {Session} session
 * @param {Kernel} kernel
 */
const isGone = (session, kernel) => kernel.isDisposed || kernel.status === "dead" || session.session?.kernel !== kernel;

/**
 * The session's kernel, once there is one; with `afresh` one is started where there is none any more.
 * @param {Session} session
 * @param {boolean} afresh
 * @param {boolean} another whether the one that is there will not do
 * @returns {Promise<Kernel>}
 */
async function started(session, afresh, another) {
  await session.ready;
  const running = session.session?.kernel;
  if (running && !another && !isGone(session, running)) return running;
  if (afresh) {
    if (running?.status === "dead") await session.restartKernel();
    else await session.changeKernel({ name: session.kernelPreference.name ?? "python3" });
  }
  if (session.session?.kernel) return session.session.kernel;
  return new Promise((resolve, reject) => {
    const late = () => reject(new Error("no kernel started within two minutes"));
    const timer = setTimeout(() => finish(late), KERNEL_MS);
    const look = () => session.session?.kernel && finish(() => resolve(session.session.kernel));
    /** @param {() => void} then */
    const finish = (then) => {
      clearTimeout(timer);
      session.kernelChanged.disconnect(look);
      then();
    };
    session.kernelChanged.connect(look);
  });
}
