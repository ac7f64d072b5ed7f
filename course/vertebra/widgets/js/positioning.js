// A C-arm in hand: the picture is dragged to turn the arm, to move the table or to close the shutters; every pulse has its price.
import { clamp, makeDrag } from "./canvas.js";
import { makeRoom } from "./carm_diagram.js";
import { element, uniqueId } from "./elements.js";
import { isNearCorner, makeFluoro, shuttersTo, placeIn } from "./fluoro.js";
import { defineWidget } from "./widget_shell.js";
import { makeMeters } from "./meters.js";
import { t } from "./texts.js";

const REST_MS = 350;
const DEGREES_A_PIXEL = 0.2;
const TURNS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], PageUp: [10, 0], PageDown: [-10, 0] };
const TABLE_MM = 5;
const CONTROLS = { " ": "picture", v: "swing", t: "claim", i: "hint" };
const SHIFTS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const SHUTTERS = { "[": ["wide", -1], "]": ["wide", 1], "{": ["high", -1], "}": ["high", 1] };
const SLIDERS = [
  ["rotation", t("Turn"), "°", 1],
  ["tilt", t("Tilt"), "°", 1],
  ["across", t("Table across"), " mm", 1],
  ["height", t("Table height"), " mm", 1],
  ["along", t("Table along"), " mm", 1],
  ["wide", t("Shutters, sides"), " %", 0.05],
  ["high", t("Shutters, ends"), " %", 0.05],
];

export default defineWidget({
  title: t("C-arm"),
  keys: [
    ["← → ↑ ↓", t("turn, tilt by a degree: what is near goes that way")],
    [t("Page Up/Down"), t("turn by ten")],
    [t("Shift + arrows"), t("table by 5 mm")],
    ["[ ] { }", t("shutters: sides, ends")],
    [t("Space"), t("one picture")],
    ["B", t("beam while it moves, or not")],
    ["V", t("swing to the other view")],
    ["T", t("this view is true")],
    ["I", t("hint")],
  ],
  ahead: 2,
  mount,
});

// Where detector and tilt stand, by where the detector is: LPO is behind her left.
export function angles({ rotation, tilt }) {
  const [turn, lean] = [Math.round(rotation), Math.round(tilt)];
  const side = turn > 0 ? " LPO" : turn < 0 ? " RPO" : "";
  const end = lean > 0 ? ` ${t("cranial")}` : lean < 0 ? ` ${t("caudal")}` : "";
  return `${Math.abs(turn)}°${side}, ${Math.abs(lean)}°${end}`;
}

// The table moved so that the picture goes by so many mm to the right and down: the central ray goes the other way.
export function tableMoved({ rotation, across, height, along }, right, down) {
  const turn = (rotation * Math.PI) / 180;
  return { across: across - right * Math.cos(turn), height: height + right * Math.sin(turn), along: along + down };
}

// The other view: from the side if it looks from behind, and back.
export const rotateFor = ({ rotation }) => (Math.abs(rotation) > 45 ? 0 : 90);

// At most one pulse in each interval while something moves, the last one always given.
export function pulser(give, { now = () => performance.now(), timer = setTimeout, clear = clearTimeout } = {}) {
  let last = -Infinity;
  let due = null;
  const fire = () => {
    clear(due);
    due = null;
    last = now();
    give();
  };
  return {
    now: fire,
    soon(interval) {
      if (due !== null) return;
      const left = last + interval - now();
      if (left <= 0) fire();
      else due = timer(fire, left);
    },
    stop() {
      clear(due);
      due = null;
    },
    get due() {
      return due !== null;
    },
  };
}

// Text that stays as it is costs no layout.
const write = (node, words) => node.textContent === words || (node.textContent = words);

