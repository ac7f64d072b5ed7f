// A syringe, a screen and a clock: cement is injected while the button is on, and the picture follows.
import { makeCanvas } from "./canvas.js";
import { drawLimit, drawLine, makeChart } from "./chart.js";
import { element, uniqueId } from "./elements.js";
import { defineWidget } from "./widget_shell.js";
import { makeKeeping } from "./save_load.js";
import { drawGreyImage } from "./mri.js";
import { makeMeters } from "./meters.js";
import { drawTag } from "./sagittal.js";
import { t } from "./texts.js";

const STEP_S = 0.25;
const LONGEST_TRACE = 2400;

export default defineWidget({
  title: t("Cement"),
  keys: [
    [t("Space"), t("inject, stop")],
    ["W", t("wait half a minute")],
    ["← →", t("needle 2 mm back, forward")],
    ["S", t("other side")],
    ["V", t("other view")],
    ["K", t("a bone with a cleft, or without")],
    ["U", t("undo")],
    ["C", "CT"],
  ],
  mount,
});

// The pressures seen so far by time; going back in time forgets what came later.
export function traced(trace, time, pressure) {
  const kept = trace.filter(([at]) => at < time);
  return [...kept, [time, pressure]].slice(-LONGEST_TRACE);
}

function mount(stage, api) {
  let now = null;
  let on = false;
  let trace = [];
  const controls = makeControls(stage, api, { pressed: () => on, inject, now: () => now });
  const left = element("div", { class: "vx-cement-screen" });
  const right = element("div");
  const after = element("div", { class: "vx-cement-after", hidden: true });
  stage.append(element("div", { class: "vx-cement" }, left, right), after);
  const screen = makeCanvas(left, api, { label: t("Fluoroscopy"), focusable: false, draw: (pen, width, height) => now && drawScreen(pen, width, height, now, on) });
  const readouts = makeMeters(right, t("What the operator knows"));
  const holder = element("div", { class: "vx-cement-chart" });
  right.append(holder);
  const chart = makeChart(holder, api, {
    label: t("Pressure at the syringe by time"),
    axes: () => now && { x: { low: 0, high: Math.max(60, Math.ceil(now.time / 60) * 60), label: t("Time (s)") }, y: { low: 0, high: 1.25 * now.limit, label: t("Syringe (MPa)") } },
    paint(pen, to) {
      drawLimit(pen, to, now.limit, t("the most that the syringe gives"), api.colour("vermillion"));
      if (trace.length > 1) drawLine(pen, to, trace.map(([at]) => at), trace.map(([, mpa]) => mpa), { colour: api.colour("accent") });
    },
  });
  const scan = makeScan(after, api, () => now);

  function inject(wanted) {
    on = wanted && now && !now.set;
    controls.update();
    if (on) api.enqueue({ inject: STEP_S });
    screen.redraw();
  }
  return {
    frame({ state, arrays, own, behind }) {
      const limit = state.limit ?? now?.limit;
      now = { ...now, ...state, ...arrays, limit };
      trace = traced(trace, now.time, now.pressure);
      if (now.set) on = false;
      if (!behind) controls.update();
      readouts.show(now.readouts);
      left.firstChild.setAttribute("aria-label", t("Fluoroscopy, {view} view", { view: t(now.view) }));
      for (const part of [screen, chart]) part.redraw();
      after.hidden = !now.scanned;
      if (now.scanned) scan.show();
      if (on && own && !behind) api.enqueue({ inject: STEP_S });
    },
    key({ key, repeat }) {
      if (!now || repeat && key === " ") return Boolean(now);
      if (key === " ") inject(!on);
      else if (key === "ArrowLeft" || key === "ArrowRight") controls.move(key === "ArrowRight" ? 2 : -2);
      else return controls.key(key.toLowerCase());
      return true;
    },
    reset() {
      on = false;
      trace = [];
    },
    themed: () => chart.redraw(),
    leave: () => (on = false),
  };
}

