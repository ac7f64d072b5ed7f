// A kyphoplasty by hand: fill the balloons, let them down, fill the hollows; the gaugePressure, the screen, and the body cut open.
import { makeCanvas } from "./canvas.js";
import { drawLegend, drawLimit, drawLine, interpolate, makeChart } from "./chart.js";
import { element, uniqueId } from "./elements.js";
import { makeFluoro } from "./fluoro.js";
import { defineWidget } from "./widget_shell.js";
import { makeKeeping } from "./save_load.js";
import { drawGreyImage } from "./mri.js";
import { makeMeters } from "./meters.js";
import { drawTag } from "./sagittal.js";
import { t } from "./texts.js";

const CEMENT_ML = 0.05;
const WAIT_S = 60;

export default defineWidget({
  title: t("Balloon"),
  keys: [
    ["← →", t("less, more in each balloon")],
    ["D", t("let down, fill again")],
    [t("Space"), t("cement: start, stop")],
    ["W", t("wait a minute")],
    ["V", t("other view")],
    ["L", t("other patient")],
    ["P", t("one balloon, two")],
    ["U", t("undo")],
    ["C", "CT"],
  ],
  mount,
});

const CONTROLS = { d: "down", " ": "cement", w: "wait", v: "view", u: "undo", c: "scan" };

// The name after this one, round and round.
export const nextOf = (names, name) => names[(names.indexOf(name) + 1) % names.length];

// How many points of a curve lie at or below `reached`: what has been seen of it.
export function pointsUpTo(xs, reached) {
  const beyond = xs.findIndex((x) => x > reached + 1e-6);
  return beyond < 0 ? xs.length : beyond;
}

// The gauge at a volume: on the curve while the balloons grow; below the largest filling it is what Python says.
export function gaugePressure({ volumes, pressures, volume, reached, pressure }, wanted) {
  return wanted >= reached || Math.abs(wanted - volume) > 1e-6 ? interpolate(volumes, pressures, wanted) : pressure;
}

function mount(stage, api) {
  const hand = { volume: 0 };
  let now = null;
  let on = false;
  const controls = makeControls(stage, api, { now: () => now, pressed: () => on, inject });
  const pictures = element("div", { class: "vx-balloon" });
  const panels = element("div", { class: "vx-balloon" });
  const after = element("div", { hidden: true });
  stage.append(pictures, panels, after);
  const [screen, cut] = [makeScreen(pictures, api, () => now, () => on), makeCut(pictures, api, () => now)];
  const holder = element("div", { class: "vx-balloon-chart" });
  panels.append(holder);
  const chart = makeCurves(holder, api, () => now, hand);
  const readouts = makeMeters(panels, t("Gauge, heights and cement"));
  const list = element("ul", { class: "vx-verdicts", "aria-label": t("What the scan shows") });
  after.append(list);
  makeKeeping(after, api, "kyphoplasty.json", () => now.saved);

  function inject(wanted) {
    on = Boolean(wanted && now?.out && !now.set);
    controls.update();
    if (on) api.enqueue({ cement: CEMENT_ML });
    screen.redraw();
  }
  return {
    frame({ state, arrays, own, behind }) {
      now = { ...now, ...state, ...arrays };
      if (!now.out || now.set) on = false;
      if (!behind) {
        hand.volume = now.volume;
        controls.update();
      }
      readouts.show(now.readouts);
      after.hidden = !now.scanned;
      list.replaceChildren(...now.verdicts.map(({ name, good, words }) => element("li", { class: good ? "" : "vx-grave" }, element("strong", {}, `${good ? "✓" : "!"} ${name}: `), words)));
      for (const part of [screen, cut, chart]) part.redraw();
      if (on && own && !behind) api.enqueue({ cement: CEMENT_ML });
    },
    key(event) {
      if (!now || (event.repeat && event.key === " ")) return Boolean(now);
      return chart.key(event) || controls.key(event.key.toLowerCase());
    },
    reset: () => (on = false),
    leave: () => (on = false),
    themed: () => chart.redraw(),
  };
}

function makeScreen(parent, api, now, pressed) {
  const pane = element("div", { class: "vx-balloon-picture" });
  parent.append(pane);
  return makeFluoro(pane, api, {
    label: t("Fluoroscopy"), role: "img", focusable: false, now,
    title: () => (now().look === "AP" ? t("AP, from behind") : t("lateral, front on the left")),
    corner: () => (pressed() ? t("cement flows") : ""),
  });
}

