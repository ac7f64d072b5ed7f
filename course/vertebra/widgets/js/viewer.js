// A vertebra in three dimensions and in three planes: turn it, cut it, name its parts.
import { clamp, makeCanvas, makeDrag } from "./canvas.js";
import { element, uniqueId } from "./elements.js";
import { defineWidget } from "./widget_shell.js";
import { PLANES, barLength, cut, fit, hexToRgb, mmAt, paint, span, valueAt } from "./slice_geometry.js";
import { cameraRows, makeSolid } from "./mesh_view.js";
import { t } from "./texts.js";

const NAMES = { axial: t("Axial"), sagittal: t("Sagittal"), coronal: t("Coronal") };
const LINE = { 0: "vermillion", 1: "green", 2: "sky" };
const CUTS = ["none", "axial", "sagittal", "coronal"];
const CUT_NAMES = { none: t("Whole"), axial: t("Cut axially"), sagittal: t("Cut sagittally"), coronal: t("Cut coronally") };
const HOME = { turn: 52, height: 24, zoom: 1.2 };
const GRIP_PX = 9;
const CANAL = 7;

export default defineWidget({
  title: t("Vertebra viewer"),
  keys: [
    ["← → ↑ ↓", t("turn, or on a slice: move through it")],
    ["N", t("next part (Shift: the one before)")],
    ["C", t("cut through the solid")],
    ["P", t("colour the parts on the slices")],
    ["+ −", t("nearer, further")],
  ],
  mount,
});

const REST_MS = 150;

function mount(stage, api) {
  const own = { ...HOME, cutBy: "sagittal", tint: false, place: [0, 0, 0], lit: 0, over: "" };
  let bone = null;
  const controls = makeControls(stage, api, own, { redraw: () => show(true), level: (level) => api.enqueue({ level }) });
  const grid = element("div", { class: "vx-planes" });
  stage.append(grid);
  const solid = makeSolidPane(grid, api, own, () => bone, name);
  const slices = Object.keys(PLANES).map((plane) => makeSlice(grid, api, own, plane, () => bone, moved, name));

  function show(faceToo = false) {
    controls.update(own, bone);
    if (faceToo) solid.face();
    solid.redraw();
    slices.forEach((slice) => slice.redraw());
  }
  // The slices follow the hand; the solid, which costs most where there is no graphics card, follows when it rests.
  let resting = null;
  function moved() {
    controls.update(own, bone);
    slices.forEach((slice) => slice.redraw());
    clearTimeout(resting);
    resting = setTimeout(() => show(true), REST_MS);
    api.setLatest({ place: own.place.map((mm) => Math.round(mm * 10) / 10) });
  }
  function name(part) {
    const text = part && bone ? bone.names[part] ?? "" : "";
    if (text !== own.over) controls.over((own.over = text));
  }
  function light(part) {
    own.lit = part;
    show(true);
    api.enqueue({ part });
  }
  return {
    frame({ state, arrays, fresh, own: mine }) {
      if (arrays.density) {
        bone = takeBone(state, arrays, api);
        solid.load(bone);
      }
      if (fresh || arrays.density || !mine || state.untouched) {
        own.place = [...state.place];
        own.lit = state.part;
        show(true);
      }
      controls.update(own, bone);
    },
    key(event) {
      const step = { n: 1, N: -1 }[event.key];
      if (step && bone) light(nextPart(bone.parts, own.lit, event.shiftKey ? -1 : 1));
      else if (event.key === "c" || event.key === "C") own.cutBy = CUTS[(CUTS.indexOf(own.cutBy) + 1) % CUTS.length];
      else if (event.key === "p" || event.key === "P") own.tint = !own.tint;
      else if (event.key === "+" || event.key === "=") own.zoom = clamp(own.zoom * 1.15, 0.6, 4);
      else if (event.key === "-") own.zoom = clamp(own.zoom / 1.15, 0.6, 4);
      else {
        const slice = slices.find((one) => one.node === event.target);
        return slice ? slice.key(event) : solid.key(event);
      }
      show(true);
      return true;
    },
    reset: () => Object.assign(own, HOME, { cutBy: "sagittal", tint: false }),
    themed: () => show(true),
    leave() {
      clearTimeout(resting);
      solid.leave();
    },
  };
}

