// @ts-check
// The stages of a case, and what can be done in the one that is open.
/** @import { CaseOption, CaseRoomFrame } from "./frame_types" */
/** @import { CaseApi } from "./case_room.js" */
import { clamp } from "./canvas.js";
import { makeButton } from "./controls.js";
import { element } from "./elements.js";
import { nt, t } from "./texts.js";
import { setUnusable } from "./unusable.js";

const CLOSED = t("The case is closed. Press R to meet this patient again.");

/**
 * How a stage's button reads aloud.
 * @param {string} name
 * @param {number} count of what was done
 * @param {boolean} open
 */
export function stageWords(name, count, open) {
  const done = count === 0 ? t("nothing done") : nt("one thing done", "{n} things done", count);
  return open ? t("{name}, {done}, open", { name, done }) : t("{name}, {done}", { name, done });
}

/**
 * Steps whose order counts show it.
 * @param {Pick<CaseOption, "kind" | "done">} option
 * @param {number[]} steps
 */
export function mark({ kind, done }, steps) {
  if (!done) return "";
  return kind === "act" ? `${steps.indexOf(done) + 1}. ` : "✓ ";
}

/**
 * @param {HTMLElement} parent
 * @param {CaseApi} api
 */
export function makeStages(parent, api) {
  const list = element("div", { class: "vx-stages", role: "group", "aria-label": t("Stages") });
  parent.append(list);
  /** @param {number} at */
  const go = (at) => api.enqueue({ stage: clamp(at, 0, buttons.length - 1) });
  /** @type {HTMLButtonElement[]} */
  let buttons = [];
  return {
    go,
    /** @param {CaseRoomFrame} frame */
    show({ stages, at: open }) {
      if (!buttons.length) {
        buttons = stages.map((_, at) => makeButton("", () => go(at)));
        list.append(...buttons);
      }
      stages.forEach(({ name, count }, at) => {
        buttons[at].textContent = `${at + 1} ${name}${count ? " ✓" : ""}`;
        buttons[at].setAttribute("aria-pressed", String(at === open));
        buttons[at].setAttribute("aria-label", stageWords(name, count, at === open));
      });
    },
  };
}

/**
 * @param {HTMLElement} parent
 * @param {CaseApi} api
 */
export function makeStage(parent, api) {
  const room = element("div", { class: "vx-way" });
  parent.append(room);
  /** @type {(option: CaseOption, steps: number[], closed: boolean) => HTMLElement} */
  const makeOption = (option, steps, closed) => {
    const { kind, what, done, words, answer } = option;
    const press = () => {
      if (!done && !closed) api.enqueue({ do: [kind, what] });
    };
    const button = makeButton(mark(option, steps) + words, press, { className: "vx-button vx-option" });
    button.dataset.option = `${kind}/${what}`;
    button.setAttribute("aria-pressed", String(Boolean(done)));
    const row = element("div", {}, button, answer ? element("p", { class: "vx-answer" }, answer) : null);
    setUnusable(api, button, closed ? CLOSED : "");
    return row;
  };
  return {
    /** @param {CaseRoomFrame} frame */
    show({ stages, at, closed }) {
      const { groups } = stages[at];
      const focused = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset?.option;
      const steps = groups
        .flat()
        .map(({ done }) => done)
        .filter(Boolean)
        .sort((first, second) => first - second);
      const asList = (/** @type {CaseOption[]} */ options) =>
        element("div", { class: "vx-options" }, ...options.map((option) => makeOption(option, steps, closed)));
      room.replaceChildren(...groups.map(asList));
      if (!focused) return;
      /** @type {HTMLElement | null} */ (room.querySelector(`[data-option="${CSS.escape(focused)}"]`))?.focus();
    },
  };
}
