// The spine from the side: a body is taken in hand and wedged; posture, load below and breath follow.
import { clamp, makeCanvas, makeDrag } from "./canvas.js";
import { drawBand, drawLegend, drawLine, makeChart } from "./chart.js";
import { element } from "./elements.js";
import { defineWidget } from "./widget_shell.js";
import { makeMeters } from "./meters.js";
import { t } from "./texts.js";

const PIXELS_TO_DEGREE = 3;
const SPINOUS_MM = 36;
const TURNS = { ArrowRight: -1, ArrowLeft: 1, PageUp: 5, PageDown: -5 };

export default defineWidget({
  title: t("Kyphosis"),
  keys: [
    ["↑ ↓", t("the vertebra above, below")],
    ["← →", t("bend it forward, straighten it, by a degree")],
    [t("Page Up/Down"), t("by five degrees")],
    ["S", t("all straight")],
  ],
  mount,
});

// Which of the quadrilaterals (11 x 4 corners, flat) has its middle nearest to a point.
export function nearestBody(bodies, [x, y]) {
  let [best, least] = [0, Infinity];
  for (let at = 0; at * 8 < bodies.length; at++) {
    const [cx, cy] = middleOf(bodies, at);
    const far = Math.hypot(cx - x, cy - y);
    if (far < least) [best, least] = [at, far];
  }
  return best;
}

export function middleOf(bodies, at) {
  let [x, y] = [0, 0];
  for (let corner = 0; corner < 4; corner++) {
    x += bodies[8 * at + 2 * corner] / 4;
    y += bodies[8 * at + 2 * corner + 1] / 4;
  }
  return [x, y];
}

function mount(stage, api) {
  const hand = { at: 0, wedges: [] };
  let now = null;
  const left = element("div", { class: "vx-spine-picture" });
  const right = element("div");
  stage.append(element("div", { class: "vx-spine" }, left, right));
  const spine = makeSpine(left, api, hand, () => now, moved, chosen);
  const readouts = makeMeters(right, t("What the wedges change"));
  const holder = element("div", { class: "vx-spine-chart" });
  right.append(holder);
  const chart = makeChart(holder, api, {
    label: t("Vital capacity by the number of thoracic fractures"),
    axes: () => now && { x: { low: -0.25, high: now.breath.length - 0.75, label: t("Thoracic fractures") }, y: { low: 0, high: 140, label: t("Vital capacity (% of predicted)") } },
    paint: (pen, to) => paintBreath(pen, to, now, api),
  });
  right.append(element("p", { class: "vx-label" }, t("Breath after one study of 74 women; a study of 2132 people found no association.")));

  function moved(wedge) {
    hand.wedges[hand.at] = clamp(Math.round(wedge), 0, now.most);
    api.setLatest({ level: now.levels[hand.at], wedge: hand.wedges[hand.at] });
    spine.redraw();
  }
  function chosen(at) {
    hand.at = clamp(at, 0, now.levels.length - 1);
    api.enqueue({ level: now.levels[hand.at] });
    spine.redraw();
  }
  return {
    frame({ state, arrays, behind }) {
      now = { ...now, ...state, ...arrays };
      if (!behind) {
        hand.at = now.levels.indexOf(now.level);
        hand.wedges = [...now.wedges];
      }
      readouts.show(now.readouts);
      spine.redraw();
      chart.redraw();
    },
    key({ key }) {
      if (!now) return false;
      if (key === "ArrowUp" || key === "ArrowDown") chosen(hand.at + (key === "ArrowUp" ? -1 : 1));
      else if (TURNS[key]) moved(hand.wedges[hand.at] + TURNS[key]);
      else if (key === "s" || key === "S") api.enqueue({ straight: true });
      else return false;
      return true;
    },
    themed() {
      spine.redraw();
      chart.redraw();
    },
  };
}

function paintBreath(pen, to, { breath, thoracic }, api) {
  const numbers = breath.map((_, at) => at);
  const column = (at) => breath.map((one) => one[at]);
  drawBand(pen, to, numbers, column(1), column(2), api.colour("accent"));
  drawLine(pen, to, numbers, column(0), { colour: api.colour("accent"), width: 3 });
  drawLine(pen, to, numbers, numbers.map(() => breath[0][0]), { colour: api.colour("green"), dash: [7, 4] });
  const at = Math.min(thoracic, breath.length - 1);
  pen.beginPath();
  pen.arc(to.x(at), to.y(breath[at][0]), 7, 0, 2 * Math.PI);
  pen.fillStyle = api.colour("ink");
  pen.fill();
  const entries = [
    { words: t("one study; band: single women (assumed)"), colour: api.colour("accent") },
    { words: t("the larger study: no association"), colour: api.colour("green"), dash: [7, 4] },
  ];
  const foot = { ...to, top: to.bottom - 50 };
  drawLegend(pen, foot, entries, api.colour("quiet"), "left");
}