function makeCut(parent, api, now) {
  const pane = element("div", { class: "vx-balloon-picture" });
  parent.append(pane);
  return makeCanvas(pane, api, {
    label: t("The body cut open along the needle, front on the left"), focusable: false,
    draw(pen, width, height) {
      if (!now()) return;
      const { left, top, size } = drawGreyImage(pen, now().cut, width, height);
      const words = now().out ? t("let down") : t("{volume} mL in each", { volume: now().volume.toFixed(1) });
      drawTag(pen, t("cut open: {words}", { words }), left + 8, top + 16, { align: "left", colour: now().out ? "#fff" : "#ffd166" });
      pen.fillStyle = "#fff";
      pen.fillRect(left + 8, height - top - 14, (10 / now().spacing) * size, 2.5);
      pen.font = "12px system-ui, sans-serif";
      pen.fillText("10 mm", left + 8, height - top - 18);
    },
  });
}

function makeCurves(parent, api, now, hand) {
  return makeChart(parent, api, {
    label: t("Volume of each balloon"),
    axes: () => now() && { x: { low: 0, high: now().most, label: t("Volume of each balloon (mL)") }, y: { low: 0, high: Math.max(1.1 * now().limit, 4), label: t("Pressure (MPa), lift (mm)") } },
    paint(pen, to) {
      const { volumes, pressures, lifts, limit, reached } = now();
      const count = pointsUpTo(volumes, reached);
      drawLimit(pen, to, limit, t("limit of the balloon"), api.colour("vermillion"), "left");
      drawLine(pen, to, volumes.subarray(0, count), pressures.subarray(0, count), { colour: api.colour("accent"), width: 3 });
      drawLine(pen, to, volumes.subarray(0, count), lifts.subarray(0, count), { colour: api.colour("green"), dash: [7, 4] });
      drawLegend(pen, to, [{ words: t("pressure, MPa"), colour: api.colour("accent") }, { words: t("lift at the balloon, mm"), colour: api.colour("green"), dash: [7, 4] }], api.colour("ink"));
    },
    slide: {
      low: 0, high: 4, step: 0.1, leap: 1,
      value: () => hand.volume,
      height: (volume) => gaugePressure(now(), volume),
      moved(volume) {
        if (!now().filled) hand.volume = volume;
        api.setLatest({ volume });
      },
      words: (volume) => t("{volume} millilitres in each balloon", { volume: volume.toFixed(1) }),
    },
  });
}

function makeControls(parent, api, { now, pressed, inject }) {
  const [loadId, placeId] = ["load", "place"].map(uniqueId);
  const quiet = { "data-lm-suppress-shortcuts": "true" };
  const still = (action) => () => (inject(false), api.enqueue(action()));
  const deeds = {
    d: still(() => (now().out ? { volume: now().reached } : { down: true })),
    " ": () => inject(!pressed()),
    w: still(() => ({ wait: WAIT_S })),
    v: () => api.enqueue({ look: now().look === "AP" ? "lateral" : "AP" }),
    l: still(() => ({ lies: nextOf(now().loads, now().lies) })),
    p: still(() => ({ placement: nextOf(now().placements, now().placement) })),
    u: still(() => ({ undo: true })),
    c: still(() => ({ scan: !now().scanned })),
  };
  const button = (words, key) => {
    const node = element("button", { type: "button", class: "vx-button", "data-control": CONTROLS[key] }, words);
    api.on(node, "click", () => now() && deeds[key]());
    return node;
  };
  const [down, start, wait, view, undo, scan] = [[t("Let down"), "d"], [t("Cement"), " "], [t("Wait a minute"), "w"], [t("View"), "v"], [t("Undo"), "u"], ["CT", "c"]].map(([words, key]) => button(words, key));
  const [load, place] = [loadId, placeId].map((id) => element("select", { id, ...quiet }));
  api.on(load, "change", () => api.enqueue({ lies: load.value }));
  api.on(place, "change", () => api.enqueue({ placement: place.value }));
  const labelled = (id, words, node) => element("label", { class: "vx-field", for: id }, words, node);
  parent.append(element("div", { class: "vx-controls" }, down, start, wait, view, undo, scan, labelled(loadId, t("Patient"), load), labelled(placeId, t("Balloons on"), place)));
  return {
    update() {
      if (!now()) return;
      const { loads, placements, lies, placement, out, filled, look, scanned, steps } = now();
      if (!load.options.length) {
        for (const name of loads) load.append(element("option", { value: name }, t(name)));
        for (const name of placements) place.append(element("option", { value: name }, t(name)));
      }
      [load.value, place.value] = [lies, placement];
      down.textContent = out ? t("Fill again") : t("Let down");
      down.disabled = filled;
      down.classList.toggle("vx-main", !out);
      start.textContent = pressed() ? t("Stop") : t("Cement");
      start.setAttribute("aria-pressed", String(pressed()));
      start.classList.toggle("vx-main", out);
      start.hidden = wait.hidden = !out;
      start.disabled = now().set;
      view.textContent = look === "AP" ? t("Lateral view") : t("AP view");
      undo.disabled = steps === 0;
      scan.setAttribute("aria-pressed", String(scanned));
    },
    key(key) {
      deeds[key]?.();
      return Boolean(deeds[key]);
    },
  };
}
