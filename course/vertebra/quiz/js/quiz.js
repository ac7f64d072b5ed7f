// The quiz component: graded items, self-checks, predictions, and the head and review of a quiz.
import { button, element, uniqueId } from "./quiz_dom.js";
import { quizHead, quizReview } from "./quiz_overview.js";
import { STATES, isBlank, makeHistory, makeSaver, makeStore, rescued } from "./quiz_saver.js";
import { nt, t } from "../../widgets/js/texts.js";

const TYPING_PAUSE_MS = 500;

function frameOf(item, stemId, kind) {
  const where = item.number ? t("Item {number} of {of}", { number: item.number, of: item.of }) : item.label;
  const points = item.points ? nt("{n} point", "{n} points", item.points) : "";
  const state = element("span", { class: "vq-state" });
  const status = element("p", { class: "vq-status", role: "status", "aria-live": "polite" });
  // A picture to point at is part of the field.
  const drawn = kind.answeredInFigure ? null : item.figure;
  const figure =
    drawn &&
    element(
      "figure",
      { class: "vq-figure" },
      element("img", { src: drawn.src, alt: drawn.alt }),
      element("figcaption", {}, drawn.alt),
    );
  const node = element(
    "section",
    { class: "vq-item", "aria-labelledby": `${stemId}-title`, "data-vertebra-item": item.id },
    element(
      "div",
      { class: "vq-head" },
      element("strong", { id: `${stemId}-title` }, t("{where}: {title}", { where, title: item.title })),
      element("span", { class: "vq-points" }, points),
      state,
    ),
    element("div", { class: "vq-stem", id: stemId, html: item.stem }),
    figure,
  );
  const show = (name, words) => {
    const { mark, words: label } = STATES[name];
    state.textContent = `${mark} ${label}`;
    state.className = `vq-state vq-${name}`;
    status.textContent = words;
  };
  return { node, status, show };
}

// The hints of an item: a button for the next one, and those taken so far. They cost nothing.
function hintsOf(item, link) {
  const list = element("div", { class: "vq-hints", role: "status", "aria-live": "polite" });
  const next = button("", () => link.send({ kind: "hint", item: item.id }));
  const node = element("div", { class: "vq-hint-box" }, list, next);
  const show = (taken) => {
    const titled = (html, at) => {
      const title = t("Hint {number}", { number: at + 1 });
      return element("div", { class: "vq-hint", html: `<strong>${title}</strong> ${html}` });
    };
    list.replaceChildren(...taken.map(titled));
    next.hidden = taken.length >= (item.hints ?? 0);
    next.textContent = taken.length ? t("Show another hint") : t("Show a hint");
  };
  show(item.taken ?? []);
  node.hidden = !item.hints;
  return { node, show };
}

// An item of a graded quiz: every change is saved, and 'Saved' is said when the kernel has confirmed it.
function gradedItem(item, link, kind) {
  const stemId = uniqueId();
  const { node, status, show } = frameOf(item, stemId, kind);
  const empty = kind.emptyAnswer ?? "";
  const history = makeHistory(isBlank(item.value) ? empty : item.value);
  const store = makeStore(globalThis.localStorage);
  const announce = (name, words) => show(name, words || (name === "saved" ? t("Saved.") : ""));
  const saver = makeSaver({ send: (m) => link.send({ ...m, item: item.id }), onState: announce, store, key: item.key });
  let typing = null;

  const submit = (value) => {
    clearTimeout(typing);
    typing = null;
    if (history.change(value)) saver.change(value);
    tools();
  };
  const changed = (value, settled) => {
    clearTimeout(typing);
    if (settled) return submit(value);
    if (JSON.stringify(value) !== JSON.stringify(history.value)) show("saving", "");
    typing = setTimeout(() => submit(value), TYPING_PAUSE_MS);
  };
  const field = kind.field(item, stemId, changed);
  const put = (value) => {
    field.set(value);
    saver.change(value);
    tools();
    field.focus();
  };
  const undo = button(t("Undo"), () => put(history.undo()));
  const clear = button(t("Clear answer"), () => {
    if (history.change(empty)) put(empty);
  });
  const tools = () => {
    undo.disabled = !history.canUndo;
    clear.disabled = isBlank(history.value);
  };

  const hints = hintsOf(item, link);
  node.append(field.node, hints.node, element("div", { class: "vq-actions" }, undo, clear, status));
  field.set(item.value);
  show(isBlank(item.value) ? "unanswered" : "saved", item.note || "");
  tools();
  const kept = rescued(store, item.key, item.changed_at);
  if (kept && JSON.stringify(kept.value) !== JSON.stringify(item.value)) {
    field.set(kept.value);
    submit(kept.value);
  }
  const stop = link.listen((message) => {
    if (message.item !== item.id) return;
    if (message.kind === "hint") return hints.show(message.taken);
    if (message.from === link.id && message.kind === "refused" && message.seq == null) return (status.textContent = message.message);
    if (message.from === link.id) {
      if (message.kind === "saved") {
        saver.saved(message);
        if (!saver.pending) field.saved?.();
      }
      if (message.kind === "refused") saver.refused(message);
    } else if (message.kind === "saved" && !saver.pending) {
      field.set(message.value);
      history.change(message.value);
      show(isBlank(message.value) ? "unanswered" : "saved", "");
      tools();
    }
  });
  // What was typed a moment before the cell goes is still sent.
  const leave = () => {
    if (typing !== null) submit(field.get());
    saver.dispose();
    stop();
  };
  return { node, leave };
}

