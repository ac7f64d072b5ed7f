// @ts-check
// An item of a self-check: feedback on asking for it, and another try.
/** @import { Item, Kind, LearningRecord, Link, Part, Result } from "./types" */
import { element } from "../../widgets/js/elements.js";
import { t } from "../../widgets/js/texts.js";
import { calibration } from "./learning.js";
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
  const confidence = item.confidence === true && !commits;
  let first = confidence && !item.result;
  /** @type {(what: string, more?: {sure?: boolean}) => void} */
  const ask = (what, more = {}) => link.send({ kind: what, item: item.id, value: field.get(), ...more });
  /** @param {boolean} sure */
  const answer = (sure) => {
    status.textContent = isBlank(field.get()) ? t("Answer first.") : "";
    if (isBlank(field.get())) field.focus();
    else ask("check", first ? { sure } : {});
  };
  const words = commits ? t("That is my prediction") : first ? t("Check: I am sure") : t("Check");
  const check = quizButton(words, () => answer(true), { main: true });
  // A second try says nothing about certainty: the feedback has been read by then.
  const unsure = quizButton(t("Check: I am not sure"), () => answer(false), { hidden: !first });
  const showAll = quizButton(t("Show the answer"), () => ask("show"), { hidden: true });
  const another = quizButton(t("Other numbers"), () => ask("another"), { hidden: !item.parametric });
  const tools = { check, unsure, show: showAll, another };
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
    unsure.hidden = true;
    first = false;
    if (commits) surprise.hidden = false;
    else check.textContent = t("Check again");
  };
  const surprise = commits ? surpriseOf(item, link) : element("div", { hidden: true });
  const fit = element("p", asStatus("vq-help vq-fit"));
  const hints = hintsOf(item, link);
  const actions = element("div", { class: "vq-actions" }, check, unsure, showAll, another, status);
  node.append(field.node, hints.node, actions, feedback, fit, surprise);
  field.set(item.value);
  if (item.result) receive(item.result);
  const leave = link.listen((message) => {
    if (message.item !== item.id) return;
    if (message.kind === "hint") hints.show(message.taken);
    if (message.kind === "result") receive(message.result);
    if (message.kind === "result" && message.record) fit.textContent = certaintyWords(message.record);
    if (message.kind === "refused") status.textContent = message.message;
  });
  return { node, leave };
}

/**
 * How often the learner was right when sure, and when not.
 * @param {LearningRecord} record
 */
function certaintyWords(record) {
  const { sure, unsure } = calibration(record);
  return t("So far, when sure: {sr} of {sa} right; when unsure: {ur} of {ua}.", {
    sr: sure.right,
    sa: sure.all,
    ur: unsure.right,
    ua: unsure.all,
  });
}

/**
 * After a prediction: whether what was seen was as expected. The answer can be changed.
 * @param {Item} item
 * @param {Link} link
 */
function surpriseOf(item, link) {
  const said = element("span", asStatus("vq-status"));
  /** @type {(value: boolean, button: HTMLElement) => void} */
  const choose = (value, button) => {
    for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
    link.send({ kind: "surprise", item: item.id, value });
    said.textContent = value ? t("Noted: it stands on your page, to come back to.") : t("Noted.");
  };
  const expected = quizButton(t("It was as I expected"), () => choose(false, expected));
  const surprising = quizButton(t("It surprised me"), () => choose(true, surprising));
  const buttons = [expected, surprising];
  expected.setAttribute("data-do", "expected");
  surprising.setAttribute("data-do", "surprised");
  expected.setAttribute("aria-pressed", String(item.surprised === false));
  surprising.setAttribute("aria-pressed", String(item.surprised === true));
  const question = element("span", {}, t("When you have looked:"));
  return element("div", { class: "vq-actions vq-surprise", hidden: true }, question, expected, surprising, said);
}