function mount(stage, api) {
  const hand = { rotation: 0, tilt: 0, across: 0, height: 0, along: 0, wide: 1, high: 1, pulses: 0 };
  let [shown, resting, ticking, dragging] = [null, null, null, false];
  const beam = element("input", { type: "checkbox", checked: true });
  const pulses = pulser(() => {
    hand.pulses += 1;
    api.setLatest(hand);
  });
  const deeds = {
    " ": () => (clearTimeout(resting), api.enqueue({ shot: true })),
    b: () => beam.click(),
    v: () => moved({ rotation: rotateFor(hand), tilt: 0 }, "press"),
    t: () => api.enqueue({ claim: true }),
    i: () => api.enqueue({ hint: !shown.hinting }),
  };
  const controls = makeControls(stage, api, beam, deeds);
  const left = element("div", { class: "vx-arm-screen" });
  const right = element("div");
  stage.append(element("div", { class: "vx-arm" }, left, right));
  const screen = makeFluoro(left, api, {
    label: t("Fluoroscopy: drag or use the arrow keys to turn the arm"), now: () => shown, open: () => [hand.wide, hand.high],
    title: () => angles(hand),
    corner: () => (ticking ? t("beam on") : shown.held ? t("held picture") : shown.fine ? "" : "…"),
  });
  const room = makeRoom(right, api, () => shown && hand);
  const hint = element("p", { class: "vx-arm-hint", role: "status", hidden: true });
  right.append(hint);
  const readouts = makeMeters(right, t("What it costs"));
  const machine = makeMachine(right, api, hand, (change) => moved(change, "slide"), redraw);
  const table = makeVerdicts(stage);

  // how: "press" gives one pulse at once, "slide" at the machine's rate, "still" none.
  function moved(change, how) {
    if (!shown) return;
    for (const [name, value] of Object.entries(change)) hand[name] = name in shown.most ? clamp(value, -shown.most[name], shown.most[name]) : clamp(value, shown.least, 1);
    clearTimeout(resting);
    const seen = beam.checked && how !== "still";
    if (!seen) api.setLatest(Object.fromEntries(Object.keys(change).map((name) => [name, hand[name]])));
    else if (how === "press") pulses.now();
    else pulses.soon(1000 / shown.rate);
    // Under the beam the next frame draws it all; drawing twice would take its time from the frame.
    if (!seen) redraw();
  }
  function redraw() {
    for (const part of [screen, room]) part.redraw();
    machine.update(hand);
  }
  const shut = (change) => moved(change, "still");
  trackHand(screen.node, api, { hand, shown: () => shown, moved, shut, begin, end });

  function begin() {
    dragging = true;
    if (beam.checked) ticking = setInterval(() => pulses.soon(1000 / shown.rate), 1000 / shown.rate);
  }
  function end() {
    clearInterval(ticking);
    [ticking, dragging] = [null, false];
    rest();
    screen.redraw();
  }
  function rest() {
    clearTimeout(resting);
    if (shown && !shown.fine && !dragging) resting = setTimeout(() => api.enqueue({ refine: true }), REST_MS);
  }
  function key(event) {
    if (!shown) return false;
    const how = event.repeat ? "slide" : "press";
    const [turn, shift, shutter] = [TURNS[event.key], event.shiftKey && SHIFTS[event.key], SHUTTERS[event.key]];
    if (shift) moved(tableMoved(hand, shift[0] * TABLE_MM, shift[1] * TABLE_MM), how);
    else if (turn) moved({ rotation: hand.rotation + turn[0], tilt: hand.tilt + turn[1] }, how);
    else if (shutter) shut({ [shutter[0]]: Math.round(20 * hand[shutter[0]] + shutter[1]) / 20 });
    else if (!deeds[event.key.toLowerCase()]) return false;
    else if (!event.repeat) deeds[event.key.toLowerCase()]();
    return true;
  }
  return {
    frame({ state, arrays, behind }) {
      shown = { ...shown, ...state, ...arrays };
      // While a pulse is due the hand is ahead of what Python knows.
      if (!behind && !dragging && !pulses.due) for (const name of Object.keys(hand)) hand[name] = state[name];
      hint.hidden = !shown.hinting;
      write(hint, shown.hint);
      readouts.show(shown.readouts);
      controls.update(shown);
      machine.fill(shown);
      table.show(shown.verdicts);
      rest();
      redraw();
    },
    key,
    reset: () => (pulses.stop(), end()),
    themed: redraw,
    leave() {
      clearInterval(ticking);
      clearTimeout(resting);
      pulses.stop();
    },
  };
}

// What a drag on the picture moves: the shutters by a corner, the table with Shift, else the arm.
function trackHand(node, api, { hand, shown, moved, shut, begin, end }) {
  const place = () => placeIn(node.clientWidth, node.clientHeight);
  const near = (point) => isNearCorner(point, [hand.wide, hand.high], place());
  let [grip, shift, rough] = ["arm", false, {}];
  api.on(node, "pointerdown", (event) => (shift = event.shiftKey), { capture: true });
  makeDrag(node, api, {
    start(point) {
      if (!shown()) return false;
      grip = near(point) ? "shutters" : shift ? "table" : "arm";
      rough = { ...hand };
      if (grip !== "shutters") begin();
      return true;
    },
    move(point, by) {
      if (grip === "shutters") {
        const [wide, high] = shuttersTo(point, place(), shown().least);
        return shut({ wide: Math.round(100 * wide) / 100, high: Math.round(100 * high) / 100 });
      }
      if (grip === "arm") {
        rough.rotation = clamp(rough.rotation + DEGREES_A_PIXEL * by.x, -shown().most.rotation, shown().most.rotation);
        rough.tilt = clamp(rough.tilt + DEGREES_A_PIXEL * by.y, -shown().most.tilt, shown().most.tilt);
        return moved({ rotation: Math.round(2 * rough.rotation) / 2, tilt: Math.round(2 * rough.tilt) / 2 }, "slide");
      }
      const mm = shown().screen.bar_mm / (shown().screen.bar * place().side);
      Object.assign(rough, tableMoved(rough, by.x * mm, by.y * mm));
      moved(Object.fromEntries(["across", "height", "along"].map((name) => [name, Math.round(rough[name])])), "slide");
    },
    end,
    hover: (point) => node.classList.toggle("vx-arm-corner", near(point)),
  });
}

