// @ts-check
// How far the learner is: on the contents page by lesson; and the file that takes it to another browser.
/** @import { Progress } from "./kept_answers.js" */
import { download } from "../../widgets/js/download.js";
import { t } from "../../widgets/js/texts.js";

/**
 * The names in an attribute, with spaces between them.
 * @param {string | undefined} text
 */
export const namesIn = (text) => (text ?? "").split(" ").filter(Boolean);

const FAULTS = {
  "not-progress": () => t("This is not a file of answers from this course. Nothing was changed."),
  damaged: () => t("This file is damaged, so nothing was taken from it. Save it anew where it came from."),
  newer: () => t("This file was written by a newer edition of the course. Open it with that one. Nothing was changed."),
};

/**
 * @param {Progress} progress
 * @param {(words: string) => void} say
 */
export function showProgress(progress, say) {
  const update = () => {
    const { answers, pages } = progress.all();
    for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-progress-of]"))) {
      const names = namesIn(place.dataset.progressOf);
      const done = names.filter((name) => answers[name] && answers[name].value !== "").length;
      showLine(place, done, names.length, (place.dataset.progressPage ?? "") in pages);
    }
    showLast(pages);
  };
  update();
  window.addEventListener("storage", update);
  for (const button of document.querySelectorAll("[data-save-progress]")) {
    button.addEventListener("click", () => download("vertebra-progress.json", progress.toFile()));
  }
  const input = /** @type {HTMLInputElement | null} */ (document.getElementById("vs-open-progress"));
  input?.addEventListener("change", async () => {
    const file = input.files?.[0];
    if (!file) return;
    const read = progress.fromFile(await file.text().catch(() => ""));
    input.value = "";
    if ("fault" in read) say(FAULTS[read.fault]());
    else {
      say(t("Answers taken over from the file: {taken}. Where you had answered later here, yours stayed.", read));
      update();
    }
  });
}

/**
 * @param {HTMLElement} place
 * @param {number} done
 * @param {number} all
 * @param {boolean} isOpened
 */
function showLine(place, done, all, isOpened) {
  const bar = place.querySelector("progress");
  if (bar) bar.value = done;
  const words = place.querySelector("[data-words]");
  const answered = t("{done} of {all} answered", { done, all });
  if (words) words.textContent = done === 0 && !isOpened ? t("not opened yet") : answered;
  place.dataset.done = String(done);
  place.dataset.opened = String(isOpened);
}

/** @param {Record<string, number>} pages */
function showLast(pages) {
  const link = /** @type {HTMLAnchorElement | null} */ (document.getElementById("vs-go-on"));
  const last = Object.keys(pages).sort((a, b) => pages[b] - pages[a])[0];
  const line = last && document.querySelector(`[data-progress-page="${CSS.escape(last)}"]`);
  const title = line ? line.closest("li")?.querySelector("a") : null;
  if (!link || !title) return;
  link.href = title.href;
  link.textContent = t("Go on with “{title}”", { title: title.textContent ?? "" });
  link.hidden = false;
}
