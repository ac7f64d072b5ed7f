// @ts-check
// Python in a worker: loads Pyodide and the course, runs a lesson's cells, and passes their widgets' messages.
import { openFiles } from "./kept_files.js";
import { loadPyodide } from "./pyodide/pyodide.mjs";

const STEPS = 5;
/** A change is never older than this when it is kept. */
const PAUSE_MS = 500;

/** @type {any} */
let python;
/** @type {Promise<void>} */
let queue = Promise.resolve();
/** @type {Awaited<ReturnType<typeof openFiles>>} */
let files;
/** @type {ReturnType<typeof setTimeout> | null} */
let due = null;

/** @param {number} done */
const progress = (done) => postMessage({ kind: "progress", done, of: STEPS });

async function start() {
  const here = new URL("./", import.meta.url);
  progress(0);
  const { packages, parts } = await (await fetch(new URL("laboratory.json", here))).json();
  const [pyodide, course, scipy] = await Promise.all([
    loadPyodide({ indexURL: new URL("pyodide/", here).href, packages }),
    ...["course.zip", "scipy/core.zip"].map(async (name) => (await fetch(new URL(name, here))).arrayBuffer()),
  ]);
  progress(3);
  pyodide.unpackArchive(scipy, "zip", { extractDir: pyodide.runPython("import site; site.getsitepackages()[0]") });
  pyodide.unpackArchive(course, "zip", { extractDir: "/course" });
  progress(4);
  pyodide.runPython("import sys\nsys.path[:0] = ['/course/in_page', '/course']");
  pyodide.pyimport("scipy_on_demand").begin(new URL("scipy/", here).href, parts);
  python = pyodide.pyimport("lesson_cells");
  files = await openFiles();
  const kept = Object.fromEntries((await files.all()).map(({ path, content }) => [path, content]));
  python.start(
    (/** @type {string} */ text, /** @type {any[]} */ buffers) => {
      const message = JSON.parse(text);
      if (message.kind === "unsaved") saveSoon();
      else postMessage({ ...message, buffers }, buffers);
    },
    pyodide.toPy(kept, { depth: 1 }),
  );
  progress(STEPS);
  postMessage({ kind: "ready" });
}

/** Keep what widgets have to save, when nothing else waits. */
function saveSoon() {
  due ??= setTimeout(() => {
    queue = queue.then(save);
  }, PAUSE_MS);
}

async function save() {
  if (due !== null) clearTimeout(due);
  due = null;
  /** @type {[string, Uint8Array | null][]} */
  const changed = python?.save() ?? [];
  for (const [path, content] of changed) postMessage({ kind: "storage", state: await files.put(path, content) });
}

/** @param {any} data */
function answer(data) {
  if (data.kind === "run") python.run(data.cell, data.code, data.name, data.lesson);
  else if (data.kind === "sent") python.receive(data.model, data.content, data.buffers);
  else if (data.kind === "changed") python.change(data.model, data.values);
}

addEventListener("message", ({ data }) => {
  queue = queue.then(async () => {
    try {
      if (data.kind === "start") await start();
      else if (data.kind === "save") await save();
      else if (data.kind === "ping") postMessage({ kind: "pong" });
      else answer(data);
    } catch (error) {
      postMessage({
        kind: data.kind === "start" ? "broken" : "failed",
        cell: data.cell,
        message: String(error),
      });
    }
  });
});
