// @ts-check
// A released quiz as a page: the quiz's own component, with a model that keeps answers in the browser instead of asking
// a kernel; and the file that is handed in. See decision 0472.
/** @import { KeptQuiz } from "./kept_quiz.js" */
/** @import { Shelf } from "./browser_shelf.js" */
import { isBlank } from "../../quiz/js/quiz_saver.js";
import { download } from "../../widgets/js/download.js";
import { nt, t } from "../../widgets/js/texts.js";
import { lastChange, makeKeptQuiz } from "./kept_quiz.js";
import { answer, makeEvents } from "./lesson_questions.js";
import { fileName, fromFile, studentId, toFile } from "./quiz_file.js";

/** @typedef {{render: (place: {model: any, el: HTMLElement}) => void}} Component */
/** @typedef {Record<string, {words?: (item: any, value: any) => string}>} Kinds */
/**
 * @typedef {object} QuizItem
 * @property {string} id
 * @property {string} kind
 * @property {string} title
 * @property {string} drawn_as
 * @property {any[]} variants
 */
/**
 * @typedef {object} QuizData
 * @property {string} course
 * @property {string} quiz
 * @property {string} release
 * @property {string} draw_salt
 * @property {string} title
 * @property {QuizItem[]} items
 */

const FAULTS = {
  "no-answers": () => t("This is not a file of answers to a quiz. Nothing was changed."),
  damaged: () => t("This file is damaged, so nothing was taken from it. Save it anew where it came from."),
  newer: () => t("This file was written by a newer edition of the course. Nothing was changed."),
  "another-quiz": () => t("This file holds answers to another quiz. Nothing was changed."),
};

/** The text of HTML. @param {string} html */
function plain(html) {
  const place = document.createElement("div");
  place.innerHTML = html;
  return place.textContent ?? "";
}

/**
 * An answer in words.
 * @type {(kinds: Kinds, item: any, value: string | string[]) => string}
 */
function inWords(kinds, item, value) {
  const own = kinds[item.kind]?.words;
  if (own) return own(item, value);
  const texts = new Map((item.options ?? []).map((/** @type {any} */ option) => [option.id, plain(option.html)]));
  return [value]
    .flat()
    .map((part) => texts.get(part) ?? part)
    .join("; ");
}

/**
 * The views of the component, each made from what is kept.
 * @param {QuizData} data
 * @param {KeptQuiz} kept
 * @param {Kinds} kinds
 */
function makeViews(data, kept, kinds) {
  /** @param {string} id */
  const value = (id) => kept.entry(id)?.value ?? "";
  const steps = () =>
    data.items.map(({ id, title }, at) => ({ id, title, number: at + 1, answered: !isBlank(value(id)) }));
  /** @param {string[]} warnings */
  const head = (warnings) => ({ mode: "head", student: kept.student(), suggested: "", warnings, items: steps() });
  const wait = { mode: "wait", message: t("This item appears when you have said who you are, at the top.") };
  /** @param {string} id @param {number} at */
  const item = (id, at) => {
    if (!kept.student()) return wait;
    const entry = kept.entry(id);
    const shown = data.items[at].variants[kept.variant(id)];
    const taken = shown.hint_texts.slice(0, entry?.hints ?? 0);
    const place = { number: at + 1, of: data.items.length, key: `${data.release}/${kept.student()}/${id}` };
    const more = { value: value(id), changed_at: entry?.changed_at ?? "", note: "", taken };
    return { mode: "graded", warnings: [], items: [{ ...shown, ...place, ...more }] };
  };
  const review = () => {
    const items = steps().map((step, at) => {
      const shown = data.items[at].variants[kept.variant(step.id)];
      return { ...step, answer: step.answered ? inWords(kinds, shown, value(step.id)) : "" };
    });
    const how = t("Then save your answers as a file, below, and upload it where your teacher told you.");
    return { mode: "review", warnings: [], items, how_to_submit: how };
  };
  return { head, item, review };
}

/** A model of the component that shows what `view` gives. @param {() => any} view @param {(message: any) => any} act */
function makePart(view, act) {
  const events = makeEvents();
  let current = view();
  return {
    ...events,
    get: () => current,
    /** @param {any} message */
    send: (message) => answer(events, message, act(message)),
    redraw() {
      current = view();
      events.emit("change:view");
    },
  };
}

/**
 * Show a quiz.
 * @param {Component} component
 * @param {QuizData} data
 * @param {Shelf} shelf
 * @param {Kinds} kinds
 * @param {(words: string) => void} say
 */