export function nextPart(parts, now, step) {
  const ring = [0, ...parts];
  return ring[(ring.indexOf(now) + step + ring.length) % ring.length];
}

function takeBone(state, arrays, api) {
  const colours = {};
  for (const { id } of state.parts) colours[id] = hexToRgb(api.colour(`part-${id}`));
  return {
    shape: arrays.density.shape, spacing: state.spacing, origin: state.origin, level: state.level, reach: state.reach,
    density: arrays.density, labels: arrays.labels, places: arrays.places, faces: arrays.faces, of: arrays.of, colours,
    parts: state.parts.map(({ id }) => id), names: Object.fromEntries(state.parts.map(({ id, name }) => [id, name])),
    levels: state.levels,
  };
}

function makeControls(stage, api, own, { redraw, level }) {
  const levelId = uniqueId("level");
  const cutId = uniqueId("cut");
  const levels = element("select", { id: levelId, "data-lm-suppress-shortcuts": "true" });
  const cuts = element("select", { id: cutId, "data-lm-suppress-shortcuts": "true" });
  for (const way of CUTS) cuts.append(element("option", { value: way }, CUT_NAMES[way]));
  const tint = element("button", { type: "button", class: "vx-button", "aria-pressed": "false" }, t("Colour parts"));
  const over = element("span", { class: "vx-over" });
  stage.append(
    element(
      "div",
      { class: "vx-controls" },
      element("label", { class: "vx-field", for: levelId }, t("Level"), levels),
      element("label", { class: "vx-field", for: cutId }, t("Solid"), cuts),
      tint,
      over,
    ),
  );
  api.on(levels, "change", () => level(levels.value));
  api.on(cuts, "change", () => ((own.cutBy = cuts.value), redraw()));
  api.on(tint, "click", () => ((own.tint = !own.tint), redraw()));
  return {
    over: (text) => (over.textContent = text),
    update(now, bone) {
      if (bone && levels.options.length === 0) for (const one of bone.levels) levels.append(element("option", { value: one }, one));
      if (bone) levels.value = bone.level;
      cuts.value = now.cutBy;
      tint.setAttribute("aria-pressed", String(now.tint));
      over.textContent = now.lit && bone ? bone.names[now.lit] : now.over;
      over.classList.toggle("vx-lit", Boolean(now.lit));
    },
  };
}

function makeSolidPane(grid, api, own, bone, name) {
  const pane = element("div", { class: "vx-pane" });
  grid.append(pane);
  const canvas = makeCanvas(pane, api, {
    label: t("The vertebra in three dimensions. Arrow keys turn it."), context: "webgl", className: "vx-solid",
    draw: () => paintSolid(),
  });
  const letters = makeCanvas(pane, api, {
    label: "", focusable: false, role: "presentation", className: "vx-letters",
    draw: (pen, width, height) => paintLetters(pen, width, height),
  });
  letters.node.setAttribute("aria-hidden", "true");
  const solid = makeSolid(canvas.node);
  if (!solid) pane.append(element("p", { class: "vx-nogl" }, t("This browser can't draw in three dimensions (WebGL is off). The slices show the same bone.")));
  const turn = (right, up) => {
    own.turn = (own.turn - right + 360) % 360;
    own.height = clamp(own.height + up, -89, 89);
    canvas.redraw();
    letters.redraw();
  };
  const scale = (width, height) => (own.zoom * Math.min(width, height)) / (2 * bone().reach);
  const view = () => {
    const { clientWidth: width, clientHeight: height } = canvas.node;
    const px = scale(width, height);
    const colours = new Float32Array(36);
    for (const [id, rgb] of Object.entries(bone().colours)) rgb.forEach((value, k) => (colours[3 * id + k] = value / 255));
    return {
      rows: cameraRows(own.turn, own.height), middle: middleOf(bone()), scale: [(2 * px) / width, (2 * px) / height],
      colours, lit: own.lit, cutting: own.cutBy === "none" ? null : cutting(bone(), own),
    };
  };
  function paintSolid() {
    if (solid && bone()) solid.draw(view());
  }
  function paintLetters(pen, width, height) {
    if (!bone()) return;
    const rows = cameraRows(own.turn, own.height);
    const far = 0.46 * Math.min(width, height);
    pen.font = "600 13px system-ui, sans-serif";
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillStyle = api.colour("quiet");
    for (const [letter, axis, way] of [["R", 0, 1], ["L", 0, -1], ["A", 1, 1], ["P", 1, -1], ["S", 2, 1], ["I", 2, -1]]) {
      const [x, y, depth] = rows.map((row) => way * row[axis]);
      if (Math.hypot(x, y) < 0.35) continue;
      pen.globalAlpha = depth < 0 ? 0.55 : 1;
      pen.fillText(letter, width / 2 + x * far, height / 2 - y * far);
    }
    pen.globalAlpha = 1;
    drawBar(pen, scale(width, height), width, height, api.colour("ink"));
  }
  makeDrag(canvas.node, api, {
    move: (_, delta) => turn(delta.x * 0.5, delta.y * 0.5),
    hover({ x, y }) {
      if (!solid || !bone()) return;
      const ratio = canvas.node.width / canvas.node.clientWidth;
      name(solid.pick(view(), Math.round(x * ratio), Math.round(y * ratio)));
    },
    out: () => name(0),
  });
  return {
    load: (made) => solid?.mesh(made.places, made.faces, made.of),
    face() {
      if (!solid || !bone() || own.cutBy === "none") return;
      const { pixels, ids, width, height } = facePixels(bone(), own);
      solid.face(pixels, ids, width, height);
    },
    redraw() {
      canvas.redraw();
      letters.redraw();
    },
    key({ key, shiftKey }) {
      const step = shiftKey ? 30 : 8;
      const move = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[key];
      if (!move) return false;
      turn(...move);
      return true;
    },
    leave: () => solid?.leave(),
  };
}

