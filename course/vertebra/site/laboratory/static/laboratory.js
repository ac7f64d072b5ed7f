// @ts-check
// The laboratory of a page: Python in a worker, and the widgets' own scripts on the page, joined by messages.
import { Models } from "./models.js";

/**
 * @typedef {object} Laboratory
 * @property {(element: HTMLElement, spec: Spec) => Promise<void>} mount shows what a cell
 *   ends with in an element; what stood there stays until the first picture is ready
 * @property {() => void} close
 * @property {() => void} save keeps at once what widgets have to save
 * @property {Promise<string>} lost settles with a sentence when the worker has ended, or answers no more
 */
/** @typedef {{code: string, cell?: string, lesson?: string}} Spec by lesson and cell a widget finds what it saved */

const PING_MS = 5000;
/** The longest that a model computes at a stretch, twice over. */
const SILENCE_MS = 90_000;

/**
 * Start Python in a worker.
 * @param {object} options
 * @param {string | URL} options.base the address of the folder of the laboratory
 * @param {(fraction: number) => void} [options.onProgress] is told how much of the loading is done
 * @param {(state: string) => void} [options.onStorage] is told whether what widgets save is kept
 * @param {number} [options.silenceMs] how long the worker may say nothing before it counts as lost
 * @returns {Promise<Laboratory>}
 */
export async function startLaboratory({ base, onProgress = () => {}, onStorage = () => {}, silenceMs = SILENCE_MS }) {
  const missing = missingHere();
  if (missing) throw new Error(missing);
  const folder = new URL(base, document.baseURI);
  const worker = new Worker(new URL("worker.js", folder), { type: "module" });
  const models = new Models(folder, (message, transfer) => worker.postMessage(message, transfer));
  /** @type {Map<number, {done: (tree: any) => void, failed: (error: Error) => void}>} */
  const waiting = new Map();
  /** @type {Promise<string>} */
  const lost = new Promise((resolve) => {
    worker.addEventListener("error", (event) => resolve(event.message || "The worker ended."));
    worker.addEventListener("message", ({ data }) => {
      if (data.kind === "ready") watch(worker, silenceMs, () => resolve("The worker does not answer."));
    });
  });
  await new Promise((resolve, reject) => {
    worker.addEventListener("message", ({ data }) => {
      if (data.kind === "progress") onProgress(data.done / data.of);
      else if (data.kind === "ready") resolve(undefined);
      else if (data.kind === "broken") reject(new Error(data.message));
      else if (data.kind === "opened") waiting.get(data.cell)?.done(data.tree);
      else if (data.kind === "storage") onStorage(data.state);
      else if (data.kind === "failed") waiting.get(data.cell)?.failed(new Error(data.message));
      else models.receive(data);
    });
    lost.then((message) => reject(new Error(String(message))));
    worker.postMessage({ kind: "start" });
  });
  let cells = 0;
  return {
    async mount(element, spec) {
      const cell = ++cells;
      const tree = await new Promise((done, failed) => {
        waiting.set(cell, { done, failed });
        worker.postMessage({
          kind: "run",
          cell,
          code: spec.code,
          name: spec.cell ?? "",
          lesson: spec.lesson ?? "",
        });
      });
      waiting.delete(cell);
      await models.show(element, tree);
    },
    close: () => worker.terminate(),
    save: () => worker.postMessage({ kind: "save" }),
    lost,
  };
}

/**
 * Ask the worker again and again; one that was ended by the system says nothing more.
 * @param {Worker} worker
 * @param {number} silenceMs
 * @param {() => void} act
 */
function watch(worker, silenceMs, act) {
  let heardAt = Date.now();
  let askedAt = heardAt;
  worker.addEventListener("message", () => {
    heardAt = Date.now();
  });
  const timer = setInterval(() => {
    // A page that was put to sleep has heard nothing meanwhile, and that is nobody's fault.
    const slept = Date.now() - askedAt > 2 * PING_MS;
    askedAt = Date.now();
    if (slept) heardAt = askedAt;
    worker.postMessage({ kind: "ping" });
    if (askedAt - heardAt < silenceMs) return;
    clearInterval(timer);
    act();
  }, PING_MS);
}

/** What this browser, or the way in which the page was opened, lacks for the laboratory; empty where nothing. */
export function missingHere() {
  if (typeof WebAssembly === "undefined") return "no-webassembly";
  if (typeof Worker === "undefined") return "no-worker";
  return location.protocol === "file:" ? "needs-a-server" : "";
}
