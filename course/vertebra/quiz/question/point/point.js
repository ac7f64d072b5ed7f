// A point in a picture: by a click, or with the arrow keys on the picture.
import { element, uniqueId } from "../../js/quiz_dom.js";
import { t } from "../../../widgets/js/texts.js";

const STEP = 0.02;
const FINE_STEP = 0.005;
const BY_KEY = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const within = (share) => Math.min(1, Math.max(0, share));

// A key's new point, or null where the key moves nothing.
export function stepped(point, key, fine) {
  if (key === "Home") return [0.5, 0.5];
  const by = BY_KEY[key];
  if (!by) return null;
  const [x, y] = point ?? [0.5, 0.5];
  if (!point) return [x, y];
  const step = fine ? FINE_STEP : STEP;
  return [within(x + by[0] * step), within(y + by[1] * step)];
}

export function asText(point) {
  return point ? point.map((share) => within(share).toFixed(4)).join(",") : "";
}

export function asPoint(value) {
  const parts = typeof value === "string" ? value.split(",").map(Number) : [];
  return parts.length === 2 && value.trim() && parts.every((one) => one >= 0 && one <= 1) ? parts : null;
}

export function inWords(point) {
  if (!point) return t("No point yet.");
  const [x, y] = point.map((share) => Math.round(100 * share));
  return t("Point {x}% from the left, {y}% from the top.", { x, y });
}

function pointField(item, stemId, changed) {
  const name = uniqueId();
  let now = null;
  const mark = element("span", { class: "vq-mark", hidden: true, "aria-hidden": "true" });
  const said = element("p", { class: "vq-help", role: "status", "aria-live": "polite" });
  const put = (next, settled) => {
    now = next;
    draw();
    changed(asText(now), settled);
  };
  const plate = element(
    "div",
    {
      class: "vq-plate",
      tabindex: "0",
      role: "application",
      "aria-roledescription": t("picture to point at"),
      "aria-label": item.figure.alt,
      "aria-describedby": `${stemId} ${name}-help`,
      "data-lm-suppress-shortcuts": "true",
      onclick: (event) => {
        const box = plate.getBoundingClientRect();
        put([within((event.clientX - box.left) / box.width), within((event.clientY - box.top) / box.height)], true);
      },
      onkeydown: (event) => {
        const next = stepped(now, event.key, event.shiftKey);
        if (!next) return;
        event.preventDefault();
        put(next, false);
      },
      onblur: () => now && changed(asText(now), true),
    },
    element("img", { src: item.figure.src, alt: "", draggable: "false" }),
    mark,
  );
  function draw() {
    mark.hidden = !now;
    if (now) {
      mark.style.left = `${100 * now[0]}%`;
      mark.style.top = `${100 * now[1]}%`;
    }
    said.textContent = inWords(now);
  }
  draw();
  const help = t("{rule} Click the place, or move the mark with the arrow keys (with Shift in small steps, Home to the middle).", { rule: item.rule });
  const node = element(
    "div",
    { class: "vq-field" },
    element("p", { class: "vq-help", id: `${name}-help` }, help),
    plate,
    said,
  );
  return {
    node,
    get: () => asText(now),
    set(value) {
      now = asPoint(value);
      draw();
    },
    why() {},
    focus: () => plate.focus(),
  };
}

export const point = { field: pointField, answeredInFigure: true };
