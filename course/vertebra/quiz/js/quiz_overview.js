// @ts-check
// A quiz as a whole: who answers it, how far it is, and the review before it is handed in.
/** @import { Item, Link, Part, View } from "./types" */
import { KEEPS_KEYS } from "../../widgets/js/controls.js";
import { element } from "../../widgets/js/elements.js";
import { t } from "../../widgets/js/texts.js";
import { newId, quizButton } from "./quiz_page.js";

/**
 * The head of a quiz: who answers, and how far they are.
 * @param {View} view
 * @param {Link} link
 * @returns {Part}
 */
export function quizHead(view, link) {
  const node = element("section", { class: "vq-item vq-quiz-head", "aria-label": t("About this quiz") });
  if (view.student) {
    const name = element("strong", {}, view.student);
    node.append(element("p", {}, t("Student: "), name, ` ${view.student_from ?? ""}`));
  } else {
    const help = t("It decides which numbers you are given. It can't be changed later.");
    node.append(makeStudentForm(view, link), element("p", { class: "vq-help" }, help));
  }
  for (const warning of view.warnings) {
    node.append(element("p", { class: "vq-warning", role: "alert" }, `! ${warning}`));
  }
  node.append(makeProgress(view));
  return { node, leave: () => {} };
}

/**
 * @param {View} view
 * @param {Link} link
 */
function makeStudentForm(view, link) {
  const id = newId("student");
  const input = element("input", {
    type: "text",
    id,
    value: view.suggested,
    maxlength: 60,
    autocomplete: "off",
    ...KEEPS_KEYS,
  });
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    link.send({ kind: "student", value: input.value });
  };
  const button = element("button", { type: "submit", class: "vq-button vq-main", ...KEEPS_KEYS }, t("This is me"));
  const label = element("label", { for: id }, t("Your student id, as your teacher knows it"));
  return element("form", { class: "vq-who", onsubmit: submit }, label, input, button);
}

const ANSWERS = "input:checked, input, textarea, .vq-plate, .vq-order button:not(:disabled), select";

/** @param {string} id */
function goTo(id) {
  const target = document.querySelector(`[data-vertebra-item="${CSS.escape(id)}"]`);
  target?.scrollIntoView({ block: "center" });
  /** @type {HTMLElement | null | undefined} */ (target?.querySelector(ANSWERS))?.focus({ preventScroll: true });
}

/** @param {View} view */
function makeProgress(view) {
  const done = view.items.filter((item) => item.answered).length;
  const count = view.items.length;
  const words = t("{done} of {count} answered", { done, count });
  const bar = element("progress", { max: count, value: done, "aria-label": words });
  const line = element("p", { role: "status" }, bar, ` ${words}`);
  return element("div", { class: "vq-progress" }, line, element("ol", {}, ...view.items.map(makeStep)));
}

/** @param {Item} item */
function makeStep({ id, number = 0, title, answered }) {
  const label = answered
    ? t("Go to item {number}, {title}: answered", { number, title })
    : t("Go to item {number}, {title}: unanswered", { number, title });
  const button = quizButton(`${answered ? "✓" : "○"} ${number}`, () => goTo(id), {
    className: `vq-step ${answered ? "vq-done" : ""}`,
    ariaLabel: label,
  });
  button.setAttribute("data-go-to", id);
  return element("li", {}, button);
}

/**
 * The review before submitting: each item, what was answered, and what is still open.
 * @param {View} view
 * @returns {Part}
 */
export function quizReview(view) {
  const count = view.items.length;
  const open = view.items.filter((item) => !item.answered).length;
  const headings = [t("Item"), t("About"), t("Your answer")].map((words) => element("th", { scope: "col" }, words));
  const words = open ? t("{open} of {count} items are unanswered.", { open, count }) : t("Every item is answered.");
  const title = t("Review before you submit");
  const head = element("thead", {}, element("tr", {}, ...headings));
  const node = element(
    "section",
    { class: "vq-item", "aria-label": title },
    element("strong", {}, title),
    element("p", { role: "status" }, words),
    element("table", { class: "vq-review" }, head, element("tbody", {}, ...view.items.map(makeReviewRow))),
    element("p", { class: "vq-help" }, view.how_to_submit),
  );
  return { node, leave: () => {} };
}

/** @param {Item} item */
function makeReviewRow({ id, number = 0, title, answered, answer }) {
  const button = quizButton(t("Item {number}", { number }), () => goTo(id), { className: "vq-step" });
  return element(
    "tr",
    { class: answered ? "" : "vq-open" },
    element("td", {}, button),
    element("td", {}, title),
    element("td", {}, answered ? `✓ ${answer}` : t("○ Unanswered")),
  );
}
