// Cement poured into a broken body: the handle is the volume, the curves are what comes back.
import { makeCanvas } from "./canvas.js";
import { drawLegend, drawLimit, drawLine, interpolate, makeChart } from "./chart.js";
import { element, uniqueId } from "./elements.js";
import { defineWidget } from "./widget_shell.js";
import { drawGreyImage } from "./mri.js";
import { makeMeters } from "./meters.js";
import { drawTag } from "./sagittal.js";
import { t } from "./texts.js";

export default defineWidget({
  title: t("Strength given back"),
  keys: [
    ["← →", t("less cement, more cement")],
    ["P", t("other placement")],
  ],
  mount,
});

// A round top for the axis.
export const yMax = (values) => Math.max(150, 50 * Math.ceil(Math.max(...values) / 50));

function mount(stage, api) {
  const hand = { volume: 2 };
  let now = null;
  const placeId = uniqueId("place");
  const place = element("select", { id: placeId, "data-lm-suppress-shortcuts": "true" });
  api.on(place, "change", () => api.enqueue({ placement: place.value }));
  stage.append(element("div", { class: "vx-controls" }, element("label", { class: "vx-field", for: placeId }, t("Cement on"), place)));
  const left = element("div", { class: "vx-restoration-chart" });
  const right = element("div");
  stage.append(element("div", { class: "vx-restoration" }, left, right));
  const chart = makeChart(left, api, {
    label: t("Volume of cement"),
    axes: () => now && { x: { low: 0, high: now.most, label: t("Cement (mL)") }, y: { low: 0, high: yMax([...now.strength, ...now.stiffness]), label: t("% of before the fracture") } },
    paint(pen, to) {
      drawLimit(pen, to, 100, t("before the fracture"), api.colour("quiet"));
      drawLine(pen, to, now.volumes, now.stiffness, { colour: api.colour("vermillion"), dash: [7, 4] });
      drawLine(pen, to, now.volumes, now.strength, { colour: api.colour("accent"), width: 3 });
      drawLegend(pen, to, [{ words: t("strength"), colour: api.colour("accent") }, { words: t("stiffness"), colour: api.colour("vermillion"), dash: [7, 4] }], api.colour("quiet"));
    },
    slide: {
      low: 0, high: 8, step: 0.2, leap: 1,
      value: () => Math.min(hand.volume, now?.most ?? 8),
      height: (volume) => interpolate(now.volumes, now.strength, volume),
      moved(volume) {
        hand.volume = Math.min(volume, now.most);
        api.setLatest({ volume: hand.volume });
      },
      words: (volume) => t("{volume} millilitres", { volume: volume.toFixed(1) }),
    },
  });
  const holder = element("div", { class: "vx-restoration-section" });
  right.append(holder);
  const section = makeCanvas(holder, api, {
    label: t("Section of the body, front on top"), focusable: false,
    draw(pen, width, height) {
      if (!now) return;
      const { left: x, top } = drawGreyImage(pen, now.image, width, height);
      drawTag(pen, t("from above, front on top"), Math.max(x, 0) + 8, top + 16, { align: "left" });
    },
  });
  const readouts = makeMeters(right, t("What comes back"));
  return {
    frame({ state, arrays, behind }) {
      now = { ...state, ...arrays };
      if (!behind) {
        hand.volume = now.volume;
        if (!place.options.length) for (const name of now.placements) place.append(element("option", { value: name }, t(name)));
        place.value = now.placement;
      }
      readouts.show(now.readouts);
      chart.redraw();
      section.redraw();
    },
    key(event) {
      if (!now) return false;
      if (event.key === "p" || event.key === "P") {
        const at = now.placements.indexOf(now.placement);
        api.enqueue({ placement: now.placements[(at + 1) % now.placements.length] });
        return true;
      }
      return chart.key(event);
    },
    themed: () => chart.redraw(),
  };
}
