// @ts-check
// A vertebra in three dimensions and in three planes: turn it, cut it, name its parts.
/** @import { ViewerControls, ViewerFrame } from "./frame_types" */
/** @import { Api, Part } from "./types" */
import { clamp } from "./canvas.js";
import { makeBar, makeButton, makeSelect, nextOf } from "./controls.js";
import { element } from "./elements.js";
import { PLANES, hexToRgb } from "./slice_geometry.js";
import { t } from "./texts.js";
import { makeMeshPane } from "./viewer_mesh.js";
import { makeSlicePane } from "./viewer_slice.js";
import { defineWidget } from "./widget_shell.js";

/** @typedef {Api<ViewerFrame, ViewerControls>} ViewerApi */

/**
 * The vertebra that is shown, and the colours of its parts.
 * @typedef {ViewerFrame & {shape: number[], colours: Record<number, number[]>, names: Record<number, string>}} Bone
 */

/**
 * How it is looked at.
 * @typedef {object} Look
 * @property {number} turn degrees
 * @property {number} height degrees
 * @property {number} zoom
 * @property {string} cutBy a plane, or "none"
 * @property {boolean} tint
 * @property {number[]} place where the planes cross, mm
 * @property {number} lit the part that stands out, 0 for none
 * @property {string} over the part under the hand
 */

/** What panes share: `bone()` is null before the first frame.
 * @typedef {{look: Look, bone: () => Bone | null, moved: () => void, name: (part: number) => void}} Shared
 */

const CUTS = ["none", "axial", "sagittal", "coronal"];
/** @type {Record<string, string>} */
const CUT_NAMES = {
  none: t("Whole"),
  axial: t("Cut axially"),
  sagittal: t("Cut sagittally"),
  coronal: t("Cut coronally"),
};
const HOME = { turn: 52, height: 24, zoom: 1.2, cutBy: "sagittal", tint: false };
const ZOOM = { step: 1.15, low: 0.6, high: 4 };
const REST_MS = 150;

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

/**
 * @param {HTMLElement} stage
 * @param {ViewerApi} api
 * @returns {Part<ViewerFrame>}
 */
function mount(stage, api) {
  /** @type {Look} */
  const look = { ...HOME, place: [0, 0, 0], lit: 0, over: "" };
  /** @type {Bone | null} */
  let bone = null;
  /** @type {any} */
  let resting = null;
  const controls = makeControls(stage, api, look, () => show(true));
  const grid = element("div", { class: "vx-planes" });
  stage.append(grid);
  const shared = { look, bone: () => bone, moved, name };
  const mesh = makeMeshPane(grid, api, shared);
  const slices = Object.keys(PLANES).map((plane) => makeSlicePane(grid, api, plane, shared));

  function show(faceToo = false) {
    controls.update(bone);
    if (faceToo) mesh.face();
    mesh.redraw();
    for (const slice of slices) slice.redraw();
  }
  // The slices follow the hand; the solid, which costs most where there is no graphics card, follows when it rests.
  function moved() {
    controls.update(bone);
    for (const slice of slices) slice.redraw();
    clearTimeout(resting);
    resting = setTimeout(() => show(true), REST_MS);
    const [x, y, z] = look.place.map((mm) => Math.round(mm * 10) / 10);
    api.setLatest({ place: [x, y, z] });
  }
  /** @param {number} part */
  function name(part) {
    const over = (part && bone?.names[part]) || "";
    if (over !== look.over) controls.over(over);
    look.over = over;
  }
  return {
    render(frame, { arrays, fresh, own }) {
      if (arrays.density) {
        bone = takeBone(frame, api);
        mesh.load(bone);
      }
      if (fresh || arrays.density || !own || frame.untouched) {
        look.place = [...frame.place];
        look.lit = frame.part;
        show(true);
      }
      controls.update(bone);
    },
    handleKey(event) {
      const slice = slices.find(({ node }) => node === event.target);
      if (!turnLook(event, look, bone, api)) return slice ? slice.key(event) : mesh.key(event);
      show(true);
      return true;
    },
    reset: () => Object.assign(look, HOME),
    themeChanged: () => show(true),
    dispose() {
      clearTimeout(resting);
      mesh.dispose();
    },
  };
}

/**
 * What a key changes in the look; false if it is none of these.
 * @param {KeyboardEvent} event
 * @param {Look} look
 * @param {Bone | null} bone
 * @param {ViewerApi} api
 */
function turnLook({ key, shiftKey }, look, bone, api) {
  const letter = key.toLowerCase();
  if (letter === "n" && bone) {
    const ids = bone.parts.map(({ id }) => id);
    look.lit = nextPart(ids, look.lit, shiftKey ? -1 : 1);
    api.enqueue({ part: look.lit });
  } else if (letter === "c") look.cutBy = nextOf(CUTS, look.cutBy);
  else if (letter === "p") look.tint = !look.tint;
  else if (key === "+" || key === "=") look.zoom = clamp(look.zoom * ZOOM.step, ZOOM.low, ZOOM.high);
  else if (key === "-") look.zoom = clamp(look.zoom / ZOOM.step, ZOOM.low, ZOOM.high);
  else return false;
  return true;
}

/**
 * The part after `now`, or before it; between the last and the first there is none, 0.
 * @param {number[]} parts
 * @param {number} now
 * @param {number} step
 */
export function nextPart(parts, now, step) {
  const ring = [0, ...parts];
  return ring[(ring.indexOf(now) + step + ring.length) % ring.length];
}

/**
 * @param {ViewerFrame} frame
 * @param {ViewerApi} api
 * @returns {Bone}
 */
function takeBone(frame, api) {
  const colours = frame.parts.map(({ id }) => [id, hexToRgb(api.colour(`part-${id}`))]);
  const names = frame.parts.map(({ id, name }) => [id, name]);
  return {
    ...frame,
    shape: frame.density.shape,
    colours: Object.fromEntries(colours),
    names: Object.fromEntries(names),
  };
}

/**
 * @param {HTMLElement} stage
 * @param {ViewerApi} api
 * @param {Look} look
 * @param {() => void} redraw
 */
function makeControls(stage, api, look, redraw) {
  const bar = makeBar(stage);
  const levels = makeSelect(bar, api, "level", {
    label: t("Level"),
    onChange: (value) => api.enqueue({ level: value }),
  });
  const cuts = makeSelect(bar, api, "cut", {
    label: t("Solid"),
    options: CUTS.map((name) => [name, CUT_NAMES[name]]),
    onChange(value) {
      look.cutBy = value;
      redraw();
    },
  });
  const tint = makeButton(t("Colour parts"), () => {
    look.tint = !look.tint;
    redraw();
  });
  const over = element("span", { class: "vx-over" });
  bar.append(tint, over);
  return {
    /** @param {string} text */
    over(text) {
      over.textContent = text;
    },
    /** @param {Bone | null} bone */
    update(bone) {
      if (bone) {
        levels.fill(bone.levels.map((level) => [level, level]));
        levels.show(bone.level);
      }
      cuts.show(look.cutBy);
      tint.setAttribute("aria-pressed", String(look.tint));
      over.textContent = look.lit && bone ? bone.names[look.lit] : look.over;
      over.classList.toggle("vx-lit", Boolean(look.lit));
    },
  };
}
