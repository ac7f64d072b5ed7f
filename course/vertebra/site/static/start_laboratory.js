// @ts-check
// The laboratory takes over the start pictures of this page, in order, when it is ready; until then, and where it can't
// start, the pictures stay.

import { keepPages } from "./keep_pages.js";

const live = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".vx-live")]);
const line = document.getElementById("vs-laboratory");

/** @type {(name: string, fraction?: number | null) => void} */
function say(name, fraction = null) {
  if (!line) return;
  for (const words of /** @type {NodeListOf<HTMLElement>} */ (line.querySelectorAll("[data-state]"))) {
    words.hidden = words.dataset.state !== name;
  }
  const bar = line.querySelector("progress");
  if (bar && fraction !== null) bar.value = fraction;
  line.hidden = name === "ready";
}

const base = new URL("../laboratory/", import.meta.url).href;
const notice = document.getElementById("vs-storage");
/** @type {{save: () => void, close: () => void} | null} */
let running = null;

/** Whether what is done with the pictures is kept, in words. @param {string} state */
function sayStorage(state) {
  if (!notice) return;
  const lines = /** @type {NodeListOf<HTMLElement>} */ (notice.querySelectorAll("[data-state]"));
  for (const line of lines) line.hidden = line.dataset.state !== state;
  notice.hidden = ![...lines].some((line) => !line.hidden);
}

async function begin() {
  say("loading", 0);
  await keepPages(new URL("../", base));
  const { startLaboratory } = await import(`${base}laboratory.js`);
  /** @param {number | {fraction?: number}} progress */
  const onProgress = (progress) =>
    say("loading", typeof progress === "number" ? progress : (progress.fraction ?? null));
  const laboratory = await startLaboratory({
    base,
    onProgress,
    onStorage: sayStorage,
    silenceMs: /** @type {any} */ (window).vertebraSilenceMs,
  });
  running = laboratory;
  laboratory.lost.then(lose);
  const lesson = document.body.dataset.page ?? "";
  for (const element of live) {
    await laboratory.mount(element, { ...JSON.parse(element.dataset.widget ?? "{}"), lesson });
    element.inert = false;
  }
  say("ready");
}

/** Nothing looks alive that is dead: the pictures wait for the button that starts Python again. */
function lose() {
  running?.close();
  running = null;
  for (const element of live) element.inert = true;
  say("lost");
}

const tryToBegin = () =>
  begin().catch((error) => {
    console.warn(error);
    say("failed");
  });

document.getElementById("vs-start-again")?.addEventListener("click", tryToBegin);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") running?.save();
});
if (live.length && !(/** @type {any} */ (window).vertebraMissing.length)) tryToBegin();