function makeControls(parent, api, { pressed, inject, now }) {
  const flowId = uniqueId("flow");
  const button = (words, act, name) => {
    const node = element("button", { type: "button", class: "vx-button", "data-control": name }, words);
    api.on(node, "click", act);
    return node;
  };
  const stop = () => inject(false);
  const move = (mm) => {
    stop();
    api.enqueue({ move: mm });
  };
  const deeds = {
    w: () => (stop(), api.enqueue({ wait: 30 })),
    s: () => (stop(), api.enqueue({ side: -now().side })),
    v: () => api.enqueue({ view: now().view === "AP" ? "lateral" : "AP" }),
    u: () => (stop(), api.enqueue({ undo: true })),
    c: () => (stop(), api.enqueue({ scan: !now().scanned })),
    k: () => (stop(), api.enqueue({ cleft: !now().cleft })),
  };
  const start = button(t("Inject"), () => inject(!pressed()), "inject");
  start.classList.add("vx-main");
  const wait = button(t("Wait 30 s"), deeds.w, "wait");
  const flow = element("input", { id: flowId, type: "range", min: 0.02, max: 0.3, step: 0.02, class: "vx-range", "data-lm-suppress-shortcuts": "true" });
  const said = element("output", { class: "vx-number vx-cement-said", for: flowId });
  const write = () => (said.textContent = `${Number(flow.value).toFixed(2)} mL/s`);
  api.on(flow, "input", () => {
    write();
    api.setLatest({ flow: Number(flow.value) });
  });
  const back = button("◂ 2 mm", () => move(-2), "back");
  back.setAttribute("aria-label", t("Needle 2 mm back"));
  const forward = button("2 mm ▸", () => move(2), "forward");
  forward.setAttribute("aria-label", t("Needle 2 mm forward"));
  const side = button(t("Other side"), deeds.s, "side");
  const view = button(t("View"), deeds.v, "view");
  const undo = button(t("Undo"), deeds.u, "undo");
  const scan = button("CT", deeds.c, "scan");
  const cleft = button(t("Cleft"), deeds.k, "cleft");
  parent.append(
    element("div", { class: "vx-controls" }, start, wait, element("label", { class: "vx-field", for: flowId }, t("asked"), flow, said), element("span", { class: "vx-field" }, t("Needle"), back, forward), side, cleft, view, undo, scan),
  );
  return {
    move,
    update() {
      if (!now()) return;
      start.textContent = pressed() ? t("Stop") : t("Inject");
      start.setAttribute("aria-pressed", String(pressed()));
      start.disabled = now().set;
      view.textContent = now().view === "AP" ? t("Lateral view") : t("AP view");
      scan.setAttribute("aria-pressed", String(now().scanned));
      cleft.setAttribute("aria-pressed", String(now().cleft));
      cleft.disabled = !now().empty;
      undo.disabled = now().steps === 0;
      if (document.activeElement !== flow) flow.value = now().flow;
      write();
    },
    key(key) {
      deeds[key]?.();
      return Boolean(deeds[key]);
    },
  };
}

function drawScreen(pen, width, height, now, on) {
  const { left, top } = drawGreyImage(pen, now.image, width, height);
  drawTag(pen, now.view === "AP" ? t("AP, from behind") : t("lateral, front on the left"), left + 8, top + 18, { align: "left" });
  drawTag(pen, `${Math.floor(now.time / 60)}:${String(Math.floor(now.time % 60)).padStart(2, "0")}  ${now.ml.toFixed(1)} mL`, left + 8, height - top - 16, { align: "left", colour: on ? "#ffd166" : "#fff" });
}

function makeScan(parent, api, now) {
  const panes = ["sagittal", "axial"].map((name) => {
    const pane = element("div", { class: "vx-cement-slice" });
    parent.append(pane);
    const label = name === "sagittal" ? t("CT, from the side, front on the left") : t("CT, from below, front on top");
    return makeCanvas(pane, api, {
      label, focusable: false,
      draw(pen, width, height) {
        if (!now()?.[name]) return;
        const { left, top } = drawGreyImage(pen, now()[name], width, height);
        drawTag(pen, name === "sagittal" ? t("from the side") : t("from below"), left + 8, top + 16, { align: "left" });
        if (name === "axial") drawTag(pen, "R", left + 8, height / 2, { align: "left" });
      },
    });
  });
  const list = element("ul", { class: "vx-verdicts", "aria-label": t("What the scan shows") });
  const beside = element("div", {}, list);
  parent.append(beside);
  makeKeeping(beside, api, "vertebroplasty.json", () => now().saved);
  return {
    show() {
      list.replaceChildren(
        ...now().verdicts.map(({ name, good, words }) => element("li", { class: good ? "" : "vx-grave" }, element("strong", {}, `${good ? "✓" : "!"} ${name}: `), words)),
      );
      for (const pane of panes) pane.redraw();
    },
  };
}
