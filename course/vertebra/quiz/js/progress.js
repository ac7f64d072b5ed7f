// @ts-check
// The learner's own page: what is due, what was done and missed, what surprised, and a page to print.
/** @import { Kinds, Link, Part, View } from "./types" */
import { KEEPS_KEYS } from "../../widgets/js/controls.js";
import { download } from "../../widgets/js/download.js";
import { element } from "../../widgets/js/elements.js";
import { nt, t } from "../../widgets/js/texts.js";
import { certificate } from "./certificate.js";
import { dueNames, INTERVALS_DAYS, summary } from "./learning.js";
import { checkedItem } from "./quiz_checked.js";
import { asStatus, newId, quizButton } from "./quiz_page.js";

const MAX_AT_ONCE = 8;

/**
 * @param {View} view
 * @param {Link} link
 * @param {Kinds} kinds
 * @returns {Part[]}
 */
export function progressParts(view, link, kinds) {
  const done = summary(view.record ?? {}, view.catalogue ?? [], view.today ?? "");
  if (view.items.length) return reviewParts(view, link, kinds);
  const none = () => {};
  return [
    ...(view.damaged?.length ? [{ node: damagedNote(view.damaged), leave: none }] : []),
    { node: dueCard(done, link), leave: none },
    { node: lessonsCard(done), leave: none },
    { node: certaintyCard(done), leave: none },
    { node: listCard(t("Missed at the last try"), done.missed, t("Nothing is missed at the moment.")), leave: none },
    {
      node: listCard(t("What surprised you"), done.surprises, t("No prediction has been marked as a surprise yet.")),
      leave: none,
    },
    ...(view.trainers?.length ? [{ node: trainersCard(view.trainers), leave: none }] : []),
    { node: certificateCard(done, view), leave: none },
  ];
}

/**
 * What of other lessons is due, at the end of a lesson; null where nothing is.
 * @param {View} view
 * @returns {Part | null}
 */
export function dueNote(view) {
  const n = view.record && view.today ? dueNames(view.record, view.today).length : 0;
  if (!n) return null;
  const words = nt("{n} question of other lessons is due today: ", "{n} questions of other lessons are due today: ", n);
  const link = element("a", { href: "my_page.ipynb", "data-do": "my-page" }, t("My page"));
  return { node: element("p", { class: "vq-help vq-due" }, words, link), leave: () => {} };
}

/** @type {(view: View, link: Link, kinds: Kinds) => Part[]} */
function reviewParts(view, link, kinds) {
  const parts = view.items.map((item) => checkedItem(item, link, kinds[item.kind]));
  const end = quizButton(t("Back to my page"), () => link.send({ kind: "done" }), { main: true });
  end.setAttribute("data-do", "done");
  const words = nt("{n} question is due.", "{n} questions are due.", parts.length);
  const head = element("p", { class: "vq-help" }, words);
  return [
    { node: head, leave: () => {} },
    ...parts,
    { node: element("div", { class: "vq-actions" }, end), leave: () => {} },
  ];
}

/** @type {(title: string, ...children: (Node | string | null)[]) => HTMLElement} */
function card(title, ...children) {
  const id = newId("card");
  return element(
    "section",
    { class: "vq-item vq-card", "aria-labelledby": id },
    element("h3", { id }, title),
    ...children,
  );
}

/** @param {string[]} names */
function damagedNote(names) {
  const words = t("The file of your answers was damaged. What could be read is here; the file is kept as {names}.", {
    names: names.join(", "),
  });
  return element("p", { class: "vq-warning", role: "alert" }, words);
}

/** @typedef {ReturnType<typeof summary>} Summary */

/** @type {(done: Summary, link: Link) => HTMLElement} */
function dueCard(done, link) {
  const now = done.due.slice(0, MAX_AT_ONCE);
  if (!now.length) {
    const later =
      done.nextInDays === null
        ? t("Answer the self-checks of a lesson, and they come back here after days and weeks.")
        : nt(
            "Nothing is due. The next is due tomorrow.",
            "Nothing is due. The next is due in {n} days.",
            done.nextInDays,
          );
    return card(t("Due today"), element("p", {}, later), boxes(done));
  }
  const start = quizButton(
    nt("Answer {n} question now", "Answer {n} questions now", now.length),
    () => link.send({ kind: "review", items: now.map(({ id }) => id) }),
    { main: true },
  );
  start.setAttribute("data-do", "review");
  const waiting = done.due.length > now.length ? t("{n} are due in all.", { n: done.due.length }) : "";
  return card(t("Due today"), element("div", { class: "vq-actions" }, start, waiting), boxes(done));
}

/** @param {Summary} done */
function boxes(done) {
  const all = done.boxes.reduce((sum, n) => sum + n, 0);
  if (!all) return null;
  const cells = done.boxes.map((n, at) =>
    element(
      "li",
      {},
      element("strong", {}, String(n)),
      " ",
      nt("back after {n} day", "back after {n} days", INTERVALS_DAYS[at]),
    ),
  );
  return element("ol", { class: "vq-boxes", "aria-label": t("Questions by how well you know them") }, ...cells);
}

