// A needle steered by two pictures: mark a place, aim while it stands on the bone, advance, and scan at the end. One C-arm shows a view
// at a time.
import { makeCanvas } from "./canvas.js";
import { element, uniqueId } from "./elements.js";
import { defineWidget } from "./widget_shell.js";
import { makeKeeping } from "./save_load.js";
import { drawGreyImage } from "./mri.js";
import { makeMarks } from "./needle_marks.js";
import { drawTag } from "./sagittal.js";
import { t } from "./texts.js";

// Where her right side is, in the pictures that have one.
const RIGHT = { AP: "right", axial: "left" };
const DRAGGED = { AP: true, lateral: true };
const VIEWS = { AP: t("AP, from behind"), lateral: t("lateral, front on the left"), axial: t("CT from below, front on top, vessels grey"), sagittal: t("CT from the side, front on the left") };

export const DEEDS = [
  ["ArrowLeft", "◂", t("Turn outwards by 2 degrees"), { medial: -2 }],
  ["ArrowRight", "▸", t("Turn towards the midline by 2 degrees"), { medial: 2 }],
  ["ArrowUp", "▴", t("Turn upwards by 2 degrees"), { caudal: -2 }],
  ["ArrowDown", "▾", t("Turn downwards by 2 degrees"), { caudal: 2 }],
  ["a", t("in"), t("Entry 1 mm inwards"), { out: -1 }],
  ["d", t("out"), t("Entry 1 mm outwards"), { out: 1 }],
  ["w", t("up"), t("Entry 1 mm upwards"), { up: 1 }],
  ["s", t("down"), t("Entry 1 mm downwards"), { up: -1 }],
  ["PageUp", "2 mm ▸", t("Advance by 2 mm"), { advance: 2 }],
  ["PageDown", "◂ 2 mm", t("Draw back by 2 mm"), { advance: -2 }],
  ["Shift+ArrowLeft", "◂", t("Mark 2 mm to the left"), { mark: [-2, 0, 0] }],
  ["Shift+ArrowRight", "▸", t("Mark 2 mm to the right"), { mark: [2, 0, 0] }],
  ["Shift+ArrowUp", "▴", t("Mark 2 mm upwards"), { mark: [0, 0, 2] }],
  ["Shift+ArrowDown", "▾", t("Mark 2 mm downwards"), { mark: [0, 0, -2] }],
  ["Shift+PageUp", t("front"), t("Mark 2 mm to the front"), { mark: [0, 2, 0] }],
  ["Shift+PageDown", t("back"), t("Mark 2 mm to the back"), { mark: [0, -2, 0] }],
];
const BARS = [["mark", t("Mark"), 10, 16], ["entry", t("Entry"), 4, 8], ["angle", t("Angle"), 0, 4], ["depth", t("Depth"), 8, 10]];

export default defineWidget({
  title: t("Needle"),
  keys: [
    [t("Shift + arrows, Page Up/Down"), t("your mark: in the AP picture, to front and back")],
    ["A D W S", t("entry in, out, up, down")],
    ["← → ↑ ↓", t("turn by two degrees")],
    [t("Page Up/Down"), t("advance, draw back")],
    ["P", t("one more picture")],
    ["V", t("the other view, or both")],
    ["U", t("undo")],
    ["C", "CT"],
  ],
  mount,
});

// What a key does, or undefined. Shift moves the mark; a capital letter is the letter.
export function deedOf({ key, shiftKey = false }) {
  const named = key.length > 1 && shiftKey ? `Shift+${key}` : key.length > 1 ? key : key.toLowerCase();
  return DEEDS.find(([name]) => name === named)?.[3];
}

// Where the needle points, in words.
export const aimText = (medial, caudal) => `${Math.abs(medial).toFixed(0)}° ${medial < 0 ? t("out") : t("in")}, ${Math.abs(caudal).toFixed(0)}° ${caudal < 0 ? t("up") : t("down")}`;

// What is looked at next: both, then one view, then the other.
export const nextLook = (looks, look) => looks[(looks.indexOf(look) + 1) % looks.length];

function mount(stage, api) {
  let now = null;
  const controls = makeControls(stage, api, () => now);
  const rule = element("p", { class: "vx-warning", role: "status", hidden: true });
  const grid = element("div", { class: "vx-needle" });
  const after = element("div", { class: "vx-needle", hidden: true });
  const list = element("ul", { class: "vx-verdicts", "aria-label": t("What the scan shows") });
  stage.append(rule, grid, after, list);
  makeKeeping(stage, api, "needle.json", () => now.saved);
  const shown = Object.entries(VIEWS).map(([name, words]) => makeView(name, words, name in DRAGGED ? grid : after, api, () => now));
  return {
    frame({ state, arrays, behind }) {
      now = { ...now, ...state, ...arrays };
      controls.update();
      rule.textContent = now.warning;
      rule.hidden = !now.warning;
      after.hidden = list.hidden = !now.scanned;
      list.replaceChildren(...now.verdicts.map(({ name, good, words }) => element("li", { class: good ? "" : "vx-grave" }, element("strong", {}, `${good ? "✓" : "!"} ${name}: `), words)));
      shown.forEach((one) => one.update(behind));
    },
    key(event) {
      const deed = deedOf(event);
      if (deed) api.enqueue(deed);
      else return Boolean(now) && controls.key(event.key.toLowerCase());
      return true;
    },
  };
}

