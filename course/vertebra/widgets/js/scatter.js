// A C-arm's scatter in the plane across the patient; the arm is turned, the operator steps back.
import { makeCanvas, makeDrag } from "./canvas.js";
import { element, uniqueId } from "./elements.js";
import { makeMeters } from "./meters.js";
import { t } from "./texts.js";
import { defineWidget } from "./widget_shell.js";

const QUIET = { "data-lm-suppress-shortcuts": "true" };
const ARM_CM = 62;
const TUBE_CM = 13;
const DETECTOR_CM = 15;
const STEP_DEG = 5;

export default defineWidget({
  title: t("Where the scatter goes"),
  keys: [
    ["← →", t("turn the C-arm")],
    ["↑ ↓", t("step back, step nearer")],
  ],
  mount,
});

// Where tube and detector stand (cm across, cm high) at an angle: 0 is the tube below, 90 the tube on the operator's side.
export function armAt(angle, spine) {
  const turn = (angle * Math.PI) / 180;
  const [x, z] = [-Math.sin(turn), Math.cos(turn)];
  return { tube: [-ARM_CM * x, spine - ARM_CM * z], detector: [ARM_CM * x * 0.7, spine + ARM_CM * z * 0.7], into: [x, z] };
}

// The share of the colours' scale, 0 to 1, of a logarithm.
export const shareOf = (log, [low, high]) => Math.min(1, Math.max(0, (log - low) / (high - low)));

function mount(stage, api) {
  let now = null;
  let map = null;
  const controls = makeControls(stage, api, () => now);
  const left = element("div", { class: "vx-prep-room" });
  const right = element("div");
  stage.append(element("div", { class: "vx-prep" }, left, right));
  const canvas = makeCanvas(left, api, { label: t("Map of scatter across the patient, with the operator"), draw });
  const meters = makeMeters(right, t("What the operator gets"));
  const scaled = (width, height) => {
    const [[west, east], [floor, roof]] = [now.across, now.height];
    const size = Math.min(width / (east - west), height / (roof - floor));
    const [x0, y0] = [(width - size * (east - west)) / 2, (height + size * (roof - floor)) / 2];
    return { size, x: (cm) => x0 + size * (cm - west), y: (cm) => y0 - size * (cm - floor) };
  };

  function draw(pen, width, height) {
    if (!now || !map) return;
    const to = scaled(width, height);
    drawMap(pen, to, now, map, api);
    drawPatient(pen, to, now, api);
    drawArm(pen, to, now, api);
    drawOperator(pen, to, now, api);
  }
  makeDrag(canvas.node, api, {
    start: () => Boolean(now),
    move: (point) => {
      const to = scaled(canvas.node.clientWidth, canvas.node.clientHeight);
      const cm = Math.round((point.x - to.x(0)) / to.size);
      setDistance(cm);
    },
  });
  function setDistance(cm) {
    now.distance = Math.min(250, Math.max(40, cm));
    api.setLatest({ distance: now.distance });
    canvas.redraw();
  }
  function turn(by) {
    now.angle = ((now.angle + by + 540) % 360) - 180;
    api.setLatest({ angle: now.angle });
    controls.update();
    canvas.redraw();
  }
  return {
    frame({ state, arrays, behind }) {
      const { angle, distance } = now ?? state;
      now = { ...now, ...state };
      if (behind) Object.assign(now, { angle, distance });
      if (arrays.map) map = arrays.map;
      controls.update();
      meters.show(now.readouts);
      canvas.redraw();
    },
    key({ key }) {
      if (!now) return false;
      if (key === "ArrowLeft") turn(-STEP_DEG);
      else if (key === "ArrowRight") turn(STEP_DEG);
      else if (key === "ArrowUp") setDistance(now.distance + 10);
      else if (key === "ArrowDown") setDistance(now.distance - 10);
      else return false;
      return true;
    },
    themed: () => canvas.redraw(),
  };
}

function drawMap(pen, to, { across, height, shape, range }, map, api) {
  const [rows, columns] = shape;
  const [stepX, stepY] = [(across[1] - across[0]) / (columns - 1), (height[1] - height[0]) / (rows - 1)];
  pen.fillStyle = api.colour("vermillion");
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      pen.globalAlpha = 0.92 * shareOf(map[row * columns + column], range);
      const [x, y] = [to.x(across[0] + (column - 0.5) * stepX), to.y(height[0] + (row + 0.5) * stepY)];
      pen.fillRect(x, y, to.size * stepX + 0.6, to.size * stepY + 0.6);
    }
  }
  pen.globalAlpha = 1;
}

function drawPatient(pen, to, { trunk: [wide, deep, centre], spine }, api) {
  pen.beginPath();
  pen.ellipse(to.x(0), to.y(centre), to.size * wide, to.size * deep, 0, 0, 2 * Math.PI);
  pen.fillStyle = api.colour("tint");
  pen.fill();
  pen.strokeStyle = api.colour("ink");
  pen.lineWidth = 1.5;
  pen.stroke();
  pen.beginPath();
  pen.arc(to.x(0), to.y(spine), to.size * 2.4, 0, 2 * Math.PI);
  pen.fillStyle = api.colour("quiet");
  pen.fill();
  pen.fillRect(to.x(-30), to.y(centre - deep), to.size * 60, 3);
}

