// A quiz as a whole: who answers it, how far it is, and the review before it is handed in.
import { button, element, uniqueId } from "./quiz_dom.js";
import { t } from "../../widgets/js/texts.js";

// The head of a quiz: who answers, and how far they are.
export function quizHead(view, link) {
  const node = element("section", { class: "vq-item vq-quiz-head", "aria-label": t("About this quiz") });
  if (view.student) {
    node.append(element("p", {}, t("Student: "), element("strong", {}, view.student), ` ${view.student_from}`));
  } else {
    const input = element("input", {
      type: "text",
      id: uniqueId(),
      value: view.suggested,
      maxlength: "60",
      autocomplete: "off",
      "data-lm-suppress-shortcuts": "true",
    });
    const form = element(
      "form",
      { class: "vq-who", onsubmit: (event) => (event.preventDefault(), link.send({ kind: "student", value: input.value })) },
      element("label", { for: input.id }, t("Your student id, as your teacher knows it")),
      input,
      element("button", { type: "submit", class: "vq-button vq-main", "data-lm-suppress-shortcuts": "true" }, t("This is me")),
    );
    node.append(form, element("p", { class: "vq-help" }, t("It decides which numbers you are given. It can't be changed later.")));
  }
  for (const warning of view.warnings) node.append(element("p", { class: "vq-warning", role: "alert" }, `! ${warning}`));
  node.append(progress(view));
  return { node, leave: () => {} };
}

function goTo(id) {
  const target = document.querySelector(`[data-vertebra-item="${CSS.escape(id)}"]`);
  target?.scrollIntoView({ block: "center" });
  target?.querySelector("input:checked, input, textarea, .vq-plate, .vq-order button:not(:disabled), select")?.focus({ preventScroll: true });
}

function progress(view) {
  const done = view.items.filter((item) => item.answered).length;
  const words = t("{done} of {count} answered", { done, count: view.items.length });
  const bar = element("progress", { max: view.items.length, value: done, "aria-label": words });
  const steps = view.items.map((item) =>
    element(
      "li",
      {},
      button(`${item.answered ? "✓" : "○"} ${item.number}`, () => goTo(item.id), {
        class: `vq-step ${item.answered ? "vq-done" : ""}`,
        "aria-label": item.answered ? t("Go to item {number}, {title}: answered", item) : t("Go to item {number}, {title}: unanswered", item),
      }),
    ),
  );
  return element("div", { class: "vq-progress" }, element("p", { role: "status" }, bar, ` ${words}`), element("ol", {}, ...steps));
}

// The review before submitting: each item, what was answered, and what is still open.
export function quizReview(view) {
  const open = view.items.filter((item) => !item.answered).length;
  const rows = view.items.map((item) =>
    element(
      "tr",
      { class: item.answered ? "" : "vq-open" },
      element("td", {}, button(t("Item {number}", { number: item.number }), () => goTo(item.id), { class: "vq-step" })),
      element("td", {}, item.title),
      element("td", {}, item.answered ? `✓ ${item.answer}` : t("○ Unanswered")),
    ),
  );
  const headings = [t("Item"), t("About"), t("Your answer")].map((words) => element("th", { scope: "col" }, words));
  const words = open ? t("{open} of {count} items are unanswered.", { open, count: view.items.length }) : t("Every item is answered.");
  const node = element(
    "section",
    { class: "vq-item", "aria-label": t("Review before you submit") },
    element("strong", {}, t("Review before you submit")),
    element("p", { role: "status" }, words),
    element("table", { class: "vq-review" }, element("thead", {}, element("tr", {}, ...headings)), element("tbody", {}, ...rows)),
    element("p", { class: "vq-help" }, view.how_to_submit),
  );
  return { node, leave: () => {} };
}
