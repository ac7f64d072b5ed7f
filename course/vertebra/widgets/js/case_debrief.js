// @ts-check
// What a closed case was, and what each stage was worth.
/** @import { CasePart, CaseRoomFrame } from "./frame_types" */
import { element } from "./elements.js";
import { t } from "./texts.js";

/** @param {HTMLElement} parent */
export function makeDebrief(parent) {
  const debrief = element("div", { class: "vx-debrief", hidden: true });
  parent.append(debrief);
  return {
    /** @param {CaseRoomFrame} frame */
    show({ closed, total, truth, parts, spared }) {
      debrief.hidden = !closed;
      if (!closed) return debrief.replaceChildren();
      const head = element("p", { class: "vx-case-about" }, t("{total} of 100. {truth}", { total, truth }));
      debrief.replaceChildren(head, ...parts.map(makePart), spared ? element("p", {}, spared) : "");
    },
  };
}

/** @param {CasePart} part */
function makePart({ name, share, words, weight, stage }) {
  const percent = Math.round(100 * share);
  const label = t("{name}: {share} of 100", { name, share: percent });
  const head = element("div", { class: "vx-part-head" });
  head.append(element("strong", {}, name), element("span", {}, weight ? `${percent} %` : t("no points")));
  const bar = element("div", { style: `width: ${100 * share}%` });
  const meter = element("div", { class: "vx-meter", role: "img", "aria-label": label }, bar);
  return element(
    "div",
    { class: "vx-part", "data-weight": String(weight), "data-stage": stage },
    head,
    meter,
    ...words.map((line) => element("p", { class: "vx-label" }, line)),
  );
}
