// Predict, then reveal: a question before the interactive part; the prediction then stays beside the outcome.
import { element, uniqueId } from "./elements.js";
import { t } from "./texts.js";

export function predictionGate(model, shell) {
  const asked = model.get("predict");
  if (!asked) return () => {};
  const place = element("div", { class: "vx-predict" });
  shell.bar.after(place);
  const show = () => {
    const chosen = model.get("prediction");
    shell.body.hidden = !chosen;
    shell.reset.hidden = shell.help.hidden = !chosen;
    place.replaceChildren(chosen ? outcome(asked, chosen) : question(asked, commit));
  };
  const commit = (choice) => {
    model.set("prediction", choice);
    model.save_changes();
    show();
    place.querySelector("[tabindex]")?.focus();
  };
  model.on("change:prediction", show);
  show();
  return () => model.off("change:prediction", show);
}

function question({ question, choices }, commit) {
  const group = uniqueId("prediction");
  const options = choices.map((choice, at) => {
    const input = element("input", { type: "radio", name: group, value: String(at), "data-lm-suppress-shortcuts": "true" });
    return element("label", { class: "vx-choice" }, input, element("span", {}, choice));
  });
  const hint = element("span", { class: "vx-hint", role: "status" });
  const button = element("button", { type: "submit", class: "vx-button vx-main" }, t("That is my prediction"));
  const decide = (event) => {
    event.preventDefault();
    const picked = form.querySelector("input:checked");
    if (picked) commit(choices[Number(picked.value)]);
    else hint.textContent = t("Choose one first.");
  };
  const legend = element("legend", {}, element("span", { class: "vx-eyebrow" }, t("Predict first")), question);
  const form = element("form", { onsubmit: decide }, element("fieldset", {}, legend, ...options), button, hint);
  return form;
}

function outcome({ question, reveal }, chosen) {
  return element(
    "div",
    { class: "vx-outcome", tabindex: "-1", role: "note", "aria-label": t("Your prediction") },
    element("p", { class: "vx-asked" }, question),
    element("p", {}, element("span", { class: "vx-eyebrow" }, t("You predicted")), element("strong", {}, chosen)),
    reveal ? element("p", {}, element("span", { class: "vx-eyebrow" }, t("What happens")), reveal) : null,
  );
}
