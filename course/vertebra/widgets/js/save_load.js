// A procedure kept as a file, and opened again: the deeds, which Python replays.
import { element } from "./elements.js";
import { t } from "./texts.js";

export function download(filename, text) {
  const link = element("a", { href: URL.createObjectURL(new Blob([text], { type: "application/json" })), download: filename });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// saved() is the text to keep; an opened file is asked for as {load: text}.
export function makeKeeping(parent, api, filename, saved) {
  const keep = element("button", { type: "button", class: "vx-button", "data-control": "keep" }, t("Keep this procedure"));
  const open = element("input", { type: "file", accept: ".json", "data-control": "open", "aria-label": t("Open a kept procedure"), "data-lm-suppress-shortcuts": "true" });
  const bar = element("div", { class: "vx-controls" }, keep, open);
  parent.append(bar);
  api.on(keep, "click", () => download(filename, saved()));
  api.on(open, "change", async () => {
    const [file] = open.files;
    if (!file) return;
    api.enqueue({ load: await file.text() });
    open.value = ""; // The same file can be chosen again.
  });
  return { show: (shown) => (bar.hidden = !shown) };
}
