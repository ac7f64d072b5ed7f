// @ts-check
// An item of a self-check: feedback on asking for it, and another try.
/** @import { Item, Kind, Link, Part, Result } from "./types" */
import { element } from "../../widgets/js/elements.js";
import { t } from "../../widgets/js/texts.js";
import { frameOf, hintsOf } from "./quiz_item.js";
import { asStatus, newId, quizButton } from "./quiz_page.js";
import { isBlank } from "./quiz_saver.js";

/**
 * @param {Item} item
 * @param {Link} link
 * @param {Kind} kind
 * @returns {Part}
 */
export function checkedItem(item, link, kind) {
  const stemId = newId("stem");
  const { node, status } = frameOf(item, stemId, kind);
  const commits = kind.commits === true;
  const feedback = element("div", asStatus("vq-told"));
  const field = kind.field(item, stemId, () => {
    field.why(null);
    feedback.replaceChildren();
    feedback.className = "vq-told";
  });
  /** @param {string} what */
  const ask = (what) => link.send({ kind: what, item: item.id, value: field.get() });
  const check = quizButton(
    commits ? t("That is my prediction") : t("Check"),
    () => {
      status.textContent = isBlank(field.get()) ? t("Answer first.") : "";
      if (isBlank(field.get())) field.focus();
      else ask("check");
    },
    { main: true },
  );
  const showAll = quizButton(t("Show the answer"), () => ask("show"), { hidden: true });
  const another = quizButton(t("Other numbers"), () => ask("another"), { hidden: !item.parametric });
  const tools = { check, show: showAll, another };
  for (const [name, button] of Object.entries(tools)) button.setAttribute("data-do", name);
  /** @param {Result} result */
  const receive = (result) => {
    // JupyterLab unfolds what the lesson says about it (course/labextension/static/explanation.js).
    window.dispatchEvent(new CustomEvent("vertebra-answered", { detail: item.id }));
    field.why(result.per_option);
    feedback.className = `vq-told vq-told-${result.verdict}`;
    const lines = result.feedback.map((html) => element("div", { html }));
    feedback.replaceChildren(element("strong", {}, result.headline), ...lines);
    showAll.hidden = commits || result.complete;
    if (commits) for (const input of field.node.querySelectorAll("input")) input.disabled = true;
    check.hidden = commits;
    if (!commits) check.textContent = t("Check again");
  };
  const hints = hintsOf(item, link);
  const actions = element("div", { class: "vq-actions" }, check, showAll, another, status);
  node.append(field.node, hints.node, actions, feedback);
  field.set(item.value);
  if (item.result) receive(item.result);
  const leave = link.listen((message) => {
    if (message.item !== item.id) return;
    if (message.kind === "hint") hints.show(message.taken);
    if (message.kind === "result") receive(message.result);
    if (message.kind === "refused") status.textContent = message.message;
  });
  return { node, leave };
}
