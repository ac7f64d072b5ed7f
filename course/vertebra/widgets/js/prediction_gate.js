// @ts-check
// Predict, then reveal: a question before the interactive part; the prediction then stays beside the outcome.
/** @import { Model, Shell } from "./types" */
import { makeRadios } from "./controls.js";
import { element } from "./elements.js";
import { t } from "./texts.js";

/** @typedef {{question: string, choices: string[], reveal: string}} Question */

/**
 * Puts the question above the widget's body; returns what undoes it.
 * @param {Model} model
 * @param {Shell} shell
 * @param {(stem: string) => string} newId
 */
export function predictionGate(model, shell, newId) {
  /** @type {Question | null} */
  const question = model.get("predict");
  if (!question) return () => {};
  const place = element("div", { class: "vx-predict" });
  shell.bar.after(place);
  const show = () => {
    const chosen = model.get("prediction");
    shell.body.hidden = !chosen;
    for (const button of [shell.reset, shell.help, shell.undo, shell.redo]) button.hidden = !chosen;
    place.replaceChildren(chosen ? makeOutcome(question, chosen) : makeForm(question, commit, newId));
  };
  /** @param {string} choice */
  const commit = (choice) => {
    model.set("prediction", choice);
    model.save_changes();
    show();
    /** @type {HTMLElement | null} */ (place.querySelector("[tabindex]"))?.focus();
  };
  model.on("change:prediction", show);
  show();
  return () => model.off("change:prediction", show);
}

/**
 * @param {Question} asked
 * @param {(choice: string) => void} commit
 * @param {(stem: string) => string} newId
 */
function makeForm({ question, choices }, commit, newId) {
  const radios = makeRadios(newId, choices);
  const hint = element("span", { class: "vx-hint", role: "status" });
  const button = element("button", { type: "submit", class: "vx-button vx-main" }, t("That is my prediction"));
  /** @param {Event} event */
  const decide = (event) => {
    event.preventDefault();
    if (radios.value !== null) commit(radios.value);
    else hint.textContent = t("Choose one first.");
  };
  const legend = element("legend", {}, element("span", { class: "vx-eyebrow" }, t("Predict first")), question);
  return element("form", { onsubmit: decide }, element("fieldset", {}, legend, ...radios.fields), button, hint);
}

/**
 * @param {Question} asked
 * @param {string} chosen
 */
function makeOutcome({ question, reveal }, chosen) {
  return element(
    "div",
    { class: "vx-outcome", tabindex: "-1", role: "note", "aria-label": t("Your prediction") },
    element("p", { class: "vx-asked" }, question),
    element("p", {}, element("span", { class: "vx-eyebrow" }, t("You predicted")), element("strong", {}, chosen)),
    reveal ? element("p", {}, element("span", { class: "vx-eyebrow" }, t("What happens")), reveal) : null,
  );
}