const middleOf = (bone) => [0, 1, 2].map((axis) => (span(bone, axis)[0] + span(bone, axis)[1]) / 2);

// What is taken away lies on the viewer's usual side of the plane: above, in front, or on the right.
export function cutting(bone, own) {
  const { through, across, up } = PLANES[own.cutBy];
  const normal = [0, 0, 0];
  normal[through] = 1;
  const [a, u] = [span(bone, across[0]), span(bone, up[0])];
  const [left, right] = across[1] > 0 ? a : [a[1], a[0]];
  const corner = (along, above) => {
    const place = [0, 0, 0];
    place[through] = own.place[through];
    place[across[0]] = along;
    place[up[0]] = above;
    return place;
  };
  const corners = [corner(left, u[1]), corner(right, u[1]), corner(left, u[0]), corner(right, u[0])];
  return { plane: [...normal, own.place[through]], corners };
}

function planeOf(bone, plane, mm) {
  const { values: density, width, height } = cut(bone, bone.density, plane, mm);
  return { density, labels: cut(bone, bone.labels, plane, mm).values, width, height };
}

function facePixels(bone, own) {
  const plane = planeOf(bone, own.cutBy, own.place[PLANES[own.cutBy].through]);
  const pixels = paint(plane, bone.colours, { tint: true, lit: own.lit });
  const ids = new Uint8ClampedArray(pixels.length);
  plane.labels.forEach((part, at) => {
    const solid = part && part !== CANAL ? 255 : 0;
    pixels[4 * at + 3] = solid;
    ids[4 * at] = part;
    ids[4 * at + 3] = solid;
  });
  return { pixels, ids, width: plane.width, height: plane.height };
}

