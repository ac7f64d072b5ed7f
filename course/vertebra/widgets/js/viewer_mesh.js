// @ts-check
// The vertebra in three dimensions: turned by hand, cut by a plane, its parts named under the pointer.
/** @import { Bone, Look, Shared, ViewerApi } from "./viewer.js" */
/** @import { Pen } from "./types" */
import { clamp, makeCanvas, makeDrag } from "./canvas.js";
import { element } from "./elements.js";
import { cameraRows, makeMeshView } from "./mesh_view.js";
import { PLANES, paint, span } from "./slice_geometry.js";
import { t } from "./texts.js";
import { drawScaleBar, sliceOf } from "./viewer_slice.js";

/** @type {[letter: string, axis: number, side: number][]} */
const LETTERS = [
  ["R", 0, 1],
  ["L", 0, -1],
  ["A", 1, 1],
  ["P", 1, -1],
  ["S", 2, 1],
  ["I", 2, -1],
];
const CANAL = 7;
const STEP_DEG = 8;
const LEAP_DEG = 30;
const DEGREES_A_PIXEL = 0.5;

/**
 * @param {HTMLElement} grid
 * @param {ViewerApi} api
 * @param {Shared} shared
 */
export function makeMeshPane(grid, api, { look, bone, name }) {
  const pane = element("div", { class: "vx-pane" });
  grid.append(pane);
  const canvas = makeCanvas(pane, api, {
    label: t("The vertebra in three dimensions. Arrow keys turn it."),
    context: "webgl",
    className: "vx-solid",
    draw() {
      const shown = bone();
      if (mesh && shown) mesh.draw(lookAt(shown, look, canvas.node));
    },
  });
  const letters = makeLetters(pane, api, look, bone);
  const mesh = makeMeshView(canvas.node);
  if (!mesh) pane.append(element("p", { class: "vx-nogl" }, withoutWebGl()));
  const redraw = () => {
    canvas.redraw();
    letters.redraw();
  };
  const turn = makeTurn(canvas.node, api, look, redraw, {
    /** @type {(x: number, y: number) => void} */
    hover(x, y) {
      const shown = bone();
      if (mesh && shown) name(mesh.pick(lookAt(shown, look, canvas.node), x, y));
    },
    out: () => name(0),
  });
  return {
    redraw,
    /** @param {Bone} shown */
    load: (shown) => mesh?.mesh(shown.places, shown.faces, shown.of),
    face() {
      const shown = bone();
      if (!mesh || !shown || look.cutBy === "none") return;
      const { pixels, ids, width, height } = facePixels(shown, look);
      mesh.face(pixels, ids, width, height);
    },
    key: turn,
    dispose: () => mesh?.dispose(),
  };
}

const withoutWebGl = () =>
  t("This browser can't draw in three dimensions (WebGL is off). The slices show the same bone.");

/**
 * Turning by hand; returns the same by key.
 * @param {HTMLCanvasElement} node
 * @param {ViewerApi} api
 * @param {Look} look
 * @param {() => void} redraw
 * @param {{hover: (x: number, y: number) => void, out: () => void}} pointer
 */
function makeTurn(node, api, look, redraw, { hover, out }) {
  /** @type {(right: number, up: number) => void} */
  const turn = (right, up) => {
    look.turn = (look.turn - right + 360) % 360;
    look.height = clamp(look.height + up, -89, 89);
    redraw();
  };
  makeDrag(node, api, {
    move: (_, by) => turn(by.x * DEGREES_A_PIXEL, by.y * DEGREES_A_PIXEL),
    hover({ x, y }) {
      const ratio = node.width / node.clientWidth;
      hover(Math.round(x * ratio), Math.round(y * ratio));
    },
    out,
  });
  /** @param {KeyboardEvent} event */
  return ({ key, shiftKey }) => {
    const step = shiftKey ? LEAP_DEG : STEP_DEG;
    /** @type {Record<string, [number, number]>} */
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    if (moves[key]) turn(...moves[key]);
    return key in moves;
  };
}

/**
 * Letters of the sides around the solid, and a bar.
 * @param {HTMLElement} pane
 * @param {ViewerApi} api
 * @param {Look} look
 * @param {() => Bone | null} bone
 */
