// A simulation's actions as a list that grows: what a simulation beside the item does arrives here, and every action can
// be given by hand as well.
import { beyond } from "./bounds.js";
import { element, uniqueId } from "../../js/quiz_dom.js";
import { t } from "../../../widgets/js/texts.js";

export const MAX_ACTIONS = 200;

export function readActions(value) {
  try {
    const found = JSON.parse(value || "[]");
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
}

const nameOf = (field) => field.replaceAll("_", " ");

export function inWords(action) {
  const fields = Object.entries(action).filter(([name]) => name !== "do");
  return [action.do, ...fields.map(([name, value]) => `${nameOf(name)} ${value}`)].join(", ");
}

// The value of a form's field, or null where it does not fit what is declared.
export function fieldValue(text, limits) {
  if (typeof limits[0] === "string") return limits.includes(text) ? text : null;
  const number = Number(text.trim().replace(",", ".").replace("−", "-"));
  return text.trim() && Number.isFinite(number) && number >= limits[0] && number <= limits[1] ? number : null;
}

function input(id, limits) {
  const common = { id, "data-lm-suppress-shortcuts": "true" };
  if (typeof limits[0] !== "string") return element("input", { ...common, type: "text", inputmode: "decimal", size: "8" });
  return element("select", common, ...limits.map((word) => element("option", { value: word }, word)));
}

function simulationField(item, stemId, changed) {
  let actions = [];
  const list = element("ol", { class: "vq-actions-done", "aria-label": t("What you did") });
  const said = element("p", { class: "vq-help", role: "status", "aria-live": "polite" });
  const put = (next, message) => {
    actions = next;
    draw();
    said.textContent = message;
    changed(text(), true);
  };
  const text = () => (actions.length ? JSON.stringify(actions) : "");
  const form = ([name, fields]) => {
    const inputs = Object.entries(fields).map(([field, limits]) => [field, limits, input(uniqueId(), limits)]);
    const act = (event) => {
      event.preventDefault();
      const action = { do: name };
      for (const [field, limits, box] of inputs) {
        const value = fieldValue(box.value, limits);
        if (value === null) {
          said.textContent = t("{field} must be a number from {low} to {high}.", { field: nameOf(field), low: limits[0], high: limits[1] });
          return box.focus();
        }
        action[field] = value;
      }
      if (actions.length >= MAX_ACTIONS) return (said.textContent = t("No more than {most} actions are kept.", { most: MAX_ACTIONS }));
      const tooMuch = beyond(item.bounds, [...actions, action]);
      if (tooMuch) return (said.textContent = tooMuch);
      put([...actions, action], t("Done: {action}. {count} so far.", { action: inWords(action), count: actions.length + 1 }));
    };
    const labelled = inputs.flatMap(([field, limits, box]) => {
      const words = typeof limits[0] === "string" ? nameOf(field) : t("{field} ({low} to {high})", { field: nameOf(field), low: limits[0], high: limits[1] });
      return [element("label", { for: box.id }, words), box];
    });
    const go = element("button", { type: "submit", class: "vq-button", "data-lm-suppress-shortcuts": "true" }, name);
    return element("form", { class: "vq-action", onsubmit: act }, ...labelled, go);
  };
  const back = element(
    "button",
    {
      type: "button",
      class: "vq-button",
      "data-lm-suppress-shortcuts": "true",
      onclick: () => put(actions.slice(0, -1), t("Taken back; {count} left.", { count: actions.length - 1 })),
    },
    t("Take the last one back"),
  );
  function draw() {
    list.replaceChildren(...actions.map((action) => element("li", {}, inWords(action))));
    back.disabled = actions.length === 0;
  }
  draw();
  const forms = Object.entries(item.actions).map(form);
  const byHand = item.room ? [element("p", { class: "vq-help" }, t("What you do in the case room above is saved here, step by step."))] : [...forms, back];
  const node = element("div", { class: "vq-field", role: "group", "aria-labelledby": stemId }, list, ...byHand, said);
  return {
    node,
    get: text,
    set(value) {
      actions = readActions(value);
      draw();
    },
    why() {},
    focus: () => node.querySelector("input, select, button")?.focus(),
  };
}

export const simulation = { field: simulationField };
