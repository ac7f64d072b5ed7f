// @ts-check
// A text given to the learner as a file.
import { element } from "./elements.js";

/**
 * Give the learner a text as a file.
 * @param {string} filename
 * @param {string} text
 * @param {string} [type]
 */
export function download(filename, text, type = "application/json") {
  const href = URL.createObjectURL(new Blob([text], { type }));
  element("a", { href, download: filename }).click();
  setTimeout(() => URL.revokeObjectURL(href), 1000);
}