function makeLetters(pane, api, look, bone) {
  const letters = makeCanvas(pane, api, {
    label: "",
    focusable: false,
    role: "presentation",
    className: "vx-letters",
    draw(pen, width, height) {
      const shown = bone();
      if (!shown) return;
      drawLetters(pen, width, height, look, api.colour("quiet"));
      drawScaleBar(pen, scaleOf(look, shown, width, height), width, height, api.colour("ink"));
    },
  });
  letters.node.setAttribute("aria-hidden", "true");
  return letters;
}

/**
 * @param {Pen} pen
 * @param {number} width
 * @param {number} height
 * @param {Look} look
 * @param {string} ink
 */
function drawLetters(pen, width, height, look, ink) {
  const rows = cameraRows(look.turn, look.height);
  const far = 0.46 * Math.min(width, height);
  pen.font = "600 13px system-ui, sans-serif";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillStyle = ink;
  for (const [letter, axis, side] of LETTERS) {
    const [x, y, depth] = rows.map((row) => side * row[axis]);
    if (Math.hypot(x, y) < 0.35) continue;
    pen.globalAlpha = depth < 0 ? 0.55 : 1;
    pen.fillText(letter, width / 2 + x * far, height / 2 - y * far);
  }
  pen.globalAlpha = 1;
}

/** Pixels a millimetre.
 * @type {(look: Look, bone: Bone, width: number, height: number) => number}
 */
const scaleOf = (look, bone, width, height) => (look.zoom * Math.min(width, height)) / (2 * bone.reach);

/**
 * The camera, colours and cut, as the graphics card takes them.
 * @param {Bone} bone
 * @param {Look} look
 * @param {HTMLElement} node
 */
function lookAt(bone, look, { clientWidth: width, clientHeight: height }) {
  const px = scaleOf(look, bone, width, height);
  const colours = new Float32Array(36);
  for (const [id, rgb] of Object.entries(bone.colours)) {
    rgb.forEach((value, k) => {
      colours[3 * Number(id) + k] = value / 255;
    });
  }
  return {
    rows: cameraRows(look.turn, look.height),
    middle: [0, 1, 2].map((axis) => (span(bone, axis)[0] + span(bone, axis)[1]) / 2),
    scale: [(2 * px) / width, (2 * px) / height],
    colours,
    lit: look.lit,
    cutting: look.cutBy === "none" ? null : cutting(bone, look),
  };
}

/**
 * What is taken away lies on the viewer's usual side of the plane: above, in front, or on the right.
 * @param {import("./slice_geometry.js").Volume} bone
 * @param {Pick<Look, "cutBy" | "place">} look
 */
export function cutting(bone, { cutBy, place }) {
  const { through, across, up } = PLANES[cutBy];
  const normal = [0, 0, 0];
  normal[through] = 1;
  const [a, u] = [span(bone, across[0]), span(bone, up[0])];
  const [left, right] = across[1] > 0 ? a : [a[1], a[0]];
  /** @type {(along: number, above: number) => number[]} */
  const corner = (along, above) => {
    const at = [0, 0, 0];
    at[through] = place[through];
    at[across[0]] = along;
    at[up[0]] = above;
    return at;
  };
  const corners = [corner(left, u[1]), corner(right, u[1]), corner(left, u[0]), corner(right, u[0])];
  return { plane: [...normal, place[through]], corners };
}

/**
 * The picture on the cut: pixels, and the part of each as its red value; the canal is open.
 * @param {Bone} bone
 * @param {Look} look
 */
function facePixels(bone, look) {
  const plane = sliceOf(bone, look.cutBy, look.place[PLANES[look.cutBy].through]);
  const pixels = paint(plane, bone.colours, { tint: true, lit: look.lit });
  const ids = new Uint8ClampedArray(pixels.length);
  plane.labels.forEach((part, at) => {
    const solid = part && part !== CANAL ? 255 : 0;
    pixels[4 * at + 3] = solid;
    ids[4 * at] = part;
    ids[4 * at + 3] = solid;
  });
  return { pixels, ids, width: plane.width, height: plane.height };
}
