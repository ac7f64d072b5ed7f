// @ts-check
// An item of a graded quiz: every change is saved, and 'Saved' is said when the kernel has confirmed it.
/** @import { Answer, Field, Item, Kind, Link, Message, Part } from "./types" */
import { element } from "../../widgets/js/elements.js";
import { t } from "../../widgets/js/texts.js";
import { frameOf, hintsOf } from "./quiz_item.js";
import { newId, quizButton } from "./quiz_page.js";
import { isBlank, makeHistory, makeSaver, makeStore, rescued } from "./quiz_saver.js";

const TYPING_PAUSE_MS = 500;

/**
 * What the parts of an item work on.
 * @typedef {object} Graded
 * @property {ReturnType<typeof makeHistory>} history
 * @property {ReturnType<typeof makeSaver>} saver
 * @property {(name: string, words: string) => void} show
 * @property {Answer} empty
 */

/**
 * @param {Item} item
 * @param {Link} link
 * @param {Kind} kind
 * @returns {Part}
 */
export function gradedItem(item, link, kind) {
  const stemId = newId("stem");
  const { node, status, show } = frameOf(item, stemId, kind);
  const empty = kind.emptyAnswer ?? "";
  const store = makeStore(() => globalThis.localStorage);
  const key = item.key ?? item.id;
  const saver = makeSaver({
    send: (message) => link.send({ ...message, item: item.id }),
    onState: (name, words) => show(name, words || (name === "saved" ? t("Saved.") : "")),
    store,
    key,
  });
  const history = makeHistory(isBlank(item.value) ? empty : item.value);
  const graded = { history, saver, show, empty };
  const typing = makeTyping(graded, () => tools.update());
  const field = kind.field(item, stemId, typing.changed);
  const tools = makeTools(graded, field);
  const hints = hintsOf(item, link);
  node.append(field.node, hints.node, element("div", { class: "vq-actions" }, tools.undo, tools.clear, status));
  field.set(item.value);
  show(isBlank(item.value) ? "unanswered" : "saved", item.note || "");
  tools.update();
  const kept = rescued(store, key, item.changed_at);
  if (kept && JSON.stringify(kept.value) !== JSON.stringify(item.value)) {
    field.set(kept.value);
    typing.submit(kept.value);
  }
  const hear = makeHearing(graded, field, link.id, tools.update);
  const stop = link.listen((message) => {
    if (message.item !== item.id) return;
    if (message.kind === "hint") hints.show(message.taken);
    else if (message.from === link.id && message.kind === "refused" && message.seq == null) {
      status.textContent = message.message;
    } else hear(message);
  });
  return {
    node,
    // What was typed a moment before the cell goes is still sent.
    leave() {
      if (typing.waits) typing.submit(field.get());
      saver.dispose();
      stop();
    },
  };
}

/**
 * An answer is saved when it is settled, or when no key was pressed for a moment.
 * @param {Graded} graded
 * @param {() => void} update
 */
function makeTyping({ history, saver, show }, update) {
  /** @type {any} */
  let timer = null;
  /** @param {Answer} value */
  const submit = (value) => {
    clearTimeout(timer);
    timer = null;
    if (history.change(value)) saver.change(value);
    update();
  };
  return {
    submit,
    get waits() {
      return timer !== null;
    },
    /** @type {(value: Answer, settled: boolean) => void} */
    changed(value, settled) {
      clearTimeout(timer);
      if (settled) return submit(value);
      if (JSON.stringify(value) !== JSON.stringify(history.value)) show("saving", "");
      timer = setTimeout(() => submit(value), TYPING_PAUSE_MS);
    },
  };
}

/**
 * Undo, and an answer taken back.
 * @param {Graded} graded
 * @param {Field} field
 */
function makeTools({ history, saver, empty }, field) {
  const update = () => {
    undo.disabled = !history.canUndo;
    clear.disabled = isBlank(history.value);
  };
  /** @param {Answer} value */
  const put = (value) => {
    field.set(value);
    saver.change(value);
    update();
    field.focus();
  };
  const undo = quizButton(t("Undo"), () => put(history.undo()));
  const clear = quizButton(t("Clear answer"), () => {
    if (history.change(empty)) put(empty);
  });
  undo.setAttribute("data-do", "undo");
  clear.setAttribute("data-do", "clear");
  return { undo, clear, update };
}

/**
 * What a message about the answer does: one to this view, or the answer that another view gave.
 * @param {Graded} graded
 * @param {Field} field
 * @param {string} own
 * @param {() => void} update
 */
function makeHearing({ history, saver, show }, field, own, update) {
  /** @param {Message} message */
  return (message) => {
    if (message.from === own) {
      if (message.kind === "saved") {
        saver.saved(message);
        if (!saver.pending) field.saved?.();
      }
      if (message.kind === "refused") saver.refused(message);
    } else if (message.kind === "saved" && !saver.pending) {
      field.set(message.value);
      history.change(message.value);
      show(isBlank(message.value) ? "unanswered" : "saved", "");
      update();
    }
  };
}