function drawArm(pen, to, { angle, spine }, api) {
  const { tube, detector, into } = armAt(angle, spine);
  pen.strokeStyle = api.colour("accent");
  pen.lineWidth = 1.5;
  pen.setLineDash([6, 4]);
  pen.beginPath();
  pen.moveTo(to.x(tube[0]), to.y(tube[1]));
  pen.lineTo(to.x(detector[0]), to.y(detector[1]));
  pen.stroke();
  pen.setLineDash([]);
  pen.fillStyle = api.colour("ink");
  pen.beginPath();
  pen.arc(to.x(tube[0]), to.y(tube[1]), to.size * TUBE_CM, 0, 2 * Math.PI);
  pen.fill();
  pen.lineWidth = 7;
  pen.strokeStyle = api.colour("accent");
  pen.beginPath();
  pen.moveTo(to.x(detector[0] - DETECTOR_CM * into[1]), to.y(detector[1] + DETECTOR_CM * into[0]));
  pen.lineTo(to.x(detector[0] + DETECTOR_CM * into[1]), to.y(detector[1] - DETECTOR_CM * into[0]));
  pen.stroke();
  pen.font = "600 12px system-ui, sans-serif";
  [pen.textAlign, pen.textBaseline, pen.fillStyle] = ["center", "middle", api.colour("paper")];
  pen.fillText(t("tube"), to.x(tube[0]), to.y(tube[1]));
}

function drawOperator(pen, to, { distance, person: [eye, collar, waist], reach, trunk, spine, apron, shield, along }, api) {
  const [ink, x] = [api.colour("ink"), Math.min(distance, 176)];
  pen.strokeStyle = pen.fillStyle = ink;
  pen.lineCap = "round";
  pen.lineWidth = to.size * 12;
  line(pen, [to.x(x), to.y(30)], [to.x(x), to.y(collar - 8)]);
  if (apron) {
    pen.strokeStyle = api.colour("accent");
    pen.lineWidth = to.size * 15;
    line(pen, [to.x(x), to.y(waist - 35)], [to.x(x), to.y(collar - 14)]);
    pen.strokeStyle = ink;
  }
  pen.lineWidth = to.size * 5;
  line(pen, [to.x(x), to.y(collar - 12)], [to.x(Math.max(x - reach, 20)), to.y(spine + trunk[1])]);
  pen.beginPath();
  pen.arc(to.x(x), to.y(eye + 2), to.size * 10, 0, 2 * Math.PI);
  pen.fill();
  if (shield) {
    pen.strokeStyle = api.colour("accent");
    pen.lineWidth = 4;
    line(pen, [to.x(x - 18), to.y(eye + 22)], [to.x(x - 18), to.y(collar - 15)]);
  }
  pen.lineCap = "butt";
  pen.font = "12px system-ui, sans-serif";
  [pen.textAlign, pen.textBaseline] = ["center", "bottom"];
  const words = along ? t("{distance} cm, {along} cm along", { distance, along }) : t("{distance} cm", { distance });
  pen.fillText(words, to.x(x), to.y(eye + 24));
}

function line(pen, from, until) {
  pen.beginPath();
  pen.moveTo(...from);
  pen.lineTo(...until);
  pen.stroke();
}

function makeControls(parent, api, now) {
  const ranges = [
    ["angle", t("Tube"), -180, 180, STEP_DEG, (value) => t("{value}°", { value: String(value).replace("-", "−") })],
    ["distance", t("Distance"), 40, 250, 5, (value) => t("{value} cm", { value })],
    ["along", t("Along the table"), 0, 150, 10, (value) => t("{value} cm", { value })],
  ].map(([name, words, min, max, step, say]) => {
    const id = uniqueId(name);
    const node = element("input", { id, type: "range", min, max, step, class: "vx-range", "data-control": name, ...QUIET });
    const said = element("output", { class: "vx-number", for: id });
    const write = () => (said.textContent = say(node.value));
    api.on(node, "input", () => {
      write();
      api.setLatest({ [name]: Number(node.value) });
    });
    return { name, node, write, field: element("label", { class: "vx-field", for: id }, words, node, said) };
  });
  const checks = [["apron", t("apron")], ["collar", t("collar")], ["glasses", t("leaded glasses")], ["shield", t("hanging shield")]].map(([name, words]) => {
    const node = element("input", { type: "checkbox", "data-control": name, ...QUIET });
    api.on(node, "change", () => api.enqueue({ [name]: node.checked }));
    return { name, node, field: element("label", { class: "vx-field" }, node, words) };
  });
  const swap = element("button", { type: "button", class: "vx-button", "data-control": "swap" }, t("Change tube and detector over"));
  api.on(swap, "click", () => api.enqueue({ angle: now().angle <= 0 ? now().angle + 180 : now().angle - 180 }));
  parent.append(element("div", { class: "vx-controls" }, ...ranges.map(({ field }) => field), ...checks.map(({ field }) => field), swap));
  return {
    update() {
      for (const { name, node, write } of ranges) {
        if (document.activeElement !== node) node.value = now()[name];
        write();
      }
      for (const { name, node } of checks) node.checked = now()[name];
    },
  };
}
