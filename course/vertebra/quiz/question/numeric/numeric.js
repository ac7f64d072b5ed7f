// @ts-check
// A number and, where it is asked for, its unit, typed as people type them.
/** @import { Changed, Field, Item } from "../../js/types" */
import { KEEPS_KEYS } from "../../../widgets/js/controls.js";
import { element } from "../../../widgets/js/elements.js";
import { nt, t } from "../../../widgets/js/texts.js";
import { asStatus, newId } from "../../js/quiz_page.js";
import { numberNote } from "./numbers.js";

/**
 * What is to be typed, in words.
 * @param {Item} item
 */
function helpWords({ give_unit, decimals = 0 }) {
  const hint = give_unit ? t("Give the number and its unit.") : "";
  const places = decimals === 0 ? t("a whole number") : nt("{n} decimal", "{n} decimals", decimals);
  return `${hint} ${places[0].toUpperCase()}${places.slice(1)}.`.trim();
}

/**
 * @param {Item} item
 * @param {string} stemId
 * @param {Changed} changed
 * @returns {Field}
 */
function numericField(item, stemId, changed) {
  const id = newId("number");
  const help = element("p", { class: "vq-help", id: `${id}-help` }, helpWords(item));
  // How it is read stands below while it is typed; what the kernel says when it has saved takes its place.
  const reading = element("p", asStatus("vq-help vq-reading"));
  const input = element("input", {
    type: "text",
    id,
    class: "vq-number-input",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: 80,
    inputmode: item.give_unit ? "text" : "decimal",
    ...KEEPS_KEYS,
    "aria-describedby": `${stemId} ${id}-help`,
    oninput() {
      reading.textContent = numberNote(input.value, item.unit);
      changed(input.value, false);
    },
    onchange: () => changed(input.value, true),
  });
  const unit = item.unit ? element("span", { class: "vq-unit" }, item.unit) : null;
  const words = item.unit ? t("Your answer in {unit}", { unit: item.unit }) : t("Your answer");
  const saved = () => {
    reading.textContent = "";
  };
  return {
    node: element(
      "div",
      { class: "vq-field" },
      element("label", { for: id }, words),
      element("span", { class: "vq-entry" }, input, unit),
      help,
      reading,
    ),
    get: () => input.value,
    set(value) {
      input.value = value ?? "";
      saved();
    },
    saved,
    why() {},
    focus: () => input.focus(),
  };
}

export const numeric = { field: numericField };
