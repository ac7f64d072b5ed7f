// @ts-check
// The laboratory takes over the start pictures of this page, in order, when it is ready; until then, and where it can't
// start, the pictures stay.

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

async function begin() {
  say("loading", 0);
  const base = new URL("../laboratory/", import.meta.url).href;
  const { startLaboratory } = await import(`${base}laboratory.js`);
  /** @param {number | {fraction?: number}} progress */
  const onProgress = (progress) =>
    say("loading", typeof progress === "number" ? progress : (progress.fraction ?? null));
  const laboratory = await startLaboratory({ base, onProgress });
  for (const element of live) await laboratory.mount(element, JSON.parse(element.dataset.widget ?? "{}"));
  say("ready");
}

if (live.length && !(/** @type {any} */ (window).vertebraMissing.length)) {
  begin().catch((error) => {
    console.warn(error);
    say("failed");
  });
}
