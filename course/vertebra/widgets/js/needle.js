// A needle steered by two pictures: aim while it stands on the bone, advance, and scan at the end.
import { makeCanvas } from "./canvas.js";
import { element } from "./elements.js";
import { live } from "./grammar.js";
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
    ["C", "CT"],
  ],
  mount,
});

// What a key does, or undefined.
export const deedOf = (key) => DEEDS.find(([name]) => name === key || name === key.toLowerCase())?.[3];

function mount(stage, api) {
  let now = null;
  const groups = [["Angle", 0, 4], ["Entry", 4, 8], ["Depth", 8, 10]];
  const said = {};
  const controls = element("div", { class: "vx-controls" });
  for (const [name, from, to] of groups) {
    said[name] = element("output", { class: "vx-number vx-needle-said" });
    const buttons = DEEDS.slice(from, to).map(([, words, label, deed]) => element("button", { type: "button", class: "vx-button", "aria-label": label, title: label, onclick: () => api.ask(deed) }, words));
    controls.append(element("span", { class: "vx-field" }, name, ...buttons, said[name]));
  }
  const scan = element("button", { type: "button", class: "vx-button", onclick: () => api.ask({ scan: !now.scanned }) }, "CT");
  controls.append(scan);
  const rule = element("p", { class: "vx-warning", role: "status", hidden: true }, "From behind, the tip has crossed the pedicle’s inner border before it passed the back wall from the side.");
  const grid = element("div", { class: "vx-needle" });
  const after = element("div", { class: "vx-needle", hidden: true });
  const list = element("ul", { class: "vx-verdicts", "aria-label": "What the scan shows" });
  stage.append(controls, rule, grid, after, list);
  const panes = Object.entries(VIEWS).map(([name, words]) => {
    const pane = element("div", { class: "vx-needle-view" });
    (name === "AP" || name === "lateral" ? grid : after).append(pane);
    return makeCanvas(pane, api, {
      label: words, focusable: name === "AP",
      draw(pen, width, height) {
        if (!now?.[name]) return;
        const { left, top } = fitGrey(pen, now[name], width, height);
        drawTag(pen, words, Math.max(left, 0) + 8, top + 18, { align: "left" });
      },
    });
  });
  return {
    frame({ state, arrays }) {
      now = { ...now, ...state, ...arrays };
      said.Angle.textContent = `${now.medial.toFixed(0)}° in, ${now.caudal.toFixed(0)}° down`;
      said.Entry.textContent = now.loose ? "" : "fast in the bone";
      said.Depth.textContent = `${now.depth.toFixed(0)} mm`;
      scan.setAttribute("aria-pressed", String(now.scanned));
      rule.hidden = now.rule;
      after.hidden = list.hidden = !now.scanned;
      list.replaceChildren(...now.verdicts.map(({ name, good, words }) => element("li", { class: good ? "" : "vx-grave" }, element("strong", {}, `${good ? "✓" : "!"} ${name}: `), words)));
      panes.forEach((pane) => pane.redraw());
    },
    key({ key }) {
      const deed = deedOf(key);
      if (deed) api.ask(deed);
      else if (key === "c" || key === "C") api.ask({ scan: !now.scanned });
      else return false;
      return true;
    },
  };
}
