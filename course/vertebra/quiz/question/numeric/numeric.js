// A number and, where it is asked for, its unit, typed as people type them.
import { element, uniqueId } from "../../js/quiz_dom.js";
import { nt, t } from "../../../widgets/js/texts.js";
import { numberNote } from "./numbers.js";

function numericField(item, stemId, changed) {
  const name = uniqueId();
  const hint = item.give_unit ? t("Give the number and its unit.") : "";
  const places = item.decimals === 0 ? t("a whole number") : nt("{n} decimal", "{n} decimals", item.decimals);
  const help = element("p", { class: "vq-help", id: `${name}-help` }, `${hint} ${places[0].toUpperCase()}${places.slice(1)}.`.trim());
  const input = element("input", {
    type: "text",
    id: name,
    class: "vq-number-input",
    autocomplete: "off",
    spellcheck: "false",
    maxlength: "80",
    inputmode: item.give_unit ? "text" : "decimal",
    "data-lm-suppress-shortcuts": "true",
    "aria-describedby": `${stemId} ${name}-help`,
    oninput: () => (check(), changed(input.value, false)),
    onchange: () => changed(input.value, true),
  });
  // How it is read stands below while it is typed; what the kernel says when it has saved takes its place.
  const reading = element("p", { class: "vq-help vq-reading", role: "status", "aria-live": "polite" });
  const check = () => (reading.textContent = numberNote(input.value, item.unit));
  const unit = item.unit ? element("span", { class: "vq-unit" }, item.unit) : null;
  const label = element("label", { for: name }, item.unit ? t("Your answer in {unit}", { unit: item.unit }) : t("Your answer"));
  const node = element("div", { class: "vq-field" }, label, element("span", { class: "vq-entry" }, input, unit), help, reading);
  return {
    node,
    get: () => input.value,
    set: (value) => ((input.value = value ?? ""), (reading.textContent = "")),
    saved: () => (reading.textContent = ""),
    why() {},
    focus: () => input.focus(),
  };
}

export const numeric = { field: numericField };