export function showQuiz(component, data, shelf, kinds, say) {
  const kept = makeKeptQuiz(shelf, data, data.items);
  const views = makeViews(data, kept, kinds);
  /** @type {string[]} */
  let warnings = [];
  const overview = () => {
    head.redraw();
    review.redraw();
    handIn.update();
  };
  const everything = () => {
    for (const part of parts.values()) part.redraw();
    showItems(kept.student() !== "");
    overview();
  };
  const head = makePart(
    () => views.head(warnings),
    ({ value }) => {
      const id = studentId(String(value));
      warnings = id ? [] : [t("“{value}” can't be a student id. Use 1 to 60 letters, digits and . - _ + @", { value })];
      if (id) kept.nameStudent(id);
      everything();
      return null;
    },
  );
  const review = makePart(views.review, () => null);
  const parts = new Map(
    data.items.map(({ id }, at) => [
      id,
      makePart(
        () => views.item(id, at),
        (message) => act(id, message),
      ),
    ]),
  );
  /** @param {string} id @param {any} message */
  const act = (id, message) => {
    if (message.kind === "answer") {
      kept.answer(id, message.value);
      overview();
      return { kind: "saved", seq: message.seq, note: "", value: message.value };
    }
    const { item } = message;
    const texts = data.items.find((other) => other.id === item)?.variants[kept.variant(item)].hint_texts ?? [];
    kept.takeHint(item, texts.length);
    return { kind: "hint", taken: texts.slice(0, kept.entry(item)?.hints ?? 0) };
  };
  const handIn = showHandIn(data, kept, say, everything);
  for (const el of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-quiz-part]"))) {
    const name = el.dataset.quizPart ?? "";
    const model = { head, review }[name] ?? parts.get(name);
    el.replaceChildren();
    component.render({ model, el });
  }
  showItems(kept.student() !== "");
  window.addEventListener("storage", (event) => {
    const id = kept.itemOf(event);
    if (kept.isStudentOf(event)) everything();
    if (!id) return;
    parts.get(id)?.emit("msg:custom", { kind: "saved", item: id, from: "another tab", value: kept.entry(id)?.value });
    overview();
    const title = data.items.find((item) => item.id === id)?.title ?? "";
    say(t("“{title}” was answered in another tab; its answer is shown here now.", { title }));
  });
}

/** Until it is known who answers, one line stands for all items. @param {boolean} isNamed */
function showItems(isNamed) {
  const places = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-quiz-part]"));
  for (const [at, place] of places.entries()) place.hidden = !isNamed && at > 1;
}

/**
 * The file: saving it, opening one, and what has changed since; and another person at this browser.
 * @param {QuizData} data
 * @param {KeptQuiz} kept
 * @param {(words: string) => void} say
 * @param {() => void} redraw
 */
function showHandIn(data, kept, say, redraw) {
  const [save, input, other, line, older] = ["save", "open", "other", "state", "older"].map((name) =>
    document.getElementById(`vs-quiz-${name}`),
  );
  const update = () => {
    const answers = kept.answers();
    const since = kept.fileMark.get();
    const changed = Object.values(answers).filter(({ changed_at }) => changed_at > since).length;
    const isSaved = since !== "" && since >= lastChange(answers);
    const hasStudent = kept.student() !== "";
    for (const button of [save, other]) /** @type {HTMLButtonElement} */ (button).disabled = !hasStudent;
    if (!line) return;
    line.dataset.state = !hasStudent ? "nobody" : isSaved ? "saved" : since ? "changed" : "not-saved";
    line.textContent = stateWords(line.dataset.state, changed);
  };
  save?.addEventListener("click", () => {
    const content = kept.content();
    download(fileName(content), toFile(content));
    kept.fileMark.put();
    update();
  });
  other?.addEventListener("click", () => {
    kept.nameStudent("");
    redraw();
    say(t("The answers so far stay in this browser under the student id they belong to."));
  });
  input?.addEventListener("change", async () => {
    const chosen = /** @type {HTMLInputElement} */ (input);
    const text = (await chosen.files?.[0]?.text().catch(() => "")) ?? "";
    chosen.value = "";
    const read = fromFile(text, data);
    if ("fault" in read) return say(FAULTS[read.fault]());
    kept.nameStudent(read.student);
    const taken = kept.takeOver(fitting(data, read.answers, kept));
    redraw();
    const { student } = read;
    say(t("Answers of {student} taken over from the file: {taken}. Later ones here stayed.", { student, taken }));
  });
  showOlder(older, kept, data);
  update();
  return { update };
}

/** @type {(state: string, changed: number) => string} */
function stateWords(state, changed) {
  if (state === "nobody") return t("Say first who you are, at the top.");
  if (state === "saved") return t("The file that you saved last has all your answers.");
  if (state === "not-saved") return t("You have not saved a file yet.");
  return nt(
    "{n} answer has changed since you saved a file.",
    "{n} answers have changed since you saved a file.",
    changed,
  );
}

/**
 * Of a file's answers those that can be one to this release: options may have got other names.
 * @type {(data: QuizData, answers: Record<string, any>, kept: KeptQuiz) => Record<string, any>}
 */
function fitting(data, answers, kept) {
  const fits = data.items.filter(({ id, variants }) => {
    const options = variants[kept.variant(id)].options?.map((/** @type {any} */ option) => option.id);
    /** @param {string} part */
    const isThere = (part) => part === "" || !options || options.includes(part);
    return answers[id] && [answers[id].value].flat().every(isThere);
  });
  return Object.fromEntries(fits.map(({ id }) => [id, answers[id]]));
}

/**
 * Answers to an earlier release of the quiz are offered as a file.
 * @type {(place: HTMLElement | null, kept: KeptQuiz, data: QuizData) => void}
 */
function showOlder(place, kept, { course, quiz }) {
  const [release, answers] = Object.entries(kept.others())[0] ?? [];
  if (!place || !release || !answers) return;
  place.hidden = false;
  place.querySelector("button")?.addEventListener("click", () => {
    const student = kept.student();
    const content = { course, quiz, release, student, variants: {}, answers, saved_at: lastChange(answers) };
    download(fileName({ quiz: `${quiz}-before`, student }), toFile(content));
  });
}