// An item of a self-check: feedback on asking for it, and another try.
function checkedItem(item, link, kind) {
  const stemId = uniqueId();
  const { node, status } = frameOf(item, stemId, kind);
  const predicts = kind.commits === true;
  const told = element("div", { class: "vq-told", role: "status", "aria-live": "polite" });
  const field = kind.field(item, stemId, () => {
    field.why(null);
    told.replaceChildren();
    told.className = "vq-told";
  });
  const ask = (kind) => link.send({ kind, item: item.id, value: field.get() });
  const check = button(predicts ? t("That is my prediction") : t("Check"), () => {
    if (isBlank(field.get())) {
      status.textContent = t("Answer first.");
      return field.focus();
    }
    status.textContent = "";
    ask("check");
  });
  check.classList.add("vq-main");
  const showAll = button(t("Show the answer"), () => ask("show"), { hidden: true });
  const another = button(t("Other numbers"), () => ask("another"), { hidden: !item.parametric });
  const receive = (result) => {
    field.why(result.per_option);
    told.className = `vq-told vq-told-${result.verdict}`;
    told.replaceChildren(
      element("strong", {}, result.headline),
      ...result.feedback.map((html) => element("div", { html })),
    );
    showAll.hidden = predicts || result.complete;
    if (predicts) for (const input of field.node.querySelectorAll("input")) input.disabled = true;
    if (predicts) check.hidden = true;
    else check.textContent = t("Check again");
  };
  const hints = hintsOf(item, link);
  node.append(field.node, hints.node, element("div", { class: "vq-actions" }, check, showAll, another, status), told);
  field.set(item.value);
  if (item.result) receive(item.result);
  const stop = link.listen((message) => {
    if (message.item !== item.id) return;
    if (message.kind === "hint") hints.show(message.taken);
    if (message.kind === "result") receive(message.result);
    if (message.kind === "refused") status.textContent = message.message;
  });
  return { node, leave: stop };
}

function parts(view, link, kinds) {
  if (view.mode === "head") return [quizHead(view, link)];
  if (view.mode === "review") return [quizReview(view)];
  if (view.mode === "wait") return [{ node: element("p", { class: "vq-item vq-help" }, view.message), leave: () => {} }];
  return view.items.map((item) => (view.mode === "graded" ? gradedItem : checkedItem)(item, link, kinds[item.kind]));
}

function render({ model, el }, kinds) {
  const root = element("div", {
    class: "vertebra-quiz",
    "data-lm-suppress-shortcuts": "true",
    onkeydown: (event) => event.stopPropagation(),
  });
  const listeners = new Set();
  const id = `${Date.now().toString(36)}${Math.random().toString(36).slice(2)}`;
  const link = {
    id,
    send: (message) => model.send({ ...message, from: id }),
    listen: (act) => (listeners.add(act), () => listeners.delete(act)),
  };
  let shown = [];
  const draw = () => {
    // Drawn anew, the page must not lose the place of who works by keyboard.
    const focused = root.contains(document.activeElement) ? document.activeElement.getAttribute("aria-label") : null;
    shown.forEach((part) => part.leave());
    shown = parts(model.get("view"), link, kinds);
    root.replaceChildren(...shown.map((part) => part.node));
    if (focused) [...root.querySelectorAll("button")].find((b) => b.getAttribute("aria-label") === focused)?.focus();
  };
  const receive = (message) => [...listeners].forEach((act) => act(message));
  model.on("change:view", draw);
  model.on("msg:custom", receive);
  el.append(root);
  draw();
  return () => {
    shown.forEach((part) => part.leave());
    model.off("change:view", draw);
    model.off("msg:custom", receive);
    root.remove();
  };
}

// The widget for these kinds of question. Each is `{ field, emptyAnswer, answeredInFigure, commits }`: `field(item, stemId,
// changed)` gives `{ node, get(), set(value), why(perOption), focus() }` and, where it wants to know, `saved()`; it calls
// `changed(value, settled)` on every change. The others are left out where they are "", false and false.
export const quizWidget = (kinds) => ({ render: (widget) => render(widget, kinds) });
