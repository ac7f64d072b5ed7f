// A needle steered by two pictures: aim while it stands on the bone, advance, and scan at the end. One C-arm shows a view at a time.
import { makeCanvas } from "./canvas.js";
import { element, uniqueId } from "./elements.js";
import { live } from "./grammar.js";
import { makeKeeping } from "./keeping.js";
import { fitGrey } from "./mri.js";
import { drawTag } from "./sagittal.js";

const VIEWS = { AP: "AP, from behind", lateral: "lateral, front on the left", axial: "CT from below, front on top", sagittal: "CT from the side, front on the left" };

export const DEEDS = [
  ["ArrowLeft", "◂", "Turn outwards by 2 degrees", { medial: -2 }],
  ["ArrowRight", "▸", "Turn towards the midline by 2 degrees", { medial: 2 }],
  ["ArrowUp", "▴", "Turn upwards by 2 degrees", { caudal: -2 }],
  ["ArrowDown", "▾", "Turn downwards by 2 degrees", { caudal: 2 }],
  ["a", "in", "Entry 1 mm inwards", { out: -1 }],
  ["d", "out", "Entry 1 mm outwards", { out: 1 }],
  ["w", "up", "Entry 1 mm upwards", { up: 1 }],
  ["s", "down", "Entry 1 mm downwards", { up: -1 }],
  ["PageUp", "2 mm ▸", "Advance by 2 mm", { advance: 2 }],
  ["PageDown", "◂ 2 mm", "Draw back by 2 mm", { advance: -2 }],
];

export default live({
  title: "Needle",
  keys: [
    ["← → ↑ ↓", "turn by two degrees"],
    ["A D W S", "entry in, out, up, down"],
    ["Page Up/Down", "advance, draw back"],
    ["V", "the other view, or both"],
    ["U", "undo"],
    ["C", "CT"],
  ],
  mount,
});

// What a key does, or undefined.
export const deedOf = (key) => DEEDS.find(([name]) => name === key || name === key.toLowerCase())?.[3];

// Where the needle points, in words.
export const aimed = (medial, caudal) => `${Math.abs(medial).toFixed(0)}° ${medial < 0 ? "out" : "in"}, ${Math.abs(caudal).toFixed(0)}° ${caudal < 0 ? "up" : "down"}`;

// What is looked at next: both, then one view, then the other.
export const nextLook = (looks, look) => looks[(looks.indexOf(look) + 1) % looks.length];

function mount(stage, api) {
  let now = null;
  const controls = makeControls(stage, api, () => now);
  const rule = element("p", { class: "vx-warning", role: "status", hidden: true }, "From behind, the tip has crossed the pedicle’s inner border before it passed the back wall from the side.");
  const grid = element("div", { class: "vx-needle" });
  const after = element("div", { class: "vx-needle", hidden: true });
  const list = element("ul", { class: "vx-verdicts", "aria-label": "What the scan shows" });
  stage.append(rule, grid, after, list);
  const keeping = makeKeeping(stage, api, "needle.json", () => now.saved);
  const panes = Object.entries(VIEWS).map(([name, words]) => {
    const pane = element("div", { class: "vx-needle-view" });
    (name === "AP" || name === "lateral" ? grid : after).append(pane);
    return makeCanvas(pane, api, {
      label: words, focusable: name === "AP",
      draw(pen, width, height) {
        if (!now?.[name]) return;
        const { left, top } = fitGrey(pen, now[name], width, height);
        drawTag(pen, words, Math.max(left, 0) + 8, top + 18, { align: "left" });
        if (now.held.includes(name)) drawTag(pen, "held picture", Math.max(left, 0) + 8, height - top - 14, { align: "left", colour: "#ffd166" });
      },
    });
  });
  return {
    frame({ state, arrays }) {
      now = { ...now, ...state, ...arrays };
      controls.update();
      rule.hidden = now.rule;
      after.hidden = list.hidden = !now.scanned;
      keeping.show(now.scanned);
      list.replaceChildren(...now.verdicts.map(({ name, good, words }) => element("li", { class: good ? "" : "vx-grave" }, element("strong", {}, `${good ? "✓" : "!"} ${name}: `), words)));
      panes.forEach((pane) => pane.redraw());
    },
    key({ key }) {
      const deed = deedOf(key);
      if (deed) api.ask(deed);
      else return Boolean(now) && controls.key(key.toLowerCase());
      return true;
    },
  };
}

// Angle, entry and depth by buttons; what is in hand and what is looked at by lists.
function makeControls(parent, api, now) {
  const said = {};
  const bar = element("div", { class: "vx-controls" });
  for (const [name, from, to] of [["Angle", 0, 4], ["Entry", 4, 8], ["Depth", 8, 10]]) {
    said[name] = element("output", { class: "vx-number vx-needle-said" });
    const buttons = DEEDS.slice(from, to).map(([, words, label, deed]) => element("button", { type: "button", class: "vx-button", "aria-label": label, title: label, onclick: () => api.ask(deed) }, words));
    bar.append(element("span", { class: "vx-field" }, name, ...buttons, said[name]));
  }
  const choices = [
    ["look", "Look", "looks", (one) => (one === "both" ? "both at once (biplane)" : `${one}, one C-arm`), String],
    ["way", "Way", "ways", String, String],
    ["gauge", "Gauge", "gauges", String, Number],
  ].map(([name, words, all, write, read]) => {
    const id = uniqueId(name);
    const select = element("select", { id, "data-lm-suppress-shortcuts": "true" });
    api.on(select, "change", () => api.ask({ [name]: read(select.value) }));
    bar.append(element("label", { class: "vx-field", for: id }, words, select));
    return { name, all, write, select };
  });
  const deeds = {
    v: () => api.ask({ look: nextLook(now().looks, now().look) }),
    u: () => now().steps && api.ask({ undo: true }),
    c: () => api.ask({ scan: !now().scanned }),
  };
  const button = (words, key) => element("button", { type: "button", class: "vx-button", onclick: deeds[key] }, words);
  const [undo, scan] = [button("Undo", "u"), button("CT", "c")];
  bar.append(undo, scan);
  parent.append(bar);
  return {
    update() {
      const { medial, caudal, depth, loose, scanned, steps } = now();
      said.Angle.textContent = aimed(medial, caudal);
      said.Entry.textContent = loose ? "" : "fast in the bone";
      said.Depth.textContent = `${depth.toFixed(0)} mm`;
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
