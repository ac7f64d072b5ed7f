// The part of an item in which the answer is given, one function a kind. Each returns
// { node, get(), set(value), why(perOption), focus() } and calls `changed(value, settled)` on every change.
import { simulation } from "./quiz_actions.js";
import { element, uniqueId } from "./quiz_dom.js";
import { numberNote } from "./quiz_numbers.js";
import { ordering } from "./quiz_order.js";
import { point } from "./quiz_point.js";
import { countWords } from "./quiz_saver.js";
import { nt, t } from "../../widgets/js/texts.js";

function choice(item, stemId, changed, type) {
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

function numeric(item, stemId, changed) {
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

function text(item, stemId, changed) {
  const name = uniqueId();
  const count = element("p", { class: "vq-help", id: `${name}-count` });
  const tell = () => (count.textContent = t("{count} of about {words} words", { count: countWords(area.value), words: item.words }));
  const area = element("textarea", {
    id: name,
    rows: "6",
    maxlength: "6000",
    "data-lm-suppress-shortcuts": "true",
    "aria-describedby": `${stemId} ${name}-count`,
    oninput: () => (tell(), changed(area.value, false)),
    onchange: () => changed(area.value, true),
  });
  const node = element("div", { class: "vq-field" }, element("label", { for: name }, t("Your answer, in your own words")), area, count);
  tell();
  return {
    node,
    get: () => area.value,
    set: (value) => ((area.value = value ?? ""), tell()),
    why() {},
    focus: () => area.focus(),
  };
}

export const FIELDS = {
  single: (item, stemId, changed) => choice(item, stemId, changed, "radio"),
  multiple: (item, stemId, changed) => choice(item, stemId, changed, "checkbox"),
  predict: (item, stemId, changed) => choice(item, stemId, changed, "radio"),
  concordance: (item, stemId, changed) => choice(item, stemId, changed, "radio"),
  ordering,
  point,
  simulation,
  numeric,
  text,
};
