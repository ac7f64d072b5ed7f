// @ts-check
// Choosing one or several of the options that are listed, with room for the reason of each.
/** @import { Changed, Field, Item, Kind, Option } from "../../js/types" */
import { KEEPS_KEYS } from "../../../widgets/js/controls.js";
import { element } from "../../../widgets/js/elements.js";
import { t } from "../../../widgets/js/texts.js";
import { newId } from "../../js/quiz_page.js";

/** @typedef {"radio" | "checkbox"} BoxType */

/**
 * @param {Item} item
 * @param {string} stemId
 * @param {Changed} changed
 * @param {BoxType} type
 * @returns {Field}
 */
function choiceField(item, stemId, changed, type) {
  const name = newId("choice");
  const choices = (item.options ?? []).map((option, at) =>
    makeChoice(option, { type, name, id: `${name}-${at}`, onchange: () => changed(get(), true) }),
  );
  const legendId = `${name}-legend`;
  const legend = element("legend", { id: legendId }, item.rule || (type === "radio" ? t("Choose one answer.") : ""));
  const rows = choices.map(({ row }) => row);
  const node = element("fieldset", { class: "vq-field", "aria-labelledby": `${stemId} ${legendId}` }, legend, ...rows);
  const get = () => {
    const chosen = choices.filter(({ input }) => input.checked).map(({ id }) => id);
    return type === "radio" ? (chosen[0] ?? "") : chosen;
  };
  return {
    node,
    get,
    set(value) {
      const chosen = Array.isArray(value) ? value : [value];
      for (const { id, input } of choices) input.checked = chosen.includes(id);
    },
    why(perOption) {
      for (const { id, why } of choices) {
        const reason = perOption?.[id];
        why.hidden = !reason;
        why.className = `vq-why ${reason ? `vq-${reason.tone}` : ""}`;
        why.textContent = reason ? `${reason.mark} ${reason.text}` : "";
      }
    },
    focus: () => (choices.find(({ input }) => input.checked) ?? choices[0])?.input.focus(),
  };
}

/**
 * @param {Option} option
 * @param {{type: BoxType, name: string, id: string, onchange: () => void}} attributes
 */
function makeChoice({ id: value, html }, attributes) {
  const whyId = `${attributes.id}-why`;
  const why = element("p", { class: "vq-why", id: whyId, hidden: true });
  const input = element("input", { ...attributes, value, ...KEEPS_KEYS, "aria-describedby": whyId });
  const label = element("label", { class: "vq-option", for: attributes.id }, input, element("span", { html }));
  return { id: value, input, why, row: element("div", { class: "vq-choice" }, label, why) };
}

/** @type {Kind["field"]} */
export const radioField = (item, stemId, changed) => choiceField(item, stemId, changed, "radio");
/** @type {Kind["field"]} */
const boxField = (item, stemId, changed) => choiceField(item, stemId, changed, "checkbox");

export const single = { field: radioField };
/** @type {Kind} */
export const multiple = { field: boxField, emptyAnswer: [] };
export const predict = { field: radioField, commits: true };