function makeSlice(grid, api, own, plane, bone, moved, name) {
  const { through, across, up, edges } = PLANES[plane];
  const pane = element("div", { class: "vx-pane vx-slice" });
  grid.append(pane);
  const picture = element("canvas");
  const canvas = makeCanvas(pane, api, { label: t("{plane} slice. Up and down move through the bone.", { plane: NAMES[plane] }), draw });
  const shape = () => fit(bone(), plane, canvas.node.clientWidth, canvas.node.clientHeight, bone().reach);

  function draw(pen, width, height) {
    pen.fillStyle = "#000";
    pen.fillRect(0, 0, width, height);
    if (!bone()) return;
    const volume = bone();
    const seen = planeOf(volume, plane, own.place[through]);
    [picture.width, picture.height] = [seen.width, seen.height];
    picture.getContext("2d").putImageData(new ImageData(paint(seen, volume.colours, own), seen.width, seen.height), 0, 0);
    const to = shape();
    const [a, u] = [span(volume, across[0]), span(volume, up[0])];
    const [left, top] = [Math.min(to.x(a[0]), to.x(a[1])), Math.min(to.y(u[0]), to.y(u[1]))];
    pen.imageSmoothingQuality = "medium";
    pen.drawImage(picture, left, top, (a[1] - a[0]) * to.scale, (u[1] - u[0]) * to.scale);
    line(pen, LINE[across[0]], to.x(own.place[across[0]]), 0, to.x(own.place[across[0]]), height);
    line(pen, LINE[up[0]], 0, to.y(own.place[up[0]]), width, to.y(own.place[up[0]]));
    dress(pen, width, height, to.scale);
  }
  function line(pen, hue, x0, y0, x1, y1) {
    pen.strokeStyle = api.colour(hue);
    pen.lineWidth = 1.5;
    pen.setLineDash([6, 4]);
    pen.beginPath();
    pen.moveTo(x0, y0);
    pen.lineTo(x1, y1);
    pen.stroke();
    pen.setLineDash([]);
  }
  function dress(pen, width, height, scale) {
    pen.font = "600 13px system-ui, sans-serif";
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    const spots = [[12, height / 2], [width - 12, height / 2], [width / 2, 12], [width / 2, height - 12]];
    edges.forEach((letter, at) => outlined(pen, letter, ...spots[at]));
    pen.textAlign = "left";
    pen.fillStyle = api.colour(LINE[through]);
    pen.fillRect(8, 9, 8, 8);
    outlined(pen, `${NAMES[plane]} ${signed(own.place[through])} mm`, 22, 13);
    drawBar(pen, scale, width, height, "#fff");
  }
  function nearest(point) {
    const to = shape();
    const gaps = [Math.abs(point.x - to.x(own.place[across[0]])), Math.abs(point.y - to.y(own.place[up[0]]))];
    return gaps.map((gap) => gap < GRIP_PX);
  }
  let holding = [false, false];
  makeDrag(canvas.node, api, {
    start(point) {
      if (!bone()) return false;
      const near = nearest(point);
      holding = near[0] || near[1] ? near : [true, true];
      drag(point);
      return true;
    },
    move: (point) => drag(point),
    hover(point) {
      if (!bone()) return;
      const near = nearest(point);
      canvas.node.style.cursor = near[0] && near[1] ? "move" : near[0] ? "ew-resize" : near[1] ? "ns-resize" : "crosshair";
      const place = [...own.place];
      [place[across[0]], place[up[0]]] = shape().mm(point.x, point.y);
      name(valueAt(bone(), bone().labels, place));
    },
    out: () => name(0),
  });
  function drag(point) {
    const at = shape().mm(point.x, point.y);
    [across[0], up[0]].forEach((axis, which) => holding[which] && set(axis, at[which]));
    moved();
  }
  function set(axis, mm) {
    const [low, high] = [mmAt(bone(), axis, 0), mmAt(bone(), axis, bone().shape[axis] - 1)];
    own.place[axis] = clamp(mm, low, high);
  }
  return {
    node: canvas.node,
    redraw: canvas.redraw,
    key({ key, shiftKey }) {
      const way = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 5, PageDown: -5 }[key];
      if (!way || !bone()) return false;
      set(through, own.place[through] + way * (shiftKey ? 5 : 1) * bone().spacing[through]);
      moved();
      return true;
    },
  };
}

const signed = (mm) => `${mm < -0.05 ? "−" : mm > 0.05 ? "+" : ""}${Math.abs(mm).toFixed(0)}`;

function outlined(pen, text, x, y) {
  pen.lineWidth = 3;
  pen.strokeStyle = "rgba(0, 0, 0, 0.75)";
  pen.strokeText(text, x, y);
  pen.fillStyle = "#fff";
  pen.fillText(text, x, y);
}

function drawBar(pen, scale, width, height, colour) {
  const mm = barLength(scale, width / 3);
  pen.fillStyle = colour;
  pen.fillRect(12, height - 14, mm * scale, 3);
  pen.font = "12px system-ui, sans-serif";
  pen.textAlign = "left";
  pen.textBaseline = "alphabetic";
  pen.fillText(`${mm} mm`, 12, height - 19);
}