// A picture, with handles on it where it is one of fluoroscopy.
function makeView(name, words, parent, api, now) {
  let fit = { left: 0, top: 0, size: 1 };
  const pane = element("div", { class: "vx-needle-view" });
  parent.append(pane);
  const canvas = makeCanvas(pane, api, {
    label: words, focusable: name in DRAGGED,
    draw(pen, width, height) {
      if (!now()?.[name]) return;
      fit = drawGreyImage(pen, now()[name], width, height);
      const left = Math.max(fit.left, 0) + 8;
      drawTag(pen, words, left, fit.top + 18, { align: "left" });
      if (name in RIGHT) drawTag(pen, "R", RIGHT[name] === "left" ? left : width - Math.max(fit.left, 0) - 8, height / 2, { align: RIGHT[name] });
      marks?.draw(pen);
      const below = now().held.includes(name) ? t("held picture") : name in DRAGGED && now().loose && !now().marked ? (width > 330 ? t("drag the mark to where the tip should lie") : t("drag the mark")) : "";
      if (below) drawTag(pen, below, left, height - fit.top - 14, { align: "left", colour: "#ffd166" });
    },
  });
  const marks = name in DRAGGED ? makeMarks(name, canvas, api, { fit: () => fit, now }) : null;
  return {
    update(behind) {
      marks?.settle(behind);
      canvas.redraw();
    },
  };
}

// Mark, entry, angle and depth by buttons; what is in hand and what is looked at by lists.
function makeControls(parent, api, now) {
  const said = {};
  const bar = element("div", { class: "vx-controls" });
  const fixed = [];
  for (const [name, heading, from, to] of BARS) {
    said[name] = element("output", { class: "vx-number vx-needle-said" });
    const buttons = DEEDS.slice(from, to).map(([key, words, label, deed]) => element("button", { type: "button", class: "vx-button", "data-control": key, "aria-label": label, title: label, onclick: () => api.enqueue(deed) }, words));
    if (name !== "depth") fixed.push(...buttons);
    bar.append(element("span", { class: "vx-field" }, heading, ...buttons, said[name]));
  }
  const choices = [
    ["look", t("Look"), "looks", (one) => (one === "both" ? t("both at once (biplane)") : t("{view}, one C-arm", { view: t(one) })), String],
    ["way", t("Way"), "ways", t, String],
    ["gauge", t("Gauge"), "gauges", String, Number],
  ].map(([name, words, all, write, read]) => {
    const id = uniqueId(name);
    const select = element("select", { id, "data-lm-suppress-shortcuts": "true" });
    api.on(select, "change", () => api.enqueue({ [name]: read(select.value) }));
    bar.append(element("label", { class: "vx-field", for: id }, words, select));
    return { name, all, write, select };
  });
  const deeds = {
    v: () => api.enqueue({ look: nextLook(now().looks, now().look) }),
    u: () => now().steps && api.enqueue({ undo: true }),
    p: () => api.enqueue({ shot: true }),
    c: () => !now().scanned && api.enqueue({ scan: true }),
  };
  const button = (words, key) => element("button", { type: "button", class: "vx-button", "data-control": key, onclick: deeds[key] }, words);
  const [undo, scan] = [button(t("Undo"), "u"), button("CT", "c")];
  scan.title = t("Show where the needle lies. The list says when.");
  bar.append(undo, scan);
  parent.append(bar);
  return {
    update() {
      const { medial, caudal, depth, loose, marked, scanned, shots, steps } = now();
      said.mark.textContent = marked ? "" : loose ? t("none yet") : t("none made");
      said.angle.textContent = aimText(medial, caudal);
      said.entry.textContent = loose ? "" : t("fast in the bone");
      said.depth.textContent = t("{depth} mm, {shots} pictures", { depth: depth.toFixed(0), shots });
      for (const one of fixed) one.disabled = !loose;
      for (const { name, all, write, select } of choices) {
        if (!select.options.length) for (const one of now()[all]) select.append(element("option", { value: one }, write(one)));
        select.value = now()[name];
        select.disabled = name !== "look" && !loose;
      }
      undo.disabled = steps === 0;
      scan.setAttribute("aria-pressed", String(scanned));
    },
    key(key) {
      deeds[key]?.();
      return Boolean(deeds[key]);
    },
  };
}