/** @param {Summary} done */
function lessonsCard(done) {
  /** @type {(n: number, of: number) => HTMLElement} */
  const share = (n, of) =>
    element("td", {}, of ? element("progress", { value: n, max: of, "aria-hidden": "true" }) : null, ` ${n} / ${of}`);
  const rows = done.lessons.map((lesson) =>
    element(
      "tr",
      {},
      element("th", { scope: "row" }, lessonLink(lesson.page, `${lesson.lesson} ${lesson.title}`, "")),
      share(lesson.predicted, lesson.predictions),
      share(lesson.answered, lesson.checks),
    ),
  );
  const head = [t("Lesson"), t("Predictions"), t("Self-checks")].map((title) => element("th", { scope: "col" }, title));
  const table = element(
    "table",
    { class: "vq-review" },
    element("thead", {}, element("tr", {}, ...head)),
    element("tbody", {}, ...rows),
  );
  return card(t("What you have done"), table);
}

/** @param {Summary} done */
function certaintyCard(done) {
  const { sure, unsure, verdict } = done.calibration;
  const words = {
    few: t("Say with each answer whether you are sure: after a few, this shows whether your certainty can be trusted."),
    "too sure": t("You are often sure and wrong. Before you answer, ask what could make you wrong."),
    "too unsure": t("You know more than you trust: most of what you are unsure of is right."),
    fits: t("Your certainty fits: you are right more often where you are sure."),
  }[verdict];
  /** @type {(name: string, counted: {right: number, all: number}) => HTMLElement} */
  const share = (name, { right, all }) =>
    element(
      "p",
      { class: "vq-share" },
      element("span", {}, name),
      element("progress", { value: right, max: all || 1, "aria-hidden": "true" }),
      t("{right} of {all} right", { right, all }),
    );
  const shares = sure.all + unsure.all ? [share(t("when sure"), sure), share(t("when unsure"), unsure)] : [];
  return card(t("How well you know what you know"), ...shares, element("p", {}, words));
}

/** @type {(title: string, items: Summary["missed"], empty: string) => HTMLElement} */
function listCard(title, items, empty) {
  if (!items.length) return card(title, element("p", { class: "vq-help" }, empty));
  const rows = items.map(({ page, title: name, lesson, section }) =>
    element("li", {}, `${name}: `, lessonLink(page, t("lesson {lesson}, {section}", { lesson, section }), section)),
  );
  return card(title, element("ul", {}, ...rows));
}

/** @type {(page: string, words: string, section: string) => HTMLElement | string} */
function lessonLink(page, words, section) {
  if (!page) return words;
  const anchor = section ? `#${encodeURIComponent(section.replaceAll(" ", "-"))}` : "";
  return element("a", { href: `${page}${anchor}` }, words);
}

/** @param {NonNullable<View["trainers"]>} trainers */
function trainersCard(trainers) {
  const rows = trainers.map(({ lesson, title, passed, of, on, times }) =>
    element(
      "li",
      {},
      t("Lesson {lesson}, {title}: {passed} of {of} criteria kept ({on}); ", { lesson, title, passed, of, on }),
      nt("judged once", "judged {n} times", times),
    ),
  );
  return card(t("Your best in the trainers"), element("ul", {}, ...rows));
}

/** @type {(done: Summary, view: View) => HTMLElement} */
function certificateCard(done, view) {
  const id = newId("name");
  const input = element("input", {
    type: "text",
    id,
    value: view.suggested ?? "",
    maxlength: 80,
    autocomplete: "name",
    ...KEEPS_KEYS,
  });
  const page = () => certificate(done, input.value.trim(), view.today ?? "");
  const preview = element("iframe", { class: "vq-certificate", title: t("Certificate"), hidden: true });
  const status = element("p", asStatus("vq-status"));
  const print = () => {
    preview.hidden = false;
    preview.onload = () => preview.contentWindow?.print();
    preview.srcdoc = page();
    status.textContent = t("If no print dialogue opens, keep it as a file and print that.");
  };
  const keep = () => {
    download("course-certificate.html", page(), "text/html");
    status.textContent = t("Kept as course-certificate.html in your downloads.");
  };
  const buttons = [quizButton(t("Show and print"), print), quizButton(t("Keep as a file"), keep)];
  buttons[0].setAttribute("data-do", "print");
  buttons[1].setAttribute("data-do", "keep");
  return card(
    t("A certificate of what you did"),
    element("p", {}, t("It lists lessons, predictions and self-checks, and says what it does not prove.")),
    element("div", { class: "vq-who" }, element("label", { for: id }, t("Your name on it")), input, ...buttons),
    status,
    preview,
  );
}