function makeSpine(parent, api, hand, now, moved, chosen) {
  const canvas = makeCanvas(parent, api, { label: t("Wedge"), role: "slider", draw });
  const { node } = canvas;
  node.setAttribute("aria-valuemin", "0");
  let rough = 0;
  const place = (width, height) => {
    const [low, high] = [-160, 150];
    const size = Math.min(width / (high - low), height / 375);
    return { size, x: (forward) => width * 0.58 - forward * size, y: (up) => height - 22 - up * size, forward: (x) => (width * 0.58 - x) / size, up: (y) => (height - 22 - y) / size };
  };
  makeDrag(node, api, {
    start(point) {
      if (!now()) return false;
      const to = place(node.clientWidth, node.clientHeight);
      chosen(nearestBody(now().bodies, [to.forward(point.x), to.up(point.y)]));
      rough = hand.wedges[hand.at];
      return true;
    },
    move(_, by) {
      rough = clamp(rough + (by.y - by.x) / PIXELS_TO_DEGREE, 0, now().most);
      moved(rough);
    },
  });
  api.on(node, "focus", canvas.redraw);
  api.on(node, "blur", canvas.redraw);

  function outline(pen, to, bodies, at) {
    pen.beginPath();
    for (let corner = 0; corner < 4; corner++) pen.lineTo(to.x(bodies[8 * at + 2 * corner]), to.y(bodies[8 * at + 2 * corner + 1]));
    pen.closePath();
  }
  function draw(pen, width, height) {
    if (!now()) return;
    const to = place(width, height);
    const { bodies, straight, levels, top, before } = now();
    for (const [at_mm, words, colour, dash] of [[before, t("before"), "quiet", [3, 4]], [top, t("T7 now"), "vermillion", []]]) {
      pen.strokeStyle = pen.fillStyle = api.colour(colour);
      pen.lineWidth = 1.25;
      pen.setLineDash(dash);
      pen.beginPath();
      pen.moveTo(to.x(at_mm[0]), to.y(at_mm[1]));
      pen.lineTo(to.x(at_mm[0]), height - 18);
      pen.stroke();
      pen.font = "12px system-ui, sans-serif";
      [pen.textAlign, pen.textBaseline] = [at_mm === before ? "left" : "right", "bottom"];
      pen.fillText(words, to.x(at_mm[0]) + (at_mm === before ? 4 : -4), height - 3);
    }
    pen.setLineDash([2, 3]);
    pen.strokeStyle = api.colour("quiet");
    for (let at = 0; at < levels.length; at++) {
      outline(pen, to, straight, at);
      pen.stroke();
    }
    pen.setLineDash([]);
    levels.forEach((level, at) => drawBody(pen, to, bodies, level, at));
  }
  function drawBody(pen, to, bodies, level, at) {
    const wedged = hand.wedges[at] > 0;
    const held = at === hand.at;
    const corner = (k) => [bodies[8 * at + 2 * k], bodies[8 * at + 2 * k + 1]];
    const back = [0, 1].map((k) => (corner(0)[k] + corner(3)[k]) / 2);
    const out = [0, 1].map((k) => back[k] - (corner(1)[k] + corner(2)[k]) / 2);
    const long = Math.hypot(...out);
    const tip = [back[0] + (SPINOUS_MM * out[0]) / long, back[1] + SPINOUS_MM * (out[1] / long - 0.45)];
    pen.strokeStyle = api.colour("line");
    pen.lineWidth = 5;
    pen.lineCap = "round";
    pen.beginPath();
    pen.moveTo(to.x(back[0]), to.y(back[1]));
    pen.lineTo(to.x(tip[0]), to.y(tip[1]));
    pen.stroke();
    outline(pen, to, bodies, at);
    pen.fillStyle = wedged ? api.colour("vermillion") : "#efe6cf";
    pen.fill();
    pen.lineWidth = held ? 3.5 : 1.25;
    pen.strokeStyle = held ? api.colour("accent") : "#3d444d";
    pen.stroke();
    pen.font = `${held ? "700" : "400"} 13px system-ui, sans-serif`;
    pen.fillStyle = api.colour("ink");
    [pen.textAlign, pen.textBaseline] = ["left", "middle"];
    pen.fillText(`${level}${wedged ? ` ${hand.wedges[at]}°` : ""}`, to.x(tip[0]) + 8, to.y(tip[1]));
  }
  return {
    redraw() {
      if (now()) {
        const level = now().levels[hand.at];
        node.setAttribute("aria-label", t("Wedge of {level}", { level }));
        node.setAttribute("aria-valuemax", String(now().most));
        node.setAttribute("aria-valuenow", String(hand.wedges[hand.at]));
        node.setAttribute("aria-valuetext", t("{level}, {degrees} degrees", { level, degrees: hand.wedges[hand.at] }));
      }
      canvas.redraw();
    },
  };
}
