// Choosing one or several of the options that are listed, with room for the reason of each.
import { element, uniqueId } from "../../js/quiz_dom.js";
import { t } from "../../../widgets/js/texts.js";

function choiceField(item, stemId, changed, type) {
  const name = uniqueId();
  const inputs = new Map();
  const reasons = new Map();
  const rows = item.options.map((option, at) => {
    const why = element("p", { class: "vq-why", id: `${name}-why-${at}`, hidden: true });
    const input = element("input", {
      type,
      name,
      value: option.id,
      id: `${name}-${at}`,
      "data-lm-suppress-shortcuts": "true",
      "aria-describedby": why.id,
      onchange: () => changed(field.get(), true),
    });
    inputs.set(option.id, input);
    reasons.set(option.id, why);
    const label = element("label", { class: "vq-option", for: input.id }, input, element("span", { html: option.html }));
    return element("div", { class: "vq-choice" }, label, why);
  });
  const legendId = `${name}-legend`;
  const legend = element("legend", { id: legendId }, item.rule || (type === "radio" ? t("Choose one answer.") : ""));
  const node = element("fieldset", { class: "vq-field", "aria-labelledby": `${stemId} ${legendId}` }, legend, ...rows);
  const field = {
    node,
    get() {
      const chosen = [...inputs].filter(([, input]) => input.checked).map(([id]) => id);
      return type === "radio" ? (chosen[0] ?? "") : chosen;
    },
    set(value) {
      const chosen = Array.isArray(value) ? value : [value];
      for (const [id, input] of inputs) input.checked = chosen.includes(id);
    },
    why(perOption) {
      for (const [id, why] of reasons) {
        const told = perOption?.[id];
        why.hidden = !told;
        why.className = `vq-why ${told ? `vq-${told.tone}` : ""}`;
        why.textContent = told ? `${told.mark} ${told.text}` : "";
      }
    },
    focus: () => ([...inputs.values()].find((input) => input.checked) ?? [...inputs.values()][0])?.focus(),
  };
  return field;
}

export const radioField = (item, stemId, changed) => choiceField(item, stemId, changed, "radio");
const boxField = (item, stemId, changed) => choiceField(item, stemId, changed, "checkbox");

export const single = { field: radioField };
export const multiple = { field: boxField, emptyAnswer: [] };
export const predict = { field: radioField, commits: true };
