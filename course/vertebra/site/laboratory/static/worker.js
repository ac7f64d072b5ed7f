// @ts-check
// Python in a worker: loads Pyodide and the course, runs a lesson's cells, and passes their widgets' messages.
import { loadPyodide } from "./pyodide/pyodide.mjs";

const STEPS = 5;

/** @type {any} */
let python;
/** @type {Promise<void>} */
let queue = Promise.resolve();

/** @param {number} done */
const progress = (done) => postMessage({ kind: "progress", done, of: STEPS });

async function start() {
  const here = new URL("./", import.meta.url);
  progress(0);
  const { packages } = await (await fetch(new URL("laboratory.json", here))).json();
  const [pyodide, course] = await Promise.all([
    loadPyodide({ indexURL: new URL("pyodide/", here).href, packages }),
    fetch(new URL("course.zip", here)).then((answer) => answer.arrayBuffer()),
  ]);
  progress(3);
  pyodide.unpackArchive(course, "zip", { extractDir: "/course" });
  progress(4);
  pyodide.runPython("import sys\nsys.path[:0] = ['/course/in_page', '/course']");
  python = pyodide.pyimport("lesson_cells");
  python.start((/** @type {string} */ message, /** @type {any[]} */ buffers) => {
    postMessage({ ...JSON.parse(message), buffers }, buffers);
  });
  progress(STEPS);
  postMessage({ kind: "ready" });
}

/** @param {any} data */
function answer(data) {
  if (data.kind === "run") python.run(data.cell, data.code, data.name);
  else if (data.kind === "sent") python.receive(data.model, data.content, data.buffers);
  else if (data.kind === "changed") python.change(data.model, data.values);
}

addEventListener("message", ({ data }) => {
  queue = queue.then(async () => {
    try {
      if (data.kind === "start") await start();
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
