// @ts-check
// The laboratory of a page: Python in a worker, and the widgets' own scripts on the page, joined by messages.
import { Models } from "./models.js";

/**
 * @typedef {object} Laboratory
 * @property {(element: HTMLElement, spec: {code: string, cell?: string}) => Promise<void>} mount shows what a cell
 *   ends with in an element; what stood there stays until the first picture is ready
 * @property {() => void} close
 * @property {Promise<string>} lost settles with a sentence when the worker has ended
 */

/**
 * Start Python in a worker.
 * @param {{base: string | URL, onProgress?: (fraction: number) => void}} options `base` is the address of the
 *   folder of the laboratory, `onProgress` is told how much of the loading is done
 * @returns {Promise<Laboratory>}
 */
export async function startLaboratory({ base, onProgress = () => {} }) {
  const missing = missingHere();
  if (missing) throw new Error(missing);
  const folder = new URL(base, document.baseURI);
  const worker = new Worker(new URL("worker.js", folder), { type: "module" });
  const models = new Models(folder, (message, transfer) => worker.postMessage(message, transfer));
  /** @type {Map<number, {done: (tree: any) => void, failed: (error: Error) => void}>} */
  const waiting = new Map();
  const lost = new Promise((resolve) => {
    worker.addEventListener("error", (event) => resolve(event.message || "The worker ended."));
  });
  await new Promise((resolve, reject) => {
    worker.addEventListener("message", ({ data }) => {
      if (data.kind === "progress") onProgress(data.done / data.of);
      else if (data.kind === "ready") resolve(undefined);
      else if (data.kind === "broken") reject(new Error(data.message));
      else if (data.kind === "opened") waiting.get(data.cell)?.done(data.tree);
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
        });
      });
      waiting.delete(cell);
      await models.show(element, tree);
    },
    close: () => worker.terminate(),
    lost,
  };
}

/** What this browser, or the way in which the page was opened, lacks for the laboratory; empty where nothing. */
export function missingHere() {
  if (typeof WebAssembly === "undefined") return "no-webassembly";
  if (typeof Worker === "undefined") return "no-worker";
  return location.protocol === "file:" ? "needs-a-server" : "";
}
