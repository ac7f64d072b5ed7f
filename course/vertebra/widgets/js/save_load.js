// @ts-check
// A procedure saved as a file, and loaded again: its actions, which Python runs anew.
/** @import { Api } from "./types" */
import { KEEPS_KEYS, makeBar, makeButton } from "./controls.js";
import { download } from "./download.js";
import { element } from "./elements.js";
import { t } from "./texts.js";

const PROCEDURE = { keep: t("Keep this procedure"), open: t("Open a kept procedure") };

/**
 * A field that takes a saved file and asks Python to load its text.
 * @param {Api} api
 * @param {Record<string, string | boolean>} attributes
 */
export function makeFileInput(api, attributes) {
  const input = element("input", { type: "file", accept: ".json", ...attributes });
  api.on(input, "change", async () => {
    const file = input.files?.[0];
    if (!file) return;
    api.enqueue({ load: await file.text() });
    input.value = ""; // The same file can be chosen again.
  });
  return input;
}

/**
 * The buttons under a trainer.
 * @param {HTMLElement} parent
 * @param {Api} api
 * @param {string} filename
 * @param {() => string} saved the text to save
 * @param {{keep: string, open: string}} [words]
 */
export function makeSaveLoad(parent, api, filename, saved, words = PROCEDURE) {
  const bar = makeBar(parent);
  const label = words.open;
  bar.append(
    makeButton(words.keep, () => download(filename, saved()), { name: "keep" }),
    makeFileInput(api, { "data-control": "open", "aria-label": label, ...KEEPS_KEYS }),
  );
}