function makeControls(parent, api, beam, deeds) {
  const button = (words, key, main = false) => {
    const node = element("button", { type: "button", class: `vx-button ${main ? "vx-main" : ""}`, "data-control": CONTROLS[key] }, words);
    api.on(node, "click", () => deeds[key]());
    return node;
  };
  const [picture, swing, claim, hint] = [button(t("One picture"), " ", true), button(t("Swing to lateral"), "v"), button(t("This view is true"), "t"), button(t("Hint"), "i")];
  parent.append(element("div", { class: "vx-controls" }, picture, element("label", { class: "vx-field" }, beam, t("beam while it moves")), swing, claim, hint));
  return {
    update(now) {
      write(swing, rotateFor(now) ? t("Swing to lateral") : t("Swing to AP"));
      hint.setAttribute("aria-pressed", String(now.hinting));
    },
  };
}

// Everything by slider: what the hand does on the picture, and the machine's dose and rate.
function makeMachine(parent, api, hand, moved, opened) {
  const quiet = { "data-lm-suppress-shortcuts": "true" };
  const grid = element("div", { class: "vx-arm-sliders" });
  const rows = SLIDERS.map(([name, words, unit, step]) => {
    const id = uniqueId(name);
    const slider = element("input", { id, type: "range", step, class: "vx-range", ...quiet });
    const said = element("output", { class: "vx-number", for: id });
    grid.append(element("label", { for: id }, words), slider, said);
    api.on(slider, "input", () => moved({ [name]: Number(slider.value) }));
    return { name, unit, slider, said };
  });
  const choices = [["quality", t("Dose a pulse"), (one) => t(one)], ["rate", t("Pulses a second"), (one) => `${one}`]].map(([name, words, write]) => {
    const id = uniqueId(name);
    const select = element("select", { id, ...quiet });
    api.on(select, "change", () => api.enqueue({ [name]: name === "rate" ? Number(select.value) : select.value }));
    grid.append(element("label", { for: id }, words), select, element("span"));
    return { name, select, write };
  });
  const details = element("details", { class: "vx-arm-machine" }, element("summary", { "data-control": "machine" }, t("Machine")), grid);
  parent.append(details);
  api.on(details, "toggle", () => opened());
  return {
    fill(now) {
      if (choices[0].select.value === now.quality && choices[1].select.value === String(now.rate)) return;
      for (const { name, slider } of rows) {
        slider.min = name in now.most ? -now.most[name] : now.least;
        slider.max = name in now.most ? now.most[name] : 1;
      }
      for (const { name, select, write } of choices) {
        if (!select.options.length) for (const one of name === "rate" ? now.rates : now.qualities) select.append(element("option", { value: one }, write(one)));
        select.value = now[name];
      }
    },
    update() {
      if (!details.open) return;
      for (const { name, unit, slider, said } of rows) {
        if (document.activeElement !== slider) slider.value = hand[name];
        write(said, `${Math.round(unit === " %" ? 100 * hand[name] : hand[name])}${unit}`);
      }
    },
  };
}

function makeVerdicts(parent) {
  const rows = element("tbody");
  const table = element("table", { class: "vx-arm-verdicts", "aria-label": t("What the set-up is worth"), hidden: true }, rows);
  parent.append(table);
  let last = "[]";
  return {
    show(verdicts) {
      const now = JSON.stringify(verdicts);
      if (now === last) return;
      last = now;
      table.hidden = !verdicts.length;
      rows.replaceChildren(
        ...verdicts.map(({ name, good, words, points }) => element("tr", {}, element("th", { scope: "row" }, `${good ? "✓" : "!"} ${name}`), element("td", {}, words), element("td", {}, points))),
      );
    },
  };
}
