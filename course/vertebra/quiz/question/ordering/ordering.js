// Steps put into order: by dragging, by a button on each step, or with the arrow keys on it.
import { element, uniqueId } from "../../js/quiz_dom.js";
import { t } from "../../../widgets/js/texts.js";

// `order` with the entry at `from` put to `to`; the same order where that leads out of it.
export function moved(order, from, to) {
  if (from < 0 || to < 0 || from >= order.length || to >= order.length || from === to) return order;
  const rest = order.filter((_, at) => at !== from);
  return [...rest.slice(0, to), order[from], ...rest.slice(to)];
}

// The order to show for an answer: the answer itself where it holds every step once, otherwise the steps as they came.
export function orderOf(value, ids) {
  const whole = Array.isArray(value) && value.length === ids.length && ids.every((id) => value.includes(id));
  return whole ? [...value] : [...ids];
}

function orderingField(item, stemId, changed) {
  const name = uniqueId();
  const ids = item.options.map((option) => option.id);
  const html = new Map(item.options.map((option) => [option.id, option.html]));
  const list = element("ol", { class: "vq-order", "aria-labelledby": `${stemId} ${name}-rule` });
  const said = element("p", { class: "vq-sr", role: "status", "aria-live": "polite" });
  const take = element(
    "button",
    { type: "button", class: "vq-button", "data-lm-suppress-shortcuts": "true", onclick: () => settle(t("This order is your answer.")) },
    t("Take this order"),
  );
  let order = [...ids];
  let answered = false;
  let dragged = null;

  const words = (id) => rows.get(id).querySelector(".vq-order-text").textContent;
  const settle = (message) => {
    answered = true;
    draw();
    said.textContent = message;
    changed([...order], true);
  };
  const move = (id, to) => {
    const next = moved(order, order.indexOf(id), to);
    if (next === order) return;
    order = next;
    settle(t("{step}: now {place} of {count}.", { step: words(id), place: to + 1, count: order.length }));
  };
  const rows = new Map(ids.map((id) => [id, row(id)]));

  function row(id) {
    const text = element("span", { class: "vq-order-text", html: html.get(id) });
    const arrow = (sign, label, by) =>
      element(
        "button",
        {
          type: "button",
          class: "vq-button vq-order-button",
          "data-lm-suppress-shortcuts": "true",
          "aria-label": `${label}: ${text.textContent}`,
          onclick: (event) => {
            move(id, order.indexOf(id) + by);
            // A button that has moved its step to the end is off; the other one takes over.
            (event.currentTarget.disabled ? [...node.querySelectorAll("button")].find((b) => !b.disabled) : event.currentTarget).focus();
          },
        },
        sign,
      );
    const up = arrow("↑", t("Move up"), -1);
    const down = arrow("↓", t("Move down"), 1);
    const node = element(
      "li",
      {
        class: "vq-order-step",
        draggable: "true",
        onkeydown: (event) => {
          const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
          if (!by) return;
          event.preventDefault();
          const held = document.activeElement;
          move(id, order.indexOf(id) + by);
          (held.disabled ? [...node.querySelectorAll("button")].find((b) => !b.disabled) : held)?.focus();
        },
        ondragstart: (event) => {
          dragged = id;
          event.dataTransfer.setData("text/plain", "");
          event.dataTransfer.effectAllowed = t("move");
        },
        ondragover: (event) => dragged && event.preventDefault(),
        ondrop: (event) => {
          event.preventDefault();
          if (dragged && dragged !== id) move(dragged, order.indexOf(id));
          dragged = null;
        },
        ondragend: () => (dragged = null),
      },
      text,
      element("span", { class: "vq-order-tools" }, up, down),
    );
    return node;
  }

  function draw() {
    const inFocus = list.contains(document.activeElement) ? document.activeElement : null;
    list.replaceChildren(...order.map((id) => rows.get(id)));
    order.forEach((id, at) => {
      const [up, down] = rows.get(id).querySelectorAll("button");
      up.disabled = at === 0;
      down.disabled = at === order.length - 1;
    });
    take.hidden = answered;
    inFocus?.focus();
  }

  draw();
  const rule = element("p", { class: "vq-help", id: `${name}-rule` }, item.rule);
  const node = element("div", { class: "vq-field", role: "group", "aria-labelledby": stemId }, rule, list, take, said);
  return {
    node,
    get: () => (answered ? [...order] : []),
    set(value) {
      answered = Array.isArray(value) && value.length > 0;
      order = orderOf(value, ids);
      draw();
    },
    why() {},
    focus: () => list.querySelector("button:not(:disabled)")?.focus(),
  };
}

export const ordering = { field: orderingField, emptyAnswer: [] };
