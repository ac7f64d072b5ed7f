// A balloon filled by hand: the gauge, the endplate, and what stays when it is let down.
import { makeCanvas } from "./canvas.js";
import { drawLegend, drawLimit, drawLine, interpolate, makeChart } from "./chart.js";
import { element, uniqueId } from "./elements.js";
import { live } from "./grammar.js";
import { fitGrey } from "./mri.js";
import { makeReadouts } from "./readouts.js";
import { drawTag } from "./sagittal.js";

export default live({
  title: "Balloon",
  keys: [
    ["← →", "less, more in each balloon"],
    ["D", "let down, fill again"],
    ["L", "other load"],
    ["P", "one balloon, two"],
  ],
  mount,
});

// The name after this one, round and round.
export const following = (names, name) => names[(names.indexOf(name) + 1) % names.length];

function mount(stage, api) {
  const hand = { volume: 0.4 };
  let now = null;
  const controls = makeControls(stage, api, () => now);
  const left = element("div", { class: "vx-balloon-picture" });
  const right = element("div");
  stage.append(element("div", { class: "vx-balloon" }, left, right));
  const picture = makeCanvas(left, api, {
    label: "Section along the needle, front on the left", focusable: false,
    draw(pen, width, height) {
      if (!now) return;
      const { left: x, top, size } = fitGrey(pen, now.image, width, height);
      drawTag(pen, now.down ? "let down" : `${hand.volume.toFixed(1)} mL in each`, x + 8, top + 16, { align: "left", colour: now.down ? "#fff" : "#ffd166" });
      pen.fillStyle = "#fff";
      pen.fillRect(x + 8, height - top - 14, (10 / now.spacing) * size, 2.5);
      pen.font = "12px system-ui, sans-serif";
      pen.fillText("10 mm", x + 8, height - top - 18);
    },
  });
  const holder = element("div", { class: "vx-balloon-chart" });
  right.append(holder);
  const chart = makeChart(holder, api, {
    label: "Volume of each balloon",
    axes: () => now && { x: { low: 0, high: now.most, label: "Volume of each balloon (mL)" }, y: { low: 0, high: Math.max(1.1 * now.limit, 4), label: "Pressure (MPa), lift (mm)" } },
    paint(pen, to) {
      drawLimit(pen, to, now.limit, "limit of the balloon", api.colour("vermillion"), "left");
      drawLine(pen, to, now.volumes, now.pressures, { colour: api.colour("accent"), width: 3 });
      drawLine(pen, to, now.volumes, now.lifts, { colour: api.colour("green"), dash: [7, 4] });
      drawLegend(pen, to, [{ words: "pressure, MPa", colour: api.colour("accent") }, { words: "lift at the balloon, mm", colour: api.colour("green"), dash: [7, 4] }], api.colour("ink"));
    },
    slide: {
      low: 0, high: 4, step: 0.2, leap: 1,
      value: () => hand.volume,
      height: (volume) => interpolate(now.volumes, now.pressures, volume),
      moved(volume) {
        hand.volume = volume;
        api.want({ volume });
      },
      words: (volume) => `${volume.toFixed(1)} millilitres in each balloon`,
    },
  });
  const readouts = makeReadouts(right, "Gauge and heights");
  return {
    frame({ state, arrays, behind }) {
      now = { ...now, ...state, ...arrays };
      if (!behind) hand.volume = now.volume;
      if (!behind) controls.update();
      readouts.show(now.readouts);
      chart.redraw();
      picture.redraw();
    },
    key: (event) => Boolean(now) && (chart.key(event) || controls.key(event.key.toLowerCase())),
    themed: () => chart.redraw(),
  };
}

function makeControls(parent, api, now) {
  const [loadId, placeId] = ["load", "place"].map(uniqueId);
  const quiet = { "data-lm-suppress-shortcuts": "true" };
  const load = element("select", { id: loadId, ...quiet });
  const place = element("select", { id: placeId, ...quiet });
  const down = element("button", { type: "button", class: "vx-button vx-main" }, "Let down");
  api.on(load, "change", () => api.ask({ load: load.value }));
  api.on(place, "change", () => api.ask({ placement: place.value }));
  api.on(down, "click", () => api.ask({ down: !now().down }));
  const labelled = (id, words, node) => element("label", { class: "vx-field", for: id }, words, node);
  parent.append(element("div", { class: "vx-controls" }, down, labelled(loadId, "Patient", load), labelled(placeId, "Balloons on", place)));
  return {
    update() {
      if (!load.options.length) {
        for (const name of now().loads) load.append(element("option", { value: name }, name));
        for (const name of now().placements) place.append(element("option", { value: name }, name));
      }
      load.value = now().load;
      place.value = now().placement;
      down.textContent = now().down ? "Fill again" : "Let down";
    },
    key(key) {
      const { loads, placements } = now();
      if (key === "d") api.ask({ down: !now().down });
      else if (key === "l") api.ask({ load: following(loads, now().load) });
      else if (key === "p") api.ask({ placement: following(placements, now().placement) });
      else return false;
      return true;
    },
  };
}
