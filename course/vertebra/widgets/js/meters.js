// Read-outs: a name, a value with its unit, a bar with the limits that matter, and a verdict in words.
import { clamp } from "./canvas.js";
import { element } from "./elements.js";

export const share = (value, { low, high }) => clamp((value - low) / (high - low), 0, 1);

// show([{name, text, value, low, high, limits: [{at, text}], verdict, grave}]) makes the rows at first and updates them later.
export function makeMeters(parent, label) {
  const list = element("div", { class: "vx-readouts", role: "group", "aria-label": label });
  parent.append(list);
  let rows = [];
  function build(items) {
    list.replaceChildren();
    rows = items.map((item) => {
      const value = element("strong");
      const verdict = element("span", { class: "vx-verdict" });
      const mark = element("i", { class: "vx-mark" });
      const limits = item.limits.map(({ at, text }) =>
        element("i", { class: "vx-limit", style: `left: ${100 * share(at, item)}%` }, element("span", {}, text)),
      );
      const bar = element("div", { class: "vx-meter", "aria-hidden": "true" }, ...limits, mark);
      list.append(element("span", { class: "vx-what" }, item.name), element("div", {}, value, " ", verdict, bar));
      return { value, verdict, mark };
    });
  }
  return {
    show(items) {
      if (rows.length !== items.length) build(items);
      items.forEach((item, at) => {
        const { value, verdict, mark } = rows[at];
        value.textContent = item.text;
        verdict.textContent = item.verdict;
        verdict.classList.toggle("vx-grave", Boolean(item.grave));
        mark.style.left = `${100 * share(item.value, item)}%`;
      });
    },
  };
}
